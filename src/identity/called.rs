//! What a display name and an address say.

use std::borrow::Cow;

use super::address::{Likeness, likeness};
use super::letters::{self, fold, is_spaceless};
use super::reading::{Reader, Word};
use super::signs::{self as sign, Evidence};
use super::vocabulary::{Sense, vocabulary};
use crate::estate::Account;

/// What a display name and an address are made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Called {
    /// The words of the display name, without what stands in brackets or behind a dash.
    name: Vec<Word>,
    /// The words in brackets or behind a dash.
    aside: Vec<Word>,
    /// The words before the `@`.
    local: Vec<Word>,
    /// The address's host in small letters, without its last part.
    host: String,
    /// How the address is made of the words of the name, whatever they say.
    repeats: Option<Likeness>,
    /// Whether there is a digit in the name.
    numbered: bool,
    /// Whether the name is the part before the `@`, with a mark in it: `zz_report`.
    is_login: bool,
    /// Whether the address has a hyphen.
    hyphened: bool,
    /// Whether the name begins with a code, and the address with the same.
    is_coded: bool,
    /// Whether the name is written as people are: with a space, or as one word.
    spaced: bool,
}

/// Words that mark an account as a program's where they stand in brackets behind its name.
pub(super) const MARKS: &[&str] = &[
    "bot",
    "robot",
    "svc",
    "бот",
    "робот",
    "机器人",
    "ロボット",
    "ボット",
    "봇",
    "로봇",
    "روبوت",
    "בוט",
    "บอท",
    "botti",
];

/// Words for teams and rooms that are given or family names too, where they stand alone.
const NAMES_TOO: &[&str] = &["tim", "phong", "casella"];

impl Called {
    /// Reads how an account is called.
    pub(super) fn new(account: &Account) -> Called {
        Called::read(account, &mut Reader::default())
    }

    /// The same, with a reader that remembers the words of others.
    pub(super) fn read(account: &Account, reader: &mut Reader) -> Called {
        let email = letters::plain(account.email.as_deref().unwrap_or_default());
        let (local, host) = email.split_once('@').unwrap_or((&email, ""));
        let name = letters::plain(account.name.as_deref().unwrap_or_default());
        let name = name.trim();
        // An address in the place of a name says what an address says.
        let name_is_address = name.contains('@') && !name.contains(char::is_whitespace);
        let local = match (local.is_empty(), name_is_address) {
            (true, true) => name.split('@').next().unwrap_or_default(),
            _ => local,
        };
        let name = if name_is_address { "" } else { name };
        let (own, aside) = apart_by(name, reader);
        let own = in_speaking_order(&own);
        let code =
            Some(code(&own, local)).filter(|code| *code > 0 && !begins_known(&own)).unwrap_or_default();
        let (own, local) = (&own[code..], &local[code..]);
        let is_one_piece = !own.trim().contains(char::is_whitespace);
        let host = host.rsplit_once('.').map_or("", |(host, _)| host);
        let name = reader.read(own, is_one_piece);
        let is_camel = is_one_piece && name.len() > 1;
        let mut called = Called {
            repeats: None,
            spaced: !is_camel && (!is_one_piece || !own.contains(['-', '_'])),
            is_login: own.contains(['-', '_', '.'])
                && !local.is_empty()
                && own.trim().eq_ignore_ascii_case(local),
            numbered: own.chars().any(char::is_numeric),
            hyphened: local.contains('-'),
            is_coded: code > 0,
            aside: reader.read(&aside, false),
            local: reader.read(local, true),
            host: fold(host),
            name,
        };
        // A name with a number is nobody's, and one that is a log-in has not been made from a name.
        if !called.local.is_empty() && !called.numbered && !called.is_login {
            called.repeats = likeness(&called.name, &called.local);
        }
        called
    }

    /// Adds what name and address say.
    pub(super) fn tell(&self, evidence: &mut Evidence) {
        self.tell_name(evidence);
        self.tell_address(evidence);
    }

