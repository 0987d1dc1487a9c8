//! The checks: one file each, and this registry. A check looks at the facts and states findings.

mod finding;

pub mod effects;

mod account_of_several_people;
mod board_on_private_filter;
mod default_assignee_gone;
mod exception_run_out;
mod lead_gone;
mod native_app_beside_robot;
mod org_key_expiring;
mod org_key_of_leaver;
mod org_key_of_person;
mod org_key_unscoped;
mod owner_about_to_be_deleted;
mod person_with_several_accounts;
mod register_incomplete;
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
mod scheme_grants_leaver_or_robot;
mod service_account_credential_expiring;
mod service_account_idle;
mod service_account_over_privileged;
mod service_account_quota;
mod service_account_without_credentials;
mod shared_thing_of_leaver;
mod space_administered_only_by_leavers_or_robots;
mod subscription_of_leaver_or_robot;
mod token_expiring;
mod token_of_integration;
mod token_of_leaver;
mod token_revocation_policy;
mod token_unused;
mod token_without_expiry;
mod webhook_clear_text;
mod webhook_edited_by_leaver;
mod webhook_secret_in_address;
mod webhook_unsigned;
mod workflow_fires_disabled_webhook;
mod workflow_step_names_leaver;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

pub use finding::{Finding, Replacement, Severity};
pub(crate) use register_incomplete::ID as REGISTER_INCOMPLETE;

use crate::config::{Accept, Policy, RegisterEntry};
use crate::estate::{
    Account, AccountId, Binding, Estate, KeyFacts, KeyForm, Kind, Role, State, Touchpoint, When, Who,
};
use crate::identity::{Class, Confidence, Likeness, Looks, Verdict};
use crate::snapshot::Status;

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
    &token_revocation_policy::CHECK,
    &org_key_of_leaver::CHECK,
    &org_key_of_person::CHECK,
    &org_key_expiring::CHECK,
    &org_key_unscoped::CHECK,
    &service_account_idle::CHECK,
    &service_account_without_credentials::CHECK,
    &service_account_over_privileged::CHECK,
    &service_account_credential_expiring::CHECK,
    &service_account_quota::CHECK,
    &owner_about_to_be_deleted::CHECK,
    &shared_thing_of_leaver::CHECK,
    &subscription_of_leaver_or_robot::CHECK,
    &board_on_private_filter::CHECK,
    &workflow_step_names_leaver::CHECK,
    &workflow_fires_disabled_webhook::CHECK,
    &default_assignee_gone::CHECK,
    &lead_gone::CHECK,
    &scheme_grants_leaver_or_robot::CHECK,
    &space_administered_only_by_leavers_or_robots::CHECK,
    &robot_with_admin_rights::CHECK,
    &robot_people_log_in_to::CHECK,
    &native_app_beside_robot::CHECK,
    &webhook_clear_text::CHECK,
    &webhook_unsigned::CHECK,
    &webhook_secret_in_address::CHECK,
    &webhook_edited_by_leaver::CHECK,
    &person_with_several_accounts::CHECK,
    &account_of_several_people::CHECK,
    &register_incomplete::CHECK,
    &exception_run_out::CHECK,
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
    /// What each token and key seems to work for, by the index of its touchpoint.
    pub likeness: &'a BTreeMap<usize, Likeness>,
    /// Thresholds.
    pub policy: &'a Policy,
    /// Who answers for which account.
    pub register: &'a [RegisterEntry],
    /// What somebody took responsibility for.
    pub accept: &'a [Accept],
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

/// A key of the organisation or a credential of a service account, whoever holds it.
#[derive(Debug, Clone, Copy)]
struct Key<'a> {
    /// Index of its touchpoint.
    index: usize,
    touchpoint: &'a Touchpoint,
    facts: &'a KeyFacts,
    /// Whose it is, where that is told.
    binding: Option<&'a Binding>,
}

