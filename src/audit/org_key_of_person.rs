//! `org-key-of-person`

use super::{Case, Check, Finding, Replacement, Severity, last_use};
use crate::estate::{KeyForm, Role};

pub(super) const CHECK: Check = Check {
    id: "org-key-of-person",
    title: "An organisation's API key that perhaps only one person knows",
    severity: "medium where the key is live and has no scopes, so that it may do all; low where it is live; info \
               where it is not",
    looks_for: "API keys of the organisation that were made by a person who is still there.",
    why: "The key does not stop when its maker leaves, but nothing says who else knows what it is for and where it lies. Keys \
          can be made by administrators only, so their reach is the organisation's.",
    remedy: "Write down an owner beside its maker, what the key is for and where it is kept; let it be renewed \
             with only the scopes it needs. A service account cannot make one.",
    controls: &["NHI5:2025", "CIS 5.4", "NIST AC-6(5)", "ISO A.5.18", "ISO A.8.2", "SOC2 CC6.3"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let made = case.held(Role::Author).filter(|held| held.may_be_person());
    made.filter_map(|held| {
        let key = held.touchpoint.key().filter(|key| key.form == KeyForm::OrgKey)?;
        let unscoped = key.scopes.as_ref().is_some_and(Vec::is_empty);
        let severity = match (held.touchpoint.is_live(), unscoped) {
            (true, true) => Severity::Medium,
            (true, false) => Severity::Low,
            (false, _) => Severity::Info,
        };
        let title =
            format!("{} was made by {}: who else knows it?", held.touchpoint.title(), held.account.title());
        let mut evidence = format!("{}; {}", held.touchpoint.state, last_use(case, key.last_used));
        if unscoped {
            evidence.push_str("; it has no scopes, so it may do all");
        }
        let finding = Finding::about(&CHECK, case, held.binding, title)
            .severity(severity)
            .confidence(held.confidence)
            .evidence(evidence)
            .replacement(Replacement::Keep);
        Some(finding)
    })
    .collect()
}
