//! `service-account-credential-expiring`

use super::{Case, Check, Finding, Severity, days, last_use};
use crate::estate::Kind;

pub(super) const CHECK: Check = Check {
    id: "service-account-credential-expiring",
    title: "A service account's credential is about to run out",
    severity: "medium where the credential is in use or nothing says so, else low",
    looks_for: "Live credentials of service accounts that expire within the days of `policy.expiring_days`.",
    why: "The integration that works with it stops on that day. Whether anybody is told beforehand Atlassian does \
          not say; tokens of service accounts last a year at most.",
    remedy: "Make a new credential with only the scopes the integration needs, put it in place before that day, \
             and record who renews it next.",
    controls: &["NHI7:2025", "CIS 5.5", "NIST IA-5", "ISO A.5.17", "SOC2 CC6.1"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let keys = case.live_keys(Kind::ServiceAccountCredential);
    keys.filter_map(|key| {
        let expires = case.runs_out(key.facts.expires)?;
        let title = format!("{} runs out in {}", key.title(case), days(-case.days_since(expires)));
        let evidence =
            format!("expires on {}; {}", expires.format("%Y-%m-%d"), last_use(case, key.facts.last_used));
        let finding = key
            .finding(&CHECK, case, title)
            .severity(if key.is_unused(case) { Severity::Low } else { Severity::Medium })
            .evidence(evidence);
        Some(finding)
    })
    .collect()
}
