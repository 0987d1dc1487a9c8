//! Pseudonyms for the people in an assessment: for works councils, consultants and everyone else who is to see what
//! hangs on whom without being told who that is.
//!
//! Names, addresses and account ids of everybody who may be a human being become `account-…`, by a keyed hash of the
//! account id: the same key gives the same pseudonym, in every format and in every report; without the key nobody can
//! try names. Ids of findings and touchpoints stay, so that a report without names can be worked through with one that
//! has them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{Captures, Regex};
use ring::hmac;
use unicode_normalization::UnicodeNormalization;

use super::Assessment;
use super::veil::veil;
use crate::audit::CHECKS;
use crate::snapshot::hex;

/// Replaces what tells of people by pseudonyms.
pub struct Pseudonyms {
    key: hmac::Key,
    /// Pseudonym by account id.
    accounts: HashMap<String, String>,
    known: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
    address: Regex,
}

struct Pattern {
    stands_for: String,
    /// As it is written: the words of one name are often words of the language.
    exact: Option<String>,
}

/// What Atlassian calls everybody who was deleted.
const FORMER_USER: &str = "Former user";
/// Words that say what somebody is, not who.
const TITLES: [&str; 12] = [
    "customer",
    "user",
    "admin",
    "administrator",
    "team",
    "support",
    "service",
    "test",
    "desk",
    "external",
    "guest",
    "shared",
];
/// The shortest part of a name that is looked for by itself, in letters.
const SHORTEST_PART: usize = 3;

impl Pseudonyms {
    /// Pseudonyms for the people of an assessment. The key is a secret: whoever has it can try names.
    ///
    /// # Errors
    /// When there are more names than can be looked for.
    pub fn of(assessment: &Assessment, key: &[u8]) -> Result<Pseudonyms, String> {
        let mut veiled = Pseudonyms {
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
            accounts: HashMap::new(),
            known: None,
            patterns: Vec::new(),
            // Whatever looks like an address is one, whether or not its account was seen.
            address: Regex::new(r"(?i)[\p{L}\p{N}._%+'~-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+")
                .map_err(|error| error.to_string())?,
        };
        let own = own_words();
        let mut spellings: Vec<String> = Vec::new();
        let mut names: HashMap<String, usize> = HashMap::new();
        for name in everybody(assessment).values().filter_map(|known| known.name) {
            *names.entry(name.trim().to_lowercase()).or_default() += 1;
        }
        for known in everybody(assessment).into_values().filter(|known| may_be_human(known.class)) {
            let pseudonym = veiled.pseudonym(known.id);
            veiled.accounts.insert(known.id.to_owned(), pseudonym.clone());
            for (text, exact) in written(&known, &own) {
                // What several people are called tells of none of them.
                let shared = names.get(&text.to_lowercase()).is_some_and(|holders| *holders > 1);
                let stands_for = match (text.contains('@') || text.contains("%40"), shared) {
                    (true, _) => format!("{pseudonym}@{REDACTED}"),
                    (false, true) => veiled.pseudonym(&text),
                    (false, false) => pseudonym.clone(),
                };
                veiled.patterns.push(Pattern { stands_for, exact: exact.then(|| text.clone()) });
                spellings.push(text);
            }
        }
        for name in answering(assessment) {
            let exact = !name.contains(char::is_whitespace);
            let stands_for = veiled.pseudonym(name);
            veiled.patterns.push(Pattern { stands_for, exact: exact.then(|| name.to_owned()) });
            spellings.push(name.to_owned());
        }
        if !spellings.is_empty() {
            let known = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::LeftmostLongest)
                .build(&spellings)
                .map_err(|error| error.to_string())?;
            veiled.known = Some(known);
        }
        Ok(veiled)
    }

    /// The assessment without people.
    pub fn apply(&self, assessment: &mut Assessment) {
        veil(assessment, self);
    }

    /// What stands for a text: the same for the same.
    fn pseudonym(&self, text: &str) -> String {
        let tag = hmac::sign(&self.key, text.to_lowercase().as_bytes());
        format!("account-{}", hex(&tag.as_ref()[..5]))
    }

    /// An account id.
    pub(super) fn id(&self, id: &mut String) {
        if let Some(pseudonym) = self.accounts.get(id.as_str()) {
            id.clone_from(pseudonym);
        } else {
            self.text(id);
        }
    }

    /// The name and address of an account, as far as they are told beside its id.
    pub(super) fn account(&self, id: Option<&String>, name: Option<&mut String>, email: Option<&mut String>) {
        let pseudonym = id.and_then(|id| self.accounts.get(id));
        if let Some(name) = name {
            match pseudonym {
                Some(pseudonym) => name.clone_from(pseudonym),
                None => self.text(name),
            }
        }
        if let Some(email) = email {
            match pseudonym {
                Some(pseudonym) => *email = format!("{pseudonym}@{REDACTED}"),
                None => self.text(email),
            }
        }
    }

    /// A text that is a person's name by what it is there for, such as who approved something.
    pub(super) fn name(&self, name: &mut String) {
        let before = name.clone();
        self.text(name);
        if *name == before && !name.trim().is_empty() {
            *name = self.pseudonym(&before);
        }
    }

    /// Any text: names, addresses and ids of people in it are replaced.
    pub(super) fn text(&self, text: &mut String) {
        if let Some(known) = &self.known {
            let replaced = self.replaced(known, text);
            if replaced != *text {
                *text = replaced;
            }
        }
        if text.contains('@') || text.contains("%40") {
            let replace = |found: &Captures<'_>| match found[0].ends_with(REDACTED) {
                true => found[0].to_owned(),
                false => self.address_of(&found[0].replace("%40", "@")),
            };
            *text = self.address.replace_all(text, replace).into_owned();
        }
    }

    fn address_of(&self, address: &str) -> String {
        format!("{}@{REDACTED}", self.pseudonym(address))
    }

    fn replaced(&self, known: &AhoCorasick, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let (mut rest, mut from, mut until) = (0, 0, text.len());
        while from < text.len() {
            let Some(found) = known.find(aho_corasick::Input::new(text).span(from..until)) else {
                if until == text.len() {
                    break;
                }
                // Nothing shorter begins here either.
                from += text[from..].chars().next().map_or(1, char::len_utf8);
                until = text.len();
                continue;
            };
            let pattern = &self.patterns[found.pattern().as_usize()];
            let is_it = pattern.exact.as_ref().is_none_or(|exact| *exact == text[found.range()]);
            from = found.start();
            if is_it && stands_alone(text, found.start(), found.end()) {
                out.push_str(&text[rest..found.start()]);
                out.push_str(&pattern.stands_for);
                (rest, from, until) = (found.end(), found.end(), text.len());
            } else {
                // The longest is not it: a shorter one that begins here may be, as "Ada" in "Ada Examples".
                until =
                    found.start() + text[found.range()].char_indices().next_back().map_or(0, |(at, _)| at);
            }
        }
        out.push_str(&text[rest..]);
        out
    }
}

