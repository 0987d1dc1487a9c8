//! Workflows: the rules on their transitions, wherever in them an account sits.

use serde_json::{Value, json};
use touchpoint::estate::{Estate, Kind};
use touchpoint::snapshot::record;

use super::{reasons, rows};
use crate::case::*;

fn rule(key: &str, parameters: Value) -> Value {
    json!({"id": null, "ruleKey": key, "parameters": parameters})
}

fn read(transition: Value) -> Estate {
    case_of(transition).estate()
}

fn case_of(transition: Value) -> Case {
    Case::new().raw("jira.workflows", record::WORKFLOW, "w-1", workflow("Build", transition))
}

/// Kind, role and account of whatever one action leads to.
fn led_to(action: Value) -> Vec<[String; 3]> {
    let estate = read(json!({"actions": [action]}));
    assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
    rows(&estate).into_iter().map(|[kind, _, _, _, role, who]| [kind, role, who]).collect()
}

fn bound(kind: &str, role: &str, who: &str) -> [String; 3] {
    [kind, role, who].map(str::to_owned)
}

fn subject(who: &str) -> Vec<[String; 3]> {
    vec![bound("workflow-step", "subject", who)]
}

#[test]
fn a_step_that_names_an_account_is_understood() {
    let assign = |kind: &str| rule("system:change-assignee", json!({"type": kind, "accountId": CY}));
    assert_eq!(led_to(assign("to-selected-user")), subject(CY));
    assert_eq!(led_to(rule("system:change-assignee", json!({"accountId": CY}))), subject(CY));
    // An account that another setting left behind gets nothing.
    assert_eq!(led_to(assign("to-default-user")), Vec::<[String; 3]>::new());
    let restrict = |ids: String| rule("system:restrict-issue-transition", json!({"accountIds": ids}));
    assert_eq!(led_to(restrict(format!("allow-reporter,{CY}, allow-assignee"))), subject(CY));
    assert_eq!(led_to(restrict(format!("{CY},{ADA}"))), [subject(CY), subject(ADA)].concat());
    assert_eq!(
        led_to(restrict("allow-reporter,allow-assignee,accountIds".into())),
        Vec::<[String; 3]>::new()
    );
    let update =
        |field: &str, value: &str| rule("system:update-field", json!({"field": field, "value": value}));
    assert_eq!(led_to(update("assignee", CY)), subject(CY));
    assert_eq!(led_to(update("customfield_1", ADA)), subject(ADA));
    // 24 hex digits in a text field are a commit rather than somebody.
    assert_eq!(led_to(update("customfield_1", CY)), Vec::<[String; 3]>::new());
    let check = json!({"fieldId": "reporter", "fieldValue": format!("[\"{CY}\"]"), "comparator": "="});
    assert_eq!(led_to(rule("system:check-field-value", check)), subject(CY));
    // What nobody thought of.
    for parameters in [
        json!({"anything": ADA}),
        json!({"deep": format!("{{\"a\": [{{\"b\": \"{ADA}\"}}]}}")}),
        json!({"text": format!("hello [~accountid:{ADA}]")}),
        json!({"ari": format!("ari:cloud:identity::user/{ADA}")}),
        json!({"nested": {"list": [ADA, 7, null, true]}}),
        json!([ADA]),
    ] {
        let expected = if parameters.is_array() { Vec::new() } else { subject(ADA) };
        assert_eq!(led_to(rule("system:of-next-year", parameters.clone())), expected, "{parameters}");
    }
    assert_eq!(led_to(rule("system:of-next-year", json!({"userId": CY}))), subject(CY));
}

/// The settings of an app are JSON inside a text, of a form that only the app knows.
#[test]
fn an_app_works_as_the_accounts_in_its_settings() {
    let app = |key: &str, config: Value, disabled: Value| {
        let parameters = json!({
            "appKey": "com.example.scripts", "id": "90ce590f-e90c-4cd3-8281-165ce41f2ac3", "tag": "",
            "config": config, "disabled": disabled,
        });
        rule(key, parameters)
    };
    let actor = vec![bound("workflow-step-app", "actor", CY)];
    let connect = "connect:remote-workflow-function";
    for config in [
        json!({"runAs": CY}).to_string(),
        json!({"runAsUser": {"id": CY}}).to_string(),
        json!({"a": [{"b": json!({"accountId": CY}).to_string()}]}).to_string(),
        json!({"users": [CY]}).to_string(),
        json!({"script": format!("user('{CY}') // [~accountid:{CY}]")}).to_string(),
    ] {
        assert_eq!(led_to(app(connect, json!(config), json!("false"))), actor, "{config}");
    }
    assert_eq!(led_to(app("forge:workflow-post-function", json!({"runAs": CY}), json!(false))), actor);
    for nobody in [json!(""), json!(null), json!("{"), json!("{\"hash\": \"5c2e0000aaaa1111bbbb2222\"}")] {
        assert_eq!(
            led_to(app(connect, nobody.clone(), json!("false"))),
            Vec::<[String; 3]>::new(),
            "{nobody}"
        );
    }
    for disabled in [json!("true"), json!("TRUE"), json!(true)] {
        let config = json!(json!({"runAs": CY}).to_string());
        let estate = read(json!({"actions": [app(connect, config, disabled)]}));
        assert_eq!(estate.touchpoints[0].state, "disabled");
    }
    // Somebody has this id, so it is an account wherever it stands.
    let script = json!(json!({"script": format!("run({CY})")}).to_string());
    let estate =
        case_of(json!({"validators": [app("connect:expression-validator", script, json!("false"))]}))
            .user(person(CY, "Cy Example"))
            .estate();
    assert_eq!(rows(&estate).len(), 1);
}