impl<'a> Case<'a> {
    /// Keys of a kind, those of which nobody is told to hold them among them.
    fn keys(&self, kind: Kind) -> impl Iterator<Item = Key<'a>> {
        let estate = self.estate;
        let keys = estate.touchpoints.iter().enumerate().filter(move |(_, key)| key.kind == kind);
        keys.filter_map(move |(index, touchpoint)| {
            let first = estate.bindings.partition_point(|binding| binding.touchpoint < index);
            let binding = estate.bindings.get(first).filter(|binding| binding.touchpoint == index);
            Some(Key { index, touchpoint, facts: touchpoint.key()?, binding })
        })
    }

    /// Those of them that are live.
    fn live_keys(&self, kind: Kind) -> impl Iterator<Item = Key<'a>> {
        self.keys(kind).filter(|key| key.touchpoint.is_live())
    }

    /// The credentials of service accounts by whose they are; `None` where not every one was seen, or of one it is
    /// not known whose it is: then nobody is known to have none.
    fn credentials(&self) -> Option<BTreeMap<&'a AccountId, Vec<Key<'a>>>> {
        if !self.is_whole("org.service-account-credentials") {
            return None;
        }
        let mut held: BTreeMap<&AccountId, Vec<Key<'_>>> = BTreeMap::new();
        for key in self.keys(Kind::ServiceAccountCredential) {
            held.entry(key.binding?.who.account()?).or_default().push(key);
        }
        Some(held)
    }

    /// The instant at which something runs out, where that is near and still ahead.
    fn runs_out(&self, expires: When) -> Option<DateTime<Utc>> {
        let near = self.as_of + TimeDelta::days(self.policy.expiring_days);
        expires.at().filter(|expires| (self.as_of..=near).contains(expires))
    }

    /// Service accounts that can still act.
    fn service_accounts(&self) -> impl Iterator<Item = &'a Account> {
        let case = *self;
        case.estate.accounts.values().filter(move |account| {
            let class = case.verdicts.get(&account.id).map(|verdict| verdict.class);
            class == Some(Class::ServiceAccount) && !account.state.is_gone()
        })
    }

    /// Accounts that are set as the actor of something live, which needs no credential.
    fn live_actors(&self) -> BTreeSet<&'a AccountId> {
        let estate = self.estate;
        let acting = estate.bindings.iter().filter(|binding| binding.role == Role::Actor);
        acting
            .filter(|binding| estate.touchpoint_of(binding).is_live())
            .filter_map(|binding| binding.who.account())
            .collect()
    }

    /// Whether anything was seen of an account within the days of the policy: in the audit log, or by a count of
    /// what it did.
    fn was_seen(&self, account: &AccountId) -> bool {
        let context = &self.estate.context;
        let lately = |days: i64| days <= self.policy.stale_days;
        let mut logged = context.events.iter().filter(|event| event.account.as_ref() == Some(account));
        let mut counted = context.activity.iter().filter(|activity| activity.account == *account);
        logged.any(|event| lately(self.age(event.time)))
            || counted.any(|activity| activity.count > 0 && activity.days.is_some_and(lately))
    }

    /// Whether a surface was read whole wherever it was looked for.
    fn is_whole(&self, surface: &str) -> bool {
        let mut rows = self.estate.coverage.iter().filter(|row| row.place.surface == surface).peekable();
        rows.peek().is_some() && rows.all(|row| row.status == Status::Complete)
    }

    /// Whether the rules of both products were read whole wherever they are: else it is not known who runs none.
    fn knows_rules(&self) -> bool {
        ["jira.automation", "confluence.automation"].iter().all(|surface| {
            let mut rows = self.estate.coverage.iter().filter(|row| row.place.surface == *surface).peekable();
            // A site may be without one of the products.
            rows.peek().is_some() && rows.all(|row| matches!(row.status, Status::Complete | Status::Absent))
        })
    }

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

    /// The same by account, for checks that go through the accounts: looking through all bindings for each of them
    /// takes minutes where there are many of both.
    fn held_by(&self, role: Role) -> BTreeMap<&'a AccountId, Vec<Held<'a>>> {
        let mut by_account: BTreeMap<&AccountId, Vec<Held<'_>>> = BTreeMap::new();
        for held in self.held(role) {
            by_account.entry(&held.account.id).or_default().push(held);
        }
        by_account
    }

    /// The same of automation rules alone.
    fn of_rules(&self, role: Role) -> impl Iterator<Item = Held<'a>> {
        self.held(role).filter(|held| held.touchpoint.kind.is_rule())
    }

    /// What a token or key seems to work for, where that is an integration.
    fn integration(&self, index: usize) -> Option<&'a Likeness> {
        self.likeness.get(&index).filter(|likeness| likeness.looks == Looks::Integration)
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

