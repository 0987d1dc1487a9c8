//! What hangs on whom, what happens to it, and what that does to what needs it.

use serde_json::json;
use touchpoint::audit::effects::When;
use touchpoint::snapshot::{Status, record};

use super::super::case::{
    self, ADA, BEN, CY, Case, SERVICE, board, board_configuration, connection, filter, header, jira_user,
    org_key, person, rule, step, token, web_request, with,
};
use super::{about, deactivated, deleted, going, one};

fn owned(id: &str, name: &str, owner: &str, jql: &str) -> serde_json::Value {
    with(filter(id, name), json!({"owner": jira_user(owner, "Somebody"), "jql": jql}))
}

fn searching(name: &str, jql: &str) -> serde_json::Value {
    let condition = json!({
        "id": "2", "component": "CONDITION", "type": "jira.jql.condition", "schemaVersion": 1, "value": jql,
        "children": [], "conditions": [], "parentId": null, "conditionParentId": null, "connectionId": null,
    });
    with(rule(name), json!({"components": [condition]}))
}

fn starting(name: &str, jql: &str) -> serde_json::Value {
    let trigger = step("jira.jql.scheduled", json!({"jql": jql, "executionMode": "jql"}));
    with(rule(name), json!({"trigger": trigger}))
}

fn with_filter(case: Case, id: &str, filter: serde_json::Value) -> Case {
    case.raw("jira.filters", record::FILTER, id, filter)
}

/// Ada's filter, behind Ben's, behind a board, behind two rules' queries.
fn chain() -> Case {
    let case = Case::usual().user(person(ADA, "Ada Sample"));
    let case = with_filter(case, "100", owned("100", "Sources", ADA, "project = OPS"));
    let case = with_filter(case, "200", owned("200", "Derived", BEN, "filter = 100 AND priority = High"));
    let mailed = json!([{"id": 1, "user": jira_user(BEN, "Ben Example")}]);
    let case =
        with_filter(case, "300", with(owned("300", "Mailed", ADA, ""), json!({"subscriptions": mailed})));
    case.raw("jira.boards", record::BOARD, "7", board(7, "Chain board"))
        .raw("jira.boards", record::BOARD_CONFIGURATION, "7", board_configuration(7, "200"))
        .rule(starting("Begins with it", "filter = \"Derived\""))
        .rule(searching("Looks into it", "status = Open and savedFilter in (Sources)"))
}

#[test]
fn deactivation_leaves_what_deletion_takes_along() {
    let now = deactivated(&chain(), &[ADA]);
    assert_eq!(one(&now, "Sources"), ("owner", "loses-owner"));
    assert!(about(&now, "Derived").is_empty() && about(&now, "Begins with it").is_empty(), "{now:#?}");
    assert_eq!((now.counts.stops, now.when), (0, "deactivate"));

    let then = deleted(&chain(), &[ADA]);
    assert_eq!(one(&then, "Sources"), ("owner", "stops"));
    assert_eq!(one(&then, "Derived"), ("searches", "stops"));
    assert_eq!(one(&then, "Chain board"), ("shows", "stops"));
    assert_eq!(one(&then, "Begins with it"), ("starts-from", "stops"));
    assert_eq!(one(&then, "Looks into it"), ("searches", "degrades"));
    let mails: Vec<&str> = about(&then, "Mailed")
        .iter()
        .filter(|row| row.kind == "filter-subscription")
        .map(|row| row.role)
        .collect();
    assert_eq!(mails, ["sends"], "Ben's mails end with Ada's filter");
}

#[test]
fn a_knock_on_tells_the_way_it_came() {
    let then = deleted(&chain(), &[ADA]);
    let id = |name: &str| about(&then, name)[0].touchpoint_id.clone();
    assert_eq!(about(&then, "Sources")[0].because, Vec::<String>::new());
    assert_eq!(about(&then, "Derived")[0].because, [id("Sources")]);
    assert_eq!(about(&then, "Begins with it")[0].because, [id("Sources"), id("Derived")]);
    assert_eq!(about(&then, "Begins with it")[0].because_names, ["Filter \"Sources\"", "Filter \"Derived\""]);
    assert_eq!(about(&then, "Begins with it")[0].account_id.as_deref(), Some(ADA));
}

