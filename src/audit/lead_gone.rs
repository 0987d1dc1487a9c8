//! `lead-gone`

use std::collections::BTreeSet;

use super::{Case, Check, Finding, Replacement, Severity, placed};
use crate::estate::{Kind, Role};

pub(super) const CHECK: Check = Check {
    id: "lead-gone",
    title: "A project or component is led by an account that has left",
    severity: "low for a live project or a component, info where the project is archived or deleted",
    looks_for: "Projects and components whose lead is a deactivated or deleted account, and whose new issues do \
                not go to the lead; those are found by `default-assignee-gone`.",
    why: "Nobody is on record who answers for it: requests about its integrations, rights and notices have no \
          address. Schemes may also give rights and notices to whoever leads a project.",
    remedy: "Choose a new lead.",
    controls: &["CIS 5.1", "NIST AC-2", "ISO A.5.9", "ISO A.5.18"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let assigned = |kind| kind == Kind::ProjectDefaultAssignee;
    let told: BTreeSet<&str> = case
        .estate
        .touchpoints
        .iter()
        .filter(|thing| assigned(thing.kind))
        .map(|thing| thing.native_id.as_str())
        .collect();
    let gone = case.held(Role::Lead).filter(|held| held.is_gone());
    gone.filter_map(|held| {
        let thing = held.touchpoint;
        let severity = match thing.kind {
            Kind::Project if told.contains(thing.native_id.as_str()) => return None,
            Kind::Project | Kind::Component if thing.is_live() => Severity::Low,
            Kind::Project => Severity::Info,
            _ => return None,
        };
        let title =
            format!("{} is led by {}, who is {}", placed(thing), held.account.title(), held.gone_word());
        let finding = Finding::about(&CHECK, case, held.binding, title).severity(severity);
        Some(finding.replacement(Replacement::Transfer))
    })
    .collect()
}
