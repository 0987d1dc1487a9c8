//! `token-without-expiry`

use serde_json::json;

use crate::case::*;

use serde_json::Value;

fn endless() -> Value {
    // Present and null: the source says that there is no end.
    let mut token = token("t-1", ADA, "mine");
    token["expiresAt"] = Value::Null;
    token
}

fn case(token: Value) -> Case {
    Case::new().user(person(ADA, "Ada Example")).token(token)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let left_out = with(token("t-1", ADA, "mine"), json!({"expiresAt": null}));
    vec![
        ("medium", case(endless())),
        // The other token shows that the source speaks of expiry.
        (
            "medium",
            Case::usual().user(person(ADA, "Ada Example")).token(left_out).token(token("t-2", BEN, "mine")),
        ),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let left_out = with(token("t-1", ADA, "mine"), json!({"expiresAt": null}));
    vec![
        ("it has an end", case(token("t-1", ADA, "mine"))),
        ("the source says nothing of expiry", case(left_out)),
        ("blocked", case(with(endless(), json!({"status": "BLOCKED"})))),
    ]
}
