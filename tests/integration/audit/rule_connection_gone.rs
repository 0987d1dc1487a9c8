//! `rule-connection-gone`

use serde_json::json;

use crate::case::*;

fn connected(account: &str, auth: &str, state: &str) -> Case {
    let connections = connection(account, auth);
    let publish = json!({"component": "ACTION", "type": "confluence.create-page.action", "value": {},
        "connectionId": connections[0]["id"], "children": [], "conditions": []});
    let rule = with(rule("Publish notes"), json!({"state": state, "components": [publish]}));
    Case::usual().rule_with(rule, connections)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let gone = || deactivated(person(ADA, "Ada Example"));
    vec![
        ("high", connected(ADA, "OAUTH_3LO", "ENABLED").user(gone())),
        ("high", connected(ADA, "API_TOKEN", "ENABLED").user(deleted(person(ADA, "Ada Example")))),
        ("high", connected(ADA, "SOMETHING_NEW", "ENABLED").user(gone())),
        ("low", connected(ADA, "OAUTH_3LO", "DISABLED").user(gone())),
        ("low", Case::usual().rule_with(rule("Publish notes"), connection(ADA, "OAUTH_3LO")).user(gone())),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let gone = || deactivated(person(ADA, "Ada Example"));
    vec![
        ("an app proves itself, not a person", connected(ADA, "FORGE", "ENABLED").user(gone())),
        ("an app proves itself, not a person", connected(ADA, "ASAP", "ENABLED").user(gone())),
        ("an active person", connected(ADA, "OAUTH_3LO", "ENABLED").user(person(ADA, "Ada Example"))),
        (
            "a suspended person",
            connected(ADA, "OAUTH_3LO", "ENABLED").user(suspended(person(ADA, "Ada Example"))),
        ),
    ]
}

/// What a running rule does then is written nowhere.
#[test]
fn the_effect_is_unverified() {
    for (_, case) in fires() {
        let row = case.one("rule-connection-gone");
        assert_eq!((row.effect, row.certainty), (Some("unverified"), Some("unknown")));
        assert!(row.evidence.contains("com.atlassian.confluence.native"), "{}", row.evidence);
    }
}
