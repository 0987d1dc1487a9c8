//! `workflow-fires-disabled-webhook`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn fires_hook(active: Value, hook: Value) -> Case {
    let rule = json!({"ruleKey": "system:trigger-webhook", "parameters": {"webhookId": "7"}});
    let mut body = workflow("Build", json!({"actions": [rule]}));
    body["isActive"] = active;
    Case::usual().raw("jira.workflows", record::WORKFLOW, "w-1", body).raw(
        "jira.webhooks",
        record::WEBHOOK,
        "7",
        hook,
    )
}

fn off() -> Value {
    with(webhook("7", "Build"), json!({"enabled": false}))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("low", fires_hook(json!(true), off())),
        ("low", fires_hook(json!("unsaid"), off())),
        ("info", fires_hook(json!(false), off())),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("an enabled webhook", fires_hook(json!(true), webhook("7", "Build"))),
        ("one that does not say", fires_hook(json!(true), with(off(), json!({"enabled": null})))),
        ("another webhook", fires_hook(json!(true), with(off(), json!({"self": "https://x.example/8"})))),
    ]
}
