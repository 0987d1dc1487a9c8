//! `webhook-clear-text`

use super::{Case, Check, Finding, Severity};

pub(super) const CHECK: Check = Check {
    id: "webhook-clear-text",
    title: "A webhook sends in clear text",
    severity: "high where its address carries a secret, else medium; low when the webhook is disabled",
    looks_for: "Admin webhooks of Jira and Confluence that send to an http:// address.",
    why: "Issues, pages and comments, and a secret in the address with them, can be read and changed by everybody \
          on the way.",
    remedy: "Change the address to https://. If it carried a secret, replace that secret too.",
    controls: &["NHI4:2025", "CIS 15.1", "NIST SA-9", "NIST AC-20", "SOC2 CC6.7"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let webhooks = case.estate.touchpoints.iter().enumerate();
    webhooks
        .filter_map(|(index, webhook)| {
            let facts = webhook.webhook()?;
            let target = facts.target.as_ref().filter(|target| target.clear_text)?;
            let severity = match (webhook.is_live(), target.with_credential) {
                (true, true) => Severity::High,
                (true, false) => Severity::Medium,
                (false, _) => Severity::Low,
            };
            let carrying = if target.with_credential { ", with a secret in the address" } else { "" };
            let title = format!("{} sends to {} in clear text{carrying}", webhook.title(), target.origin);
            let events = match facts.events.as_slice() {
                [] => "for which events is not said".to_owned(),
                events => format!("for {}", events.join(", ")),
            };
            let finding = Finding::about_touchpoint(&CHECK, case, index, title);
            Some(finding.severity(severity).evidence(format!("{}: {events}", target.origin)))
        })
        .collect()
}
