//! Jira: whole lists, refusals, and the quirks that a reader must survive.

use super::client::{Client, demo, get_json, today};
use crate::common::{Lab, printed};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use touchpoint::sandbox::{Fault, Faults, Sandbox, Settings, World};

/// Every page of a list, each as it came.
pub async fn pages(client: &Client, path: &str) -> Vec<Value> {
    let (mut all, mut start) = (vec![], 0);
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let (status, page) =
            get_json(client.site(&format!("{path}{sign}startAt={start}&maxResults=1000"))).await;
        assert_eq!(status, 200, "{path}: {page}");
        assert_eq!(page["startAt"], start);
        start += page["values"].as_array().unwrap().len();
        let last = page["isLast"].as_bool().unwrap();
        assert_eq!(last, page["total"] == start, "{path}");
        all.push(page);
        if last {
            return all;
        }
    }
}

/// Every row of a list.
pub async fn rows(client: &Client, path: &str) -> Vec<Value> {
    let pages = pages(client, path).await;
    pages.iter().flat_map(|page| page["values"].as_array().unwrap().clone()).collect()
}

/// How many issues a query finds.
pub fn count(client: &Client, jql: &str) -> RequestBuilder {
    client.site_search("/rest/api/3/search/approximate-count").body(json!({ "jql": jql }).to_string())
}

const LISTS: &[&str] = &[
    "/rest/api/3/group/bulk",
    "/rest/api/3/filter/search?overrideSharePermissions=true",
    "/rest/api/3/dashboard/search",
    "/rest/api/3/project/search?status=live&status=archived&status=deleted",
    "/rest/api/3/project/OPS/component",
    "/rest/api/3/notificationscheme",
    "/rest/api/3/issuesecurityschemes/level/member",
    "/rest/api/3/workflows/search",
    "/rest/agile/1.0/board?includePrivate=true",
];

#[tokio::test]
async fn every_list_has_several_pages_and_gives_each_row_once() {
    for page_cap in [3, 20] {
        let settings = Settings { page_cap, ..Settings::demo(today()) };
        let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
        let client = Client::new(&sandbox);
        for path in LISTS {
            let pages = pages(&client, path).await;
            assert!(pages.len() > 1, "{path} has one page");
            let rows: Vec<&Value> = pages.iter().flat_map(|p| p["values"].as_array().unwrap()).collect();
            let key = |row: &&Value| row.get("id").unwrap_or(&row["groupId"]).to_string();
            let ids: BTreeSet<String> = rows.iter().map(key).collect();
            assert_eq!(ids.len(), rows.len(), "{path} repeats a row");
            assert_eq!(pages[0]["total"], rows.len(), "{path}");
            let agile = path.contains("agile");
            assert_eq!(pages[0]["nextPage"].is_string(), !agile, "{path}");
            assert!(pages.last().unwrap()["nextPage"].is_null(), "{path}");
            assert_eq!(pages[0]["self"].is_string(), !agile, "{path}");
        }
        sandbox.stop().await;
    }
}

#[tokio::test]
async fn pages_are_as_long_as_documented_at_most_and_faults_reach_them() {
    let settings = Settings { page_cap: 1000, people: 300, projects: 130, ..Settings::demo(today()) };
    let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
    let client = Client::new(&sandbox);
    let path = "/rest/api/3/group/member?groupname=jira-software-users-acme&maxResults=1000";
    let (_, members) = get_json(client.site(path)).await;
    assert_eq!((&members["maxResults"], members["values"].as_array().unwrap().len()), (&json!(50), 50));
    assert!(members["values"][0].get("appType").is_none());
    let (_, projects) = get_json(client.site("/rest/api/3/project/search?maxResults=500")).await;
    assert_eq!(projects["values"].as_array().unwrap().len(), 100);

    sandbox.faults().inject("/rest/api/3/filter", Fault::EndlessPages, None);
    let (_, far) = get_json(client.site("/rest/api/3/filter/search?startAt=5000")).await;
    assert!(far["isLast"] == false && !far["values"].as_array().unwrap().is_empty());
    sandbox.faults().clear();
    sandbox.faults().inject("/rest/api/3/filter", Fault::NextElsewhere, None);
    let (_, page) = get_json(client.site("/rest/api/3/filter/search?maxResults=1")).await;
    assert!(page["nextPage"].as_str().unwrap().starts_with(sandbox.api_url()), "{page}");
    sandbox.stop().await;
}

