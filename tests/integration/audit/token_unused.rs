//! `token-unused`

use serde_json::json;

use crate::case::*;

use serde_json::Value;

fn used(days: i64) -> Value {
    with(token("t-1", ADA, "mine"), json!({"createdAt": ago(300), "lastActiveAt": ago(days)}))
}

/// A token that was made so many days ago and never used, beside one that shows that the source would say so.
fn never_used(made: i64) -> Case {
    let never = with(used(0), json!({"createdAt": ago(made), "lastActiveAt": null}));
    Case::usual().user(person(ADA, "Ada Example")).token(never).token(token("t-2", BEN, "mine"))
}

fn case(token: Value) -> Case {
    Case::new().user(person(ADA, "Ada Example")).token(token)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let admin = with(person(ADA, "Ada Example"), json!({"platformRoles": ["atlassian/org-admin"]}));
    vec![
        ("low", case(used(91))),
        ("low", never_used(91)),
        ("low", case(used(31)).config("[policy]\nstale_days = 30\n")),
        ("medium", Case::new().user(admin).token(used(91))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("used 90 days ago", case(used(90))),
        ("made 90 days ago and never used", never_used(90)),
        ("nothing says when", case(with(used(91), json!({"lastActiveAt": null})))),
        ("blocked", case(with(used(91), json!({"status": "BLOCKED"})))),
        ("expired", case(with(used(91), json!({"expiresAt": ago(1)})))),
    ]
}
