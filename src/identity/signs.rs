//! Signs that an account is a person or a robot, each with its weight and its sentence.
//!
//! Positive weights speak for a robot, negative ones for a person. The table is the whole of the method.

use chrono::{DateTime, Utc};

use super::words::{
    COMPOUNDS, DESK_WORDS, FAMILY_WORDS, GIVEN_WORDS, ROBOT_WORDS, ROLE_WORDS, SHARED_WORDS, SMALL_WORDS,
};
use super::{Class, Confidence, Holdings, Verdict, is_described};
use crate::estate::{Account, State};

struct Sign {
    weight: i32,
    sentence: String,
    /// With such a sign the verdict is a question, whatever the others say.
    doubtful: bool,
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
    let mut signs = use_signs(account, holdings, as_of);
    // A job title, or two smaller things that programs do not do.
    let active = signs.iter().filter(|sign| sign.weight < 0).map(|sign| sign.weight).sum::<i32>() <= -2;
    signs.extend(name_signs(account, active));
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
    let doubtful = signs.iter().any(|sign| sign.doubtful);
    let confidence = if doubtful { Confidence::Low } else { confidence };
    let mut reasons = reasons_for(class == Class::Robot);
    if reasons.is_empty() {
        reasons.push("an ordinary user account without any sign of a robot".to_owned());
    }
    Verdict { class, confidence, reasons }
}

/// What a name and an address are made of.
struct Called {
    /// The words of the display name, without what stands in brackets or behind a dash.
    name: Vec<String>,
    /// The words before the `@`.
    local: Vec<String>,
    /// The words of the address's host.
    host: Vec<String>,
    /// Whether the name is written as people are: with a space, or as one word.
    spaced: bool,
}

impl Called {
    fn new(account: &Account) -> Called {
        let name = own_name(account.name.as_deref().unwrap_or_default());
        let email = account.email.as_deref().unwrap_or_default();
        let (local, host) = email.split_once('@').unwrap_or((email, ""));
        let mut host = words(host.rsplit_once('.').map_or("", |(host, _)| host));
        // Somebody called Bot at bot.example: the host tells nothing then.
        if host.iter().any(|word| is_in(FAMILY_WORDS, word)) {
            host.clear();
        }
        let spaced = name.trim().contains(char::is_whitespace) || !name.contains(['-', '_']);
        let name = words(&name);
        Called { spaced: spaced && !is_camel(account, &name), name, local: words(local), host }
    }

    /// Words of the name that could be a given or family name.
    fn own(&self) -> Vec<&String> {
        let ours = |word: &&String| {
            !is_in(FAMILY_WORDS, word)
                && !is_in(ROBOT_WORDS, word)
                && !is_in(SHARED_WORDS, word)
                && !is_in(DESK_WORDS, word)
                && !is_role(word)
        };
        self.name.iter().filter(ours).collect()
    }

    /// The same without those of the organisation: "Acme Bot", acme.bot@acme.example.
    fn strangers(&self) -> Vec<&String> {
        let small = self.roles() > 0;
        let strange = |word: &&String| !(self.host.contains(word) || small && is_in(SMALL_WORDS, word));
        self.own().into_iter().filter(strange).collect()
    }

    fn roles(&self) -> usize {
        self.name.iter().filter(|word| is_role(word)).count()
    }

    /// Whether a word of the address is one of the name's, or the initial of one.
    fn repeats(&self, word: &str) -> bool {
        let initial = |name: &String| word.chars().count() == 1 && name.starts_with(word);
        self.name.iter().any(|name| name == word || initial(name))
    }

    /// given.family@ or g.family@ beside "Given Family".
    fn has_personal_address(&self) -> bool {
        self.name.len() >= 2 && self.local.len() >= 2 && self.local.iter().all(|word| self.repeats(word))
    }
}

