//! One rule in every shape in which rules come: the same bindings.

use serde_json::{Value, json};
use touchpoint::estate::{Estate, Kind};
use touchpoint::snapshot::{record, rfc3339};

use super::holders;
use crate::case::*;

fn steps() -> Value {
    let comment = step("jira.issue.comment", json!({"comment": format!("[~accountid:{CY}]")}));
    json!([comment])
}

fn trigger() -> Value {
    let mut trigger = step("jira.issue.event.trigger:created", json!({}));
    trigger["component"] = json!("TRIGGER");
    trigger
}

/// As the public API sends it, without its envelope.
fn public() -> Value {
    with(
        rule("Close stale issues"),
        json!({
            "authorAccountId": ADA, "actor": {"type": "ACCOUNT_ID", "actor": BEN}, "collaborators": [ROBOT],
            "writeAccessType": "SPECIFIED_USERS", "trigger": trigger(), "components": steps(),
        }),
    )
}

/// As a file exported from Cloud has it.
fn cloud_export() -> Value {
    json!({
        "id": 4711, "clientKey": "k", "name": "Close stale issues", "state": "ENABLED", "description": null,
        "authorAccountId": ADA, "actor": {"type": "ACCOUNT_ID", "value": BEN},
        "created": 1_743_568_964_174_i64, "updated": 1_763_000_000_500_i64, "trigger": trigger(),
        "components": steps(), "canOtherRuleTrigger": false, "notifyOnError": "FIRSTERROR", "projects": [],
        "labels": [], "tags": [], "ruleScope": {"resources": [format!("ari:cloud:jira::site/{CLOUD}")]},
        "writeAccessType": "SPECIFIED_USERS", "collaborators": [ROBOT], "billingType": "NORMAL",
        "idUuid": public()["uuid"], "partitionId": "p", "currentVersionId": "v",
    })
}

/// As Data Center exports it, here with the ids of Cloud.
fn data_center_export() -> Value {
    json!({
        "id": 4711, "name": "Close stale issues", "state": "ENABLED", "authorAccountId": ADA,
        "actorAccountId": BEN, "created": 1_743_568_964_174_i64, "updated": 1_763_000_000_500_i64,
        "trigger": trigger(), "components": steps(), "projects": [], "labels": [], "collaborators": [ROBOT],
    })
}

/// As Cloud exported it in 2018.
fn export_of_2018() -> Value {
    let mut rule = data_center_export();
    for (old, new) in [("authorAccountId", "authorKey"), ("actorAccountId", "actorKey")] {
        let value = rule.as_object_mut().unwrap().remove(old).unwrap();
        rule[new] = value;
    }
    rule
}

fn read(body: Value) -> Estate {
    Case::new().raw("jira.automation", record::RULE, "key", body).estate()
}

#[test]
fn every_shape_gives_the_same_bindings() {
    let wanted = [("actor", BEN), ("owner", ADA), ("editor", ROBOT), ("subject", CY)]
        .map(|(role, id)| (role, id.to_owned()));
    let beside = json!({"rule": public(), "connections": []});
    for (shape, body) in [
        ("envelope", beside),
        ("public", public()),
        ("cloud export", cloud_export()),
        ("data center export", data_center_export()),
        ("export of 2018", export_of_2018()),
    ] {
        let estate = read(body);
        assert_eq!(holders(&estate), wanted, "{shape}");
        let rule = &estate.touchpoints[0];
        assert_eq!((rule.name.as_str(), rule.state.as_str()), ("Close stale issues", "enabled"), "{shape}");
        assert_eq!(rule.changed.map(rfc3339).as_deref(), Some("2025-11-13T02:13:20Z"), "{shape}");
        assert_eq!(rule.rule().unwrap().steps, Some(2), "{shape}");
        assert!(estate.gaps.is_empty(), "{shape}: {:?}", estate.gaps);
    }
}

/// A rule read by the API and the same rule exported are one thing.
#[test]
fn the_api_and_the_export_give_one_id() {
    assert_eq!(read(public()).touchpoints[0].id, read(cloud_export()).touchpoints[0].id);
    assert_ne!(read(public()).touchpoints[0].id, read(data_center_export()).touchpoints[0].id);
}

