//! `workflow-step-names-leaver`

use super::{Case, Check, Finding, Held, Replacement, Severity, perhaps};
use crate::estate::{Kind, Role};
use crate::identity::Class;

pub(super) const CHECK: Check = Check {
    id: "workflow-step-names-leaver",
    title: "A workflow names an account that has left, or a robot",
    severity: "where the workflow is in use: medium for a leaver to whom issues go, or as whom an app or agent \
               works, and low for a leaver named otherwise and for a robot; info where the workflow is not in use \
               or the step is switched off",
    looks_for: "Rules on transitions that name a deactivated or deleted account, or a robot with a seat: one that \
                assigns, updates a field or lets only some through, an app's rule with the account in its \
                settings, one that starts an agent.",
    why: "The step does its work on every transition, and what it does with an account that is switched off is \
          documented nowhere; for an app's rule only its vendor knows. So this is to be tried, not to be called \
          broken.",
    remedy: "Try the transition. Then name a role, a group or a field instead of the account, in an app's rule \
             another account, and publish the workflow.",
    controls: &["NHI1:2025", "NIST PS-4", "NIST CM-3", "ISO A.5.18"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let held = case.held(Role::Subject).chain(case.held(Role::Actor)).filter(|held| {
        matches!(held.touchpoint.kind, Kind::WorkflowStep | Kind::WorkflowStepApp | Kind::WorkflowStepAgent)
    });
    held.filter_map(|held| about(case, &held)).collect()
}

fn about(case: &Case<'_>, held: &Held<'_>) -> Option<Finding> {
    let gone = held.is_gone();
    let who = match (gone, held.class) {
        (true, _) => format!("who is {}", held.gone_word()),
        (false, Class::Robot) => perhaps(held.confidence, "a robot"),
        (false, _) => return None,
    };
    let severity = match (held.touchpoint.is_live(), gone && works_through(held)) {
        (false, _) => Severity::Info,
        (true, true) => Severity::Medium,
        (true, false) => Severity::Low,
    };
    let verb = match held.touchpoint.kind {
        Kind::WorkflowStepAgent => "starts",
        _ => "names",
    };
    let title = format!("{} {verb} {}, {who}", held.touchpoint.title(), held.account.title());
    let replacement = match held.touchpoint.kind {
        Kind::WorkflowStep => Replacement::Team,
        _ => Replacement::Transfer,
    };
    let finding =
        Finding::about(&CHECK, case, held.binding, title).severity(severity).replacement(replacement);
    Some(if gone { finding } else { finding.confidence(held.confidence) })
}

/// Whether the step gives the account work or works through it, rather than looking at it.
fn works_through(held: &Held<'_>) -> bool {
    let assigns = held.touchpoint.step().is_some_and(|step| {
        matches!(step.rule_key.as_str(), "system:change-assignee" | "system:update-field")
    });
    held.binding.role == Role::Actor || assigns
}
