//! `board-on-private-filter`

use super::{Case, Check, Finding, Replacement, Severity};
use crate::estate::{Kind, Role};

pub(super) const CHECK: Check = Check {
    id: "board-on-private-filter",
    title: "A board that others use shows a filter that is private to one account",
    severity: "medium where that account has left, else low",
    looks_for: "Boards that are not private, with a filter behind them that is shared with nobody.",
    why: "A board shows what its filter lets it show. Besides its owner only an administrator can see and change a \
          private filter: with the account goes whoever would repair the board, and a board on a private filter may \
          be the one that stops showing its issues once the owner is switched off.",
    remedy: "Share the filter with the people of the board, by project or group, and let two people edit it. Where \
             its owner has left, an administrator first gives it to a colleague.",
    controls: &["NIST PS-4", "CIS 5.1", "ISO A.5.18", "SOC2 CC6.3"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let held = case.held(Role::Owner).filter(|held| {
        let facts = held.touchpoint.board();
        held.touchpoint.kind == Kind::BoardFilter
            && facts.is_some_and(|board| board.private == Some(false) && board.filter_shared == Some(false))
    });
    held.map(|held| {
        let gone = held.is_gone();
        let standing = if gone { format!(", who is {}", held.gone_word()) } else { String::new() };
        let title = format!(
            "The board \"{}\" shows a private filter of {}{standing}",
            held.touchpoint.name,
            held.account.title()
        );
        Finding::about(&CHECK, case, held.binding, title)
            .severity(if gone { Severity::Medium } else { Severity::Low })
            .evidence("the board is not private, the filter behind it is shared with nobody")
            .replacement(if gone { Replacement::Transfer } else { Replacement::Team })
    })
    .collect()
}
