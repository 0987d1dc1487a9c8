//! `rule-connection-person`

use super::{Case, Check, Finding, Replacement, Severity};
use crate::estate::{Binding, Role};
use crate::identity::Class;

pub(super) const CHECK: Check = Check {
    id: "rule-connection-person",
    title: "A rule reaches another system through a person's consent",
    severity: "medium while the rule is enabled, info when it is disabled",
    looks_for: "Connections of automation rules that are held by the active account of a person; not those by \
                which an app proves itself (FORGE, CONNECT, ASAP).",
    why: "The step works with this person's rights in the other system and may stop when they leave. Transfer \
          user replaces actor and owner of a rule but leaves its connections behind.",
    remedy: "Note who holds the connection, and connect the step anew as an account that stays before this \
             person is off-boarded.",
    controls: &[
        "NHI1:2025",
        "NHI3:2025",
        "CIS 5.5",
        "CIS 15.1",
        "NIST AC-2",
        "NIST SA-9",
        "ISO A.5.16",
        "ISO A.5.23",
        "SOC2 CC6.1",
        "SOC2 CC9.2",
    ],
    run,
};

/// Whether a connection rests on an account rather than on an app.
pub(super) fn is_personal(binding: &Binding) -> bool {
    let auth = binding.spots.iter().map(|spot| spot.connection.as_ref()?.auth_type.as_deref());
    auth.into_iter().any(|auth| !matches!(auth, Some("FORGE" | "CONNECT" | "ASAP")))
}

fn run(case: &Case<'_>) -> Vec<Finding> {
    let people =
        case.of_rules(Role::Connection).filter(|held| held.may_be_person() && is_personal(held.binding));
    people
        .map(|held| {
            let rule = held.touchpoint;
            let what = match held.class {
                Class::Person => "a person",
                _ => "perhaps a person",
            };
            let title =
                format!("{} reaches another system through {}, {what}", rule.title(), held.account.title());
            Finding::about(&CHECK, case, held.binding, title)
                .confidence(held.confidence)
                .severity(if rule.is_live() { Severity::Medium } else { Severity::Info })
                .replacement(Replacement::Transfer)
        })
        .collect()
}
