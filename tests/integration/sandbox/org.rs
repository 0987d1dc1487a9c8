//! The organisation's lists: whole, paged as they should be, and in agreement with each other.

use super::client::{Client, demo, get_json, today};
use super::{set, strings};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use touchpoint::sandbox::{Fault, Faults, Sandbox, Settings, World};

fn v1(rest: &str) -> String {
    format!("/admin/v1/orgs/{}/{rest}", World::ORG_ID)
}

fn v2(rest: &str) -> String {
    format!("/admin/v2/orgs/{}/{rest}", World::ORG_ID)
}

fn data(pages: &[Value]) -> Vec<Value> {
    pages.iter().flat_map(|page| page["data"].as_array().unwrap().clone()).collect()
}

#[tokio::test]
async fn every_list_comes_whole_whatever_the_page() {
    let mut sizes = BTreeSet::new();
    for page_cap in [1, 3, 1000] {
        let settings = Settings { page_cap, ..Settings::demo(today()) };
        let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
        let client = Client::new(&sandbox);
        let mut counts = vec![];
        for (list, id) in
            [("users", "account_id"), ("domains", "id"), ("policies", "id"), ("events-stream", "id")]
        {
            let ids = strings(&client.rows(&v1(list)).await, id);
            assert_eq!(ids.len(), set(&ids).len(), "{list}: no row twice");
            counts.push(ids.len());
        }
        for (path, id) in [(v2("directories/-/groups/search"), "id"), (v2("workspaces"), "id")] {
            let pages = client.searched(&path, json!({ "limit": 100 })).await;
            let ids = strings(&data(&pages), id);
            assert_eq!(ids.len(), set(&ids).len(), "{path}: no row twice");
            if let Some(total) = pages[0]["meta"]["total"].as_u64() {
                assert_eq!(total as usize, ids.len());
            }
            counts.push(ids.len());
        }
        sizes.insert(counts);
        sandbox.stop().await;
    }
    assert_eq!(sizes.len(), 1, "{sizes:?}");
    assert!(sizes.first().unwrap().iter().all(|n| *n > 2), "{sizes:?}");
}

#[tokio::test]
async fn managed_accounts_are_those_of_the_truth() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let truth = sandbox.truth();
    let pages = client.pages(&v1("users")).await;
    assert!(pages.len() > 1 && pages[0]["links"]["next"].as_str().unwrap().starts_with(sandbox.api_url()));
    let rows = data(&pages);
    assert_eq!(pages[0]["meta"]["total"].as_u64(), Some(rows.len() as u64));
    let managed: Vec<_> = truth.accounts.iter().filter(|a| a.managed).collect();
    assert_eq!(rows.len(), managed.len());
    for account in managed {
        let row = rows.iter().find(|r| r["account_id"] == account.account_id.as_str()).unwrap();
        assert_eq!(row["access_billable"], account.guard_billable, "{}", account.name);
    }
    let robots = truth.accounts.iter().filter(|a| a.class == "robot" && a.guard_billable).count();
    assert!(robots > 3, "Guard is paid for robots too");
    assert!(rows.iter().any(|r| r["product_access"].to_string().contains("jira-service-desk")));
    // Scheduled for deletion: deactivated to whoever looks, and only the directory says more.
    let leaving = client.directory(json!({ "status": ["for_deletion"] })).await;
    let row = rows.iter().find(|r| r["account_id"] == leaving[0]["accountId"]).unwrap();
    assert_eq!((leaving.len(), &row["account_status"]), (1, &json!("inactive")));
    sandbox.stop().await;
}

