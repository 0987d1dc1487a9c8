//! `subscription-of-leaver-or-robot`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn by(id: &str, group: Value) -> Case {
    let subscription = json!({"id": 7, "user": {"accountId": id}, "group": group});
    let body = with(filter("1", "Open bugs"), json!({"subscriptions": [subscription]}));
    Case::usual().raw("jira.filters", record::FILTER, "1", body)
}

fn ops() -> Value {
    json!({"name": "ops", "groupId": "g-1"})
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("medium", by(ADA, ops()).user(deactivated(person(ADA, "Ada Example")))),
        ("medium", by(ADA, ops()).user(deleted(person(ADA, "Former user")))),
        ("medium", by(ROBOT, ops()).user(robot(ROBOT))),
        ("low", by(ADA, json!(null)).user(deactivated(person(ADA, "Ada Example")))),
        ("low", by(ROBOT, json!(null)).user(robot(ROBOT))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("an active person", by(ADA, ops()).user(person(ADA, "Ada Example"))),
        ("a suspended person", by(ADA, ops()).user(suspended(person(ADA, "Ada Example")))),
        ("a service account", by(SERVICE, ops()).service(service_account(SERVICE))),
        ("nobody who can be told", by("unknown", ops()).user(deactivated(person(ADA, "Ada Example")))),
    ]
}

#[test]
fn what_becomes_of_it_is_unverified() {
    for (_, case) in fires() {
        let row = case.one("subscription-of-leaver-or-robot");
        assert_eq!(
            (row.effect, row.certainty, row.role),
            (Some("unverified"), Some("unknown"), Some("owner"))
        );
    }
}