    /// The word for a desk, a team or a mailbox, where the name is made of such words alone.
    pub(super) fn desk(&self) -> Option<&str> {
        let of_desk = |word: &Word| {
            word.is(&[Sense::Desk, Sense::Small, Sense::Account, Sense::Purpose])
                || self.is_in_host(&word.key)
        };
        let desk = self.name.iter().find(|word| word.is(&[Sense::Desk]))?;
        let is_name = self.name.len() == 1 && NAMES_TOO.contains(&&*desk.key);
        (self.name.iter().all(of_desk) && !is_name).then_some(&desk.text)
    }

    /// The same of the part before the `@`.
    pub(super) fn desk_of_address(&self) -> Option<&str> {
        let of_desk = |word: &Word| word.is(&[Sense::Desk, Sense::Small, Sense::Account, Sense::Purpose]);
        let desk = self.local.iter().find(|word| word.is(&[Sense::Desk]))?;
        let is_name = self.local.len() == 1 && NAMES_TOO.contains(&&*desk.key);
        (self.local.iter().all(of_desk) && !is_name).then_some(&desk.text)
    }

    fn with(&self, senses: &[Sense]) -> Vec<&Word> {
        self.name.iter().filter(|word| word.is(senses)).collect()
    }

    /// Words of the name that could be a given or family name, and are not the organisation's.
    fn strangers(&self) -> Vec<&Word> {
        let strange = |word: &&Word| word.sense.is_none() && !self.is_in_host(&word.key);
        self.name.iter().filter(strange).collect()
    }

    /// Whether a word is the organisation's: "Acme Bot", acme.bot@acme.example.
    fn is_in_host(&self, key: &str) -> bool {
        self.host.split(|c: char| !c.is_alphanumeric()).any(|part| part == key)
    }