impl Key<'_> {
    /// A finding about it and whoever holds it.
    fn finding(&self, check: &Check, case: &Case<'_>, title: String) -> Finding {
        match self.binding {
            Some(binding) => Finding::about(check, case, binding, title),
            None => Finding::about_touchpoint(check, case, self.index, title),
        }
    }

    /// The key and whose it is, as a sentence begins.
    fn title(&self, case: &Case<'_>) -> String {
        let whose = self.binding.map(|binding| match &binding.who {
            Who::Account(id) => case.estate.known_account(id).map_or(id.as_str(), Account::title),
            other => other.stand_in(),
        });
        match (whose, self.facts.form) {
            (None, _) => self.touchpoint.title(),
            (Some(whose), KeyForm::OrgKey) => format!("{}, made by {whose},", self.touchpoint.title()),
            (Some(whose), _) => format!("{} of {whose}", self.touchpoint.title()),
        }
    }

    /// Whether it was not used for the days of the policy, as far as its source tells.
    fn is_unused(&self, case: &Case<'_>) -> bool {
        match self.facts.last_used {
            When::At(time) => case.age(time) > case.policy.stale_days,
            When::Never | When::Omitted => true,
            When::Unsaid => false,
        }
    }
}

/// When something was last used, as evidence says it.
fn last_use(case: &Case<'_>, used: When) -> String {
    match used {
        When::At(time) => format!("last used {} ago", days(case.age(time))),
        When::Never => "never used".to_owned(),
        When::Omitted => "no use of it is on record".to_owned(),
        When::Unsaid => "nothing says when it was used".to_owned(),
    }
}

/// When something that runs out does so: `in 14 days`.
fn ahead(case: &Case<'_>, expires: DateTime<Utc>) -> String {
    match -case.days_since(expires) {
        0 => "in less than a day".to_owned(),
        left => format!("in {}", days(left)),
    }
}

/// What evidence adds where a service account seems to do nothing, and not every rule was seen.
const RULES_UNSEEN: &str = "not every automation rule could be read, so one of them may run as it";

/// What a title calls a robot, or a dummy user: where that is a question, it is asked.
fn perhaps(confidence: Confidence, what: &str) -> String {
    if confidence == Confidence::Low { format!("perhaps {what}") } else { what.to_owned() }
}

/// `1 day`, `2 days`.
fn days(count: i64) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// What a sentence calls a thing that has its name from the place it stands in.
fn placed(thing: &Touchpoint) -> String {
    match thing.container.as_str() {
        "" => thing.title(),
        container => format!("{} ({container})", thing.title()),
    }
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

    /// Whether it may be one: nothing that was seen tells, or it is a robot with low confidence only, which is a
    /// question. A risk must not go from the report because of a guess.
    fn may_be_person(&self) -> bool {
        let open = self.class == Class::Unknown
            || (self.class == Class::Robot && self.confidence == Confidence::Low);
        self.may_leave() || (open && !self.is_gone())
    }
}
