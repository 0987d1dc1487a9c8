//! `rule-connection-gone`

use super::rule_connection_person::is_personal;
use super::{Case, Check, Finding, Replacement, Severity};
use crate::estate::{Role, UNUSED};

pub(super) const CHECK: Check = Check {
    id: "rule-connection-gone",
    title: "A rule reaches another system through a leaver's consent",
    severity: "high while the rule is enabled, low when it is disabled or no step uses the connection",
    looks_for: "Connections of automation rules that are held by a deactivated or deleted account.",
    why: "Steps that reach another system use the consent of one account. Atlassian does not say what happens \
          when that account is switched off, and handing the rule over does not hand over its connections.",
    remedy: "Open each step that uses the connection, connect it anew as an account that stays, and run the rule \
             once.",
    controls: &[
        "NHI1:2025",
        "NHI3:2025",
        "CIS 6.2",
        "CIS 15.1",
        "NIST AC-2",
        "NIST SA-9",
        "ISO A.5.16",
        "ISO A.5.23",
        "SOC2 CC6.1",
        "SOC2 CC9.2",
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let gone = case.of_rules(Role::Connection).filter(|held| held.is_gone() && is_personal(held.binding));
    gone.map(|held| {
        let rule = held.touchpoint;
        let title = format!(
            "{} reaches another system through {}, who is {}",
            rule.title(),
            held.account.title(),
            held.gone_word()
        );
        let used = held.binding.spots.iter().any(|spot| !spot.what.ends_with(UNUSED));
        Finding::about(&CHECK, case, held.binding, title)
            .severity(if rule.is_live() && used { Severity::High } else { Severity::Low })
            .replacement(Replacement::Transfer)
    })
    .collect()
}
