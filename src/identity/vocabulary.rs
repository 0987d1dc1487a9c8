//! Words in names and addresses, by what they say of whom they name, in the languages of many organisations.
//!
//! They are data, in `vocabulary.csv`: one row a sense and a language. `_` stands for the space in a phrase; a word
//! that ends in `*` is the beginning of others.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::letters::{fold, is_spaceless, latin, plain};

/// What a word says of whom it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sense {
    /// Only programs are called so.
    Robot,
    /// Programs are called so, and people are.
    Homonym,
    /// A product that connects to others.
    Tool,
    /// The same, and it is a family's name or a word too.
    ToolName,
    /// The same, and it is a given name.
    GivenName,
    /// What something is for: it makes no given and no family name, but may be one.
    Purpose,
    /// "Account", "user".
    Account,
    /// A desk, a team or a mailbox.
    Desk,
    /// Somebody who does not exist: "Max Mustermann", "Test User".
    Dummy,
    /// A profession or a form of address.
    Title,
    /// Says nothing beside another.
    Small,
}

impl Sense {
    fn from_word(word: &str) -> Option<Sense> {
        Some(match word {
            "robot" => Sense::Robot,
            "homonym" => Sense::Homonym,
            "tool" => Sense::Tool,
            "toolname" => Sense::ToolName,
            "givenname" => Sense::GivenName,
            "purpose" => Sense::Purpose,
            "account" => Sense::Account,
            "desk" => Sense::Desk,
            "dummy" => Sense::Dummy,
            "title" => Sense::Title,
            "small" => Sense::Small,
            _ => return None,
        })
    }
}

/// The vocabulary, made ready for looking up.
pub(super) struct Vocabulary {
    whole: HashMap<String, Sense>,
    begun: HashMap<String, Sense>,
    /// Words that begin a phrase: most words of most names begin none.
    openers: HashSet<String>,
    /// Phrases of languages whose accents tell words apart, as they are written: without them they are names.
    accented: HashMap<String, HashSet<String>>,
    inside: AhoCorasick,
    inside_senses: Vec<Sense>,
}

/// Most words in a phrase.
pub(super) const LONGEST_PHRASE: usize = 4;
/// Vietnamese phrases up to this length, in bytes, are told with their spaces only.
const SHORTEST_JOINED: usize = 12;
/// The shortest beginning that stands for others, in letters.
const SHORTEST_BEGINNING: usize = 4;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(include_str!("vocabulary.csv")));

/// The vocabulary of this program.
pub(super) fn vocabulary() -> &'static Vocabulary {
    &VOCABULARY
}

