//! The truth fits what is served, and the world holds every case that an auditor must tell apart.

use super::client::{Client, demo, today};
use serde_json::Value;
use std::collections::BTreeSet;
use touchpoint::sandbox::{Faults, Redaction, Sandbox, Settings, TrueBinding, World};

/// Rules whose JSON names an account without binding it: leftover editors of a rule that is open to all.
const NAMED_WITHOUT_BINDING: &[&str] = &["Route by region"];

#[tokio::test]
async fn bindings_and_rules_name_the_same_accounts() {
    let sandbox = demo(Faults::none()).await;
    let truth = sandbox.truth();
    for body in Client::new(&sandbox).rule_bodies().await {
        let rule: Value = serde_json::from_str(&body).unwrap();
        let (uuid, name) = (rule["rule"]["uuid"].as_str().unwrap(), rule["rule"]["name"].as_str().unwrap());
        let bindings: Vec<&TrueBinding> = truth.bindings.iter().filter(|b| b.native_id == uuid).collect();
        for account in &truth.accounts {
            let bound = bindings.iter().any(|b| b.account_id == account.account_id);
            let by_address = bindings.iter().any(|b| {
                b.account_id == account.account_id && ["credential", "subject"].contains(&b.role.as_str())
            });
            let named = body.contains(&account.account_id);
            assert!(
                !named || bound || NAMED_WITHOUT_BINDING.contains(&name),
                "{name} names {}",
                account.name
            );
            assert!(named || !bound || by_address, "{name} is bound to {} and does not say so", account.name);
        }
        let owner = rule["rule"]["authorAccountId"].as_str().unwrap();
        assert!(bindings.iter().any(|b| b.role == "owner" && b.account_id == owner), "{name}: owner");
        assert_eq!(bindings.iter().filter(|b| b.role == "actor").count(), 1, "{name}: one actor");
        let state = rule["rule"]["state"].as_str().unwrap().to_lowercase();
        assert!(bindings.iter().all(|b| b.state == state), "{name}: {state}");
    }
    let rows: BTreeSet<String> = truth.bindings.iter().map(|b| format!("{b:?}")).collect();
    assert_eq!(rows.len(), truth.bindings.len(), "one row a touchpoint, account and role");
    sandbox.stop().await;
}

#[test]
fn the_world_holds_every_case() {
    let truth = World::build(&Settings::demo(today())).truth();
    let state_of =
        |id: &str| truth.accounts.iter().find(|a| a.account_id == id).map(|a| (&*a.class, &*a.state));
    for class in ["person", "robot", "service-account", "app", "agent", "customer", "system", "unknown"] {
        assert!(truth.accounts.iter().any(|a| a.class == class && a.hand_made), "{class}");
    }
    for state in ["active", "deactivated", "deleted", "suspended", "unknown"] {
        assert!(truth.accounts.iter().any(|a| a.state == state), "{state}");
    }
    let bound = |kind: &str, role: &str, class: &str, state: &str| {
        let found = truth
            .bindings
            .iter()
            .any(|b| b.kind == kind && b.role == role && state_of(&b.account_id) == Some((class, state)));
        assert!(found, "no {kind} with {role} {class} {state}");
    };
    for (role, class, state) in [
        ("actor", "person", "active"),
        ("actor", "person", "deactivated"),
        ("actor", "person", "deleted"),
        ("actor", "person", "suspended"),
        ("actor", "robot", "active"),
        ("actor", "robot", "deactivated"),
        ("actor", "service-account", "active"),
        ("actor", "system", "active"),
        ("actor", "unknown", "unknown"),
        ("owner", "person", "deactivated"),
        ("owner", "person", "deleted"),
        ("editor", "person", "deactivated"),
        ("connection", "person", "active"),
        ("connection", "robot", "active"),
        ("connection", "person", "deactivated"),
        ("connection", "person", "deleted"),
        ("connection", "app", "active"),
        ("credential", "person", "active"),
        ("credential", "person", "deactivated"),
        ("credential", "robot", "active"),
        ("subject", "person", "active"),
        ("subject", "person", "deactivated"),
        ("subject", "person", "deleted"),
        ("subject", "customer", "active"),
    ] {
        bound("jira-automation-rule", role, class, state);
    }
    for (role, class, state) in [
        ("actor", "person", "active"),
        ("actor", "person", "deactivated"),
        ("actor", "robot", "active"),
        ("owner", "person", "deactivated"),
        ("credential", "robot", "active"),
    ] {
        bound("confluence-automation-rule", role, class, state);
    }
    for (class, state) in
        [("person", "active"), ("person", "deactivated"), ("person", "deleted"), ("robot", "active")]
    {
        bound("api-token", "holder", class, state);
    }
    for (class, state) in [("person", "active"), ("person", "deactivated"), ("person", "deleted")] {
        bound("org-api-key", "author", class, state);
    }
    bound("service-account-credential", "holder", "service-account", "active");
    let named =
        |role: &str, name: &str| truth.bindings.iter().any(|b| b.role == role && b.account_name == name);
    assert!(named("actor", "whoever triggers the rule") && named("actor", "computed while the rule runs"));
    assert!(named("credential", "unknown") && named("credential", "gone.for.good@acme.example"));
    assert!(named("subject", "orders@supplier.example"));
    for state in ["active", "blocked", "expired"] {
        assert!(truth.bindings.iter().any(|b| b.kind == "api-token" && b.state == state), "{state}");
    }
}

