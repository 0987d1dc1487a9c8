//! `webhook-secret-in-address`

use serde_json::json;
use touchpoint::snapshot::record;

use crate::case::*;

fn sends_to(url: &str, enabled: bool) -> Case {
    let body = with(webhook_to("1", url), json!({"enabled": enabled}));
    Case::usual().raw("jira.webhooks", record::WEBHOOK, "1", body)
}

/// Of the form of an Atlassian token, and none.
const TOKEN: &str = "ATATT3xFfGF0T0k3nT0k3nT0k3nT0k3nT0k3nT0k3n";

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let incoming = "https://automation.atlassian.com/pro/hooks/0123456789abcdef0123456789abcdef01234567";
    vec![
        ("high", sends_to(&format!("https://build.acme.example/hook?token={TOKEN}"), true)),
        ("medium", sends_to("https://svc-build:Inv3nted-Passw0rd@build.acme.example/hook", true)),
        ("medium", sends_to("https://build.acme.example/hook?token=Inv3nted-t0ken-0f-a-t3st", true)),
        ("low", sends_to(incoming, true)),
        ("low", sends_to(&format!("https://build.acme.example/hook?token={TOKEN}"), false)),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("a plain address", sends_to("https://build.acme.example/hook/jira", true)),
        ("a parameter that is computed", sends_to("https://build.acme.example/hook?key=${issue.key}", true)),
    ]
}

/// The kind is told, the value never.
#[test]
fn the_value_is_nowhere() {
    for (_, case) in fires() {
        let row = case.one("webhook-secret-in-address");
        let text = format!("{} {}", row.title, row.evidence);
        assert!(!text.contains("T0k3n") && !text.contains("Inv3nted") && !text.contains("abcdef"), "{text}");
    }
}
