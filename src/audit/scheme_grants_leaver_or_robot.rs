//! `scheme-grants-leaver-or-robot`

use super::{Case, Check, Finding, Held, Replacement, Severity, perhaps, placed};
use crate::estate::{ADMINISTERS, Kind, Role};
use crate::identity::Class;

pub(super) const CHECK: Check = Check {
    id: "scheme-grants-leaver-or-robot",
    title: "A scheme or role names a leaver or a robot",
    severity: "medium where a robot is given an administrative right, info where it is given another one or \
               notices; low for a leaver",
    looks_for: "Permission schemes, project roles, issue-security levels and notification schemes that name an \
                account which is deactivated, deleted or a robot.",
    why: "A right given to an account by name is seen in no list of groups, so nobody takes it away. A leaver's is \
          of no use while the account is off; whether it stays, and counts again should the account be switched on, \
          is documented nowhere. A robot's goes to whoever has its credentials.",
    remedy: "Name a role or a group instead. Take the leaver out; give a robot's work to a service account, in a \
             role with the least rights it needs.",
    controls: &["NHI5:2025", "CIS 6.8", "NIST AC-6", "NIST AC-2(3)", "ISO A.5.18", "ISO A.8.2", "SOC2 CC6.3"],
    run,
};

/// The rights that Jira's own list calls administrative.
const ADMINISTRATIVE: [&str; 3] = ["ADMINISTER_PROJECTS", "EDIT_WORKFLOW", "EDIT_ISSUE_LAYOUT"];

fn run(case: &Case<'_>) -> Vec<Finding> {
    let named = case.held(Role::Grantee).chain(case.held(Role::Recipient));
    named.filter(|held| is_of_a_scheme(held.touchpoint.kind)).filter_map(|held| finding(case, held)).collect()
}

fn is_of_a_scheme(kind: Kind) -> bool {
    matches!(kind, Kind::PermissionGrant | Kind::ProjectRole | Kind::IssueSecurity | Kind::NotificationScheme)
}

fn finding(case: &Case<'_>, held: Held<'_>) -> Option<Finding> {
    let thing = placed(held.touchpoint);
    let who = held.account.title();
    let gives = if held.binding.role == Role::Recipient { "sends notices to" } else { "gives rights to" };
    if held.is_gone() {
        let title = format!("{thing} {gives} {who}, who is {}", held.gone_word());
        let finding = Finding::about(&CHECK, case, held.binding, title).severity(Severity::Low);
        return Some(finding.replacement(Replacement::Delete));
    }
    if held.class != Class::Robot {
        return None;
    }
    let severity = if administers(&held) { Severity::Medium } else { Severity::Info };
    let finding = Finding::about(
        &CHECK,
        case,
        held.binding,
        format!("{thing} {gives} {who}, {}", perhaps(held.confidence, "a robot")),
    );
    Some(finding.severity(severity).confidence(held.confidence).replacement(Replacement::Team))
}

/// Whether one of the rights is administrative.
fn administers(held: &Held<'_>) -> bool {
    held.binding.spots.iter().any(|spot| match held.touchpoint.kind {
        Kind::PermissionGrant => ADMINISTRATIVE.contains(&spot.what.as_str()),
        Kind::ProjectRole => spot.what == ADMINISTERS,
        _ => false,
    })
}