#[test]
fn without_a_way_both_are_shown() {
    let both = chain().offboard(&going(&[ADA], None)).unwrap();
    assert_eq!(both.when, "deactivate");
    let rule = about(&both, "Begins with it")[0];
    assert_eq!((rule.effect.word(), rule.effect_if_deleted.map(|e| e.word())), ("survives", Some("stops")));
    assert!(rule.differs_if_deleted());
    let then = deleted(&chain(), &[ADA]);
    let beyond = both.if_deleted.unwrap();
    assert_eq!((beyond.counts, beyond.touchpoints), (then.counts, then.touchpoints));
    assert!(then.if_deleted.is_none() && then.items.iter().all(|item| item.effect_if_deleted.is_none()));
}

#[test]
fn two_filters_that_search_in_each_other_end() {
    let case = Case::usual().user(person(ADA, "Ada Sample"));
    let case = with_filter(case, "100", owned("100", "First", ADA, "filter = 200"));
    let case = with_filter(case, "200", owned("200", "Second", BEN, "filter = 100"));
    let then = deleted(&case, &[ADA]);
    assert_eq!(one(&then, "First"), ("owner", "stops"));
    assert_eq!(one(&then, "Second"), ("searches", "stops"));
}

#[test]
fn one_of_several_filters_of_a_name_is_a_question() {
    let case = Case::usual().user(person(ADA, "Ada Sample"));
    let case = with_filter(case, "100", owned("100", "Open work", ADA, ""));
    let case = with_filter(case, "200", owned("200", "Open work", BEN, ""));
    let then = deleted(&case.rule(starting("Which one", "filter = \"open work\"")), &[ADA]);
    assert_eq!(one(&then, "Which one"), ("starts-from", "unverified"));
}

#[test]
fn each_role_is_told_and_the_worst_decides() {
    let case = Case::usual().rule_with(
        with(rule("Held three ways"), json!({"actor": {"type": "ACCOUNT_ID", "actor": BEN}})),
        connection(BEN, "OAUTH_3LO"),
    );
    let now = deactivated(&case, &[BEN]);
    let roles: Vec<(&str, &str)> =
        about(&now, "Held three ways").iter().map(|row| (row.role, row.effect.word())).collect();
    assert_eq!(roles, [("actor", "stops"), ("connection", "unverified"), ("owner", "loses-owner")]);
    assert_eq!((now.counts.total(), now.touchpoints.total(), now.touchpoints.stops), (3, 1, 1));
    assert!(now.notes.iter().any(|note| note.contains("leaves connections behind")), "{:#?}", now.notes);
}

#[test]
fn what_is_switched_off_does_not_stop() {
    let off = with(rule("Off"), json!({"state": "DISABLED", "actor": {"type": "ACCOUNT_ID", "actor": BEN}}));
    let expired = with(token("t1", BEN, "old"), json!({"expiresAt": case::ago(3)}));
    let now = deactivated(&Case::usual().rule(off).token(expired), &[BEN]);
    assert_eq!((now.items.len(), now.counts.total()), (0, 0));
    let names: Vec<&str> = now.switched_off.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Off", "old", "Off"]);
    assert_eq!(now.worst(), None);
}

#[test]
fn tokens_keys_and_foreign_credentials() {
    let foreign = with(
        rule("Calls a build server"),
        json!({"authorAccountId": ADA, "components": [web_request(
            "https://build.acme.example/x",
            header("Authorization", &format!("Basic {}", base64_of("ben.example@acme.example:not-atlassian"))),
        )]}),
    );
    let case = Case::usual()
        .user(person(ADA, "Ada Sample"))
        .token(token("t1", BEN, "ci"))
        .org_key(org_key("k1", BEN, "terraform"))
        .rule(foreign);
    let now = deactivated(&case, &[BEN]);
    assert_eq!(one(&now, "ci"), ("holder", "unverified"));
    assert_eq!(one(&now, "terraform"), ("author", "survives"));
    assert_eq!(one(&now, "Calls a build server"), ("credential", "survives"));
    assert_eq!(about(&now, "Calls a build server")[0].replacement, None);
    assert_eq!(one(&deleted(&case, &[BEN]), "ci"), ("holder", "stops"));
}

