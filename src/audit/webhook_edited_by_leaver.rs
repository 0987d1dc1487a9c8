//! `webhook-edited-by-leaver`

use super::{Case, Check, Finding, Replacement, Severity};
use crate::estate::Role;

pub(super) const CHECK: Check = Check {
    id: "webhook-edited-by-leaver",
    title: "Whoever changed a webhook last has left",
    severity: "low while the webhook is enabled, info when it is disabled",
    looks_for: "Admin webhooks whose last editor is deactivated or deleted.",
    why: "The webhook runs as nobody and is expected to keep sending. What went with the person is the knowledge \
          what it is for, who reads it, and whether it may go.",
    remedy: "Ask who receives it, and put an owner and a purpose on record; if nobody needs it, delete it. Saving \
             it once as somebody else makes that person the one to ask.",
    controls: &["NHI1:2025", "NHI3:2025", "CIS 15.1", "NIST SA-9", "NIST AC-20", "ISO A.5.19", "SOC2 CC9.2"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let edited = case.held(Role::Editor).filter(|held| held.touchpoint.kind.is_webhook() && held.is_gone());
    edited
        .map(|held| {
            let webhook = held.touchpoint;
            let title = format!(
                "{} was changed last by {}, who is {}",
                webhook.title(),
                held.account.title(),
                held.gone_word()
            );
            let target = webhook.webhook().and_then(|facts| facts.target.as_ref());
            let target = target.map_or("", |target| target.origin.as_str());
            let mut evidence = format!("sends to {target}");
            if let Some(changed) = webhook.changed {
                evidence.push_str(&format!("; changed on {}", changed.date_naive()));
            }
            Finding::about(&CHECK, case, held.binding, title)
                .severity(if webhook.is_live() { Severity::Low } else { Severity::Info })
                .evidence(evidence)
                .replacement(Replacement::Keep)
        })
        .collect()
}
