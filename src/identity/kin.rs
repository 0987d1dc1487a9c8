//! The forms in which names and addresses of one human meet.

use super::letters::{self, fold, is_spaceless, latin, skeleton};

/// What a name or address is marked with beside whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Of an administrator's second account.
    Administrator,
    /// Of somebody who is not employed.
    External,
}

impl Mark {
    /// Whose account it marks, as a sentence ends.
    pub(super) fn whose(self) -> &'static str {
        match self {
            Mark::Administrator => "an administrator",
            Mark::External => "an external",
        }
    }
}

/// Words that mark an administrator's account in a name, folded.
const ADMINISTRATOR: &[&str] = &[
    "adm",
    "admin",
    "admins",
    "administrator",
    "administratorin",
    "administrateur",
    "administrador",
    "administradora",
    "amministratore",
    "beheerder",
    "yonetici",
    "yllapito",
    "yllapitaja",
    "rendszergazda",
    "spravce",
    "διαχ",
    "διαχειριστησ",
    "админ",
    "администратор",
    "адміністратор",
    "管理员",
    "管理員",
    "管理者",
    "관리자",
];
/// Words that mark an external's account in a name, folded.
const EXTERNAL: &[&str] = &[
    "ext",
    "extern",
    "externa",
    "externe",
    "externer",
    "external",
    "externo",
    "esterno",
    "contractor",
    "freelancer",
    "guest",
    "vendor",
    "внешний",
    "外部",
    "외부",
];
/// Forms of address, which people have here and not there.
const ADDRESSED: &[&str] =
    &["dr", "prof", "professor", "mr", "mrs", "ms", "herr", "frau", "phd", "mba", "dipl"];

/// Affixes of addresses that are set apart by a mark.
const AFFIXES: &[(&str, Mark)] = &[
    ("adm", Mark::Administrator),
    ("admin", Mark::Administrator),
    ("administrator", Mark::Administrator),
    ("ext", Mark::External),
    ("extern", Mark::External),
    ("external", Mark::External),
    ("contractor", Mark::External),
    ("guest", Mark::External),
];
/// Affixes of one letter, which are initials where a dot follows: `a-silva`, not `a.silva`.
const LETTERS: &[(&str, Mark)] = &[("a", Mark::Administrator), ("x", Mark::External)];

/// A name as names are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Its words in Latin letters, in an order of their own, so that "Silva, Maria" and "Maria Silva" meet.
    pub(super) key: String,
    /// The words.
    pub(super) words: Vec<String>,
    /// The sounds of the words, in an order of their own; none where they are too few to tell anything.
    pub(super) bones: Option<String>,
    /// What it is marked with.
    pub(super) mark: Option<Mark>,
    /// Whether it is more than a given name.
    pub(super) is_full: bool,
    /// Whether it is written in Latin letters.
    pub(super) is_latin: bool,
}

impl Name {
    /// Reads a plain name and what stands in brackets behind it; none of an address, a log-in of digits, or a stub.
    pub(super) fn new(own: &str, aside: &str) -> Option<Name> {
        if own.contains('@') || own.trim().eq_ignore_ascii_case("former user") {
            return None;
        }
        let is_one_piece = !own.trim().contains(char::is_whitespace);
        let folded = |text: &str, camel: bool| -> Vec<String> {
            letters::words(text, camel).iter().map(|word| fold(word)).collect()
        };
        let mut words = folded(own, is_one_piece);
        let mut mark = folded(aside, false).iter().find_map(|word| mark_of(word));
        // Christopher Guest is no guest: beside a mark there has to be a whole name.
        let others: Vec<&String> = words.iter().filter(|word| mark_of(word).is_none()).collect();
        if others.len() < words.len() && is_whole(&others) {
            mark = mark.or_else(|| words.iter().find_map(|word| mark_of(word)));
            words.retain(|word| mark_of(word).is_none());
        }
        drop_unless_short(&mut words, |word| ADDRESSED.contains(&word));
        drop_unless_short(&mut words, |word| word.len() == 1);
        let is_latin = words.iter().all(|word| word.is_ascii());
        let is_full = is_whole(&words.iter().collect::<Vec<_>>());
        let mut bones: Vec<String> = words.iter().map(|word| skeleton(word)).collect();
        bones.sort();
        let sounds: usize = bones.iter().map(String::len).sum();
        let tells = words.len() > 1 && sounds >= 4 && bones.iter().all(|bone| !bone.is_empty());
        let mut words: Vec<String> = words.iter().map(|word| comparable(word)).collect();
        words.sort();
        if words.iter().map(|word| word.chars().count()).sum::<usize>() < 2 {
            return None;
        }
        // "Maria Silva 2" is another Maria Silva.
        let digits: String = own.chars().filter(|c| c.is_numeric()).collect();
        let key = format!("{} {digits}", words.join(" ")).trim_end().to_owned();
        Some(Name { key, words, bones: tells.then(|| bones.join(" ")), mark, is_full, is_latin })
    }
}

/// Whether these are a given and a family name: two words, or one of a script that writes them together.
fn is_whole(words: &[&String]) -> bool {
    match words {
        [] => false,
        [word] => word.chars().all(is_spaceless) && word.chars().count() > 1,
        _ => true,
    }
}

/// Leaves out words that say nothing, where two others are left.
fn drop_unless_short(words: &mut Vec<String>, says_nothing: impl Fn(&str) -> bool) {
    if words.iter().filter(|word| !says_nothing(word)).count() >= 2 {
        words.retain(|word| !says_nothing(word));
    }
}

fn mark_of(word: &str) -> Option<Mark> {
    let is = |words: &[&str]| words.contains(&word);
    match (is(ADMINISTRATOR), is(EXTERNAL)) {
        (true, _) => Some(Mark::Administrator),
        (_, true) => Some(Mark::External),
        _ => None,
    }
}

