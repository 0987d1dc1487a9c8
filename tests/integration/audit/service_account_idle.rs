//! `service-account-idle`

use serde_json::{Value, json};

use crate::case::*;

fn used(days: i64) -> Value {
    with(credential("c-1", SERVICE, "sync"), json!({"createdAt": ago(300), "lastActiveAt": ago(days)}))
}

fn never_used(made: i64) -> Value {
    let mut never = with(used(0), json!({"createdAt": ago(made)}));
    never["lastActiveAt"] = Value::Null;
    never
}

fn case(credential: Value) -> Case {
    Case::usual().service(service_account(SERVICE)).credential(credential)
}

/// An entry of the audit log by this account, so many days ago.
fn event(account: &str, days: i64) -> Value {
    json!({"id": "e-1", "attributes": {"time": ago(days), "action": "login", "actor": {"id": account}}})
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let another = with(used(200), json!({"id": "c-2", "expiresAt": ago(10)}));
    let omitted = with(used(91), json!({"lastActiveAt": null}));
    vec![
        ("low", case(used(91))),
        ("low", case(never_used(91))),
        ("low", case(used(31)).config("[policy]\nstale_days = 30\n")),
        ("low", case(used(91)).credential(another.clone())),
        // The other one shows that the list speaks of use.
        ("low", case(omitted).credential(another)),
        ("low", case(used(91)).raw("org.events", "event", "e-1", event(SERVICE, 91))),
        ("low", case(used(91)).raw("org.events", "event", "e-1", event(BEN, 1))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let lately = with(used(10), json!({"id": "c-2", "expiresAt": ago(5)}));
    let nobodys = with(used(91), json!({"id": "c-2", "serviceAccount": null}));
    let acting = with(rule("Close"), json!({"actor": {"type": "ACCOUNT_ID", "actor": SERVICE}}));
    let deleted = with(service_account(SERVICE), json!({"status": "deleted"}));
    vec![
        ("used 90 days ago", case(used(90))),
        ("made 90 days ago and not used yet", case(never_used(90))),
        ("another of it was used", case(used(91)).credential(lately)),
        ("nothing says when", case(with(used(91), json!({"lastActiveAt": null})))),
        ("the lists are not whole", case(used(91)).partly("org.service-account-credentials")),
        ("a credential of nobody known may be its own", case(used(91)).credential(nobodys)),
        ("it runs a rule", case(used(91)).rule(acting)),
        ("the audit log saw it", case(used(91)).raw("org.events", "event", "e-1", event(SERVICE, 90))),
        ("nothing live is left of it", case(with(used(91), json!({"expiresAt": ago(1)})))),
        ("a deleted one", Case::usual().service(deleted).credential(used(91))),
        ("none at all", Case::usual().service(service_account(SERVICE))),
    ]
}

#[test]
fn it_says_what_is_known_of_its_use() {
    let evidence = |at: usize| fires().remove(at).1.one("service-account-idle").evidence;
    assert_eq!(evidence(0), "none of its credentials was used for 91 days");
    assert_eq!(evidence(1), "none of its credentials was ever used");
    assert_eq!(fires().remove(4).1.one("service-account-idle").confidence, "medium");
}