#[tokio::test]
async fn groups_say_who_is_in_them_and_what_they_open() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let path = v2("directories/-/groups/search");
    let plain = data(&client.searched(&path, json!({})).await);
    assert!(plain.iter().all(|group| group.get("counts").is_none()));
    let expand = json!({ "expand": ["counts.users", "counts.resources"], "limit": 3 });
    let groups = data(&client.searched(&path, expand).await);
    assert_eq!(groups.len(), plain.len());
    let users = client.directory(json!({ "expand": ["groups"] })).await;
    for group in &groups {
        let members = users
            .iter()
            .filter(|u| u["groups"].as_array().unwrap().iter().any(|g| g["id"] == group["id"]))
            .count();
        assert_eq!(group["counts"]["users"], members, "{group}");
        let roles = v2(&format!("directories/-/groups/{}/role-assignments", group["id"].as_str().unwrap()));
        let (_, roles) = get_json(client.org(&roles)).await;
        assert_eq!(roles["data"].as_array().unwrap().len(), group["counts"]["resources"]);
    }
    let robot = client.directory(json!({ "emails": ["ci-bot@acme.example"] })).await.remove(0);
    let ari = format!("ari:cloud:confluence::site/{}", World::CLOUD_ID);
    let body = json!({ "accountIds": [robot["accountId"]], "resourceIds": [ari] });
    let through = data(&client.searched(&path, body).await);
    assert_eq!(strings(&through, "name"), ["confluence-users-acme"]);
    for (expected, body) in [
        (400, json!({ "limit": 101 })),
        (400, json!({ "expand": ["counts"] })),
        (400, json!({ "groupNames": ["a"], "searchTerm": "a" })),
        (400, json!({ "cursor": "made up" })),
        (501, json!({ "sortBy": [{ "field": "name" }] })),
    ] {
        assert_eq!(get_json(client.org_post(&path, &body)).await.0, expected, "{body}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn workspaces_have_capacity_and_a_cursor_that_stands_alone() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let path = v2("workspaces");
    let (_, page) = get_json(client.org_post(&path, &json!({ "limit": 2 }))).await;
    assert_eq!(page["meta"], json!({ "pageSize": 2, "startIndex": 1, "endIndex": 2, "total": 6 }));
    let next = &page["links"]["next"];
    assert_eq!(get_json(client.org_post(&path, &json!({ "cursor": next }))).await.0, 200);
    assert_eq!(get_json(client.org_post(&path, &json!({ "cursor": next, "limit": 2 }))).await.0, 400);
    assert_eq!(get_json(client.org_post(&path, &json!({ "limit": 1001 }))).await.0, 400);
    let rows = data(&client.searched(&path, json!({})).await);
    let of_site: Vec<_> =
        rows.iter().filter(|r| r["id"].as_str().unwrap().contains(World::CLOUD_ID)).collect();
    assert_eq!(of_site.len(), 3);
    let truth = sandbox.truth();
    for (row, product) in of_site.iter().zip(["jira", "jira-service-management", "confluence"]) {
        let held = truth.accounts.iter().filter(|a| a.state == "active");
        let seats = held.filter(|a| a.products.iter().any(|p| p == product)).count();
        assert!(row["attributes"]["capacity"].as_u64().unwrap() >= seats as u64 && seats > 0, "{row}");
        assert!(row["attributes"]["hostUrl"].as_str().unwrap().starts_with(sandbox.site_url()));
    }
    assert!(
        rows.iter().any(|r| r["attributes"].get("capacity").is_none()),
        "licence data is not always there"
    );
    sandbox.stop().await;
}

#[tokio::test]
async fn users_are_counted_as_they_are_found() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    for (query, body) in [
        ("", json!({})),
        ("?claimStatus=unmanaged", json!({ "claimStatus": "unmanaged" })),
        ("?accountStatus=inactive,closed", json!({ "accountStatus": ["inactive", "closed"] })),
    ] {
        let (status, count) = get_json(client.org(&v2(&format!("directories/-/users/count{query}")))).await;
        assert_eq!((status, &count["count"]), (200, &json!(client.directory(body).await.len())), "{query}");
    }
    let (status, _) = get_json(client.org(&v2("directories/-/users/count?resourceIds=ari"))).await;
    assert_eq!(status, 501);
    sandbox.stop().await;
}