/// A folded word in Latin letters, umlauts written either way.
fn comparable(word: &str) -> String {
    let latin = latin(word);
    if latin.is_empty() {
        return word.to_owned();
    }
    latin.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// Whether two names may be one human's: the words of one are among those of the other, some of them as initials.
pub(super) fn alike(one: &Name, other: &Name) -> bool {
    // No name of a human has more words.
    let bounded = one.words.len().max(other.words.len()) <= 8;
    one.key == other.key || bounded && (is_short_for(one, other) || is_short_for(other, one))
}

fn is_short_for(short: &Name, long: &Name) -> bool {
    let mut left: Vec<&String> = long.words.iter().collect();
    let (initials, wholes): (Vec<&String>, Vec<&String>) =
        short.words.iter().partition(|word| word.len() == 1);
    let mut takes = |fits: &dyn Fn(&str) -> bool| match left.iter().position(|word| fits(word)) {
        Some(at) => {
            left.swap_remove(at);
            true
        }
        None => false,
    };
    !wholes.is_empty()
        && wholes.iter().all(|word| takes(&|other| other == word.as_str()))
        && initials.iter().all(|initial| takes(&|other| other.starts_with(initial.as_str())))
}

/// An address as addresses are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mailbox {
    /// The part before the `@`, in small letters, without a tag, and without dots where the host ignores them.
    pub(super) base: String,
    /// The host, in small letters.
    pub(super) host: String,
    /// Both.
    pub(super) whole: String,
}

/// Hosts that give an address to anybody.
const CONSUMER: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "web.de",
    "t-online.de",
    "freenet.de",
    "proton.me",
    "protonmail.com",
    "pm.me",
    "tutanota.com",
    "fastmail.com",
    "zoho.com",
    "mail.com",
    "mail.ru",
    "bk.ru",
    "inbox.ru",
    "list.ru",
    "rambler.ru",
    "ukr.net",
    "ya.ru",
    "qq.com",
    "foxmail.com",
    "163.com",
    "126.com",
    "sina.com",
    "sohu.com",
    "naver.com",
    "daum.net",
    "hanmail.net",
    "nate.com",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "laposte.net",
    "sfr.fr",
    "libero.it",
    "virgilio.it",
    "tiscali.it",
    "wp.pl",
    "o2.pl",
    "onet.pl",
    "interia.pl",
    "seznam.cz",
    "email.cz",
    "centrum.cz",
    "freemail.hu",
    "citromail.hu",
    "abv.bg",
    "uol.com.br",
    "bol.com.br",
    "terra.com.br",
    "rediffmail.com",
    "bluewin.ch",
    "comcast.net",
    "ziggo.nl",
    "telenet.be",
];
/// The same of hosts that have an end for every country: `yahoo.co.jp`.
const CONSUMER_EVERYWHERE: &[&str] =
    &["yahoo.", "ymail.", "hotmail.", "gmx.", "yandex.", "outlook.", "live."];

impl Mailbox {
    /// Reads an address; none of what is no address.
    pub(super) fn new(email: &str) -> Option<Mailbox> {
        let email = letters::plain(email).to_lowercase();
        let (mut local, host) = email.trim().rsplit_once('@')?;
        let mut host = host.trim_end_matches('.');
        // How a directory writes a guest: maria.silva_partner.example#EXT#@acme.example.
        if let Some((guest, _)) = local.split_once("#ext#")
            && let Some((name, home)) = guest.rsplit_once('_')
        {
            (local, host) = (name, home);
        }
        let untagged = local.split_once('+').map_or(local, |(name, _)| name);
        let untagged = if untagged.is_empty() { local } else { untagged };
        let is_google = matches!(host, "gmail.com" | "googlemail.com");
        let base = if is_google { untagged.replace('.', "") } else { untagged.to_owned() };
        let host = if is_google { "gmail.com".to_owned() } else { host.to_owned() };
        if base.is_empty() || host.is_empty() {
            return None;
        }
        let whole = format!("{base}@{host}");
        Some(Mailbox { base, host, whole })
    }

    /// Whether anybody gets an address there.
    pub(super) fn is_private(&self) -> bool {
        CONSUMER.contains(&self.host.as_str())
            || CONSUMER_EVERYWHERE.iter().any(|begin| {
                // A country's end, and nothing that a company has: gmx.company.example.
                self.host.strip_prefix(begin).is_some_and(|end| {
                    end.len() <= 6 && end.split('.').all(|part| (2..=3).contains(&part.len()))
                })
            })
    }

    /// What is left of the part before the `@` without an affix, for every affix that it may have.
    pub(super) fn without_affix(&self) -> impl Iterator<Item = (&str, Mark)> {
        let text = self.base.as_str();
        let apart = |rest: &str, dots: bool| {
            matches!(rest.chars().next(), Some('-' | '_')) || dots && rest.starts_with('.')
        };
        let ends_apart = |rest: &str, dots: bool| {
            matches!(rest.chars().next_back(), Some('-' | '_')) || dots && rest.ends_with('.')
        };
        let all = AFFIXES.iter().map(|affix| (affix, true)).chain(LETTERS.iter().map(|affix| (affix, false)));
        all.flat_map(move |((affix, mark), dots)| {
            let begun = text.strip_prefix(affix).filter(|rest| apart(rest, dots)).map(|rest| &rest[1..]);
            let ended = text.strip_suffix(affix).filter(|rest| ends_apart(rest, dots));
            let ended = ended.map(|rest| &rest[..rest.len() - 1]);
            [begun, ended].into_iter().flatten().filter(|rest| !rest.is_empty()).map(|rest| (rest, *mark))
        })
    }
}
