//! `subscription-of-leaver-or-robot`

use super::{Case, Check, Finding, Held, Replacement, Severity, perhaps};
use crate::estate::{Kind, Role};
use crate::identity::Class;

pub(super) const CHECK: Check = Check {
    id: "subscription-of-leaver-or-robot",
    title: "A filter is mailed on a schedule that a leaver or a robot set up",
    severity: "medium where the mails go to a group, else low",
    looks_for: "Subscriptions of filters that a deactivated or deleted account, or a robot with a seat, set up.",
    why: "A subscription belongs to whoever set it up. Whether the mails go on once that account is switched off is \
          written nowhere, and nobody would notice a mail that does not come. Mails that a robot gets itself are \
          often read by a program: an integration that hangs on a paid seat and a mailbox.",
    remedy: "Ask who reads the mails. Have a colleague subscribe the group anew, or let an automation rule with the \
             actor \"Automation for Jira\" send them; a program had better ask the API as a service account. \
             Remove what nobody reads.",
    controls: &["NIST PS-4", "ISO A.5.18"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let held = case.held(Role::Owner).filter(|held| held.touchpoint.kind == Kind::FilterSubscription);
    held.filter_map(|held| about(case, &held)).collect()
}

fn about(case: &Case<'_>, held: &Held<'_>) -> Option<Finding> {
    let who = match (held.is_gone(), held.class) {
        (true, _) => format!("who is {}", held.gone_word()),
        (false, Class::Robot) => perhaps(held.confidence, "a robot"),
        (false, _) => return None,
    };
    let group = held.touchpoint.subscription().and_then(|mails| mails.group.as_deref());
    let goes = match group {
        Some(group) => format!("the mails go to the group \"{group}\""),
        None => "the mails go to that account itself".to_owned(),
    };
    let title = format!("{} was set up by {}, {who}", held.touchpoint.title(), held.account.title());
    let finding = Finding::about(&CHECK, case, held.binding, title)
        .severity(if group.is_some() { Severity::Medium } else { Severity::Low })
        .evidence(goes)
        .replacement(Replacement::Transfer);
    Some(if held.is_gone() { finding } else { finding.confidence(held.confidence) })
}
