//! `rule-credential-embedded`

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::case::*;

fn sends(url: &str, headers: serde_json::Value) -> Case {
    Case::usual().rule(with(rule("Tell the build"), json!({"components": [web_request(url, headers)]})))
}

/// A Basic header of Ada's.
fn of_ada() -> serde_json::Value {
    header(
        "Authorization",
        &format!("Basic {}", STANDARD.encode("ada.example@acme.example:invented-secret-4711")),
    )
}

fn ada() -> serde_json::Value {
    person(ADA, "Ada Example")
}

/// An invented token of the form of a user's, so that no test holds one that ever was.
fn atlassian_token() -> String {
    format!("ATATT3xFfGF0{}=0123ABCD", "Invented0Letters".repeat(11))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let own_webhook = json!({"webhookToken": "9b1c7e55a0d34f0e8f6d2c4b7a881234", "searchOrProvide": "none"});
    let incoming = with(rule("Wake up"), json!({"trigger": step("jira.incoming.webhook", own_webhook)}));
    let bearer = header("Authorization", &format!("Bearer {}", atlassian_token()));
    let foreign = header("X-Api-Key", "q7Zp3xW9vK2mT8rB5nL1cD6f");
    let hidden = json!([{"id": null, "name": "Authorization", "value": "***", "headerSecure": true}]);
    let slack = "https://hooks.slack.com/services/T00000000/B00000000/Inv3ntedInv3ntedInv3nted";
    vec![
        ("high", sends("https://acme.atlassian.net/rest/api/3/issue", of_ada()).user(ada())),
        ("high", sends("https://acme.atlassian.net/rest/api/3/issue", of_ada()).user(deactivated(ada()))),
        ("high", sends("https://relay.example/job", bearer)),
        ("medium", sends("https://build.example/job", foreign)),
        ("medium", sends(slack, json!([]))),
        ("medium", sends("https://build.example/job", of_ada()).user(ada())),
        ("low", sends("https://build.example/job", hidden)),
        ("low", Case::usual().rule(incoming)),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("no header", sends("https://build.example/job", json!([]))),
        (
            "a header that is no secret",
            sends("https://build.example/job", header("Accept", "application/json")),
        ),
        (
            "a smart value in its place",
            sends("https://build.example/job", header("Authorization", "Bearer {{token}}")),
        ),
        ("24 hex digits that are an account", sends(&format!("https://build.example/user/{CY}"), json!([]))),
    ]
}

#[test]
fn it_says_whose_and_of_what_kind_and_never_what() {
    let (_, case) = fires().remove(0);
    let row = case.one("rule-credential-embedded");
    assert_eq!(row.account_id.as_deref(), Some(ADA));
    assert!(row.evidence.contains("header Authorization"), "{}", row.evidence);
    let everything = serde_json::to_string(&case.assess()).unwrap();
    assert!(!everything.contains("invented-secret-4711"));
    assert!(!everything.contains(&STANDARD.encode("ada.example@acme.example:invented-secret-4711")));
}

#[test]
fn the_token_of_another_system_survives_its_account() {
    let row = fires().remove(5).1.one("rule-credential-embedded");
    assert_eq!((row.effect, row.certainty), (Some("survives"), Some("inferred")));
}

#[test]
fn an_atlassian_token_of_a_leaver_is_unverified_and_of_a_deleted_account_refused() {
    let switched_off = fires().remove(1).1.one("rule-credential-embedded");
    assert_eq!((switched_off.effect, switched_off.certainty), (Some("unverified"), Some("unknown")));
    let address = json!({"id": "t-1", "user": {"id": ADA, "email": "ada.example@acme.example"}});
    let closed = sends("https://acme.atlassian.net/rest/api/3/issue", of_ada()).user(deleted(ada()));
    let closed = closed.token(with(token("t-1", ADA, "x"), address)).one("rule-credential-embedded");
    assert_eq!((closed.effect, closed.certainty), (Some("degrades"), Some("inferred")));
}

#[test]
fn a_secret_of_nobody_has_no_account() {
    let row = fires().remove(3).1.one("rule-credential-embedded");
    assert_eq!((row.account_id, row.account_name.as_deref()), (None, Some("unknown")));
    assert_eq!((row.effect, row.certainty), (Some("unverified"), Some("unknown")));
}
