//! Words of names and addresses, with what each says.

use std::rc::Rc;

use foldhash::{HashMap, HashMapExt};

use super::letters::{self, fold, is_spaceless, latin, skeleton};
use super::vocabulary::{LONGEST_PHRASE, Sense, vocabulary};

/// A word of a name or address.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// As it is written.
    pub(super) text: Rc<str>,
    /// As it is compared.
    pub(super) key: Rc<str>,
    /// What it says; nothing for a word of which nothing is known, as most names are.
    pub(super) sense: Option<Sense>,
    /// In Latin letters.
    pub(super) latin: Rc<str>,
    /// What is left of it in every way of writing it in Latin letters.
    pub(super) bones: Rc<str>,
}

impl Word {
    fn new(text: &str, key: &str, sense: Option<Sense>) -> Word {
        Word {
            text: text.into(),
            key: key.into(),
            sense,
            latin: latin(key).into(),
            bones: skeleton(key).into(),
        }
    }

    /// Whether it says one of these.
    pub(super) fn is(&self, senses: &[Sense]) -> bool {
        self.sense.is_some_and(|sense| senses.contains(&sense))
    }
}

/// Most words that are remembered.
const REMEMBERED: usize = 100_000;

/// What is known of a word.
#[derive(Debug, Clone)]
struct Known {
    /// What it is made of.
    words: Rc<[Word]>,
    /// Whether a phrase begins with it.
    opens: bool,
}

/// Reads words, and remembers what they say: the names of many people are made of the same few thousand.
#[derive(Debug, Default)]
pub(super) struct Reader {
    known: HashMap<String, Known>,
}

impl Reader {
    /// The words of a plain text; one that is made of several is as many.
    pub(super) fn read(&mut self, text: &str, camel: bool) -> Vec<Word> {
        let vocabulary = vocabulary();
        let texts = letters::words(text, camel);
        let mut words = Vec::with_capacity(texts.len());
        let mut at = 0;
        while at < texts.len() {
            let here = self.word(&texts[at]);
            if here.opens && at + 1 < texts.len() {
                let keys: Vec<String> =
                    texts[at..].iter().take(LONGEST_PHRASE).map(|word| fold(word)).collect();
                if let Some((count, sense)) = vocabulary.phrase(&keys) {
                    let (text, key) = (texts[at..at + count].join(" "), keys[..count].join(" "));
                    if vocabulary.is_meant(&key, &text) {
                        words.push(Word::new(&text, &key, Some(sense)));
                        at += count;
                        continue;
                    }
                }
            }
            words.extend(here.words.iter().cloned());
            at += 1;
        }
        words
    }

    fn word(&mut self, text: &str) -> Known {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        if self.known.len() >= REMEMBERED {
            self.known = HashMap::new();
        }
        let words: Rc<[Word]> = read(text).into();
        let opens = words.first().is_some_and(|word| vocabulary().opens(&word.key));
        let known = Known { words, opens };
        self.known.insert(text.to_owned(), known.clone());
        known
    }
}

/// What one written word is made of.
fn read(text: &str) -> Vec<Word> {
    let vocabulary = vocabulary();
    let key = fold(text);
    if let Some(sense) = vocabulary.sense(&key) {
        return vec![Word::new(text, &key, Some(sense))];
    }
    if key.chars().next().is_some_and(is_spaceless) {
        let parts = vocabulary.parts(&key);
        let may_be_name = could_be_name(&parts);
        let sense = |sense: Option<Sense>| if may_be_name { sense.map(|_| Sense::Homonym) } else { sense };
        return parts.into_iter().map(|(part, told)| Word::new(&part, &part, sense(told))).collect();
    }
    match vocabulary.compound(&key) {
        Some(parts) => parts.into_iter().map(|(part, sense)| Word::new(text, &part, Some(sense))).collect(),
        None => vec![Word::new(text, &key, None)],
    }
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
