//! `webhook-clear-text`

use serde_json::json;
use touchpoint::snapshot::record;

use crate::case::*;

fn sends_to(url: &str, enabled: bool) -> Case {
    let body = with(webhook_to("1", url), json!({"enabled": enabled}));
    Case::usual().raw("jira.webhooks", record::WEBHOOK, "1", body)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let unsaid = with(webhook_to("1", "http://build.acme.example/"), json!({"enabled": null}));
    let confluence = webhook_to("1", "http://build.acme.example/");
    vec![
        ("high", sends_to("http://svc-build:Inv3nted-Passw0rd@build.acme.example/hook", true)),
        ("high", sends_to("http://build.acme.example/hook?token=Inv3nted-t0ken-0f-a-t3st", true)),
        ("medium", sends_to("http://build.acme.example:8080/hook/${issue.key}", true)),
        ("medium", Case::usual().raw("jira.webhooks", record::WEBHOOK, "1", unsaid)),
        ("medium", Case::usual().raw("confluence.webhooks", record::WEBHOOK, "1", confluence)),
        ("low", sends_to("http://build.acme.example/hook?token=Inv3nted-t0ken-0f-a-t3st", false)),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("https", sends_to("https://build.acme.example/hook", true)),
        ("loopback by number", sends_to("http://127.0.0.1:8080/hook", true)),
        ("loopback by name", sends_to("http://localhost/hook", true)),
        ("a computed address", sends_to("${webhook.target}", true)),
    ]
}
