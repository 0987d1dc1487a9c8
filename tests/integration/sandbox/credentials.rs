//! Each kind of credential against each family: who may enter where, and with which scope.

use super::client::{Client, demo, get_json, today};
use reqwest::RequestBuilder;
use serde_json::json;
use std::collections::BTreeSet;
use touchpoint::sandbox::{Faults, Sandbox, Settings, World};

/// The kinds of credential, in the order of the table's columns.
const KINDS: [&str; 6] = ["org key", "org key, scopes", "token", "token, scopes", "service account", "none"];

fn families() -> Vec<(&'static str, String, [u16; 6])> {
    let (org, cloud) = (World::ORG_ID, World::CLOUD_ID);
    let ex = |product: &str, rest: &str| format!("/ex/{product}/{cloud}/{rest}");
    vec![
        ("api", format!("/admin/v1/orgs/{org}"), [200, 200, 401, 401, 401, 401]),
        ("api", format!("/admin/v1/orgs/{org}/users"), [200, 200, 401, 401, 401, 401]),
        ("api", format!("/admin/v2/orgs/{org}/directories"), [200, 200, 401, 401, 401, 401]),
        ("api", format!("/admin/v2/orgs/{org}/directories/-/users/count"), [200, 200, 401, 401, 401, 401]),
        ("api", format!("/admin/api-access/v1/orgs/{org}/api-keys"), [200, 200, 401, 401, 401, 401]),
        (
            "api",
            format!("/admin/account-management/v1/orgs/{org}/service-accounts"),
            [200, 403, 401, 401, 401, 401],
        ),
        ("api", "/users/712020:0/manage".to_owned(), [404, 403, 401, 401, 401, 401]),
        ("site", "/rest/api/3/myself".to_owned(), [401, 401, 200, 401, 401, 401]),
        ("site", "/rest/api/3/users/search".to_owned(), [401, 401, 200, 401, 401, 401]),
        ("site", "/rest/api/3/serverInfo".to_owned(), [401, 401, 200, 401, 401, 200]),
        ("site", "/_edge/tenant_info".to_owned(), [200, 200, 200, 200, 200, 200]),
        (
            "site",
            format!("/gateway/api/automation/public/jira/{cloud}/rest/v1/rule/summary"),
            [401, 401, 200, 401, 401, 401],
        ),
        (
            "api",
            format!("/automation/public/confluence/{cloud}/rest/v1/rule/summary"),
            [401, 401, 200, 401, 401, 401],
        ),
        ("api", ex("jira", "rest/api/3/myself"), [401, 401, 401, 200, 200, 401]),
        ("api", ex("jira", "rest/api/3/users/search"), [401, 401, 401, 200, 200, 401]),
        // What only the site's own host knows, or another product.
        ("api", ex("jira", "rest/webhooks/1.0/webhook"), [401, 401, 401, 404, 404, 401]),
        ("api", ex("jira", "rest/plugins/1.0/"), [401, 401, 401, 404, 404, 401]),
        ("api", ex("jira", "_edge/tenant_info"), [401, 401, 401, 404, 404, 401]),
        ("api", ex("confluence", "rest/api/3/myself"), [401, 401, 401, 404, 404, 401]),
        ("api", "/ex/jira/another-site/rest/api/3/myself".to_owned(), [401, 401, 401, 404, 404, 401]),
    ]
}

fn ask(sandbox: &Sandbox, client: &Client, host: &str, path: &str, kind: &str) -> RequestBuilder {
    let known = sandbox.credentials();
    let request = if host == "api" { client.api_anonymous(path) } else { client.site_anonymous(path) };
    match kind {
        "org key" => request.bearer_auth(&known.org_key),
        "org key, scopes" => request.bearer_auth(&known.scoped_org_key),
        "token" => request.basic_auth(&known.site_email, Some(&known.site_token)),
        "token, scopes" => request.basic_auth(&known.site_email, Some(&known.scoped_token)),
        "service account" => request.bearer_auth(&known.service_account_token),
        _ => request,
    }
}

