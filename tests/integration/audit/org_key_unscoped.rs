//! `org-key-unscoped`

use serde_json::{Value, json};

use crate::case::*;

fn key(change: Value) -> Value {
    with(org_key("k-1", BEN, "SCIM bridge"), change)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("medium", Case::usual().org_key(key(json!({"scopes": []})))),
        ("medium", Case::usual().org_key(key(json!({"scopes": [], "createdBy": null})))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("one scope", Case::usual().org_key(key(json!({})))),
        ("nothing is said of scopes", Case::usual().org_key(key(json!({"scopes": null})))),
        ("scopes in a way that is not known", Case::usual().org_key(key(json!({"scopes": "all"})))),
        ("expired", Case::usual().org_key(key(json!({"scopes": [], "expiresAt": ago(1)})))),
    ]
}
