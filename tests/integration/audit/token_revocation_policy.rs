//! `token-revocation-policy`

use serde_json::{Value, json};

use crate::case::*;

/// A policy of a type that no documentation has.
fn policy(change: Value) -> Value {
    let attributes = json!({
        "type": "api-token-revocation", "name": "Tidy up", "status": "enabled", "rule": {"inactiveDays": 60},
    });
    json!({"id": "p-1", "type": "policy", "attributes": with(attributes, change)})
}

fn used(label: &str, days: i64) -> Value {
    with(token("t-1", BEN, label), json!({"lastActiveAt": ago(days)}))
}

fn case(token: Value, policy: Value) -> Case {
    Case::usual().token(token).raw("org.policies", "policy", "p-1", policy)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let unsaid = json!({"rule": {"in": []}});
    let by_name = json!({"type": "other", "name": "Revoke API tokens unused for 60 days", "rule": null});
    let robots = with(used("mine", 31), json!({"user": {"id": ROBOT}}));
    vec![
        ("medium", case(used("jenkins", 31), policy(json!({})))),
        ("medium", case(used("jenkins", 80), policy(json!({})))),
        ("medium", case(used("jenkins", 31), policy(by_name))),
        ("medium", case(robots, policy(json!({}))).user(robot(ROBOT))),
        ("low", case(used("jenkins", 31), policy(unsaid))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let documented = json!({"type": "ip-allowlist", "name": "Offices", "rule": {"in": ["203.0.113.0/24"]}});
    let lifetime = json!({"type": "token-expiration", "name": "Tokens last 90 days at most"});
    vec![
        ("used 30 days ago, half of 60", case(used("jenkins", 30), policy(json!({})))),
        ("used 30 days ago", case(used("jenkins", 30), policy(json!({"rule": {"in": []}})))),
        ("a person's own", case(used("mine", 31), policy(json!({})))),
        ("never used", case(with(used("jenkins", 0), json!({"lastActiveAt": null})), policy(json!({})))),
        ("disabled", case(used("jenkins", 31), policy(json!({"status": "disabled"})))),
        ("nothing says whether it is enabled", case(used("jenkins", 31), policy(json!({"status": null})))),
        ("another type", case(used("jenkins", 31), policy(documented))),
        ("it limits a lifetime", case(used("jenkins", 31), policy(lifetime))),
        ("blocked", case(with(used("jenkins", 31), json!({"status": "BLOCKED"})), policy(json!({})))),
        ("no policy", Case::usual().token(used("jenkins", 31))),
    ]
}

/// The first to act is the one that matters, and what it says it will do is inferred from words.
#[test]
fn of_two_policies_the_earlier_one_is_named() {
    let mut slow = policy(json!({"name": "Slower", "rule": {"inactiveDays": 100}}));
    slow["id"] = "p-2".into();
    let case = case(used("jenkins", 51), policy(json!({}))).raw("org.policies", "policy", "p-2", slow);
    let row = case.one("token-revocation-policy");
    assert!(row.evidence.starts_with(
        "the policy \"Tidy up\" (api-token-revocation) is enabled and revokes after 60 days without use"
    ));
    assert_eq!((row.confidence, row.effect), ("medium", Some("unverified")));
}
