//! What accounts leave behind day after day: robots at any hour, people at work.

use super::client::{Client, demo, today};
use chrono::{DateTime, Datelike, Timelike, Utc};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use touchpoint::sandbox::{Faults, Sandbox, Settings, World};

async fn log(sandbox: &Sandbox) -> Vec<Value> {
    let path = format!("/admin/v1/orgs/{}/events-stream?limit=500", World::ORG_ID);
    Client::new(sandbox).rows(&path).await
}

fn times(events: &[&Value]) -> Vec<DateTime<Utc>> {
    let time = |event: &&Value| event["attributes"]["time"].as_str().unwrap().parse().unwrap();
    events.iter().map(time).collect()
}

#[tokio::test]
async fn robots_work_round_the_clock_and_people_in_working_hours() {
    let sandbox = demo(Faults::none()).await;
    let events = log(&sandbox).await;
    assert!(events.len() < 1500, "{}", events.len());
    let actor = |event: &Value| event["attributes"]["actor"].clone();
    let of = |name: &str, by_token: bool| -> Vec<&Value> {
        let is = |event: &&Value| {
            let actor = actor(event);
            actor["name"] == name && actor.get("auth").is_some() == by_token
        };
        events.iter().filter(is).collect()
    };
    for robot in ["Jenkins CI", "svc-reporting", "Integration User", "Monitoring"] {
        let done = of(robot, true);
        let hours: BTreeSet<u32> = times(&done).iter().map(Timelike::hour).collect();
        let days: BTreeSet<_> = times(&done).iter().map(|time| time.weekday().to_string()).collect();
        assert!(done.len() >= 80 && hours.len() >= 8 && days.len() == 7, "{robot}: {hours:?} {days:?}");
        let actions: BTreeSet<&str> =
            done.iter().filter_map(|event| event["attributes"]["action"].as_str()).collect();
        assert!(actions.len() > 2, "{actions:?}");
        assert!(of(robot, false).is_empty(), "nobody logs in to it");
    }
    for person in ["Ben Sample", "Cleo Specimen", "Pia Placeholder", "Abby Abbott"] {
        let done = of(person, false);
        assert!(done.len() > 20, "{person}: {}", done.len());
        assert!(done.iter().any(|event| event["attributes"]["action"] == "user_login"), "{person}");
        for time in times(&done) {
            assert!(time.weekday().number_from_monday() < 6 && (8..17).contains(&time.hour()), "{time}");
        }
    }
    // Switched off, or without a token: nothing happens.
    assert!(of("Wiki Sync", true).is_empty());
    assert!(times(&of("Old Deploy Bot", true)).iter().all(|time| (today() - *time).num_days() > 90));
    sandbox.stop().await;
}

/// No token is seen in the log after the list of tokens says that it was last used.
#[tokio::test]
async fn trails_end_with_the_last_use_of_the_token() {
    let sandbox = demo(Faults::none()).await;
    let tokens = Client::new(&sandbox).tokens().await;
    let used: BTreeMap<&str, DateTime<Utc>> = tokens
        .iter()
        .filter_map(|t| Some((t["id"].as_str()?, t["lastActiveAt"].as_str()?.parse().ok()?)))
        .collect();
    let mut compared = 0;
    for event in &log(&sandbox).await {
        let Some(last) = event["attributes"]["actor"]["auth"]["tokenId"].as_str().and_then(|id| used.get(id))
        else {
            continue;
        };
        assert!(times(&[event])[0] <= *last, "{event}");
        compared += 1;
    }
    assert!(compared > 320, "{compared}");
    sandbox.stop().await;
}

/// Only the hand-made accounts leave trails, so a large organisation has no longer ones.
#[tokio::test]
async fn a_large_organisation_has_no_longer_trails() {
    let mut lengths = Vec::new();
    for people in [64, 300] {
        let settings = Settings { people, ..Settings::demo(today()) };
        let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
        lengths.push(log(&sandbox).await.len());
        sandbox.stop().await;
    }
    assert_eq!(lengths[0], lengths[1]);
}