/// All rules and webhooks, as text.
async fn everything_with_secrets(client: &Client) -> String {
    let mut bodies = client.rule_bodies().await;
    for product in ["", "/wiki"] {
        let request = client.site(&format!("{product}/rest/webhooks/1.0/webhook"));
        bodies.push(request.send().await.unwrap().text().await.unwrap());
    }
    bodies.concat()
}

#[tokio::test]
async fn planted_secrets_are_served_and_redaction_hides_its_share() {
    let sandbox = demo(Faults::none()).await;
    let served = everything_with_secrets(&Client::new(&sandbox)).await;
    let all = sandbox.world().secrets();
    for secret in &all {
        assert!(served.contains(&secret.value) || hidden_in_basic(&all, &secret.value), "{secret:?}");
    }
    let known = sandbox.credentials();
    for own in [
        &known.org_key,
        &known.scoped_org_key,
        &known.site_token,
        &known.scoped_token,
        &known.service_account_token,
        &known.limited_token,
    ] {
        assert!(!served.contains(own.as_str()), "the sandbox never serves its own credentials");
    }
    sandbox.stop().await;

    let settings = Settings { redaction: Redaction::Honoured, ..Settings::demo(today()) };
    let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
    let served = everything_with_secrets(&Client::new(&sandbox)).await;
    let left = sandbox.world().secrets();
    assert!(!left.is_empty() && left.len() < all.len());
    for secret in &all {
        if left.contains(secret) {
            assert!(served.contains(&secret.value) || hidden_in_basic(&left, &secret.value), "{secret:?}");
        } else {
            assert!(!served.contains(&secret.value), "{secret:?} should be redacted");
        }
    }
    sandbox.stop().await;
}

/// The token inside a Basic header is served only in its base64 form.
fn hidden_in_basic(all: &[touchpoint::sandbox::PlantedSecret], value: &str) -> bool {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    all.iter()
        .filter(|s| s.kind == "basic-header")
        .filter_map(|s| STANDARD.decode(&s.value).ok())
        .any(|bytes| String::from_utf8_lossy(&bytes).ends_with(&format!(":{value}")))
}

#[test]
fn fake_tokens_have_the_real_form() {
    let secrets = World::build(&Settings::demo(today())).secrets();
    let tokens: Vec<&str> =
        secrets.iter().map(|s| s.value.as_str()).filter(|v| v.starts_with("ATATT")).collect();
    assert!(tokens.len() >= 5);
    for token in tokens {
        let (body, sum) = token.split_at(token.len() - 8);
        assert_eq!((token.len(), body.chars().last()), (192, Some('=')), "{token}");
        assert_eq!(format!("{:08X}", crc32(body.as_bytes())), sum, "{token}");
    }
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926, "the checksum's published test value");
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}
