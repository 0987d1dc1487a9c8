//! `rule-actor-robot`

use serde_json::json;

use crate::case::*;

fn run_by(actor: &str, state: &str) -> Case {
    let change = json!({"actor": {"type": "ACCOUNT_ID", "actor": actor}, "state": state});
    Case::usual().rule(with(rule("Close stale issues"), change))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("medium", run_by(ROBOT, "ENABLED").user(robot(ROBOT))),
        ("info", run_by(ROBOT, "DISABLED").user(robot(ROBOT))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let listed = run_by(ROBOT, "ENABLED").user(robot(ROBOT));
    vec![
        ("the same account in the list of service accounts", listed.clone().service(service_account(ROBOT))),
        (
            "the configuration knows it is a person",
            listed.config("[identity]\npeople = [\"ci-deploy@acme.example\"]\n"),
        ),
        ("a person", run_by(ADA, "ENABLED").user(person(ADA, "Ada Example"))),
        ("a robot that was switched off", run_by(ROBOT, "ENABLED").user(deactivated(robot(ROBOT)))),
    ]
}
