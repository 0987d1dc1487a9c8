//! `token-of-leaver`

use serde_json::json;

use crate::case::*;

use serde_json::Value;

fn gone() -> Value {
    deactivated(person(ADA, "Ada Example"))
}

fn used(days: i64) -> Value {
    with(token("t-1", ADA, "mine"), json!({"lastActiveAt": ago(days)}))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let silent = with(token("t-1", ADA, "mine"), json!({"lastActiveAt": null}));
    vec![
        ("high", Case::new().user(gone()).token(used(3))),
        ("high", Case::new().user(gone()).token(used(90))),
        ("high", Case::new().user(deleted(gone())).token(used(3))),
        ("high", Case::new().user(gone()).token(silent.clone())),
        ("medium", Case::new().user(gone()).token(used(91))),
        // The other token shows that the source speaks of use: this one was never used.
        ("medium", Case::usual().user(gone()).token(silent).token(token("t-2", BEN, "mine"))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("an active holder", Case::new().user(person(ADA, "Ada Example")).token(used(3))),
        ("a suspended holder", Case::new().user(suspended(person(ADA, "Ada Example"))).token(used(3))),
        ("a holder of whom nothing is known", Case::new().token(used(3))),
        ("blocked", Case::new().user(gone()).token(with(used(3), json!({"status": "BLOCKED"})))),
        ("expired", Case::new().user(gone()).token(with(used(3), json!({"expiresAt": ago(0)})))),
    ]
}

/// Atlassian's texts contradict each other for one state, and not for the other.
#[test]
fn deactivated_is_unverified_and_deleted_stops() {
    let row = fires().remove(0).1.one("token-of-leaver");
    assert_eq!((row.effect, row.certainty), (Some("unverified"), Some("unknown")));
    let row = fires().remove(2).1.one("token-of-leaver");
    assert_eq!((row.effect, row.certainty), (Some("stops"), Some("inferred")));
}
