//! `org-key-expiring`

use super::{Case, Check, Finding, Replacement, Severity, days, last_use};
use crate::estate::Kind;

pub(super) const CHECK: Check = Check {
    id: "org-key-expiring",
    title: "An organisation's API key is about to run out",
    severity: "medium where the key is in use or nothing says so, else low",
    looks_for: "Live API keys of the organisation that expire within the days of `policy.expiring_days`.",
    why: "Whatever manages users, reads the audit log or audits the organisation with the key stops on that day. \
          A key cannot be made to last longer than a year.",
    remedy: "Find out what uses it, make a new one with only the scopes that needs, put it in place before that \
             day, and record who renews it next.",
    controls: &["NHI7:2025", "NIST IA-5", "ISO A.5.17", "SOC2 CC6.1"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let keys = case.live_keys(Kind::OrgApiKey);
    keys.filter_map(|key| {
        let expires = case.runs_out(key.facts.expires)?;
        let unused = key.is_unused(case);
        let title = format!("{} runs out in {}", key.title(case), days(-case.days_since(expires)));
        let evidence =
            format!("expires on {}; {}", expires.format("%Y-%m-%d"), last_use(case, key.facts.last_used));
        let finding = key
            .finding(&CHECK, case, title)
            .severity(if unused { Severity::Low } else { Severity::Medium })
            .evidence(evidence)
            .replacement(if unused { Replacement::Delete } else { Replacement::Keep });
        Some(finding)
    })
    .collect()
}
