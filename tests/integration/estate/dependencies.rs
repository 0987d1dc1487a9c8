//! What hangs on what: each relation, from either end, and what is not known for sure.

use serde_json::{Value, json};
use touchpoint::estate::{Dependency, Estate, Kind, Node, Relation};
use touchpoint::snapshot::record;

use super::super::case::{
    ADA, BEN, CLOUD, Case, SERVICE, board, board_configuration, connection, credential, filter, header,
    jira_user, project, rule, step, token, web_request, webhook, with, workflow,
};

fn with_filter(case: Case, id: &str, name: &str, jql: &str) -> Case {
    case.raw("jira.filters", record::FILTER, id, with(filter(id, name), json!({"jql": jql})))
}

fn searching(name: &str, jql: &str) -> Value {
    with(rule(name), json!({"components": [step("jira.jql.condition", json!(jql))]}))
}

fn node(estate: &Estate, kind: Kind, name: &str) -> Node {
    let found = estate.touchpoints.iter().position(|thing| thing.kind == kind && thing.name == name);
    Node::Touchpoint(found.unwrap_or_else(|| panic!("no {kind:?} {name}")))
}

/// relation and name of the other end
fn needs(estate: &Estate, from: &Node) -> Vec<(&'static str, String)> {
    estate.dependencies.needs(from).map(|one| (one.relation.word(), name(estate, &one.to))).collect()
}

fn needed_by(estate: &Estate, to: &Node) -> Vec<(&'static str, String)> {
    estate.dependencies.needed_by(to).map(|one| (one.relation.passive(), name(estate, &one.from))).collect()
}

fn name(estate: &Estate, node: &Node) -> String {
    match node {
        Node::Touchpoint(index) => estate.touchpoints[*index].name.clone(),
        Node::Account(id) => id.to_string(),
        Node::Connection(binding, spot) => estate.bindings[*binding].spots[*spot].what.clone(),
    }
}

fn only(estate: &Estate, relation: Relation) -> Vec<&Dependency> {
    estate.dependencies.iter().filter(|one| one.relation == relation).collect()
}

#[test]
fn a_board_a_mail_and_a_filter_need_the_filter_they_show() {
    let mailed = json!([{"id": 1, "user": jira_user(BEN, "Ben Example")}]);
    let shown = with(filter("100", "Open work"), json!({"subscriptions": mailed}));
    let case = Case::usual()
        .raw("jira.filters", record::FILTER, "100", shown)
        .raw("jira.boards", record::BOARD, "7", board(7, "Wall"))
        .raw("jira.boards", record::BOARD_CONFIGURATION, "7", board_configuration(7, "100"));
    let estate = with_filter(case, "200", "Narrower", "filter = 100 and priority = High").estate();
    let open = node(&estate, Kind::Filter, "Open work");
    assert_eq!(
        needs(&estate, &node(&estate, Kind::BoardFilter, "Wall")),
        [("shows", "Open work".to_owned())]
    );
    assert_eq!(
        needs(&estate, &node(&estate, Kind::Filter, "Narrower")),
        [("searches", "Open work".to_owned())]
    );
    let mut by = needed_by(&estate, &open);
    by.sort_unstable();
    let wanted = [("searched by", "Narrower"), ("sent by", "Open work"), ("shown by", "Wall")];
    assert_eq!(by, wanted.map(|(how, who)| (how, who.to_owned())));
    assert!(needs(&estate, &open).is_empty());
}

#[test]
fn a_rule_needs_filters_projects_and_connections() {
    let trigger =
        step("jira.jql.scheduled", json!({"jql": "filter = \"Open work\"", "executionMode": "jql"}));
    let scope = json!([format!("ari:cloud:jira:{CLOUD}:project/10001")]);
    let made = with(
        searching("Sweeps", "savedFilter in (200) AND project = WEB"),
        json!({"trigger": trigger, "ruleScopeARIs": scope}),
    );
    let case = Case::usual()
        .raw("jira.projects", record::PROJECT, "10001", project("10001", "OPS", BEN))
        .raw("jira.projects", record::PROJECT, "10002", project("10002", "WEB", BEN))
        .rule_with(made, connection(ADA, "OAUTH_3LO"));
    let estate = with_filter(with_filter(case, "100", "Open work", ""), "200", "Other", "").estate();
    let rule = node(&estate, Kind::JiraAutomationRule, "Sweeps");
    let mut needs = needs(&estate, &rule);
    needs.sort_unstable();
    let wanted = [
        ("reaches-through", "com.atlassian.confluence.native by OAUTH_3LO, used by no step"),
        ("searches", "Other"),
        ("starts-from", "Open work"),
        ("works-on", "Project OPS"),
        ("works-on", "Project WEB"),
    ];
    assert_eq!(needs, wanted.map(|(how, what)| (how, what.to_owned())));
    assert!(estate.dependencies.needs(&rule).all(|one| one.sure));
    assert_eq!(only(&estate, Relation::StartsFrom)[0].at, "trigger (jira.jql.scheduled)");
    let lent = &only(&estate, Relation::ReachesThrough)[0].to;
    assert_eq!(needed_by(&estate, lent), [("used by", "Sweeps".to_owned())]);
    assert!(estate.node_id(lent).starts_with("c-"));
}