#[test]
fn an_agent_is_started() {
    let estate = read(json!({"actions": [rule(
        "system:trigger-agent",
        json!({"agentId": ADA, "promptValue": format!("ask {BEN}")}),
    )]}));
    let row = ["workflow-step-agent", "Build: Start work", "", "active", "actor", ADA];
    assert_eq!(rows(&estate), [row.map(str::to_owned)]);
}

#[test]
fn every_place_of_a_transition_is_looked_at() {
    let names = |id: &str| rule("system:new", json!({"accountId": id}));
    let group = json!({
        "operation": "ANY", "conditions": [names(CY)],
        "conditionGroups": [{"operation": "ALL", "conditions": [], "conditionGroups": [{"conditions": [names(ADA)]}]}],
    });
    for (transition, whom) in [
        (json!({"actions": [names(ADA)]}), vec![ADA]),
        (json!({"validators": [names(ADA)]}), vec![ADA]),
        (json!({"triggers": [names(ADA)]}), vec![ADA]),
        (json!({"conditions": group}), vec![CY, ADA]),
    ] {
        let estate = read(transition.clone());
        let found: Vec<String> = rows(&estate).into_iter().map(|row| row[5].clone()).collect();
        assert_eq!(found, whom, "{transition}");
    }
    let mut deep = json!({"conditions": [names(ADA)]});
    for _ in 0..40 {
        deep = json!({"conditionGroups": [deep]});
    }
    assert_eq!(read(json!({"conditions": deep})).bindings.len(), 1);
}

#[test]
fn a_workflow_says_whose_it_is_and_whether_it_is_in_use() {
    let names = json!({"actions": [rule("system:new", json!({"accountId": ADA}))]});
    let mut body = workflow("Build", names);
    body["workflow"]["scope"] = json!({"type": "PROJECT", "project": {"id": "10007"}});
    let case = |body: &Value| Case::new().raw("jira.workflows", record::WORKFLOW, "w-1", body.clone());
    let place = |estate: &Estate| {
        let touchpoint = &estate.touchpoints[0];
        (touchpoint.container.clone(), touchpoint.state.clone(), touchpoint.step().unwrap().in_use)
    };
    let text = str::to_owned;
    assert_eq!(place(&case(&body).estate()), (text("10007"), text("active"), Some(true)));
    let project = json!({"id": "10007", "key": "APP", "name": "App"});
    let with_project = case(&body).raw("jira.projects", record::PROJECT, "10007", project);
    assert_eq!(place(&with_project.estate()).0, "APP");
    body["isActive"] = json!(false);
    assert_eq!(place(&case(&body).estate()), (text("10007"), text("inactive"), Some(false)));
    body["isActive"] = json!("perhaps");
    assert_eq!(place(&case(&body).estate()).2, None);
    // Bare, as the server sends it.
    assert_eq!(place(&case(&body["workflow"]).estate()), (text("10007"), text("unknown"), None));
}

fn fires(id: Value) -> Value {
    json!({"actions": [rule("system:trigger-webhook", json!({"webhookId": id}))]})
}

