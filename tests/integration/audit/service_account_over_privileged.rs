//! `service-account-over-privileged`

use serde_json::{Value, json};

use crate::case::*;

fn may(scopes: &[&str]) -> Value {
    with(credential("c-1", SERVICE, "sync"), json!({"scopes": scopes}))
}

fn case(credential: Value) -> Case {
    Case::usual().service(service_account(SERVICE)).credential(credential)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("medium", case(may(&["read:jira-work", "manage:jira-configuration"]))),
        ("medium", case(may(&["delete:page:confluence"]))),
        ("medium", case(may(&["write:workflow-admin:jira"]))),
        ("medium", case(with(may(&["manage:jira-project"]), json!({"serviceAccount": null})))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("reads and writes", case(may(&["read:jira-work", "write:jira-work"]))),
        ("the word inside another", case(may(&["read:administrators:jira", "read:managed:jira"]))),
        ("no list of scopes, since it must have some", case(may(&[]))),
        ("nothing is said", case(with(may(&[]), json!({"scopes": null})))),
        ("expired", case(with(may(&["manage:jira-project"]), json!({"expiresAt": ago(1)})))),
        (
            "an organisation's key",
            Case::usual()
                .org_key(with(org_key("k-1", BEN, "SCIM bridge"), json!({"scopes": ["manage:org"]}))),
        ),
    ]
}

#[test]
fn it_names_the_wide_ones_only() {
    let row = fires().remove(0).1.one("service-account-over-privileged");
    assert_eq!(row.evidence, "its wide scopes: manage:jira-configuration");
    assert_eq!(
        row.title,
        "Service-account credential \"sync\" of culture spark may do more than read and write"
    );
}
