//! Each fault does what it says, for as long as it was asked to.

use super::client::{Client, demo, get_json, today};
use serde_json::Value;
use std::time::{Duration, Instant};
use touchpoint::sandbox::{Fault, Faults, Retry};

const USERS: &str = "/rest/api/3/users/search";

async fn raw(
    client: &Client,
    path: &str,
) -> (u16, reqwest::header::HeaderMap, Result<Vec<u8>, reqwest::Error>) {
    let response = client.site(path).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.map(|b| b.to_vec()))
}

#[tokio::test]
async fn refusals_end_after_the_number_asked_for_and_say_when_to_come_back() {
    let at = today();
    let busy = |retry| Fault::Status { status: 429, retry };
    let sandbox = demo(Faults::none().first(2, "/rest", busy(Retry::Seconds(3)))).await;
    let client = Client::new(&sandbox);
    for _ in 0..2 {
        let (status, headers, _) = raw(&client, USERS).await;
        assert_eq!((status, headers["retry-after"].to_str().unwrap()), (429, "3"));
    }
    assert_eq!(raw(&client, USERS).await.0, 200);
    for (retry, header, expected) in [
        (Retry::Date(at), "retry-after", "Mon, 23 Nov 2026 12:00:00 GMT"),
        (Retry::Reset(at), "x-ratelimit-reset", "2026-11-23T12:00Z"),
    ] {
        sandbox.faults().inject("/rest", busy(retry), Some(1));
        let (status, headers, _) = raw(&client, USERS).await;
        assert_eq!((status, headers[header].to_str().unwrap()), (429, expected));
    }
    sandbox.faults().inject("/", Fault::Status { status: 503, retry: Retry::Silent }, None);
    for _ in 0..3 {
        let (status, headers, _) = raw(&client, USERS).await;
        assert!(status == 503 && !headers.contains_key("retry-after"));
    }
    sandbox.faults().clear();
    let (status, headers, _) = raw(&client, USERS).await;
    assert!(status == 200 && headers.contains_key("x-ratelimit-remaining"));
    assert_eq!(sandbox.request_log().count(USERS), 9);
    sandbox.stop().await;
}

#[tokio::test]
async fn bodies_are_damaged_as_told() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let good = raw(&client, USERS).await.2.unwrap();
    let with = async |fault: Fault| {
        sandbox.faults().inject(USERS, fault, Some(1));
        raw(&client, USERS).await
    };
    let (status, headers, body) = with(Fault::LoginPage).await;
    assert!(status == 200 && headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(body.unwrap().starts_with(b"<!DOCTYPE html>"));

    let body = with(Fault::Truncated).await.2.unwrap();
    assert!(body.len() < good.len() && good.starts_with(&body));
    assert!(with(Fault::Disconnect).await.2.is_err(), "the connection breaks in the body");
    assert!(String::from_utf8(with(Fault::InvalidUtf8).await.2.unwrap()).is_err());
    assert!(serde_json::from_slice::<Value>(&with(Fault::NotJson).await.2.unwrap()).is_err());

    let bomb = with(Fault::NestingBomb { megabytes: 2 }).await.2.unwrap();
    assert!(bomb.len() == 2 << 20 && bomb.iter().all(|b| *b == b'['));

    // The test's client unpacks, as the product's does; what tells is the length before and after.
    assert_eq!(with(Fault::Gzip).await.2.unwrap(), good);
    assert!(with(Fault::GzipBomb { megabytes: 8 }).await.2.unwrap().len() > 8 << 20);

    let start = Instant::now();
    assert_eq!(with(Fault::Slow(Duration::from_millis(150))).await.2.unwrap(), good);
    assert!(start.elapsed() >= Duration::from_millis(150));
    sandbox.faults().inject(USERS, Fault::Slow(Duration::from_secs(60)), Some(1));
    let impatient = client.site(USERS).timeout(Duration::from_millis(100)).send().await;
    assert!(impatient.is_err());
    assert_eq!(sandbox.request_log().requests.last().unwrap().status, 0, "noted, never answered");
    assert_eq!(raw(&client, USERS).await.2.unwrap(), good, "and then all is well again");
    sandbox.stop().await;
}

#[tokio::test]
async fn paging_goes_wrong_as_told() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let base = client.rules("jira", "summary");
    let walk = async |pages: usize| {
        let (mut nexts, mut uuids, mut query) = (vec![], vec![], String::new());
        for _ in 0..pages {
            let (_, page) = get_json(client.site(&format!("{base}{query}"))).await;
            uuids.extend(page["data"].as_array().unwrap().iter().map(|r| r["uuid"].to_string()));
            let Some(next) = page["links"]["next"].as_str() else { break };
            query = next.to_owned();
            nexts.push(query.clone());
        }
        (nexts, uuids)
    };
    let distinct = |all: &[String]| all.iter().collect::<std::collections::BTreeSet<_>>().len();
    let (honest, rules) = walk(20).await;
    assert!(honest.len() < 20);

    sandbox.faults().inject(&base, Fault::RepeatCursor, None);
    let (nexts, _) = walk(6).await;
    assert_eq!((nexts.len(), distinct(&nexts)), (6, 1), "the same cursor for ever");
    sandbox.faults().clear();

    sandbox.faults().inject(&base, Fault::EndlessPages, None);
    let (nexts, _) = walk(12).await;
    assert_eq!((nexts.len(), distinct(&nexts)), (12, 12), "always a new cursor");
    sandbox.faults().clear();

    sandbox.faults().inject(&base, Fault::DuplicateRows, None);
    let (_, uuids) = walk(20).await;
    assert!(uuids.len() > rules.len() && distinct(&uuids) == rules.len(), "rows twice, none lost");
    sandbox.faults().clear();

    sandbox.faults().inject(&base, Fault::NextElsewhere, None);
    let (nexts, _) = walk(1).await;
    assert!(nexts[0].starts_with(sandbox.api_url()), "{nexts:?}");
    sandbox.faults().clear();

    sandbox.faults().inject(USERS, Fault::EndlessPages, None);
    let (_, far) = get_json(client.site(&format!("{USERS}?startAt=100000"))).await;
    assert!(!far.as_array().unwrap().is_empty(), "an array that never ends");
    sandbox.stop().await;
}

#[tokio::test]
async fn redirects_lead_where_they_say() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let path = format!("{USERS}?maxResults=3");
    sandbox.faults().inject(USERS, Fault::RedirectHere, None);
    let (status, headers, _) = raw(&client, &path).await;
    let to = headers["location"].to_str().unwrap();
    assert!(status == 302 && to.starts_with(sandbox.site_url()));
    let again = raw(&client, to.strip_prefix(sandbox.site_url()).unwrap()).await;
    assert_eq!(again.0, 200, "the same address then answers");
    assert_eq!(serde_json::from_slice::<Value>(&again.2.unwrap()).unwrap().as_array().unwrap().len(), 3);

    sandbox.faults().clear();
    sandbox.faults().inject(USERS, Fault::RedirectElsewhere, None);
    let (_, headers, _) = raw(&client, &path).await;
    let to = headers["location"].to_str().unwrap();
    assert!(to.starts_with(sandbox.api_url()), "{to}");
    // Whoever carries the credential along is seen.
    let known = sandbox.credentials();
    let request = client.http.get(to).basic_auth(&known.site_email, Some(&known.site_token));
    request.send().await.unwrap();
    assert_eq!(sandbox.request_log().leaked().len(), 1);
    sandbox.stop().await;
}
