//! What a display name and an address say.

use super::letters::{self, fold, is_spaceless, latin, skeleton};
use super::signs::{self as sign, Evidence};
use super::vocabulary::{Sense, vocabulary};
use crate::estate::Account;

/// A word of a name or address.
#[derive(Debug, Clone)]
struct Word {
    /// As it is written.
    text: String,
    /// As it is compared.
    key: String,
    /// What it says; nothing for a word of which nothing is known, as most names are.
    sense: Option<Sense>,
}

impl Word {
    fn is(&self, senses: &[Sense]) -> bool {
        self.sense.is_some_and(|sense| senses.contains(&sense))
    }
}

/// What a display name and an address are made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Called {
    /// The words of the display name, without what stands in brackets or behind a dash.
    name: Vec<Word>,
    /// The words in brackets or behind a dash.
    aside: Vec<Word>,
    /// The words before the `@`.
    local: Vec<Word>,
    /// The folded words of the address's host, without its last part.
    host: Vec<String>,
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

/// Reads the words of a text, with what each says.
fn read(text: &str, camel: bool) -> Vec<Word> {
    let vocabulary = vocabulary();
    let texts = letters::words(text, camel);
    let keys: Vec<String> = texts.iter().map(|word| fold(word)).collect();
    let mut words = Vec::with_capacity(texts.len());
    let mut at = 0;
    while at < texts.len() {
        if let Some((count, sense)) = vocabulary.phrase(&keys[at..]) {
            let (text, key) = (texts[at..at + count].join(" "), keys[at..at + count].join(" "));
            words.push(Word { text, key, sense: Some(sense) });
            at += count;
            continue;
        }
        let (text, key) = (&texts[at], &keys[at]);
        at += 1;
        if let Some(sense) = vocabulary.sense(key) {
            words.push(Word { text: text.clone(), key: key.clone(), sense: Some(sense) });
        } else if key.chars().next().is_some_and(is_spaceless) {
            let parts = vocabulary.parts(key);
            let may_be_name = could_be_name(&parts);
            words.extend(parts.into_iter().map(|(part, sense)| {
                let sense = if may_be_name { sense.map(|_| Sense::Homonym) } else { sense };
                Word { text: part.clone(), key: part, sense }
            }));
        } else if let Some(parts) = vocabulary.compound(key) {
            let parts = parts.into_iter();
            words.extend(parts.map(|(part, sense)| Word {
                text: text.clone(),
                key: part,
                sense: Some(sense),
            }));
        } else {
            words.push(Word { text: text.clone(), key: key.clone(), sense: None });
        }
    }
    words
}

/// The families of most people in China, Japan and Korea that have one sign.
const FAMILIES: &str = "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許\
傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段\
雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文森林東南原岡堀辻관김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국";

/// Whether a word of a script without spaces has the length of a name and the sign of a family before or behind a word
/// that is known: `배치현` is a person though `배치` is a batch.
fn could_be_name(parts: &[(String, Option<Sense>)]) -> bool {
    let letters: usize = parts.iter().map(|(part, _)| part.chars().count()).sum();
    let known = parts.iter().any(|(_, sense)| sense.is_some());
    let family =
        parts.first().and_then(|(part, _)| part.chars().next()).is_some_and(|c| FAMILIES.contains(c));
    let rest: usize =
        parts.iter().filter(|(_, sense)| sense.is_none()).map(|(part, _)| part.chars().count()).sum();
    known && family && rest == 1 && (2..=4).contains(&letters)
}

