//! What is never asked, over all surfaces: addresses that are gone, those with a better likeness, and those that
//! change something.

use touchpoint::sandbox::{Faults, Sandbox, Settings, World};

use super::scan::scan;
use crate::common::today;

/// Whether a path, without the gateway's beginning, is one that must not be asked, and why.
fn is_wrong(method: &str, path: &str) -> Option<&'static str> {
    let at_gateway = path.strip_prefix("/ex/").and_then(|rest| rest.splitn(3, '/').nth(2));
    let path = at_gateway.map_or_else(|| path.to_owned(), |rest| format!("/{rest}"));
    let admin = path.strip_prefix("/admin/").unwrap_or_default();
    let under = |beginning: &str, end: &str| admin.starts_with(beginning) && admin.ends_with(end);
    let gone = "it ended in June 2026";
    match path.as_str() {
        _ if under("v1/", "/users/search") || under("v1/", "/groups/search") => Some(gone),
        _ if under("v2/", "/users") || under("v2/", "/groups") => Some("it is deprecated"),
        "/admin/v1/orgs" => Some("it is reported to answer with an empty list"),
        _ if under("v1/", "/events") => Some("it takes ten requests a minute"),
        "/rest/api/3/search" | "/rest/api/3/workflow/search" => Some("it is gone"),
        "/rest/api/3/user/search" | "/rest/api/3/user/search/query" => Some("it stops at the 1000th user"),
        "/rest/api/3/webhook" => Some("it answers apps only"),
        "/wiki/api/v2/admin-key" => Some("it switches rights on"),
        "/wiki/rest/api/content" | "/wiki/rest/api/space" => Some("it is gone"),
        _ if !matches!(method, "GET" | "POST") => Some("it changes something"),
        _ => None,
    }
}

/// Parameters that each of two endpoints knows: any other is answered with 500.
const KNOWN: [&str; 2] = ["pageSize", "cursor"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_scan_asks_nothing_that_is_gone_or_changes_anything() {
    let sandbox = Sandbox::start(World::build(&Settings::demo(today())), Faults::none()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let coverage = scan(&sandbox, &sandbox.config_toml(), folder.path()).await;
    assert!(coverage.iter().any(|row| row.place.surface == "confluence.content" && row.requests > 0));
    let log = sandbox.request_log();
    assert!(log.requests.len() > 100 && log.write_attempts().is_empty() && log.leaked().is_empty());
    for asked in &log.requests {
        let (method, path) = (asked.method.as_str(), asked.path.as_str());
        assert_eq!(is_wrong(method, path), None, "{method} {path}");
        assert!(!matches!(asked.status, 405 | 406 | 410), "{method} {path}: {}", asked.status);
        if path.ends_with("/api-keys")
            || (path.ends_with("/api-tokens") && !path.contains("service-accounts"))
        {
            let names = asked.query.split('&').filter_map(|pair| pair.split('=').next());
            for name in names.filter(|name| !name.is_empty()) {
                assert!(KNOWN.contains(&name), "{path}?{}", asked.query);
            }
        }
    }
    sandbox.stop().await;
}

/// The list above would see what it is there to see.
#[test]
fn what_is_wrong_is_told_from_what_stands_beside_it() {
    for (method, path) in [
        ("POST", "/admin/v1/orgs/o-1/users/search"),
        ("GET", "/admin/v2/orgs/o-1/directories/-/users"),
        ("GET", "/admin/v1/orgs/o-1/events"),
        ("GET", "/ex/jira/c-1/rest/api/3/workflow/search"),
        ("DELETE", "/admin/api-access/v1/orgs/o-1/api-tokens"),
        ("POST", "/ex/confluence/c-1/wiki/api/v2/admin-key"),
    ] {
        assert!(is_wrong(method, path).is_some(), "{method} {path}");
    }
    for (method, path) in [
        ("POST", "/admin/v2/orgs/o-1/directories/-/users/search"),
        ("GET", "/admin/v1/orgs/o-1/users"),
        ("GET", "/admin/v1/orgs/o-1/events-stream"),
        ("GET", "/ex/jira/c-1/rest/api/3/workflows/search"),
        ("GET", "/admin/api-access/v1/orgs/o-1/api-tokens"),
    ] {
        assert_eq!(is_wrong(method, path), None, "{method} {path}");
    }
}
