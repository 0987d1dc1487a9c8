//! `scheme-grants-leaver-or-robot`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn grants(right: &str, id: &str) -> Case {
    let scheme = permission_scheme(json!([grant(right, id)]));
    Case::usual().raw("jira.schemes", record::PERMISSION_SCHEME, "10000", scheme)
}

fn role(change: Value, id: &str) -> Case {
    let body = json!({"projectId": "10001", "projectKey": "WEB", "role": with(project_role(id), change)});
    Case::usual().raw("jira.schemes", record::PROJECT_ROLE, "role 10002 of WEB", body)
}

fn secured(id: &str) -> Case {
    let member = json!({
        "id": "10030", "issueSecurityLevelId": "10020", "issueSecuritySchemeId": "10010", "managed": false,
        "holder": {"type": "user", "parameter": id, "value": id, "expand": "user"},
    });
    Case::usual().raw("jira.schemes", record::SECURITY_MEMBER, "10030", member)
}

fn notified(id: &str) -> Case {
    let to = json!([{"id": 5, "notificationType": "User", "parameter": id, "recipient": id}]);
    Case::usual().raw("jira.schemes", record::NOTIFICATION_SCHEME, "10100", notification_scheme(to))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let gone = || deactivated(person(ADA, "Ada Example"));
    let administrators = || json!({"name": "Administrators"});
    vec![
        ("low", grants("BROWSE_PROJECTS", ADA).user(gone())),
        ("low", grants("ADMINISTER_PROJECTS", ADA).user(deleted(person(ADA, "Ada Example")))),
        ("low", role(json!({}), ADA).user(gone())),
        ("low", secured(ADA).user(gone())),
        ("low", notified(ADA).user(gone())),
        ("medium", grants("ADMINISTER_PROJECTS", ROBOT).user(robot(ROBOT))),
        ("medium", grants("EDIT_WORKFLOW", ROBOT).user(robot(ROBOT))),
        ("medium", role(administrators(), ROBOT).user(robot(ROBOT))),
        ("medium", role(json!({"admin": true}), ROBOT).user(robot(ROBOT))),
        ("info", grants("CREATE_ISSUES", ROBOT).user(robot(ROBOT))),
        ("info", role(json!({"name": "Administrators", "admin": false}), ROBOT).user(robot(ROBOT))),
        ("info", secured(ROBOT).user(robot(ROBOT))),
        ("info", notified(ROBOT).user(robot(ROBOT))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let ada = || person(ADA, "Ada Example");
    let group = json!([{"id": 1, "permission": "ADMINISTER_PROJECTS",
                        "holder": {"type": "group", "parameter": "admins", "value": "g-1"}}]);
    vec![
        ("a person who is there", grants("ADMINISTER_PROJECTS", ADA).user(ada())),
        ("a suspended person", role(json!({}), ADA).user(suspended(ada()))),
        ("an account of which nothing is known", secured(ADA)),
        ("a service account", grants("ADMINISTER_PROJECTS", SERVICE).service(service_account(SERVICE))),
        (
            "a group",
            Case::usual().user(deactivated(ada())).raw(
                "jira.schemes",
                record::PERMISSION_SCHEME,
                "10000",
                permission_scheme(group),
            ),
        ),
        ("an owner of a rule", Case::usual().user(deactivated(ada())).rule(rule("Close stale issues"))),
    ]
}

/// Every right is told, and what becomes of it is not claimed to be known.
#[test]
fn the_evidence_lists_the_rights() {
    let rights = json!([grant("BROWSE_PROJECTS", ADA), grant("ADMINISTER_PROJECTS", ADA)]);
    let case = Case::usual().user(deactivated(person(ADA, "Ada Example"))).raw(
        "jira.schemes",
        record::PERMISSION_SCHEME,
        "10000",
        permission_scheme(rights),
    );
    let row = case.one("scheme-grants-leaver-or-robot");
    assert_eq!(row.evidence, "BROWSE_PROJECTS; ADMINISTER_PROJECTS");
    assert_eq!((row.effect, row.certainty), (Some("unverified"), Some("unknown")));
    assert_eq!(row.title, "Permission scheme \"Default\" gives rights to Ada Example, who is deactivated");
}

/// Whether somebody is a robot may be a question, and then it stays one.
#[test]
fn perhaps_a_robot_is_not_a_robot() {
    let perhaps =
        with(robot(ROBOT), json!({"name": "Support", "nickname": null, "email": "support@acme.example"}));
    let row = grants("ADMINISTER_PROJECTS", ROBOT).user(perhaps).one("scheme-grants-leaver-or-robot");
    assert_eq!(row.confidence, "low");
    assert!(row.title.ends_with("Support, perhaps a robot"), "{}", row.title);
    let row = grants("ADMINISTER_PROJECTS", ROBOT).user(robot(ROBOT)).one("scheme-grants-leaver-or-robot");
    assert!(row.title.ends_with(", a robot"), "{}", row.title);
}
