//! Every form in which a server is known to tell its limits.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use proptest::prelude::*;
use touchpoint::wire::headers::{Scope, Signals};

use super::server::fixed_now;

fn read(headers: &[(&str, &str)]) -> Signals {
    Signals::read(
        |name| headers.iter().find(|(found, _)| *found == name).map(|(_, value)| *value),
        fixed_now(),
    )
}

fn wait(headers: &[(&str, &str)]) -> Option<f64> {
    read(headers).wait().map(|wait| wait.as_secs_f64())
}

#[test]
fn every_form_of_a_wait() {
    // Now is 2026-03-26T15:59:30Z.
    for (name, value, expected) in [
        ("retry-after", "7", Some(7.0)),
        ("retry-after", " 7 ", Some(7.0)),
        ("retry-after", "1.5", Some(1.5)),
        ("retry-after", "0", None),
        ("retry-after", "-3", None),
        ("retry-after", "soon", None),
        ("retry-after", "", None),
        ("retry-after", ".", None),
        ("retry-after", "Thu, 26 Mar 2026 16:00:00 GMT", Some(30.0)),
        ("retry-after", "Thu, 26 Mar 2026 15:59:00 GMT", None),
        ("x-ratelimit-reset", "2026-03-26T16:00Z", Some(30.0)),
        ("x-ratelimit-reset", "2026-03-26T15:59Z", None),
        ("x-ratelimit-reset", "2026-03-26T16:00:10Z", Some(40.0)),
        ("x-ratelimit-reset", "2026-03-26T16:00:10.250Z", Some(40.25)),
        ("x-ratelimit-reset", "2026-03-26T17:00:00+01:00", Some(30.0)),
        ("x-ratelimit-reset", "1774540800", Some(30.0)),
        ("x-ratelimit-reset", "1774540800000", Some(30.0)),
        ("x-ratelimit-reset", "30", Some(30.0)),
        ("x-ratelimit-reset", "1774540000", None),
        ("x-ratelimit-reset", "yesterday", None),
    ] {
        assert_eq!(wait(&[(name, value)]), expected, "{name}: {value}");
    }
    assert_eq!(wait(&[]), None);
}

#[test]
fn retry_after_wins_over_the_reset_of_a_window() {
    assert_eq!(wait(&[("retry-after", "3"), ("x-ratelimit-reset", "2026-03-26T16:00Z")]), Some(3.0));
    assert_eq!(wait(&[("retry-after", "?"), ("x-ratelimit-reset", "2026-03-26T16:00Z")]), Some(30.0));
}

#[test]
fn dates_are_measured_by_the_servers_own_clock() {
    let date = ("date", "Thu, 26 Mar 2026 10:00:00 GMT");
    assert_eq!(wait(&[date, ("retry-after", "Thu, 26 Mar 2026 10:00:05 GMT")]), Some(5.0));
    assert_eq!(wait(&[date, ("x-ratelimit-reset", "2026-03-26T10:01Z")]), Some(60.0));
}

#[test]
fn a_wait_for_ever_is_a_year() {
    let year = 366.0 * 86_400.0;
    assert_eq!(wait(&[("retry-after", "99999999999999999999999999")]), Some(year));
    assert_eq!(wait(&[("x-ratelimit-reset", "9999-12-31T00:00Z")]), Some(year));
}

#[test]
fn quotas_concern_the_host_and_bursts_the_endpoint() {
    for (reason, scope) in [
        ("jira-burst-based", Scope::Family),
        ("jira-per-issue-on-write", Scope::Family),
        ("jira-cost-based", Scope::Family),
        ("something new", Scope::Family),
        ("jira-quota-tenant-based", Scope::Host),
        ("jira-quota-global-based", Scope::Host),
        ("confluence-quota-tenant-based", Scope::Host),
    ] {
        assert_eq!(read(&[("ratelimit-reason", reason)]).scope, scope, "{reason}");
    }
    assert_eq!(read(&[]).scope, Scope::Family);
}

#[test]
fn warnings_before_the_refusal() {
    assert!(read(&[("x-ratelimit-remaining", "0")]).exhausted);
    assert!(!read(&[("x-ratelimit-remaining", "1")]).exhausted);
    assert!(!read(&[("x-ratelimit-remaining", "none")]).exhausted);
    assert!(read(&[("x-ratelimit-nearlimit", "true")]).near_limit);
    assert!(!read(&[("x-ratelimit-nearlimit", "false")]).near_limit);
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(a in ".{0,40}", b in ".{0,40}", c in ".{0,40}", d in ".{0,40}") {
        let signals = read(&[("retry-after", &a), ("x-ratelimit-reset", &b), ("x-ratelimit-remaining", &c), ("date", &d)]);
        if let Some(wait) = signals.wait() {
            prop_assert!(wait > Duration::ZERO && wait <= Duration::from_secs(366 * 86_400));
        }
    }

    #[test]
    fn any_number_is_read_without_harm(text in "[0-9]{1,40}(\\.[0-9]{0,40})?") {
        for name in ["retry-after", "x-ratelimit-reset"] {
            if let Some(wait) = read(&[(name, &text)]).wait() {
                prop_assert!(wait > Duration::ZERO && wait <= Duration::from_secs(366 * 86_400));
            }
        }
    }

    /// All forms of the same instant mean the same wait.
    #[test]
    fn the_forms_agree(ahead in 1_u32..10_000_000) {
        let then: DateTime<Utc> = fixed_now() + Duration::from_secs(ahead.into());
        let forms = [
            ("retry-after", ahead.to_string()),
            ("retry-after", then.format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
            ("x-ratelimit-reset", then.to_rfc3339_opts(SecondsFormat::Secs, true)),
            ("x-ratelimit-reset", then.to_rfc3339_opts(SecondsFormat::Millis, true)),
            ("x-ratelimit-reset", then.timestamp().to_string()),
            ("x-ratelimit-reset", then.timestamp_millis().to_string()),
        ];
        for (name, value) in &forms {
            prop_assert_eq!(wait(&[(*name, value.as_str())]), Some(f64::from(ahead)), "{}: {}", name, value);
        }
    }
}
