//! The sandbox keeps its own promises: official shapes, whole pages, checked credentials, working faults, a
//! truth that fits what it serves.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests; clippy only spares the tests themselves"
)]

mod access;
mod apps;
mod client;
mod confluence;
mod credentials;
mod faults;
mod jira;
mod jira_truth;
mod org;
mod schemas;
mod schemas_confluence;
mod schemas_jira;
mod trails;
mod truth;
mod webhooks;

use self::client::{Client, demo, get_json, today};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use touchpoint::sandbox::{Faults, NextLinks, Sandbox, ServiceAccountList, Settings, World};

fn strings(rows: &[Value], field: &str) -> Vec<String> {
    rows.iter()
        .map(|row| row[field].as_str().unwrap_or_else(|| panic!("{field} in {row}")).to_owned())
        .collect()
}

fn set(all: &[String]) -> BTreeSet<&str> {
    all.iter().map(String::as_str).collect()
}

#[tokio::test]
async fn every_list_gives_each_row_exactly_once_over_several_pages() {
    // Short pages, so that even the shortest list has several.
    for page_cap in [2, 20] {
        every_row_once(&Settings { page_cap, ..Settings::demo(today()) }).await;
    }
}

async fn every_row_once(settings: &Settings) {
    let sandbox = Sandbox::start(World::build(settings), Faults::none()).await.unwrap();
    let client = Client::new(&sandbox);
    let truth = sandbox.truth();
    for (product, kind) in [("jira", "jira-automation-rule"), ("confluence", "confluence-automation-rule")] {
        let uuids = strings(&client.summaries(product).await, "uuid");
        let true_rules: BTreeSet<&str> =
            truth.bindings.iter().filter(|b| b.kind == kind).map(|b| b.native_id.as_str()).collect();
        assert_eq!(uuids.len(), set(&uuids).len(), "{product}: no rule twice");
        assert_eq!(set(&uuids), true_rules, "{product}: no rule missing");
    }
    let jira = strings(&client.jira_users().await, "accountId");
    let directory = strings(&client.directory(json!({})).await, "accountId");
    let service = strings(&client.service_accounts("account-management").await, "atlassianId");
    let tokens = strings(&client.tokens().await, "id");
    for list in [&jira, &directory, &service, &tokens] {
        assert_eq!(list.len(), set(list).len(), "no row twice");
    }
    assert!(jira.len() > 40 && directory.len() > 40 && tokens.len() > 20, "more than one page each");
    assert!(jira.contains(&"unknown".to_owned()), "the corrupted record is served");

    // What the lists show and the bindings name is what the truth knows.
    let bound = truth.bindings.iter().map(|b| b.account_id.as_str()).filter(|id| !id.is_empty());
    let mut known: BTreeSet<&str> = [&jira, &directory, &service].into_iter().flat_map(|l| set(l)).collect();
    known.remove("unknown");
    known.extend(bound);
    let accounts: BTreeSet<&str> = truth.accounts.iter().map(|a| a.account_id.as_str()).collect();
    assert_eq!(known, accounts);
    assert_eq!(tokens.len(), truth.accounts.iter().map(|a| a.api_tokens).sum::<usize>());
    sandbox.stop().await;
}

#[tokio::test]
async fn a_larger_world_grows_to_the_numbers_asked_for() {
    let settings = Settings {
        people: 500,
        rules: 230,
        confluence_rules: 40,
        tokens: 150,
        page_cap: 1000,
        next_links: NextLinks::Absolute,
        service_account_list: ServiceAccountList::ApiAccess,
        ..Settings::demo(today())
    };
    let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
    let client = Client::new(&sandbox);
    assert_eq!(client.summaries("jira").await.len(), 230);
    assert_eq!(client.summaries("confluence").await.len(), 40);
    assert_eq!(client.tokens().await.len(), 150);
    assert_eq!(sandbox.truth().accounts.len(), 500);
    assert_eq!(client.service_accounts("api-access").await.len(), 4);
    let (status, _) = get_json(client.org(&client.service_accounts_path("account-management"))).await;
    assert_eq!(status, 404, "the other address is not routed");
    sandbox.stop().await;
}

