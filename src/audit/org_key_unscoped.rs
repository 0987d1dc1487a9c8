//! `org-key-unscoped`

use super::{Case, Check, Finding, Severity, last_use};
use crate::estate::Kind;

pub(super) const CHECK: Check = Check {
    id: "org-key-unscoped",
    title: "An organisation's API key without scopes",
    severity: "medium",
    looks_for: "Live API keys of the organisation that the list shows without scopes. A list that says nothing of \
                scopes does not count.",
    why: "Such a key may do all that the administration APIs offer: create, deactivate and delete accounts, change \
          policies, revoke every token. Whoever finds it has the organisation.",
    remedy: "Make a key with only the scopes it needs and revoke this one. Two interfaces still refuse keys with \
             scopes, user management and account management: what uses those has to keep its key, and somebody \
             has to guard it.",
    controls: &["NHI5:2025", "CIS 6.8", "NIST AC-6", "ISO A.8.2", "ISO A.8.3", "SOC2 CC6.3"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let keys = case.live_keys(Kind::OrgApiKey);
    keys.filter(|key| key.facts.scopes.as_ref().is_some_and(Vec::is_empty))
        .map(|key| {
            let title = format!("{} has no scopes, so it may do all", key.title(case));
            key.finding(&CHECK, case, title)
                .severity(Severity::Medium)
                .evidence(format!("listed without scopes; {}", last_use(case, key.facts.last_used)))
        })
        .collect()
}
