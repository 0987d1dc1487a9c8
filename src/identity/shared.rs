//! At which accounts several people may sit.
//!
//! It is always a question: how an account is called, or at what hours somebody logs in to it, proves nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use unicode_normalization::char::is_combining_mark;

use super::called::Called;
use super::holdings::Log;
use super::letters::{self, fold, latin};
use super::seen::ago;
use super::vocabulary::{Sense, vocabulary};
use super::{Class, Confidence, Verdict};
use crate::estate::{Account, AccountId, Estate};

/// An account at which several people may sit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The account.
    pub account: AccountId,
    /// How sure that is: medium where two things say so, or a name that joins several; else low.
    pub confidence: Confidence,
    /// Why, in plain words.
    pub reasons: Vec<String>,
}

/// Days within which a page view shows that somebody sits there.
const LATELY: i64 = 45;
/// Words that join several names; single letters do not, because they are parts of names ("Costa e Silva").
const AND: &[&str] = &["and", "und", "et", "og", "och", "en", "oraz", "ja", "ve", "та", "και", "और", "și"];
/// Most names that one account is called after.
const MOST_NAMES: usize = 5;

/// Accounts at which several people may sit, in the order of their ids. Only those that hold a seat or anything else
/// and have not left, and are taken for a person's, for a robot or for nothing in particular. A robot is among them
/// only where somebody sits there at all. Ages are counted from `as_of`.
pub fn shared(estate: &Estate, verdicts: &BTreeMap<AccountId, Verdict>, as_of: DateTime<Utc>) -> Vec<Shared> {
    let holders: BTreeSet<&AccountId> =
        estate.bindings.iter().filter_map(|binding| binding.who.account()).collect();
    let mut by_hand: BTreeMap<&AccountId, Log> = BTreeMap::new();
    for event in estate.context.events.iter().filter(|event| event.auth.is_none()) {
        if let Some(id) = &event.account {
            by_hand.entry(id).or_default().add(event);
        }
    }
    let accounts = estate.accounts.values().filter(|account| {
        let holds = account.billed_seats().next().is_some() || holders.contains(&account.id);
        holds && !account.state.is_gone()
    });
    let judged = accounts.filter_map(|account| {
        let log = by_hand.get(&account.id).copied().unwrap_or_default();
        judge(account, verdicts.get(&account.id)?, log, as_of)
    });
    judged.collect()
}

fn judge(account: &Account, verdict: &Verdict, by_hand: Log, as_of: DateTime<Utc>) -> Option<Shared> {
    if !matches!(verdict.class, Class::Person | Class::Robot | Class::Unknown) {
        return None;
    }
    let is_robot = verdict.class == Class::Robot;
    let viewed = account.last_active.map(|time| (as_of - time).num_days().max(0));
    let viewed = viewed.filter(|days| *days <= LATELY);
    if is_robot && viewed.is_none() && by_hand.entries() == 0 {
        return None;
    }
    // Of whom other things than a name say that it is one person, the name says no more.
    let is_settled = verdict.class == Class::Person && verdict.confidence == Confidence::High;
    let called = Called::new(account);
    let (mut reasons, mut aspects) = (Vec::new(), 0);
    let joined = joined(account);
    if let Some(joint) = &joined {
        reasons.push(format!("its name joins several with \"{joint}\""));
        aspects += 2;
    }
    if let Some(desk) = called.desk().filter(|_| !is_settled && joined.is_none()) {
        reasons.push(format!("it is called \"{desk}\", as a desk, a team or a mailbox is"));
        aspects += 1;
    }
    if let Some(desk) = called.desk_of_address().filter(|_| !is_settled) {
        reasons.push(format!("its address is \"{desk}@\", as that of a desk, a team or a mailbox is"));
        aspects += 1;
    }
    if let Some(days) = viewed.filter(|_| is_robot && verdict.confidence != Confidence::Low) {
        reasons.push(format!("it is taken for a robot, and somebody viewed a page with it {}", ago(days)));
        aspects += 1;
    }
    if by_hand.is_round_the_clock() {
        let times = by_hand.entries();
        reasons.push(format!(
            "the audit log has it {times} times without a token, at all hours and on all days of the week, as no \
             single person works"
        ));
        aspects += 1;
    }
    let confidence = if aspects > 1 { Confidence::Medium } else { Confidence::Low };
    (aspects > 0).then(|| Shared { account: account.id.clone(), confidence, reasons })
}

/// Whether an account is called as a desk, a team or several people are.
pub(super) fn is_called_as_several(account: &Account) -> bool {
    joined(account).is_some() || Called::new(account).desk().is_some()
}

/// What joins several names in the name of an account: "Anna & Tom", "Anna and Tom", "Anna/Tom".
fn joined(account: &Account) -> Option<String> {
    let name = letters::plain(account.name.as_deref()?);
    let name = name.split(['(', '[', '{', '（', '【', '［', '|']).next().unwrap_or_default();
    let mut spaced = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '&' | '+' | '/' => spaced.extend([' ', c, ' ']),
            _ => spaced.push(c),
        }
    }
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let is_joint = |word: &&str| matches!(*word, "&" | "+" | "/") || AND.contains(word);
    let joint = *words.iter().find(|word| is_joint(word))?;
    let parts: Vec<&[&str]> = words.split(is_joint).collect();
    let named =
        parts.iter().all(|part| (1..=3).contains(&part.len()) && part.iter().all(|word| is_name(word)));
    // "li en wang" is one name: where nothing is written large, a word tells no more than others.
    let small = |word: &&str| word.chars().next().is_some_and(char::is_lowercase);
    let is_sign = matches!(joint, "&" | "+" | "/");
    let told = is_sign || !parts.iter().any(|part| part.iter().any(small));
    if !named || !told || !(2..=MOST_NAMES).contains(&parts.len()) {
        return None;
    }
    // What stands behind a stroke is a place or a firm as often as a second person: the address has to say so too.
    if matches!(joint, "/" | "+") {
        let email = letters::plain(account.email.as_deref().unwrap_or_default()).to_lowercase();
        let local = email.split('@').next().unwrap_or_default();
        let has = |part: &&[&str]| {
            let first = latin(&fold(part[0]));
            first.len() > 1 && local.contains(&first)
        };
        let by_desk = Called::new(account).desk_of_address().is_some();
        if !by_desk && !parts.iter().all(has) {
            return None;
        }
    }
    Some(joint.to_owned())
}

/// Whether a word may be a name: letters, and no word of which something else is known.
fn is_name(word: &str) -> bool {
    let inner = |c: char| c.is_alphabetic() || is_combining_mark(c) || matches!(c, '-' | '\'' | '’' | '.');
    if word.chars().filter(|c| c.is_alphabetic()).count() < 2 || !word.chars().all(inner) {
        return false;
    }
    let sense = vocabulary().sense(&fold(word));
    matches!(sense, None | Some(Sense::GivenName | Sense::ToolName))
}
