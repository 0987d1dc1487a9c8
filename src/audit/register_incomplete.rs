//! `register-incomplete`

use chrono::NaiveDate;

use super::{Case, Check, Finding, Replacement, Severity};
use crate::config::RegisterEntry;
use crate::estate::State;
use crate::identity::{Class, Confidence};

/// Its id: the register tells which accounts it names.
pub(crate) const ID: &str = "register-incomplete";

pub(super) const CHECK: Check = Check {
    id: ID,
    title: "A service account or robot that the register does not answer for",
    severity: "always low",
    looks_for: "Service accounts, and accounts that are surely or probably robots, which are not switched off and of \
                which a `[[register]]` of the configuration does not tell owner, purpose and the day of the next \
                review; or whose day of review has passed.",
    why: "Nobody dares to switch off what nobody answers for, and nobody hears of its errors. CIS 5.5 asks for an \
          inventory of such accounts with owner, purpose and date of review, looked through every quarter.",
    remedy: "Ask who made it and what breaks without it. Write owner, purpose and review_by for it into a \
             [[register]] of touchpoint.toml.",
    controls: &["CIS 5.5", "NIST AC-2", "ISO A.5.9", "ISO A.5.16"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let answered_for = case.estate.accounts.values().filter(|account| {
        let verdict = &case.verdicts[&account.id];
        let registered = match verdict.class {
            Class::ServiceAccount => true,
            Class::Robot => verdict.confidence != Confidence::Low,
            _ => false,
        };
        registered && !matches!(account.state, State::Deactivated | State::Deleted)
    });
    let today = case.as_of.date_naive();
    let found = answered_for.filter_map(|account| {
        let entry =
            case.register.iter().find(|entry| entry.is_for(account.id.as_str(), account.email.as_deref()));
        let evidence = match entry {
            None => {
                "the register has no entry for it: owner, purpose and day of review are not known".to_owned()
            }
            Some(entry) => blanks(entry, today)?,
        };
        let what = match case.verdicts[&account.id].class {
            Class::Robot => "robot",
            _ => "service account",
        };
        let title = format!("The {what} {} is not on record whole", account.title());
        let finding = Finding::about_account(&CHECK, &account.id, title);
        Some(finding.severity(Severity::Low).evidence(evidence).replacement(Replacement::Keep))
    });
    found.collect()
}

/// What an entry leaves open; `None` where it leaves nothing.
fn blanks(entry: &RegisterEntry, today: NaiveDate) -> Option<String> {
    let mut open = Vec::new();
    if entry.purpose.is_none() {
        open.push("purpose".to_owned());
    }
    if entry.review_by.is_none() {
        open.push("day of review".to_owned());
    }
    let missing =
        (!open.is_empty()).then(|| format!("the register does not tell its {}", open.join(" and ")));
    let overdue =
        entry.review_by.filter(|day| *day < today).map(|day| format!("its review was due on {day}"));
    let said: Vec<String> = missing.into_iter().chain(overdue).collect();
    (!said.is_empty()).then(|| said.join("; "))
}
