//! `org-key-expiring`

use serde_json::{Value, json};

use crate::case::*;

fn expires_in(days: i64) -> Value {
    with(org_key("k-1", BEN, "SCIM bridge"), json!({"expiresAt": ago(-days)}))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let nobodys = with(expires_in(30), json!({"createdBy": null}));
    let never = Case::usual().org_key(with(expires_in(30), json!({"lastActiveAt": null})));
    vec![
        ("medium", Case::usual().org_key(expires_in(30))),
        ("medium", Case::usual().org_key(with(expires_in(1), json!({"lastActiveAt": ago(90)})))),
        ("medium", Case::usual().org_key(expires_in(31)).config("[policy]\nexpiring_days = 31\n")),
        // Nothing says when it was used.
        ("medium", never.clone()),
        ("medium", Case::usual().org_key(nobodys)),
        ("low", Case::usual().org_key(with(expires_in(30), json!({"lastActiveAt": ago(91)})))),
        // Another key shows that the list speaks of use: this one was never used.
        ("low", never.org_key(org_key("k-2", BEN, "Audit"))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let mut endless = expires_in(1);
    endless["expiresAt"] = Value::Null;
    vec![
        ("in 31 days", Case::usual().org_key(expires_in(31))),
        ("run out already", Case::usual().org_key(expires_in(0))),
        ("without an end", Case::usual().org_key(endless)),
        ("another policy", Case::usual().org_key(expires_in(30)).config("[policy]\nexpiring_days = 29\n")),
    ]
}

#[test]
fn it_says_when_and_whose() {
    let row = fires().remove(0).1.one("org-key-expiring");
    assert_eq!(row.title, "Organisation API key \"SCIM bridge\", made by Ben Example, runs out in 30 days");
    assert_eq!(row.evidence, "expires on 2026-12-23; last used 3 days ago");
    let row = fires().remove(4).1.one("org-key-expiring");
    assert_eq!(row.title, "Organisation API key \"SCIM bridge\" runs out in 30 days");
    assert_eq!((row.account_id, row.role), (None, None));
}
