//! `rule-actor-person`

use super::{Case, Check, Finding, Replacement, Severity};
use crate::estate::{Kind, Role};
use crate::identity::{Class, Confidence};

pub(super) const CHECK: Check = Check {
    id: "rule-actor-person",
    title: "A rule runs as a person",
    severity: "high while the rule is enabled, info when it is disabled; medium where nothing tells what the \
               account is",
    looks_for: "Automation rules whose actor is the account of a person who has not left, or one of which nothing is known.",
    why: "The rule can do all that the person can, everything it does is recorded as done by them, and it is \
          expected to stop once the account is switched off: reported of Jira, documented of Confluence, where \
          nobody is told.",
    remedy: "Set the actor to \"Automation for Jira\", which needs no account. Where the step needs rights that \
             actor lacks, grant them to it in the project.",
    controls: &[
        "NHI1:2025",
        "NHI5:2025",
        "CIS 5.5",
        "CIS 5.6",
        "NIST AC-2",
        "NIST AC-6",
        "ISO A.5.16",
        "SOC2 CC6.1",
        "SOC2 CC6.3",
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let held = case
        .of_rules(Role::Actor)
        .filter(|held| held.may_leave() || (held.class == Class::Unknown && !held.is_gone()));
    held.map(|held| {
        let rule = held.touchpoint;
        let (title, confidence, severity) = if held.class == Class::Person {
            let title = format!("{} runs as {}, a person", rule.title(), held.account.title());
            (title, held.confidence, Severity::High)
        } else {
            let title =
                format!("{} runs as {}, of which nothing else is known", rule.title(), held.account.title());
            (title, Confidence::Low, Severity::Medium)
        };
        let finding = Finding::about(&CHECK, case, held.binding, title)
            .confidence(confidence)
            .severity(if rule.is_live() { severity } else { Severity::Info });
        match rule.kind {
            Kind::ConfluenceAutomationRule => finding
                .remedy(
                    "In Confluence the actor is whoever made the rule or set themselves, so every rule hangs on \
                     an account by design. Accept it with an owner on record, or have an account that stays \
                     make the rule anew; plan it before this person leaves.",
                )
                .replacement(Replacement::Transfer),
            _ => finding.replacement(Replacement::AutomationActor),
        }
    })
    .collect()
}
