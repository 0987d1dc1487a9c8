//! `board-on-private-filter`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn on(owner: Value, board: Value, change: Value) -> Case {
    Case::new()
        .user(owner)
        .raw("jira.filters", record::FILTER, "1", with(filter("1", "Mine"), change))
        .raw("jira.boards", record::BOARD, "5", board)
        .raw("jira.boards", record::BOARD_CONFIGURATION, "5", board_configuration(5, "1"))
}

fn ben() -> Value {
    person(BEN, "Ben Example")
}

fn private() -> Value {
    json!({"sharePermissions": []})
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("medium", on(deactivated(ben()), board(5, "Sprint"), private())),
        ("medium", on(deleted(ben()), board(5, "Sprint"), private())),
        ("low", on(ben(), board(5, "Sprint"), private())),
        ("low", on(suspended(ben()), board(5, "Sprint"), private())),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let of_board = |change: Value| with(board(5, "Sprint"), change);
    vec![
        ("a shared filter", on(deactivated(ben()), board(5, "Sprint"), json!({}))),
        ("a filter that others may edit", {
            let edit = json!({"sharePermissions": [], "editPermissions": [{"type": "group"}]});
            on(ben(), board(5, "Sprint"), edit)
        }),
        ("a filter that does not say", {
            let untold = json!({"sharePermissions": null, "editPermissions": null});
            on(ben(), board(5, "Sprint"), untold)
        }),
        ("a private board", on(ben(), of_board(json!({"isPrivate": true})), private())),
        ("a board that does not say", on(ben(), of_board(json!({"isPrivate": null})), private())),
        ("a filter that was not seen", {
            Case::usual().raw("jira.boards", record::BOARD, "5", board(5, "Sprint")).raw(
                "jira.boards",
                record::BOARD_CONFIGURATION,
                "5",
                board_configuration(5, "1"),
            )
        }),
    ]
}
