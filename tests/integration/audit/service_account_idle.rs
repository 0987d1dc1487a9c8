//! `service-account-idle`

use serde_json::{Value, json};
use touchpoint::snapshot::Status;

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

/// The account as such is idle.
fn idle_accounts() -> Vec<Case> {
    let another = with(used(200), json!({"id": "c-2", "expiresAt": ago(10)}));
    let omitted = with(used(91), json!({"lastActiveAt": null}));
    vec![
        case(used(91)),
        case(never_used(91)),
        case(used(31)).config("[policy]\nstale_days = 30\n"),
        case(used(91)).credential(another.clone()),
        // The other one shows that the list speaks of use.
        case(omitted).credential(another),
        case(used(91)).raw("org.events", "event", "e-1", event(SERVICE, 91)),
        case(used(91)).raw("org.events", "event", "e-1", event(BEN, 1)),
    ]
}

/// A credential is idle, of an account that is not, or of which that cannot be told.
fn idle_credentials() -> Vec<Case> {
    let lately = with(used(10), json!({"id": "c-2", "expiresAt": ago(5)}));
    let silent = json!({"clientId": "cl-1", "name": "sync", "serviceAccountId": "sa-1"});
    let nobodys = with(used(10), json!({"id": "c-2", "serviceAccount": null}));
    let acting = with(rule("Close"), json!({"actor": {"type": "ACCOUNT_ID", "actor": SERVICE}}));
    let surface = "org.service-account-credentials";
    vec![
        case(used(91)).credential(lately),
        case(used(91)).raw(surface, "oauth-client", "cl-1", silent),
        case(used(91)).partly(surface),
        case(used(91)).credential(nobodys),
        case(used(91)).rule(acting),
        case(used(91)).raw("org.events", "event", "e-1", event(SERVICE, 90)),
        Case::usual().credential(with(used(91), json!({"serviceAccount": null}))),
    ]
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    idle_accounts().into_iter().chain(idle_credentials()).map(|case| ("low", case)).collect()
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("used 90 days ago", case(used(90))),
        ("made 90 days ago and not used yet", case(never_used(90))),
        ("nothing says when", case(with(used(91), json!({"lastActiveAt": null})))),
        ("nothing live is left of it", case(with(used(91), json!({"expiresAt": ago(1)})))),
        ("none at all", Case::usual().service(service_account(SERVICE))),
    ]
}

#[test]
fn it_says_whether_the_account_or_one_credential_is_idle() {
    for case in idle_accounts() {
        let row = case.rules_known().one("service-account-idle");
        assert_eq!((row.account_id.as_deref(), row.touchpoint_id), (Some(SERVICE), None));
        assert_eq!(row.title, "The service account culture spark is not used");
    }
    for case in idle_credentials() {
        let row = case.one("service-account-idle");
        assert!(row.touchpoint_id.is_some(), "{}", row.title);
        assert_eq!(row.evidence, "last used 91 days ago");
    }
}

#[test]
fn it_says_what_is_known_of_its_use() {
    let rows: Vec<_> =
        idle_accounts().into_iter().map(|case| case.rules_known().one("service-account-idle")).collect();
    assert_eq!(rows[0].evidence, "none of its credentials was used for 91 days");
    assert_eq!(rows[1].evidence, "none of its credentials was ever used");
    assert_eq!((rows[0].confidence, rows[4].confidence), ("high", "medium"));
}

/// A rule needs no credential of its actor: where not all were read, one may run as it.
#[test]
fn without_the_rules_nobody_is_told_to_delete_it() {
    let known = || idle_accounts().remove(0).rules_known();
    let row = known().one("service-account-idle");
    assert_eq!((row.confidence, row.replacement), ("high", Some("delete")));
    let unread = [Status::Denied, Status::Partial, Status::Skipped, Status::Failed];
    for case in unread.map(|status| known().covered("confluence.automation", status)) {
        let row = case.one("service-account-idle");
        assert_eq!((row.confidence, row.replacement), ("low", Some("keep")));
        assert_eq!(row.title, "The service account culture spark seems not to be used");
        assert!(row.evidence.ends_with("one of them may run as it"), "{}", row.evidence);
    }
    assert_eq!(idle_accounts().remove(0).one("service-account-idle").confidence, "low");
}
