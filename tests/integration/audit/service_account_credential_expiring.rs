//! `service-account-credential-expiring`

use serde_json::{Value, json};

use crate::case::*;

fn expires_in(days: i64) -> Value {
    with(credential("c-1", SERVICE, "sync"), json!({"expiresAt": ago(-days)}))
}

fn case(credential: Value) -> Case {
    Case::usual().service(service_account(SERVICE)).credential(credential)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("medium", case(expires_in(30))),
        ("medium", case(with(expires_in(1), json!({"lastActiveAt": ago(90)})))),
        ("medium", case(with(expires_in(30), json!({"lastActiveAt": null})))),
        ("medium", case(with(expires_in(30), json!({"serviceAccount": null})))),
        ("low", case(with(expires_in(30), json!({"lastActiveAt": ago(91)})))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("in 31 days", case(expires_in(31))),
        ("run out already", case(expires_in(0))),
        ("revoked", case(with(expires_in(30), json!({"status": "REVOKED"})))),
        ("nothing says when", case(with(expires_in(30), json!({"expiresAt": null})))),
        ("another policy", case(expires_in(30)).config("[policy]\nexpiring_days = 29\n")),
    ]
}
