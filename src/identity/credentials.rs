//! Whether a token or key works for an integration or for a person's own use, with reasons.
//!
//! The same standard as for accounts: a table of signs, a sum, a confidence, and nothing that is said without its why.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::holdings::Log;
use super::letters::{self, fold, is_spaceless};
use super::seen::ago;
use super::vocabulary::{Sense, vocabulary};
use super::{Class, Confidence, Verdict};
use crate::estate::{Account, AccountId, Estate, Kind, State, When};

/// What a token or key seems to work for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Looks {
    /// A program.
    Integration,
    /// Its holder, by hand.
    Personal,
    /// Nothing that was seen tells.
    Unknown,
}

impl Looks {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Looks::Integration => "integration",
            Looks::Personal => "personal",
            Looks::Unknown => "unknown",
        }
    }
}

/// What a token or key seems to work for, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// What for.
    pub looks: Looks,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why, in plain words, strongest first.
    pub reasons: Vec<String>,
}

/// A sign of what a credential works for; positive weights speak for an integration.
#[derive(Debug, PartialEq, Eq)]
pub struct CredentialSign {
    /// Its name in the documentation.
    pub id: &'static str,
    /// How much it says.
    pub weight: i32,
    /// Why it says that.
    pub why: &'static str,
}

macro_rules! signs {
    ($($name:ident: $id:literal, $weight:literal, $why:literal;)*) => {
        $(const $name: &CredentialSign = &CredentialSign { id: $id, weight: $weight, why: $why };)*
        /// Every sign of a credential.
        pub const CREDENTIAL_SIGNS: &[&CredentialSign] = &[$($name),*];
    };
}

signs! {
    HELD_BY_PROGRAM: "held-by-a-program", 5, "Its holder is no person: whatever it is used for, a program uses it.";
    HELD_BY_LIKELY_PROGRAM: "held-by-a-probable-program", 3, "Its holder is probably no person.";
    HELD_BY_QUESTION: "held-by-a-possible-program", 1, "Its holder may be no person, which is a question itself.";
    LABEL_OF_MACHINE: "label-of-an-integration", 3,
        "Its label has a word for a tool, a program or a job. People name their own tokens after tools too, so it is \
         no proof.";
    LABEL_OF_PERSON: "label-of-a-person", -2, "Its label has a word for a person's own device or tool.";
    USED_WHILE_AWAY: "used-while-away", 2,
        "It was used in the last 30 days, in which its holder viewed no page. Page views are up to a day late.";
    USED_AFTER_LEAVING: "used-by-a-leaver", 3, "It was used in the last 30 days, and its holder has left.";
    LOG_ROUND_THE_CLOCK: "log-round-the-clock", 4,
        "The audit log shows it at all hours and on all days of the week.";
    LOG_OFFICE_HOURS: "log-office-hours", -2,
        "The audit log shows it within the working hours of a day alone. Jobs keep such hours too.";
    SCOPED: "few-rights", 1, "It has scopes: somebody thought of what it is for.";
    HOLDER_AT_WORK: "holder-at-work", -1, "Its holder works in the products these days, and may use it by hand.";
}

/// Days within which the use of a token counts as of these days, and without a page view its holder as away.
const LATELY: i64 = 30;

/// Words for a program in a label, beside those of the vocabulary.
const MACHINE_WORDS: &[&str] = &[
    "batch",
    "dashboard",
    "hook",
    "job",
    "lambda",
    "live",
    "nightly",
    "prod",
    "production",
    "preprod",
    "report",
    "reports",
    "server",
    "daily",
    "cronjob",
    "kubernetes",
    "container",
    "docker",
];

/// Words that a program's name has, and that people put on their own tokens.
const NEITHER: &[&str] = &["api", "app", "apps", "agent", "feed", "jira", "confluence", "atlassian"];

/// Words for a person's own device or tool in a label.
const OWN_WORDS: &[&str] = &[
    "android",
    "browser",
    "cli",
    "curl",
    "cursor",
    "desktop",
    "excel",
    "home",
    "ide",
    "insomnia",
    "intellij",
    "iphone",
    "jetbrains",
    "jupyter",
    "laptop",
    "laptopul",
    "local",
    "localhost",
    "mac",
    "macbook",
    "mein",
    "meine",
    "meu",
    "mio",
    "mobile",
    "mon",
    "my",
    "mine",
    "notebook",
    "ordinateur",
    "pc",
    "perso",
    "personal",
    "personale",
    "personlig",
    "persönlich",
    "phone",
    "playwright",
    "portátil",
    "portatil",
    "postman",
    "privat",
    "pycharm",
    "shell",
    "terminal",
    "vscode",
    "workstation",
    "moje",
    "můj",
    "saját",
    "mijn",
    "мой",
    "личный",
    "ноутбук",
    "мій",
    "моят",
    "benim",
    "个人",
    "我的",
    "本地",
    "個人",
    "私の",
    "ローカル",
    "개인",
    "내",
];

