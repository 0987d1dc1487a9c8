//! `robot-with-admin-rights`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn with_role(role: &str) -> Value {
    with(robot(ROBOT), json!({"platformRoles": [role]}))
}

/// A robot, or whoever it is, as a member of a group.
fn in_group(user: Value, group: &str) -> Case {
    let member = json!({"accountId": user["accountId"], "accountType": "atlassian", "active": true});
    let body = json!({"groupId": "g-1", "groupName": group, "member": member});
    Case::new().user(user).raw("jira.seats", record::GROUP_MEMBER, "g-1/1", body)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let question = with(
        with_role("atlassian/org-admin"),
        json!({"name": "Support", "nickname": null, "email": "support@acme.example"}),
    );
    vec![
        ("high", Case::new().user(with_role("atlassian/org-admin"))),
        ("high", Case::new().user(with_role("atlassian/site-admin"))),
        ("high", in_group(robot(ROBOT), "site-admins")),
        ("medium", in_group(robot(ROBOT), "jira-admins-acme")),
        ("medium", in_group(robot(ROBOT), "confluence-administrators")),
        ("info", Case::new().user(question)),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let admin = json!({"platformRoles": ["atlassian/org-admin"]});
    vec![
        ("a person", Case::new().user(with(person(ADA, "Ada Example"), admin))),
        ("no role", Case::new().user(robot(ROBOT))),
        ("another role", Case::new().user(with_role("atlassian/ai-access"))),
        ("an ordinary group", in_group(robot(ROBOT), "jira-software-users-acme")),
        ("a group that sounds like it", in_group(robot(ROBOT), "jira-adminstuff")),
        ("a deactivated robot", Case::new().user(deactivated(with_role("atlassian/org-admin")))),
        ("a suspended robot", in_group(suspended(robot(ROBOT)), "site-admins")),
        (
            "a service account of the same name",
            Case::new().user(with_role("atlassian/org-admin")).service(service_account(ROBOT)),
        ),
    ]
}

/// What a group makes of its members is told by its name alone.
#[test]
fn a_group_is_weaker_evidence_than_a_role() {
    let confidence = |case: Case| case.one("robot-with-admin-rights").confidence;
    assert_eq!(confidence(Case::new().user(with_role("atlassian/org-admin"))), "high");
    assert_eq!(confidence(in_group(robot(ROBOT), "site-admins")), "medium");
}
