//! What is usual in an organisation, and how it names its robots: what one account alone cannot tell.

use foldhash::HashMap;

use super::letters::{self, fold};
use super::vocabulary::{Sense, vocabulary};
use crate::estate::{Account, Source};

/// What nearly all people of an organisation have.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Usual {
    /// A job title.
    pub(super) title: bool,
    /// An account from an identity provider.
    pub(super) synced: bool,
    /// A second factor.
    pub(super) factor: bool,
    /// No job title: one that has it is none the more a person.
    pub(super) no_title: bool,
    /// No department.
    pub(super) no_department: bool,
    /// No second factor.
    pub(super) no_factor: bool,
}

/// Fewer people than this have no habits.
const ENOUGH_PEOPLE: u32 = 8;

/// Counts what people have.
#[derive(Debug, Default)]
pub(super) struct Census {
    people: u32,
    titled: u32,
    placed: u32,
    sourced: u32,
    synced: u32,
    factor_told: u32,
    factor: u32,
}

impl Census {
    /// Counts an account that looks like a person's.
    pub(super) fn add(&mut self, account: &Account) {
        if !account.sources.contains(&Source::Directory) || account.state.is_gone() {
            return;
        }
        self.people += 1;
        self.titled += u32::from(account.job_title.is_some());
        self.placed += u32::from(account.department.is_some());
        if let Some(source) = &account.management_source {
            self.sourced += 1;
            self.synced += u32::from(source == "synced");
        }
        if let Some(factor) = account.mfa {
            self.factor_told += 1;
            self.factor += u32::from(factor);
        }
    }

    /// What is usual.
    pub(super) fn usual(&self) -> Usual {
        let nearly_all = |of: u32, all: u32| all >= ENOUGH_PEOPLE && of * 4 >= all * 3;
        let hardly_any = |of: u32, all: u32| all >= ENOUGH_PEOPLE && of * 8 <= all;
        Usual {
            title: nearly_all(self.titled, self.people),
            synced: nearly_all(self.synced, self.sourced),
            factor: nearly_all(self.factor, self.factor_told),
            no_title: hardly_any(self.titled, self.people),
            no_department: hardly_any(self.placed, self.people),
            no_factor: hardly_any(self.factor, self.factor_told),
        }
    }
}

/// How accounts are named, and who is.
#[derive(Debug, Default)]
pub(super) struct Patterns<'a> {
    counts: HashMap<Pattern, Count>,
    groups: HashMap<&'a str, Count>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    all: u32,
    robots: u32,
    people: u32,
}

/// A way of naming accounts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Pattern {
    /// The address begins so: `zz_`, `t-`.
    AddressBegins(String),
    /// The address ends so: `-sa`, `.svc`.
    AddressEnds(String),
    /// The address is letters and a number: `x000112`.
    AddressNumbered(String),
    /// The address is at this host, which has a part before a domain.
    Host(String),
    /// The name begins so: `K7-`, `F-`.
    NameBegins(String),
    /// The name ends so: ` (T)`.
    NameEnds(String),
    /// The name is these words and a number.
    NameNumbered(String),
}

impl Pattern {
    /// What a report says of it.
    pub(super) fn sentence(&self) -> String {
        match self {
            Pattern::AddressBegins(text) => format!("its address begins with \"{text}\""),
            Pattern::AddressEnds(text) => format!("its address ends with \"{text}\""),
            Pattern::AddressNumbered(text) => format!("its address is \"{text}\" and a number"),
            Pattern::Host(text) => format!("its address is at \"{text}\""),
            Pattern::NameBegins(text) => format!("its name begins with \"{text}\""),
            Pattern::NameEnds(text) => format!("its name ends with \"{text}\""),
            Pattern::NameNumbered(text) => format!("its name is \"{text}\" and a number"),
        }
    }
}

/// A score from which an account counts as one of those whose names make a pattern.
const LIKELY_ROBOT: i32 = 3;
/// Fewer robots than this make no pattern.
const ENOUGH_ROBOTS: u32 = 3;
/// Marks that set an affix apart from what it belongs to.
const MARKS: [char; 5] = ['-', '_', '.', '+', '/'];
/// The longest affix, in letters.
const LONGEST_AFFIX: usize = 8;

