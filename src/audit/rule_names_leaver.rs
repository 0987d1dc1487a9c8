//! `rule-names-leaver`

use super::{Case, Check, Finding, Replacement, Severity};
use crate::estate::Role;

pub(super) const CHECK: Check = Check {
    id: "rule-names-leaver",
    title: "A rule names an account that has left",
    severity: "low while the rule is enabled, info when it is disabled; medium where the enabled rule hands issues to them",
    looks_for: "Automation rules that name a deactivated or deleted account in a step, a condition, a search, a \
                mention or as a recipient.",
    why: "The rule assigns to, checks for or writes to somebody who is no longer there. What a rule does then is \
          not documented, so this is to be checked, not to be called broken.",
    remedy: "Name a team, a group, a role or a field instead of a person; else a colleague.",
    controls: &["NHI1:2025", "NIST PS-4", "NIST CM-3", "ISO A.5.18"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let gone = case.of_rules(Role::Subject).filter(|held| held.is_gone());
    gone.map(|held| {
        let rule = held.touchpoint;
        let assigns = held.binding.spots.iter().any(|spot| {
            spot.step.contains(".assign") || spot.what == "set as assignee" || spot.what == "set as reporter"
        });
        let severity = match (rule.is_live(), assigns) {
            (true, true) => Severity::Medium,
            (true, false) => Severity::Low,
            (false, _) => Severity::Info,
        };
        let title = format!("{} names {}, who is {}", rule.title(), held.account.title(), held.gone_word());
        Finding::about(&CHECK, case, held.binding, title).severity(severity).replacement(Replacement::Team)
    })
    .collect()
}