#[test]
fn connections_lie_beside_the_rule_or_inside_it() {
    let wanted = |estate: &Estate| holders(estate).contains(&("connection", CY.to_owned()));
    let connections = connection(CY, "OAUTH_3LO");
    assert!(wanted(&read(json!({"rule": public(), "connections": connections.clone()}))));
    assert!(wanted(&read(json!({"rule": with(public(), json!({"connections": connections.clone()}))}))));
    assert!(wanted(&read(with(public(), json!({"connections": connections})))));
}

#[test]
fn every_kind_of_actor_is_told_apart() {
    let actor = |actor: Value| {
        let estate = read(with(public(), json!({"actor": actor})));
        let mut holders = holders(&estate);
        (holders.remove(0), estate.gaps.len())
    };
    let account = |id: &str| ("actor", id.to_owned());
    for (written, wanted, gaps) in [
        (json!({"type": "ACCOUNT_ID", "actor": ADA}), account(ADA), 0),
        (json!({"actor": ADA}), account(ADA), 0),
        (json!(ADA), account(ADA), 0),
        (json!({"type": "EVENT_INITIATOR", "actor": null}), account("(initiator)"), 0),
        (json!({"type": "EVENT_INITIATOR", "actor": ADA}), account("(initiator)"), 0),
        (json!({"type": "SMART_VALUE", "actor": "{{issue.reporter}}"}), account("(computed)"), 0),
        (json!({"type": "account_id", "actor": ADA}), account(ADA), 0),
        (json!({"type": "SOMETHING_NEW", "actor": ADA}), account(ADA), 1),
        (json!({"type": "SOMETHING_NEW", "actor": "a text"}), account("(unknown)"), 1),
        (json!({"type": "ACCOUNT_ID", "actor": null}), account("(unknown)"), 1),
        (json!({}), account("(unknown)"), 1),
        (json!(17), account("(unknown)"), 1),
    ] {
        assert_eq!(actor(written.clone()), (wanted, gaps), "{written}");
    }
    let built_in = read(with(
        public(),
        json!({"actor": null, "actorKey": "addon_com.codebarrel.addons.automation.lite"}),
    ));
    assert_eq!(holders(&built_in)[0], account(BUILT_IN));
}

#[test]
fn the_surface_says_the_product_else_the_scope_does() {
    let kind = |surface: &'static str, body: Value| {
        let estate = Case::new().raw(surface, record::RULE, "key", body).estate();
        (estate.touchpoints[0].kind, estate.touchpoints[0].product.clone())
    };
    let jira = (Kind::JiraAutomationRule, "jira".to_owned());
    let confluence = (Kind::ConfluenceAutomationRule, "confluence".to_owned());
    assert_eq!(kind("confluence.automation", public()), confluence);
    assert_eq!(kind("jira.automation", public()), jira);
    assert_eq!(kind("import.rules", confluence_rule("x")), confluence);
    assert_eq!(kind("import.rules", export_of_2018()), jira);
}

#[test]
fn a_scope_is_told_in_words() {
    for (scope, wanted) in [
        (json!([format!("ari:cloud:jira::site/{CLOUD}")]), "whole site"),
        (json!([format!("ari:cloud:jira-software::site/{CLOUD}")]), "all jira-software projects"),
        (json!([format!("ari:cloud:jira:{CLOUD}:project/10001")]), "project 10001"),
        (json!([format!("ari:cloud:confluence:{CLOUD}:space/42")]), "space 42"),
        (
            json!([
                format!("ari:cloud:jira:{CLOUD}:project/1"),
                format!("ari:cloud:jira:{CLOUD}:project/2"),
                format!("ari:cloud:jira:{CLOUD}:project/3"),
                format!("ari:cloud:jira:{CLOUD}:project/4")
            ]),
            "project 1, project 2 and 2 more",
        ),
        (json!([]), ""),
        (json!("not a list"), ""),
        (json!(["something new"]), "something new"),
    ] {
        let estate = read(with(public(), json!({"ruleScopeARIs": scope})));
        assert_eq!(estate.touchpoints[0].container, wanted, "{scope}");
    }
    let old = read(with(
        data_center_export(),
        json!({"projects": [{"projectId": "10001", "projectTypeKey": "software"}]}),
    ));
    assert_eq!(old.touchpoints[0].container, "project 10001");
}