#[tokio::test]
async fn whoever_may_not_is_refused_or_shown_less() {
    let settings = Settings { page_cap: 1000, token_scopes: vec![], ..Settings::demo(today()) };
    let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
    let client = Client::new(&sandbox);
    let known = sandbox.credentials();
    // What a member of no importance gets: a refusal, or 200 and less.
    for (member, path) in [
        (403, "/rest/api/3/applicationrole"),
        (403, "/rest/api/3/license/approximateLicenseCount"),
        (403, "/rest/api/3/license/approximateLicenseCount/product/jira-software"),
        (200, "/rest/api/3/instance/license"),
        (403, "/rest/api/3/group/bulk"),
        (403, "/rest/api/3/group/member?groupname=site-admins"),
        (403, "/rest/api/3/user?accountId=x"),
        (200, "/rest/api/3/filter/search?overrideSharePermissions=true"),
        (200, "/rest/api/3/dashboard/search"),
        (200, "/rest/api/3/project/search"),
        (200, "/rest/api/3/project/OPS"),
        (404, "/rest/api/3/project/SEC"),
        (200, "/rest/api/3/project/OPS/component"),
        (200, "/rest/api/3/project/OPS/components"),
        (404, "/rest/api/3/project/OPS/roledetails"),
        (404, "/rest/api/3/project/OPS/role/10002"),
        (403, "/rest/api/3/role"),
        (200, "/rest/api/3/permissionscheme"),
        (200, "/rest/api/3/notificationscheme"),
        (403, "/rest/api/3/issuesecurityschemes/level/member"),
        (401, "/rest/api/3/workflows/search"),
        (403, "/rest/api/3/auditing/record"),
        (200, "/rest/agile/1.0/board"),
        (200, "/rest/agile/1.0/board/1/configuration"),
    ] {
        assert_eq!(get_json(client.site_anonymous(path)).await.0, 401, "nobody, {path}");
        let less = client.site_anonymous(path).basic_auth(&known.limited_email, Some(&known.limited_token));
        assert_eq!(get_json(less).await.0, member, "member, {path}");
        let gateway = format!("/ex/jira/{}{path}", World::CLOUD_ID);
        for request in [
            client.api_anonymous(&gateway).basic_auth(&known.site_email, Some(&known.scoped_token)),
            client.api_anonymous(&gateway).bearer_auth(&known.service_account_token),
        ] {
            assert_eq!(get_json(request).await.0, 401, "no scope, {path}");
        }
    }
    let less = |path: &str| {
        let request = client.site_anonymous(path);
        get_json(request.basic_auth(&known.limited_email, Some(&known.limited_token)))
    };
    for path in ["/filter/search?overrideSharePermissions=true", "/project/search", "/notificationscheme"] {
        let path = format!("/rest/api/3{path}");
        let (member, admin) = (less(&path).await.1, get_json(client.site(&path)).await.1);
        assert!(member["total"].as_u64().unwrap() < admin["total"].as_u64().unwrap(), "{path}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn the_gateway_leads_to_the_same_lists() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let known = sandbox.credentials();
    for path in LISTS.iter().filter(|path| !path.contains("dashboard")) {
        let (_, own) = get_json(client.site(path)).await;
        let gateway = format!("/ex/jira/{}{path}", World::CLOUD_ID);
        let request = client.api_anonymous(&gateway).bearer_auth(&known.service_account_token);
        let (status, far) = get_json(request).await;
        assert_eq!(status, 200, "{gateway}: {far}");
        assert_eq!(
            (&own["total"], &own["values"][0]["id"]),
            (&far["total"], &far["values"][0]["id"]),
            "{path}"
        );
        if let Some(next) = far["nextPage"].as_str() {
            assert!(next.starts_with(&format!("{}/ex/jira/", sandbox.api_url())), "{next}");
        }
    }
    assert!(sandbox.request_log().leaked().is_empty());
    sandbox.stop().await;
}

#[tokio::test]
async fn wrong_parameters_are_refused_as_documented() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let many = (0..201).map(|n| format!("id={n}")).collect::<Vec<_>>().join("&");
    for (expected, path) in [
        (400, "/filter/search?expand=owner,everything".to_owned()),
        (200, "/filter/search?expand=owner,isWritable".to_owned()),
        (400, "/filter/search?orderBy=colour".to_owned()),
        (400, "/filter/search?owner=a&accountId=b".to_owned()),
        (400, format!("/filter/search?{many}")),
        (400, "/filter/search?startAt=first".to_owned()),
        (400, "/dashboard/search?expand=gadgets".to_owned()),
        (400, "/dashboard/search?status=lost".to_owned()),
        (400, "/project/search?status=gone".to_owned()),
        (404, "/project/BIN".to_owned()),
        (200, "/project/OLD".to_owned()),
        (404, "/project/OPS/role/1".to_owned()),
        (400, "/project/OPS/component?componentSource=moon".to_owned()),
        (400, "/group/bulk?applicationKey=confluence".to_owned()),
        (400, "/group/bulk?accessType=guest".to_owned()),
        (400, "/group/member".to_owned()),
        (400, "/group/member?groupname=site-admins&groupId=x".to_owned()),
        (404, "/group/member?groupId=x".to_owned()),
        (404, "/user?accountId=unknown".to_owned()),
        (400, "/user".to_owned()),
        (400, "/license/approximateLicenseCount/product/trello".to_owned()),
        (400, "/workflows/search?isActive=maybe".to_owned()),
        (400, "/workflows/search?scope=galaxy".to_owned()),
        (400, "/auditing/record?from=yesterday".to_owned()),
        (410, "/workflow/search".to_owned()),
        (410, "/search?jql=created%20%3E%3D%20-1d".to_owned()),
    ] {
        assert_eq!(get_json(client.site(&format!("/rest/api/3{path}"))).await.0, expected, "{path}");
    }
    let missing = get_json(client.site("/rest/agile/1.0/board/999/configuration")).await;
    assert_eq!(missing.0, 404);
    sandbox.stop().await;
}

#[test]
fn nobody_calls_what_is_gone() {
    let lab = Lab::new();
    let output = lab.scan(&[]);
    assert!(output.status.success(), "{}", printed(&output));
    let log = lab.sandbox.request_log();
    let gone: Vec<_> = log.requests.iter().filter(|r| r.status == 410).collect();
    assert!(gone.is_empty() && log.count("/rest/api/3/workflow/") == 0, "{gone:?}");
    lab.stop();
}

#[tokio::test]
async fn issues_are_counted_and_only_within_bounds() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let truth = sandbox.truth();
    let id = |name: &str| truth.accounts.iter().find(|a| a.name == name).unwrap().account_id.clone();
    let number = async |jql: &str| {
        let (status, body) = get_json(count(&client, jql)).await;
        assert_eq!(status, 200, "{jql}: {body}");
        body["count"].as_u64().unwrap()
    };
    let jenkins = id("Jenkins CI");
    assert_eq!(number(&format!("creator = \"{jenkins}\"")).await, 45);
    assert_eq!(number(&format!("creator = \"{jenkins}\" AND created >= -30d")).await, 31 + 5);
    assert_eq!(number(&format!("creator in (\"{jenkins}\") AND project = CI ORDER BY created")).await, 40);
    assert_eq!(number(&format!("issuekey IN updatedBy(\"{jenkins}\", \"-7d\")")).await, 8);
    let mailbox = id("Integration User");
    assert_eq!(number(&format!("reporter = '{mailbox}' and created >= -29d")).await, 1, "at the boundary");
    assert_eq!(number(&format!("reporter = '{mailbox}' and created >= -4w")).await, 0, "just outside");
    let reporting = id("svc-reporting");
    assert_eq!(number(&format!("creator = \"{reporting}\"")).await, 0, "it writes into others' issues only");
    assert!(number(&format!("issuekey in updatedBy(\"{reporting}\")")).await > 0);
    let monitoring = id("Monitoring");
    for jql in [format!("creator = \"{monitoring}\""), format!("issuekey in updatedBy(\"{monitoring}\")")] {
        assert_eq!(number(&jql).await, 0, "a robot that does nothing");
    }
    for jql in [
        "".to_owned(),
        "ORDER BY created".to_owned(),
        format!("creator = {jenkins}"),
        format!("creator = \"{jenkins}"),
        "colour = red".to_owned(),
        "created >= yesterday".to_owned(),
        "creator".to_owned(),
        "creator in (a".to_owned(),
    ] {
        assert_eq!(get_json(count(&client, &jql)).await.0, 400, "{jql}");
    }
    let known = sandbox.credentials();
    let url = format!("{}/rest/api/3/search/approximate-count", sandbox.site_url());
    let body = json!({ "jql": format!("creator = \"{jenkins}\"") }).to_string();
    let less = client.http.post(url).basic_auth(&known.limited_email, Some(&known.limited_token)).body(body);
    assert_eq!(get_json(less).await.1["count"], 40, "a closed project is not counted, without a word");
    assert!(sandbox.request_log().write_attempts().is_empty());
    sandbox.stop().await;
}

