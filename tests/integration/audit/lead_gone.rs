//! `lead-gone`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn led_by(lead: &str, change: Value) -> Case {
    let project = with(project("10001", "WEB", lead), json!({"assigneeType": "UNASSIGNED"}));
    Case::usual().raw("jira.projects", record::PROJECT, "10001", with(project, change))
}

fn component_led_by(lead: &str, assignee_type: &str) -> Case {
    let body = json!({"projectKey": "WEB", "component": component("20001", lead, assignee_type)});
    Case::usual().raw("jira.components", record::COMPONENT, "20001", body)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let ada = || person(ADA, "Ada Example");
    vec![
        ("low", led_by(ADA, json!({})).user(deactivated(ada()))),
        ("low", led_by(ADA, json!({})).user(deleted(ada()))),
        ("low", component_led_by(ADA, "PROJECT_LEAD").user(deactivated(ada()))),
        ("info", led_by(ADA, json!({"archived": true})).user(deactivated(ada()))),
        ("info", led_by(ADA, json!({"deleted": true})).user(deactivated(ada()))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let ada = || person(ADA, "Ada Example");
    let assigned = json!({"assigneeType": "PROJECT_LEAD"});
    vec![
        ("an active lead", led_by(ADA, json!({})).user(ada())),
        ("a suspended lead", led_by(ADA, json!({})).user(suspended(ada()))),
        ("a lead of whom nothing is known", led_by(ADA, json!({}))),
        ("the default assignee too, which is said already", led_by(ADA, assigned).user(deactivated(ada()))),
        ("the same of a component", component_led_by(ADA, "COMPONENT_LEAD").user(deactivated(ada()))),
    ]
}

/// Two sites may each have a project with this id: one being told does not hide the other.
#[test]
fn the_same_id_on_another_site_is_another_project() {
    let elsewhere = with(project("10001", "OPS", ADA), json!({"assigneeType": "PROJECT_LEAD"}));
    let case = led_by(ADA, json!({})).user(deactivated(person(ADA, "Ada Example"))).raw_at(
        "jira.projects",
        "other.atlassian.example",
        record::PROJECT,
        "10001",
        elsewhere,
    );
    assert_eq!(case.one("lead-gone").container.as_deref(), Some("WEB"));
    assert_eq!(case.one("default-assignee-gone").container.as_deref(), Some("OPS"));
}
