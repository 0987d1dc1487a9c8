//! `robot-with-admin-rights`

use super::{Case, Check, Finding, Severity};
use crate::estate::{Account, State};
use crate::identity::{Class, Confidence};

pub(super) const CHECK: Check = Check {
    id: "robot-with-admin-rights",
    title: "A dummy user has administrator rights",
    severity: "high where it administers the organisation or a site, medium where a product; info where it is a \
               question whether it is a robot",
    looks_for: "Active accounts that are robots and administer the organisation, a site or a product: by a role \
                that the directory tells, or by a group whose name is one that Atlassian gives to administrators.",
    why: "Whoever has the robot's password or token has all of that too: a token that was not given scopes may do \
          whatever its account may. An integration hardly ever needs it.",
    remedy: "Find out which of its tasks needs the right, if any, and give it that right alone: in a project, in a \
             space, by a scope. Then take the role away, or the account out of the group.",
    controls: &["NHI5:2025", "CIS 5.4", "NIST AC-6(5)", "ISO A.8.2", "SOC2 CC6.3"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    case.estate.accounts.values().filter_map(|account| judge(case, account)).collect()
}

fn judge(case: &Case<'_>, account: &Account) -> Option<Finding> {
    let verdict = case.verdicts.get(&account.id)?;
    if verdict.class != Class::Robot || account.state != State::Active {
        return None;
    }
    let by_role = account.org_admin == Some(true);
    let role = by_role.then(|| "the organisation or a site, by its role in the directory".to_owned());
    let rights: Vec<String> = role.into_iter().chain(account.admin_of.iter().cloned()).collect();
    if rights.is_empty() {
        return None;
    }
    let question = verdict.confidence == Confidence::Low;
    let above_products = by_role
        || account
            .admin_of
            .iter()
            .any(|what| what.starts_with("the organisation") || what.starts_with("the site"));
    let severity = match (question, above_products) {
        (true, _) => Severity::Info,
        (false, true) => Severity::High,
        (false, false) => Severity::Medium,
    };
    let title = match question {
        false => format!("{}, a dummy user, administers {}", account.title(), rights.join(" and ")),
        true => format!("Is {} a dummy user? It administers {}", account.title(), rights.join(" and ")),
    };
    // What a group makes of its members is told by its name alone.
    let sure = if by_role { Confidence::High } else { Confidence::Medium };
    Some(
        Finding::about_account(&CHECK, &account.id, title)
            .severity(severity)
            .confidence(sure.max(verdict.confidence))
            .evidence(format!("administers {}; {}", rights.join(" and "), verdict.reasons.join("; "))),
    )
}