#[tokio::test]
async fn a_policy_of_an_unknown_type_revokes_tokens() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let policies = client.rows(&v1("policies")).await;
    assert_eq!(policies.len(), 4);
    let newer = policies.iter().find(|p| p["attributes"]["name"].to_string().contains("Revoke")).unwrap();
    assert_eq!(newer["attributes"]["status"], "enabled");
    let (status, _) = get_json(client.org(&v1("policies?type=api-token-revocation"))).await;
    assert_eq!(status, 400, "the filter does not know it");
    sandbox.stop().await;
}

#[tokio::test]
async fn the_audit_log_streams_and_its_search_closes_after_ten_requests() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let all = client.rows(&v1("events-stream")).await;
    let times = strings(&all.iter().map(|e| e["attributes"].clone()).collect::<Vec<_>>(), "time");
    assert!(times.is_sorted() && times.len() > 30);
    let mut newest_first = client.rows(&v1("events-stream?sortOrder=desc")).await;
    newest_first.reverse();
    assert_eq!(newest_first, all, "the cursor keeps the order");
    let middle = today().timestamp_millis() - 10 * 86_400_000;
    let late = client.rows(&v1(&format!("events-stream?from={middle}"))).await;
    let early = client.rows(&v1(&format!("events-stream?to={}", middle - 1))).await;
    assert!(!late.is_empty() && !early.is_empty() && late.len() + early.len() == all.len());
    let last = client.pages(&v1("events-stream")).await.pop().unwrap();
    let later = last["meta"]["next"].as_str().expect("a cursor to come back with");
    let (_, nothing) = get_json(client.org(&v1(&format!("events-stream?cursor={later}")))).await;
    assert!(nothing["data"].as_array().unwrap().is_empty() && nothing["links"].get("next").is_none());

    // What the log says a token did fits the list of tokens.
    let tokens = strings(&client.tokens().await, "id");
    let by_token: Vec<&Value> = all.iter().map(|e| &e["attributes"]["actor"]["auth"]["tokenId"]).collect();
    assert!(by_token.iter().filter(|id| tokens.iter().any(|t| id.as_str() == Some(t))).count() > 15);
    assert!(all.iter().any(|e| e["attributes"]["actor"]["onBehalfOf"]["name"] == "Ben Sample"));
    let actions = client.rows(&v1("event-actions")).await;
    for event in &all {
        assert!(actions.iter().any(|a| a["id"] == event["attributes"]["action"]), "{event}");
    }
    for (expected, query) in [(400, "limit=501"), (400, "from=yesterday"), (400, "cursor=x"), (501, "q=ada")]
    {
        assert_eq!(get_json(client.org(&v1(&format!("events-stream?{query}")))).await.0, expected, "{query}");
    }

    for n in 0..10 {
        let (status, page) = get_json(client.org(&v1("events?limit=5&q=Ada"))).await;
        assert_eq!((status, page["data"].as_array().map(Vec::len)), (200, Some(5)), "{n}");
    }
    let closed = client.org(&v1("events")).send().await.unwrap();
    assert_eq!(
        (closed.status().as_u16(), &closed.headers()["x-ratelimit-limit"]),
        (429, &"10".parse().unwrap())
    );
    assert!(closed.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap() <= 60);
    sandbox.stop().await;
}

#[tokio::test]
async fn pages_go_wrong_here_as_elsewhere() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    sandbox.faults().inject("/admin/v1", Fault::NextElsewhere, Some(2));
    for list in ["users", "events-stream"] {
        let (_, page) = get_json(client.org(&v1(list))).await;
        assert!(page["links"]["next"].as_str().unwrap().starts_with(sandbox.site_url()), "{list}");
    }
    sandbox.faults().inject("/admin/v2", Fault::EndlessPages, None);
    let path = v2("workspaces");
    let mut body = json!({ "limit": 4 });
    for _ in 0..5 {
        let (_, page) = get_json(client.org_post(&path, &body)).await;
        body = json!({ "cursor": page["links"]["next"].as_str().expect("another page") });
    }
    sandbox.stop().await;
}
