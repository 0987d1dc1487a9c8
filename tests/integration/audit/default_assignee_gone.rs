//! `default-assignee-gone`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn led_by(lead: &str, change: Value) -> Case {
    let project = with(project("10001", "WEB", lead), change);
    Case::usual().raw("jira.projects", record::PROJECT, "10001", project)
}

fn component_led_by(lead: &str, assignee_type: &str) -> Case {
    let body = json!({"projectKey": "WEB", "component": component("20001", lead, assignee_type)});
    Case::usual().raw("jira.components", record::COMPONENT, "20001", body)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let ada = || person(ADA, "Ada Example");
    vec![
        ("medium", led_by(ADA, json!({})).user(deactivated(ada()))),
        ("medium", led_by(ADA, json!({})).user(deleted(ada()))),
        ("low", component_led_by(ADA, "COMPONENT_LEAD").user(deactivated(ada()))),
        ("info", led_by(ADA, json!({"archived": true})).user(deactivated(ada()))),
        ("info", led_by(ADA, json!({"deleted": true})).user(deactivated(ada()))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let ada = || person(ADA, "Ada Example");
    let unassigned = json!({"assigneeType": "UNASSIGNED"});
    vec![
        ("an active lead", led_by(ADA, json!({})).user(ada())),
        ("a suspended lead", led_by(ADA, json!({})).user(suspended(ada()))),
        ("a lead of whom nothing is known", led_by(ADA, json!({}))),
        ("new issues stay unassigned", led_by(ADA, unassigned).user(deactivated(ada()))),
        (
            "nothing says where new issues go",
            led_by(ADA, json!({"assigneeType": null})).user(deactivated(ada())),
        ),
        (
            "a component's issues go to the project's default",
            component_led_by(ADA, "PROJECT_DEFAULT").user(deactivated(ada())),
        ),
    ]
}

/// Of a project nobody says what happens; a component falls back.
#[test]
fn a_project_is_unverified_and_a_component_degrades() {
    let effects: Vec<_> = fires().iter().map(|(_, case)| case.one("default-assignee-gone")).collect();
    let said = |at: usize| (effects[at].effect, effects[at].certainty);
    assert_eq!(said(0), (Some("unverified"), Some("unknown")));
    assert_eq!(said(2), (Some("degrades"), Some("inferred")));
    assert_eq!(
        effects[2].title,
        "Default assignee of the component \"API\" (WEB) is Ada Example, who is deactivated"
    );
}
