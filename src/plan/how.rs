//! What to do, in words and in order, with the menus of the product.
//!
//! Sources of the menus: <https://support.atlassian.com/user-management/docs/understand-service-accounts>,
//! <https://support.atlassian.com/user-management/docs/manage-api-tokens-for-service-accounts>,
//! <https://support.atlassian.com/user-management/docs/deactivate-a-managed-account>,
//! <https://support.atlassian.com/user-management/docs/remove-or-suspend-a-user/>,
//! <https://support.atlassian.com/cloud-automation/docs/transfer-jira-automation-rules-from-one-user-to-another/>.

use std::collections::BTreeSet;

use super::Basis;
use super::service_accounts::Candidate;
use crate::audit::{Finding, Replacement};
use crate::departure;
use crate::estate::{Account, AccountId, Who};
use crate::money::SeatCost;

/// A semicolon parts the steps in a cell.
fn plain(steps: Vec<String>) -> Vec<String> {
    steps.into_iter().map(|step| step.replace("; ", ", ").replace(';', ",")).collect()
}

fn title(basis: &Basis<'_>, id: Option<&AccountId>, stand_in: Option<&str>) -> String {
    let account = id.and_then(|id| basis.estate.accounts.get(id)).map(Account::title);
    account
        .or(stand_in.filter(|name| *name != Who::Unknown.stand_in()))
        .unwrap_or("whoever it belongs to")
        .to_owned()
}

/// How to move a program to a service account.
pub(super) fn to_service_account(basis: &Basis<'_>, one: &Candidate) -> Vec<String> {
    let whose = title(basis, one.account.as_ref(), one.stand_in.as_deref());
    let mut steps = Vec::new();
    if one.unseen {
        steps.push(format!(
            "Nothing was seen that {whose} does: ask what uses it, and where its password or token is kept, before a \
             service account is spent on it. If nothing does, skip to the end"
        ));
    } else {
        let things: Vec<String> =
            one.touchpoints.iter().take(5).map(|index| basis.estate.touchpoints[*index].title()).collect();
        let more = one.touchpoints.len().saturating_sub(things.len());
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        steps.push(format!(
            "Find out what works with {}{more} of {whose}, and where that is kept",
            things.join(", ")
        ));
    }
    steps.push(format!(
        "admin.atlassian.com > Directory > Service accounts > Create a service account: name it {}, and write down who \
         answers for it",
        one.name
    ));
    steps.push(format!(
        "There, give it the role User in the products it works in; then, in their projects and spaces, the rights that \
         {whose} has there, and no more"
    ));
    let scopes =
        if one.scopes.is_empty() { "that the program needs".to_owned() } else { one.scopes.join(" ") };
    steps.push(format!(
        "On its page > Create credentials > API token: scopes {scopes}. Reading alone was taken as needed where no writing \
         was seen: scopes cannot be changed later, so ask first"
    ));
    steps.push(format!(
        "In the program: put the new token in, sent as a Bearer token, and change the address: {}. Interfaces of \
         automation rules, JSM Operations and Bitbucket, and log-ins by consent (3LO), cannot be reached with it",
        one.addresses.join(", ")
    ));
    let account = one.account.as_ref().and_then(|id| basis.estate.accounts.get(id));
    if !one.unseen {
        steps.push(match account {
            Some(account) if !account.state.is_gone() => format!(
                "Watch it for a week, then revoke the old token: as {whose} in the account's own settings, or as an \
                 administrator under Insights > API token activity (once Security > User API tokens)"
            ),
            _ => "Watch it for a week, then revoke the old token, as an administrator: Insights > API token activity \
                  (once Security > User API tokens)"
                .to_owned(),
        });
    }
    plain(steps)
}

/// How to give the seats of a robot back, once nothing works as it any more.
pub(super) fn give_back(
    basis: &Basis<'_>,
    id: &AccountId,
    seats: &[&SeatCost],
    breaks: Option<&BTreeSet<usize>>,
) -> Vec<String> {
    let mut steps = Vec::new();
    if let Some(breaks) = breaks {
        let named: Vec<String> =
            breaks.iter().take(5).map(|index| basis.estate.touchpoints[*index].title()).collect();
        let more = breaks.len().saturating_sub(named.len());
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        steps.push(format!(
            "Before anything is taken away: {}{more} would break with it, or may, and have to go to somebody who stays \
             first; touchpoint offboard says when nothing does any more",
            named.join(", ")
        ));
    }
    for seat in seats {
        if let Some(way) = &seat.way {
            steps.push(format!(
                "admin.atlassian.com > Directory > Groups, for {}: {}",
                seat.product, way.removal
            ));
        }
    }
    let whose = title(basis, Some(id), None);
    let managed = basis.estate.accounts.get(id).and_then(|account| account.managed);
    let rules = basis.ledger.confluence_rules.get(id).copied().unwrap_or(0);
    steps.push(match managed {
        // Switched off, it would take these along without a sign.
        _ if rules > 0 => format!(
            "Leave {whose} switched on: {rules} automation rule{} of Confluence run as it until somebody takes them over",
            if rules == 1 { "" } else { "s" }
        ),
        Some(false) => {
            format!("After a week in which nobody missed it: Directory > Users > {whose} > Remove user")
        }
        _ => format!(
            "After a week in which nobody missed it: Directory > Managed accounts > {whose} > Deactivate account"
        ),
    });
    plain(steps)
}

/// How to resolve findings without a service account: the way off of each thing, else the remedy of the check.
pub(super) fn otherwise(basis: &Basis<'_>, findings: &[&Finding]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut steps: Vec<(departure::Stage, String)> = Vec::new();
    for finding in findings {
        let way = finding.touchpoint.zip(finding.role).and_then(|(index, role)| {
            departure::way(basis.estate.touchpoints[index].kind.word(), role.word())
        });
        let way = way.filter(|way| Some(way.replacement) == finding.replacement);
        let (stage, text) = match (finding.replacement, way) {
            (Some(Replacement::AutomationActor), _) => (departure::Stage::Move, TO_AUTOMATION.to_owned()),
            (Some(Replacement::NotYetPossible), _) => (departure::Stage::Move, OF_CONFLUENCE.to_owned()),
            (_, Some(way)) => (way.stage, way.act.clone()),
            (_, None) => (departure::Stage::Tidy, finding.remedy.clone()),
        };
        if seen.insert(text.clone()) {
            steps.push((stage, text));
        }
    }
    steps.sort_by_key(|(stage, _)| *stage);
    plain(steps.into_iter().map(|(_, text)| text.trim_end_matches('.').to_owned()).collect())
}

const TO_AUTOMATION: &str = "Project settings > Automation (or Jira settings > System > Automation) > the rule > Rule \
     details > Actor: \"Automation for Jira\", which needs no account; grant that actor in the project what the steps \
     need. Many rules at once: System > Automation flows > … > Transfer user, as a global administrator, which sets another \
     person and leaves connections behind";

const OF_CONFLUENCE: &str = "Whoever takes the rule over logs in to Confluence, opens the rule and sets themselves as \
     actor, or makes it anew and switches the old one off: its actor can only be whoever does that, Transfer user does \
     not reach Confluence, and a service account cannot log in";
