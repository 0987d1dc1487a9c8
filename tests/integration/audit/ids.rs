//! The same thing has the same id: next quarter, on any machine, whatever order its pages came in.

use std::collections::BTreeSet;

use serde_json::json;
use touchpoint::assessment::Assessment;

use crate::case::*;

/// An organisation that has something for most of the checks.
fn crowd() -> Case {
    let actor = |id: &str| json!({"actor": {"type": "ACCOUNT_ID", "actor": id}});
    let mention = json!({"comment": format!("[~accountid:{ADA}] and [~accountid:{ADA}]")});
    let request =
        web_request("http://build.acme.example/", header("Authorization", "Basic c3ZjOmludmVudGVk"));
    let steps = json!({"components": [request, step("jira.issue.comment", mention)]});
    Case::usual()
        .user(deactivated(person(ADA, "Ada Example")))
        .user(robot(ROBOT))
        .service(service_account(SERVICE))
        .jira(jira_user(BEN, "Ben Example"))
        .rule(with(rule("Runs as a leaver"), actor(ADA)))
        .rule(with(rule("Runs as a person"), actor(BEN)))
        .rule(with(rule("Runs as a robot"), actor(ROBOT)))
        .rule(with(rule("Belongs to a leaver"), json!({"authorAccountId": ADA})))
        .rule(with(rule("Sends and names"), steps))
        .rule_with(rule("Reaches out"), connection(BEN, "OAUTH_3LO"))
        .confluence(confluence_rule("Tidies pages"))
        .token(token("t-1", ADA, "jenkins"))
        .token(token("t-2", BEN, "jenkins"))
        .token(with(token("t-3", ROBOT, "mine"), json!({"lastActiveAt": ago(200), "expiresAt": ago(-3)})))
}

fn finding_ids(assessment: &Assessment) -> BTreeSet<String> {
    assessment.findings.iter().map(|row| row.finding.clone()).collect()
}

/// The order of pages is an accident; a fingerprint key and a folder are another machine's.
#[test]
fn the_order_of_the_pages_changes_nothing() {
    let one = serde_json::to_value(crowd().assess()).unwrap();
    let other = serde_json::to_value(crowd().reversed().assess()).unwrap();
    assert!(one["findings"].as_array().unwrap().len() >= 12);
    for table in ["findings", "touchpoints", "accounts", "savings", "plan", "summary"] {
        assert_eq!(one[table], other[table], "{table}");
    }
}

#[test]
fn no_two_findings_have_one_id() {
    let assessment = crowd().assess();
    assert_eq!(finding_ids(&assessment).len(), assessment.findings.len());
    let shape = |id: &str, head: &str| {
        id.strip_prefix(head)
            .is_some_and(|rest| rest.len() == 16 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    assert!(assessment.findings.iter().all(|row| shape(&row.finding, "f-")));
    assert!(assessment.touchpoints.iter().all(|row| shape(&row.touchpoint_id, "t-")));
}

/// Ids written down here would be in somebody's spreadsheet: they must never change.
#[test]
fn an_id_is_the_same_for_ever() {
    let rule =
        with(rule("Kept"), json!({"uuid": "0199bbbb-0000-7000-8000-000000000001", "authorAccountId": ADA}));
    let row = Case::new().user(deactivated(person(ADA, "Ada Example"))).rule(rule).one("rule-owner-gone");
    assert_eq!(row.touchpoint_id.as_deref(), Some("t-203fe6246dd48c90"));
    assert_eq!(row.finding, "f-2cf0f4b4565f5824");
}

/// What may change between two quarters without making another thing of it.
#[test]
fn a_new_name_step_or_severity_is_the_same_finding() {
    let gone = || Case::new().user(deactivated(person(ADA, "Ada Example")));
    let change = json!({"uuid": "u-1", "actor": {"type": "ACCOUNT_ID", "actor": ADA}});
    let before = gone().rule(with(rule("Close stale issues"), change.clone())).one("rule-actor-gone");
    let renamed = json!({
        "name": "Close very stale issues", "state": "DISABLED", "updated": 1_764_000_000_000_i64,
        "components": [step("codebarrel.action.log", json!("done"))],
    });
    let after = with(with(rule("Close stale issues"), change), renamed);
    let after = gone().rule(after).one("rule-actor-gone");
    assert_ne!(before.severity, after.severity);
    assert_eq!((before.finding, before.touchpoint_id), (after.finding, after.touchpoint_id));
}

#[test]
fn another_account_in_the_same_place_is_another_finding() {
    let owned = |id: &str, name: &str| {
        let owned = with(rule("Close stale issues"), json!({"authorAccountId": id}));
        Case::new().user(deactivated(person(id, name))).rule(owned).one("rule-owner-gone")
    };
    let (ada, cy) = (owned(ADA, "Ada Example"), owned(CY, "Cy Example"));
    assert_eq!(ada.touchpoint_id, cy.touchpoint_id);
    assert_ne!(ada.finding, cy.finding);
}
