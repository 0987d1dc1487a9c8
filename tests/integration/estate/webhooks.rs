//! Admin webhooks: what they say of where they send to and who changed them, in every form and in none.

use serde_json::{Value, json};
use touchpoint::estate::{Estate, Kind, Touchpoint};
use touchpoint::scrub::SecretKind;
use touchpoint::snapshot::record;

use super::holders;
use crate::case::*;

fn read(body: Value) -> Estate {
    Case::usual().raw("jira.webhooks", record::WEBHOOK, "1", body).estate()
}

fn changed(change: Value) -> Estate {
    read(with(webhook_to("1", "https://build.acme.example/hook"), change))
}

#[test]
fn a_webhook_of_either_product() {
    for (surface, kind, product) in [
        ("jira.webhooks", Kind::AdminWebhook, "jira"),
        ("confluence.webhooks", Kind::ConfluenceWebhook, "confluence"),
    ] {
        let body = webhook_to("1", "https://build.acme.example/hook");
        let estate = Case::usual().raw(surface, record::WEBHOOK, "1", body).estate();
        let webhook = &estate.touchpoints[0];
        assert_eq!(webhook.id, Touchpoint::stable_id(kind, &format!("{CLOUD}/1")));
        let told =
            (webhook.product.as_str(), webhook.site.as_str(), webhook.state.as_str(), webhook.name.as_str());
        assert_eq!(told, (product, SITE, "enabled", "To the build"));
        let facts = webhook.webhook().unwrap();
        assert_eq!(facts.target.as_ref().unwrap().origin, "https://build.acme.example");
        assert_eq!((facts.signed, facts.events.len(), facts.secrets.len()), (Some(true), 2, 0));
        assert_eq!(holders(&estate), [("editor", BEN.to_owned())]);
        assert!(webhook.changed.is_some() && estate.gaps.is_empty(), "{:?}", estate.gaps);
    }
}

#[test]
fn the_editor_is_an_id_an_object_or_a_name_that_one_account_has() {
    let ben = || vec![("editor", BEN.to_owned())];
    let nobody = Vec::new;
    for (user, name, wanted, gaps) in [
        (json!(BEN), json!("Ben Example"), ben(), 0),
        (json!({"accountId": BEN}), json!(null), ben(), 0),
        (json!("ben"), json!("Ben Example"), ben(), 0),
        (json!(null), json!("BEN EXAMPLE"), ben(), 0),
        (json!("Ben Example"), json!(null), ben(), 0),
        (json!("unknown"), json!("Ben Example"), ben(), 0),
        (json!("unknown"), json!(null), nobody(), 1),
        (json!({"accountId": "unknown"}), json!("Former user"), nobody(), 1),
        (json!("ben"), json!("Somebody Else"), nobody(), 1),
        (json!(null), json!(null), nobody(), 1),
        (json!(7), json!([]), nobody(), 1),
        (json!(ADA), json!("Ada Example"), vec![("editor", ADA.to_owned())], 0),
    ] {
        let estate = changed(json!({"lastUpdatedUser": user, "lastUpdatedDisplayName": name}));
        assert_eq!((holders(&estate), estate.gaps.len()), (wanted, gaps), "{user} {name}: {:?}", estate.gaps);
    }
}

/// Names lead nowhere where two accounts share one.
#[test]
fn a_shared_name_is_nobodys() {
    let body = with(webhook_to("1", "https://build.acme.example/"), json!({"lastUpdatedUser": "ben"}));
    let case =
        Case::usual().user(person(ADA, "Ben Example")).raw("jira.webhooks", record::WEBHOOK, "1", body);
    assert!(holders(&case.estate()).is_empty());
}

#[test]
fn secrets_in_an_address_are_told_by_kind() {
    let facts = |url: &str| changed(json!({"url": url})).touchpoints[0].webhook().unwrap().clone();
    let basic = facts("https://svc-build:Inv3nted-Passw0rd@build.acme.example/hook");
    assert_eq!(basic.secrets.len(), 1);
    assert_eq!(basic.secrets[0].host.as_deref(), Some("build.acme.example"));
    assert!(basic.target.unwrap().with_credential);
    let slack = facts("https://hooks.slack.com/services/T00000000/B00000000/Inv3ntedInv3ntedInv3nted");
    assert_eq!(slack.secrets[0].kind, SecretKind::SlackWebhook);
    assert_eq!((slack.secrets[0].atlassian, slack.target.unwrap().clear_text), (Some(false), false));
}

#[test]
fn damaged_webhooks_are_kept_and_said() {
    for (change, state, gaps) in [
        (json!({"enabled": null}), "unknown", 1),
        (json!({"enabled": "yes"}), "unknown", 1),
        (json!({"enabled": false}), "disabled", 0),
        (json!({"url": null}), "enabled", 1),
        (json!({"url": "${computed}"}), "enabled", 1),
        (
            json!({"url": 7, "events": "all", "isSigned": 1, "lastUpdated": "soon", "name": null}),
            "enabled",
            1,
        ),
        (json!({"something": "new", "filters": null}), "enabled", 0),
    ] {
        let estate = changed(change.clone());
        let seen = (estate.touchpoints[0].state.as_str(), estate.gaps.len());
        assert_eq!(seen, (state, gaps), "{change}: {:?}", estate.gaps);
    }
    let empty = read(json!({}));
    assert_eq!((empty.touchpoints.len(), empty.bindings.len(), empty.gaps.len()), (1, 0, 3));
}
