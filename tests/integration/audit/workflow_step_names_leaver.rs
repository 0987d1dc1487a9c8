//! `workflow-step-names-leaver`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn rule(key: &str, parameters: Value) -> Value {
    json!({"id": "r-1", "ruleKey": key, "parameters": parameters})
}

fn acts(action: Value) -> Case {
    let body = workflow("Build", json!({"actions": [action]}));
    Case::usual().raw("jira.workflows", record::WORKFLOW, "w-1", body)
}

fn assigns(id: &str) -> Value {
    rule("system:change-assignee", json!({"type": "to-selected-user", "accountId": id}))
}

fn app(id: &str, disabled: &str) -> Value {
    let config = json!({"runAs": id}).to_string();
    rule("connect:remote-workflow-function", json!({"appKey": "a", "config": config, "disabled": disabled}))
}

fn idle(action: Value) -> Case {
    let mut body = workflow("Build", json!({"actions": [action]}));
    body["isActive"] = json!(false);
    Case::usual().raw("jira.workflows", record::WORKFLOW, "w-1", body)
}

fn gone() -> Value {
    deactivated(person(ADA, "Ada Example"))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let lets_through = || rule("system:restrict-issue-transition", json!({"accountIds": ADA}));
    vec![
        ("medium", acts(assigns(ADA)).user(gone())),
        ("medium", acts(assigns(ADA)).user(deleted(person(ADA, "Former user")))),
        (
            "medium",
            acts(rule("system:update-field", json!({"field": "assignee", "value": ADA}))).user(gone()),
        ),
        ("medium", acts(app(ADA, "false")).user(gone())),
        ("medium", acts(rule("system:trigger-agent", json!({"agentId": ADA}))).user(gone())),
        ("low", acts(lets_through()).user(gone())),
        ("low", acts(assigns(ROBOT)).user(robot(ROBOT))),
        ("low", acts(app(ROBOT, "false")).user(robot(ROBOT))),
        ("info", acts(app(ADA, "true")).user(gone())),
        ("info", idle(assigns(ADA)).user(gone())),
        ("info", idle(assigns(ROBOT)).user(robot(ROBOT))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let other = rule("system:change-assignee", json!({"type": "to-default-user", "accountId": ADA}));
    let agent = with(jira_user(ADA, "Helper"), json!({"accountType": "app", "appType": "agent"}));
    vec![
        ("an active person", acts(assigns(ADA)).user(person(ADA, "Ada Example"))),
        ("a suspended person", acts(assigns(ADA)).user(suspended(person(ADA, "Ada Example")))),
        ("a service account", acts(app(SERVICE, "false")).service(service_account(SERVICE))),
        ("an agent at work", acts(rule("system:trigger-agent", json!({"agentId": ADA}))).jira(agent)),
        ("another assignee", acts(other).user(gone())),
    ]
}

/// Nothing says what a step does then, so none is called broken.
#[test]
fn the_effect_is_unverified() {
    for (_, case) in fires() {
        let row = case.one("workflow-step-names-leaver");
        assert_eq!((row.effect, row.certainty), (Some("unverified"), Some("unknown")));
    }
}