#[tokio::test]
async fn seats_agree_with_the_directory() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let truth = sandbox.truth();
    let (_, roles) = get_json(client.site("/rest/api/3/applicationrole")).await;
    let mut everybody = BTreeSet::new();
    for (key, product) in [("jira-software", "jira"), ("jira-servicedesk", "jira-service-management")] {
        let role = roles.as_array().unwrap().iter().find(|r| r["key"] == key).unwrap();
        let mut members = BTreeSet::new();
        for group in role["groupDetails"].as_array().unwrap() {
            let path = format!("/rest/api/3/group/member?groupId={}", group["groupId"].as_str().unwrap());
            for member in rows(&client, &path).await {
                assert_eq!(member["active"], true, "the switched-off have to be asked for");
                members.insert(member["accountId"].as_str().unwrap().to_owned());
            }
        }
        let seated =
            truth.accounts.iter().filter(|a| a.state == "active" && a.products.contains(&product.to_owned()));
        let seated: BTreeSet<String> = seated.map(|a| a.account_id.clone()).collect();
        assert_eq!(members, seated, "{key}");
        assert_eq!(role["userCount"], seated.len(), "{key}");
        let path = format!("/rest/api/3/license/approximateLicenseCount/product/{key}");
        assert_eq!(get_json(client.site(&path)).await.1["value"], seated.len().to_string(), "a string");
        everybody.extend(seated);
    }
    let (_, all) = get_json(client.site("/rest/api/3/license/approximateLicenseCount")).await;
    assert_eq!(all["value"], everybody.len().to_string(), "each person once");
    let with_inactive =
        "/rest/api/3/group/member?groupname=jira-software-users-acme&includeInactiveUsers=true";
    let members = rows(&client, with_inactive).await;
    assert!(members.iter().any(|m| m["active"] == false), "a leaver is still a member");

    let ada = truth.accounts.iter().find(|a| a.org_admin).unwrap();
    let path = format!("/rest/api/3/user?accountId={}", ada.account_id);
    let (_, short) = get_json(client.site(&path)).await;
    assert_eq!(short["groups"]["items"], json!([]));
    let (_, long) = get_json(client.site(&format!("{path}&expand=groups,applicationRoles"))).await;
    assert_eq!(long["groups"]["size"], long["groups"]["items"].as_array().unwrap().len());
    assert_eq!(long["applicationRoles"]["items"][0]["key"], "jira-software");
    sandbox.stop().await;
}