    fn tell_name(&self, evidence: &mut Evidence) {
        use Sense::{Account, Desk, Dummy, GivenName, Homonym, Purpose, Robot, Title, Tool, ToolName};
        let strangers = self.strangers();
        let alone = strangers.is_empty();
        let cite = |words: &[&Word]| words.first().map_or(String::new(), |word| format!("\"{}\"", word.text));
        let has = |words: &[&Word]| format!("its name has the word {}", cite(words));
        let too = |words: &[&Word]| format!("{}, but people are called so too", has(words));
        let (robots, homonyms) = (self.with(&[Robot]), self.with(&[Homonym]));
        let (tools, shared) = (self.with(&[Tool]), self.with(&[ToolName]));
        let given = self.with(&[GivenName]);
        let (dummies, desks) = (self.with(&[Dummy]), self.with(&[Desk]));
        let (purposes, accounts, titles) =
            (self.with(&[Purpose]), self.with(&[Account]), self.with(&[Title]));
        let roles = purposes.len() + accounts.len();
        let machine = robots.len() + homonyms.len() + tools.len() + dummies.len() + roles;
        if let Some(mark) = self.mark() {
            evidence.add(sign::NAME_MARKED, format!("its name has {mark} in brackets"));
        }
        if self.is_coded || (self.is_login && !self.spaced) {
            evidence.add(sign::NAME_CODED, "its name is a log-in or begins with a code, as its address does");
        }
        if self.numbered {
            evidence.add(sign::NAME_NUMBER, "its name has a number");
        }
        if !robots.is_empty() {
            match self.beside_names() {
                _ if strangers.len() >= 2 && self.address_of_name() == Some(Likeness::Whole) => {
                    evidence.add(sign::NAME_AMBIGUOUS, too(&robots));
                }
                Some(Some(Likeness::Whole | Likeness::Short)) => {
                    evidence.add(sign::NAME_AMBIGUOUS, too(&robots))
                }
                Some(likeness) => {
                    evidence.add(sign::NAME_ROBOT_WORD, has(&robots));
                    if likeness.is_some() || self.local.is_empty() {
                        evidence.add(
                            sign::NAME_AMBIGUOUS,
                            "its name may be a person's, or a person's and a team's",
                        );
                    }
                }
                None if alone => evidence.add(sign::NAME_ONLY_MACHINE, has(&robots)),
                None => evidence.add(sign::NAME_ROBOT_WORD, has(&robots)),
            }
        } else if !dummies.is_empty() {
            match self.beside_names() {
                _ if !alone && titles.is_empty() && self.address_speaks_for_a_person() => {
                    evidence.add(sign::NAME_AMBIGUOUS, too(&dummies));
                }
                Some(Some(Likeness::Whole | Likeness::Short)) => {
                    evidence.add(sign::NAME_AMBIGUOUS, too(&dummies))
                }
                Some(Some(Likeness::OneName)) => {
                    evidence.add(sign::NAME_DUMMY, has(&dummies));
                    evidence.add(sign::NAME_AMBIGUOUS, "its name may be a person's");
                }
                _ => evidence.add(sign::NAME_DUMMY, has(&dummies)),
            }
        } else if !homonyms.is_empty() {
            // A compound is one word of two: Cibot.
            let one = homonyms.iter().all(|word| word.text == homonyms[0].text);
            let personal =
                one && roles + tools.len() + shared.len() == 0 && (!alone || self.whose().is_some());
            if personal {
                evidence.add(sign::NAME_AMBIGUOUS, too(&homonyms));
                if !self.spaced {
                    evidence.add(sign::NAME_CODED, "its name is written as programs are");
                }
            } else {
                evidence.add(sign::NAME_ONLY_MACHINE, has(&homonyms));
            }
        } else if !tools.is_empty() {
            let tool = format!("it is called after the tool {}", cite(&tools));
            match (alone, tools.len() + roles + desks.len()) {
                (true, 2..) => evidence.add(sign::NAME_ONLY_MACHINE, tool),
                (true, _) | (_, 2..) => evidence.add(sign::NAME_TOOL, tool),
                _ => evidence.add(sign::NAME_AMBIGUOUS, too(&tools)),
            }
        } else if roles > 0 && alone && titles.is_empty() {
            match (roles + shared.len() + given.len(), purposes.len()) {
                (2.., _) => evidence.add(
                    sign::NAME_ONLY_MACHINE,
                    "its name is made of words for accounts and what they are for only",
                ),
                _ if self.whose().is_some() => evidence.add(sign::NAME_AMBIGUOUS, too(&purposes)),
                (_, 1) => evidence.add(sign::NAME_TASK, has(&purposes)),
                _ => evidence.add(sign::NAME_TASK, has(&accounts)),
            }
        } else if roles == 1 && desks.is_empty() && self.address_of_name() == Some(Likeness::Whole) {
            evidence.add(sign::NAME_AMBIGUOUS, too(&if purposes.is_empty() { accounts } else { purposes }));
        } else if roles + desks.len() > 1 && roles > 0
            || !accounts.is_empty()
            || purposes.iter().any(|word| word.key.chars().any(is_spaceless))
        {
            evidence
                .add(sign::NAME_PURPOSES, "its name has several words for accounts and what they are for");
        } else if roles == 1 {
            evidence.add(sign::NAME_AMBIGUOUS, too(&if purposes.is_empty() { accounts } else { purposes }));
        } else if !shared.is_empty() && self.name.len() == shared.len() {
            let same = self.local.is_empty() || self.local.iter().all(|word| word.key == shared[0].key);
            match same {
                true => {
                    evidence.add(sign::NAME_TOOL, format!("it is called after the tool {}", cite(&shared)))
                }
                false => evidence.add(sign::NAME_AMBIGUOUS, too(&shared)),
            }
        } else if !given.is_empty() && self.name.len() == given.len() {
            evidence.add(sign::NAME_AMBIGUOUS, too(&given));
        } else if !desks.is_empty() {
            match alone {
                true => evidence
                    .add(sign::NAME_MAILBOX, format!("it is called {}, as a desk or team is", cite(&desks))),
                false => evidence.add(sign::NAME_AMBIGUOUS, too(&desks)),
            }
        } else if !titles.is_empty() && alone {
            evidence.add(sign::NAME_AMBIGUOUS, format!("it is called {}, as a post is", cite(&titles)));
        }
        if machine == 0 && desks.is_empty() && self.has_human_form() {
            evidence.add(sign::NAME_HUMAN_FORM, "its name has the form of a person's");
        }
    }