fn name_signs(account: &Account, active: bool) -> Vec<Sign> {
    let called = Called::new(account);
    let mut signs = Vec::new();
    let mut sign = |weight, sentence: String| signs.push(Sign { weight, sentence, doubtful: false });
    let (robot, family) = (robot_word(&called.name), family_words(&called.name));
    let (own, strangers, roles) = (called.own(), called.strangers(), called.roles());
    let tool = |word: &&String| is_in(SHARED_WORDS, word);
    // What the address says beyond the name.
    let beyond = called.local.iter().filter(|word| !called.repeats(word));
    let speaks = robot_word(&called.local).is_some()
        || beyond.clone().any(|word| is_in(FAMILY_WORDS, word) || is_role(word) || tool(&word));
    let mut doubtful = None;
    if let Some(word) = &robot {
        sign(5, format!("its name has the word \"{word}\""));
    } else if let [word, more @ ..] = family.as_slice() {
        let personal = more.is_empty()
            && !strangers.is_empty()
            && roles == 0
            && !called.name.iter().any(|word| tool(&word))
            && (!speaks || active);
        if personal {
            let weight = if called.spaced { 1 } else { 2 };
            doubtful =
                Some((weight, format!("its name has the word \"{word}\", but people are called so too")));
        } else {
            sign(5, format!("its name has the word \"{word}\""));
        }
    } else if roles > 0 {
        let word = called.name.iter().find(|word| is_role(word)).map_or("", String::as_str);
        let whose = called.name.len() == 1
            && called.local.contains(&called.name[0])
            && called.local.iter().any(|word| !is_role(word) && !is_in(SMALL_WORDS, word));
        match (strangers.is_empty() && !whose, roles) {
            (true, _) => sign(4, "its name is made of words for roles and products only".to_owned()),
            (false, 2..) => sign(3, "its name has several words for roles and products".to_owned()),
            (false, _) => sign(1, format!("its name has the word \"{word}\", but people are called so too")),
        }
    }
    if let Some(word) = marked(account.name.as_deref().unwrap_or_default()) {
        sign(3, format!("its name has \"{word}\" in brackets"));
    }
    let person_with_robot_word = robot.is_some() && !own.is_empty() && roles == 0;
    if let Some(word) = robot_word(&called.local) {
        if !(person_with_robot_word && called.has_personal_address()) {
            sign(4, format!("its address has the word \"{word}\""));
        }
    } else if let Some(word) = called.local.iter().find(|word| is_in(FAMILY_WORDS, word)) {
        let said = called.name.contains(word) && !own.is_empty();
        let given = called.name.len() == 1
            && !strangers.is_empty()
            && called.local.len() == 2
            && called.local.contains(&called.name[0]);
        if given && !said {
            let sentence = format!("its address has the word \"{word}\", but people are called so too");
            doubtful = doubtful.or(Some((1, sentence)));
        } else if !said {
            sign(4, format!("its address has the word \"{word}\""));
        }
    }
    let alone = called.name.len() <= 1 && called.local.len() <= 1;
    let same = called.name.is_empty() || called.local.is_empty() || called.name == called.local;
    if let Some(word) = called.name.first().or(called.local.first()).filter(|_| alone && same) {
        if is_in(SHARED_WORDS, word) {
            let weight = if active || called.local.is_empty() { 2 } else { 4 };
            sign(weight, format!("it is called after the tool \"{word}\""));
        } else if is_in(GIVEN_WORDS, word) {
            sign(1, format!("it is called like the tool \"{word}\", and like many people"));
        }
    }
    let desk = |word: &String| is_in(DESK_WORDS, word) || is_role(word);
    if !called.local.is_empty() && called.local.iter().all(desk) && roles == 0 {
        let local = called.local.join("-");
        sign(2, format!("its address \"{local}@\" is that of a desk or a task, not of a person"));
    }
    if robot.is_none() && family.is_empty() && roles == 0 && !own.is_empty() {
        if called.has_personal_address() {
            sign(-3, "its address is made of its given and family name".to_owned());
        } else if called.name.len() >= 2 {
            sign(-1, "its name has the form of a person's".to_owned());
        }
    }
    if let Some((weight, sentence)) = doubtful {
        signs.push(Sign { weight, sentence, doubtful: true });
    }
    signs
}

