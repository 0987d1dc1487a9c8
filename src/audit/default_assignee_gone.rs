//! `default-assignee-gone`

use super::{Case, Check, Finding, Replacement, Severity, placed};
use crate::estate::{Kind, Role};

pub(super) const CHECK: Check = Check {
    id: "default-assignee-gone",
    title: "New issues are meant for an account that has left",
    severity: "medium for a live project, low for a component, info where the project is archived or deleted",
    looks_for: "Projects and components whose new issues go to their lead by default, where the lead is a \
                deactivated or deleted account.",
    why: "Requests that forms, mails and integrations create reach nobody's list. Whether a project then leaves \
          them unassigned or refuses them is not documented; those of a component are expected to fall back to \
          the project's default assignee.",
    remedy: "Choose a new lead, or set the default assignee to unassigned and let a queue or a rule hand the \
             issues out.",
    controls: &["CIS 5.1", "NIST PS-4", "ISO A.5.18", "ISO A.6.5"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let gone = case.held(Role::Lead).filter(|held| held.is_gone());
    gone.filter_map(|held| {
        let thing = held.touchpoint;
        let severity = match thing.kind {
            Kind::ProjectDefaultAssignee if thing.is_live() => Severity::Medium,
            Kind::ProjectDefaultAssignee => Severity::Info,
            Kind::ComponentDefaultAssignee => Severity::Low,
            _ => return None,
        };
        let title = format!("{} is {}, who is {}", placed(thing), held.account.title(), held.gone_word());
        let finding = Finding::about(&CHECK, case, held.binding, title).severity(severity);
        Some(finding.replacement(Replacement::Transfer))
    })
    .collect()
}