/// The end of every address that stands for one: no such domain can exist.
const REDACTED: &str = "redacted.invalid";

/// An account as far as its spelling goes.
struct Known<'a> {
    id: &'a str,
    name: Option<&'a str>,
    email: Option<&'a str>,
    class: &'a str,
}

/// Every account that the assessment tells of: those that are there now, and those that were.
fn everybody(assessment: &Assessment) -> BTreeMap<&str, Known<'_>> {
    let mut all: BTreeMap<&str, Known<'_>> = BTreeMap::new();
    for row in &assessment.accounts {
        let (name, email) = (row.name.as_deref(), row.email.as_deref());
        all.insert(&row.account_id, Known { id: &row.account_id, name, email, class: row.class });
    }
    let Some(changes) = &assessment.changes else { return all };
    for row in changes.resolved.iter().chain(&changes.not_seen) {
        let Some(id) = &row.account_id else { continue };
        let (name, email) = (row.account_name.as_deref(), row.account_email.as_deref());
        all.entry(id).or_insert(Known { id, name, email, class: row.account_class.unwrap_or_default() });
    }
    for row in changes.bindings.new.iter().chain(&changes.bindings.gone) {
        let Some(id) = &row.account_id else { continue };
        let class = row.account_class.unwrap_or_default();
        all.entry(id).or_insert(Known { id, name: row.account_name.as_deref(), email: None, class });
    }
    for row in &changes.bindings.changed_hands {
        for (id, name) in [(&row.from, &row.from_name), (&row.to, &row.to_name)] {
            all.entry(id).or_insert(Known { id, name: name.as_deref(), email: None, class: "" });
        }
    }
    all
}

