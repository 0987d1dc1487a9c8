//! The checks: one file each, and this registry. A check looks at the facts and states findings.

mod finding;

pub mod effects;

mod native_app_beside_robot;
mod robot_holds_seat;
mod robot_people_log_in_to;
mod robot_with_admin_rights;
mod rule_actor_gone;
mod rule_actor_person;
mod rule_actor_robot;
mod rule_clear_text_target;
mod rule_connection_gone;
mod rule_connection_person;
mod rule_credential_embedded;
mod rule_names_leaver;
mod rule_owner_gone;
mod token_expiring;
mod token_of_integration;
mod token_of_leaver;
mod token_unused;
mod token_without_expiry;
mod webhook_clear_text;
mod webhook_edited_by_leaver;
mod webhook_secret_in_address;
mod webhook_unsigned;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

pub use finding::{Finding, Replacement, Severity};

use crate::config::Policy;
use crate::estate::{Account, AccountId, Binding, Estate, Role, State, Touchpoint, Who};
use crate::identity::{Class, Confidence, Verdict};

/// A check: what it looks for, why that matters, what to do, and the code that looks.
#[derive(Debug)]
pub struct Check {
    /// Its name: in reports, on the command line, in the docs, and of its file.
    pub id: &'static str,
    /// The problem in a few words.
    pub title: &'static str,
    /// How severity is decided, in words.
    pub severity: &'static str,
    /// What it looks for.
    pub looks_for: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Ids of the controls it speaks to; a framework that has nothing to say is left out.
    pub controls: &'static [&'static str],
    run: fn(&Case<'_>) -> Vec<Finding>,
}

/// Every check, in the order of the docs.
pub const CHECKS: &[&Check] = &[
    &rule_actor_gone::CHECK,
    &rule_actor_person::CHECK,
    &rule_actor_robot::CHECK,
    &rule_owner_gone::CHECK,
    &rule_connection_gone::CHECK,
    &rule_connection_person::CHECK,
    &rule_credential_embedded::CHECK,
    &rule_clear_text_target::CHECK,
    &rule_names_leaver::CHECK,
    &token_of_integration::CHECK,
    &token_of_leaver::CHECK,
    &token_expiring::CHECK,
    &token_unused::CHECK,
    &token_without_expiry::CHECK,
    &robot_holds_seat::CHECK,
    &robot_with_admin_rights::CHECK,
    &robot_people_log_in_to::CHECK,
    &native_app_beside_robot::CHECK,
    &webhook_clear_text::CHECK,
    &webhook_unsigned::CHECK,
    &webhook_secret_in_address::CHECK,
    &webhook_edited_by_leaver::CHECK,
];

/// The check with this id.
pub fn check(id: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| check.id == id)
}

/// Runs every check: the findings, most severe first, in an order that depends on nothing but the facts.
pub fn run(case: &Case<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| (check.run)(case)).collect();
    findings.sort_by(|a, b| (a.severity, a.check, &a.id).cmp(&(b.severity, b.check, &b.id)));
    findings
}

/// What a check may look at.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The facts.
    pub estate: &'a Estate,
    /// What each account is.
    pub verdicts: &'a BTreeMap<AccountId, Verdict>,
    /// Thresholds.
    pub policy: &'a Policy,
    /// How many service accounts the organisation may have.
    pub quota: u32,
    /// The instant from which ages are counted.
    pub as_of: DateTime<Utc>,
}

/// A binding of a known account, with everything a check asks of it.
#[derive(Debug, Clone, Copy)]
struct Held<'a> {
    binding: &'a Binding,
    touchpoint: &'a Touchpoint,
    account: &'a Account,
    class: Class,
    confidence: Confidence,
}

impl<'a> Case<'a> {
    /// The bindings of one role in which an account that is known is involved.
    fn held(&self, role: Role) -> impl Iterator<Item = Held<'a>> {
        let case = *self;
        case.estate.bindings.iter().filter(move |binding| binding.role == role).filter_map(move |binding| {
            let Who::Account(id) = &binding.who else { return None };
            let account = case.estate.accounts.get(id)?;
            let verdict = case.verdicts.get(id)?;
            Some(Held {
                binding,
                touchpoint: case.estate.touchpoint_of(binding),
                account,
                class: verdict.class,
                confidence: verdict.confidence,
            })
        })
    }

    /// Whole days since something happened; none for what is later than the instant ages are counted from.
    fn age(&self, time: DateTime<Utc>) -> i64 {
        self.days_since(time).max(0)
    }

    /// Whole days since `time`; negative when it lies ahead.
    fn days_since(&self, time: DateTime<Utc>) -> i64 {
        (self.as_of - time).num_days()
    }
}

/// `1 day`, `2 days`.
fn days(count: i64) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

impl Held<'_> {
    /// Whether the account has left.
    fn is_gone(&self) -> bool {
        self.account.state.is_gone()
    }

    /// "deactivated" or "deleted", as a report says it.
    fn gone_word(&self) -> &'static str {
        if self.account.state == State::Deleted { "deleted" } else { "deactivated" }
    }

    /// Whether the account is a human being who may one day leave, as far as is known.
    fn may_leave(&self) -> bool {
        self.class == Class::Person && !self.is_gone()
    }
}
