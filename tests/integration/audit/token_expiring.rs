//! `token-expiring`

use serde_json::json;

use crate::case::*;

use serde_json::Value;

fn expires_in(days: i64) -> Value {
    with(token("t-1", ADA, "mine"), json!({"expiresAt": ago(-days)}))
}

fn case(token: Value) -> Case {
    Case::new().user(person(ADA, "Ada Example")).token(token)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("medium", case(expires_in(30))),
        ("medium", case(expires_in(1))),
        ("medium", case(with(expires_in(30), json!({"lastActiveAt": ago(90)})))),
        ("medium", case(with(expires_in(30), json!({"lastActiveAt": null})))),
        ("medium", case(expires_in(31)).config("[policy]\nexpiring_days = 31\n")),
        ("low", case(with(expires_in(30), json!({"lastActiveAt": ago(91)})))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("in 31 days", case(expires_in(31))),
        ("run out already", case(expires_in(0))),
        ("never", case(with(expires_in(30), json!({"expiresAt": null})))),
        ("blocked", case(with(expires_in(30), json!({"status": "BLOCKED"})))),
        ("another policy", case(expires_in(30)).config("[policy]\nexpiring_days = 29\n")),
    ]
}

#[test]
fn it_says_when() {
    let row = case(expires_in(30)).one("token-expiring");
    assert!(row.title.ends_with("runs out in 30 days"), "{}", row.title);
    assert_eq!(row.evidence, "expires on 2026-12-23");
    assert!(case(expires_in(1)).one("token-expiring").title.ends_with("runs out in 1 day"));
}
