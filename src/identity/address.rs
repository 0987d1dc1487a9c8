//! How an address is made of a name.

use super::reading::Word;
use super::vocabulary::Sense;

/// How an address is made of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// Given and family name, or an initial and one of them, told apart by a mark.
    Whole,
    /// Initials and beginnings, written together: `jdoe`, `maxmuster`, `tvthu`.
    Short,
    /// One of several names.
    OneName,
}

/// How the part of an address before the `@` is made of the words of a name, whatever they say.
pub(super) fn likeness(name: &[Word], local: &[Word]) -> Option<Likeness> {
    // An affix is no part of a name: adm-, ext-.
    let named = |word: &Word| name.iter().any(|name| name.key == word.key);
    let is_affix = |word: &Word| word.is(&[Sense::Small, Sense::Purpose]) && local.len() > 1 && !named(word);
    let local: Vec<&Word> = local.iter().filter(|word| !is_affix(word)).collect();
    let whole = |word: &&&Word| name.iter().any(|name| is_same(word, name));
    if local.len() >= 2 && name.len() >= 2 {
        let wholes = local.iter().filter(whole).count();
        let fits =
            local.iter().all(|word| name.iter().any(|name| is_same(word, name) || is_initial(word, name)));
        if fits && wholes >= 1 {
            return Some(Likeness::Whole);
        }
        return (wholes >= 1).then_some(Likeness::OneName);
    }
    let [word] = local.as_slice() else { return None };
    if name.len() >= 2 && whole(&word) {
        return Some(Likeness::OneName);
    }
    let plain: Vec<&str> = name.iter().map(|word| &*word.latin).filter(|name| !name.is_empty()).collect();
    let text = &*word.latin;
    let fits = (2..=MOST_NAMES).contains(&plain.len()) && (4..=LONGEST_SHORT).contains(&text.len());
    let joined = fits && consumes(text, 0, &plain, 0, &mut [0; 1 << MOST_NAMES]);
    joined.then_some(Likeness::Short)
}

fn is_same(word: &Word, name: &Word) -> bool {
    word.latin == name.latin || (name.bones.len() >= 2 && word.latin.len() >= 3 && word.bones == name.bones)
}

fn is_initial(word: &Word, name: &Word) -> bool {
    (1..=2).contains(&word.latin.len()) && name.latin.starts_with(&*word.latin)
}

/// Most names of which an address may be made.
const MOST_NAMES: usize = 6;
/// The longest address that is made of initials and names, in letters.
const LONGEST_SHORT: usize = 60;

/// Whether a text, from a position on, is made of beginnings of these names, each used once and two of them at least.
/// What was tried in vain is remembered, by the names that were used: one bit a position.
fn consumes(text: &str, from: usize, names: &[&str], used: usize, vain: &mut [u64; 1 << MOST_NAMES]) -> bool {
    if from == text.len() {
        return used.count_ones() >= 2;
    }
    if vain[used] & (1 << from) != 0 {
        return false;
    }
    let found = names.iter().enumerate().any(|(at, name)| {
        if used & (1 << at) != 0 {
            return false;
        }
        let common = text.bytes().skip(from).zip(name.bytes()).take_while(|(a, b)| a == b).count();
        // Either as much as there is, or an initial.
        [common, 1].into_iter().any(|length| {
            (1..=common).contains(&length) && consumes(text, from + length, names, used | (1 << at), vain)
        })
    });
    if !found {
        vain[used] |= 1 << from;
    }
    found
}
