//! `service-account-without-credentials`

use super::{Case, Check, Finding, RULES_UNSEEN, Replacement, Severity};
use crate::identity::Confidence;

pub(super) const CHECK: Check = Check {
    id: "service-account-without-credentials",
    title: "A service account without a live credential",
    severity: "always low",
    looks_for: "Service accounts without a live token or OAuth client which run no rule that was read. Only \
                where the lists of credentials were read whole and say whose each is; where not every rule was \
                read, with low confidence and without the advice to delete.",
    why: "It takes one of the few places of the quota, and no integration can work as it. Perhaps an integration was to be \
          moved to it and never was; perhaps its last credential has run out and the integration stands still.",
    remedy: "Ask its owner. Give it the credential it was made for, or delete it: a deleted service account is \
             purged for ever.",
    controls: &["NHI1:2025", "CIS 5.3", "CIS 5.5", "NIST AC-2", "ISO A.5.16", "SOC2 CC6.2"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(held) = case.credentials() else { return Vec::new() };
    let actors = case.live_actors();
    let rules_known = case.knows_rules();
    let accounts = case.service_accounts().filter(|account| !actors.contains(&account.id));
    accounts
        .filter_map(|account| {
            let own = held.get(&account.id).map_or(&[][..], Vec::as_slice);
            if own.iter().any(|key| key.touchpoint.is_live()) {
                return None;
            }
            let past =
                own.iter().map(|key| format!("{} is {}", key.touchpoint.title(), key.touchpoint.state));
            let past: Vec<String> = past.collect();
            let mut evidence = match past.is_empty() {
                true => "the lists of credentials, read whole, have none of it".to_owned(),
                false => past.join("; "),
            };
            if !rules_known {
                evidence.push_str("; ");
                evidence.push_str(RULES_UNSEEN);
            }
            let title = format!("The service account {} has no live credential", account.title());
            let finding =
                Finding::about_account(&CHECK, &account.id, title).severity(Severity::Low).evidence(evidence);
            Some(match rules_known {
                true => finding.replacement(Replacement::Delete),
                false => finding.confidence(Confidence::Low).replacement(Replacement::Keep),
            })
        })
        .collect()
}
