//! `robot-people-log-in-to`

use super::{Case, Check, Finding, Held, Replacement, Severity, days, perhaps};
use crate::estate::{Account, Kind, Role, State};
use crate::identity::{Class, Confidence};

pub(super) const CHECK: Check = Check {
    id: "robot-people-log-in-to",
    title: "People seem to log in to a dummy user that a program works with",
    severity: "medium where a token of it is in use; low where only counts of what it did speak for a program, and \
               where it is a question whether it is a robot",
    looks_for: "Active robots of which a page view of the last 30 days is on record, while a token of theirs is \
                used or they made or changed things lately.",
    why: "Then somebody sits at an account that a program uses too: what was done by whom cannot be told any more, \
          the password may be shared, and a licence is for one named person. A page view is one of a browser; the use of \
          an API is not expected to count as one, though Atlassian does not say so outright.",
    remedy: "Find out who logs in and why, and give each of them an account of their own. Change the password. \
             Then move the program to a service account, to which nobody can log in.",
    controls: &[
        "NHI9:2025",
        "NHI10:2025",
        "CIS 5.1",
        "CIS 5.5",
        "NIST AC-2",
        "NIST IA-4",
        "ISO A.5.16",
        "SOC2 CC6.1",
    ],
    run,
};

/// Days within which a page view, or the use of a token, counts as of these days.
const RECENT_DAYS: i64 = 30;

fn run(case: &Case<'_>) -> Vec<Finding> {
    let held = case.held_by(Role::Holder);
    let tokens = |account: &Account| held.get(&account.id).map_or(&[][..], Vec::as_slice);
    case.estate.accounts.values().filter_map(|account| judge(case, account, tokens(account))).collect()
}

/// What it finds of one account, whose tokens these are.
pub(super) fn judge(case: &Case<'_>, account: &Account, tokens: &[Held<'_>]) -> Option<Finding> {
    let verdict = case.verdicts.get(&account.id)?;
    if verdict.class != Class::Robot || account.state != State::Active {
        return None;
    }
    let viewed = account.last_active.map(|time| case.age(time)).filter(|age| *age <= RECENT_DAYS)?;
    let tokens = tokens_in_use(case, tokens);
    let done = done_lately(case, account);
    let (severity, confidence) = match (tokens.is_empty(), done.is_empty()) {
        (true, true) => return None,
        (false, _) if verdict.confidence != Confidence::Low => (Severity::Medium, Confidence::Medium),
        _ => (Severity::Low, Confidence::Low),
    };
    let program =
        if tokens.is_empty() { "it made or changed things lately" } else { "a token of it is used" };
    let what = perhaps(verdict.confidence, "a dummy user");
    let title = format!("Somebody seems to log in to {}, {what}, while {program}", account.title());
    let mut evidence = vec![format!("viewed a page {} ago", days(viewed))];
    evidence.extend(tokens);
    evidence.extend(done);
    Some(
        Finding::about_account(&CHECK, &account.id, title)
            .severity(severity)
            .confidence(confidence.max(verdict.confidence))
            .evidence(evidence.join("; "))
            .replacement(Replacement::ServiceAccount),
    )
}

fn tokens_in_use(case: &Case<'_>, tokens: &[Held<'_>]) -> Vec<String> {
    let tokens =
        tokens.iter().filter(|held| held.touchpoint.kind == Kind::ApiToken && held.touchpoint.is_live());
    tokens
        .filter_map(|held| {
            let used = held.touchpoint.token()?.last_used.at()?;
            let age = Some(case.age(used)).filter(|age| *age <= RECENT_DAYS)?;
            Some(format!("{} was used {} ago", held.touchpoint.title(), days(age)))
        })
        .collect()
}

fn done_lately(case: &Case<'_>, account: &Account) -> Vec<String> {
    let activity = case.estate.context.activity.iter();
    let lately = activity.filter(|done| done.account == account.id && done.count > 0);
    lately
        .filter_map(|done| {
            Some(format!("{} {} in {} on {}", done.count, done.what, days(done.days?), done.site))
        })
        .collect()
}
