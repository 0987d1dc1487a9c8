//! What a server says about its limits.
//!
//! Atlassian's products do not agree on one form, so all that were documented or seen are read: `Retry-After`
//! in seconds or as a date; `X-RateLimit-Reset` as a time with seconds, without seconds, or as a number;
//! `RateLimit-Reason` for what the limit covers; and a 429 with no header at all
//! (<https://developer.atlassian.com/cloud/jira/platform/rate-limiting/>, JRACLOUD-69262, JRACLOUD-82801,
//! JRACLOUD-83791).

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};

/// No wait is taken to be longer: a year is as good as for ever, and clocks can still add it.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// What a limit covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The endpoint that was asked; other endpoints may go on.
    #[default]
    Family,
    /// Everything on this host: a quota is used up (`RateLimit-Reason: …-quota-…`).
    Host,
}

/// The limits told in one answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signals {
    /// From `Retry-After`.
    pub retry_after: Option<Duration>,
    /// From `X-RateLimit-Reset`: time until it.
    pub reset: Option<Duration>,
    /// `X-RateLimit-Remaining: 0`: the next request will be refused.
    pub exhausted: bool,
    /// `X-RateLimit-NearLimit: true`: less than a fifth of the quota is left.
    pub near_limit: bool,
    /// What the limit covers.
    pub scope: Scope,
}

impl Signals {
    /// Reads the headers that `header` finds by (lower case) name.
    ///
    /// Dates are compared with the server's own `Date` header, so that a wrong clock on this machine does not
    /// turn a wait of a second into an hour; `now` is only used when there is none.
    pub fn read<'h>(header: impl Fn(&str) -> Option<&'h str>, now: DateTime<Utc>) -> Self {
        let now = header("date").and_then(http_date).unwrap_or(now);
        Self {
            retry_after: header("retry-after").and_then(|text| retry_after(text.trim(), now)),
            reset: header("x-ratelimit-reset").and_then(|text| reset(text.trim(), now)),
            exhausted: header("x-ratelimit-remaining")
                .and_then(|text| text.trim().parse::<f64>().ok())
                .is_some_and(|left| left <= 0.0),
            near_limit: header("x-ratelimit-nearlimit")
                .is_some_and(|text| text.trim().eq_ignore_ascii_case("true")),
            scope: match header("ratelimit-reason") {
                Some(reason) if reason.to_ascii_lowercase().contains("-quota-") => Scope::Host,
                _ => Scope::Family,
            },
        }
    }

    /// How long the server wants to be left alone. `Retry-After` is about this request and wins over the reset
    /// of a window. Nothing when neither was sent, or both lie in the past.
    pub fn wait(&self) -> Option<Duration> {
        self.retry_after.or(self.reset)
    }
}

fn retry_after(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    seconds(text).map(cap).or_else(|| until(http_date(text)?, now))
}

fn reset(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    if let Some(wait) = seconds(text) {
        // A number may be an instant in milliseconds or seconds since 1970, or simply seconds to wait. The
        // three do not overlap: ten digits of seconds began in 2001, and nobody is asked to wait 30 years.
        let number = wait.as_secs();
        return match number {
            0..1_000_000_000 => Some(cap(wait)),
            1_000_000_000..100_000_000_000 => {
                until(DateTime::from_timestamp(i64::try_from(number).ok()?, 0)?, now)
            }
            _ => until(DateTime::from_timestamp_millis(i64::try_from(number).ok()?)?, now),
        };
    }
    until(iso_date(text)?, now)
}

/// A number of seconds, with or without a fraction; nothing when it is no number or zero.
fn seconds(text: &str) -> Option<Duration> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    // Digits beyond what a duration holds mean "for ever", not "no answer".
    let number: f64 = text.parse().ok()?;
    let wait = Duration::try_from_secs_f64(number).unwrap_or(Duration::MAX);
    (!wait.is_zero()).then_some(wait)
}

fn http_date(text: &str) -> Option<DateTime<Utc>> {
    // RFC 9110's preferred form (`Sun, 06 Nov 1994 08:49:37 GMT`) is an RFC 2822 date with an old zone name.
    DateTime::parse_from_rfc2822(text.trim()).ok().map(|date| date.with_timezone(&Utc))
}

fn iso_date(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = DateTime::parse_from_rfc3339(text) {
        return Some(date.with_timezone(&Utc));
    }
    // Jira's documented form has no seconds, `2026-03-26T16:00Z`, which RFC 3339 does not allow.
    let bare = text.strip_suffix(['Z', 'z'])?;
    NaiveDateTime::parse_from_str(bare, "%Y-%m-%dT%H:%M").ok().map(|date| date.and_utc())
}

fn until(date: DateTime<Utc>, now: DateTime<Utc>) -> Option<Duration> {
    (date - now).to_std().ok().filter(|wait| !wait.is_zero()).map(cap)
}

fn cap(wait: Duration) -> Duration {
    wait.min(LONGEST)
}
