//! What a secret looks like, and how to leave only its kind and a keyed fingerprint.
//!
//! Everything that reads from outside (wire, import) hands what it read to a [`Scrubber`] and gets a
//! [`Clean`] back; everything that keeps (the snapshot) takes nothing but [`Clean`].
//!
//! Three kinds of evidence, from the surest to the weakest: a secret's own form (`ATATT3…`), its place (the
//! value of an `Authorization` header), and its randomness, which counts only where secrets are to be expected.
//! What was a secret becomes a [`Mark`]; a second scrubbing leaves marks alone.

mod looks;
mod mark;
mod text;
mod tree;
mod url;

use std::borrow::Cow;
use std::fmt;

use ring::{hmac, rand};
use serde_json::Value;

pub use mark::{Mark, SecretKind};

/// A secret in memory: it cannot be printed, compared or serialised by accident.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret, without surrounding white space.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into().trim().to_owned())
    }

    /// The secret itself; only for building a request header.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// A JSON document that went through [`Scrubber::clean`]; there is no other way to make one.
#[derive(Debug, Clone, PartialEq)]
pub struct Clean(Value);

impl Clean {
    /// The scrubbed document.
    pub fn get(&self) -> &Value {
        &self.0
    }

    /// The scrubbed document as compact JSON.
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    /// How many secrets were found, the marks in object keys included.
    pub fn secrets(&self) -> usize {
        fn count(value: &Value) -> usize {
            match value {
                Value::String(text) => Mark::find_all(text).len(),
                Value::Array(items) => items.iter().map(count).sum(),
                Value::Object(map) => {
                    map.iter().map(|(key, value)| Mark::find_all(key).len() + count(value)).sum()
                }
                _ => 0,
            }
        }
        count(&self.0)
    }
}

/// Finds secrets and replaces them by marks.
pub struct Scrubber {
    /// Lives in memory only: fingerprints of one run can be compared with each other and with nothing else.
    key: hmac::Key,
    /// Our own credentials, the longest first, so that one inside another leaves nothing behind.
    own: Vec<String>,
}

impl fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scrubber").field("own", &self.own.len()).finish_non_exhaustive()
    }
}

impl Default for Scrubber {
    fn default() -> Self {
        Self::new()
    }
}

/// Shorter than this is no credential; replacing it everywhere would only destroy text.
const SHORTEST_OWN: usize = 6;
/// Shorter than any secret that shows by its own form.
const SHORTEST_FORM: usize = 15;
/// A replacement can lay open what stood behind it; a handful of rounds is more than was ever seen to be needed.
const ROUNDS: usize = 8;

impl Scrubber {
    /// A scrubber with a fresh random fingerprint key that lives as long as this value.
    ///
    /// # Panics
    /// If the operating system has no random numbers to give, in which case no connection could be made either.
    pub fn new() -> Self {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &rand::SystemRandom::new())
            .expect("the operating system gives random numbers");
        Self { key, own: Vec::new() }
    }

    /// Also knows our own credentials: every occurrence is replaced, wherever it stands and whatever it looks
    /// like. The base64 of `email:token` is another secret and has to be given too.
    pub fn knowing(mut self, own: impl IntoIterator<Item = Secret>) -> Self {
        self.own.extend(own.into_iter().map(|secret| secret.0).filter(|own| own.len() >= SHORTEST_OWN));
        self.own.sort_by_key(|own| std::cmp::Reverse(own.len()));
        self.own.dedup();
        self
    }

    /// Replaces every secret in `document` by a mark.
    pub fn clean(&self, document: Value) -> Clean {
        Clean(self.document(document))
    }

    /// Replaces every secret in a text: a log line, an error, a name.
    pub fn text(&self, text: &str) -> String {
        // The body of an error is JSON often enough, and there places tell more than words.
        self.json_text(text, tree::Place::default()).unwrap_or_else(|| self.plain(text))
    }

    /// Running text, whatever it looks like.
    fn plain(&self, text: &str) -> String {
        // Most keys and many values are a short word; no form of a secret is that short.
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if text.len() < SHORTEST_FORM
            && text.bytes().all(word)
            && !self.own.iter().any(|own| text.contains(own))
        {
            return text.to_owned();
        }
        self.settle(text, |text| {
            let text = self.without_own(text);
            let text = self.without_urls(text);
            let text = self.without_known(text);
            self.without_named(self.without_pairs(text))
        })
    }

    /// A text that serves as a key, without secrets and without their fingerprints: those are of one run only, and
    /// a key must be the same next time.
    pub fn record_key(&self, text: &str) -> String {
        let scrubbed = self.text(text);
        let mut parts = scrubbed.split(" fp=");
        let mut key = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part.split_once('⟧') {
                Some((fingerprint, rest)) if fingerprint.len() == 12 => {
                    key.push('⟧');
                    key.push_str(rest);
                }
                _ => key = format!("{key} fp={part}"),
            }
        }
        key
    }

    /// The second net, for what is about to be written: looks for our own credentials and for secrets that show
    /// by their own form what they are, and returns the text without them. `None`: there was nothing.
    pub fn last_check(&self, text: &str) -> Option<String> {
        let cleaned = self.sure(text);
        (cleaned != text).then_some(cleaned)
    }

    /// Only the rules that need no context.
    fn sure(&self, text: &str) -> String {
        self.settle(text, |text| self.without_known(self.without_own(text)))
    }

    /// Applies `rules` until they change nothing, so that scrubbing twice is the same as scrubbing once.
    fn settle(&self, text: &str, rules: impl Fn(Cow<'_, str>) -> Cow<'_, str>) -> String {
        let mut text = text.to_owned();
        for _ in 0..ROUNDS {
            let next = match rules(Cow::Borrowed(&text)) {
                Cow::Borrowed(_) => return text,
                Cow::Owned(next) if next == text => return text,
                Cow::Owned(next) => next,
            };
            text = next;
        }
        text
    }

    /// The mark that stands for `value`.
    fn mark(&self, kind: SecretKind, whose: Option<&str>, value: &str) -> String {
        let digest = hmac::sign(&self.key, value.trim().as_bytes());
        let fingerprint = digest.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Mark { kind, whose: whose.map(str::to_owned), fingerprint: Some(fingerprint) }.to_string()
    }
}
