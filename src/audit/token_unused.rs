//! `token-unused`

use super::{Case, Check, Finding, Replacement, Severity, days};
use crate::estate::{Role, When};

pub(super) const CHECK: Check = Check {
    id: "token-unused",
    title: "An API token that nobody uses",
    severity: "medium for an administrator's token, else low",
    looks_for: "Live API tokens that were not used for more than the days of `policy.stale_days`, or never since \
                they were made that long ago.",
    why: "A credential without a use is only a risk; an administrator's most of all.",
    remedy: "Ask its holder, then revoke it. A yearly job may use a token once a year: look at its label first.",
    controls: &[
        "NHI1:2025",
        "NHI7:2025",
        "CIS 5.3",
        "CIS 6.2",
        "NIST IA-5",
        "NIST AC-2(3)",
        "ISO A.5.17",
        "ISO A.5.18",
        "SOC2 CC6.2",
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let live = case.held(Role::Holder).filter(|held| held.touchpoint.is_live());
    live.filter_map(|held| {
        let token = held.touchpoint.token()?;
        let (age, evidence) = match (token.last_used, token.created) {
            (When::At(time), _) => {
                let age = case.days_since(time);
                (age, format!("last used {} ago", days(age)))
            }
            (When::Never, Some(created)) => {
                let age = case.days_since(created);
                (age, format!("made {} ago and never used", days(age)))
            }
            (When::Never, None) | (When::Unsaid, _) => return None,
        };
        if age <= case.policy.stale_days {
            return None;
        }
        let admin = held.account.org_admin == Some(true);
        let title = format!("{} of {} is not used", held.touchpoint.title(), held.account.title());
        let evidence = if admin { format!("{evidence}; its holder is an administrator") } else { evidence };
        let finding = Finding::about(&CHECK, case, held.binding, title)
            .severity(if admin { Severity::Medium } else { Severity::Low })
            .evidence(evidence)
            .replacement(Replacement::Delete);
        Some(finding)
    })
    .collect()
}
