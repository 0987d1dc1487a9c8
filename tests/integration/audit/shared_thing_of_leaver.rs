//! `shared-thing-of-leaver`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn of(owner: Value) -> Case {
    let dashboard = json!({
        "id": "2", "name": "Wall", "owner": {"accountId": BEN}, "sharePermissions": [{"type": "global"}],
    });
    Case::new()
        .user(owner)
        .raw("jira.filters", record::FILTER, "1", filter("1", "Open bugs"))
        .raw("jira.filters", record::FILTER, "3", filter("3", "All bugs"))
        .raw("jira.dashboards", record::DASHBOARD, "2", dashboard)
        .raw("jira.boards", record::BOARD, "5", board(5, "Sprint"))
}

fn gone() -> Value {
    deactivated(person(BEN, "Ben Example"))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("low", of(gone())),
        ("low", Case::new().user(gone()).raw("jira.filters", record::FILTER, "1", filter("1", "Open bugs"))),
        ("low", Case::new().user(gone()).raw("jira.boards", record::BOARD, "5", board(5, "Sprint"))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let going =
        with(person(BEN, "Ben Example"), json!({"accountStatus": "inactive", "status": "for_deletion"}));
    let private = with(filter("1", "Mine"), json!({"sharePermissions": []}));
    let private_board = with(board(5, "Mine"), json!({"isPrivate": true}));
    vec![
        ("an active person", of(person(BEN, "Ben Example"))),
        ("a suspended person", of(suspended(person(BEN, "Ben Example")))),
        ("about to be deleted, which is another finding", of(going)),
        ("a private filter", Case::new().user(gone()).raw("jira.filters", record::FILTER, "1", private)),
        ("a private board", Case::new().user(gone()).raw("jira.boards", record::BOARD, "5", private_board)),
    ]
}

#[test]
fn one_finding_tells_of_all() {
    let row = of(gone()).one("shared-thing-of-leaver");
    assert_eq!(
        row.title,
        "Ben Example, who is deactivated, still holds 2 filters, 1 dashboard, 1 board that others may use"
    );
    assert_eq!(
        row.evidence,
        "Board \"Sprint\"; Dashboard \"Wall\"; Filter \"All bugs\"; Filter \"Open bugs\""
    );
}
