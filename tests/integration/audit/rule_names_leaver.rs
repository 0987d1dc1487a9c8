//! `rule-names-leaver`

use serde_json::json;

use crate::case::*;

use serde_json::Value;

fn with_step(step: Value, state: &str) -> Case {
    let change = json!({"state": state, "components": [step]});
    Case::usual().rule(with(rule("Hand out"), change))
}

fn assigns_to(id: &str) -> Value {
    let assignee = json!({"type": "ID", "value": id});
    step("jira.issue.assign", json!({"assignType": "SPECIFY_USER", "assignee": assignee, "userList": []}))
}

fn sets_field(field: &str, id: &str) -> Value {
    let operation = json!({
        "field": {"type": "ID", "value": field}, "fieldType": field, "type": "SET",
        "value": {"type": "ID", "value": id},
    });
    step("jira.issue.edit", json!({"operations": [operation], "advancedFields": null}))
}

fn mentions(id: &str) -> Value {
    step("jira.issue.comment", json!({"comment": format!("please look, [~accountid:{id}]")}))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let gone = || deactivated(person(ADA, "Ada Example"));
    let condition = step(
        "jira.issue.condition",
        json!({
            "selectedField": {"type": "ID", "value": "assignee"}, "selectedFieldType": "assignee",
            "comparison": "EQUALS", "compareValue": {"type": "ID", "modifier": null, "value": ADA},
        }),
    );
    vec![
        ("medium", with_step(assigns_to(ADA), "ENABLED").user(gone())),
        ("medium", with_step(sets_field("assignee", ADA), "ENABLED").user(gone())),
        ("medium", with_step(sets_field("reporter", ADA), "ENABLED").user(gone())),
        ("low", with_step(mentions(ADA), "ENABLED").user(gone())),
        ("low", with_step(condition, "ENABLED").user(gone())),
        ("info", with_step(assigns_to(ADA), "DISABLED").user(gone())),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let ada = person(ADA, "Ada Example");
    let smart = json!({"type": "SMART", "value": "{{issue.creator.accountId}}"});
    let computed = step("jira.issue.assign", json!({"assignType": "SPECIFY_USER", "assignee": smart}));
    vec![
        ("an active person", with_step(assigns_to(ADA), "ENABLED").user(ada.clone())),
        ("a suspended person", with_step(mentions(ADA), "ENABLED").user(suspended(ada.clone()))),
        ("computed while it runs", with_step(computed, "ENABLED").user(deactivated(ada.clone()))),
        (
            "a smart value in a mention",
            with_step(mentions("{{accountId}}"), "ENABLED").user(deactivated(ada)),
        ),
    ]
}

/// Nothing says what a rule does then.
#[test]
fn the_effect_is_unverified() {
    for (_, case) in fires() {
        let row = case.one("rule-names-leaver");
        assert_eq!((row.effect, row.certainty), (Some("unverified"), Some("unknown")));
    }
}
