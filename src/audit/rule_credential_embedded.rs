//! `rule-credential-embedded`

use super::effects::is_foreign;
use super::{Case, Check, Finding, Replacement, Severity};
use crate::estate::{Binding, Credential, Role, State, Who};
use crate::identity::{Class, Confidence};
use crate::scrub::SecretKind;

pub(super) const CHECK: Check = Check {
    id: "rule-credential-embedded",
    title: "A credential is written into a rule",
    severity: "high for the Atlassian credential of a person or a leaver and for a readable Atlassian token; \
               medium for any other readable secret; low where the value is hidden or stored elsewhere, and for \
               the token of the rule's own incoming webhook",
    looks_for: "Secrets in the steps of automation rules: headers, addresses, bodies, chat webhooks. What is kept \
                is that there is one, of what kind and, where a Basic header names it, whose; never the value.",
    why: "Everybody who may see or export the rule may use the secret. If it is a person's Atlassian token the \
          step is expected to be refused once their account is deleted; whether it still works while the account \
          is only switched off, Atlassian's own texts contradict each other.",
    remedy: "Replace the secret, because it may have been seen, and mark the new one as hidden in the step. For \
             calls to Atlassian make a token of a service account; its address is \
             https://api.atlassian.com/ex/{product}/{cloudId}. Calls to the automation API itself cannot move.",
    controls: &["NHI2:2025", "NHI7:2025", "CIS 3.11", "CIS 5.5", "NIST IA-5", "ISO A.5.17", "SOC2 CC6.1"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let embedded = case.estate.bindings.iter().filter(|binding| binding.role == Role::Credential);
    embedded.map(|binding| judge(case, binding)).collect()
}

fn judge(case: &Case<'_>, binding: &Binding) -> Finding {
    let rule = case.estate.touchpoint_of(binding);
    let credentials: Vec<&Credential> =
        binding.spots.iter().filter_map(|spot| spot.credential.as_ref()).collect();
    let account = binding.who.account().and_then(|id| case.estate.accounts.get(id));
    let class = account.and_then(|account| case.verdicts.get(&account.id)).map(|verdict| verdict.class);
    let foreign = is_foreign(binding);
    let state = account.map_or(State::Unknown, |account| account.state);
    let personal = matches!(class, Some(Class::Person)) || state.is_gone();
    let severity = if personal && !foreign {
        Severity::High
    } else {
        credentials.iter().map(|credential| by_kind(credential)).min().unwrap_or(Severity::Low)
    };
    let whose = match (&binding.who, account) {
        (_, Some(account)) if state.is_gone() => format!("of {}, who has left", account.title()),
        (_, Some(account)) => format!("of {}", account.title()),
        (Who::Address(address), None) => format!("of {address}, who was seen nowhere else"),
        _ => "nothing says whose".to_owned(),
    };
    let mut kinds: Vec<&str> = credentials.iter().map(|credential| credential.kind.title()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let title = format!("{} carries {} ({whose})", rule.title(), kinds.join(" and "));
    let atlassian = credentials.iter().any(|credential| credential.atlassian == Some(true));
    let sure = if binding.who == Who::Unknown { Confidence::Medium } else { Confidence::High };
    Finding::about(&CHECK, case, binding, title)
        .severity(severity)
        .confidence(sure)
        .replacement(if atlassian { Replacement::ServiceAccount } else { Replacement::Keep })
}

/// Severity of a credential when nothing is known of its owner.
fn by_kind(credential: &Credential) -> Severity {
    match credential.kind {
        SecretKind::Hidden | SecretKind::StoredSecret | SecretKind::WebhookToken => Severity::Low,
        kind if kind.is_atlassian() == Some(true) => Severity::High,
        _ => Severity::Medium,
    }
}
