//! `service-account-idle`

use std::collections::BTreeSet;

use super::{Case, Check, Finding, Key, RULES_UNSEEN, Replacement, Severity, days, last_use};
use crate::estate::{Account, AccountId, Kind, When};
use crate::identity::Confidence;

pub(super) const CHECK: Check = Check {
    id: "service-account-idle",
    title: "A service account, or a credential of one, that nobody uses",
    severity: "always low",
    looks_for: "Live credentials of service accounts that were not used for more than the days of \
                `policy.stale_days`, or never since they were made that long ago. Where that holds for all of a \
                service account, it runs no rule that was read and nothing else was seen of it in that time, the \
                account is named instead; for that the lists of credentials have to be read whole and to say when \
                each was used. Where not every rule was read, its confidence is low and it is not advised to delete \
                the account.",
    why: "An idle credential waits for whoever finds it, and an idle account takes one of the few places of the \
          quota.",
    remedy: "Ask its owner. Revoke the credential; where the account is named, wait out its slowest job, then delete \
             it: a deleted service account is purged for ever.",
    controls: &[
        "NHI1:2025",
        "CIS 5.3",
        "CIS 5.5",
        "NIST AC-2",
        "NIST AC-2(3)",
        "ISO A.5.16",
        "ISO A.5.18",
        "SOC2 CC6.2",
    ],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let (mut found, mut named) = (Vec::new(), BTreeSet::<&AccountId>::new());
    if let Some(held) = case.credentials() {
        let actors = case.live_actors();
        for account in case.service_accounts().filter(|account| !actors.contains(&account.id)) {
            let finding = held.get(&account.id).and_then(|keys| idle_account(case, account, keys));
            if let Some(finding) = finding {
                found.push(finding);
                named.insert(&account.id);
            }
        }
    }
    let rest = case.live_keys(Kind::ServiceAccountCredential).filter(|key| {
        key.binding.and_then(|binding| binding.who.account()).is_none_or(|id| !named.contains(id))
    });
    found.extend(rest.filter(|key| is_idle(case, key) == Some(true)).map(|key| {
        let title = format!("{} is not used", key.title(case));
        key.finding(&CHECK, case, title)
            .severity(Severity::Low)
            .confidence(certainty(&key))
            .evidence(last_use(case, key.facts.last_used))
            .replacement(Replacement::Delete)
    }));
    found
}

/// Whether a credential was not used for longer than the policy allows; `None` where nothing says so. One made the
/// other day has not had its first job yet.
fn is_idle(case: &Case<'_>, key: &Key<'_>) -> Option<bool> {
    let since = match key.facts.last_used {
        When::At(time) => time,
        When::Never | When::Omitted => key.facts.created?,
        When::Unsaid => return None,
    };
    Some(case.age(since) > case.policy.stale_days)
}

fn certainty(key: &Key<'_>) -> Confidence {
    if key.facts.last_used == When::Omitted { Confidence::Medium } else { Confidence::High }
}

fn idle_account(case: &Case<'_>, account: &Account, keys: &[Key<'_>]) -> Option<Finding> {
    // Without a live credential it is another check's.
    let live = keys.iter().any(|key| key.touchpoint.is_live());
    let idle = keys.iter().all(|key| is_idle(case, key) == Some(true));
    if !live || !idle || case.was_seen(&account.id) {
        return None;
    }
    let confidence = keys.iter().map(certainty).max()?;
    let latest = keys.iter().filter_map(|key| key.facts.last_used.at()).max();
    let mut evidence = match latest {
        Some(time) => format!("none of its credentials was used for {}", days(case.age(time))),
        None if confidence == Confidence::High => "none of its credentials was ever used".to_owned(),
        None => "no use of its credentials is on record".to_owned(),
    };
    let rules_known = case.knows_rules();
    if !rules_known {
        evidence.push_str("; ");
        evidence.push_str(RULES_UNSEEN);
    }
    let seems = if rules_known { "is not used" } else { "seems not to be used" };
    let title = format!("The service account {} {seems}", account.title());
    let finding =
        Finding::about_account(&CHECK, &account.id, title).severity(Severity::Low).evidence(evidence);
    Some(match rules_known {
        true => finding.confidence(confidence).replacement(Replacement::Delete),
        false => finding.confidence(Confidence::Low).replacement(Replacement::Keep),
    })
}