#[tokio::test]
async fn lists_leave_out_what_the_real_ones_leave_out() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let named = |all: &[Value], field: &str, name: &str| {
        all.iter().find(|row| row[field] == name).unwrap_or_else(|| panic!("no {name}")).clone()
    };

    let filters = rows(&client, "/rest/api/3/filter/search?expand=owner,subscriptions").await;
    assert!(!filters.iter().any(|f| f["name"] == "Support backlog"), "other people's private filters");
    let all = rows(&client, "/rest/api/3/filter/search?overrideSharePermissions=true").await;
    assert!(all.len() > filters.len() && all[0].get("owner").is_none() && all[0].get("jql").is_none());
    let all = "/rest/api/3/filter/search?overrideSharePermissions=true&expand=owner,approximateLastUsed";
    let all = rows(&client, all).await;
    assert_eq!(named(&all, "name", "Imported without an owner")["owner"]["accountId"], "unknown");
    assert!(named(&all, "name", "Owner withheld").get("owner").is_none());
    assert!(named(&all, "name", "Old customer list")["approximateLastUsed"].is_null());

    let dashboards = rows(&client, "/rest/api/3/dashboard/search?expand=owner").await;
    assert!(!dashboards.iter().any(|d| d["name"] == "Desk of a leaver"), "no administrator sees it");
    assert!(named(&dashboards, "name", "Release radar")["owner"].get("accountType").is_none());
    assert!(named(&dashboards, "name", "Default dashboard").get("owner").is_none());

    let projects = rows(&client, "/rest/api/3/project/search?expand=lead").await;
    assert!(projects.iter().all(|p| p.get("assigneeType").is_none()));
    assert!(!projects.iter().any(|p| p["key"] == "OLD" || p["key"] == "BIN"), "live ones, unless asked");
    let alone = get_json(client.site("/rest/api/3/project/WEB")).await.1;
    assert_eq!((&alone["assigneeType"], &alone["lead"]["active"]), (&json!("PROJECT_LEAD"), &json!(false)));
    let components = rows(&client, "/rest/api/3/project/WEB/component").await;
    let gone = named(&components, "name", "Frontend");
    assert_eq!(
        (&gone["assigneeType"], &gone["realAssigneeType"]),
        (&json!("COMPONENT_LEAD"), &json!("PROJECT_DEFAULT"))
    );
    assert_eq!(gone["componentBean"]["leadAccountId"], gone["lead"]["accountId"]);
    let nobody = named(&components, "name", "Search");
    assert!(nobody["isAssigneeTypeValid"] == false && nobody.get("lead").is_none());

    let (_, bare) = get_json(client.site("/rest/api/3/permissionscheme")).await;
    assert!(bare["permissionSchemes"][0].get("permissions").is_none());
    let (_, some) = get_json(client.site("/rest/api/3/permissionscheme?expand=permissions")).await;
    let schemes = some["permissionSchemes"].as_array().unwrap();
    let old = named(schemes, "name", "Build permissions")["permissions"][0]["holder"].clone();
    assert!(old["parameter"].as_str().unwrap().starts_with("JIRAUSER") && old.get("user").is_none());
    let (_, all) = get_json(client.site("/rest/api/3/permissionscheme?expand=user")).await;
    let schemes = all["permissionSchemes"].as_array().unwrap();
    let old = named(schemes, "name", "Build permissions")["permissions"][0]["holder"].clone();
    assert!(old["user"]["accountId"].is_string(), "only the expanded account tells whose key it is");

    let boards = rows(&client, "/rest/agile/1.0/board?expand=admins").await;
    let private = rows(&client, "/rest/agile/1.0/board?expand=admins&includePrivate=true").await;
    let last = private.last().unwrap();
    assert_eq!(private.len(), boards.len() + 1);
    assert!(last["isPrivate"] == true && last.get("name").is_none() && last.get("type").is_none());
    let path = format!("/rest/agile/1.0/board/{}/configuration", last["id"]);
    assert_eq!(get_json(client.site(&path)).await.0, 404);

    let workflows = rows(&client, "/rest/api/3/workflows/search").await;
    assert!(workflows.iter().all(|w| w.get("transitions").is_none()), "only when asked for");
    let active = rows(&client, "/rest/api/3/workflows/search?isActive=true").await.len();
    let inactive = rows(&client, "/rest/api/3/workflows/search?isActive=false").await.len();
    assert!(inactive > 0 && active + inactive == workflows.len());
    assert_eq!(rows(&client, "/rest/api/3/workflows/search?scope=PROJECT").await.len(), 2);

    let (_, records) = get_json(client.site("/rest/api/3/auditing/record?filter=user%20ADDED")).await;
    assert!(records["total"].as_u64().unwrap() > 0 && records["records"][0]["authorAccountId"].is_string());
    sandbox.stop().await;
}