impl Vocabulary {
    fn new(table: &str) -> Vocabulary {
        let mut whole = HashMap::new();
        let mut begun = HashMap::new();
        let mut openers = HashSet::new();
        let mut accented = HashMap::new();
        let mut inside: Vec<(String, Sense)> = Vec::new();
        let mut romanised: Vec<(String, Sense)> = Vec::new();
        for row in table.lines().skip(1) {
            let mut columns = row.splitn(3, ',');
            let (Some(sense), Some(language), Some(words)) = (columns.next(), columns.next(), columns.next())
            else {
                continue;
            };
            let Some(sense) = Sense::from_word(sense) else { continue };
            for word in words.split_whitespace() {
                let folded = fold(&plain(word));
                if let Some(beginning) = folded.strip_suffix('*') {
                    begun.entry(beginning.to_owned()).or_insert(sense);
                    if let Some((latin, sense)) = written_in_latin(beginning, sense) {
                        begun.entry(latin).or_insert(sense);
                    }
                    continue;
                }
                if let Some((latin, sense)) = written_in_latin(&folded, sense) {
                    romanised.push((latin, sense));
                }
                if folded.chars().any(is_spaceless) {
                    inside.push((folded.replace('_', ""), sense));
                }
                if language == "vi" {
                    let written: &mut HashSet<String> = accented.entry(folded.replace('_', " ")).or_default();
                    written.insert(plain(word).to_lowercase().replace('_', " "));
                }
                if let Some((opener, _)) = folded.split_once('_') {
                    openers.insert(opener.to_owned());
                }
                whole.entry(folded.replace('_', " ")).or_insert(sense);
                // "noreply" for "no_reply": people leave the space out. Short Vietnamese phrases are names then: Dongbo.
                if folded.contains('_') && (language != "vi" || folded.len() > SHORTEST_JOINED) {
                    whole.entry(folded.replace('_', "")).or_insert(sense);
                }
            }
        }
        // What is written in its own script goes before what looks like it in Latin letters.
        for (word, sense) in romanised {
            whole.entry(word).or_insert(sense);
        }
        let (patterns, inside_senses): (Vec<String>, Vec<Sense>) = inside.into_iter().unzip();
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns);
        #[expect(clippy::expect_used, reason = "the patterns are this program's own, and a test builds them")]
        let inside = automaton.expect("a few hundred short patterns fit");
        Vocabulary { whole, begun, openers, accented, inside, inside_senses }
    }

    /// What a folded word or phrase says, taken whole.
    pub(super) fn sense(&self, word: &str) -> Option<Sense> {
        if let Some(sense) = self.whole.get(word) {
            return Some(*sense);
        }
        // The German way of writing without umlauts.
        if word.is_ascii() && word.contains('e') && ["ae", "oe", "ue"].iter().any(|pair| word.contains(pair))
        {
            let plain = word.replace("ae", "a").replace("oe", "o").replace("ue", "u");
            if let Some(sense) = self.whole.get(&plain) {
                return Some(*sense);
            }
        }
        let letters = word.chars().count();
        let ends = std::iter::once(word.len()).chain(word.char_indices().rev().map(|(at, _)| at));
        let long_enough = ends.take((letters + 1).saturating_sub(SHORTEST_BEGINNING));
        long_enough.into_iter().find_map(|end| self.begun.get(&word[..end]).copied())
    }

    /// Whether a folded word begins a phrase.
    pub(super) fn opens(&self, word: &str) -> bool {
        self.openers.contains(word)
    }

    /// Whether a folded phrase is meant, going by how it is written: `đồng bộ` is a word for a program, Dong Bo is not.
    pub(super) fn is_meant(&self, phrase: &str, written: &str) -> bool {
        self.accented.get(phrase).is_none_or(|accented| accented.contains(&written.to_lowercase()))
    }

    /// The longest phrase that begins at the head of these folded words: how many they are, and what it says.
    pub(super) fn phrase(&self, words: &[String]) -> Option<(usize, Sense)> {
        if !words.first().is_some_and(|word| self.opens(word)) {
            return None;
        }
        let longest = words.len().min(LONGEST_PHRASE);
        (2..=longest).rev().find_map(|count| {
            let sense = self.whole.get(&words[..count].join(" "))?;
            Some((count, *sense))
        })
    }

    /// Whether a folded word or phrase names an account: "technical user", `Funktionskonto`, not "data import".
    pub(super) fn names_account(&self, phrase: &str) -> bool {
        phrase.split(' ').any(|word| {
            self.whole.get(word) == Some(&Sense::Account)
                || self
                    .compound(word)
                    .is_some_and(|parts| parts.iter().any(|(_, sense)| *sense == Sense::Account))
        })
    }

    /// The parts of a folded word of a script without spaces, each with what it says; `None` for the rest.
    pub(super) fn parts(&self, word: &str) -> Vec<(String, Option<Sense>)> {
        let mut parts = Vec::new();
        let mut at = 0;
        for found in self.inside.find_iter(word) {
            if found.start() > at {
                parts.push((word[at..found.start()].to_owned(), None));
            }
            let sense = self.inside_senses[found.pattern().as_usize()];
            parts.push((word[found.start()..found.end()].to_owned(), Some(sense)));
            at = found.end();
        }
        if at < word.len() {
            parts.push((word[at..].to_owned(), None));
        }
        parts
    }

    /// The parts of a compound, where all of it is made of words that are known: `systembenutzer`, `jirabot`. Not
    /// Talbot: nobody calls a tool "tal".
    pub(super) fn compound(&self, word: &str) -> Option<Vec<(String, Sense)>> {
        let letters = word.chars().count();
        if !(5..=40).contains(&letters) {
            return None;
        }
        self.split(word, 0)
    }

    fn split(&self, word: &str, depth: usize) -> Option<Vec<(String, Sense)>> {
        if depth > 3 {
            return None;
        }
        let ends: Vec<usize> = word.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1).collect();
        for &end in ends.iter().rev() {
            let (head, tail) = word.split_at(end);
            if tail.is_empty() && depth == 0 {
                continue;
            }
            let Some(sense) = self.whole.get(head).copied() else { continue };
            if !is_part(head, sense) {
                continue;
            }
            if tail.is_empty() {
                return Some(vec![(head.to_owned(), sense)]);
            }
            let rest = ["", "s", "n", "en", "es", "e"].iter().find_map(|link| {
                let tail = tail.strip_prefix(link)?;
                (!tail.is_empty()).then(|| self.split(tail, depth + 1)).flatten()
            });
            if let Some(rest) = rest {
                let mut parts = vec![(head.to_owned(), sense)];
                parts.extend(rest);
                return Some(parts);
            }
        }
        None
    }
}

/// A word of another script as it is commonly written in Latin letters, and what it says so. Chinese and Korean words
/// look like names then; scripts that write no vowels cannot be told.
fn written_in_latin(word: &str, sense: Sense) -> Option<(String, Sense)> {
    let first = word.chars().next()?;
    let sense = match first {
        '\u{370}'..='\u{52f}' => sense,
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' => Sense::GivenName,
        _ => return None,
    };
    let latin = latin(word);
    (latin.len() >= 5 && !word.contains('_')).then_some((latin, sense))
}

/// Whether a word makes part of a compound: short ones stand in too many names.
fn is_part(word: &str, sense: Sense) -> bool {
    match sense {
        Sense::Small | Sense::Title => false,
        Sense::Homonym | Sense::Robot => word.len() >= 2 && word != "bi",
        _ => word.chars().count() >= 3,
    }
}