/// The same, as labels are compared.
static OWN: LazyLock<HashSet<String>> = LazyLock::new(|| OWN_WORDS.iter().map(|word| fold(word)).collect());

/// What a label says.
#[derive(Debug, Clone, Default)]
pub(super) struct Label {
    machine: Option<String>,
    own: Option<String>,
}

impl Label {
    /// Whether it speaks of a program, and of nobody's own use.
    pub(super) fn is_machine(&self) -> bool {
        self.machine.is_some() && self.own.is_none()
    }

    /// Whether it speaks of a person's own use.
    pub(super) fn is_own(&self) -> bool {
        self.own.is_some()
    }
}

/// Reads the label of a token or key.
pub(super) fn label(text: &str) -> Label {
    let vocabulary = vocabulary();
    let plain = letters::plain(text);
    let (texts, mut label) = (letters::words(&plain, true), Label::default());
    let mut written: Vec<&str> = texts.iter().map(|word| &**word).collect();
    // "GitHub" and "n8n" are one word, though they are written as two.
    written.extend(plain.split(|c: char| !c.is_alphanumeric()));
    let keys: Vec<String> = written.iter().map(|word| fold(word)).collect();
    for (at, key) in keys.iter().enumerate() {
        let shown = || written[at].to_lowercase();
        if OWN.contains(key) {
            label.own.get_or_insert_with(shown);
        }
        if NEITHER.contains(&key.as_str()) {
            continue;
        }
        let phrase = vocabulary.phrase(&keys[at..]).map(|(_, sense)| sense);
        let sense = phrase.or_else(|| vocabulary.sense(key));
        let inside = || match key.chars().next().is_some_and(is_spaceless) {
            true => vocabulary.parts(key).into_iter().filter_map(|(_, sense)| sense).any(is_machine),
            false => vocabulary
                .compound(key)
                .is_some_and(|parts| parts.iter().any(|(_, sense)| is_machine(*sense))),
        };
        let is_one = sense.is_some_and(is_machine) || MACHINE_WORDS.contains(&key.as_str());
        if is_one || (sense.is_none() && inside()) {
            label.machine.get_or_insert_with(shown);
        }
    }
    label
}

fn is_machine(sense: Sense) -> bool {
    matches!(sense, Sense::Robot | Sense::Homonym | Sense::Tool | Sense::ToolName)
}

/// What every token and key of an estate seems to work for, by the index of its touchpoint.
pub fn likenesses(
    estate: &Estate,
    verdicts: &BTreeMap<AccountId, Verdict>,
    as_of: DateTime<Utc>,
) -> BTreeMap<usize, Likeness> {
    let mut logs: BTreeMap<&str, Log> = BTreeMap::new();
    for event in &estate.context.events {
        if let Some(token) = &event.token {
            logs.entry(token).or_default().add(event);
        }
    }
    let mut all = BTreeMap::new();
    for binding in &estate.bindings {
        let touchpoint = estate.touchpoint_of(binding);
        let (used, scoped) = match (touchpoint.token(), touchpoint.key()) {
            (Some(token), _) => (token.last_used, token.scopes.is_some_and(|scopes| scopes > 0)),
            (_, Some(key)) => (key.last_used, key.scopes.as_ref().is_some_and(|scopes| !scopes.is_empty())),
            _ => continue,
        };
        let id = binding.who.account();
        let evidence = Of {
            label: label(&touchpoint.name),
            // An organisation's key has no rights of a person; nearly all of them have scopes.
            scoped: scoped && touchpoint.kind == Kind::ApiToken,
            used,
            log: logs.get(touchpoint.native_id.as_str()).copied().unwrap_or_default(),
            holder: id.and_then(|id| estate.accounts.get(id)),
            verdict: id.and_then(|id| verdicts.get(id)),
        };
        all.insert(binding.touchpoint, evidence.judge(as_of));
    }
    all
}

/// What is known of one credential.
struct Of<'a> {
    label: Label,
    scoped: bool,
    used: When,
    log: Log,
    holder: Option<&'a Account>,
    verdict: Option<&'a Verdict>,
}

