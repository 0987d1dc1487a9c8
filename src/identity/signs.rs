//! Signs that an account is a person or a robot, each with its weight and its sentence.
//!
//! Positive weights speak for a robot, negative ones for a person. The table is the whole of the method.

use chrono::{DateTime, Utc};

use super::{Class, Confidence, Holdings, Verdict, is_described};
use crate::estate::{Account, State};

/// Words that no person is called: alone in a name or an address they make a robot.
const ROBOT_WORDS: [&str; 44] = [
    "alerts",
    "api",
    "app",
    "automation",
    "automations",
    "backup",
    "bot",
    "build",
    "builds",
    "cd",
    "ci",
    "cicd",
    "connector",
    "cron",
    "daemon",
    "deploy",
    "deployer",
    "deployment",
    "devops",
    "donotreply",
    "export",
    "exporter",
    "github",
    "gitlab",
    "import",
    "importer",
    "integration",
    "integrations",
    "mailer",
    "migration",
    "monitoring",
    "noreply",
    "pipeline",
    "reporting",
    "robot",
    "runner",
    "script",
    "scripts",
    "serviceaccount",
    "svc",
    "sync",
    "terraform",
    "webhook",
    "zapier",
];

/// Words that tools and people share: they count only where the name has nothing of a person's.
const SHARED_WORDS: [&str; 10] =
    ["bamboo", "chef", "hudson", "jenkins", "puppet", "salesforce", "slack", "sonar", "tempo", "travis"];

/// Local parts of addresses that belong to a desk rather than a person.
const DESK_WORDS: [&str; 10] =
    ["admin", "desk", "helpdesk", "info", "it", "office", "ops", "support", "team", "user"];

struct Sign {
    weight: i32,
    sentence: String,
}

/// Weighs every sign of an account for which no hard fact speaks.
pub(super) fn weigh(account: &Account, holdings: Holdings, as_of: DateTime<Utc>) -> Verdict {
    if !is_described(account) {
        let reason = "named by a rule or token only; no list that could be read has it";
        return Verdict::new(Class::Unknown, Confidence::Low, reason);
    }
    let has_name = account.name.as_deref().is_some_and(|name| !name.eq_ignore_ascii_case("former user"));
    if account.state == State::Deleted && !has_name && account.email.is_none() {
        let reason = "a user account, closed; with its name went whatever could tell more";
        return Verdict::new(Class::Person, Confidence::Low, reason);
    }
    let mut signs = name_signs(account);
    signs.extend(use_signs(account, holdings, as_of));
    signs.sort_by_key(|sign| std::cmp::Reverse(sign.weight.abs()));
    let total: i32 = signs.iter().map(|sign| sign.weight).sum();
    let reasons_for = |robot: bool| {
        let mut reasons: Vec<String> = signs
            .iter()
            .filter(|sign| (sign.weight > 0) == robot)
            .map(|sign| sign.sentence.clone())
            .collect();
        let against = signs.iter().filter(|sign| (sign.weight > 0) != robot);
        reasons.extend(against.map(|sign| format!("against it: {}", sign.sentence)));
        reasons
    };
    let (class, confidence) = match total {
        6.. => (Class::Robot, Confidence::High),
        4..=5 => (Class::Robot, Confidence::Medium),
        2..=3 => (Class::Robot, Confidence::Low),
        0..=1 => (Class::Person, Confidence::Low),
        -2..=-1 => (Class::Person, Confidence::Medium),
        _ => (Class::Person, Confidence::High),
    };
    let mut reasons = reasons_for(class == Class::Robot);
    if reasons.is_empty() {
        reasons.push("an ordinary user account without any sign of a robot".to_owned());
    }
    Verdict { class, confidence, reasons }
}

