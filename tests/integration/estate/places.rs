//! Every place in a rule where an account can sit, and those that only look like one.

use serde_json::{Value, json};

use super::holders;
use crate::case::*;

/// Who a step leads to beside the rule's own actor and owner.
fn led_to(step: Value) -> Vec<(&'static str, String)> {
    led_to_by(Case::new(), json!({"components": [step]}))
}

fn led_to_by(case: Case, change: Value) -> Vec<(&'static str, String)> {
    let estate = case.rule(with(rule("Hand out"), change)).estate();
    assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
    holders(&estate).into_iter().filter(|(role, _)| !["actor", "owner"].contains(role)).collect()
}

fn subject(id: &str) -> (&'static str, String) {
    ("subject", id.to_owned())
}

#[test]
fn a_step_that_names_an_account_is_understood() {
    let operation = |field: &str, value: Value| {
        json!({"operations": [{
            "field": {"type": "ID", "value": field}, "fieldType": field, "type": "SET", "value": value,
        }]})
    };
    let id = json!({"type": "ID", "value": ADA});
    let old_id = json!({"type": "ID", "value": CY});
    let picker = "com.atlassian.jira.plugin.system.customfieldtypes:userpicker";
    let pickers = "com.atlassian.jira.plugin.system.customfieldtypes:multiuserpicker";
    let adf = json!({"type": "doc", "content": [{"type": "paragraph", "content": [
        {"type": "mention", "attrs": {"id": CY, "text": "@Cy"}},
    ]}]});
    for (type_name, value) in [
        ("jira.issue.assign", json!({"assignType": "SPECIFY_USER", "assignee": old_id})),
        (
            "jira.issue.assign",
            json!({"assignType": "SPECIFY_USER", "assignee": {"type": "ID", "values": [CY]}}),
        ),
        ("jira.issue.assign", json!({"assignType": "AUTOMATIC", "excludedUsers": [CY], "userList": []})),
        (
            "jira.issue.assign",
            json!({"assignType": "SPECIFY_LIST", "userList": [{"type": "ID", "value": CY}]}),
        ),
        ("jira.issue.edit", operation("assignee", old_id.clone())),
        ("jira.issue.create", operation("reporter", old_id.clone())),
        ("jira.issue.clone", operation("creator", old_id.clone())),
        ("jira.issue.transition", operation(picker, old_id.clone())),
        ("jira.issue.edit", operation(pickers, json!([old_id.clone()]))),
        (
            "jira.issue.edit",
            operation("com.atlassian.servicedesk:sd-request-participants", json!([old_id.clone()])),
        ),
        (
            "jira.issue.edit",
            json!({"operations": [{"fieldId": "assignee", "type": "SET", "value": old_id.clone()}]}),
        ),
        (
            "jira.issue.condition",
            json!({
                "selectedFieldType": "assignee", "comparison": "EQUALS", "compareFieldValue": old_id.clone(),
            }),
        ),
        (
            "jira.issue.condition",
            json!({
                "selectedFieldType": "reporter", "compareFieldValue": {"type": "ID", "values": [CY]},
            }),
        ),
        (
            "jira.issue.condition",
            json!({
                "selectedFieldType": "assignee",
                "compareValue": {"type": "ID", "modifier": null, "multiValue": true, "value": format!("[\"{CY}\"]")},
            }),
        ),
        (
            "jira.user.condition",
            json!({"conditions": [
                {"field": "initiator", "check": "USER_IS", "criteria": [{"type": "ID", "value": CY}]},
            ]}),
        ),
        (
            "jira.comparator.condition",
            json!({"first": "{{initiator.accountId}}", "operator": "EQUALS", "second": CY}),
        ),
        ("jira.issue.add.watcher", json!({"watchers": [CY], "removeWatchers": []})),
        ("jira.issue.add.watcher", json!({"watchers": [], "removeWatchers": [{"type": "ID", "value": CY}]})),
        ("jira.issue.comment", json!({"comment": format!("look, [~accountid:{CY}]!")})),
        (
            "confluence.page.edit",
            json!({"body": format!("<ac:link><ri:user ri:account-id=\"{CY}\"/></ac:link>")}),
        ),
        ("jira.issue.comment", json!({"comment": adf})),
        ("jira.jql.condition", json!(format!("assignee = {CY}"))),
        ("jira.jql.condition", json!({"jql": format!("reporter in (\"{CY}\", currentUser())")})),
        ("jira.jql.scheduled", json!({"jql": format!("assignee was '{CY}' ORDER BY key"), "schedule": {}})),
        ("jira.lookup.issues", json!({"query": {"type": "SMART", "value": format!("creator != {CY}")}})),
        (
            "jira.issue.outgoing.webhook",
            json!({
                "url": "https://build.example/", "headers": [],
                "customBody": format!("{{\"fields\": {{\"assignee\": {{\"accountId\": \"{CY}\"}}}}}}"),
            }),
        ),
        ("a.vendor.of.its.own:step", json!({"deep": {"deeper": [{"users": [CY]}]}})),
    ] {
        assert_eq!(led_to(step(type_name, value.clone())), [subject(CY)], "{type_name}: {value}");
    }
    // An id that can be nothing else is found wherever it stands.
    for value in [
        json!({"anything": id}),
        json!(format!("text with {ADA}.")),
        json!({"jql": format!("cf[10010] = \"{ADA}\"")}),
        json!({"list": [[[ADA]]]}),
        json!({"ari": format!("ari:cloud:identity::user/{ADA}")}),
    ] {
        assert_eq!(led_to(step("something.new", value.clone())), [subject(ADA)], "{value}");
    }
}

