//! `rule-owner-gone`

use super::{Case, Check, Finding, Replacement, Severity};
use crate::estate::{Kind, Role, WriteAccess};

pub(super) const CHECK: Check = Check {
    id: "rule-owner-gone",
    title: "A rule belongs to an account that has left",
    severity: "medium where only the owner may edit the enabled rule, else low; info when it is disabled",
    looks_for: "Automation rules whose owner is a deactivated or deleted account.",
    why: "The rule keeps running as its actor, but its error mails go to a mailbox nobody reads. Where only the \
          owner may edit it, nobody can repair it until a global administrator hands it over.",
    remedy: "Have a global administrator use Transfer user on the list of rules, or choose a new owner for this \
             rule. Transfer user does not hand over connections.",
    controls: &["NHI1:2025", "CIS 5.5", "NIST AC-2", "NIST CM-3", "ISO A.5.9", "ISO A.5.16", "SOC2 CC8.1"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let gone = case.of_rules(Role::Owner).filter(|held| held.is_gone());
    gone.map(|held| {
        let rule = held.touchpoint;
        let locked = rule.rule().is_some_and(|facts| facts.write_access == WriteAccess::OwnerOnly);
        let severity = match (rule.is_live(), locked) {
            (true, true) => Severity::Medium,
            (true, false) => Severity::Low,
            (false, _) => Severity::Info,
        };
        let title =
            format!("{} belongs to {}, who is {}", rule.title(), held.account.title(), held.gone_word());
        let evidence = match locked {
            true => "owns the rule; only the owner may edit it",
            false => "owns the rule",
        };
        let finding = Finding::about(&CHECK, case, held.binding, title)
            .severity(severity)
            .evidence(evidence)
            .replacement(Replacement::Transfer);
        match rule.kind {
            Kind::ConfluenceAutomationRule => finding.remedy(
                "Transfer user knows Jira's rules only. Choose a new owner in the rule where somebody may edit \
                 it, else make it anew.",
            ),
            _ => finding,
        }
    })
    .collect()
}