#[tokio::test]
async fn limits_and_wrong_parameters_are_refused_as_documented() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let tokens = client.org_path("admin/api-access/v1", "api-tokens");
    let accounts = client.service_accounts_path("account-management");
    let summary = client.rules("jira", "summary");
    let site = [
        (400, format!("{summary}?limit=0")),
        (400, format!("{summary}?limit=101")),
        (400, format!("{summary}?cursor=made-up")),
        (200, format!("{summary}?limit=100")),
        (404, client.rules("jira", "0199aaaa-0000-7000-8000-000000000000")),
        (404, summary.replace(World::CLOUD_ID, "c10d0000-0000-4000-8000-000000000000")),
        (200, summary.replace("/v1/", "/latest/")),
        (400, "/rest/api/3/mypermissions".to_owned()),
        (400, "/rest/api/3/mypermissions?permissions=ADMINISTER,FLY".to_owned()),
        (200, "/rest/api/3/mypermissions?permissions=ADMINISTER,USER_PICKER".to_owned()),
        (404, "/rest/api/3/nothing".to_owned()),
    ];
    for (expected, path) in site {
        assert_eq!(get_json(client.site(&path)).await.0, expected, "{path}");
    }
    let api = [
        (200, format!("{tokens}?pageSize=10")),
        (500, format!("{tokens}?limit=10")),
        (500, format!("{tokens}?status=ALLOWED")),
        (200, format!("{tokens}?status=blocked")),
        (400, format!("{accounts}?limit=81")),
        (404, client.service_accounts_path("api-access")),
        (200, "/admin/v1/orgs".to_owned()),
        (404, "/admin/v1/orgs/another".to_owned()),
        (404, "/admin/v2/orgs/another/directories".to_owned()),
    ];
    for (expected, path) in api {
        assert_eq!(get_json(client.org(&path)).await.0, expected, "{path}");
    }
    for (expected, body) in [
        (400, json!({ "limit": 0 })),
        (400, json!({ "limit": 101 })),
        (400, json!({ "emails": ["a@b.example"], "searchTerm": "a" })),
        (400, json!({ "expand": ["everything"] })),
        (501, json!({ "sortBy": [{ "field": "nick_name" }] })),
    ] {
        assert_eq!(get_json(client.search(&body)).await.0, expected, "{body}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn the_directory_honours_filters_and_expand() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let plain = client.directory(json!({ "emails": ["ada@acme.example", "ci-bot@acme.example"] })).await;
    assert_eq!(plain.len(), 2);
    assert!(plain[0].get("productAccess").is_none() && plain[0].get("platformRoles").is_none());
    let expand = json!(["productAccess", "platformRoles", "counts.resources", "groups"]);
    let full = client.directory(json!({ "emails": ["ada@acme.example"], "expand": expand })).await;
    assert_eq!(full[0]["platformRoles"], json!(["atlassian/org-admin"]));
    assert_eq!(full[0]["counts"]["resources"], 2);
    assert_eq!(full[0]["productAccess"][0]["key"], "jira-software");
    let gone = client.directory(json!({ "accountStatus": ["inactive"], "limit": 1 })).await;
    let truth = sandbox.truth();
    let deactivated = truth.accounts.iter().filter(|a| a.state == "deactivated").count();
    assert_eq!(gone.len(), deactivated, "and the cursor carries the filter from page to page");
    assert_eq!(client.directory(json!({ "emailDomains": ["partner.example"] })).await.len(), 2);
    let all = client.directory(json!({ "expand": ["productAccess"] })).await;
    let ari = format!("ari:cloud:jira-servicedesk::site/{}", World::CLOUD_ID);
    let agents = all.iter().filter(|row| row["productAccess"].to_string().contains(&ari)).count();
    for filter in
        [json!({ "resourceIds": [ari] }), json!({ "resourceIds": [ari], "roleIds": ["atlassian/user"] })]
    {
        assert_eq!(client.directory(filter).await.len(), agents);
    }
    assert_eq!(client.directory(json!({ "roleIds": ["atlassian/org-admin"] })).await.len(), 1);
    assert_eq!(client.directory(json!({ "directoryIds": [World::DIRECTORY_ID] })).await.len(), all.len());
    assert!(client.directory(json!({ "groupIds": ["no-such-group"] })).await.is_empty());
    assert!(client.directory(json!({ "emailDomains": ["serviceaccount.atlassian.com"] })).await.is_empty());
    sandbox.stop().await;
}

#[tokio::test]
async fn credentials_are_checked_on_every_endpoint() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let known = sandbox.credentials().clone();
    let users = "/rest/api/3/users/search".to_owned();
    for path in [users.clone(), "/rest/api/3/myself".to_owned(), client.rules("jira", "summary")] {
        assert_eq!(get_json(client.site_anonymous(&path)).await.0, 401, "nobody, {path}");
        let wrong = client.site_anonymous(&path).basic_auth(&known.site_email, Some("wrong"));
        assert_eq!(get_json(wrong).await.0, 401, "wrong token, {path}");
    }
    for path in [users, client.rules("jira", "summary")] {
        let less = client.site_anonymous(&path).basic_auth(&known.limited_email, Some(&known.limited_token));
        assert_eq!(get_json(less).await.0, 403, "no admin, {path}");
    }
    let tokens = client.org_path("admin/api-access/v1", "api-tokens");
    let list = client.service_accounts_path("account-management");
    for path in [tokens, list] {
        assert_eq!(get_json(client.api_anonymous(&path)).await.0, 401, "nobody, {path}");
        let less = client.api_anonymous(&path).bearer_auth(&known.limited_org_key);
        assert_eq!(get_json(less).await.0, 403, "no scope, {path}");
    }
    let anonymous = get_json(client.site_anonymous("/_edge/tenant_info")).await;
    assert_eq!(anonymous, (200, json!({ "cloudId": World::CLOUD_ID })));
    let path = "/rest/api/3/mypermissions?permissions=ADMINISTER";
    let less = client.site_anonymous(path).basic_auth(&known.limited_email, Some(&known.limited_token));
    assert_eq!(get_json(less).await.1["permissions"]["ADMINISTER"]["havePermission"], false);
    assert!(sandbox.request_log().leaked().is_empty(), "nothing strayed so far");
    sandbox.stop().await;
}

