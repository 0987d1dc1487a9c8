//! Who is meant by what somebody typed: an account's id, its e-mail address, or its exact name.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::atlassian::is_email;
use crate::estate::{Account, AccountId, Estate, Who};

/// Who goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaving {
    /// Accounts.
    pub accounts: BTreeSet<AccountId>,
    /// Addresses, in lower case, that belong to no account that was seen and are named all the same.
    pub addresses: BTreeSet<String>,
}

/// Why nobody could be found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhomError {
    /// Nobody fits.
    #[error(
        "no account is called \"{asked}\": give its e-mail address, its account id or its exact name{}",
        near_words(.near)
    )]
    Nobody {
        /// What was asked for.
        asked: String,
        /// Accounts that look like it.
        near: Vec<String>,
    },
    /// Several fit.
    #[error("\"{asked}\" may be any of {} accounts; say which by its account id:{}", .candidates.len(), lines(.candidates))]
    Several {
        /// What was asked for.
        asked: String,
        /// Who fits.
        candidates: Vec<String>,
    },
    /// No group of this name has members that were seen.
    #[error("no account that was seen is in a group called \"{asked}\"{}", near_words(.near))]
    NoGroup {
        /// What was asked for.
        asked: String,
        /// Groups that look like it.
        near: Vec<String>,
    },
}

fn near_words(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; near to it are:{}", lines(near)) }
}

fn lines(rows: &[String]) -> String {
    rows.iter().map(|row| format!("\n  {row}")).collect()
}

/// So many of those that look like it are told.
const NEAR: usize = 8;

/// Finds the account that is meant.
///
/// # Errors
/// Where nobody fits, or several.
pub fn find(estate: &Estate, asked: &str, leaving: &mut Leaving) -> Result<(), WhomError> {
    let wanted = asked.trim();
    // Some accounts have names of nothing but spaces.
    if wanted.is_empty() {
        return Err(WhomError::Nobody { asked: asked.to_owned(), near: Vec::new() });
    }
    let id = AccountId::new(wanted);
    if estate.accounts.contains_key(&id) {
        leaving.accounts.insert(id);
        return Ok(());
    }
    let folded = folded(wanted);
    let same = |text: &Option<String>| text.as_ref().is_some_and(|text| self::folded(text) == folded);
    let by_email: Vec<&Account> = estate.accounts.values().filter(|account| same(&account.email)).collect();
    let found = match by_email.is_empty() {
        true => estate.accounts.values().filter(|account| same(&account.name)).collect(),
        false => by_email,
    };
    match found.as_slice() {
        [one] => {
            leaving.accounts.insert(one.id.clone());
            Ok(())
        }
        [] => {
            let named = is_email(wanted)
                && estate.bindings.iter().any(
                    |binding| matches!(&binding.who, Who::Address(address) if address.to_lowercase() == folded),
                );
            if named {
                leaving.addresses.insert(folded);
                return Ok(());
            }
            let near = estate.accounts.values().filter(|account| is_near(account, &folded)).map(described);
            Err(WhomError::Nobody { asked: wanted.to_owned(), near: near.take(NEAR).collect() })
        }
        several => Err(WhomError::Several {
            asked: wanted.to_owned(),
            candidates: several.iter().map(|account| described(account)).collect(),
        }),
    }
}

/// A name or address as it is compared: without the spaces around it, whatever its case, and however its accents are
/// written.
fn folded(text: &str) -> String {
    text.trim().nfc().collect::<String>().to_lowercase()
}

/// Whether an account shares a word with what was asked for.
fn is_near(account: &Account, asked: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() > 2);
        parts.map(str::to_lowercase).collect()
    };
    let asked = words(asked.split('@').next().unwrap_or_default());
    let own = [&account.name, &account.email].into_iter().flatten();
    own.flat_map(|text| words(text.split('@').next().unwrap_or_default())).any(|word| asked.contains(&word))
}

/// An account as a list of candidates has it.
fn described(account: &Account) -> String {
    let told = [&account.name, &account.email].into_iter().flatten().map(String::as_str);
    let parts: Vec<&str> = told.chain([account.id.as_str(), account.state.word()]).collect();
    parts.join(" · ")
}

/// The accounts of a group.
///
/// # Errors
/// Where nobody that was seen is in a group of that name.
pub fn group(estate: &Estate, name: &str, leaving: &mut Leaving) -> Result<(), WhomError> {
    let folded = folded(name);
    let inside = |account: &&Account| account.groups.iter().any(|group| self::folded(group) == folded);
    let members: Vec<AccountId> =
        estate.accounts.values().filter(inside).map(|account| account.id.clone()).collect();
    if members.is_empty() {
        let known = estate.accounts.values().flat_map(|account| account.groups.iter());
        let known: BTreeSet<&String> =
            known.chain(estate.context.groups.iter().map(|group| &group.name)).collect();
        let near = known.into_iter().filter(|group| {
            let group = group.to_lowercase();
            group.contains(&folded) || folded.contains(&group)
        });
        let near = near.take(NEAR).cloned().collect();
        return Err(WhomError::NoGroup { asked: name.trim().to_owned(), near });
    }
    leaving.accounts.extend(members);
    Ok(())
}

/// How many members of a group were not seen as such; `None` where nobody says how many it has.
pub fn unseen_members(estate: &Estate, name: &str) -> Option<u64> {
    let folded = folded(name);
    let said = estate.context.groups.iter().find(|group| self::folded(&group.name) == folded)?.users?;
    let seen = estate
        .accounts
        .values()
        .filter(|account| account.groups.iter().any(|group| self::folded(group) == folded))
        .count();
    Some(said.saturating_sub(u64::try_from(seen).unwrap_or(u64::MAX)))
}

/// The accounts that have left and hold something live all the same.
pub fn leavers(estate: &Estate) -> BTreeSet<AccountId> {
    let held = estate.bindings.iter().filter(|binding| estate.touchpoint_of(binding).is_live());
    held.filter_map(|binding| binding.who.account())
        .filter(|id| estate.known_account(id).is_some_and(|account| account.state.is_gone()))
        .cloned()
        .collect()
}
