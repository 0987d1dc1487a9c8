//! Projects and components: who leads them, whatever is missing or damaged.

use serde_json::{Value, json};
use touchpoint::estate::Estate;
use touchpoint::snapshot::record;

use super::{reasons, rows, strange};
use crate::case::*;

fn read(project: Value) -> Estate {
    Case::new().raw("jira.projects", record::PROJECT, "10001", project).estate()
}

fn read_component(component: Value) -> Estate {
    let body = json!({"projectKey": "WEB", "component": component});
    Case::new().raw("jira.components", record::COMPONENT, "20001", body).estate()
}

fn row(kind: &str, name: &str, state: &str, who: &str) -> [String; 6] {
    [kind, name, "WEB", state, "lead", who].map(str::to_owned)
}

#[test]
fn a_lead_to_whom_new_issues_go_is_told_twice() {
    let estate = read(project("10001", "WEB", ADA));
    let wanted = [
        row("project", "Project WEB", "live", ADA),
        row("project-default-assignee", "Project WEB", "live", ADA),
    ];
    assert_eq!(rows(&estate), wanted);
    assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
    let spot = &estate.bindings[0].spots[0].what;
    assert!(spot.ends_with("(100 issues, the last change on 2026-11-21)"), "{spot}");
    assert_eq!(estate.touchpoints[0].native_id, format!("{CLOUD}/10001"));
    assert_eq!((estate.touchpoints[0].product.as_str(), estate.touchpoints[0].site.as_str()), ("jira", SITE));
}

#[test]
fn the_state_is_that_of_the_project() {
    for (change, state) in [
        (json!({}), "live"),
        (json!({"archived": false, "deleted": false}), "live"),
        (json!({"archived": true}), "archived"),
        (json!({"deleted": true}), "deleted"),
        (json!({"archived": true, "deleted": true}), "deleted"),
        (json!({"archived": "yes"}), "live"),
    ] {
        let estate = read(with(project("10001", "WEB", ADA), change.clone()));
        assert_eq!(estate.touchpoints[0].state, state, "{change}");
    }
}

/// The list leaves out what the project's own document has; both are one project.
#[test]
fn a_row_and_its_document_are_one_project() {
    let row = with(project("10001", "WEB", ADA), json!({"assigneeType": null}));
    let document = json!({"id": "10001", "assigneeType": "PROJECT_LEAD"});
    let case = Case::new().raw("jira.projects", record::PROJECT, "10001", row.clone()).raw(
        "jira.projects",
        record::PROJECT,
        "10001",
        document,
    );
    assert_eq!(rows(&case.estate()), rows(&read(project("10001", "WEB", ADA))));
    assert!(case.estate().gaps.is_empty());
    let silent = json!({"id": "10001", "assigneeType": null});
    let case = Case::new().raw("jira.projects", record::PROJECT, "10001", row).raw(
        "jira.projects",
        record::PROJECT,
        "10001",
        silent,
    );
    assert_eq!(reasons(&case.estate()), ["the project \"Project WEB\" does not say to whom new issues go"]);
}

#[test]
fn to_whom_new_issues_go_is_told_or_is_a_gap() {
    for (told, rows, gaps) in [
        (json!("PROJECT_LEAD"), 2, 0),
        (json!("UNASSIGNED"), 1, 0),
        (json!("WHOEVER_SLEEPS"), 1, 1),
        (json!(17), 1, 1),
        (json!(null), 1, 1),
    ] {
        let estate = read(with(project("10001", "WEB", ADA), json!({"assigneeType": told})));
        assert_eq!((estate.bindings.len(), estate.gaps.len()), (rows, gaps), "{told}");
    }
    let binned = json!({"assigneeType": null, "deleted": true});
    assert!(read(with(project("10001", "WEB", ADA), binned)).gaps.is_empty());
}

