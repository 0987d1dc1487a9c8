//! `robot-people-log-in-to`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn viewed(user: Value, days: i64) -> Value {
    with(user, json!({"productAccess": [{"key": "jira-software", "lastActiveTimestamp": ago(days)}]}))
}

fn used(days: i64) -> Value {
    with(token("t-1", ROBOT, "deploy"), json!({"lastActiveAt": ago(days)}))
}

/// A robot that viewed a page yesterday and made so many issues.
fn made(count: u64, days: Value) -> Case {
    let body = json!({"accountId": ROBOT, "product": "jira", "what": "issues created", "days": days, "count": count});
    Case::new().user(viewed(robot(ROBOT), 1)).raw("jira.activity", record::ACTIVITY, "a", body)
}

fn question() -> Value {
    with(
        viewed(robot(ROBOT), 1),
        json!({"name": "Support", "nickname": null, "email": "support@acme.example"}),
    )
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("medium", Case::new().user(viewed(robot(ROBOT), 1)).token(used(3))),
        ("medium", Case::new().user(viewed(robot(ROBOT), 30)).token(used(30))),
        ("low", made(1, json!(90))),
        ("low", Case::new().user(question()).token(used(3))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let person = viewed(with(person(ROBOT, "Ada Example"), json!({})), 1);
    let blocked = with(used(3), json!({"status": "BLOCKED"}));
    vec![
        ("no page view on record", Case::new().user(robot(ROBOT)).token(used(3))),
        ("viewed 31 days ago", Case::new().user(viewed(robot(ROBOT), 31)).token(used(3))),
        ("token used 31 days ago", Case::new().user(viewed(robot(ROBOT), 1)).token(used(31))),
        ("a blocked token", Case::new().user(viewed(robot(ROBOT), 1)).token(blocked)),
        ("no token and no activity", Case::new().user(viewed(robot(ROBOT), 1))),
        ("nothing made, as far as may be seen", made(0, json!(90))),
        ("nothing says when it was made", made(7, Value::Null)),
        ("a person", Case::new().user(person).token(used(3))),
        ("deactivated", Case::new().user(deactivated(viewed(robot(ROBOT), 1))).token(used(3))),
    ]
}

/// Atlassian does not say outright that the use of an API is no page view.
#[test]
fn nothing_here_is_certain() {
    for (severity, case) in fires() {
        let wanted = if severity == "medium" { "medium" } else { "low" };
        assert_eq!(case.one("robot-people-log-in-to").confidence, wanted);
    }
}

#[test]
fn what_is_a_question_is_not_said_as_if_it_were_known() {
    let row = Case::new().user(question()).token(used(3)).one("robot-people-log-in-to");
    assert!(
        row.title.starts_with("Somebody seems to log in to Support, perhaps a dummy user,"),
        "{}",
        row.title
    );
    let row = fires().remove(0).1.one("robot-people-log-in-to");
    assert!(row.title.contains(", a dummy user, while"), "{}", row.title);
}
