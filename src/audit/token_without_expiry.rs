//! `token-without-expiry`

use super::{Case, Check, Finding, Replacement, Severity};
use crate::estate::{Role, When};
use crate::identity::Confidence;

pub(super) const CHECK: Check = Check {
    id: "token-without-expiry",
    title: "An API token that never runs out",
    severity: "medium",
    looks_for: "Live API tokens that the source says have no expiry. A source that says nothing of expiry does \
                not count.",
    why: "Tokens made since 15 December 2024 last a year at most, and older ones were set to run out between \
          14 March and 12 May 2026. One without an end is an anomaly, and a secret that lives for ever will be \
          seen one day.",
    remedy: "Make a new one with an end, for a service account where an integration uses it, and revoke this one.",
    controls: &["NHI7:2025", "NIST IA-5", "ISO A.5.17", "SOC2 CC6.1"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let live = case.held(Role::Holder).filter(|held| held.touchpoint.is_live());
    live.filter_map(|held| {
        let token = held.touchpoint.token()?;
        let (confidence, without) = match token.expires {
            When::Never => (Confidence::High, "without expiry"),
            When::Omitted => (Confidence::Medium, "and its expiry left out, where others have one"),
            When::At(_) | When::Unsaid => return None,
        };
        let made = match token.created {
            Some(created) => format!("made on {}", created.format("%Y-%m-%d")),
            None => "nothing says when it was made".to_owned(),
        };
        let title = format!("{} of {} never runs out", held.touchpoint.title(), held.account.title());
        let finding = Finding::about(&CHECK, case, held.binding, title)
            .severity(Severity::Medium)
            .confidence(confidence)
            .evidence(format!("{made}, {without}"))
            .replacement(Replacement::ServiceAccount);
        Some(finding)
    })
    .collect()
}