impl Count {
    fn add(&mut self, score: i32) {
        self.all += 1;
        self.robots += u32::from(score >= LIKELY_ROBOT);
        self.people += u32::from(score < 0);
    }

    /// The others beside one with this score.
    fn others(self, score: i32) -> Count {
        Count {
            all: self.all - 1,
            robots: self.robots - u32::from(score >= LIKELY_ROBOT),
            people: self.people - u32::from(score < 0),
        }
    }

    /// Whether these are robots and hardly anybody else.
    fn are_robots(self) -> bool {
        self.robots >= ENOUGH_ROBOTS && self.robots * 3 >= self.all && self.people * 6 <= self.robots
    }
}

impl<'a> Patterns<'a> {
    /// Counts how an account with this score is named, and where it is.
    pub(super) fn add(&mut self, account: &'a Account, patterns: &[Pattern], score: i32) {
        for group in &account.groups {
            self.groups.entry(group).or_default().add(score);
        }
        for pattern in patterns {
            match self.counts.get_mut(pattern) {
                Some(count) => count.add(score),
                None => self.counts.entry(pattern.clone()).or_default().add(score),
            }
        }
    }

    /// The group whose other members are robots.
    pub(super) fn group_of_robots(&self, account: &'a Account, score: i32) -> Option<(&'a str, u32)> {
        let of_robots = account.groups.iter().filter_map(|group| {
            let others = self.groups.get(group.as_str())?.others(score);
            others.are_robots().then_some((group.as_str(), others.robots))
        });
        of_robots.max_by_key(|(_, robots)| *robots)
    }

    /// The way in which this account is named as robots are, and hardly anybody else; itself left out.
    pub(super) fn of_robots<'p>(&self, patterns: &'p [Pattern], score: i32) -> Option<(&'p Pattern, u32)> {
        self.best(patterns, score, Count::are_robots)
    }

    /// The way in which this account is named as several are, some robots and no person among them.
    pub(super) fn of_nobody<'p>(&self, patterns: &'p [Pattern], score: i32) -> Option<(&'p Pattern, u32)> {
        self.best(patterns, score, |others| {
            others.robots > 0 && others.people == 0 && others.all >= ENOUGH_ROBOTS
        })
    }

    /// The name that this account shares with others but for a number: people are not numbered.
    pub(super) fn series<'p>(&self, patterns: &'p [Pattern]) -> Option<&'p Pattern> {
        patterns.iter().find(|pattern| {
            matches!(pattern, Pattern::NameNumbered(_))
                && self.counts.get(*pattern).is_some_and(|count| count.all >= 2)
        })
    }

    fn best<'p>(
        &self,
        patterns: &'p [Pattern],
        score: i32,
        counts: impl Fn(Count) -> bool,
    ) -> Option<(&'p Pattern, u32)> {
        let named = patterns.iter().filter_map(|pattern| {
            let others = self.counts.get(pattern)?.others(score);
            counts(others).then_some((pattern, others.robots))
        });
        named.max_by_key(|(_, robots)| *robots)
    }
}

/// The ways in which an account is named.
pub(super) fn patterns_of(account: &Account) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    let email = letters::plain(account.email.as_deref().unwrap_or_default()).to_lowercase();
    if let Some((local, host)) = email.split_once('@') {
        if let Some(begin) = beginning(local) {
            patterns.push(Pattern::AddressBegins(begin));
        }
        if let Some(end) = ending(local) {
            patterns.push(Pattern::AddressEnds(end));
        }
        if let Some(letters) = numbered(local, 2) {
            patterns.push(Pattern::AddressNumbered(letters));
        }
        if host.matches('.').count() >= 2 {
            patterns.push(Pattern::Host(host.to_owned()));
        }
    }
    let name = letters::plain(account.name.as_deref().unwrap_or_default());
    let name = name.trim();
    if !name.contains('@') {
        if let Some(begin) = beginning(name) {
            patterns.push(Pattern::NameBegins(begin));
        }
        if let Some(end) = ending(name).or_else(|| bracketed(name)) {
            patterns.push(Pattern::NameEnds(end));
        }
        if let Some(letters) = numbered(name, 1) {
            patterns.push(Pattern::NameNumbered(letters.to_lowercase()));
        }
    }
    patterns
}