/// Whoever answers for something by the configuration: these names need not be those of accounts.
fn answering(assessment: &Assessment) -> BTreeSet<&str> {
    let approvers = assessment.exceptions.iter().map(|row| &row.approver);
    let owners = assessment.register.iter().filter_map(|row| row.owner.as_ref());
    let of_findings = assessment.findings.iter().filter_map(|row| row.owner.as_ref());
    let all = approvers.chain(owners).chain(of_findings).map(|name| name.trim());
    all.filter(|name| !name.is_empty()).collect()
}

/// Whether somebody may be behind an account of this class: all but those that Atlassian itself calls something else.
fn may_be_human(class: &str) -> bool {
    !matches!(class, "service-account" | "app" | "agent" | "system")
}

/// How an account is written, and whether only exactly so.
fn written(account: &Known<'_>, own: &BTreeSet<String>) -> Vec<(String, bool)> {
    let mut found: Vec<(String, bool)> = Vec::new();
    let id = account.id;
    let bare: String = id.chars().filter(|c| *c != ':').collect();
    let plain: String = bare.chars().filter(|c| *c != '-').collect();
    found.extend([id.to_owned(), id.replace(':', "%3A"), bare, plain].map(|id| (id, false)));
    if let Some(email) = account.email {
        found.push((email.to_owned(), false));
        found.push((email.replace('@', "%40"), false));
        let local = email.split('@').next().unwrap_or_default();
        if local.chars().count() > SHORTEST_PART && !own.contains(&local.to_lowercase()) {
            found.push((local.to_owned(), false));
        }
    }
    if let Some(name) = account.name.map(str::trim).filter(|name| !name.is_empty() && *name != FORMER_USER) {
        let parts: Vec<&str> =
            name.split(|c: char| c.is_whitespace() || c == ',').filter(|part| !part.is_empty()).collect();
        // One word may be a word of the language, and of what a robot is called often is.
        let person = matches!(account.class, "person" | "customer");
        let exact = parts.len() == 1 && (!person || own.contains(&name.to_lowercase()));
        found.push((name.to_owned(), exact));
        if let [first, .., last] = parts.as_slice() {
            found.push((format!("{last}, {first}"), false));
            found.push((format!("{last} {first}"), false));
            found.push((format!("{first}{last}"), false));
            found.extend(['.', '-', '_'].map(|between| (parts.join(&between.to_string()), false)));
            found.extend(['.', '-', '_'].map(|between| (format!("{first}{between}{last}"), false)));
            if person {
                let alone = parts.iter().filter(|part| {
                    let letters = part.chars().filter(|c| c.is_alphabetic()).count();
                    let enough = letters >= SHORTEST_PART || (letters > 1 && !part.is_ascii());
                    enough && !own.contains(&part.to_lowercase())
                });
                found.extend(alone.map(|part| ((*part).to_owned(), false)));
            }
        }
    }
    // Letters beyond ASCII are looked for as they are written: in both cases, put together and apart.
    let further: Vec<(String, bool)> = found
        .iter()
        .filter(|(text, _)| !text.is_ascii())
        .flat_map(|(text, exact)| {
            [text.to_lowercase(), text.to_uppercase(), text.clone()].map(|text| (text, *exact))
        })
        .flat_map(|(text, exact)| [(text.nfc().collect(), exact), (text.nfd().collect(), exact)])
        .collect();
    found.extend(further);
    found.retain(|(text, _)| !text.is_empty());
    found
}

/// The words of the program's own sentences: a person called Page does not turn every page into a pseudonym.
fn own_words() -> BTreeSet<String> {
    let texts = CHECKS
        .iter()
        .flat_map(|check| [check.title, check.looks_for, check.why, check.remedy, check.severity]);
    let words = texts.flat_map(|text| text.split(|c: char| !c.is_alphabetic()));
    words.chain(TITLES).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Whether no letter or digit goes on on either side. Scripts without spaces between words have no such borders.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let joined = |inner: Option<char>, outer: Option<char>| match (inner, outer) {
        (Some(inner), Some(outer)) => {
            let spaced = |c: char| c.is_alphanumeric() && (c as u32) < 0x0e00;
            spaced(inner) && spaced(outer)
        }
        _ => false,
    };
    !joined(text[start..end].chars().next(), text[..start].chars().next_back())
        && !joined(text[start..end].chars().next_back(), text[end..].chars().next())
}
