//! `workflow-fires-disabled-webhook`

use super::{Case, Check, Finding, Severity};
use crate::estate::Kind;

pub(super) const CHECK: Check = Check {
    id: "workflow-fires-disabled-webhook",
    title: "A workflow fires a webhook that is switched off",
    severity: "low where the workflow is in use, else info",
    looks_for: "Rules on transitions that fire an admin webhook which is not enabled.",
    why: "Somebody built the workflow so that another system hears of the transition, and somebody switched off the \
          webhook. Either the other system waits for what does not come, or the step is a left-over.",
    remedy: "Ask whoever changed the webhook last whether the other system still needs it; then switch it on, or \
             take the step out of the workflow and delete the webhook.",
    controls: &["NIST CM-3", "NIST SA-9", "SOC2 CC8.1"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let steps = case.estate.touchpoints.iter().enumerate().filter(|(_, touchpoint)| {
        touchpoint.kind == Kind::WorkflowStepWebhook
            && touchpoint.step().is_some_and(|step| step.webhook_enabled == Some(false))
    });
    steps
        .map(|(index, touchpoint)| {
            let webhook = touchpoint.step().and_then(|step| {
                let id = step.webhook.as_ref()?;
                // They stand in the order of their ids.
                let touchpoints = &case.estate.touchpoints;
                let at = touchpoints.binary_search_by(|other| other.id.cmp(id)).ok()?;
                touchpoints.get(at)
            });
            let name = webhook.map_or_else(|| "a webhook".to_owned(), |webhook| webhook.title());
            let title = format!("{} fires {name}, which is switched off", touchpoint.title());
            Finding::about_touchpoint(&CHECK, case, index, title)
                .severity(if touchpoint.is_live() { Severity::Low } else { Severity::Info })
                .evidence("the webhook is not enabled")
        })
        .collect()
}
