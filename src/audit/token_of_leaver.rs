//! `token-of-leaver`

use super::{Case, Check, Finding, Replacement, Severity, days};
use crate::estate::{Role, When};

pub(super) const CHECK: Check = Check {
    id: "token-of-leaver",
    title: "An API token of somebody who has left",
    severity: "high where it was used within the days of `policy.stale_days`, or nothing says when it was used; \
               else medium",
    looks_for: "API tokens that are neither blocked nor expired and whose holder is deactivated or deleted.",
    why: "Either an integration has stopped, or a leaver's token goes on working unnoticed. For a deactivated \
          account Atlassian's own texts contradict each other on which of the two it is, so its standing is \
          unverified.",
    remedy: "Find out what uses it, move that to a service account, then revoke the token. Do not wait for it to \
             run out.",
    controls: &["NHI1:2025", "CIS 6.2", "NIST PS-4", "NIST AC-2(3)", "ISO A.5.18", "ISO A.6.5", "SOC2 CC6.2"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let gone = case.held(Role::Holder).filter(|held| held.is_gone() && held.touchpoint.is_live());
    gone.filter_map(|held| {
        let token = held.touchpoint.token()?;
        let (recent, evidence) = match token.last_used {
            When::At(time) => {
                let age = case.days_since(time);
                (age <= case.policy.stale_days, format!("used {} ago", days(age)))
            }
            When::Never => (false, "never used".to_owned()),
            When::Unsaid => (true, "nothing says when it was used".to_owned()),
        };
        let title = format!(
            "{} is held by {}, who is {}",
            held.touchpoint.title(),
            held.account.title(),
            held.gone_word()
        );
        let finding = Finding::about(&CHECK, case, held.binding, title)
            .severity(if recent { Severity::High } else { Severity::Medium })
            .evidence(evidence)
            .replacement(if recent { Replacement::ServiceAccount } else { Replacement::Delete });
        Some(finding)
    })
    .collect()
}