    fn tell_address(&self, evidence: &mut Evidence) {
        use Sense::{Account, Desk, Dummy, Homonym, Purpose, Robot, Small, Tool, ToolName};
        if self.local.is_empty() {
            return;
        }
        let likeness = self.address_of_name();
        let beyond: Vec<&Word> =
            self.local.iter().filter(|word| !self.name.iter().any(|name| name.key == word.key)).collect();
        let first =
            |senses: &[Sense]| beyond.iter().find(|word| word.is(senses)).map(|word| word.text.to_string());
        let any = |senses: &[Sense]| {
            self.local.iter().find(|word| word.is(senses)).map(|word| word.text.to_string())
        };
        let has = |word: &str| format!("its address has the word \"{word}\"");
        let strangers = self.local.iter().filter(|word| word.sense.is_none()).count();
        if likeness == Some(Likeness::Whole)
            && !(self.hyphened && self.local.iter().any(|word| word.is(&[Homonym])))
        {
            evidence.add(sign::ADDRESS_OF_NAME, "its address is made of its given and family name");
        } else if self.beside_names().is_some_and(|likeness| likeness.is_some()) {
            // The address says what the name says, and nothing more.
        } else if let Some(word) = any(&[Robot, Dummy]) {
            evidence.add(sign::ADDRESS_ROBOT_WORD, has(&word));
        } else if let Some(word) = self.marked_homonym() {
            evidence.add(sign::ADDRESS_ROBOT_WORD, format!("{}, as its name has in brackets", has(&word)));
        } else if let Some(word) = first(&[Homonym]) {
            let named =
                self.strangers().iter().any(|name| self.local.iter().any(|word| word.key == name.key));
            if (named && self.local.len() == 2 && self.name.len() == 1)
                || self.name.is_empty() && strangers > 0
            {
                evidence
                    .add(sign::ADDRESS_AMBIGUOUS, format!("{}, but people are called so too", has(&word)));
            } else {
                evidence.add(sign::ADDRESS_ROBOT_WORD, has(&word));
            }
        } else if self.hyphened && self.local.iter().any(|word| word.is(&[Homonym])) {
            evidence.add(sign::ADDRESS_HYPHENED, "its address has such a word behind a hyphen");
        } else if likeness == Some(Likeness::Short) {
            evidence.add(sign::ADDRESS_SHORT_OF_NAME, "its address is made of initials and its name");
        } else if let Some(word) =
            any(&[Tool]).or_else(|| any(&[ToolName]).filter(|_| self.local.len() == 1 && self.name.len() < 2))
        {
            evidence.add(sign::ADDRESS_TOOL, has(&word));
        } else if self.local.iter().all(|word| word.is(&[Purpose, Account, Small, Homonym])) {
            if self.local.iter().any(|word| word.is(&[Purpose, Account, Homonym])) {
                evidence.add(sign::ADDRESS_TASK, "its address is that of a task, not of a person");
            }
        } else if self.local.iter().all(|word| word.is(&[Purpose, Account, Small, Desk])) {
            evidence.add(sign::ADDRESS_DESK, "its address is that of a desk or a team");
        } else if likeness == Some(Likeness::OneName) {
            evidence.add(sign::ADDRESS_ONE_NAME, "its address is one of its names");
        } else if (self.name.is_empty() || (self.is_login && self.spaced))
            && self.local.len() == 2
            && strangers == 2
        {
            evidence.add(sign::ADDRESS_HUMAN_FORM, "its address has the form of a person's");
        }
    }

