//! What use, audit log, directory and holdings of an account say.

use chrono::{DateTime, Utc};
use foldhash::HashMap;

use super::called::MARKS;
use super::holdings::Holdings;
use super::letters;
use super::organisation::Usual;
use super::signs::{self as sign, Evidence};
use super::vocabulary::{Sense, vocabulary};
use crate::estate::{Account, State};

/// Days without a page view after which nobody seems to sit at an account.
const LONG_UNSEEN: i64 = 180;
/// Days within which a page view counts as of these days.
const LATELY: i64 = 45;
/// Days within which a token counts as one that is in use.
const TOKEN_IN_USE: i64 = 90;
/// From this number on, tokens and rules are many.
const MANY: usize = 3;

/// Adds what page views, tokens and the audit log say.
pub(super) fn tell_use(
    account: &Account,
    holdings: &Holdings,
    as_of: DateTime<Utc>,
    evidence: &mut Evidence,
) {
    let days = |time: DateTime<Utc>| (as_of - time).num_days().max(0);
    let viewed = account.last_active.map(days);
    let token = holdings.token_used.map(days).filter(|age| *age <= TOKEN_IN_USE);
    let holds_seat = account.billed_seats().next().is_some();
    match (viewed, token) {
        (Some(age), _) if age <= LATELY => {
            evidence.add(sign::USE_VIEWED, format!("it viewed a page {}", ago(age)));
        }
        (Some(age), Some(used)) if age > LONG_UNSEEN => {
            let said = format!("no page viewed in {}, token used {}", long(age), ago(used));
            evidence.add(sign::USE_TOKEN_LONG_AFTER, said);
        }
        (None, Some(used)) if account.never_viewed() => {
            let said = format!("it holds a seat and no page view is on record, token used {}", ago(used));
            evidence.add(sign::USE_TOKEN_ALONE, said);
        }
        (None, _) if account.never_viewed() && holdings.made > 0 => {
            let said = format!("it made {} issues lately, and no page view is on record", holdings.made);
            evidence.add(sign::USE_MADE_UNSEEN, said);
        }
        (None, _) if account.never_viewed() && holds_seat => {
            evidence.add(sign::USE_NEVER_VIEWED, "it holds a seat and no page view is on record");
        }
        _ => {}
    }
    tell_log(holdings, evidence);
}

fn tell_log(holdings: &Holdings, evidence: &mut Evidence) {
    let log = &holdings.log;
    let times = log.entries();
    if log.is_round_the_clock() && log.by_token * 2 >= times {
        let said = format!("the audit log has it {times} times, at all hours and on all days of the week");
        evidence.add(sign::LOG_ROUND_THE_CLOCK, said);
    }
    if log.by_hand == 0 && log.by_token >= 3 {
        evidence.add(sign::LOG_BY_TOKEN, format!("the audit log has it {times} times, each with a token"));
    } else if log.by_hand * 2 > times && log.keeps_office_hours() {
        let said = format!("the audit log has it {times} times within working hours, without a token");
        evidence.add(sign::LOG_OFFICE_HOURS, said);
    } else if log.by_hand > 0 && log.by_hand * 2 > times {
        evidence
            .add(sign::LOG_BY_HAND, format!("the audit log has it {} times without a token", log.by_hand));
    }
}

/// Adds what the directory says, beside what is usual in the organisation.
pub(super) fn tell_record<'a>(
    account: &'a Account,
    usual: Usual,
    titles: &mut Titles<'a>,
    evidence: &mut Evidence,
) {
    let title = account.job_title.as_deref().filter(|title| title.chars().any(char::is_alphanumeric));
    match title {
        Some(title) if titles.is_of_machine(title) => {
            let title = letters::plain(title);
            evidence.add(sign::RECORD_MACHINE_TITLE, format!("its job title is \"{}\"", title.trim()));
        }
        Some(_) if usual.no_title => {}
        Some(_) => evidence.add(sign::RECORD_TITLE, "it has a job title"),
        None if usual.title => {
            evidence.add(sign::RECORD_NO_TITLE, "it has no job title, where nearly all people have one");
        }
        None => {}
    }
    if !usual.no_department
        && account.department.as_deref().is_some_and(|name| name.chars().any(char::is_alphanumeric))
    {
        evidence.add(sign::RECORD_DEPARTMENT, "it has a department");
    }
    let invited = account.management_source.as_deref() == Some("invited");
    if invited && usual.synced {
        let said = "it was invited by hand, where nearly all people come from an identity provider";
        evidence.add(sign::RECORD_INVITED, said);
    }
    match account.mfa {
        Some(true) if usual.no_factor => {}
        Some(true) => evidence.add(sign::RECORD_FACTOR, "it has a second factor"),
        Some(false) if usual.factor => {
            evidence.add(sign::RECORD_NO_FACTOR, "it has no second factor, where nearly all people have one");
        }
        Some(false) if invited => {
            evidence.add(sign::RECORD_NO_FACTOR, "it was invited by hand and has no second factor");
        }
        _ => {}
    }
}