fn base64_of(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[test]
fn a_board_on_a_private_filter_is_a_question_until_it_is_gone() {
    let private = with(filter("100", "Mine alone"), json!({"sharePermissions": []}));
    let case = with_filter(Case::usual(), "100", private)
        .raw("jira.boards", record::BOARD, "7", with(board(7, "Board"), json!({"admins": null})))
        .raw("jira.boards", record::BOARD_CONFIGURATION, "7", board_configuration(7, "100"));
    assert_eq!(one(&deactivated(&case, &[BEN]), "Board"), ("owner", "unverified"));
    assert_eq!(one(&deleted(&case, &[BEN]), "Board"), ("owner", "stops"));
    assert_eq!(about(&deleted(&case, &[BEN]), "Board")[0].because.len(), 1, "because of the filter");
}

#[test]
fn a_deleted_account_stays_deleted() {
    let gone = case::deleted(person(BEN, "Ben Example"));
    let case = Case::new().user(gone).token(token("t1", BEN, "ci"));
    let now = deactivated(&case, &[BEN]);
    assert_eq!(one(&now, "ci"), ("holder", "stops"));
    assert!(now.notes.iter().any(|note| note.contains("deleted already")), "{:#?}", now.notes);
}

#[test]
fn who_left_and_holds_something() {
    let left = case::deactivated(person(BEN, "Ben Example"));
    let idle = case::deactivated(person(CY, "Cy Idle"));
    let case = Case::new().user(left).user(idle).user(person(ADA, "Ada Sample")).rule(rule("Unowned"));
    let question = touchpoint::assessment::offboard::Question { all_leavers: true, ..Default::default() };
    let answer = case.offboard(&question).unwrap();
    let who: Vec<&str> = answer.accounts.iter().map(|row| row.account_id.as_str()).collect();
    assert_eq!(who, [BEN]);
    assert_eq!(one(&answer, "Unowned"), ("owner", "loses-owner"));
}

#[test]
fn steps_come_in_the_order_of_the_work() {
    let case = Case::usual().token(token("t1", BEN, "ci")).rule_with(
        with(rule("Acts"), json!({"actor": {"type": "ACCOUNT_ID", "actor": BEN}})),
        connection(BEN, "OAUTH_3LO"),
    );
    let answer = with_filter(case, "100", filter("100", "Mine")).offboard(&going(&[BEN], None)).unwrap();
    let stages: Vec<&str> = answer.steps.iter().map(|step| step.stage.word()).collect();
    assert_eq!(stages, ["ask", "move", "connect", "hand-over", "hand-over"]);
    let orders: Vec<usize> = answer.steps.iter().map(|step| step.order).collect();
    assert_eq!(orders, [1, 2, 3, 4, 5]);
    let held = |at: usize| answer.steps[at].touchpoints.len();
    assert!((0..5).all(|at| held(at) == 1), "{:#?}", answer.steps);
}

#[test]
fn what_was_not_read_is_never_called_whole() {
    let whole = |case: Case| {
        let all = touchpoint::departure::needed([]);
        all.into_iter().fold(case, |case, surface| case.covered(surface, Status::Complete))
    };
    let nothing = |case: &Case| {
        let answer = deactivated(case, &[BEN]);
        (answer.items.len(), answer.complete, answer.missing.len())
    };
    assert_eq!(nothing(&whole(Case::usual())), (0, true, 0));
    assert_eq!(nothing(&whole(Case::usual()).partly("jira.filters")), (0, false, 1));
    assert_eq!(nothing(&whole(Case::usual()).covered("confluence.spaces", Status::Absent)), (0, false, 1));
    // What it does not need may stay unread.
    assert_eq!(nothing(&whole(Case::usual()).covered("jira.apps", Status::Denied)), (0, true, 0));
    let answer = deactivated(&Case::usual(), &[BEN]);
    assert!(!answer.complete && answer.missing.iter().any(|row| row.surface == "jira.automation"));
    // Tokens of an account that the organisation does not manage are in no list.
    let outside = with(person(CY, "Cy Outside"), json!({"claimStatus": "unmanaged"}));
    let answer = deactivated(&whole(Case::new()).user(outside), &[CY]);
    assert_eq!((answer.complete, answer.missing[0].surface.as_str()), (false, "org.api-tokens"));
}

#[test]
fn who_is_meant() {
    let two = Case::usual().user(person(ADA, "Ben Example")).user(person(CY, "Cy Case"));
    let found = |asked: &str| {
        let answer = two.offboard(&going(&[asked], Some(When::Deactivate)));
        answer.map(|answer| answer.accounts.iter().map(|row| row.account_id.clone()).collect::<Vec<_>>())
    };
    assert_eq!(found(CY).unwrap(), [CY]);
    assert_eq!(found(" CY.case@ACME.example ").unwrap(), [CY]);
    assert_eq!(found("cy case").unwrap(), [CY]);
    let several = found("Ben Example").unwrap_err().to_string();
    assert!(several.contains(ADA) && several.contains(BEN), "{several}");
    let nobody = found("Case").unwrap_err().to_string();
    assert!(nobody.contains("near to it are") && nobody.contains(CY), "{nobody}");
    assert!(found(SERVICE).unwrap_err().to_string().contains("no account is called"));
    assert!(found("").is_err() && found("  ").is_err());
}

#[test]
fn an_address_that_only_a_rule_knows_can_go_as_well() {
    let mails = step("jira.issue.outgoing.email", json!({"to": ["gone@acme.example"], "subject": "x"}));
    let case = Case::usual().rule(with(rule("Mails somebody"), json!({"components": [mails]})));
    let answer = deactivated(&case, &["Gone@acme.example"]);
    assert_eq!(one(&answer, "Mails somebody"), ("subject", "unverified"));
    assert_eq!(
        (answer.addresses.as_slice(), answer.accounts.len()),
        (&["gone@acme.example".to_owned()][..], 0)
    );
    assert_eq!(about(&answer, "Mails somebody")[0].account_id, None);
}

#[test]
fn a_group_goes_whole_or_says_how_much_was_not_seen() {
    let member = |id: &str, name: &str| {
        with(person(id, name), json!({"groups": [{"id": "g", "name": "Night shift"}]}))
    };
    let group = json!({"id": "g", "name": "Night shift", "counts": {"users": 3}});
    let case = Case::new()
        .user(member(ADA, "Ada Sample"))
        .user(member(BEN, "Ben Example"))
        .user(person(CY, "Cy Case"))
        .raw("org.groups", record::GROUP, "g", group);
    let question = |name: &str| touchpoint::assessment::offboard::Question {
        group: Some(name.to_owned()),
        ..Default::default()
    };
    let answer = case.offboard(&question("night shift")).unwrap();
    assert_eq!(answer.accounts.len(), 2);
    let told = answer.missing.iter().any(|row| row.reason.contains("1 more member than"));
    assert!(told, "{:#?}", answer.missing);
    assert!(!answer.complete);
    let error = case.offboard(&question("Night")).unwrap_err().to_string();
    assert!(error.contains("Night shift"), "{error}");
}

#[test]
fn what_nobody_can_tell_from_outside_is_said() {
    let computed =
        with(rule("Computes"), json!({"actor": {"type": "SMART_VALUE", "actor": "{{initiator}}"}}));
    let carrying = |url: &str| web_request(url, header("X-Api-Key", "0123456789abcdef0123456789abcdef"));
    let key = carrying("https://acme.atlassian.net/x");
    let elsewhere =
        with(rule("Elsewhere"), json!({"components": [carrying("https://build.acme.example/x")]}));
    let carries = with(rule("Carries"), json!({"components": [key]}));
    let off =
        with(rule("Off"), json!({"state": "DISABLED", "actor": {"type": "SMART_VALUE", "actor": "{{x}}"}}));
    let notes =
        deactivated(&Case::usual().rule(computed).rule(carries).rule(elsewhere).rule(off), &[BEN]).notes;
    let has = |text: &str| notes.iter().any(|note| note.contains(text));
    assert!(has("1 live rule computes while it runs as whom it acts"), "{notes:#?}");
    assert!(has("1 live rule carries a credential of which nothing says whose"), "{notes:#?}");
    let plain = deactivated(&Case::usual().rule(rule("Plain")), &[BEN]).notes;
    assert!(!plain.iter().any(|note| note.contains("live rule")), "{plain:#?}");
}

#[test]
fn another_account_of_the_same_person_is_told_of() {
    let second = with(person(ADA, "Ben Example"), json!({"email": "ben.example@partner.example"}));
    let notes = |accounts: &[&str]| deactivated(&Case::usual().user(second.clone()), accounts).notes;
    let told =
        |notes: Vec<String>| notes.iter().any(|note| note.contains("may be another account of the person"));
    assert!(told(notes(&[BEN])), "{:#?}", notes(&[BEN]));
    assert!(!told(notes(&[BEN, ADA])), "both go");
    assert!(!told(deactivated(&Case::usual().user(person(CY, "Cy Case")), &[BEN]).notes));
}

#[test]
fn a_scheduled_deletion_is_what_comes() {
    let leaving = with(case::deactivated(person(BEN, "Ben Example")), json!({"status": "for_deletion"}));
    let case = with_filter(Case::new().user(leaving), "100", filter("100", "Shared"));
    let answer = case.offboard(&going(&[BEN], None)).unwrap();
    assert_eq!((answer.when, one(&answer, "Shared")), ("delete", ("owner", "stops")));
    assert!(answer.if_deleted.is_none());
    assert!(answer.notes.iter().any(|note| note.contains("14 days")), "{:#?}", answer.notes);
    assert_eq!(deactivated(&case, &[BEN]).when, "deactivate", "unless it is asked otherwise");
}

/// What stands under an address that two accounts share leads to neither of them, and must not get lost.
#[test]
fn an_address_that_two_share_goes_with_each() {
    let shared = |id: &str, name: &str| with(person(id, name), json!({"email": "shared@acme.example"}));
    let mails = step("jira.issue.outgoing.email", json!({"to": ["Shared@acme.example"], "subject": "x"}));
    let case = Case::new()
        .user(shared(ADA, "Ada Sample"))
        .user(shared(BEN, "Ben Example"))
        .rule(with(rule("Mails them"), json!({"authorAccountId": CY, "components": [mails]})));
    for account in [ADA, BEN] {
        assert_eq!(one(&deactivated(&case, &[account]), "Mails them"), ("subject", "unverified"));
    }
    assert!(about(&deactivated(&case, &[CY]), "Mails them").iter().all(|row| row.role == "owner"));
    let both = case.offboard(&going(&["shared@acme.example"], None)).unwrap_err().to_string();
    assert!(both.contains(ADA) && both.contains(BEN), "{both}");
}

#[test]
fn a_name_is_found_however_its_accents_are_written() {
    let case = Case::usual().user(person(CY, "Zoe\u{308} Muster"));
    assert_eq!(deactivated(&case, &["ZO\u{cb} muster"]).accounts[0].account_id, CY);
}

#[test]
fn a_long_chain_is_followed_to_its_end_and_told_short() {
    let mut case =
        with_filter(Case::usual().user(person(ADA, "Ada Sample")), "1000", owned("1000", "First", ADA, ""));
    for number in 1001..1060 {
        let (key, jql) = (number.to_string(), format!("filter = {}", number - 1));
        case = with_filter(case, &key, owned(&key, &format!("Link {number}"), BEN, &jql));
    }
    let then = deleted(&case, &[ADA]);
    let last = about(&then, "Link 1059")[0];
    assert_eq!((last.effect.word(), last.because.len()), ("stops", 20));
    assert_eq!(last.because_names.first().unwrap(), "Filter \"First\"");
    assert_eq!(last.because_names.last().unwrap(), "Filter \"Link 1058\"");
}

fn everything_read(case: Case) -> Case {
    let all = touchpoint::departure::needed([]);
    all.into_iter().fold(case, |case, surface| case.covered(surface, Status::Complete))
}

#[test]
fn a_site_that_is_not_configured_is_missing() {
    let workspace = |cloud: &str, host: &str| {
        json!({"id": format!("ari:cloud:jira-software::site/{cloud}"), "type": "workspaces", "attributes":
            {"name": "Jira", "typeKey": "jira-software", "type": "Jira", "hostUrl": format!("https://{host}"), "status": "online"}})
    };
    let known = everything_read(Case::usual()).raw(
        "org.workspaces",
        record::WORKSPACE,
        "w1",
        workspace(case::CLOUD, case::SITE),
    );
    assert!(deactivated(&known, &[BEN]).complete);
    let mut sandbox = workspace("a-sandbox", "sandbox.atlassian.example");
    sandbox["attributes"]["sandbox"] = json!({"type": "CHILD"});
    let known = known.raw("org.workspaces", record::WORKSPACE, "w3", sandbox);
    assert!(deactivated(&known, &[BEN]).complete, "a sandbox is for trying things out");
    let other = known.raw(
        "org.workspaces",
        record::WORKSPACE,
        "w2",
        workspace("other-cloud", "other.atlassian.example"),
    );
    let answer = deactivated(&other, &[BEN]);
    let missing: Vec<&str> = answer.missing.iter().map(|row| row.site.as_str()).collect();
    assert_eq!((answer.complete, missing), (false, vec!["other.atlassian.example"]));
}

/// Confluence is not there only where every place of it says so and nobody of these has access to it.
#[test]
fn a_product_that_is_not_there_is_not_missing() {
    let surfaces = ["confluence.automation", "confluence.webhooks", "confluence.spaces"];
    let absent = |case: Case| surfaces.into_iter().fold(case, |case, one| case.covered(one, Status::Absent));
    assert!(deactivated(&absent(everything_read(Case::usual())), &[BEN]).complete);
    let denied = absent(everything_read(Case::usual())).covered("confluence.spaces", Status::Denied);
    assert!(!deactivated(&denied, &[BEN]).complete);
    let seat = json!([{"key": "confluence", "id": "p-2"}]);
    let reader =
        everything_read(Case::new()).user(with(person(BEN, "Ben Example"), json!({"productAccess": seat})));
    assert!(!deactivated(&absent(reader), &[BEN]).complete, "it has access to what is said not to be there");
    let untold =
        everything_read(Case::new()).user(with(person(BEN, "Ben Example"), json!({"productAccess": null})));
    assert!(!deactivated(&absent(untold), &[BEN]).complete, "of its access nothing is known");
}

#[test]
fn who_relies_on_a_thing_is_told_as_people_know_it() {
    let mailed = json!([
        {"id": 1, "user": jira_user(CY, "Cy Case")},
        {"id": 2, "user": jira_user(CY, "Cy Case"), "group": {"name": "night-shift"}},
    ]);
    let limited =
        |kind: &str, id: &str| json!({"ruleScopeARIs": [format!("ari:cloud:x:{}:{kind}/{id}", case::CLOUD)]});
    let case = with_filter(
        Case::usual(),
        "100",
        with(filter("100", "Open work"), json!({"subscriptions": mailed, "favouritedCount": 3})),
    )
    .raw("jira.boards", record::BOARD, "7", board(7, "Wall"))
    .raw("jira.boards", record::BOARD_CONFIGURATION, "7", board_configuration(7, "100"))
    .raw("jira.projects", record::PROJECT, "10001", case::project("10001", "OPS", ADA))
    .raw("confluence.spaces", record::SPACE, "9", case::space("9", "DOCS", ADA))
    .rule(with(searching("Sweeps", "filter = 100"), limited("project", "10001")))
    .confluence(with(case::confluence_rule("Archives"), limited("space", "9")));
    let answer = deactivated(&case, &[BEN]);
    let of = |name: &str, kind: &str| {
        let row = answer.items.iter().find(|row| row.name == name && row.kind == kind).unwrap();
        row.relied_on_by.clone()
    };
    let mut filter = of("Open work", "filter");
    filter.sort();
    assert_eq!(
        filter,
        [
            "a favourite of 3 people",
            "mailed to Cy Case",
            "mailed to the group night-shift",
            "searched by Jira automation rule \"Sweeps\"",
            "shared with others",
            "shown by the board \"Wall\"",
        ]
    );
    assert_eq!(of("Sweeps", "jira-automation-rule"), ["project OPS (Project OPS)"]);
    assert_eq!(of("Archives", "confluence-automation-rule").len(), 1);
    assert!(of("Archives", "confluence-automation-rule")[0].starts_with("space DOCS"));
    assert_eq!(of("Wall", "board"), ["project OPS (Project OPS)"]);
}