    /// The mark in brackets that says that this is a program.
    fn mark(&self) -> Option<String> {
        let shown =
            || format!("\"{}\"", self.aside.iter().map(|word| &*word.text).collect::<Vec<_>>().join(" "));
        let strange = self.aside.iter().any(|word| word.sense.is_none());
        let says_so = |key: &str| vocabulary().names_account(key) || is_warning(key);
        let account = self.aside.iter().any(|word| {
            (word.is(&[Sense::Account]) && self.aside.len() > 1)
                || (word.is(&[Sense::Dummy]) && !strange)
                || (word.is(&[Sense::Robot]) && says_so(&word.key))
        });
        let only = match self.aside.as_slice() {
            [word] => MARKS.iter().any(|mark| fold(mark) == *word.key),
            _ => false,
        };
        let team = self.aside.iter().any(|word| word.is(&[Sense::Desk, Sense::Title]));
        ((account && !team) || only).then(shown)
    }

    /// A word that programs are called by, which stands in the address and in brackets behind the name.
    fn marked_homonym(&self) -> Option<String> {
        let marked =
            |word: &&Word| word.is(&[Sense::Homonym]) && self.aside.iter().any(|other| other.key == word.key);
        self.local.iter().find(marked).map(|word| word.text.to_string())
    }

    /// The word of an address that tells whose it is, where the name is a single word for a purpose.
    fn whose(&self) -> Option<&Word> {
        let [name] = self.name.as_slice() else { return None };
        let named = self.local.iter().any(|word| word.key == name.key);
        self.local.iter().find(|word| named && word.sense.is_none() && word.key.len() > 1)
    }

    /// Whether the address has more of a person in it than an ambiguous name has of a robot.
    fn address_speaks_for_a_person(&self) -> bool {
        self.address_of_name().is_some_and(|likeness| likeness == Likeness::Whole)
            && !self.local.iter().any(|word| word.is(&[Sense::Dummy, Sense::Robot]))
    }

    /// Two names, or one of a script that writes them together.
    fn has_human_form(&self) -> bool {
        let could = |word: &&Word| {
            word.sense.is_none()
                || word.is(&[Sense::GivenName, Sense::ToolName, Sense::Title])
                || (word.is(&[Sense::Small]) && self.name.len() == 2)
        };
        let strange: Vec<&Word> = self.name.iter().filter(could).collect();
        if strange.iter().all(|word| word.sense.is_some()) {
            return false;
        }
        match strange.as_slice() {
            [] => false,
            [one] => {
                let letters = one.key.chars().count();
                one.key.chars().all(is_spaceless) && (2..=6).contains(&letters) && !self.numbered
            }
            several => several.len() <= 5 && !self.numbered && self.spaced,
        }
    }

    /// How an address is made of the name.
    fn address_of_name(&self) -> Option<Likeness> {
        use Sense::{Account, Desk, Dummy, Robot, Tool};
        let strangers = self.strangers();
        let machine = self.name.iter().any(|word| word.is(&[Account, Desk, Tool]))
            || (strangers.len() < 2 && self.name.iter().any(|word| word.is(&[Robot])))
            || self.local.iter().any(|word| word.is(&[Account, Dummy, Robot, Tool]));
        if strangers.is_empty() || machine { None } else { self.repeats }
    }

    /// A name of one word for a program beside others, whole or in part that of the address, as people's are: "Robert
    /// Robot", r.robot@; `None` where that cannot be, because the word stands in no person's name.
    fn beside_names(&self) -> Option<Option<Likeness>> {
        use Sense::{Account, Dummy, GivenName, Robot, Small, Title};
        let mut words = self.name.iter().filter(|word| word.is(&[Robot, Dummy]));
        let (Some(word), None) = (words.next(), words.next()) else { return None };
        // Nobody is called Mustermann or Fulano; somebody may be called Test.
        let tests = ["test", "teszt", "тест", "proba", "prueb"];
        let could = word.is(&[Robot]) || tests.iter().any(|test| word.key.starts_with(test));
        let single = could && !word.key.contains(' ') && !["svc", "noreply"].contains(&&*word.key);
        let others = self.name.iter().filter(|other| !other.is(&[Robot, Dummy]));
        let named = others.clone().any(|other| other.sense.is_none() && !self.is_in_host(&other.key));
        let plain = others.clone().all(|other| other.sense.is_none() || other.is(&[GivenName, Small, Title]));
        let machine =
            self.local.iter().any(|other| other.is(&[Account, Robot, Dummy]) && other.key != word.key);
        (single && named && plain && self.spaced && !self.hyphened && !machine).then_some(self.repeats)
    }
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '（' | '）' | '【' | '】' | '［' | '］' | '〔' | '〕')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '|' | '/')
}

