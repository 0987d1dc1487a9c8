//! `token-of-integration`

use serde_json::json;

use crate::case::*;

use serde_json::Value;

/// A directory user who last viewed a page so many days ago.
fn seen(days: i64) -> Value {
    let products = json!([{"key": "jira-software", "id": "p-1", "lastActiveTimestamp": ago(days)}]);
    with(person(ADA, "Ada Example"), json!({"productAccess": products}))
}

fn used(label: &str, days: i64) -> Value {
    with(token("t-1", ADA, label), json!({"lastActiveAt": ago(days)}))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let unsaid = with(token("t-1", ADA, "jenkins"), json!({"lastActiveAt": null}));
    let never_seen = with(seen(1), json!({"productAccess": [{"key": "confluence", "id": "p-2"}]}));
    vec![
        ("high", Case::new().user(seen(1)).token(used("Jenkins prod", 3))),
        ("high", Case::new().user(seen(1)).token(used("jenkins", 90))),
        ("high", Case::new().user(seen(40)).token(used("nightly-export", 3))),
        ("high", Case::new().user(seen(1)).token(unsaid)),
        ("medium", Case::new().user(seen(31)).token(used("falcon", 29))),
        ("medium", Case::new().user(never_seen).token(used("falcon", 3))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let never = with(token("t-1", ADA, "jenkins"), json!({"lastActiveAt": null}));
    // Another token of the same source speaks of use, so this one was never used.
    let speaking = token("t-2", BEN, "mine");
    let blocked = with(used("jenkins", 3), json!({"status": "BLOCKED"}));
    let expired = with(used("jenkins", 3), json!({"expiresAt": ago(1)}));
    let robots = with(token("t-1", ROBOT, "jenkins"), json!({}));
    vec![
        ("an ordinary label and an ordinary holder", Case::new().user(seen(1)).token(used("mine", 3))),
        ("the word inside another", Case::new().user(seen(1)).token(used("Jenkinson", 3))),
        (
            "a label that says no more than that it is a token",
            Case::new().user(seen(1)).token(used("my API token", 3)),
        ),
        ("its holder viewed a page 30 days ago", Case::new().user(seen(30)).token(used("falcon", 3))),
        ("used 30 days ago", Case::new().user(seen(40)).token(used("falcon", 30))),
        ("a person's own device", Case::new().user(seen(40)).token(used("my laptop", 3))),
        ("unused for 91 days", Case::new().user(seen(1)).token(used("jenkins", 91))),
        ("never used", Case::usual().user(seen(1)).token(speaking).token(never)),
        ("blocked", Case::new().user(seen(1)).token(blocked)),
        ("expired", Case::new().user(seen(1)).token(expired)),
        ("a robot's", Case::new().user(robot(ROBOT)).token(robots)),
        ("a leaver's", Case::new().user(deactivated(seen(1))).token(used("jenkins", 3))),
    ]
}

/// A guess that its holder is a robot takes no risk from the report, and gives nobody a step in the plan.
#[test]
fn the_token_of_a_possible_robot_is_told() {
    let product = json!([{"key": "jira-software", "id": "p-1", "lastActiveTimestamp": ago(60)}]);
    let falcon = json!({"name": "Falcon", "email": "falcon@acme.example", "productAccess": product});
    let case = Case::new().user(with(robot(ADA), falcon)).token(used("jenkins", 3));
    let assessment = case.assess();
    let row = assessment.findings.iter().find(|row| row.check == "token-of-integration").unwrap();
    assert_eq!((row.account_class, row.confidence), (Some("robot"), "low"), "{row:?}");
    assert!(assessment.savings.rows.is_empty(), "{:?}", assessment.savings.rows);
    assert!(assessment.plan.rows.iter().all(|row| row.replacement != "service-account"));
    assert_eq!(assessment.questions.len(), 1, "{:?}", assessment.questions);
}

#[test]
fn what_happens_to_it_is_unverified() {
    let row = fires().remove(0).1.one("token-of-integration");
    assert_eq!((row.effect, row.certainty), (Some("unverified"), Some("unknown")));
    assert!(
        row.evidence.contains("\"jenkins\"") && row.evidence.contains("used 3 days ago"),
        "{}",
        row.evidence
    );
}

/// The log is evidence where it has the token; that it has nothing of it is none.
#[test]
fn the_audit_log_is_cited() {
    let event = |id: &str, days: i64, token: &str| {
        json!({"id": id, "attributes": {
            "time": ago(days), "action": "jira_api_request",
            "actor": {"id": ADA, "auth": {"authType": "api-token", "tokenId": token, "tokenLabel": "x"}},
        }})
    };
    let action = json!({"id": "jira_api_request", "attributes": {"displayName": "Jira API request"}});
    let case = Case::new()
        .user(seen(1))
        .token(used("jenkins", 3))
        .raw("org.events", "event", "e-1", event("e-1", 3, "t-1"))
        .raw("org.events", "event", "e-2", event("e-2", 9, "t-1"))
        .raw("org.events", "event", "e-3", event("e-3", 1, "t-2"))
        .raw("org.events", "event.action", "jira_api_request", action);
    let evidence = case.one("token-of-integration").evidence;
    assert!(
        evidence.ends_with("the audit log has it 2 times, last on 2026-11-20: Jira API request"),
        "{evidence}"
    );
}
