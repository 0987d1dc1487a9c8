//! Measured: what is large takes longer, and not longer than it is larger.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use touchpoint::assessment::assess;
use touchpoint::config::Config;
use touchpoint::snapshot::record;

use crate::case::{Case, as_of, permission_scheme, robot, token, webhook_to, with};

/// How long an organisation with so many of everything takes to assess, once it is read.
fn time_of(many: usize) -> Duration {
    let mut case = Case::new();
    for at in 0..many {
        let id = format!("712020:b0700000-0000-4000-8000-{at:012x}");
        // Two accounts share each address.
        let address =
            json!({"email": format!("ci-deploy-{}@acme.example", at / 2), "name": format!("Bot {at}")});
        case = case.user(with(robot(&id), address)).token(token(&format!("t-{at}"), &id, "jenkins"));
    }
    for at in 0..many {
        let nobody = format!("Nobody {at}");
        let unknown = json!({"lastUpdatedUser": nobody, "lastUpdatedDisplayName": nobody});
        let hook = with(webhook_to(&at.to_string(), "https://ci.acme.example"), unknown);
        case = case.raw("jira.webhooks", record::WEBHOOK, &at.to_string(), hook);
    }
    let odd: Vec<Value> =
        (0..many).map(|at| json!({"id": at, "holder": {"type": "new"}, "permission": "X"})).collect();
    case = case.raw("jira.schemes", record::PERMISSION_SCHEME, "1", permission_scheme(json!(odd)));
    let (_folder, snapshot) = case.snapshot();
    let start = Instant::now();
    assess(&snapshot, None, &Config::default(), Some(as_of())).unwrap();
    start.elapsed()
}

/// Eight times as much should take eight times as long and something; what goes through everything for each thing
/// takes sixty-four times as long. `cargo test --release no_part_is_quadratic -- --ignored --nocapture`
#[test]
#[ignore = "a measurement: how long things take is no promise of a test"]
fn no_part_is_quadratic() {
    let (few, many) = (time_of(250), time_of(2_000));
    println!("{few:?} for 250 of each, {many:?} for 2000: {:.1} times", many.div_duration_f64(few));
}