#[tokio::test]
async fn a_credential_on_the_wrong_host_and_a_write_are_noted() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let known = sandbox.credentials().clone();
    let strayed = client.site_anonymous("/rest/api/3/myself").bearer_auth(&known.org_key);
    assert_eq!(get_json(strayed).await.0, 401);
    let path = client.org_path("admin/api-access/v1", "api-tokens");
    let strayed = client.api_anonymous(&path).basic_auth(&known.site_email, Some(&known.site_token));
    assert_eq!(get_json(strayed).await.0, 401);
    let wrapped =
        client.site_anonymous("/rest/api/3/serverInfo").basic_auth("somebody", Some(&known.org_key));
    assert_eq!(get_json(wrapped).await.0, 401);
    assert_eq!(sandbox.request_log().leaked().len(), 3, "in whatever wrapping");

    // The automation API at the API host takes a person's Basic credentials and no organisation key.
    let rules = client.rules("jira", "summary").replace("/gateway/api", "");
    let at_api = client.api_anonymous(&rules).basic_auth(&known.site_email, Some(&known.site_token));
    assert_eq!(get_json(at_api).await.0, 200);
    assert_eq!(get_json(client.org(&rules)).await.0, 401);
    assert_eq!(sandbox.request_log().leaked().len(), 3);

    assert!(sandbox.request_log().write_attempts().is_empty());
    let token = client.org_path("admin/api-access/v1", "api-tokens");
    let delete = client.http.delete(format!("{}{token}", sandbox.api_url())).bearer_auth(&known.org_key);
    let put = client.http.put(format!("{}{}", sandbox.site_url(), client.rules("jira", "x")));
    let post = client.http.post(format!("{}{}", sandbox.site_url(), client.rules("jira", "summary")));
    let head = client.http.head(format!("{}/_edge/tenant_info", sandbox.site_url()));
    for request in [delete, put, post, head] {
        assert_eq!(request.send().await.unwrap().status(), 405);
    }
    assert_eq!(sandbox.request_log().write_attempts().len(), 4);
    sandbox.stop().await;
}

#[tokio::test]
async fn the_same_seed_and_day_give_the_same_bytes() {
    async fn everything(settings: &Settings) -> Vec<String> {
        let sandbox = Sandbox::start(World::build(settings), Faults::none()).await.unwrap();
        let client = Client::new(&sandbox);
        let mut all = client.rule_bodies().await;
        all.push(json!(client.jira_users().await).to_string());
        all.push(json!(client.directory(json!({ "expand": ["productAccess", "groups"] })).await).to_string());
        all.push(json!(client.tokens().await).to_string());
        all.push(json!(client.service_accounts("account-management").await).to_string());
        all.push(format!("{:?} {:?}", sandbox.truth(), sandbox.credentials()));
        sandbox.stop().await;
        all
    }
    let settings = Settings::demo(today());
    let first = everything(&settings).await;
    assert_eq!(first, everything(&settings).await);
    assert_ne!(first, everything(&Settings { seed: 8, ..settings }).await);
}

#[tokio::test]
async fn it_prints_a_configuration_and_stops_when_told() {
    let sandbox = demo(Faults::none()).await;
    let config: toml::Value = toml::from_str(&sandbox.config_toml()).unwrap();
    assert_eq!(config["org"]["id"].as_str(), Some(World::ORG_ID));
    assert_eq!(config["org"]["api"].as_str(), Some(sandbox.api_url()));
    assert_eq!(config["site"][0]["url"].as_str(), Some(sandbox.site_url()));
    assert_eq!(config["credentials"]["org_key"]["env"].as_str(), Some("TOUCHPOINT_ORG_KEY"));
    assert!(sandbox.api_url().ends_with(&format!(":{}", sandbox.port())));
    let client = Client::new(&sandbox);
    assert_eq!(get_json(client.site("/_edge/tenant_info")).await.0, 200);
    sandbox.stop().await;
    assert!(client.site("/_edge/tenant_info").send().await.is_err(), "nobody listens any more");
}