fn is_in(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

/// A role's or a product's word; also `jirabot` and `svcjira`, but not Talbot: nobody calls a tool "tal".
fn is_role(word: &str) -> bool {
    let bot = word.strip_suffix("bot").is_some_and(|stem| {
        is_in(ROLE_WORDS, stem)
            || is_in(ROBOT_WORDS, stem)
            || is_in(SHARED_WORDS, stem)
            || is_in(&["build", "ci", "deploy", "sync", "github", "gitlab", "hudson"], stem)
    });
    let svc = word.strip_prefix("svc").is_some_and(|rest| rest.len() >= 2);
    is_in(ROLE_WORDS, word) || bot || svc
}

/// The first word that only robots have, also one that is written in several.
fn robot_word(words: &[String]) -> Option<String> {
    let single = words.iter().find(|word| is_in(ROBOT_WORDS, word) || is_in(COMPOUNDS, word)).cloned();
    let joined = || {
        let pairs = words.windows(2).chain(words.windows(3));
        pairs.map(<[String]>::concat).find(|joined| is_in(COMPOUNDS, joined))
    };
    single.or_else(joined)
}

fn family_words(words: &[String]) -> Vec<&String> {
    words.iter().filter(|word| is_in(FAMILY_WORDS, word)).collect()
}

/// "FooSync" is written as people are not; "VanBot Peter" is.
fn is_camel(account: &Account, words: &[String]) -> bool {
    let name = account.name.as_deref().unwrap_or_default().trim();
    words.len() > 1 && name.chars().all(char::is_alphabetic)
}

/// A name without what people put behind it: "Maria Silva [Integration Team]", "Ada Example - Build".
fn own_name(name: &str) -> String {
    let mut own = String::new();
    let mut depth = 0usize;
    for c in name.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => own.push(c),
            _ => {}
        }
    }
    let own = own.split(" - ").next().unwrap_or_default();
    if own.chars().any(char::is_alphabetic) { own.to_owned() } else { name.to_owned() }
}

/// What stands in brackets, if it is how programs are marked: "renovate[bot]", "Jira (service account)".
fn marked(name: &str) -> Option<String> {
    let parts = name.split(['(', '[']).skip(1).filter_map(|part| part.split([')', ']']).next());
    let inside = parts.map(|part| words(part).join(" "));
    inside.into_iter().find(|part| {
        is_in(&["bot", "robot", "service account", "serviceaccount", "svc", "technical user"], part)
    })
}

fn use_signs(account: &Account, holdings: Holdings, as_of: DateTime<Utc>) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut sign = |weight, sentence: String| signs.push(Sign { weight, sentence, doubtful: false });
    if account.job_title.is_some() {
        sign(-2, "it has a job title".to_owned());
    }
    let days_ago = |time: DateTime<Utc>| (as_of - time).num_days();
    let holds_seat = account.billed_seats().next().is_some();
    match account.last_active.map(days_ago) {
        Some(days) if days <= 45 => sign(-1, "it viewed a page in the last 45 days".to_owned()),
        Some(days) if days > 365 && holds_seat && holdings.token_used.is_some() => {
            sign(2, format!("it holds a seat but viewed no page for {days} days, while its token is used"));
        }
        None if account.never_viewed() && holdings.token_used.is_some() => {
            sign(3, "it holds a seat and no page view is on record, while its token is used".to_owned());
        }
        None if account.never_viewed() && holdings.issues_made > 0 => {
            let issues = holdings.issues_made;
            sign(2, format!("it made {issues} issues lately, and no page view is on record"));
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
