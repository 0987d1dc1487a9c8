//! `service-account-over-privileged`

use super::{Case, Check, Finding, Severity};
use crate::estate::Kind;

pub(super) const CHECK: Check = Check {
    id: "service-account-over-privileged",
    title: "A service account's credential that may do more than an integration should",
    severity: "medium",
    looks_for: "Live credentials of service accounts with a scope to manage, to delete or to administer.",
    why: "Most integrations read and write issues or pages. Whoever finds a credential that may manage or delete \
          can change or destroy what everybody works with, and no person is asked.",
    remedy: "Ask what the integration calls. The scopes of a credential are reported to be fixed: make another with \
             only those it needs, put it in place, and revoke this one.",
    controls: &["NHI5:2025", "CIS 6.8", "NIST AC-6", "ISO A.8.2", "ISO A.8.3", "SOC2 CC6.3"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let keys = case.live_keys(Kind::ServiceAccountCredential);
    keys.filter_map(|key| {
        let scopes = key.facts.scopes.as_ref()?;
        let wide: Vec<&str> = scopes.iter().map(String::as_str).filter(|scope| is_wide(scope)).collect();
        if wide.is_empty() {
            return None;
        }
        let title = format!("{} may do more than read and write", key.title(case));
        let finding = key
            .finding(&CHECK, case, title)
            .severity(Severity::Medium)
            .evidence(format!("its wide scopes: {}", wide.join(", ")));
        Some(finding)
    })
    .collect()
}

/// Whether a scope lets its holder manage, delete or administer.
fn is_wide(scope: &str) -> bool {
    let mut words = scope.split(|c: char| !c.is_alphanumeric());
    words.any(|word| ["manage", "delete", "admin"].iter().any(|wide| word.eq_ignore_ascii_case(wide)))
}
