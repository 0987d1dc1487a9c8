//! `space-administered-only-by-leavers-or-robots`

use super::{Case, Check, Finding, Replacement, Severity, perhaps};
use crate::estate::{AccountId, SpaceFacts};
use crate::identity::{Class, Confidence};

pub(super) const CHECK: Check = Check {
    id: "space-administered-only-by-leavers-or-robots",
    title: "A space is administered by nobody who is there",
    severity: "medium where only leavers administer it, low where a robot does; info for a personal or archived \
               space",
    looks_for: "Spaces that accounts administer by name and no group or class of access does, where each of those \
                accounts is deactivated, deleted, or a robot. Apps do not count. Spaces whose rights could not be \
                read whole are left out.",
    why: "Nobody is left to give or take away rights in the space, until an administrator of the whole site steps \
          in; where a robot is left, whoever has its credentials can.",
    remedy: "Have a Confluence administrator give the space to a group of those who answer for it, then take the \
             leavers and robots out. Archive it where nobody does.",
    controls: &["NHI5:2025", "CIS 5.4", "NIST AC-2", "NIST AC-6(5)", "ISO A.5.9", "ISO A.5.18", "ISO A.8.2"],
    run,
};

/// Who administers a space, as far as it is a question here.
enum Standing {
    Gone,
    Robot,
    /// An app, which administers nothing for anybody.
    Aside,
    There,
}

fn standing(case: &Case<'_>, id: &AccountId) -> Standing {
    let class = case.verdicts.get(id).map(|verdict| verdict.class);
    match case.estate.known_account(id) {
        Some(account) if account.state.is_gone() => Standing::Gone,
        _ if class == Some(Class::Robot) => Standing::Robot,
        _ if matches!(class, Some(Class::App | Class::System)) => Standing::Aside,
        _ => Standing::There,
    }
}

/// Leavers and robots, in this order; `None` where somebody else administers the space, or may.
fn only(case: &Case<'_>, facts: &SpaceFacts) -> Option<(Vec<AccountId>, Vec<AccountId>)> {
    if !facts.whole || !facts.admin_groups.is_empty() {
        return None;
    }
    let (mut gone, mut robots) = (Vec::new(), Vec::new());
    for id in &facts.admins {
        match standing(case, id) {
            Standing::Gone => gone.push(id.clone()),
            Standing::Robot => robots.push(id.clone()),
            Standing::Aside => {}
            Standing::There => return None,
        }
    }
    (!gone.is_empty() || !robots.is_empty()).then_some((gone, robots))
}

fn run(case: &Case<'_>) -> Vec<Finding> {
    let spaces = case.estate.touchpoints.iter().enumerate();
    let found = spaces.filter_map(|(index, space)| {
        let facts = space.space()?;
        let (gone, robots) = only(case, facts)?;
        let severity = match (facts.personal || !space.is_live(), robots.is_empty()) {
            (true, _) => Severity::Info,
            (false, true) => Severity::Medium,
            (false, false) => Severity::Low,
        };
        let whose = match (gone.len(), robots.len()) {
            (_, 0) => "accounts that have left",
            (0, _) => "robots",
            _ => "accounts that have left and robots",
        };
        let evidence = format!("administered by {}", names(case, &gone, &robots));
        let sure = robots.iter().filter_map(|id| case.verdicts.get(id)).map(|verdict| verdict.confidence);
        let sure = sure.max().unwrap_or(Confidence::High);
        let kind = if facts.personal { "personal space" } else { "space" };
        let title = match sure {
            Confidence::Low => format!("Do only {whose} administer the {kind} \"{}\"?", space.name),
            _ => format!("Only {whose} administer the {kind} \"{}\"", space.name),
        };
        let finding = Finding::about_touchpoint(&CHECK, case, index, title).severity(severity);
        let finding = finding.confidence(sure);
        Some(finding.evidence(evidence).replacement(Replacement::Team))
    });
    found.collect()
}

fn names(case: &Case<'_>, gone: &[AccountId], robots: &[AccountId]) -> String {
    let name = |id: &AccountId, what: &str| {
        let title = case.estate.known_account(id).map_or(id.as_str(), |account| account.title());
        format!("{title} ({what})")
    };
    let gone = gone.iter().map(|id| {
        let state = case.estate.known_account(id).map_or("unknown", |account| account.state.word());
        name(id, state)
    });
    let sure = |id: &AccountId| case.verdicts.get(id).map_or(Confidence::Low, |verdict| verdict.confidence);
    let robots = robots.iter().map(|id| name(id, &perhaps(sure(id), "a robot")));
    gone.chain(robots).collect::<Vec<_>>().join(", ")
}