#[test]
fn a_project_nobody_leads_has_no_row() {
    let without = read(with(project("10001", "WEB", ADA), json!({"lead": null})));
    assert_eq!((without.touchpoints.len(), without.gaps.len()), (0, 0));
    for lead in
        [json!({"accountId": "unknown"}), json!({}), json!(17), json!("Ada"), json!({"accountId": null})]
    {
        let mut damaged = project("10001", "WEB", ADA);
        damaged["lead"] = lead.clone();
        let estate = read(damaged);
        assert_eq!(estate.touchpoints.len(), 0, "{lead}");
        let wanted = "the project \"Project WEB\" has a lead without a usable account id";
        assert_eq!(reasons(&estate), [wanted], "{lead}");
        assert!(estate.accounts.is_empty(), "{lead}");
    }
}

#[test]
fn no_field_of_another_type_ends_the_reading() {
    for field in ["id", "key", "name", "lead", "assigneeType", "archived", "deleted", "insight", "simplified"]
    {
        let mut case = Case::new();
        for (at, value) in strange().into_iter().enumerate() {
            let mut odd = project(&format!("{at}"), "WEB", ADA);
            odd[field] = value;
            case = case.raw("jira.projects", record::PROJECT, &format!("{at}"), odd);
        }
        let estate = case.estate();
        let told = estate.touchpoints.iter().filter(|thing| thing.kind.word() == "project").count();
        assert_eq!(told, if field == "lead" { 0 } else { strange().len() }, "{field}");
    }
    for field in ["id", "name", "lead", "assigneeType", "realAssigneeType"] {
        let mut case = Case::new();
        for (at, value) in strange().into_iter().enumerate() {
            let mut odd = component(&format!("{at}"), ADA, "COMPONENT_LEAD");
            odd[field] = value;
            let body = json!({"projectKey": "WEB", "component": odd});
            case = case.raw("jira.components", record::COMPONENT, &format!("{at}"), body);
        }
        let told = case.estate().touchpoints.len();
        assert_eq!(told, if field == "lead" { 0 } else { strange().len() }, "{field}");
    }
    for value in strange() {
        let case = Case::new().raw("jira.projects", record::PROJECT, "1", value.clone()).raw(
            "jira.components",
            record::COMPONENT,
            "2",
            value.clone(),
        );
        assert!(case.estate().touchpoints.is_empty(), "{value}");
    }
}

#[test]
fn a_component_is_one_of_two_kinds() {
    for (told, kind, gaps) in [
        (json!("COMPONENT_LEAD"), "component-default-assignee", 0),
        (json!("PROJECT_LEAD"), "component", 0),
        (json!("PROJECT_DEFAULT"), "component", 0),
        (json!("UNASSIGNED"), "component", 0),
        (json!("A_NEW_ONE"), "component", 1),
        (json!(null), "component", 1),
    ] {
        let estate = read_component(with(component("20001", ADA, "x"), json!({"assigneeType": told})));
        assert_eq!(rows(&estate), [row(kind, "API", "active", ADA)], "{told}");
        assert_eq!(estate.gaps.len(), gaps, "{told}");
    }
}

/// What is meant to go to a leaver falls back, and stays meant for them.
#[test]
fn a_component_that_falls_back_is_still_meant_for_its_lead() {
    let fallen = json!({"realAssigneeType": "PROJECT_DEFAULT"});
    let estate = read_component(with(component("20001", ADA, "COMPONENT_LEAD"), fallen));
    assert_eq!(rows(&estate), [row("component-default-assignee", "API", "active", ADA)]);
    assert!(estate.bindings[0].spots[0].what.ends_with("go elsewhere by now"));
}

/// The paged list carries the component a second time, undeclared.
#[test]
fn a_lead_in_the_component_bean_counts_where_there_is_no_other() {
    let bean = json!({"lead": null, "componentBean": {"lead": named_user(BEN)}});
    let mut odd = component("20001", ADA, "PROJECT_DEFAULT");
    odd["componentBean"] = bean["componentBean"].clone();
    assert_eq!(rows(&read_component(odd.clone())), [row("component", "API", "active", ADA)]);
    odd["lead"] = Value::Null;
    assert_eq!(rows(&read_component(odd)), [row("component", "API", "active", BEN)]);
}
