//! `webhook-secret-in-address`

use super::{Case, Check, Finding, Severity};
use crate::estate::Credential;
use crate::scrub::SecretKind;

pub(super) const CHECK: Check = Check {
    id: "webhook-secret-in-address",
    title: "A secret stands in the address of a webhook",
    severity: "high for an Atlassian credential, medium for any other secret; low for the token of an incoming \
               webhook that is its own address, and when the webhook is disabled",
    looks_for: "Secrets in the addresses of admin webhooks: a user with a password, a token in the query or in \
                the path. What is kept is that there is one and of what kind; never the value.",
    why: "Every administrator can read the address, and so can whoever keeps the logs of the receiver and of what \
          stands in between. A secret in an address is a secret in many places.",
    remedy: "Replace the secret, because it may have been seen, and let the receiver check a signature instead. \
             Where the receiver knows no other way, keep the address to as few people as possible.",
    controls: &["NHI2:2025", "NHI7:2025", "CIS 3.11", "CIS 5.5", "NIST IA-5", "ISO A.5.17", "SOC2 CC6.1"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let webhooks = case.estate.touchpoints.iter().enumerate();
    webhooks
        .filter_map(|(index, webhook)| {
            let facts = webhook.webhook()?;
            let worst = facts.secrets.iter().map(by_kind).min()?;
            let mut kinds: Vec<&str> = facts.secrets.iter().map(|secret| secret.kind.title()).collect();
            kinds.sort_unstable();
            kinds.dedup();
            let kinds = kinds.join(" and ");
            let title = format!("The address of {} carries {kinds}", webhook.title());
            let host = facts.target.as_ref().map_or("", |target| target.origin.as_str());
            let evidence = format!("{kinds} in the address {host}");
            let severity = if webhook.is_live() { worst } else { Severity::Low };
            let finding = Finding::about_touchpoint(&CHECK, case, index, title);
            Some(finding.severity(severity).evidence(evidence.trim_end()))
        })
        .collect()
}

fn by_kind(secret: &Credential) -> Severity {
    match secret.kind {
        SecretKind::Hidden | SecretKind::StoredSecret | SecretKind::WebhookToken => Severity::Low,
        kind if kind.is_atlassian() == Some(true) => Severity::High,
        _ => Severity::Medium,
    }
}
