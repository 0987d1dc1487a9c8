//! `rule-actor-person`

use serde_json::json;

use crate::case::*;

fn run_by(actor: &str, state: &str) -> Case {
    let change = json!({"actor": {"type": "ACCOUNT_ID", "actor": actor}, "state": state});
    Case::usual().rule(with(rule("Close stale issues"), change))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let ada = person(ADA, "Ada Example");
    vec![
        ("high", run_by(ADA, "ENABLED").user(ada.clone())),
        ("high", run_by(ADA, "ENABLED").user(suspended(ada.clone()))),
        ("high", Case::usual().confluence(confluence_rule("Tidy pages"))),
        ("medium", run_by(ADA, "ENABLED")),
        ("info", run_by(ADA, "DISABLED").user(ada)),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let app = with(jira_user(ADA, "Example App"), json!({"accountType": "app"}));
    let summary = with(rule("Close stale issues"), json!({"actor": null}));
    vec![
        ("the built-in actor", run_by(BUILT_IN, "ENABLED")),
        (
            "the built-in actor in the writing of 2018",
            run_by("addon_com.codebarrel.addons.automation.lite", "ENABLED"),
        ),
        ("a robot", run_by(ROBOT, "ENABLED").user(robot(ROBOT))),
        ("a service account", run_by(SERVICE, "ENABLED").service(service_account(SERVICE))),
        ("an app", run_by(ADA, "ENABLED").jira(app)),
        ("a person who has left", run_by(ADA, "ENABLED").user(deactivated(person(ADA, "Ada Example")))),
        ("no actor is named", Case::usual().rule(summary)),
    ]
}
