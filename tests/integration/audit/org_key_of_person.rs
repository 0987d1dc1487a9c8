//! `org-key-of-person`

use serde_json::{Value, json};

use crate::case::*;

fn key() -> Value {
    org_key("k-1", BEN, "SCIM bridge")
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let unscoped = with(key(), json!({"scopes": []}));
    vec![
        ("medium", Case::usual().org_key(unscoped.clone())),
        ("low", Case::usual().org_key(key())),
        ("low", Case::usual().org_key(with(key(), json!({"scopes": null})))),
        ("low", Case::new().user(suspended(person(BEN, "Ben Example"))).org_key(key())),
        ("info", Case::usual().org_key(with(unscoped, json!({"expiresAt": ago(1)})))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("a leaver's", Case::new().user(deactivated(person(BEN, "Ben Example"))).org_key(key())),
        ("nobody is told", Case::usual().org_key(with(key(), json!({"createdBy": null})))),
        ("a robot's", Case::usual().user(robot(ROBOT)).org_key(org_key("k-1", ROBOT, "SCIM bridge"))),
    ]
}

#[test]
fn every_key_is_a_finding_of_its_own() {
    let case = Case::usual().org_key(key()).org_key(org_key("k-2", BEN, "Audit"));
    assert_eq!(case.found("org-key-of-person").len(), 2);
}
