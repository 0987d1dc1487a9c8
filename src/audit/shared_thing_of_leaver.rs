//! `shared-thing-of-leaver`

use std::collections::BTreeMap;

use super::owner_about_to_be_deleted::is_going;
use super::{Case, Check, Finding, Held, Replacement, Severity};
use crate::estate::{AccountId, Kind, Role};

pub(super) const CHECK: Check = Check {
    id: "shared-thing-of-leaver",
    title: "Somebody who has left still owns filters, dashboards or boards that others use",
    severity: "low: they are expected to keep working",
    looks_for: "Deactivated accounts that own shared filters or dashboards, or administer shared boards, alone or \
                with others; one finding for each account.",
    why: "What they own is expected to keep working, but its owner cannot change it any more, and only an administrator \
          can give it to somebody else, a dashboard only where they can see it. And whoever deletes the account one day deletes its filters and dashboards with it.",
    remedy: "Give what is still used to a colleague, as an administrator under Jira settings, System, Shared items, \
             and make somebody else an administrator of the boards. Do this before the account is deleted.",
    controls: &["NIST PS-4", "CIS 5.1", "ISO A.5.9", "ISO A.5.18", "SOC2 CC6.3"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let mut by_account: BTreeMap<&AccountId, Vec<Held<'_>>> = BTreeMap::new();
    for held in case.held(Role::Owner) {
        let is_one = matches!(held.touchpoint.kind, Kind::Filter | Kind::Dashboard | Kind::Board);
        if is_one && held.touchpoint.state == "shared" && held.is_gone() && !is_going(held.account) {
            by_account.entry(&held.account.id).or_default().push(held);
        }
    }
    by_account.into_iter().filter_map(|(id, things)| about(id, &things)).collect()
}

fn about(id: &AccountId, things: &[Held<'_>]) -> Option<Finding> {
    let first = things.first()?;
    let count = |kind: Kind, one: &str| {
        let count = things.iter().filter(|held| held.touchpoint.kind == kind).count();
        (count > 0).then(|| format!("{count} {one}{}", if count == 1 { "" } else { "s" }))
    };
    let counts: Vec<String> =
        [count(Kind::Filter, "filter"), count(Kind::Dashboard, "dashboard"), count(Kind::Board, "board")]
            .into_iter()
            .flatten()
            .collect();
    let title = format!(
        "{}, who is {}, still holds {} that others may use",
        first.account.title(),
        first.gone_word(),
        counts.join(", ")
    );
    let mut names: Vec<String> = things.iter().map(|held| held.touchpoint.title()).collect();
    names.sort();
    let finding = Finding::about_account(&CHECK, id, title)
        .severity(Severity::Low)
        .evidence(names.join("; "))
        .replacement(Replacement::Transfer);
    Some(finding)
}
