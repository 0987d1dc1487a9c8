//! Which program a text is about: the label of a token, the name of an account.

use super::letters::{fold, plain};
use super::reading::Reader;
use super::vocabulary::Sense;

/// Longest name of a tool, in words and in letters.
const WORDS: usize = 3;
const LETTERS: usize = 40;

/// The program that a text names, in small letters with hyphens: `jenkins` of "Jenkins prod (read only)". Where the
/// vocabulary knows none, the text's own words, without those that every such text has. `None` of a text without words.
pub fn tool(text: &str) -> Option<String> {
    let words = Reader::default().read(&plain(text), true);
    let named = words.iter().find(|word| word.is(&[Sense::Tool, Sense::ToolName]));
    if let Some(named) = named {
        return slug(&named.text);
    }
    let says =
        |word: &&super::reading::Word| !word.is(&[Sense::Robot, Sense::Account, Sense::Small, Sense::Dummy]);
    let own: Vec<&str> = words.iter().filter(says).take(WORDS).map(|word| &*word.text).collect();
    let all: Vec<&str> = words.iter().take(WORDS).map(|word| &*word.text).collect();
    slug(&if own.is_empty() { all } else { own }.join(" "))
}

/// Letters and digits of any script, in small letters, with hyphens between them.
pub fn slug(text: &str) -> Option<String> {
    let lower = fold(&plain(text));
    let mut slug = String::new();
    for c in lower.chars().take(LETTERS) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    (!slug.is_empty()).then(|| slug.to_owned())
}