/// `zz_` of `zz_report`, `t-` of `t-mueller`; of `maria.silva` nothing, because `maria.` is no affix: too long or
/// followed by a dot, which sets names apart.
fn beginning(text: &str) -> Option<String> {
    let at = text.find(MARKS)?;
    let mark = text[at..].chars().next()?;
    let head = &text[..at];
    let letters = head.chars().count();
    let rest = &text[at + mark.len_utf8()..];
    let affix = letters <= 4 && (mark != '.' || letters <= 3 && letters != 1);
    (affix && letters > 0 && !rest.trim().is_empty() && !head.contains(' ')).then(|| format!("{head}{mark}"))
}

fn ending(text: &str) -> Option<String> {
    let at = text.rfind(MARKS)?;
    let mark = text[at..].chars().next()?;
    let tail = &text[at + mark.len_utf8()..];
    let letters = tail.chars().count();
    let affix = letters <= 4 && (mark != '.' || letters <= 3 && letters != 1);
    (affix && letters > 0 && at > 0 && !tail.contains(' ')).then(|| format!("{mark}{tail}"))
}

fn bracketed(name: &str) -> Option<String> {
    let at = name.rfind(['(', '[', '（', '【'])?;
    let tail = &name[at..];
    (at > 0 && tail.chars().count() <= LONGEST_AFFIX).then(|| tail.to_owned())
}

/// `x` of `x000112`: letters, then at least so many digits, and nothing more.
fn numbered(text: &str, least: usize) -> Option<String> {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - letters.len();
    let letters = letters.trim_end_matches(MARKS).trim_end();
    (digits >= least && !letters.is_empty() && letters.chars().count() <= 24).then(|| letters.to_owned())
}

/// Whether a group's name says that its members are programs: `service-accounts`, `bots`, `technical users`. Not
/// `automation-team` or `integration-users`: those are people who automate and integrate.
pub(super) fn is_group_of_machines(name: &str) -> bool {
    const OF_MACHINES: [&str; 14] = [
        "test",
        "service",
        "svc",
        "technical",
        "system",
        "functional",
        "generic",
        "shared",
        "machine",
        "robot",
        "bot",
        "dummy",
        "nonhuman",
        "nonpersonal",
    ];
    let words: Vec<String> =
        letters::words(&letters::plain(name), true).iter().map(|word| fold(word)).collect();
    // Who looks after them is no program.
    const KEEPERS: [&str; 10] = [
        "owner",
        "owners",
        "admin",
        "admins",
        "manager",
        "managers",
        "team",
        "reviewers",
        "operators",
        "approvers",
    ];
    if words.iter().any(|word| KEEPERS.contains(&word.as_str())) {
        return false;
    }
    if words.iter().any(|word| {
        matches!(
            word.as_str(),
            "bots" | "robots" | "dummies" | "testusers" | "serviceaccounts" | "svcaccounts"
        )
    }) {
        return true;
    }
    let pair = |pair: &[String]| {
        let account = vocabulary().sense(&pair[1]) == Some(Sense::Account)
            || matches!(pair[1].as_str(), "accounts" | "users" | "konten" | "comptes" | "cuentas");
        account && OF_MACHINES.contains(&pair[0].as_str())
    };
    if words.windows(2).any(pair) || words.windows(2).any(|two| two[0] == "non" && two[1] == "human") {
        return true;
    }
    (0..words.len()).any(|at| {
        let phrase = vocabulary().phrase(&words[at..]);
        phrase.is_some_and(|(count, sense)| {
            sense == Sense::Robot
                && words[at..at + count].iter().any(|word| vocabulary().sense(word) == Some(Sense::Account))
        })
    })
}

/// Remembers what was found of each group's name: thousands of accounts are in the same few.
#[derive(Debug, Default)]
pub(super) struct Groups<'a>(HashMap<&'a str, bool>);

impl<'a> Groups<'a> {
    /// The first group of an account whose members are programs by its name.
    pub(super) fn of_machines(&mut self, account: &'a Account) -> Option<&'a str> {
        account
            .groups
            .iter()
            .map(String::as_str)
            .find(|name| *self.0.entry(name).or_insert_with(|| is_group_of_machines(name)))
    }
}
