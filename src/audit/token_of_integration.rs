//! `token-of-integration`

use std::collections::BTreeMap;

use super::{Case, Check, Finding, Held, Replacement, Severity, days};
use crate::estate::{Event, Role, When};
use crate::identity::Confidence;

pub(super) const CHECK: Check = Check {
    id: "token-of-integration",
    title: "An integration works with a person's API token",
    severity: "high; medium where smaller signs alone speak for an integration, as its use while the holder is away",
    looks_for: "Live API tokens of people that look as if an integration used them: by their label, their scopes, \
                the audit log, or because the token is used while its holder views no page.",
    why: "The token can do all that the person can, passes by single sign-on and second factor, and the \
          integration stops with the person: for certain when the account is deleted, perhaps when it is \
          switched off, because Atlassian's own texts contradict each other.",
    remedy: "Make a token of a service account with the scopes the integration needs, change the integration's \
             address to https://api.atlassian.com/ex/{product}/{cloudId}, then revoke this token. Not possible \
             for calls to automation rules, JSM Operations and Bitbucket.",
    controls: &[
        "NHI4:2025",
        "NHI5:2025",
        "NHI9:2025",
        "CIS 5.5",
        "CIS 6.2",
        "NIST IA-2",
        "NIST IA-5",
        "NIST AC-6",
        "ISO A.5.17",
        "ISO A.8.5",
        "SOC2 CC6.1",
        "SOC2 CC6.2",
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let tokens = case.held(Role::Holder).filter(|held| held.may_be_person() && held.touchpoint.is_live());
    let logged = by_token(&case.estate.context.events);
    tokens.filter_map(|held| judge(case, &held, &logged)).collect()
}

/// Entries of the audit log by the token that they name, the earliest first.
fn by_token(events: &[Event]) -> BTreeMap<&str, Vec<&Event>> {
    let mut logged: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in events {
        if let Some(token) = &event.token {
            logged.entry(token).or_default().push(event);
        }
    }
    logged
}

/// What the audit log has of a token. That it has nothing proves nothing: few plans log the use of tokens.
fn in_the_log(events: &[&Event]) -> Option<String> {
    let latest = events.last()?;
    let times = match events.len() {
        1 => "once".to_owned(),
        several => format!("{several} times"),
    };
    let day = latest.time.format("%Y-%m-%d");
    Some(format!("the audit log has it {times}, last on {day}: {}", latest.action))
}

fn judge(case: &Case<'_>, held: &Held<'_>, logged: &BTreeMap<&str, Vec<&Event>>) -> Option<Finding> {
    let token = held.touchpoint.token()?;
    let used_days = match token.last_used {
        When::At(time) => Some(case.age(time)),
        When::Unsaid => None,
        // Nothing works with a token that was never used.
        When::Never | When::Omitted => return None,
    };
    if used_days.is_some_and(|days| days > case.policy.stale_days) {
        return None;
    }
    let likeness = case.integration(held.binding.touchpoint)?;
    let mut evidence: Vec<String> = used_days.iter().map(|age| format!("used {} ago", days(*age))).collect();
    evidence.extend(likeness.reasons.iter().cloned());
    evidence.extend(logged.get(held.touchpoint.native_id.as_str()).and_then(|events| in_the_log(events)));
    let title =
        format!("{} of {} looks like an integration's", held.touchpoint.title(), held.account.title());
    let finding = Finding::about(&CHECK, case, held.binding, title)
        .severity(if likeness.confidence == Confidence::Low { Severity::Medium } else { Severity::High })
        .confidence(likeness.confidence.max(held.confidence))
        .evidence(evidence.join("; "))
        .replacement(Replacement::ServiceAccount);
    Some(finding)
}
