//! `org-key-of-leaver`

use super::{Case, Check, Finding, Replacement, Severity, last_use};
use crate::estate::{KeyForm, Role};

pub(super) const CHECK: Check = Check {
    id: "org-key-of-leaver",
    title: "An organisation's API key that was made by somebody who has left",
    severity: "high where the key has no scopes and so may do all; else medium",
    looks_for: "API keys of the organisation that have not run out and whose maker is deactivated or deleted.",
    why: "The key belongs to the organisation and goes on working after its maker has left; Atlassian documents \
          that for a deactivated maker. So nothing breaks, but whoever left may still have a key to the \
          organisation, and nobody answers for it.",
    remedy: "Find out what uses the key, have an administrator who stays make a new one with only the scopes it \
             needs, put it in place, then revoke this one. A service account cannot make or replace it.",
    controls: &[
        "NHI1:2025",
        "NHI7:2025",
        "CIS 5.4",
        "CIS 6.2",
        "NIST AC-6(5)",
        "NIST PS-4",
        "ISO A.5.18",
        "ISO A.8.2",
        "SOC2 CC6.2",
        "SOC2 CC6.3",
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let gone = case.held(Role::Author).filter(|held| held.is_gone() && held.touchpoint.is_live());
    gone.filter_map(|held| {
        let key = held.touchpoint.key().filter(|key| key.form == KeyForm::OrgKey)?;
        let unscoped = key.scopes.as_ref().is_some_and(Vec::is_empty);
        let title = format!(
            "{} was made by {}, who is {}",
            held.touchpoint.title(),
            held.account.title(),
            held.gone_word()
        );
        let may = match &key.scopes {
            Some(scopes) if scopes.is_empty() => "it has no scopes, so it may do all".to_owned(),
            Some(scopes) => format!("its scopes: {}", scopes.join(", ")),
            None => "nothing says what it may do".to_owned(),
        };
        let finding = Finding::about(&CHECK, case, held.binding, title)
            .severity(if unscoped { Severity::High } else { Severity::Medium })
            .evidence(format!("{}; {may}", last_use(case, key.last_used)))
            .replacement(Replacement::Transfer);
        Some(finding)
    })
    .collect()
}
