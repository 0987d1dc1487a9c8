//! `webhook-unsigned`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn changed(change: Value) -> Case {
    let body = with(webhook_to("1", "https://build.acme.example/hook"), change);
    Case::usual().raw("jira.webhooks", record::WEBHOOK, "1", body)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("low", changed(json!({"isSigned": false}))),
        ("low", changed(json!({"isSigned": false, "url": null}))),
        ("info", changed(json!({"isSigned": false, "enabled": false}))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("signed", changed(json!({}))),
        ("does not say", changed(json!({"isSigned": null}))),
        ("says something else", changed(json!({"isSigned": "no"}))),
    ]
}