/// A name, and what people put behind it: "Maria Silva [Integration Team]", "Ada Example - Build".
pub(super) fn apart(name: &str) -> (Cow<'_, str>, String) {
    apart_by(name, &mut Reader::default())
}

fn apart_by<'a>(name: &'a str, reader: &mut Reader) -> (Cow<'a, str>, String) {
    if !name.contains(|c| is_dash(c) || is_bracket(c)) {
        return (Cow::Borrowed(name), String::new());
    }
    let (mut own, mut aside) = (String::new(), String::new());
    let mut depth = 0usize;
    for c in name.chars() {
        match c {
            '(' | '[' | '{' | '（' | '【' | '［' | '〔' => depth += 1,
            ')' | ']' | '}' | '）' | '】' | '］' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => own.push(c),
            _ => aside.push(c),
        }
    }
    let dashes = if own.contains(is_dash) { &[" - ", " – ", " — ", " | ", " / "][..] } else { &[] };
    for dash in dashes {
        if let Some((before, behind)) = own.split_once(dash)
            && before.split_whitespace().count() >= 2
        {
            // "Head of Service - Ada Example": whichever part is not made of known words alone.
            let mut is_known = |part: &str| reader.read(part, false).iter().all(|word| word.sense.is_some());
            let (kept, left) = match is_known(before) && !is_known(behind) {
                true => (behind, before),
                false => (before, behind),
            };
            aside.push(' ');
            aside.push_str(left);
            own = kept.to_owned();
        }
    }
    // A bracket that is not closed sets nothing apart.
    if depth == 0 && own.chars().any(char::is_alphabetic) {
        (Cow::Owned(own), aside)
    } else {
        (Cow::Borrowed(name), String::new())
    }
}

/// Whether a phrase warns of taking the account away: "do not delete" stands behind no person's name.
fn is_warning(phrase: &str) -> bool {
    const NEGATIONS: [&str; 23] = [
        "do", "dont", "not", "nicht", "ne", "no", "não", "non", "niet", "nie", "nu", "ikke", "inte", "älä",
        "не", "μη", "لا", "לא", "jangan", "không", "ei", "må", "rör",
    ];
    let mut words = phrase.split(' ');
    let first = words.next().unwrap_or_default();
    words.next().is_some() && NEGATIONS.iter().any(|word| fold(word) == first)
}

/// Whether a name begins with words that are known: "no-reply" has no code before it.
fn begins_known(name: &str) -> bool {
    let words: Vec<String> = letters::words(name, false).iter().map(|word| fold(word)).collect();
    let sense = vocabulary().phrase(&words).map(|(_, sense)| sense);
    let sense = sense.or_else(|| vocabulary().sense(words.first()?));
    sense.is_some_and(|sense| sense != Sense::Small)
}

/// The length of a code with which both a name and its address begin: `F-`, `zz_`, `t-`.
fn code(name: &str, local: &str) -> usize {
    let Some(at) = name.find(['-', '_']).filter(|at| (1..=3).contains(at)) else { return 0 };
    let length = at + 1;
    let begins = name.get(..length).zip(local.get(..length));
    let same = begins.is_some_and(|(name, local)| name.is_ascii() && name.eq_ignore_ascii_case(local));
    if same && name.len() > length && local.len() > length { length } else { 0 }
}

/// "Sample, Ada" as people say it.
fn in_speaking_order(name: &str) -> Cow<'_, str> {
    match name.split_once(',') {
        Some((family, given)) if !given.trim().is_empty() && !given.contains(',') => {
            Cow::Owned(format!("{} {}", given.trim(), family.trim()))
        }
        _ => Cow::Borrowed(name),
    }
}