#[test]
fn a_place_other_than_a_step_is_understood() {
    let nested = |depth: usize| {
        let mut inner = step("jira.issue.comment", json!({"comment": format!("[~accountid:{CY}]")}));
        for level in 0..depth {
            let mut outer = step("jira.condition.if.block", json!({"conditionMatchType": "ALL"}));
            outer[if level % 2 == 0 { "children" } else { "conditions" }] = json!([inner]);
            inner = outer;
        }
        json!({"components": [inner]})
    };
    let mut trigger = step("jira.manual.trigger.issue", json!({"groups": ["g"]}));
    trigger["conditions"] = json!([step("jira.jql.condition", json!(format!("assignee = {CY}")))]);
    for change in [
        json!({"trigger": step("jira.jql.scheduled", json!({"jql": format!("assignee = {CY}")}))}),
        json!({"trigger": trigger}),
        nested(1),
        nested(10),
        nested(50),
    ] {
        assert_eq!(led_to_by(Case::new(), change.clone()), [subject(CY)], "{change}");
    }
}

#[test]
fn an_address_is_an_account_where_one_has_it() {
    let mail = |address: &str| {
        json!({"components": [step("jira.issue.outgoing.email", json!({
            "fromName": "Jira", "to": [{"type": "FREE", "value": address}], "cc": [], "bcc": [],
            "subject": "s", "body": "b",
        }))]})
    };
    let known = Case::new().user(person(ADA, "Ada Example"));
    assert_eq!(led_to_by(known, mail("Ada.Example@acme.example")), [subject(ADA)]);
    assert_eq!(led_to_by(Case::new(), mail("desk@acme.example")), [subject("desk@acme.example")]);
}

#[test]
fn editors_count_where_the_rule_is_shared_with_them() {
    for (access, wanted) in [
        (json!("SPECIFIED_USERS"), true),
        (json!("COLLABORATORS"), true),
        (json!("SOMETHING_NEW"), true),
        (json!(null), true),
        (json!("UNRESTRICTED"), false),
        (json!("OWNER_ONLY"), false),
    ] {
        let change = json!({"collaborators": [CY, "", "  "], "writeAccessType": access});
        let found = led_to_by(Case::new(), change);
        let expected = if wanted { vec![("editor", CY.to_owned())] } else { Vec::new() };
        assert_eq!(found, expected, "{access}");
    }
}

