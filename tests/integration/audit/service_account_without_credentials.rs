//! `service-account-without-credentials`

use serde_json::{Value, json};

use crate::case::*;

/// Another service account's, which shows that the lists were read.
fn elsewhere() -> Value {
    credential("c-9", ROBOT, "elsewhere")
}

fn case() -> Case {
    let other = with(service_account(ROBOT), json!({"id": "sa-9"}));
    Case::usual().service(service_account(SERVICE)).service(other).credential(elsewhere())
}

fn own(change: Value) -> Value {
    with(credential("c-1", SERVICE, "sync"), change)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("low", case()),
        ("low", Case::usual().service(service_account(SERVICE))),
        ("low", case().credential(own(json!({"expiresAt": ago(1)})))),
        ("low", case().credential(own(json!({"status": "REVOKED"})))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let acting = with(rule("Close"), json!({"actor": {"type": "ACCOUNT_ID", "actor": SERVICE}}));
    let client = json!({"clientId": "cl-1", "name": "sync", "status": "ACTIVE", "serviceAccountId": "sa-1"});
    let surface = "org.service-account-credentials";
    vec![
        ("a live token", case().credential(own(json!({})))),
        ("a live client, known by the list's own id", case().raw(surface, "oauth-client", "cl-1", client)),
        ("the lists are not whole", case().partly(surface)),
        ("one of nobody known may be its own", case().credential(own(json!({"serviceAccount": null})))),
        ("it runs a rule", case().rule(acting)),
    ]
}

#[test]
fn it_says_what_became_of_them() {
    let row = fires().remove(2).1.rules_known().one("service-account-without-credentials");
    assert_eq!((row.confidence, row.replacement), ("high", Some("delete")));
    assert_eq!(row.evidence, "Service-account credential \"sync\" is expired");
    assert_eq!(row.account_id.as_deref(), Some(SERVICE));
}

/// A rule needs no credential of its actor: where not all were read, one may run as it.
#[test]
fn without_the_rules_nobody_is_told_to_delete_it() {
    for case in [case(), case().rules_known().partly("jira.automation")] {
        let row = case.one("service-account-without-credentials");
        assert_eq!((row.confidence, row.replacement), ("low", Some("keep")));
        assert!(row.evidence.ends_with("one of them may run as it"), "{}", row.evidence);
    }
}
