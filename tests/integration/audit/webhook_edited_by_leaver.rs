//! `webhook-edited-by-leaver`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn edited(editor: Value, user: Value) -> Case {
    let change = json!({"lastUpdatedUser": editor, "lastUpdatedDisplayName": "Ada Example"});
    let body = with(webhook_to("1", "https://build.acme.example/hook"), change);
    Case::usual().user(user).raw("jira.webhooks", record::WEBHOOK, "1", body)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let gone = || deactivated(person(ADA, "Ada Example"));
    let off = with(webhook_to("1", "https://build.acme.example/hook"), json!({"enabled": false}));
    vec![
        ("low", edited(json!(ADA), gone())),
        ("low", edited(json!({"accountId": ADA, "displayName": "Ada Example"}), gone())),
        ("low", edited(json!("a-user-key-of-old"), gone())),
        ("low", edited(json!(ADA), deleted(person(ADA, "Ada Example")))),
        (
            "info",
            Case::new().user(deactivated(person(BEN, "Ben Example"))).raw(
                "confluence.webhooks",
                record::WEBHOOK,
                "1",
                off,
            ),
        ),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let ada = person(ADA, "Ada Example");
    vec![
        ("an active person", edited(json!(ADA), ada.clone())),
        ("a suspended person", edited(json!(ADA), suspended(ada.clone()))),
        (
            "two of that name",
            edited(json!("a-user-key-of-old"), deactivated(ada.clone()))
                .user(deactivated(person(CY, "Ada Example"))),
        ),
        ("nobody's id", edited(json!("unknown"), deactivated(person(ADA, "Somebody Else")))),
    ]
}

/// It works on: the finding asks whom to ask, and calls nothing broken.
#[test]
fn the_webhook_survives() {
    for (_, case) in fires() {
        let row = case.one("webhook-edited-by-leaver");
        assert_eq!((row.effect, row.certainty), (Some("survives"), Some("inferred")));
    }
}
