//! The few accounts whose answer would change the report most: is it a person or a robot?
//!
//! What an answer changes is measured, not guessed: every check runs once with all the accounts that are a
//! question judged people, and once with all of them judged robots. What comes out differently for an account is
//! what its answer is worth.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::rows::QuestionRow;
use crate::atlassian::is_email;
use crate::audit::{self, Case, Finding, Severity};
use crate::config::Config;
use crate::estate::{Account, AccountId, Estate};
use crate::identity::{self, Class, Confidence, Verdict};
use crate::money;

/// So many are kept, those that change the most.
const KEPT: usize = 10;
/// So many checks a sentence names.
const NAMED: usize = 3;
/// Bytes of an e-mail address, by RFC 5321.
const LONGEST_ADDRESS: usize = 254;
/// What a seat weighs: as much as a finding that says so.
const SEAT: u32 = weight(Severity::Medium);

/// The questions that are asked, and how many more there are.
#[derive(Debug, Default)]
pub(super) struct Questions {
    pub(super) rows: Vec<QuestionRow>,
    pub(super) left: usize,
}

/// The findings of one account in one run of the checks, by id.
type Own<'a> = BTreeMap<&'a str, &'a Finding>;

/// An account that is a question, and what its answer changes.
struct Asked<'a> {
    account: &'a Account,
    verdict: &'a Verdict,
    /// Products in which it holds a seat that would count as a robot's.
    seats: Vec<String>,
    as_person: Own<'a>,
    as_robot: Own<'a>,
}

/// Asks about the accounts of a case, whose answer changes the most first.
pub(super) fn ask(case: &Case<'_>) -> Questions {
    let open: Vec<&Account> = case
        .estate
        .accounts
        .values()
        .filter(|account| case.verdicts.get(&account.id).is_some_and(|verdict| is_open(account, verdict)))
        .collect();
    if open.is_empty() {
        return Questions::default();
    }
    let answered = |class| {
        let mut verdicts = case.verdicts.clone();
        for account in &open {
            if let Some(verdict) = verdicts.get_mut(&account.id) {
                verdict.class = class;
                verdict.confidence = Confidence::High;
            }
        }
        verdicts
    };
    let (people, robots) = (answered(Class::Person), answered(Class::Robot));
    let (if_people, if_robots) = (run(case, &people), run(case, &robots));
    let (mut of_people, mut of_robots) = (by_account(&if_people), by_account(&if_robots));
    let mut asked: Vec<Asked<'_>> = open
        .into_iter()
        .map(|account| Asked {
            account,
            verdict: &case.verdicts[&account.id],
            seats: match money::is_robot(account, &robots[&account.id]) {
                true => account.billed_seats().map(str::to_owned).collect(),
                false => Vec::new(),
            },
            as_person: of_people.remove(&account.id).unwrap_or_default(),
            as_robot: of_robots.remove(&account.id).unwrap_or_default(),
        })
        .filter(|asked| asked.worth() > 0)
        .collect();
    // Those of equal worth stay in the order of their ids.
    asked.sort_by_cached_key(|asked| Reverse(asked.worth()));
    let mut questions = Questions::default();
    for asked in asked {
        if questions.rows.len() == KEPT {
            questions.left += 1;
        } else if let Some(entry) = entry(asked.account, case.estate) {
            questions.rows.push(asked.row(entry));
        }
    }
    questions
}

/// What the checks find with these verdicts.
fn run(case: &Case<'_>, verdicts: &BTreeMap<AccountId, Verdict>) -> Vec<Finding> {
    let likeness = identity::likenesses(case.estate, verdicts, case.as_of);
    let mut findings = audit::run(&Case { verdicts, likeness: &likeness, ..*case });
    // Every robot has to be on record: that tells one answer from the other by itself.
    findings.retain(|finding| finding.check != audit::REGISTER_INCOMPLETE);
    findings
}

/// Whether somebody who knows the organisation could say better what the account is.
fn is_open(account: &Account, verdict: &Verdict) -> bool {
    let either = matches!(verdict.class, Class::Person | Class::Robot | Class::Unknown);
    // Of an id and nothing else nobody can say whose it is.
    either
        && identity::is_described(account)
        && !account.state.is_gone()
        && (verdict.confidence == Confidence::Low || verdict.class == Class::Unknown)
}

fn by_account(findings: &[Finding]) -> BTreeMap<&AccountId, Own<'_>> {
    let mut own: BTreeMap<&AccountId, Own<'_>> = BTreeMap::new();
    for finding in findings {
        if let Some(account) = &finding.account {
            own.entry(account).or_default().insert(&finding.id, finding);
        }
    }
    own
}

/// Each step of severity weighs as much as three of the next.
const fn weight(severity: Severity) -> u32 {
    match severity {
        Severity::Critical => 81,
        Severity::High => 27,
        Severity::Medium => 9,
        Severity::Low => 3,
        Severity::Info => 1,
    }
}