fn name_signs(account: &Account) -> Vec<Sign> {
    let mut signs = Vec::new();
    let name = account.name.as_deref().unwrap_or_default();
    let local = account.email.as_deref().and_then(|mail| mail.split('@').next()).unwrap_or_default();
    let (name_words, local_words) = (words(name), words(local));
    // given.family@ beside "Given Family" is how people are written, whatever their family is called.
    let robot_word = |list: &[String]| list.iter().find(|word| ROBOT_WORDS.contains(&word.as_str())).cloned();
    let personal_address = robot_word(&name_words).is_none()
        && name_words.len() >= 2
        && local_words.len() >= 2
        && local_words.iter().all(|word| word.len() == 1 || name_words.contains(word));
    let mut sign = |weight, sentence: String| signs.push(Sign { weight, sentence });
    if let Some(word) = robot_word(&name_words) {
        sign(5, format!("its name has the word \"{word}\""));
    }
    // "Jan Bot", jan.bot@: the address of a person of that family name would say no more than the name.
    let repeats_a_name =
        name_words.len() == 2 && local_words == name_words && robot_word(&name_words[..1]).is_none();
    if let Some(word) = robot_word(&local_words).filter(|_| !repeats_a_name) {
        sign(4, format!("its address has the word \"{word}\""));
    }
    if name_words.windows(2).any(|pair| pair[0] == "service" && pair[1] == "account") {
        sign(5, "it is called a service account".to_owned());
    }
    let shared = name_words.iter().chain(&local_words).find(|word| SHARED_WORDS.contains(&word.as_str()));
    if let Some(word) = shared
        && !personal_address
        && name_words.len() < 2
    {
        sign(4, format!("it is called after the tool \"{word}\""));
    }
    if let Some(word) = local_words.iter().find(|word| DESK_WORDS.contains(&word.as_str()))
        && local_words.len() == 1
    {
        sign(2, format!("its address \"{word}@\" is that of a desk, not of a person"));
    }
    if personal_address {
        sign(-3, "its address is made of its given and family name".to_owned());
    } else if name_words.len() >= 2 && robot_word(&name_words).is_none() {
        sign(-1, "its name has the form of a person's".to_owned());
    }
    signs
}

fn use_signs(account: &Account, holdings: Holdings, as_of: DateTime<Utc>) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut sign = |weight, sentence: String| signs.push(Sign { weight, sentence });
    if account.job_title.is_some() {
        sign(-2, "it has a job title".to_owned());
    }
    let days_ago = |time: DateTime<Utc>| (as_of - time).num_days();
    let holds_seat = account.seats.as_ref().is_some_and(|seats| !seats.is_empty());
    match account.last_active.map(days_ago) {
        Some(days) if days <= 45 => sign(-1, "it viewed a page in the last 45 days".to_owned()),
        Some(days) if days > 365 && holds_seat && holdings.token_used.is_some() => {
            sign(2, format!("it holds a seat but viewed no page for {days} days, while its token is used"));
        }
        None if holds_seat && holdings.token_used.is_some() => {
            sign(3, "it holds a seat and never viewed a page, while its token is used".to_owned());
        }
        _ => {}
    }
    match (account.mfa, account.management_source.as_deref()) {
        (Some(true), _) => sign(-1, "it has a second factor".to_owned()),
        (Some(false), Some("invited")) => {
            sign(1, "it was invited by hand and has no second factor".to_owned())
        }
        _ => {}
    }
    if holdings.tokens >= 3 {
        sign(1, format!("it holds {} API tokens", holdings.tokens));
    }
    if holdings.acts_in >= 3 {
        sign(1, format!("{} rules run as it", holdings.acts_in));
    }
    signs
}

/// The words of a name or address, in lower case: split at anything that is no letter or digit, at a change
/// from small to capital letter, and between letters and digits.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut previous: Option<char> = None;
    for c in text.chars() {
        let boundary = previous
            .is_some_and(|p| (p.is_lowercase() && c.is_uppercase()) || (p.is_alphabetic() && c.is_numeric()));
        if (boundary || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphabetic() {
            word.extend(c.to_lowercase());
        }
        previous = Some(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