impl Of<'_> {
    fn judge(self, as_of: DateTime<Utc>) -> Likeness {
        let days = |time: DateTime<Utc>| (as_of - time).num_days().max(0);
        let used = self.used.at().map(days);
        let mut seen: Vec<(&CredentialSign, String)> = Vec::new();
        match self.verdict.map(|verdict| (verdict.class, verdict.confidence)) {
            Some((Class::Robot, Confidence::Low)) => {
                seen.push((HELD_BY_QUESTION, "its holder may be a robot".to_owned()));
            }
            Some((Class::Robot, Confidence::Medium)) => {
                seen.push((HELD_BY_LIKELY_PROGRAM, "its holder is probably a robot".to_owned()));
            }
            Some((class @ (Class::Robot | Class::ServiceAccount | Class::App | Class::Agent), _)) => {
                seen.push((HELD_BY_PROGRAM, format!("its holder is {}", called(class))));
            }
            _ => {}
        }
        if let Some(word) = &self.label.machine {
            seen.push((LABEL_OF_MACHINE, format!("its label has the word \"{word}\"")));
        }
        if let Some(word) = &self.label.own {
            seen.push((LABEL_OF_PERSON, format!("its label has the word \"{word}\", as a person's own has")));
        }
        if let (Some(age), Some(holder)) = (used.filter(|age| *age < LATELY), self.holder) {
            let viewed = holder.last_active.map(days);
            if holder.state.is_gone() {
                seen.push((USED_AFTER_LEAVING, format!("it was used {}, and its holder has left", ago(age))));
            } else if viewed.is_some_and(|viewed| viewed > LATELY) {
                let viewed = viewed.unwrap_or_default();
                let said = format!("it was used {}, its holder viewed no page for {viewed} days", ago(age));
                seen.push((USED_WHILE_AWAY, said));
            } else if holder.never_viewed() {
                let said = format!(
                    "it was used {}, its holder has a seat and no page view of theirs is on record",
                    ago(age)
                );
                seen.push((USED_WHILE_AWAY, said));
            } else if holder.state == State::Active && viewed.is_some() {
                seen.push((HOLDER_AT_WORK, "its holder views pages these days".to_owned()));
            }
        }
        if self.log.is_round_the_clock() {
            let said =
                format!("the audit log has it {} times, at all hours and on all days", self.log.entries());
            seen.push((LOG_ROUND_THE_CLOCK, said));
        } else if self.log.keeps_office_hours() {
            let said = format!("the audit log has it {} times, within working hours", self.log.entries());
            seen.push((LOG_OFFICE_HOURS, said));
        }
        if self.scoped {
            seen.push((SCOPED, "its rights are limited to scopes".to_owned()));
        }
        conclude(seen, matches!(self.used, When::Never | When::Omitted))
    }
}

fn called(class: Class) -> &'static str {
    match class {
        Class::Robot => "a robot",
        Class::ServiceAccount => "a service account",
        Class::App => "an app",
        Class::Agent => "an agent",
        _ => "no person",
    }
}

fn conclude(mut seen: Vec<(&CredentialSign, String)>, unused: bool) -> Likeness {
    let score: i32 = seen.iter().map(|(sign, _)| sign.weight).sum();
    let (looks, confidence) = match score {
        5.. => (Looks::Integration, Confidence::High),
        // A label that says so may be contradicted by nothing but the absence of more.
        2..=4 if seen.iter().any(|(sign, _)| sign.weight >= 3) => (Looks::Integration, Confidence::Medium),
        2..=4 => (Looks::Integration, Confidence::Low),
        -1..=1 => (Looks::Unknown, Confidence::Low),
        -2 => (Looks::Personal, Confidence::Low),
        _ => (Looks::Personal, Confidence::Medium),
    };
    let side = |weight: i32| match looks {
        Looks::Integration => weight > 0,
        Looks::Personal => weight < 0,
        Looks::Unknown => true,
    };
    seen.sort_by_key(|(sign, _)| (!side(sign.weight), std::cmp::Reverse(sign.weight.abs())));
    let mut reasons: Vec<String> = seen
        .into_iter()
        .map(|(sign, said)| if side(sign.weight) { said } else { format!("against it: {said}") })
        .collect();
    if unused {
        reasons.push("no use of it is on record".to_owned());
    }
    if reasons.is_empty() {
        reasons.push("neither its label nor its use says what it is for".to_owned());
    }
    Likeness { looks, confidence, reasons }
}
