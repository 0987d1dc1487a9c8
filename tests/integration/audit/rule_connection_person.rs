//! `rule-connection-person`

use serde_json::json;

use crate::case::*;

fn connected(account: &str, auth: &str, state: &str) -> Case {
    let mut rule = with(rule("Publish notes"), json!({"state": state}));
    let mut publish = step("confluence.create-page.action", json!({"isPageBodyAdf": true}));
    publish["connectionId"] = json!("7f000000-0000-4000-8000-000000000007");
    rule["components"] = json!([publish]);
    Case::usual().user(person(ADA, "Ada Example")).rule_with(rule, connection(account, auth))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("medium", connected(ADA, "OAUTH_3LO", "ENABLED")),
        ("medium", connected(ADA, "API_TOKEN", "ENABLED")),
        ("info", connected(ADA, "OAUTH_3LO", "DISABLED")),
        // Somebody of whom nothing is known may be a person.
        ("medium", connected(CY, "OAUTH_3LO", "ENABLED")),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("an app proves itself, not a person", connected(ADA, "FORGE", "ENABLED")),
        ("an app proves itself, not a person", connected(ADA, "CONNECT", "ENABLED")),
        ("a robot's consent", connected(ROBOT, "OAUTH_3LO", "ENABLED").user(robot(ROBOT))),
        (
            "a person who has left",
            connected(CY, "OAUTH_3LO", "ENABLED").user(deactivated(person(CY, "Cy Example"))),
        ),
    ]
}

#[test]
fn it_names_the_step_that_uses_the_connection() {
    let row = connected(ADA, "OAUTH_3LO", "ENABLED").one("rule-connection-person");
    let said = "com.atlassian.confluence.native by OAUTH_3LO, used by step 1 (confluence.create-page.action)";
    assert_eq!(row.evidence, said);
}
