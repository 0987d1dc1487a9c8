//! A server that asks to be left alone is left alone. Time is virtual throughout.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::join_all;
use serde_json::json;
use tokio::time::Instant;
use touchpoint::wire::{Auth, Call, ErrorKind, Options, Session};

use super::server::{Seen, call, json as answer, quick, serve, serve_slowly, session, session_with, with};

fn steady(rate: f64) -> Options {
    Options { requests_per_second: rate, ..quick() }
}

#[tokio::test(start_paused = true)]
async fn every_form_of_a_wait_is_waited_out() {
    const DATE: (&str, &str) = ("date", "Thu, 26 Mar 2026 16:00:00 GMT");
    type Headers = &'static [(&'static str, &'static str)];
    let forms: [(u16, Headers, f64); 9] = [
        (429, &[("retry-after", "40")], 40.0),
        (429, &[DATE, ("retry-after", "Thu, 26 Mar 2026 16:00:40 GMT")], 40.0),
        (429, &[DATE, ("x-ratelimit-reset", "2026-03-26T16:01Z")], 60.0),
        (429, &[DATE, ("x-ratelimit-reset", "2026-03-26T16:00:40Z")], 40.0),
        (429, &[DATE, ("x-ratelimit-reset", "1774540840")], 40.0),
        (429, &[DATE, ("x-ratelimit-reset", "1774540840000")], 40.0),
        (429, &[("retry-after", "40"), ("ratelimit-reason", "jira-quota-tenant-based")], 40.0),
        (503, &[("retry-after", "40")], 40.0),
        (429, &[("retry-after", "200")], 200.0),
    ];
    for (status, headers, wait) in forms {
        let server = serve(move |_, before| match before {
            0 => with(status, headers, ""),
            _ => answer(&json!({})),
        })
        .await;
        let reply = session(&server.base).get(&call(&["x"])).await.unwrap();
        assert_eq!(reply.attempts, 2);
        let came = server.times()[1];
        assert!(came >= wait && came < wait + 1.0, "{headers:?}: came back after {came} s");
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_header_the_pauses_double() {
    for status in [429, 502, 503, 504, 408, 409] {
        let server = serve(move |_, _| with(status, &[], "")).await;
        let error = session(&server.base).get(&call(&["x"])).await.unwrap_err();
        assert_eq!((error.attempts(), server.count()), (4, 4), "{status}");
        let times = server.times();
        for (number, middle) in [(1, 2.0), (2, 4.0), (3, 8.0)] {
            let pause = times[number] - times[number - 1];
            // Times 0.7 to 1.3; above that only what our own lowered rate adds (429 halves it).
            assert!(pause >= 0.69 * middle && pause <= 1.3 * middle + 0.5, "{status}: {times:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_pass_by_itself_is_not_asked_again() {
    for (status, requests) in [(400, 1), (401, 1), (403, 1), (404, 1), (410, 1), (422, 1), (500, 2), (501, 1)]
    {
        let server = serve(move |_, _| with(status, &[], "")).await;
        let error = session(&server.base).get(&call(&["x"])).await.unwrap_err();
        assert_eq!((error.attempts() as usize, server.count()), (requests, requests), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_burst_stops_the_endpoint_and_a_quota_the_host() {
    for (reason, stops_all) in [("jira-burst-based", false), ("jira-quota-global-based", true)] {
        let server = serve(move |seen, before| match (seen.path(), before) {
            ("/limited", 0) => with(429, &[("retry-after", "100"), ("ratelimit-reason", reason)], ""),
            _ => answer(&json!({})),
        })
        .await;
        let session = session(&server.base);
        let limited = Call::new("s", "limited").path(["limited"]);
        let other = Call::new("s", "other").path(["other"]);
        let task = tokio::spawn({
            let session = session.clone();
            async move { session.get(&limited).await }
        });
        tokio::time::sleep(Duration::from_secs(1)).await;
        let began = Instant::now();
        session.get(&other).await.unwrap();
        assert_eq!(began.elapsed() > Duration::from_secs(90), stops_all, "{reason}");
        task.await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_paused_endpoint_takes_no_seat_from_the_others() {
    let server = serve(|seen, before| match (seen.path(), before) {
        ("/limited", 0) => with(429, &[("retry-after", "100")], ""),
        _ => answer(&json!({})),
    })
    .await;
    let session = session_with(&server.base, &Options { concurrency: 2, ..quick() });
    let limited = Call::new("s", "limited").path(["limited"]);
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let (session, limited) = (session.clone(), limited.clone());
            tokio::spawn(async move { session.get(&limited).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let began = Instant::now();
    session.get(&Call::new("s", "other").path(["other"])).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(1));
    for task in waiting {
        task.await.unwrap().unwrap();
    }
}

/// A server that allows `rate` requests a second, refuses the rest for `wait` seconds, and counts those that
/// come although it said to wait.
fn bucket(
    rate: f64,
    wait: u64,
) -> (impl Fn(&Seen, usize) -> axum::response::Response + Clone, Arc<Mutex<Tally>>) {
    let tally = Arc::new(Mutex::new(Tally { tokens: rate, ..Tally::default() }));
    let notes = Arc::clone(&tally);
    let answers = move |seen: &Seen, _: usize| {
        let mut tally = notes.lock().unwrap();
        if tally.closed_until.is_some_and(|until| seen.at < until) {
            tally.too_early += 1;
        }
        let since = tally.last.map_or(Duration::ZERO, |last| seen.at - last);
        tally.tokens = (tally.tokens + since.as_secs_f64() * rate).min(rate);
        tally.last = Some(seen.at);
        if tally.tokens < 1.0 {
            tally.refused += 1;
            tally.closed_until = Some(seen.at + Duration::from_secs(wait));
            return with(429, &[("retry-after", &wait.to_string())], "");
        }
        tally.tokens -= 1.0;
        answer(&json!({}))
    };
    (answers, tally)
}

#[derive(Default)]
struct Tally {
    tokens: f64,
    last: Option<Instant>,
    closed_until: Option<Instant>,
    too_early: u32,
    refused: u32,
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_while_told_to_wait() {
    for (rate, wait) in [(3.0, 1), (5.0, 2), (10.0, 1), (10.0, 30), (19.0, 1)] {
        let (answers, tally) = bucket(rate, wait);
        let server = serve(answers).await;
        let session = session_with(&server.base, &steady(20.0));
        let began = Instant::now();
        let one = call(&["x"]);
        let results = join_all((0..200).map(|_| session.get(&one))).await;
        let took = began.elapsed().as_secs_f64();
        let failed = results.iter().filter(|result| result.is_err()).count();
        let tally = tally.lock().unwrap();
        assert_eq!(failed, 0, "{rate}/s: all arrive in the end");
        assert_eq!(tally.too_early, 0, "{rate}/s");
        assert!(tally.refused <= 30, "{rate}/s: {} refusals", tally.refused);
        // The best possible is 200/rate, less the bucket's first filling.
        assert!(took < 2.5 * 200.0 / rate + 10.0 * wait as f64, "{rate}/s: took {took} s");
    }
}

#[tokio::test(start_paused = true)]
async fn requests_already_under_way_may_be_refused_but_none_follows() {
    let server = serve_slowly(Duration::from_millis(300), |seen, before| {
        let _ = seen;
        if before < 8 { with(429, &[("retry-after", "20")], "") } else { answer(&json!({})) }
    })
    .await;
    let session = session(&server.base);
    let one = call(&["x"]);
    for result in join_all((0..40).map(|_| session.get(&one))).await {
        result.unwrap();
    }
    let times = server.times();
    assert!(times[7] < 1.0, "eight seats were taken at once");
    assert!(times[8] >= 20.3, "the ninth waited: {:?}", &times[..10]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_limit_fails_at_once_and_says_how_long() {
    let server = serve(|_, _| with(429, &[("retry-after", "301")], r#"{"message":"slow down"}"#)).await;
    let session = session(&server.base);
    let began = Instant::now();
    let error = session.get(&call(&["x"])).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::RateLimited { wait: Some(Duration::from_secs(301)) });
    let text = error.to_string();
    assert!(
        text.contains("301 s") && text.contains("slow down") && text.contains("run again later"),
        "{text}"
    );

    // The next call knows it already: it fails without being sent.
    let again = session.get(&call(&["x"])).await.unwrap_err();
    assert!(matches!(again.kind(), ErrorKind::RateLimited { wait: Some(_) }), "{again}");
    assert_eq!((again.attempts(), server.count()), (0, 1));
    assert!(began.elapsed() < Duration::from_secs(1));

    // A server that is down for long says so in the same words.
    let down = serve(|_, _| with(503, &[("retry-after", "3600")], "")).await;
    let error = super::server::session(&down.base).get(&call(&["x"])).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::RateLimited { wait: Some(Duration::from_secs(3600)) });
    assert_eq!(down.count(), 1);

    // Another endpoint is not concerned; and when the time has come, neither is this one.
    assert!(session.get(&Call::new("s", "other").path(["y"])).await.is_err());
    assert_eq!(server.count(), 2);
    tokio::time::sleep(Duration::from_secs(302)).await;
    assert!(session.get(&call(&["x"])).await.is_err());
    assert_eq!(server.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_exhausted_limit_is_heeded_before_it_refuses() {
    let forms: [(&[(&str, &str)], f64); 2] = [
        (
            &[
                ("x-ratelimit-remaining", "0"),
                ("date", "Thu, 26 Mar 2026 16:00:00 GMT"),
                ("x-ratelimit-reset", "2026-03-26T16:00:25Z"),
            ],
            25.0,
        ),
        (&[("x-ratelimit-remaining", "0")], 1.0),
    ];
    for (headers, wait) in forms {
        let server =
            serve(move |_, before| if before == 0 { with(200, headers, "{}") } else { answer(&json!({})) })
                .await;
        let session = session(&server.base);
        session.get(&call(&["x"])).await.unwrap();
        session.get(&call(&["x"])).await.unwrap();
        let came = server.times()[1];
        assert!(came >= wait && came < wait + 1.0, "came back after {came} s");
    }
}

#[tokio::test(start_paused = true)]
async fn close_to_a_quota_the_pace_is_halved() {
    let server = serve(|_, _| with(200, &[("x-ratelimit-nearlimit", "true")], "{}")).await;
    let session = session_with(&server.base, &steady(20.0));
    for _ in 0..21 {
        session.get(&call(&["x"])).await.unwrap();
    }
    let last = *server.times().last().unwrap();
    assert!((1.85..2.3).contains(&last), "20 requests at 10/s took {last} s");
}

#[tokio::test(start_paused = true)]
async fn the_ceiling_holds_for_all_endpoints_and_credentials_of_a_host_together() {
    let server = serve(|_, _| answer(&json!({}))).await;
    let first = session_with(&server.base, &steady(20.0));
    let second = first.with_auth(Auth::Anonymous).unwrap();
    let families = ["a", "b", "c"];
    let calls: Vec<(&Session, Call)> = (0..41)
        .map(|number| {
            let family = families[number % 3];
            (if number % 2 == 0 { &first } else { &second }, Call::new("s", family).path([family]))
        })
        .collect();
    for result in join_all(calls.iter().map(|(session, call)| session.get(call))).await {
        result.unwrap();
    }
    let times = server.times();
    assert!((2.0..2.2).contains(&times[40]), "40 steps of 1/20 s: {}", times[40]);
    for pair in times.windows(2) {
        assert!(pair[1] - pair[0] >= 0.045, "a burst: {pair:?}");
    }
    assert_eq!((first.requests(), second.requests()), (21, 20));
}

#[tokio::test(start_paused = true)]
async fn a_pause_saves_up_no_burst() {
    let server = serve(|_, _| answer(&json!({}))).await;
    let session = session_with(&server.base, &steady(10.0));
    let one = call(&["x"]);
    session.get(&one).await.unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    join_all((0..11).map(|_| session.get(&one))).await;
    let times = server.times();
    assert!(times[11] - times[1] >= 0.99, "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_are_in_flight_than_allowed() {
    // Each answer takes a second, so arrivals within less than that are in flight together.
    let server = serve_slowly(Duration::from_secs(1), |_, _| answer(&json!({}))).await;
    let session = session_with(&server.base, &Options { concurrency: 3, ..quick() });
    let one = call(&["x"]);
    join_all((0..12).map(|_| session.get(&one))).await;
    let times = server.times();
    let together = |time: &f64| times.iter().filter(|other| (*other - time).abs() < 0.9).count();
    assert_eq!(times.iter().map(together).max(), Some(3), "{times:?}");
}
