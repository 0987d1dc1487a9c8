//! `rule-owner-gone`

use serde_json::json;

use crate::case::*;

fn owned_by(owner: &str, access: &str, state: &str) -> Case {
    let change = json!({"authorAccountId": owner, "writeAccessType": access, "state": state});
    Case::usual().rule(with(rule("Close stale issues"), change))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let gone = || deactivated(person(ADA, "Ada Example"));
    vec![
        ("medium", owned_by(ADA, "OWNER_ONLY", "ENABLED").user(gone())),
        ("low", owned_by(ADA, "UNRESTRICTED", "ENABLED").user(gone())),
        ("low", owned_by(ADA, "SPECIFIED_USERS", "ENABLED").user(gone())),
        ("low", owned_by(ADA, "SOMETHING_NEW", "ENABLED").user(gone())),
        ("info", owned_by(ADA, "OWNER_ONLY", "DISABLED").user(gone())),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let ada = person(ADA, "Ada Example");
    let actor = with(rule("Close stale issues"), json!({"actor": {"type": "ACCOUNT_ID", "actor": ADA}}));
    vec![
        ("an active owner", owned_by(ADA, "OWNER_ONLY", "ENABLED").user(ada.clone())),
        ("a suspended owner", owned_by(ADA, "OWNER_ONLY", "ENABLED").user(suspended(ada.clone()))),
        ("an owner of whom nothing is known", owned_by(ADA, "OWNER_ONLY", "ENABLED")),
        ("the actor has left, not the owner", Case::usual().user(deactivated(ada)).rule(actor)),
    ]
}

/// An owner who leaves breaks nothing.
#[test]
fn it_never_says_that_a_rule_stops() {
    for (_, case) in fires() {
        let row = case.one("rule-owner-gone");
        assert_eq!((row.effect, row.certainty), (Some("loses-owner"), Some("reported")));
    }
}
