//! `rule-actor-robot`

use super::{Case, Check, Finding, Replacement, Severity, perhaps};
use crate::estate::{Kind, Role};
use crate::identity::Class;

pub(super) const CHECK: Check = Check {
    id: "rule-actor-robot",
    title: "A rule runs as a licensed dummy user",
    severity: "medium while the rule is enabled, info when it is disabled",
    looks_for: "Automation rules whose actor is a robot: an account that is no human being but holds a human's \
                licence.",
    why: "The rule works, but keeps a paid seat alive, and whoever tidies up inactive users will switch it off.",
    remedy: "Set the actor to \"Automation for Jira\", which needs no account and no licence. Whether a service \
             account can be an actor is documented nowhere: try that only where the built-in actor does not do.",
    controls: &["NHI9:2025", "CIS 5.1", "CIS 5.5", "NIST AC-2", "NIST IA-4", "ISO A.5.16", "SOC2 CC6.1"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let robots = case.of_rules(Role::Actor).filter(|held| held.class == Class::Robot && !held.is_gone());
    robots
        .map(|held| {
            let rule = held.touchpoint;
            let what = perhaps(held.confidence, "a dummy user");
            let title = format!("{} runs as {}, {what}", rule.title(), held.account.title());
            let finding = Finding::about(&CHECK, case, held.binding, title)
                .confidence(held.confidence)
                .severity(if rule.is_live() { Severity::Medium } else { Severity::Info });
            match rule.kind {
                Kind::ConfluenceAutomationRule => finding
                    .remedy(
                        "In Confluence the actor is whoever made the rule or set themselves, and a service \
                         account cannot log in to do that: keep the account with an owner on record for as \
                         long as the rule is needed.",
                    )
                    .replacement(Replacement::NotYetPossible),
                _ => finding.replacement(Replacement::AutomationActor),
            }
        })
        .collect()
}
