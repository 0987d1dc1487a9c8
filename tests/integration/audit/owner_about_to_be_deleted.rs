//! `owner-about-to-be-deleted`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn going() -> Value {
    with(person(BEN, "Ben Example"), json!({"accountStatus": "inactive", "status": "for_deletion"}))
}

fn owned(owner: Value, change: Value) -> Case {
    Case::new().user(owner).raw("jira.filters", record::FILTER, "1", with(filter("1", "Open bugs"), change))
}

fn on_a_board(case: Case) -> Case {
    case.raw("jira.boards", record::BOARD, "5", board(5, "Sprint")).raw(
        "jira.boards",
        record::BOARD_CONFIGURATION,
        "5",
        board_configuration(5, "1"),
    )
}

fn dashboard(owner: Value, shares: Value) -> Case {
    let body = json!({
        "id": "2", "name": "Wall", "owner": {"accountId": BEN}, "popularity": 3, "sharePermissions": shares,
    });
    Case::new().user(owner).raw("jira.dashboards", record::DASHBOARD, "2", body)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let private = || json!({"sharePermissions": []});
    let unused = || json!({"approximateLastUsed": ago(91)});
    let mails =
        json!({"approximateLastUsed": ago(91), "subscriptions": [{"id": 1, "user": {"accountId": CY}}]});
    vec![
        ("high", owned(going(), json!({"approximateLastUsed": ago(90)}))),
        ("high", owned(deleted(person(BEN, "Former user")), json!({}))),
        ("high", on_a_board(owned(going(), unused()))),
        ("high", owned(going(), mails)),
        ("high", owned(going(), json!({"approximateLastUsed": ago(91), "favouritedCount": 2}))),
        ("high", dashboard(going(), json!([{"type": "global"}]))),
        ("medium", owned(going(), unused())),
        ("medium", owned(going(), json!({"approximateLastUsed": ago(91), "favouritedCount": 1}))),
        ("medium", owned(going(), json!({"sharePermissions": null, "editPermissions": null}))),
        ("medium", on_a_board(owned(going(), private()))),
        ("low", owned(going(), private())),
        ("low", dashboard(deleted(person(BEN, "Former user")), json!([]))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("an active owner", owned(person(BEN, "Ben Example"), json!({}))),
        ("a deactivated owner", owned(deactivated(person(BEN, "Ben Example")), json!({}))),
        ("nobody who can be told", owned(going(), json!({"owner": {"accountId": "unknown"}}))),
        (
            "a board's administrator",
            Case::new().user(going()).raw("jira.boards", record::BOARD, "5", board(5, "Sprint")),
        ),
    ]
}

/// Documented is what deletion does; until then the account counts as deactivated.
#[test]
fn the_loss_is_told_with_what_hangs_on_it() {
    let row = on_a_board(owned(going(), json!({}))).one("owner-about-to-be-deleted");
    assert_eq!(
        row.title,
        "Filter \"Open bugs\" belongs to Ben Example, whose account is scheduled for deletion"
    );
    assert_eq!((row.effect, row.certainty), (Some("loses-owner"), Some("inferred")));
    for part in
        ["shared", "behind the board \"Sprint\"", "used 3 days ago", "deleted together with the account"]
    {
        assert!(row.evidence.contains(part), "{part}: {}", row.evidence);
    }
    let row = owned(deleted(person(BEN, "Former user")), json!({})).one("owner-about-to-be-deleted");
    assert_eq!((row.effect, row.certainty), (Some("stops"), Some("documented")));
    assert_eq!(row.confidence, "medium");
}

/// What cannot be done any more is not advised.
#[test]
fn a_deletion_that_is_over_is_not_to_be_cancelled() {
    let row = owned(going(), json!({})).one("owner-about-to-be-deleted");
    assert!(row.remedy.contains("cancel the deletion"), "{}", row.remedy);
    let row = owned(deleted(person(BEN, "Former user")), json!({})).one("owner-about-to-be-deleted");
    assert!(!row.remedy.contains("cancel") && !row.remedy.contains("before"), "{}", row.remedy);
}
