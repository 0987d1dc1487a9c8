//! What an account really is: person, robot, service account, app, agent, customer, system; with reasons.
//!
//! Hard facts come first, then what the configuration says, then signs, which are weighed in
//! `signs`. What cannot be told is `unknown` or of low confidence, never a confident guess: calling a
//! person a robot gets somebody's licence taken away, calling a robot a person hides the risk.

mod address;
mod called;
mod credentials;
mod duplicates;
mod holdings;
mod kin;
mod letters;
mod organisation;
mod reading;
mod seen;
mod shared;
mod signs;
mod tool;
mod vocabulary;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use credentials::{CREDENTIAL_SIGNS, CredentialSign, Likeness, Looks, likenesses};
pub use duplicates::{Duplicate, MOST_ALIKE, duplicates};
pub use shared::{Shared, shared};
pub use signs::{Aspect, SIGNS, Sign};
pub use tool::{slug, tool};

use crate::config::IdentityHints;
use crate::estate::{Account, AccountId, Estate, Source, State};
use called::Called;
use holdings::Holdings;
use organisation::{Census, Groups, Pattern, Patterns, patterns_of};
use reading::Reader;
use seen::Titles;
use signs::Evidence;

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
    pub reasons: Vec<Cow<'static, str>>,
}

impl Verdict {
    fn new(class: Class, confidence: Confidence, reason: &'static str) -> Verdict {
        Verdict { class, confidence, reasons: vec![Cow::Borrowed(reason)] }
    }
}

/// Classifies every account of an estate.
///
/// Signs of one account are weighed first by themselves; then beside what is usual in the organisation, which those
/// that look like people tell; then beside how the organisation names those that look like robots.
pub fn classify(
    estate: &Estate,
    hints: &IdentityHints,
    as_of: DateTime<Utc>,
) -> BTreeMap<AccountId, Verdict> {
    let holdings = holdings::gather(estate);
    let none = Holdings::default();
    let mut reader = Reader::default();
    let mut groups = Groups::default();
    let (mut census, mut patterns) = (Census::default(), Patterns::default());
    let mut judged: Vec<Judged<'_>> = Vec::with_capacity(estate.accounts.len());
    for account in estate.accounts.values() {
        let certain = hard_fact(account)
            .or_else(|| configured(account, hints))
            .or_else(|| unreachable_record(account))
            .or_else(|| nothing_known(account));
        if let Some(verdict) = certain {
            judged.push(Judged::Certain(account, verdict));
            continue;
        }
        let held = holdings.of(&account.id).unwrap_or(&none);
        let mut evidence = Evidence::default();
        Called::read(account, &mut reader).tell(&mut evidence);
        seen::tell_use(account, held, as_of, &mut evidence);
        seen::tell_holdings(account, held, &mut evidence);
        if let Some(group) = groups.of_machines(account) {
            evidence.add(signs::GROUP_OF_MACHINES, format!("it is in the group \"{group}\""));
        }
        if evidence.score() <= signs::PROBABLY_PERSON {
            census.add(account);
        }
        let weighed = Weighed { account, evidence, score: 0, patterns: patterns_of(account) };
        judged.push(Judged::Weighed(weighed));
    }
    let usual = census.usual();
    let mut titles = Titles::default();
    for one in &mut judged {
        if let Judged::Weighed(one) = one {
            seen::tell_record(one.account, usual, &mut titles, &mut one.evidence);
            one.score = one.evidence.score();
            patterns.add(one.account, &one.patterns, one.score);
        }
    }
    // In the order of the ids, as the accounts are.
    judged.into_iter().map(|one| one.verdict(&patterns)).collect()
}

/// An account with its verdict, or on its way to one.
enum Judged<'a> {
    Certain(&'a Account, Verdict),
    Weighed(Weighed<'a>),
}

impl<'a> Judged<'a> {
    fn verdict(self, patterns: &Patterns<'a>) -> (AccountId, Verdict) {
        let (account, mut verdict) = match self {
            Judged::Certain(account, verdict) => (account, verdict),
            Judged::Weighed(mut one) => {
                one.tell_patterns(patterns);
                (one.account, one.evidence.verdict())
            }
        };
        verdict.reasons.extend(account.conflicts.iter().map(|conflict| format!("note: {conflict}").into()));
        (account.id.clone(), verdict)
    }
}

/// An account of which signs were seen.
struct Weighed<'a> {
    account: &'a Account,
    evidence: Evidence,
    score: i32,
    patterns: Vec<Pattern>,
}

impl<'a> Weighed<'a> {
    fn tell_patterns(&mut self, patterns: &Patterns<'a>) {
        let names = std::mem::take(&mut self.patterns);
        if let Some((pattern, robots)) = patterns.of_robots(&names, self.score) {
            let said = format!("{}, as with {robots} robots of this organisation", pattern.sentence());
            self.evidence.add(signs::PATTERN_OF_ROBOTS, said);
        } else if let Some(pattern) = patterns.series(&names) {
            let said = format!("{}, as with others", pattern.sentence());
            self.evidence.add(signs::PATTERN_SERIES, said);
        } else if let Some((pattern, robots)) = patterns.of_nobody(&names, self.score) {
            let said = format!("{}, as with {robots} likely robots and no likely person", pattern.sentence());
            self.evidence.add(signs::PATTERN_OF_NOBODY, said);
        }
        if let Some((group, robots)) = patterns.group_of_robots(self.account, self.score) {
            let said = format!("it is in the group \"{group}\", as {robots} robots of this organisation are");
            self.evidence.add(signs::GROUP_OF_ROBOTS, said);
        }
    }
}

/// Of whom nothing is known, or whose name went with the account, nothing is weighed.
fn nothing_known(account: &Account) -> Option<Verdict> {
    if !is_described(account) {
        let reason = "named by a rule or token only; no list that could be read has it";
        return Some(Verdict::new(Class::Unknown, Confidence::Low, reason));
    }
    let has_name = account.name.as_deref().is_some_and(|name| !name.eq_ignore_ascii_case("former user"));
    (account.state == State::Deleted && !has_name && account.email.is_none()).then(|| {
        let reason = "a user account, closed; with its name went whatever could tell more";
        Verdict::new(Class::Person, Confidence::Low, reason)
    })
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
pub fn is_described(account: &Account) -> bool {
    account.sources.iter().any(|source| *source > Source::Named)
        || account.name.is_some()
        || account.email.is_some()
}
