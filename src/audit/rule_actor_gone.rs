//! `rule-actor-gone`

use super::{Case, Check, Finding, Replacement, Severity};
use crate::estate::{Kind, Role};

pub(super) const CHECK: Check = Check {
    id: "rule-actor-gone",
    title: "A rule runs as an account that has left",
    severity: "critical while the rule is enabled, low when it is disabled",
    looks_for: "Automation rules whose actor is a deactivated or deleted account.",
    why: "A rule does its work as its actor. In Confluence a rule whose actor is inactive silently stops while \
          the list still shows it as enabled (CONFCLOUD-83973). In Jira it is reported to fail until somebody \
          chooses another actor; existing rules are not checked again when their actor is switched off.",
    remedy: "In Jira set the actor to \"Automation for Jira\", which needs no account; then look in the rule's \
             log for what it missed. Do not save the rule through the API: a rule with connections is disabled \
             when anybody but the owner of its connections saves it.",
    controls: &[
        "NHI1:2025",
        "CIS 5.3",
        "CIS 6.2",
        "NIST AC-2(3)",
        "NIST PS-4",
        "ISO A.5.16",
        "ISO A.5.18",
        "ISO A.6.5",
        "SOC2 CC6.2",
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let gone = case.of_rules(Role::Actor).filter(|held| held.is_gone());
    gone.map(|held| {
        let rule = held.touchpoint;
        let title =
            format!("{} runs as {}, who is {}", rule.title(), held.account.title(), held.gone_word());
        let finding = Finding::about(&CHECK, case, held.binding, title)
            .severity(if rule.is_live() { Severity::Critical } else { Severity::Low });
        match rule.kind {
            Kind::ConfluenceAutomationRule => finding
                .remedy(
                    "Log in as the account that should run it and set the rule's actor to yourself, or make the \
                     rule anew: in Confluence nobody can set somebody else as actor. Then check what was missed.",
                )
                .replacement(Replacement::Transfer),
            _ => finding.replacement(Replacement::AutomationActor),
        }
    })
    .collect()
}
