//! What an account really is: person, robot, service account, app, agent, customer, system; with reasons.
//!
//! Hard facts come first, then what the configuration says, then signs, which are weighed in
//! `signs`. What cannot be told is `unknown` or of low confidence, never a confident guess: calling a
//! person a robot gets somebody's licence taken away, calling a robot a person hides the risk.

mod signs;
mod words;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::config::IdentityHints;
use crate::estate::{Account, AccountId, Estate, Kind, Role, Source};

/// What an account really is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A human being.
    Person,
    /// Not human, but holds a human's licence.
    Robot,
    /// Atlassian's own kind of account for integrations.
    ServiceAccount,
    /// The account of an installed app.
    App,
    /// A Rovo agent.
    Agent,
    /// A customer of a service portal.
    Customer,
    /// Atlassian's own, such as the built-in actor of automation.
    System,
    /// Nothing that was seen tells.
    Unknown,
}

impl Class {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Class::Person => "person",
            Class::Robot => "robot",
            Class::ServiceAccount => "service-account",
            Class::App => "app",
            Class::Agent => "agent",
            Class::Customer => "customer",
            Class::System => "system",
            Class::Unknown => "unknown",
        }
    }
}

/// How sure a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Documented, or a hard fact.
    High,
    /// Good evidence.
    Medium,
    /// A question rather than an answer.
    Low,
}

impl Confidence {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Confidence::High => "high",
            Confidence::Medium => "medium",
            Confidence::Low => "low",
        }
    }
}

/// A class with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What the account is taken for.
    pub class: Class,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why, in plain words, strongest first; what two sources say differently comes last.
    pub reasons: Vec<String>,
}

impl Verdict {
    fn new(class: Class, confidence: Confidence, reason: impl Into<String>) -> Verdict {
        Verdict { class, confidence, reasons: vec![reason.into()] }
    }
}

/// What an account owns; evidence of what it is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Holdings {
    /// API tokens.
    pub(crate) tokens: usize,
    /// When one of them was last used.
    pub(crate) token_used: Option<DateTime<Utc>>,
    /// Rules that run as it.
    pub(crate) acts_in: usize,
    /// Issues it made lately, as far as somebody asked.
    pub(crate) issues_made: u64,
}

/// Classifies every account of an estate.
pub fn classify(
    estate: &Estate,
    hints: &IdentityHints,
    as_of: DateTime<Utc>,
) -> BTreeMap<AccountId, Verdict> {
    let mut holdings: BTreeMap<&AccountId, Holdings> = BTreeMap::new();
    for binding in &estate.bindings {
        let Some(id) = binding.who.account() else { continue };
        let holding = holdings.entry(id).or_default();
        let touchpoint = estate.touchpoint_of(binding);
        match (touchpoint.kind, binding.role) {
            (Kind::ApiToken, Role::Holder) => {
                holding.tokens += 1;
                let used = touchpoint.token().and_then(|token| token.last_used.at());
                holding.token_used = holding.token_used.max(used);
            }
            (kind, Role::Actor) if kind.is_rule() => holding.acts_in += 1,
            _ => {}
        }
    }
    let lately = estate.context.activity.iter().filter(|done| done.product == "jira" && done.days.is_some());
    for done in lately {
        holdings.entry(&done.account).or_default().issues_made += done.count;
    }
    let verdict = |account: &Account| {
        let holding = holdings.get(&account.id).copied().unwrap_or_default();
        let mut verdict = judge(account, holding, hints, as_of);
        verdict.reasons.extend(account.conflicts.iter().map(|conflict| format!("note: {conflict}")));
        verdict
    };
    estate.accounts.values().map(|account| (account.id.clone(), verdict(account))).collect()
}

fn judge(account: &Account, holdings: Holdings, hints: &IdentityHints, as_of: DateTime<Utc>) -> Verdict {
    hard_fact(account)
        .or_else(|| configured(account, hints))
        .or_else(|| unreachable_record(account))
        .unwrap_or_else(|| signs::weigh(account, holdings, as_of))
}

/// What an account is by what Atlassian itself says of it.
fn hard_fact(account: &Account) -> Option<Verdict> {
    use Confidence::{High, Medium};
    if account.id.is_built_in() {
        return Some(Verdict::new(Class::System, High, "the built-in actor of Atlassian automation"));
    }
    if account.listed_service_account {
        return Some(Verdict::new(
            Class::ServiceAccount,
            High,
            "in the organisation's list of service accounts",
        ));
    }
    let account_type = account.account_type.as_deref().unwrap_or_default();
    match (account_type, account.app_type.as_deref().unwrap_or_default()) {
        (_, "service") => {
            return Some(Verdict::new(Class::ServiceAccount, High, "Jira says appType service"));
        }
        (_, "agent") => return Some(Verdict::new(Class::Agent, High, "Jira says appType agent")),
        _ => {}
    }
    if account.has_service_account_address() {
        let reason = "its address is at the domain of service accounts";
        return Some(Verdict::new(Class::ServiceAccount, High, reason));
    }
    if account_type == "app" {
        let reason = "Jira says accountType app; it is in no list of service accounts that could be read";
        return Some(Verdict::new(Class::App, Medium, reason));
    }
    if account_type == "customer" || account.id.as_str().starts_with("qm:") {
        return Some(Verdict::new(Class::Customer, High, "a customer account of a service portal"));
    }
    None
}

/// What the configuration says, which knows better than any sign.
fn configured(account: &Account, hints: &IdentityHints) -> Option<Verdict> {
    let email = account.email.as_deref();
    let listed = |list: &[String]| IdentityHints::matches(list, account.id.as_str(), email);
    if listed(&hints.people) {
        return Some(Verdict::new(Class::Person, Confidence::High, "the configuration names it as a person"));
    }
    if listed(&hints.robots) {
        return Some(Verdict::new(Class::Robot, Confidence::High, "the configuration names it as a robot"));
    }
    None
}

/// Jira answers with fallback values while it cannot reach an account's record: they tell nothing.
fn unreachable_record(account: &Account) -> Option<Verdict> {
    let told = [Source::Directory, Source::Managed].iter().any(|source| account.sources.contains(source));
    (account.account_type.as_deref() == Some("unknown") && !told).then(|| {
        let reason = "Jira could not reach the account's record; scan again";
        Verdict::new(Class::Unknown, Confidence::Low, reason)
    })
}

/// Whether anything but its id is known of an account.
fn is_described(account: &Account) -> bool {
    account.sources.iter().any(|source| *source > Source::Named)
        || account.name.is_some()
        || account.email.is_some()
}
