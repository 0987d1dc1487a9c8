//! One form for names of every script, so that they can be compared. Folded and in Latin letters they are never shown.

use std::borrow::Cow;

use deunicode::deunicode;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Letters of a name that are looked at; the rest of a longer one tells nothing more.
const LONGEST: usize = 160;

/// A text in its usual form: compatibility forms made plain (`Ａ`, `ﬁ`), marks of direction and what cannot be
/// seen left out, and no more of it than a name needs.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_control()) {
        return Cow::Borrowed(text);
    }
    let spaced = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    Cow::Owned(spaced.nfkc().filter(|c| !is_unseen(*c)).take(LONGEST).collect())
}

/// What can hide in a name without being seen: controls, marks of direction, joiners, the marks that dress an emoji.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The words of a plain text: split at anything that is no letter, where the script changes, and between a small
/// letter and a capital where `camel` says so. Apostrophes belong to the word they stand in. Digits are left out.
pub(super) fn words(text: &str, camel: bool) -> Vec<Cow<'_, str>> {
    let mut words = Vec::new();
    let mut start: Option<usize> = None;
    let mut end_word = |start: &mut Option<usize>, end: usize| {
        if let Some(start) = start.take() {
            let word = text[start..end].trim_end_matches(is_apostrophe);
            words.push(match word.contains(is_apostrophe) {
                true => Cow::Owned(word.replace(is_apostrophe, "")),
                false => Cow::Borrowed(word),
            });
        }
    };
    let mut previous: Option<char> = None;
    for (at, c) in text.char_indices() {
        if is_apostrophe(c) && previous.is_some_and(char::is_alphabetic) {
            continue;
        }
        let letter = c.is_alphabetic() || (!c.is_ascii() && is_combining_mark(c));
        let new = previous.is_some_and(|p| {
            (camel && p.is_lowercase() && c.is_uppercase())
                || (letter
                    && p.is_alphabetic()
                    && is_spaceless(p) != is_spaceless(c)
                    && !is_combining_mark(c))
        });
        if new || !letter {
            end_word(&mut start, at);
        }
        if letter {
            start.get_or_insert(at);
        }
        previous = Some(c);
    }
    end_word(&mut start, text.len());
    words
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`')
}

/// Whether a letter is of a script that puts no spaces between words.
pub(super) fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1780}'..='\u{17ff}' | '\u{1000}'..='\u{109f}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// A word of a plain text in small letters and without accents, as vocabularies and names are compared.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        for small in c.to_lowercase() {
            match small {
                // Accents, points of vowels and stretchers; not the vowels of Indian and Thai scripts.
                '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{640}' => {}
                'ı' => folded.push('i'),
                'ς' => folded.push('σ'),
                'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
                'ى' => folded.push('ي'),
                'ة' => folded.push('ه'),
                'ё' => folded.push('е'),
                '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                    let latin = deunicode::deunicode_char(small).unwrap_or_default();
                    folded.extend(latin.chars().flat_map(char::to_lowercase));
                }
                '\u{370}'..='\u{52f}' | '\u{1f00}'..='\u{1fff}' => {
                    decompose_canonical(small, |part| {
                        if !is_combining_mark(part) {
                            folded.push(part);
                        }
                    });
                }
                other => folded.push(other),
            }
        }
    }
    folded
}

/// A word in Latin letters.
pub(super) fn latin(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    deunicode(word).chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
}

/// The sounds of a word that survive the ways in which it is written in Latin letters: consonants alone, those that
/// stand for one another as one. `Юлия`, `Yulia` and `Iuliia` have the same.
pub(super) fn skeleton(word: &str) -> String {
    let latin = latin(word);
    let mut bones = String::new();
    let mut letters = latin.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let bone = match (letter, next) {
            ('p', Some('h')) => 'f',
            ('c', Some('h')) | ('t', Some('s' | 'z')) | ('c', Some('z')) => 's',
            ('s', Some('h' | 'z' | 'c')) | ('z', Some('h')) => 's',
            ('t' | 'd', Some('h')) => 't',
            ('a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'j', _) => continue,
            ('c' | 'k' | 'q' | 'g', _) => 'k',
            ('x', _) => 'k',
            ('s' | 'z', _) => 's',
            ('v' | 'w' | 'b' | 'f', _) => 'f',
            ('d' | 't', _) => 't',
            (other, _) => other,
        };
        if !bones.ends_with(bone) {
            bones.push(bone);
        }
    }
    bones
}
