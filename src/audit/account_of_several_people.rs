//! `account-of-several-people`

use std::collections::BTreeSet;

use super::robot_people_log_in_to as log_ins;
use super::{Case, Check, Finding, Severity};
use crate::estate::{AccountId, Role};
use crate::identity::{self, Confidence, Shared};

pub(super) const CHECK: Check = Check {
    id: "account-of-several-people",
    title: "Several people seem to sit at one account",
    severity: "info; low where the account administers something",
    looks_for: "Accounts that have not left and hold a seat or anything else, and that are called after a desk, a \
                team, a mailbox or several people, or have the address of one; that are taken for robots, while \
                somebody views pages with them; or that the audit log has without a token at all hours and on all \
                days. Where a program works with such an account too, `robot-people-log-in-to` says so instead.",
    why: "A licence is for one named person, so a shared account is a matter of contract. What was done by whom \
          cannot be told, the password is known to several, and when one of them leaves nobody changes it.",
    remedy: "Ask who logs in. Give each of them an account of their own, and let requests that arrive at one address \
             be handled in a queue instead. Portal customers need no licence, nor does a public page. Where one \
             person alone sits there, write down who, and accept the finding.",
    controls: &["CIS 5.1", "NIST AC-2", "NIST IA-2", "NIST IA-4", "ISO A.5.16", "SOC2 CC6.1"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let shared = identity::shared(case.estate, case.verdicts, case.as_of);
    if shared.is_empty() {
        return Vec::new();
    }
    let tokens = case.held_by(Role::Holder);
    let told: BTreeSet<&AccountId> = shared
        .iter()
        .filter_map(|shared| case.estate.accounts.get(&shared.account))
        .filter(|account| {
            let tokens = tokens.get(&account.id).map_or(&[][..], Vec::as_slice);
            log_ins::judge(case, account, tokens).is_some()
        })
        .map(|account| &account.id)
        .collect();
    let left = shared.iter().filter(|shared| !told.contains(&shared.account));
    left.filter_map(|shared| state(case, shared)).collect()
}

fn state(case: &Case<'_>, shared: &Shared) -> Option<Finding> {
    let account = case.estate.accounts.get(&shared.account)?;
    let of_all = (account.org_admin == Some(true))
        .then(|| "the organisation or a site, by its role in the directory".to_owned());
    let rights: Vec<String> = of_all.into_iter().chain(account.admin_of.iter().cloned()).collect();
    let title = match shared.confidence {
        Confidence::Low => format!("Do several people sit at {}?", account.title()),
        _ => format!("Several people seem to sit at {}", account.title()),
    };
    let mut evidence = shared.reasons.clone();
    let seats: Vec<&str> = account.billed_seats().collect();
    if !seats.is_empty() {
        evidence.push(format!("it holds a seat in {}", seats.join(", ")));
    }
    if !rights.is_empty() {
        evidence.push(format!("it administers {}", rights.join(" and ")));
    }
    Some(
        Finding::about_account(&CHECK, &account.id, title)
            .severity(if rights.is_empty() { Severity::Info } else { Severity::Low })
            .confidence(shared.confidence)
            .evidence(evidence.join("; ")),
    )
}
