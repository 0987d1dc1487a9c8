//! What accounts leave behind in the audit log day after day: robots at any hour, people at work.
//!
//! Only hand-made accounts leave any, so that a large organisation has no longer log for it.

use super::account::Account;
use super::dice::Dice;
use super::tokens::Token;
use chrono::{DateTime, Datelike, Duration, NaiveTime, Utc, Weekday};
use serde_json::Value;

/// Days that a trail goes back: the robots' from the last use of their token, the people's from yesterday.
const ROBOT_DAYS: i64 = 10;
const PEOPLE_DAYS: i64 = 14;

/// Hours between two requests of a robot.
const ROBOT_HOURS: i64 = 3;

/// People with a trail, by their handles.
const AT_WORK: &[&str] = &["ben", "cleo", "pia", "abbott", "nora"];

/// Times somebody changes something on a working day.
const EDITS: usize = 3;

/// One thing that was done.
pub(crate) struct Step<'a> {
    pub account: &'a Account,
    pub time: DateTime<Utc>,
    pub action: &'static str,
    /// The token it was done with, as the log names it; nothing for what was done in the browser.
    pub auth: Option<Value>,
}

/// Every step of every trail.
pub(crate) fn trails<'a>(
    accounts: &'a [Account],
    tokens: &[Token],
    dice: &Dice,
    today: DateTime<Utc>,
) -> Vec<Step<'a>> {
    let mut dice = dice.fork("trails");
    let mut steps = Vec::new();
    for token in tokens {
        let of_robot = |a: &&Account| {
            a.id == token.holder && a.class == "robot" && a.state == "active" && !a.handle.is_empty()
        };
        let (Some(used), Some(robot)) = (token.used, accounts.iter().find(of_robot)) else { continue };
        round_the_clock(robot, token, today + Duration::days(used), &mut steps);
    }
    for handle in AT_WORK {
        if let Some(person) = accounts.iter().find(|account| account.handle == *handle) {
            working_hours(person, today, &mut dice, &mut steps);
        }
    }
    // Never two at the same instant, so that the order is one.
    for (n, step) in (1..).zip(&mut steps) {
        step.time -= Duration::milliseconds(n);
    }
    steps
}

/// A request every few hours, nights and weekends included, up to the last use of the token.
fn round_the_clock<'a>(robot: &'a Account, token: &Token, last: DateTime<Utc>, steps: &mut Vec<Step<'a>>) {
    let actions = actions(robot);
    let auth = super::events::auth_of(token);
    let times = (1..=ROBOT_DAYS * 24 / ROBOT_HOURS).map(|n| last - Duration::hours(ROBOT_HOURS * n));
    steps.extend(times.zip(actions.iter().cycle()).map(|(time, action)| Step {
        account: robot,
        time,
        action,
        auth: Some(auth.clone()),
    }));
}

/// What the programs behind a robot do in the products it has a seat in.
fn actions(robot: &Account) -> Vec<&'static str> {
    let mut actions = Vec::new();
    if robot.seats.iter().any(|seat| seat.key != "confluence") {
        actions.extend(["acme_jira_api", "acme_issue_new", "acme_issue_edit"]);
    }
    if robot.seats.iter().any(|seat| seat.key == "confluence") {
        actions.extend(["acme_confluence_api", "acme_page_edit"]);
    }
    actions
}

/// A log-in in the morning and some changes until the evening, on working days, up to the last page view.
fn working_hours<'a>(person: &'a Account, today: DateTime<Utc>, dice: &mut Dice, steps: &mut Vec<Step<'a>>) {
    let seen = person.seats.iter().filter_map(|seat| seat.last_active_days).min().unwrap_or(PEOPLE_DAYS);
    for days in seen.max(1)..=PEOPLE_DAYS {
        let day = (today - Duration::days(days)).date_naive();
        if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            continue;
        }
        let mut leave = |hour: usize, action, dice: &mut Dice| {
            // A second later, so that what is taken off to keep instants apart stays within the hour.
            let seconds = hour * 3600 + dice.below(3598) + 1;
            let time = day.and_time(NaiveTime::MIN).and_utc() + Duration::seconds(seconds as i64);
            steps.push(Step { account: person, time, action, auth: None });
        };
        leave(8, "user_login", dice);
        for n in 0..EDITS {
            let hour = 10 + 2 * n + dice.below(3);
            let action = *dice.pick(&["acme_issue_edit", "acme_page_edit"]);
            leave(hour, action, dice);
        }
    }
}
