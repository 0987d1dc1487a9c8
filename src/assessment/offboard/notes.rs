//! What else to know: of the accounts beside what hangs on them, of what Atlassian's own tool does not do, and of what
//! nobody can tell from outside.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, ItemRow, needed};
use crate::assessment::rows::AccountRow;
use crate::audit::effects;
use crate::estate::{Account, AccountId, Binding, Role, State, Who};
use crate::identity::{self, Verdict};

/// Everything else to know.
pub(super) fn notes(
    answer: &Answer<'_>,
    verdicts: &BTreeMap<AccountId, Verdict>,
    rows: &[AccountRow],
    items: &[ItemRow],
) -> Vec<String> {
    let mut notes = Vec::new();
    for row in rows {
        if let Some(account) = answer.estate.known_account(&AccountId::new(row.account_id.as_str())) {
            notes.extend(on(account, row));
        }
    }
    notes.extend(other_accounts(answer, verdicts));
    if let Some(person) = answer.estate.provenance.get("person")
        && rows.iter().any(|row| row.email.as_ref().is_some_and(|email| email.eq_ignore_ascii_case(person)))
    {
        notes.push(format!("This audit itself hangs on the token of {person}: the next one needs another."));
    }
    let has = |kind: &str, role: Role| items.iter().any(|item| item.kind == kind && item.role == role.word());
    if has("jira-automation-rule", Role::Connection) {
        notes.push(
            "Transfer user, Atlassian's own tool for handing over Jira rules, changes actor, owner and user pickers; \
             it leaves connections behind, and saving such a rule through the API as anybody else disables it."
                .to_owned(),
        );
    }
    if items.iter().any(|item| item.kind == "confluence-automation-rule") {
        notes.push(
            "Transfer user does not reach Confluence: each of its rules has to be taken over by hand."
                .to_owned(),
        );
    }
    notes.extend(untold(answer));
    let needed = needed(answer.estate, answer.question, &answer.leaving);
    let gaps = answer.estate.gaps.iter().filter(|gap| needed.contains(gap.place.surface.as_str())).count();
    if gaps > 0 {
        notes.push(format!(
            "{gaps} rows of the places that were read could not be understood whole, and may hide something: the \
             report of a scan lists them as gaps."
        ));
    }
    notes
}

/// Accounts that seem to be the same person's and stay: whoever leaves takes all of them along.
fn other_accounts(answer: &Answer<'_>, verdicts: &BTreeMap<AccountId, Verdict>) -> Vec<String> {
    let leaving = &answer.leaving.accounts;
    let groups = identity::duplicates(answer.estate, verdicts, answer.as_of);
    let groups = groups.iter().filter(|group| group.accounts.iter().any(|id| leaving.contains(id)));
    let notes = groups.filter_map(|group| {
        let called = |id: &AccountId| {
            let account = answer.estate.known_account(id)?;
            let told = account.email.as_deref().unwrap_or(account.id.as_str());
            Some(format!("{} ({told})", account.title()))
        };
        let (goes, stays): (Vec<&AccountId>, Vec<&AccountId>) =
            group.accounts.iter().partition(|id| leaving.contains(id));
        let stays: Vec<String> = stays.into_iter().filter_map(called).collect();
        let goes: Vec<String> = goes.into_iter().filter_map(called).collect();
        (!stays.is_empty()).then(|| {
            format!(
                "{} may be another account of the person of {}: if it is, ask for both together.",
                stays.join(" and "),
                goes.join(" and ")
            )
        })
    });
    notes.collect()
}

/// What works in the name of somebody of whom nothing tells who it is: it may be one of these.
fn untold(answer: &Answer<'_>) -> Vec<String> {
    let live = |wanted: &dyn Fn(&Binding) -> bool| {
        let bindings = answer.estate.bindings.iter().filter(|binding| wanted(binding));
        let rules = bindings.filter(|binding| {
            let rule = answer.estate.touchpoint_of(binding);
            rule.kind.is_rule() && rule.is_live()
        });
        rules.map(|binding| binding.touchpoint).collect::<BTreeSet<_>>().len()
    };
    let acting =
        live(&|binding| binding.role == Role::Actor && matches!(binding.who, Who::Computed | Who::Unknown));
    // What opens another system is nobody's here.
    let carrying = live(&|binding| {
        binding.role == Role::Credential && binding.who == Who::Unknown && !effects::is_foreign(binding)
    });
    let mut notes = Vec::new();
    if acting > 0 {
        let told = match acting {
            1 => "1 live rule computes while it runs as whom it acts, or does not say it".to_owned(),
            n => format!("{n} live rules compute while they run as whom they act, or do not say it"),
        };
        notes.push(format!("{told}: whether that is one of these accounts cannot be told from outside."));
    }
    if carrying > 0 {
        let told = match carrying {
            1 => "1 live rule carries a credential".to_owned(),
            n => format!("{n} live rules carry credentials"),
        };
        notes.push(format!("{told} of which nothing says whose: ask before the account goes."));
    }
    notes
}

/// What is so of an account, beside what hangs on it.
fn on(account: &Account, row: &AccountRow) -> Vec<String> {
    let name = account.title();
    let mut notes = Vec::new();
    if account.state.is_gone() {
        let word = if account.state == State::Deleted { "deleted" } else { "deactivated" };
        notes.push(format!("{name} is {word} already: what is said to stop may have stopped."));
    }
    if account.for_deletion {
        notes.push(format!(
            "The deletion of {name} is scheduled: for 14 days it looks deactivated and can be cancelled."
        ));
    }
    if account.org_admin == Some(true) {
        notes.push(format!(
            "{name} administers the organisation or a site: make sure that somebody else does too."
        ));
    }
    if !account.admin_of.is_empty() {
        let of: Vec<&str> = account.admin_of.iter().map(String::as_str).collect();
        notes.push(format!("{name} administers {}.", of.join(", ")));
    }
    let seats =
        row.products.as_ref().filter(|products| !products.is_empty() && account.state == State::Active);
    if let Some(products) = seats
        && let Some(said) = effects::row("seat", "holder", "deactivated")
    {
        notes.push(format!("{name} holds a seat in {}. {}", products.join(", "), said.words));
    }
    notes
}