/// Whether two answers give the same finding.
fn is_same(one: &Finding, other: &Finding) -> bool {
    (one.severity, one.confidence) == (other.severity, other.confidence)
}

impl Asked<'_> {
    /// How much the answer changes.
    fn worth(&self) -> u32 {
        let ids: BTreeSet<&str> = self.as_person.keys().chain(self.as_robot.keys()).copied().collect();
        let of = |id| match (self.as_person.get(id), self.as_robot.get(id)) {
            (Some(one), Some(other)) if is_same(one, other) => 0,
            (Some(one), Some(other)) => weight(one.severity).abs_diff(weight(other.severity)).max(1),
            (Some(one), None) | (None, Some(one)) => weight(one.severity),
            (None, None) => 0,
        };
        let seats = self.seats.iter().map(|_| SEAT);
        ids.into_iter().map(of).chain(seats).fold(0, u32::saturating_add)
    }

    fn row(&self, entry: String) -> QuestionRow {
        let account = self.account;
        QuestionRow {
            account_id: account.id.to_string(),
            name: account.name.clone(),
            email: account.email.clone(),
            guess: self.verdict.class.word(),
            confidence: self.verdict.confidence.word(),
            reasons: self.verdict.reasons.iter().map(ToString::to_string).collect(),
            if_robot: said(&self.as_robot, &self.as_person, &self.seats),
            if_person: said(&self.as_person, &self.as_robot, &[]),
            entry,
        }
    }
}

/// What the report says with one answer and not with the other.
fn said(own: &Own<'_>, other: &Own<'_>, seats: &[String]) -> String {
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    let differs = own.iter().filter(|(id, one)| !other.get(*id).is_some_and(|other| is_same(one, other)));
    // A finding about seats is said by the seats.
    for (_, finding) in differs.filter(|(_, finding)| seats.is_empty() || finding.product.is_none()) {
        *counts.entry((finding.severity, finding.check)).or_default() += 1;
    }
    let more: usize = counts.values().skip(NAMED).sum();
    let named = counts.into_iter().take(NAMED).map(|((_, check), n)| match n {
        1 => title(check),
        n => format!("{} ({n} times)", title(check)),
    });
    let more = match more {
        0 => None,
        1 => Some("1 more finding".to_owned()),
        n => Some(format!("{n} more findings")),
    };
    let parts: Vec<String> = seats_said(seats).into_iter().chain(named).chain(more).collect();
    if parts.is_empty() { "nothing more to act on".to_owned() } else { parts.join("; ") }
}

/// The title of a check inside a sentence.
fn title(check: &str) -> String {
    let title = audit::check(check).map_or(check, |check| check.title);
    match title.split_once(' ') {
        Some((article @ ("A" | "An"), rest)) => format!("{} {rest}", article.to_lowercase()),
        _ => title.to_owned(),
    }
}

fn seats_said(seats: &[String]) -> Option<String> {
    let free = seats.iter().filter(|product| money::is_free_for_service_accounts(product)).count();
    let held = match seats.len() {
        0 => return None,
        1 => "a dummy user holds 1 paid seat".to_owned(),
        n => format!("a dummy user holds {n} paid seats"),
    };
    Some(match (seats.len(), free) {
        (_, 0) => held,
        (1, _) => format!("{held}, which a service account would not need"),
        (n, free) if n == free => format!("{held}, none of which a service account would need"),
        (_, free) => format!("{held}, {free} of which a service account would not need"),
    })
}

/// What stands for the account, and for no other, in a list of `[identity]`: its address where that will do, else
/// its id. `None` where the configuration would take neither.
fn entry(account: &Account, estate: &Estate) -> Option<String> {
    let email = account.email.as_deref().filter(|email| is_email(email));
    let fits = |entry: &&str| is_plain(entry) && means_one(entry, estate) && is_taken(entry);
    email.into_iter().chain([account.id.as_str()]).find(fits).map(str::to_owned)
}

/// Whether it is read as it stands, by the configuration and by people: no pattern, no letters that hide, and no
/// longer than an address may be.
fn is_plain(entry: &str) -> bool {
    entry.len() <= LONGEST_ADDRESS
        && entry.chars().all(|letter| letter.is_ascii_graphic() && !matches!(letter, '*' | '?'))
}

fn means_one(entry: &str, estate: &Estate) -> bool {
    let lower = entry.to_lowercase();
    let is_meant = |account: &&Account| {
        account.id.as_str() == entry
            || account.email.as_deref().is_some_and(|email| email.to_lowercase() == lower)
    };
    estate.accounts.values().filter(is_meant).count() == 1
}

/// Whether the configuration takes it: it refuses what could be a secret or another kind of pattern.
fn is_taken(entry: &str) -> bool {
    let text = format!("[identity]\nrobots = [{}]\n", toml::Value::from(entry));
    Config::parse(&text, "", NaiveDate::MIN).is_ok_and(|config| config.identity.robots == [entry])
}
