//! `account-of-several-people`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

const CHECK: &str = "account-of-several-people";

fn desk() -> Value {
    with(person(CY, "Front Desk"), json!({"email": "frontdesk@acme.example"}))
}

fn viewed(user: Value, days: i64) -> Value {
    with(user, json!({"productAccess": [{"key": "jira-software", "lastActiveTimestamp": ago(days)}]}))
}

fn administers(user: Value) -> Value {
    with(user, json!({"platformRoles": ["atlassian/org-admin"]}))
}

fn in_group(user: Value, group: &str) -> Case {
    let member = json!({"accountId": user["accountId"], "accountType": "atlassian", "active": true});
    let body = json!({"groupId": "g-1", "groupName": group, "member": member});
    Case::new().user(user).raw("jira.seats", record::GROUP_MEMBER, "g-1/1", body)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let no_seat = with(desk(), json!({"productAccess": []}));
    vec![
        ("info", Case::new().user(desk())),
        ("info", Case::new().user(no_seat).token(token("t-1", CY, "mine"))),
        ("info", Case::new().user(with(person(CY, "Anna & Tom"), json!({"email": "shop@acme.example"})))),
        ("info", Case::new().user(viewed(robot(ROBOT), 45))),
        ("low", Case::new().user(administers(desk()))),
        ("low", in_group(desk(), "jira-admins-acme")),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let no_seat = with(desk(), json!({"productAccess": []}));
    vec![
        ("a person", Case::new().user(person(CY, "Ada Example"))),
        ("holds nothing", Case::new().user(no_seat)),
        ("has left", Case::new().user(deactivated(desk()))),
        ("a robot that nobody sits at", Case::new().user(robot(ROBOT))),
        ("a robot that nobody sits at any more", Case::new().user(viewed(robot(ROBOT), 46))),
        ("a service account called so", Case::new().user(desk()).service(service_account(CY))),
        (
            "a robot with a token, of which another check tells",
            Case::new().user(viewed(robot(ROBOT), 1)).token(token("t-1", ROBOT, "deploy")),
        ),
        (
            "a desk with a token, of which another check tells",
            Case::new()
                .user(with(
                    viewed(robot(ROBOT), 1),
                    json!({"name": "Support", "email": "support@acme.example"}),
                ))
                .token(token("t-1", ROBOT, "deploy")),
        ),
        (
            "known to be one person",
            Case::new().user(desk()).config("[identity]\npeople = [\"frontdesk@acme.example\"]\n"),
        ),
    ]
}

/// What is not told twice is told once.
#[test]
fn what_another_check_tells_of_is_told_by_it() {
    for (why, case) in misses().into_iter().filter(|(why, _)| why.ends_with("another check tells")) {
        assert_eq!(case.found("robot-people-log-in-to").len(), 1, "{why}");
    }
}

#[test]
fn two_signs_are_more_than_one_and_never_sure() {
    let row = Case::new().user(desk()).one(CHECK);
    assert_eq!((row.confidence, row.title.ends_with('?')), ("medium", false));
    assert!(row.evidence.contains("\"Front Desk\"") && row.evidence.contains("\"frontdesk@\""), "{row:?}");
    let row = Case::new().user(with(desk(), json!({"email": "ada.sample@acme.example"}))).one(CHECK);
    assert_eq!((row.confidence, row.title.ends_with('?')), ("low", true));
}

/// A licence is for one person: that is a matter of contract, not of saving.
#[test]
fn nothing_of_it_is_a_step_of_the_plan_or_a_saving() {
    for (_, case) in fires() {
        let assessment = case.assess();
        for row in assessment.findings.iter().filter(|row| row.check == CHECK) {
            assert_eq!((row.replacement, &row.annual_saving), (None, &None));
            assert!(assessment.plan.rows.iter().all(|step| !step.resolves.contains(&row.finding)));
        }
    }
}
