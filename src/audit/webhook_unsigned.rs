//! `webhook-unsigned`

use super::{Case, Check, Finding, Severity};

pub(super) const CHECK: Check = Check {
    id: "webhook-unsigned",
    title: "A webhook does not sign what it sends",
    severity: "low while the webhook is enabled, info when it is disabled",
    looks_for: "Admin webhooks that say that no secret is defined for their signature. A webhook that does not say \
                is left out.",
    why: "Whoever knows the receiver's address can send it messages that look like Atlassian's, and the receiver \
          cannot tell. Whether it checks in another way cannot be seen from here.",
    remedy: "Define a secret in the webhook and have the receiver check the signature. In Confluence a secret is \
             reported to be ignored: there, let the receiver ask Confluence before it acts.",
    controls: &["NHI4:2025", "CIS 15.1", "NIST SA-9", "SOC2 CC6.7"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let webhooks = case.estate.touchpoints.iter().enumerate();
    webhooks
        .filter_map(|(index, webhook)| {
            let facts = webhook.webhook().filter(|facts| facts.signed == Some(false))?;
            let target = facts.target.as_ref().map(|target| target.origin.as_str());
            let target = target.unwrap_or("an address that is not understood");
            let title = format!("{} sends to {target} without a signature", webhook.title());
            let severity = if webhook.is_live() { Severity::Low } else { Severity::Info };
            let finding = Finding::about_touchpoint(&CHECK, case, index, title);
            Some(finding.severity(severity).evidence("isSigned is false"))
        })
        .collect()
}