/// Adds what it holds.
pub(super) fn tell_holdings(account: &Account, holdings: &Holdings, evidence: &mut Evidence) {
    if account.state == State::Deleted {
        return;
    }
    if holdings.own_labels > 0 {
        evidence.add(sign::HOLDS_OWN_TOKENS, "a token of it is labelled as a person's own");
    } else if holdings.tokens > 0 && holdings.machine_labels == holdings.tokens {
        evidence.add(sign::HOLDS_MACHINE_TOKENS, "its tokens are labelled as those of integrations");
    }
    let many = [(holdings.tokens, "API tokens are its"), (holdings.acts_in, "rules run as it")];
    if let Some((count, what)) = many.into_iter().find(|(count, _)| *count >= MANY) {
        evidence.add(sign::HOLDS_MANY, format!("{count} {what}"));
    }
}

/// "System" alone, which is no post in any language.
const SYSTEM: &[&str] = &[
    "system",
    "système",
    "sistema",
    "sistem",
    "systém",
    "rendszer",
    "järjestelmä",
    "система",
    "σύστημα",
    "システム",
    "系统",
    "系統",
    "시스템",
    "ระบบ",
    "نظام",
    "מערכת",
    "प्रणाली",
];

/// Remembers what was found of each job title: thousands of people have the same few.
#[derive(Debug, Default)]
pub(super) struct Titles<'a>(HashMap<&'a str, bool>);

impl<'a> Titles<'a> {
    fn is_of_machine(&mut self, title: &'a str) -> bool {
        *self.0.entry(title).or_insert_with(|| is_title_of_machine(title))
    }
}

/// Whether a job title says that its bearer is no person: "Technical account", "Funktionskonto", "Bot". "Service
/// Manager" and "Automation Engineer" are people's.
fn is_title_of_machine(title: &str) -> bool {
    let vocabulary = vocabulary();
    let plain = letters::plain(title);
    let words: Vec<String> = letters::words(&plain, false).iter().map(|word| letters::fold(word)).collect();
    let mut senses = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some((count, sense)) = vocabulary.phrase(&words[at..]) {
            let account = vocabulary.names_account(&words[at..at + count].join(" "));
            senses.push(if account { Some(Sense::Account) } else { Some(sense) });
            at += count;
            continue;
        }
        let word = &words[at];
        at += 1;
        match vocabulary.sense(word) {
            Some(_) if vocabulary.names_account(word) => senses.push(Some(Sense::Account)),
            Some(sense) => senses.push(Some(sense)),
            None if word.chars().next().is_some_and(letters::is_spaceless) => {
                senses.extend(vocabulary.parts(word).into_iter().map(|(_, sense)| sense));
            }
            None => match vocabulary.compound(word) {
                Some(parts) => senses.extend(parts.into_iter().map(|(_, sense)| Some(sense))),
                None => senses.push(None),
            },
        }
    }
    let known = senses.iter().all(|sense| sense.is_some_and(|sense| sense != Sense::Title));
    // "Account Management" is a post; "technical account" is none.
    let bare = words.len() == 1 && vocabulary.sense(&words[0]) == Some(Sense::Account);
    let account = senses.last() == Some(&Some(Sense::Account)) && !bare;
    let dummy = senses.as_slice() == [Some(Sense::Dummy)];
    let is_bot = words.iter().any(|word| MARKS.iter().any(|mark| letters::fold(mark) == *word));
    let system =
        matches!(words.as_slice(), [word] if SYSTEM.iter().any(|system| letters::fold(system) == *word));
    !senses.is_empty() && known && (account || dummy || is_bot || system)
}

/// `today`, `yesterday`, `12 days ago`.
pub(super) fn ago(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}

/// `200 days`, `14 months`.
fn long(days: i64) -> String {
    match days {
        400.. => format!("{} months", days * 12 / 365),
        days => format!("{days} days"),
    }
}
