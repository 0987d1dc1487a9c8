//! What breaks if they go.

mod answer;
mod command;
mod formats;
mod live;
mod together;
mod truth;

use touchpoint::assessment::offboard::{ItemRow, Offboarding, Question};
use touchpoint::audit::effects::When;

use super::case::Case;

/// The question what happens when these go.
fn going(accounts: &[&str], when: Option<When>) -> Question {
    Question {
        accounts: accounts.iter().map(|account| (*account).to_owned()).collect(),
        when,
        ..Question::default()
    }
}

/// What happens when these are switched off.
fn deactivated(case: &Case, accounts: &[&str]) -> Offboarding {
    case.offboard(&going(accounts, Some(When::Deactivate))).unwrap()
}

/// What happens when these are deleted.
fn deleted(case: &Case, accounts: &[&str]) -> Offboarding {
    case.offboard(&going(accounts, Some(When::Delete))).unwrap()
}

/// The rows about a thing, in their order.
fn about<'a>(answer: &'a Offboarding, name: &str) -> Vec<&'a ItemRow> {
    answer.items.iter().filter(|item| item.name == name).collect()
}

/// The effect on the only row of a thing, and how it hangs.
fn one<'a>(answer: &'a Offboarding, name: &str) -> (&'a str, &'a str) {
    let rows = about(answer, name);
    assert_eq!(rows.len(), 1, "{name}: {rows:#?}");
    (rows[0].role, rows[0].effect.word())
}
