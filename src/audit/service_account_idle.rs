//! `service-account-idle`

use super::{Case, Check, Finding, Key, Replacement, Severity, days};
use crate::estate::{Account, When};
use crate::identity::Confidence;

pub(super) const CHECK: Check = Check {
    id: "service-account-idle",
    title: "A service account that nobody uses",
    severity: "always low",
    looks_for: "Service accounts that have a live credential, of which none, live or not, was used for more than \
                the days of `policy.stale_days`, which run no rule, and of which nothing else was seen in that time. \
                Only where the lists of credentials were read whole and say when each was used.",
    why: "It takes one of the few places of the quota, and its rights wait for whoever finds its credential.",
    remedy: "Ask its owner. Revoke its credentials first, wait out its slowest job, then delete it: a deleted \
             service account is purged for ever.",
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
    let Some(held) = case.credentials() else { return Vec::new() };
    let actors = case.live_actors();
    let accounts = case.service_accounts().filter(|account| !actors.contains(&account.id));
    accounts.filter_map(|account| judge(case, account, held.get(&account.id)?)).collect()
}

fn judge(case: &Case<'_>, account: &Account, credentials: &[Key<'_>]) -> Option<Finding> {
    let (mut latest, mut certain, mut live) = (None, true, false);
    for key in credentials {
        live |= key.touchpoint.is_live();
        match key.facts.last_used {
            When::At(time) => latest = latest.max(Some(time)),
            // A credential made the other day has not had its first job yet.
            When::Never | When::Omitted => {
                certain &= key.facts.last_used == When::Never;
                let made = key.facts.created?;
                if case.age(made) <= case.policy.stale_days {
                    return None;
                }
            }
            When::Unsaid => return None,
        }
    }
    let used = latest.is_some_and(|time| case.age(time) <= case.policy.stale_days);
    // Without a live credential it is another check's.
    if !live || used || case.was_seen(&account.id) {
        return None;
    }
    let evidence = match latest {
        Some(time) => format!("none of its credentials was used for {}", days(case.age(time))),
        None if certain => "none of its credentials was ever used".to_owned(),
        None => "no use of its credentials is on record".to_owned(),
    };
    let title = format!("The service account {} is not used", account.title());
    let finding = Finding::about_account(&CHECK, &account.id, title)
        .severity(Severity::Low)
        .confidence(if certain { Confidence::High } else { Confidence::Medium })
        .evidence(evidence)
        .replacement(Replacement::Delete);
    Some(finding)
}