#[test]
fn a_step_that_fires_a_webhook_is_joined_to_it() {
    let row = |who: &str| {
        vec![["workflow-step-webhook", "Build: Start work", "", "active", "editor", who].map(str::to_owned)]
    };
    let joined = |hook: Value| {
        let estate = case_of(fires(json!("7")))
            .raw("jira.webhooks", record::WEBHOOK, "7", hook)
            .user(person(BEN, "Ben Example"))
            .user(person(ADA, "Ada Example"))
            .estate();
        let steps =
            rows(&estate).into_iter().filter(|row| row[0] == "workflow-step-webhook").collect::<Vec<_>>();
        let step = estate.touchpoints.iter().find(|t| t.kind == Kind::WorkflowStepWebhook).unwrap().step();
        (steps, step.unwrap().webhook_enabled)
    };
    let hook = || webhook("7", "Build");
    assert_eq!(joined(hook()), (row(BEN), Some(true)));
    assert_eq!(joined(with(hook(), json!({"enabled": false}))), (row(BEN), Some(false)));
    assert_eq!(joined(with(hook(), json!({"enabled": null}))), (row(BEN), None));
    // An object, a user key with a name, a name alone.
    for editor in [
        json!({"lastUpdatedUser": {"accountId": ADA}}),
        json!({"lastUpdatedUser": "admin", "lastUpdatedDisplayName": "Ada Example"}),
        json!({"lastUpdatedUser": null, "lastUpdatedDisplayName": "Ada Example"}),
        json!({"lastUpdatedUser": {"displayName": "Ada Example"}, "lastUpdatedDisplayName": null}),
    ] {
        assert_eq!(joined(with(hook(), editor.clone())), (row(ADA), Some(true)), "{editor}");
    }
    for nobody in [
        json!({"lastUpdatedUser": "unknown", "lastUpdatedDisplayName": null}),
        json!({"lastUpdatedUser": "admin", "lastUpdatedDisplayName": "Nobody Example"}),
        json!({"lastUpdatedUser": 7, "lastUpdatedDisplayName": "Former user"}),
    ] {
        assert_eq!(joined(with(hook(), nobody.clone())).0, Vec::<[String; 6]>::new(), "{nobody}");
    }
    let by_number = case_of(fires(json!(7))).raw("jira.webhooks", record::WEBHOOK, "7", hook()).estate();
    assert!(by_number.gaps.is_empty(), "{:?}", by_number.gaps);
}

/// What was not seen, or is another product's, is no guess; it is said once.
#[test]
fn a_webhook_that_was_not_seen_binds_nobody() {
    let two = json!({"actions": [fires(json!("7"))["actions"][0], fires(json!("8"))["actions"][0]]});
    let estate =
        case_of(two).raw("confluence.webhooks", record::WEBHOOK, "7", webhook("7", "Confluence's")).estate();
    assert_eq!(rows(&estate).iter().filter(|row| row[0] == "workflow-step-webhook").count(), 0);
    let unseen: Vec<&str> =
        reasons(&estate).into_iter().filter(|gap| gap.contains("fire webhooks")).collect();
    assert_eq!(unseen, ["2 steps of workflows fire webhooks that were not seen"]);
    let steps = estate.touchpoints.iter().filter(|touchpoint| touchpoint.step().is_some());
    assert!(steps.map(|t| t.step().unwrap()).all(|s| s.webhook.is_some() && s.webhook_enabled.is_none()));
}

#[test]
fn a_damaged_workflow_is_no_crash() {
    for (body, odd) in [
        (json!({}), 1),
        (json!({"isActive": true, "workflow": null}), 1),
        (json!({"isActive": true, "workflow": {"id": 7, "name": 7, "transitions": "many"}}), 1),
        (json!({"isActive": true, "workflow": {"transitions": [null, 7, "x", [], {}]}}), 0),
        (json!({"isActive": true, "workflow": {"transitions": [{"actions": {}, "conditions": []}]}}), 0),
        (json!({"isActive": true, "workflow": {"transitions": [{"actions": [null, {"ruleKey": 7}]}]}}), 2),
    ] {
        let estate = Case::new().raw("jira.workflows", record::WORKFLOW, "w-1", body.clone()).estate();
        assert_eq!((estate.touchpoints.len(), estate.gaps.len()), (0, odd), "{body}: {:?}", estate.gaps);
    }
    for (key, parameters) in [
        ("system:change-assignee", json!({"type": "to-selected-user"})),
        ("system:change-assignee", json!({"type": "to-selected-user", "accountId": "unknown"})),
        ("system:trigger-agent", json!({"agentId": ""})),
        ("system:trigger-webhook", json!(null)),
    ] {
        let estate = read(json!({"actions": [rule(key, parameters.clone())]}));
        assert_eq!(
            (estate.bindings.len(), estate.gaps.len()),
            (0, 1),
            "{key} {parameters}: {:?}",
            estate.gaps
        );
        assert!(estate.accounts.is_empty());
    }
    // Without saying what it is, a step still names whom it names.
    let nameless = read(json!({"actions": [{"parameters": {"accountId": ADA}}]}));
    assert_eq!((nameless.bindings.len(), nameless.gaps.len()), (1, 1));
}

/// Two rules of one id are two steps.
#[test]
fn steps_are_kept_apart() {
    let same = |who: &str| json!({"id": "r-1", "ruleKey": "system:new", "parameters": {"accountId": who}});
    let estate = read(json!({"actions": [same(ADA), same(BEN)]}));
    assert_eq!(estate.touchpoints.len(), 2);
    assert_ne!(estate.touchpoints[0].id, estate.touchpoints[1].id);
}
