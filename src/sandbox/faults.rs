//! Faults that can be switched on and off while the sandbox runs.

use chrono::{DateTime, Utc};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// One way to misbehave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// An error status, perhaps with a word on when to come back.
    Status {
        /// HTTP status.
        status: u16,
        /// When to come back.
        retry: Retry,
    },
    /// 200 with an HTML log-in page, as when a proxy has its own ideas.
    LoginPage,
    /// A complete HTTP message whose JSON stops in the middle.
    Truncated,
    /// The connection breaks in the middle of the body.
    Disconnect,
    /// Bytes that are not UTF-8 inside a JSON string.
    InvalidUtf8,
    /// 200, `application/json`, and not JSON.
    NotJson,
    /// This many megabytes of opening brackets.
    NestingBomb {
        /// Size of the body.
        megabytes: usize,
    },
    /// Every page names the same next page, for ever.
    RepeatCursor,
    /// Every page but the first begins with the last row of the page before.
    DuplicateRows,
    /// New pages without end, each with a cursor of its own.
    EndlessPages,
    /// `links.next` is an absolute address on the other host. Only where links are addresses or query strings.
    NextElsewhere,
    /// A redirect to the other listener, which notes any credential that comes along.
    RedirectElsewhere,
    /// A redirect to the same address, which then answers.
    RedirectHere,
    /// The right answer, late.
    Slow(Duration),
    /// The right answer, compressed.
    Gzip,
    /// A small compressed body that unpacks to this many megabytes.
    GzipBomb {
        /// Size when unpacked.
        megabytes: usize,
    },
}

/// How an error says when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Not at all.
    Silent,
    /// `Retry-After` in seconds.
    Seconds(u64),
    /// `Retry-After` as an HTTP date.
    Date(DateTime<Utc>),
    /// `X-RateLimit-Reset` without seconds (`2026-03-26T16:00Z`), and no `Retry-After`.
    Reset(DateTime<Utc>),
}

struct Planted {
    prefix: String,
    fault: Fault,
    /// How many more requests it hits; `None`: all.
    left: Option<usize>,
}

/// The faults in force. Clones share them: keep one and change it while the sandbox runs.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<Planted>>>);

impl Faults {
    /// A sandbox that behaves.
    pub fn none() -> Self {
        Self::default()
    }

    /// `fault` on every request whose path begins with `prefix`, on both hosts.
    #[must_use]
    pub fn always(self, prefix: &str, fault: Fault) -> Self {
        self.inject(prefix, fault, None);
        self
    }

    /// `fault` on the first `times` requests whose path begins with `prefix`.
    #[must_use]
    pub fn first(self, times: usize, prefix: &str, fault: Fault) -> Self {
        self.inject(prefix, fault, Some(times));
        self
    }

    /// The same on a running sandbox; `times: None` means for ever.
    pub fn inject(&self, prefix: &str, fault: Fault, times: Option<usize>) {
        self.with(|all| all.push(Planted { prefix: prefix.to_owned(), fault, left: times }));
    }

    /// Behave again.
    pub fn clear(&self) {
        self.with(Vec::clear);
    }

    /// The fault that hits this request, if any: the first planted that matches, used up by one.
    pub(crate) fn take(&self, path: &str) -> Option<Fault> {
        self.with(|all| {
            let hit = all.iter_mut().find(|p| path.starts_with(&p.prefix) && p.left != Some(0))?;
            hit.left = hit.left.map(|n| n - 1);
            Some(hit.fault.clone())
        })
    }

    fn with<T>(&self, f: impl FnOnce(&mut Vec<Planted>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
