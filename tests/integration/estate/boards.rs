//! Boards, and the filter behind each.

use serde_json::{Value, json};
use touchpoint::estate::{Estate, Kind};
use touchpoint::snapshot::record;

use super::{reasons, rows};
use crate::case::*;

fn case(board: Value, configuration: Option<Value>, filter: Option<Value>) -> Estate {
    let mut case = Case::new().raw("jira.boards", record::BOARD, "5", board);
    if let Some(configuration) = configuration {
        case = case.raw("jira.boards", record::BOARD_CONFIGURATION, "5", configuration);
    }
    if let Some(filter) = filter {
        let key = filter["id"].as_str().unwrap().to_owned();
        case = case.raw("jira.filters", record::FILTER, &key, filter);
    }
    case.estate()
}

fn rows_of_boards(estate: &Estate) -> Vec<[String; 6]> {
    rows(estate).into_iter().filter(|row| row[0].starts_with("board")).collect()
}

fn owners(filter: Value) -> Value {
    with(filter, json!({"owner": jira_user(ADA, "Ada Example")}))
}

#[test]
fn a_board_hangs_on_its_administrators_and_on_the_owner_of_its_filter() {
    let filter = owners(filter("10001", "Behind"));
    let estate = case(board(5, "Sprint"), Some(board_configuration(5, "10001")), Some(filter));
    assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
    let row = |kind: &str, who: &str| [kind, "Sprint", "OPS", "shared", "owner", who].map(str::to_owned);
    assert_eq!(rows_of_boards(&estate), [row("board", BEN), row("board-filter", ADA)]);
    let filter = estate.touchpoints.iter().find(|touchpoint| touchpoint.kind == Kind::Filter).unwrap();
    for board in estate.touchpoints.iter().filter_map(|touchpoint| touchpoint.board()) {
        assert_eq!(board.filter.as_ref(), Some(&filter.id));
        assert_eq!((board.private, board.filter_shared), (Some(false), Some(true)));
    }
}

/// What was not seen binds nobody, and that is said once for all boards.
#[test]
fn a_filter_that_was_not_seen_is_nobodys() {
    let estate = Case::new()
        .raw("jira.boards", record::BOARD, "5", board(5, "One"))
        .raw("jira.boards", record::BOARD, "6", board(6, "Two"))
        .raw("jira.boards", record::BOARD_CONFIGURATION, "5", board_configuration(5, "1"))
        .raw("jira.boards", record::BOARD_CONFIGURATION, "6", board_configuration(6, "2"))
        .estate();
    assert_eq!(rows(&estate).iter().filter(|row| row[0] == "board-filter").count(), 0);
    assert_eq!(
        reasons(&estate),
        ["of 2 boards: the filters behind them were not seen, so whose they are is not known"]
    );
    let board = estate.touchpoints[0].board().unwrap();
    assert_eq!((board.filter.is_some(), board.filter_shared), (true, None));
    // A filter of the same id on another site is another filter.
    let estate = Case::new()
        .raw("jira.boards", record::BOARD, "5", board_body())
        .raw("jira.boards", record::BOARD_CONFIGURATION, "5", board_configuration(5, "1"))
        .raw_at("jira.filters", "other.atlassian.example", record::FILTER, "1", filter("1", "There"))
        .estate();
    assert_eq!(rows(&estate).iter().filter(|row| row[0] == "board-filter").count(), 0);
}

fn board_body() -> Value {
    board(5, "One")
}

/// A private board of somebody else comes without name and type.
#[test]
fn a_board_may_keep_its_name_to_itself() {
    let private =
        with(board(5, "x"), json!({"name": null, "type": null, "isPrivate": true, "location": null}));
    let estate = case(private.clone(), None, None);
    assert_eq!(rows(&estate), [["board", "board 5", "", "private", "owner", BEN].map(str::to_owned)]);
    let estate = case(private, Some(board_configuration(5, "1")), None);
    assert_eq!(rows(&estate), [["board", "Board", "OPS", "private", "owner", BEN].map(str::to_owned)]);
}

#[test]
fn a_damaged_board_is_kept() {
    for (change, bound, odd) in [
        (json!({"admins": null}), 0, 1),
        (json!({"admins": []}), 0, 1),
        (json!({"admins": {"groups": [{"name": "admins"}]}}), 0, 0),
        (json!({"admins": {"users": [{"accountId": "unknown"}, {}, null]}}), 0, 3),
        (json!({"admins": {"users": [{"accountId": BEN}, {"accountId": BEN}]}}), 1, 0),
        (json!({"isPrivate": null}), 1, 0),
        (json!({"isPrivate": "no", "location": 7, "extra": {}}), 1, 0),
    ] {
        let estate = case(with(board(5, "Odd"), change.clone()), None, None);
        assert_eq!((estate.touchpoints.len(), estate.bindings.len()), (1, bound), "{change}");
        assert_eq!(estate.gaps.len(), odd, "{change}: {:?}", estate.gaps);
    }
    for configuration in [json!({}), json!({"boardId": "5"}), json!({"boardId": 5, "configuration": [1]})] {
        let estate = case(board(5, "Odd"), Some(configuration), None);
        assert_eq!(estate.touchpoints[0].board().unwrap().filter, None);
        assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
    }
    assert_eq!(case(json!({}), None, None).touchpoints.len(), 1);
    // Whose the filter is cannot be told: nothing is bound to it, and the filter has said why.
    let lost = with(filter("1", "Behind"), json!({"owner": {"accountId": "unknown"}}));
    let estate = case(board(5, "Sprint"), Some(board_configuration(5, "1")), Some(lost));
    assert_eq!(rows_of_boards(&estate).len(), 1);
    assert_eq!(estate.gaps.len(), 1);
}