impl Called {
    /// Reads how an account is called.
    pub(super) fn new(account: &Account) -> Called {
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
        let (own, aside) = apart(name);
        let own = in_speaking_order(&own);
        let code = if begins_known(&own) { 0 } else { code(&own, local) };
        let (own, local) = (&own[code..], &local[code..]);
        let is_one_piece = !own.trim().contains(char::is_whitespace);
        let host = host.rsplit_once('.').map_or("", |(host, _)| host);
        let name = read(own, is_one_piece);
        let is_camel = is_one_piece && name.len() > 1;
        Called {
            spaced: !is_camel && (!is_one_piece || !own.contains(['-', '_'])),
            is_login: own.contains(['-', '_', '.'])
                && !local.is_empty()
                && own.trim().eq_ignore_ascii_case(local),
            numbered: own.chars().any(char::is_numeric),
            hyphened: local.contains('-'),
            is_coded: code > 0,
            aside: read(&aside, false),
            local: read(local, true),
            host: letters::words(host, false).iter().map(|word| fold(word)).collect(),
            name,
        }
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
                || self.host.contains(&word.key)
        };
        let desk = self.name.iter().find(|word| word.is(&[Sense::Desk]))?;
        let is_name = self.name.len() == 1 && NAMES_TOO.contains(&desk.key.as_str());
        (self.name.iter().all(of_desk) && !is_name).then_some(&desk.text)
    }

    /// The same of the part before the `@`.
    pub(super) fn desk_of_address(&self) -> Option<&str> {
        let of_desk = |word: &Word| word.is(&[Sense::Desk, Sense::Small, Sense::Account, Sense::Purpose]);
        let desk = self.local.iter().find(|word| word.is(&[Sense::Desk]))?;
        let is_name = self.local.len() == 1 && NAMES_TOO.contains(&desk.key.as_str());
        (self.local.iter().all(of_desk) && !is_name).then_some(&desk.text)
    }

    fn with(&self, senses: &[Sense]) -> Vec<&Word> {
        self.name.iter().filter(|word| word.is(senses)).collect()
    }

    /// Words of the name that could be a given or family name, and are not the organisation's.
    fn strangers(&self) -> Vec<&Word> {
        let strange = |word: &&Word| word.sense.is_none() && !self.host.contains(&word.key);
        self.name.iter().filter(strange).collect()
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
            if (strangers.len() >= 2 && self.address_of_name() == Some(Likeness::Whole))
                || self.is_two_names()
            {
                evidence.add(sign::NAME_AMBIGUOUS, too(&robots));
            } else if alone {
                evidence.add(sign::NAME_ONLY_MACHINE, has(&robots));
            } else {
                evidence.add(sign::NAME_ROBOT_WORD, has(&robots));
            }
        } else if !dummies.is_empty() {
            if !alone && titles.is_empty() && self.address_speaks_for_a_person() {
                evidence.add(sign::NAME_AMBIGUOUS, too(&dummies));
            } else {
                evidence.add(sign::NAME_DUMMY, has(&dummies));
            }
        } else if !homonyms.is_empty() {
            let personal = homonyms.len() == 1 && !alone && roles + tools.len() + shared.len() == 0;
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
            |senses: &[Sense]| beyond.iter().find(|word| word.is(senses)).map(|word| word.text.clone());
        let any =
            |senses: &[Sense]| self.local.iter().find(|word| word.is(senses)).map(|word| word.text.clone());
        let has = |word: &str| format!("its address has the word \"{word}\"");
        let strangers = self.local.iter().filter(|word| word.sense.is_none()).count();
        if likeness == Some(Likeness::Whole)
            && !(self.hyphened && self.local.iter().any(|word| word.is(&[Homonym])))
        {
            evidence.add(sign::ADDRESS_OF_NAME, "its address is made of its given and family name");
        } else if self.is_two_names() {
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
        let shown = || {
            format!("\"{}\"", self.aside.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
        };
        let strange = self.aside.iter().any(|word| word.sense.is_none());
        let says_so = |key: &str| vocabulary().names_account(key) || is_warning(key);
        let account = self.aside.iter().any(|word| {
            word.is(&[Sense::Account])
                || (word.is(&[Sense::Dummy]) && !strange)
                || (word.is(&[Sense::Robot]) && says_so(&word.key))
        });
        let only = match self.aside.as_slice() {
            [word] => MARKS.iter().any(|mark| fold(mark) == word.key),
            _ => false,
        };
        let team = self.aside.iter().any(|word| word.is(&[Sense::Desk, Sense::Title]));
        ((account && !team) || only).then(shown)
    }

    /// A word that programs are called by, which stands in the address and in brackets behind the name.
    fn marked_homonym(&self) -> Option<String> {
        let marked =
            |word: &&Word| word.is(&[Sense::Homonym]) && self.aside.iter().any(|other| other.key == word.key);
        self.local.iter().find(marked).map(|word| word.text.clone())
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
            word.sense.is_none() || word.is(&[Sense::GivenName, Sense::ToolName, Sense::Title])
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
        if strangers.is_empty() || machine { None } else { self.address_repeats_name() }
    }

    /// A given name and a word that only programs are called by, of which the address is made as people's are: "Robert
    /// Robot", r.robot@.
    fn is_two_names(&self) -> bool {
        let one_robot =
            self.name.iter().filter(|word| word.is(&[Sense::Robot]) && !word.key.contains(' ')).count() == 1;
        self.name.len() == 2
            && one_robot
            && self.strangers().len() == 1
            && self.local.len() == 2
            && !self.hyphened
            && self.spaced
            && self.address_repeats_name() == Some(Likeness::Whole)
    }

    /// How an address is made of the words of the name, whatever they say.
    fn address_repeats_name(&self) -> Option<Likeness> {
        // A name with a number is nobody's, and one that is a log-in has not been made from a name.
        if self.local.is_empty() || self.numbered || self.is_login {
            return None;
        }
        // An affix is no part of a name: adm-, ext-.
        let named = |word: &Word| self.name.iter().any(|name| name.key == word.key);
        let affix =
            |word: &&Word| !(word.is(&[Sense::Small, Sense::Purpose]) && self.local.len() > 1) || named(word);
        let local: Vec<&Word> = self.local.iter().filter(affix).collect();
        let names: Vec<(String, String)> =
            self.name.iter().map(|word| (latin(&word.key), skeleton(&word.key))).collect();
        let same = |word: &Word, (name, bones): &(String, String)| {
            let other = latin(&word.key);
            other == *name || (bones.len() >= 2 && other.len() >= 3 && skeleton(&other) == *bones)
        };
        let initial = |word: &Word, (name, _): &(String, String)| {
            let other = latin(&word.key);
            other.len() <= 2 && !other.is_empty() && name.starts_with(&other)
        };
        let whole = |word: &&&Word| names.iter().any(|name| same(word, name));
        if local.len() >= 2 && names.len() >= 2 {
            let wholes = local.iter().filter(whole).count();
            let fits =
                local.iter().all(|word| names.iter().any(|name| same(word, name) || initial(word, name)));
            if fits && wholes >= 1 {
                return Some(Likeness::Whole);
            }
            return (wholes >= 1).then_some(Likeness::OneName);
        }
        let [word] = local.as_slice() else { return None };
        if names.len() >= 2 && whole(&word) {
            return Some(Likeness::OneName);
        }
        let plain: Vec<&str> =
            names.iter().map(|(name, _)| name.as_str()).filter(|name| !name.is_empty()).collect();
        let text = latin(&word.key);
        let joined = (2..=6).contains(&plain.len()) && text.len() >= 4 && consumes(&text, &plain, 0);
        joined.then_some(Likeness::Short)
    }
}

/// How an address is made of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// Given and family name, or an initial and one of them, told apart by a mark.
    Whole,
    /// Initials and beginnings, written together: `jdoe`, `maxmuster`, `tvthu`.
    Short,
    /// One of several names.
    OneName,
}

