//! Where a person finds a touchpoint: at an address that is known, or nowhere.

use serde_json::json;
use touchpoint::estate::{Estate, Kind};
use touchpoint::snapshot::record;

use super::super::case::{
    BEN, Case, SITE, board, board_configuration, confluence_rule, filter, grant, permission_scheme, project,
    rule, space, token, webhook, with, workflow,
};

fn link(estate: &Estate, kind: Kind) -> Option<String> {
    let found: Vec<_> = estate.touchpoints.iter().filter(|thing| thing.kind == kind).collect();
    assert_eq!(found.len(), 1, "{kind:?}");
    found[0].link.clone()
}

fn case() -> Case {
    let named = json!({"actions": [{"id": "r1", "ruleKey": "system:change-assignee",
        "parameters": {"type": "to-selected-user", "accountId": BEN}}]});
    Case::usual()
        .rule(with(rule("One"), json!({"uuid": "0199aaaa-0000-7000-8000-000000000001"})))
        .confluence(confluence_rule("Two"))
        .raw("jira.webhooks", record::WEBHOOK, "5", webhook("5", "Hook"))
        .raw("jira.filters", record::FILTER, "100", with(filter("100", "Mine"), json!({"viewUrl": null})))
        .raw("jira.boards", record::BOARD, "7", board(7, "Wall"))
        .raw("jira.boards", record::BOARD_CONFIGURATION, "7", board_configuration(7, "100"))
        .raw("jira.workflows", record::WORKFLOW, "w", workflow("Ops & more/ä", named))
        .raw("jira.projects", record::PROJECT, "10001", project("10001", "OPS", BEN))
        .raw(
            "jira.schemes",
            record::PERMISSION_SCHEME,
            "1",
            permission_scheme(json!([grant("BROWSE_PROJECTS", BEN)])),
        )
        .raw("confluence.spaces", record::SPACE, "9", space("9", "DOCS", BEN))
        .token(token("t1", BEN, "ci"))
}

#[test]
fn each_kind_whose_address_is_known_has_it() {
    let estate = case().estate();
    for (kind, path) in [
        (Kind::JiraAutomationRule, "jira/settings/automation#/rule/0199aaaa-0000-7000-8000-000000000001"),
        (Kind::ConfluenceAutomationRule, "wiki/admin/automation"),
        (Kind::AdminWebhook, "plugins/servlet/webhooks"),
        (Kind::Filter, "issues/?filter=100"),
        (Kind::Board, "secure/RapidBoard.jspa?rapidView=7"),
        (Kind::BoardFilter, "secure/RapidBoard.jspa?rapidView=7"),
        (
            Kind::WorkflowStep,
            "secure/admin/workflows/ViewWorkflowSteps.jspa?workflowMode=live&workflowName=Ops%20%26%20more%2F%C3%A4",
        ),
        (Kind::Project, "browse/OPS"),
        (Kind::Space, "wiki/spaces/DOCS"),
    ] {
        assert_eq!(link(&estate, kind), Some(format!("https://{SITE}/{path}")), "{kind:?}");
    }
    assert_eq!(link(&estate, Kind::ApiToken), None, "of no site");
}

/// What stands in an address comes from outside as well.
#[test]
fn nothing_strange_gets_into_an_address() {
    for key in ["OPS/../x", "A B", "a\"b", "x?y", "<b>", ""] {
        let odd = project("10001", "OPS", BEN);
        let case =
            Case::usual().raw("jira.projects", record::PROJECT, "10001", with(odd, json!({"key": key})));
        assert_eq!(link(&case.estate(), Kind::Project), None, "{key}");
    }
    for id in ["../../x", "1 2", "a\"b", "7?x"] {
        let case = Case::usual().rule(with(rule("One"), json!({"uuid": id})));
        assert_eq!(link(&case.estate(), Kind::JiraAutomationRule), None, "{id}");
    }
    for site in ["evil.example/x", "a b.example", "nodots", "x@evil.example", ""] {
        let case = Case::usual().raw_at("jira.webhooks", site, record::WEBHOOK, "5", webhook("5", "Hook"));
        assert_eq!(link(&case.estate(), Kind::AdminWebhook), None, "{site}");
    }
}