#[tokio::test]
async fn every_credential_opens_its_own_doors_and_no_other() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    for (host, path, expected) in families() {
        let mut statuses = [0; 6];
        for (status, kind) in statuses.iter_mut().zip(KINDS) {
            *status = get_json(ask(&sandbox, &client, host, &path, kind)).await.0;
        }
        assert_eq!(statuses, expected, "{host} {path}: {KINDS:?}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn a_key_or_token_on_the_wrong_host_has_strayed() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let gateway = format!("/ex/jira/{}/rest/api/3/myself", World::CLOUD_ID);
    for (host, path, kind, leaks) in [
        ("site", "/rest/api/3/myself", "token, scopes", true),
        ("site", "/rest/api/3/myself", "service account", true),
        ("site", "/rest/api/3/myself", "org key, scopes", true),
        ("site", "/rest/api/3/myself", "token", false),
        ("api", gateway.as_str(), "token", true),
        ("api", gateway.as_str(), "token, scopes", false),
        ("api", gateway.as_str(), "service account", false),
    ] {
        let before = sandbox.request_log().leaked().len();
        get_json(ask(&sandbox, &client, host, path, kind)).await;
        assert_eq!(sandbox.request_log().leaked().len() - before, usize::from(leaks), "{host} {path} {kind}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn each_scope_opens_what_is_documented_for_it_and_nothing_else() {
    let org = World::ORG_ID;
    let doors = [
        ("read:orgs:admin", format!("/admin/v1/orgs/{org}")),
        ("read:accounts:admin", format!("/admin/v1/orgs/{org}/users")),
        ("read:domains:admin", format!("/admin/v1/orgs/{org}/domains")),
        ("read:policies:admin", format!("/admin/v1/orgs/{org}/policies")),
        ("read:events:admin", format!("/admin/v1/orgs/{org}/events-stream")),
        ("read:events:admin", format!("/admin/v1/orgs/{org}/events")),
        ("read:events:admin", format!("/admin/v1/orgs/{org}/event-actions")),
        ("read:directories:admin", format!("/admin/v2/orgs/{org}/directories")),
        ("read:directories:admin", format!("/admin/v2/orgs/{org}/directories/-/users/search")),
        ("read:groups:admin", format!("/admin/v2/orgs/{org}/directories/-/groups/search")),
        ("read:workspaces:admin", format!("/admin/v2/orgs/{org}/workspaces")),
        ("read:tokens:admin", format!("/admin/api-access/v1/orgs/{org}/api-tokens")),
        ("read:keys:admin", format!("/admin/api-access/v1/orgs/{org}/api-keys")),
        ("read:service-accounts-tokens:admin", format!("/admin/api-access/v1/orgs/{org}/oauth-clients")),
        (
            "read:service-accounts-tokens:admin",
            format!("/admin/api-access/v1/orgs/{org}/service-accounts/api-tokens"),
        ),
    ];
    let scopes: BTreeSet<&str> = doors.iter().map(|(scope, _)| *scope).collect();
    for held in scopes {
        assert!(Settings::demo(today()).org_key_scopes.iter().any(|s| s == held), "{held} is needed");
        let settings = Settings { org_key_scopes: vec![held.to_owned()], ..Settings::demo(today()) };
        let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
        let client = Client::new(&sandbox);
        for (scope, path) in &doors {
            let request = if path.ends_with("/search") || path.ends_with("/workspaces") {
                client.http.post(format!("{}{path}", sandbox.api_url())).body(json!({}).to_string())
            } else {
                client.api_anonymous(path)
            };
            let request = request.bearer_auth(&sandbox.credentials().scoped_org_key);
            let expected = if *scope == held { 200 } else { 403 };
            assert_eq!(get_json(request).await.0, expected, "{held} at {path}");
        }
        sandbox.stop().await;
    }
}

#[tokio::test]
async fn a_token_without_the_scope_is_refused_whoever_it_belongs_to() {
    let settings = Settings { token_scopes: vec!["read:jira-work".to_owned()], ..Settings::demo(today()) };
    let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
    let client = Client::new(&sandbox);
    let ex = |rest: &str| format!("/ex/jira/{}/rest/api/3/{rest}", World::CLOUD_ID);
    for kind in ["token, scopes", "service account"] {
        let (status, _) = get_json(ask(&sandbox, &client, "api", &ex("users/search"), kind)).await;
        assert_eq!(status, 401, "{kind}");
        let path = ex("mypermissions?permissions=ADMINISTER");
        let (status, body) = get_json(ask(&sandbox, &client, "api", &path, kind)).await;
        assert_eq!((status, &body["permissions"]["ADMINISTER"]["havePermission"]), (200, &json!(true)));
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn the_gateway_leads_to_the_same_product() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let ex = |rest: &str| format!("/ex/jira/{}/{rest}", World::CLOUD_ID);
    let users = "rest/api/3/users/search?maxResults=7";
    let here = get_json(client.site(&format!("/{users}"))).await;
    assert_eq!(get_json(ask(&sandbox, &client, "api", &ex(users), "token, scopes")).await, here);
    let info = ask(&sandbox, &client, "api", &ex("rest/api/3/serverInfo"), "service account");
    assert_eq!(
        get_json(info).await.1["baseUrl"],
        sandbox.site_url(),
        "the site names itself, not the gateway"
    );
    let me = ask(&sandbox, &client, "api", &ex("rest/api/3/myself"), "service account");
    assert_eq!(get_json(me).await.1["displayName"], "Build Notify");
    sandbox.stop().await;
}

#[tokio::test]
async fn only_the_listed_searches_may_be_posted() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let (org, cloud) = (World::ORG_ID, World::CLOUD_ID);
    let api = sandbox.api_url();
    let site = sandbox.site_url();
    for (reads, address) in [
        (true, format!("{api}/admin/v2/orgs/{org}/directories/-/users/search")),
        (true, format!("{api}/admin/v2/orgs/{org}/directories/-/groups/search")),
        (true, format!("{api}/admin/v2/orgs/{org}/workspaces")),
        (true, format!("{site}/rest/api/3/search/approximate-count")),
        (true, format!("{site}/wiki/api/v2/users-bulk")),
        (true, format!("{api}/ex/jira/{cloud}/rest/api/3/search/approximate-count")),
        (true, format!("{api}/ex/confluence/{cloud}/wiki/api/v2/users-bulk")),
        (false, format!("{site}/rest/api/3/search/jql")),
        (false, format!("{site}/admin/v2/orgs/{org}/workspaces")),
        (false, format!("{api}/rest/api/3/search/approximate-count")),
        (false, format!("{api}/admin/v1/orgs/{org}/users/search")),
        (false, format!("{api}/admin/api-access/v1/orgs/{org}/service-accounts/count")),
        (false, format!("{api}/users/712020:0/manage/lifecycle/disable")),
    ] {
        let before = sandbox.request_log().write_attempts().len();
        let status = client.http.post(&address).send().await.unwrap().status().as_u16();
        let noted = sandbox.request_log().write_attempts().len() - before;
        assert_eq!((status == 405, noted), (!reads, usize::from(!reads)), "{address}: {status}");
    }
    sandbox.stop().await;
}

/// Each a comment, so that the output stays a configuration, and each under a name of its own.
#[test]
fn the_command_prints_every_credential_as_a_comment() {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;
    let mut command = crate::common::touchpoint();
    let mut child = command.arg("sandbox").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Once it says that it serves, it has printed all there is.
    let mut said = BufReader::new(child.stderr.take().unwrap());
    said.read_line(&mut String::new()).unwrap();
    child.kill().unwrap();
    let printed = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let (mut exports, mut values) = (vec![], BTreeSet::new());
    for export in printed.lines().filter_map(|line| line.strip_prefix("# export ")) {
        let (name, value) = export.split_once('=').unwrap();
        assert!(value.len() > 10 && value.starts_with('\'') && value.ends_with('\''), "{export}");
        exports.push(name);
        values.insert(value);
    }
    assert_eq!(values.len(), exports.len(), "no two are the same");
    assert_eq!(
        exports,
        [
            "TOUCHPOINT_ORG_KEY",
            "TOUCHPOINT_EMAIL",
            "TOUCHPOINT_TOKEN",
            "TOUCHPOINT_SCOPED_ORG_KEY",
            "TOUCHPOINT_SCOPED_TOKEN",
            "TOUCHPOINT_SERVICE_ACCOUNT_TOKEN",
            "TOUCHPOINT_LIMITED_ORG_KEY",
            "TOUCHPOINT_LIMITED_EMAIL",
            "TOUCHPOINT_LIMITED_TOKEN",
        ]
    );
}
