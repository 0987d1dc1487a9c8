//! `token-expiring`

use super::{Case, Check, Finding, Replacement, Severity, days};
use crate::estate::{Role, When};

pub(super) const CHECK: Check = Check {
    id: "token-expiring",
    title: "An API token is about to run out",
    severity: "medium where the token is in use or nothing says so, else low",
    looks_for: "Live API tokens that expire within the days of `policy.expiring_days`.",
    why: "Whatever uses the token stops on that day. Only its holder is mailed, one day before.",
    remedy: "Find out what uses it. If it is an integration, move it to a service account now rather than \
             renewing a person's token.",
    controls: &["NHI7:2025", "CIS 5.5", "NIST IA-5", "ISO A.5.17", "SOC2 CC6.1"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let live = case.held(Role::Holder).filter(|held| held.touchpoint.is_live());
    live.filter_map(|held| {
        let token = held.touchpoint.token()?;
        let expires = token.expires.at()?;
        let left = -case.days_since(expires);
        if expires > case.as_of + chrono::TimeDelta::days(case.policy.expiring_days) {
            return None;
        }
        let unused = match token.last_used {
            When::At(time) => case.days_since(time) > case.policy.stale_days,
            When::Never => true,
            When::Unsaid => false,
        };
        let title =
            format!("{} of {} runs out in {}", held.touchpoint.title(), held.account.title(), days(left));
        let finding = Finding::about(&CHECK, case, held.binding, title)
            .severity(if unused { Severity::Low } else { Severity::Medium })
            .evidence(format!("expires on {}", expires.format("%Y-%m-%d")))
            .replacement(if unused { Replacement::Delete } else { Replacement::ServiceAccount });
        Some(finding)
    })
    .collect()
}