/// Whether a text is made of beginnings of these names, each used once, one of them with three letters or more and
/// at least two of them in all.
fn consumes(text: &str, names: &[&str], used: u32) -> bool {
    if text.is_empty() {
        return used.count_ones() >= 2;
    }
    names.iter().enumerate().any(|(at, name)| {
        if used & (1 << at) != 0 {
            return false;
        }
        let common = text.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
        // Either an initial, or as much as there is.
        let lengths = [common, 1];
        lengths.into_iter().any(|length| {
            (1..=common).contains(&length) && consumes(&text[length..], names, used | (1 << at))
        })
    })
}

/// A name, and what people put behind it: "Maria Silva [Integration Team]", "Ada Example - Build".
pub(super) fn apart(name: &str) -> (String, String) {
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
    for dash in [" - ", " – ", " — ", " | ", " / "] {
        if let Some((before, behind)) = own.split_once(dash)
            && before.split_whitespace().count() >= 2
        {
            // "Head of Service - Ada Example": whichever part is not made of known words alone.
            let is_known = |part: &str| read(part, false).iter().all(|word| word.sense.is_some());
            let (kept, left) = match is_known(before) && !is_known(behind) {
                true => (behind, before),
                false => (before, behind),
            };
            aside.push(' ');
            aside.push_str(left);
            own = kept.to_owned();
        }
    }
    if own.chars().any(char::is_alphabetic) { (own, aside) } else { (name.to_owned(), String::new()) }
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
fn in_speaking_order(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given)) if !given.trim().is_empty() && !given.contains(',') => {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.to_owned(),
    }
}
