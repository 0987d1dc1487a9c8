//! `person-with-several-accounts`

use std::collections::{BTreeMap, BTreeSet};

use super::{Case, Check, Finding, Severity};
use crate::estate::{Account, AccountId};
use crate::identity::{self, Confidence, Duplicate};

pub(super) const CHECK: Check = Check {
    id: "person-with-several-accounts",
    title: "One person seems to have several accounts",
    severity: "info",
    looks_for: "Accounts of people with the same name that have not left, and a second reason to take them for one \
                human's: the same part before the @ at two hosts; addresses that are one mailbox, but for a tag, \
                dots or case; one being the other with an administrator's or external's mark; one at a consumer \
                mail host, or unmanaged, where the other is the organisation's; one that is long unused, where the \
                other is in use. The same name alone is no reason, and the answer is a question always.",
    why: "Who leaves is off-boarded with the accounts that somebody thinks of: the others keep their access, their \
          tokens and their rules. An account at another host, or one that is not managed, is outside of the \
          organisation's log-in and its second factor. Each of them that may use a product is billed for it.",
    remedy: "Ask the person. Where one account is left over, move what it holds to the other, then take its access \
             away. Where both are needed, write down whose they are, so that they go together. Where two people \
             have one name, accept the finding.",
    controls: &["CIS 5.1", "CIS 6.2", "NIST AC-2", "NIST IA-4", "ISO A.5.16", "ISO A.5.18", "SOC2 CC6.2"],
    run,
};

/// What to do about an administrator's second account.
const ADMINISTRATOR: &str = "Keep it: an account of its own for administration is good practice. Write down whose it \
                             is, so that it goes with the person, and use it for nothing else: rules and tokens \
                             belong to a service account.";

fn run(case: &Case<'_>) -> Vec<Finding> {
    let groups = identity::duplicates(case.estate, case.verdicts, case.as_of);
    if groups.is_empty() {
        return Vec::new();
    }
    let mut held: BTreeMap<&AccountId, BTreeSet<usize>> = BTreeMap::new();
    for binding in &case.estate.bindings {
        if let Some(id) = binding.who.account() {
            held.entry(id).or_default().insert(binding.touchpoint);
        }
    }
    let holdings = |account: &Account| held.get(&account.id).map_or(0, BTreeSet::len);
    groups.iter().filter_map(|group| state(case, group, &holdings)).collect()
}

fn state(case: &Case<'_>, group: &Duplicate, holdings: &dyn Fn(&Account) -> usize) -> Option<Finding> {
    let accounts: Vec<&Account> =
        group.accounts.iter().filter_map(|id| case.estate.accounts.get(id)).collect();
    let is_administrators = |account: &&&Account| group.administrators.contains(&account.id);
    let (administrators, ordinary): (Vec<&Account>, Vec<&Account>) =
        accounts.iter().partition(|account| is_administrators(account));
    let seconds = ordinary.len() == 1 && !administrators.is_empty();
    let choice = if seconds {
        &administrators
    } else if ordinary.is_empty() {
        &accounts
    } else {
        &ordinary
    };
    let spare = *choice.iter().min_by_key(|account| (holdings(account), account.last_active, &account.id))?;
    let others: Vec<&Account> = accounts.iter().copied().filter(|other| other.id != spare.id).collect();
    let with = others.iter().map(|other| label(other)).collect::<Vec<_>>().join(", ");
    let title = match (seconds, group.confidence) {
        (true, Confidence::Low) => {
            format!("Is {} the administrator's account of whose {with} is?", label(spare))
        }
        (true, _) => format!("{} seems to be the administrator's account of whose {with} is", label(spare)),
        (false, Confidence::Low) => format!("Are {} and {with} the accounts of one person?", label(spare)),
        (false, _) => format!("{} and {with} seem to be the accounts of one person", label(spare)),
    };
    let mut evidence = group.reasons.clone();
    let mut products: BTreeSet<&str> = BTreeSet::new();
    for other in &others {
        let both: Vec<&str> = spare
            .billed_seats()
            .filter(|product| other.billed_seats().any(|seat| seat == *product))
            .collect();
        if !both.is_empty() {
            let names = format!("{} and {}", short(spare), short(other));
            evidence.push(format!("{names} both hold a seat in {}", both.join(", ")));
        }
        products.extend(both);
    }
    for account in std::iter::once(&spare).chain(&others) {
        let holds = format!("holds {} of the touchpoints that were seen", holdings(account));
        evidence.push(format!("{}, {}, {holds}", short(account), account.state.word()));
    }
    let mut finding = Finding::about_accounts(&CHECK, &spare.id, &group.accounts, title)
        .severity(Severity::Info)
        .confidence(group.confidence)
        .evidence(evidence.join("; "));
    if seconds {
        finding = finding.remedy(ADMINISTRATOR);
    } else if !administrators.is_empty() {
        finding = finding.remedy(format!("{} Of the administrator's account: {ADMINISTRATOR}", CHECK.remedy));
    }
    let products: Vec<&str> = products.into_iter().collect();
    finding.product = (!products.is_empty()).then(|| products.join(";"));
    Some(finding)
}

/// An account in a title where names are the same: with its address, else with its id.
fn label(account: &Account) -> String {
    format!("{} ({})", account.title(), short(account))
}

/// What tells an account from its namesakes.
fn short(account: &Account) -> &str {
    account.email.as_deref().unwrap_or(account.id.as_str())
}