/// 24 hex digits are an account only where an account is meant; a smart value is nobody.
#[test]
fn what_only_looks_like_an_account_is_none() {
    for (type_name, value) in [
        ("codebarrel.action.log", json!(format!("commit {CY}"))),
        ("jira.issue.outgoing.webhook", json!({"url": format!("https://build.example/{CY}"), "headers": []})),
        (
            "jira.issue.outgoing.webhook",
            json!({"url": "https://build.example/", "customBody": format!("id={CY}")}),
        ),
        ("jira.set.entity.property", json!({"key": "mongo", "value": CY})),
        ("jira.jql.condition", json!(format!("labels = {CY}"))),
        ("jira.jql.condition", json!(format!("assignee is EMPTY AND labels = {CY}"))),
        ("jira.issue.edit", json!({"operations": [{"fieldType": "summary", "type": "SET", "value": CY}]})),
        (
            "jira.issue.assign",
            json!({"assignee": {"type": "SMART", "value": "{{issue.reporter.accountId}}"}}),
        ),
        ("jira.issue.assign", json!({"assignee": {"type": "COPY", "value": "reporter"}})),
        ("jira.issue.comment", json!({"comment": "[~accountid:{{reporter.accountId}}] look"})),
        ("jira.issue.assign", json!({"assignType": "UNASSIGN", "assignee": null, "userList": []})),
        ("jira.jql.condition", json!("assignee = currentUser() AND created > -30d")),
        ("jira.jql.condition", json!("assignee in membersOf(\"team-2026\") AND project = ABC1")),
        ("something.new", json!({"uuid": "0199aaaa-0000-7000-8000-000000000001", "time": "12345:67"})),
        ("something.new", json!(null)),
        ("something.new", json!(7)),
    ] {
        assert_eq!(led_to(step(type_name, value.clone())), [], "{type_name}: {value}");
    }
}

/// What an account's id is the directory knows, whatever it looks like.
#[test]
fn an_id_of_a_new_form_is_found_because_somebody_has_it() {
    let case = || Case::new().user(with(person("new-form_7", "Ada Example"), json!({})));
    for value in [
        json!({"watchers": ["new-form_7"]}),
        json!({"anything": "new-form_7"}),
        json!({"jql": "assignee = new-form_7"}),
    ] {
        let change = json!({"components": [step("something.new", value.clone())]});
        assert_eq!(led_to_by(case(), change), [subject("new-form_7")], "{value}");
    }
}

#[test]
fn one_account_in_several_roles_is_held_apart() {
    let change = json!({
        "authorAccountId": ADA, "actor": {"type": "ACCOUNT_ID", "actor": ADA}, "collaborators": [ADA],
        "writeAccessType": "SPECIFIED_USERS",
        "components": [step("jira.issue.comment", json!({"comment": format!("[~accountid:{ADA}] twice [~accountid:{ADA}]")}))],
    });
    let estate =
        Case::new().rule_with(with(rule("Everything"), change), connection(ADA, "OAUTH_3LO")).estate();
    let roles: Vec<&str> = holders(&estate).into_iter().map(|(role, _)| role).collect();
    assert_eq!(roles, ["actor", "owner", "editor", "connection", "subject"]);
    assert!(estate.bindings.iter().all(|binding| binding.spots.len() == 1), "{:?}", estate.bindings);
}

/// Each credential is somebody's, or of unknown ownership; the host says whether it opens Atlassian.
#[test]
fn credentials_are_found_with_their_host() {
    let find = |step: Value| {
        let estate = Case::new().rule(with(rule("Sends"), json!({"components": [step]}))).estate();
        let credential =
            estate.bindings.into_iter().find(|binding| binding.role.word() == "credential").unwrap();
        let spot = credential.spots.into_iter().next().unwrap();
        let found = spot.credential.unwrap();
        (found.host, found.atlassian, spot.step)
    };
    let secret = || header("Authorization", "Bearer q7Zp3xW9vK2mT8rB5nL1cD6fG4hJ0sA");
    let label = "step 1 (jira.issue.outgoing.webhook)".to_owned();
    let host = |host: &str| Some(host.to_owned());
    assert_eq!(
        find(web_request("https://build.example/x", secret())),
        (host("build.example"), Some(false), label.clone())
    );
    assert_eq!(
        find(web_request("https://api.atlassian.com/ex/jira/1", secret())),
        (host("api.atlassian.com"), Some(true), label.clone())
    );
    assert_eq!(
        find(web_request(&format!("https://{SITE}/x"), secret())),
        (host(SITE), Some(true), label.clone())
    );
    assert_eq!(
        find(web_request("https://evil-atlassian.net.example/x", secret())),
        (host("evil-atlassian.net.example"), Some(false), label.clone())
    );
    assert_eq!(find(web_request("{{webhookUrl}}", secret())), (None, None, label));
}
