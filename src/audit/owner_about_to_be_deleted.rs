//! `owner-about-to-be-deleted`

use std::collections::BTreeSet;

use super::{Case, Check, Finding, Held, Replacement, Severity, days, effects};
use crate::estate::{Account, Kind, Role, State, When};
use crate::identity::Confidence;

pub(super) const CHECK: Check = Check {
    id: "owner-about-to-be-deleted",
    title: "A filter or dashboard goes with an account that is being deleted",
    severity: "high where it is shared and in use; medium where it is shared, or a board shows it; low where it is \
               private",
    looks_for: "Filters and dashboards whose owner is scheduled for deletion, which can be cancelled for 14 days, \
                or is deleted already.",
    why: "Deleting an account deletes its filters and dashboards with it, those that are shared with others \
          included. A board is expected to have nothing left to show without its filter, and the mails of \
          its subscriptions end with it. \
          Another article of Atlassian describes filters that are left under \"Former user\": whichever is so, the \
          loss is to be planned for.",
    remedy: "Give it to a colleague before the account is gone: an administrator changes the owner of filters and \
             dashboards under Jira settings, System, Shared items. The new owner must not own a filter of the same \
             name. Else cancel the deletion, which takes 14 days to be final, and deactivate the account.",
    controls: &["NIST PS-4", "CIS 5.1", "ISO A.5.9", "ISO A.5.18", "SOC2 CC6.3"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let held = case.held(Role::Owner).filter(|held| {
        matches!(held.touchpoint.kind, Kind::Filter | Kind::Dashboard) && is_going(held.account)
    });
    held.filter_map(|held| about(case, &held)).collect()
}

/// Whether an account is deleted, or will be within days.
pub(super) fn is_going(account: &Account) -> bool {
    account.for_deletion || account.state == State::Deleted
}

fn about(case: &Case<'_>, held: &Held<'_>) -> Option<Finding> {
    let facts = held.touchpoint.shared()?;
    let uses = Uses::of(case, held);
    let severity = match facts.shared {
        Some(true) if uses.is_in_use() => Severity::High,
        Some(false) if uses.boards.is_empty() => Severity::Low,
        _ => Severity::Medium,
    };
    let deleted = held.account.state == State::Deleted;
    let fate = if deleted { "is deleted" } else { "is scheduled for deletion" };
    let title =
        format!("{} belongs to {}, whose account {fate}", held.touchpoint.title(), held.account.title());
    let mut evidence = vec![held.touchpoint.state.clone()];
    evidence.extend(uses.words(case));
    // Until it is deleted the account counts as deactivated; what follows then is another row of the table.
    let row = effects::row(held.touchpoint.kind.word(), Role::Owner.word(), "deleted");
    if let Some(row) = row.filter(|_| !deleted) {
        evidence.push(format!("once the account is deleted: {}", row.words));
    }
    let finding = Finding::about(&CHECK, case, held.binding, title)
        .severity(severity)
        // It is still there: deletion was not complete, or is not yet.
        .confidence(if deleted { Confidence::Medium } else { Confidence::High })
        .evidence(evidence.join("; "))
        .replacement(Replacement::Transfer);
    Some(if deleted { finding.remedy(TOO_LATE) } else { finding })
}

/// What is left to do once the account is gone.
const TOO_LATE: &str = "The account is gone and cannot be had back, but its thing is still listed: while it is, an \
                        administrator gives it to a colleague under Jira settings, System, Shared items. The new \
                        owner must not own a filter of the same name. Then try what hangs on it.";

/// What speaks for others relying on a filter or dashboard.
struct Uses {
    boards: BTreeSet<String>,
    subscriptions: usize,
    favourites: Option<u64>,
    last_used: When,
    is_recent: bool,
}

impl Uses {
    fn of(case: &Case<'_>, held: &Held<'_>) -> Uses {
        let id = Some(&held.touchpoint.id);
        let touchpoints = || case.estate.touchpoints.iter();
        let boards = touchpoints().filter(|other| {
            other.kind == Kind::Board && other.board().is_some_and(|board| board.filter.as_ref() == id)
        });
        let subscriptions =
            touchpoints().filter(|other| other.subscription().is_some_and(|mails| Some(&mails.filter) == id));
        let shared = held.touchpoint.shared();
        let last_used = shared.map_or(When::Unsaid, |facts| facts.last_used);
        Uses {
            boards: boards.map(|board| board.name.clone()).collect(),
            subscriptions: subscriptions.count(),
            favourites: shared.and_then(|facts| facts.favourites),
            last_used,
            is_recent: last_used.at().is_some_and(|time| case.age(time) <= case.policy.stale_days),
        }
    }

    /// Whether anybody is known to rely on it. The first who marked it may be its owner.
    fn is_in_use(&self) -> bool {
        let liked = self.favourites.is_some_and(|people| people > 1);
        !self.boards.is_empty() || self.subscriptions > 0 || liked || self.is_recent
    }

    fn words(&self, case: &Case<'_>) -> Vec<String> {
        let mut words = Vec::new();
        if !self.boards.is_empty() {
            let names: Vec<&str> = self.boards.iter().map(String::as_str).collect();
            words.push(format!("behind the board \"{}\"", names.join("\", \"")));
        }
        match self.subscriptions {
            0 => {}
            1 => words.push("1 subscription".to_owned()),
            several => words.push(format!("{several} subscriptions")),
        }
        if let Some(people) = self.favourites.filter(|people| *people > 0) {
            words.push(format!("a favourite of {people}"));
        }
        words.push(match self.last_used {
            When::At(time) => format!("used {} ago", days(case.age(time))),
            When::Never | When::Omitted => "no use of it is on record".to_owned(),
            When::Unsaid => "nothing says when it was used".to_owned(),
        });
        words
    }
}