#[test]
fn a_step_needs_its_webhook_and_a_credential_its_account() {
    let fires = json!({"actions": [{"id": "r1", "ruleKey": "system:trigger-webhook", "parameters": {"webhookId": "5"}}]});
    let case = Case::usual()
        .service(super::super::case::service_account(SERVICE))
        .credential(credential("c1", SERVICE, "build"))
        .raw("jira.webhooks", record::WEBHOOK, "5", webhook("5", "To the build server"))
        .raw("jira.workflows", record::WORKFLOW, "w", workflow("Flow", fires));
    let estate = case.estate();
    let step = node(&estate, Kind::WorkflowStepWebhook, "Flow: Start work");
    assert_eq!(needs(&estate, &step), [("fires", "To the build server".to_owned())]);
    let held = node(&estate, Kind::ServiceAccountCredential, "build");
    assert_eq!(needs(&estate, &held), [("belongs-to", SERVICE.to_owned())]);
    let account = Node::Account(touchpoint::estate::AccountId::new(SERVICE));
    assert_eq!(needed_by(&estate, &account), [("has", "build".to_owned())]);
}

fn basic(url: &str) -> Value {
    use base64::Engine;
    let user = base64::engine::general_purpose::STANDARD.encode("ben.example@acme.example:not-a-real-token");
    with(
        rule("Calls"),
        json!({"components": [web_request(url, header("Authorization", &format!("Basic {user}")))]}),
    )
}

#[test]
fn a_step_carries_one_of_its_holders_tokens_where_it_opens_atlassian() {
    let home = "https://acme.atlassian.net/rest/api/3/issue";
    let one = Case::usual().rule(basic(home)).token(token("t1", BEN, "ci")).estate();
    let carried = only(&one, Relation::Carries);
    assert_eq!((carried.len(), carried[0].sure), (1, true));
    assert_eq!(needed_by(&one, &carried[0].to), [("carried by", "Calls".to_owned())]);
    assert!(carried[0].at.starts_with("step 1"));
    let two =
        Case::usual().rule(basic(home)).token(token("t1", BEN, "ci")).token(token("t2", BEN, "cd")).estate();
    assert!(only(&two, Relation::Carries).iter().all(|one| !one.sure));
    assert_eq!(only(&two, Relation::Carries).len(), 2);
    let expired = with(token("t1", BEN, "ci"), json!({"expiresAt": super::super::case::ago(1)}));
    assert!(only(&Case::usual().rule(basic(home)).token(expired).estate(), Relation::Carries).is_empty());
    let elsewhere =
        Case::usual().rule(basic("https://build.acme.example/")).token(token("t1", BEN, "ci")).estate();
    assert!(
        only(&elsewhere, Relation::Carries).is_empty(),
        "another system's credential is no token of ours"
    );
}

#[test]
fn a_name_that_several_filters_have_is_not_sure_and_one_that_none_has_is_a_gap() {
    let case = with_filter(with_filter(Case::usual(), "100", "Open work", ""), "200", "open WORK", "");
    let estate = case.rule(searching("Looks", "filter = \"Open Work\"")).estate();
    let found = only(&estate, Relation::Searches);
    assert!(found.len() == 2 && found.iter().all(|one| !one.sure));
    assert!(estate.gaps.is_empty());
    let estate = Case::usual().rule(searching("Looks", "filter = \"Nowhere\"")).estate();
    assert!(only(&estate, Relation::Searches).is_empty());
    let told: Vec<&str> = estate.gaps.iter().map(|gap| gap.reason.as_str()).collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains("\"Looks\"") && told[0].contains("\"Nowhere\"") && told[0].contains("not seen"),
        "{told:?}"
    );
    let many = (0..9).fold(Case::usual(), |case, n| case.rule(searching(&format!("Rule {n}"), "filter = 7")));
    let many = many.estate().gaps;
    assert!(
        many.len() == 1 && many[0].reason.contains("9 searches") && many[0].reason.ends_with("and 6 more")
    );
}

#[test]
fn filters_are_found_however_a_search_is_spelled() {
    let finds = |jql: &str| {
        let case = with_filter(with_filter(Case::usual(), "100", "Open work", ""), "200", "It's \"odd\"", "");
        let estate = case.rule(searching("Looks", jql)).estate();
        let mut names: Vec<String> =
            only(&estate, Relation::Searches).iter().map(|one| name(&estate, &one.to)).collect();
        names.sort();
        (names, estate.gaps.len())
    };
    let both = vec!["It's \"odd\"".to_owned(), "Open work".to_owned()];
    let first = vec!["Open work".to_owned()];
    for jql in [
        "filter = 100",
        "FILTER=100",
        "filter != 'Open work'",
        "request = \"Open work\" order by created",
        "status = Open AND (savedfilter in (100, \"Open work\"))",
        "searchRequest not in (100)",
        "\"filter\" = 100",
    ] {
        assert_eq!(finds(jql), (first.clone(), 0), "{jql}");
    }
    assert_eq!(finds(r#"filter in ("Open work", "It's \"odd\"")"#), (both.clone(), 0));
    assert_eq!(finds("filter in (100,200) or filter = 100"), (both, 0));
    for jql in [
        "text ~ \"filter = 100\"",
        "filter = {{issue.filter}}",
        "filter is EMPTY",
        "summary ~ filter",
        "project = filter",
        "labels = \"filter\" AND id = 100",
        "filter",
        "filter =",
        "filter in (",
        "",
    ] {
        assert_eq!(finds(jql), (Vec::new(), 0), "{jql}");
    }
}
