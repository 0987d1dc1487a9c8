//! Confluence: whole lists, every mode of roles, searches that count right, refusals.

use super::client::{Client, demo, get_json, today};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use touchpoint::sandbox::{Fault, Faults, Sandbox, Settings, SpaceRoleMode, TrueBinding, World};

/// Every row of a version 2 list, by the links in its bodies.
pub async fn rows_v2(client: &Client, path: &str) -> Vec<Value> {
    let (mut rows, mut path) = (vec![], path.to_owned());
    loop {
        let (status, page) = get_json(client.site(&path)).await;
        assert_eq!(status, 200, "{path}: {page}");
        rows.extend(page["results"].as_array().unwrap().clone());
        match page["_links"]["next"].as_str() {
            None => return rows,
            Some(next) => path = next.to_owned(),
        }
    }
}

/// Every row of a version 1 list; its links leave out where Confluence lives.
pub async fn rows_v1(client: &Client, path: &str) -> Vec<Value> {
    let (mut rows, mut path) = (vec![], path.to_owned());
    loop {
        let (status, page) = get_json(client.site(&path)).await;
        assert_eq!(status, 200, "{path}: {page}");
        assert_eq!(page["size"].as_u64().unwrap() as usize, page["results"].as_array().unwrap().len());
        rows.extend(page["results"].as_array().unwrap().clone());
        match page["_links"]["next"].as_str() {
            None => return rows,
            Some(next) => path = format!("{}{next}", page["_links"]["context"].as_str().unwrap()),
        }
    }
}

fn search(cql: &str, more: &str) -> String {
    let encoded: String = cql.bytes().map(|b| format!("%{b:02X}")).collect();
    format!("/wiki/rest/api/search?cql={encoded}{more}")
}

async fn count(client: &Client, cql: &str) -> u64 {
    let (status, page) = get_json(client.site(&search(cql, "&limit=1&excerpt=none"))).await;
    assert_eq!(status, 200, "{cql}: {page}");
    page["totalSize"].as_u64().unwrap()
}

async fn with_roles(space_roles: SpaceRoleMode, page_cap: usize) -> Sandbox {
    let settings = Settings { space_roles, page_cap, ..Settings::demo(today()) };
    Sandbox::start(World::build(&settings), Faults::none()).await.unwrap()
}

fn bound(bindings: &[TrueBinding], kind: &str) -> BTreeSet<(String, String)> {
    let of_kind = bindings.iter().filter(|b| b.kind == kind);
    of_kind.map(|b| (b.native_id.clone(), b.account_id.clone())).collect()
}

#[tokio::test]
async fn spaces_and_rights_by_name_are_the_true_ones_in_every_mode() {
    for (mode, name, page_cap) in [
        (SpaceRoleMode::PreRoles, "PRE_ROLES", 7),
        (SpaceRoleMode::Transition, "ROLES_TRANSITION", 20),
        (SpaceRoleMode::Roles, "ROLES", 20),
    ] {
        let sandbox = with_roles(mode, page_cap).await;
        let client = Client::new(&sandbox);
        let (_, told) = get_json(client.site("/wiki/api/v2/space-role-mode")).await;
        assert_eq!(told, json!({ "mode": name }));

        let spaces = rows_v2(&client, "/wiki/api/v2/spaces?limit=250").await;
        let (mut authors, mut owners, mut grantees) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for space in &spaces {
            let id = space["id"].as_str().unwrap().to_owned();
            if let Some(author) = space["authorId"].as_str() {
                let personal = space["type"] == "personal";
                assert_eq!(personal, space["key"].as_str().unwrap().starts_with('~'));
                let rows = if personal { &mut owners } else { &mut authors };
                rows.insert((id.clone(), author.to_owned()));
            }
            let base = format!("/wiki/api/v2/spaces/{id}");
            for row in rows_v2(&client, &format!("{base}/permissions")).await {
                if row["principal"]["type"] == "user" {
                    grantees.insert((id.clone(), row["principal"]["id"].as_str().unwrap().to_owned()));
                }
            }
            let assignments = format!("{base}/role-assignments?limit=250");
            if mode == SpaceRoleMode::PreRoles {
                assert_eq!(get_json(client.site(&assignments)).await.0, 404, "there are no roles");
                continue;
            }
            for row in rows_v2(&client, &assignments).await {
                if row["principal"]["principalType"] == "USER" {
                    let account = row["principal"]["principalId"].as_str().unwrap().to_owned();
                    assert!(grantees.insert((id.clone(), account)), "in one of the two lists");
                }
            }
        }
        let truth = sandbox.truth().bindings;
        assert_eq!(authors, bound(&truth, "space"), "{name}");
        assert_eq!(owners, bound(&truth, "personal-space"), "{name}");
        assert_eq!(grantees, bound(&truth, "space-permission"), "{name}");
        let ids: BTreeSet<String> = spaces.iter().map(|s| s["id"].to_string()).collect();
        assert!(ids.len() == spaces.len() && ids.len() >= 20, "no space twice, several pages");
        sandbox.stop().await;
    }
}

#[tokio::test]
async fn spaces_hold_every_case() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let truth = sandbox.truth();
    let what = |id: &str| {
        let account = truth.accounts.iter().find(|a| a.account_id == id).unwrap();
        format!("{} {}", account.class, account.state)
    };
    for (kind, holders) in [
        ("space", ["person active", "person deactivated", "person deleted", "robot active"]),
        ("personal-space", ["person active", "person deactivated", "person deleted", "robot active"]),
        (
            "space-permission",
            ["service-account active", "app active", "unknown unknown", "robot deactivated"],
        ),
        ("admin-webhook", ["person active", "person deactivated", "robot active", "person deleted"]),
        ("confluence-webhook", ["person active", "person deactivated", "robot active", "person deleted"]),
    ] {
        let found: BTreeSet<String> =
            truth.bindings.iter().filter(|b| b.kind == kind).map(|b| what(&b.account_id)).collect();
        assert!(holders.iter().all(|holder| found.contains(*holder)), "{kind}: {found:?}");
    }
    for state in ["current", "archived"] {
        for kind in ["space", "personal-space", "space-permission"] {
            assert!(truth.bindings.iter().any(|b| b.kind == kind && b.state == state), "{kind} {state}");
        }
    }
    // Who may run a space: sorted classes and states of the accounts, and whether a group may too.
    for (key, accounts, group) in [
        ("OPS", vec!["person deactivated"], false),
        ("BUILD", vec!["robot active"], false),
        ("REL", vec!["person active", "person deactivated"], false),
        ("HAND", vec![], true),
        ("DOCS", vec!["person active"], true),
        ("OLDNET", vec!["person deleted"], false),
    ] {
        let space = &rows_v2(&client, &format!("/wiki/api/v2/spaces?keys={key}")).await[0];
        let path = format!("/wiki/api/v2/spaces/{}/permissions", space["id"].as_str().unwrap());
        let mut rows = rows_v2(&client, &path).await;
        rows.retain(|r| r["operation"] == json!({ "key": "administer", "targetType": "space" }));
        let (users, groups): (Vec<&Value>, Vec<&Value>) =
            rows.iter().partition(|r| r["principal"]["type"] == "user");
        let mut users: Vec<String> =
            users.iter().map(|r| what(r["principal"]["id"].as_str().unwrap())).collect();
        users.sort();
        assert_eq!((users, !groups.is_empty()), (accounts.iter().map(|a| (*a).to_owned()).collect(), group));
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn the_gateway_leads_to_the_same_for_tokens_with_the_scope() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let token = &sandbox.credentials().service_account_token;
    let at_gateway = |client: &Client, path: &str, token: &str| {
        client.api_anonymous(&format!("/ex/confluence/{}{path}", World::CLOUD_ID)).bearer_auth(token)
    };
    for path in [
        "/wiki/api/v2/spaces?limit=5",
        "/wiki/api/v2/space-role-mode",
        "/wiki/rest/api/group?limit=2",
        "/wiki/rest/api/search?cql=type=page&limit=2",
    ] {
        // Links and addresses are the site's: they do not know of the gateway.
        let at_site = get_json(client.site(path)).await;
        assert_eq!(get_json(at_gateway(&client, path, token)).await, at_site, "{path}");
        assert_eq!(at_site.0, 200, "{path}");
    }
    let (_, me) = get_json(at_gateway(&client, "/wiki/rest/api/user/current", token)).await;
    assert_eq!(me["accountType"], "app");
    sandbox.stop().await;

    let token_scopes = vec!["read:space:confluence".to_owned()];
    let settings = Settings { token_scopes, ..Settings::demo(today()) };
    let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
    let client = Client::new(&sandbox);
    let token = &sandbox.credentials().service_account_token;
    for (expected, path) in [
        (200, "/wiki/api/v2/spaces"),
        (401, "/wiki/api/v2/space-role-mode"),
        (401, "/wiki/api/v2/space-roles"),
        (401, "/wiki/rest/api/group"),
        (401, "/wiki/rest/api/user/current"),
        (401, "/wiki/rest/api/search?cql=type=page"),
    ] {
        assert_eq!(get_json(at_gateway(&client, path, token)).await.0, expected, "{path}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn a_site_with_roles_names_them_and_filters_who_has_one() {
    let sandbox = with_roles(SpaceRoleMode::Roles, 20).await;
    let client = Client::new(&sandbox);
    let roles = rows_v2(&client, "/wiki/api/v2/space-roles").await;
    let admin = roles.iter().find(|r| r["name"] == "Admin").unwrap();
    let able: Vec<&Value> = admin["spacePermissions"].as_array().unwrap().iter().collect();
    assert!(able.contains(&&json!("administer/space")));
    let spaces = rows_v2(&client, "/wiki/api/v2/spaces?keys=OPS,DOCS&sort=-key").await;
    assert_eq!((&spaces[0]["key"], &spaces[1]["key"]), (&json!("OPS"), &json!("DOCS")));
    let base = format!("/wiki/api/v2/spaces/{}/role-assignments", spaces[0]["id"].as_str().unwrap());
    let who = async |query: &str| rows_v2(&client, &format!("{base}{query}")).await;
    assert_eq!(who("").await.len(), 3, "a group, a leaver, and everybody who may use the product");
    let admins = who(&format!("?role-id={}", admin["id"].as_str().unwrap())).await;
    assert_eq!(admins.len(), 1);
    let leaver = admins[0]["principal"]["principalId"].as_str().unwrap();
    assert_eq!(who(&format!("?principal-type=USER&principal-id={leaver}")).await, admins);
    assert_eq!(get_json(client.site(&format!("{base}?principal-type=USER"))).await.0, 400);
    for row in rows_v2(&client, &base.replace("role-assignments", "permissions")).await {
        assert_eq!(row["principal"]["type"], "role", "permissions name roles, not accounts");
    }
    sandbox.stop().await;

    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    assert_eq!(get_json(client.site("/wiki/api/v2/space-roles")).await.0, 404);
    sandbox.stop().await;
}

#[tokio::test]
async fn pages_are_linked_in_the_body_and_in_the_header() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let response = client.site("/wiki/api/v2/spaces?limit=5&status=current").send().await.unwrap();
    let header = response.headers()["link"].to_str().unwrap().to_owned();
    let page: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    let next = page["_links"]["next"].as_str().unwrap();
    assert!(next.starts_with("/wiki/api/v2/spaces?limit=5&status=current&cursor="), "{next}");
    assert!(header.contains(&format!("<{next}>; rel=\"next\"")), "{header}");
    assert_eq!(page["_links"]["base"], format!("{}/wiki", sandbox.site_url()));
    assert_eq!(page["results"][0]["currentActiveAlias"], Value::Null);

    sandbox.faults().inject("/wiki/api/v2/spaces", Fault::NextElsewhere, None);
    let (_, page) = get_json(client.site("/wiki/api/v2/spaces?limit=5")).await;
    assert!(page["_links"]["next"].as_str().unwrap().starts_with(sandbox.api_url()));
    sandbox.faults().clear();

    // At most this many a page, whatever is asked for; and several rows for each principal.
    let (_, page) = get_json(client.site("/wiki/api/v2/spaces?limit=250")).await;
    assert_eq!(page["results"].as_array().unwrap().len(), 20);
    let docs = rows_v2(&client, "/wiki/api/v2/spaces?keys=DOCS").await;
    let path = format!("/wiki/api/v2/spaces/{}/permissions", docs[0]["id"].as_str().unwrap());
    let rows = rows_v2(&client, &path).await;
    let principals: BTreeSet<String> = rows.iter().map(|r| r["principal"]["id"].to_string()).collect();
    assert!(principals.len() == 4 && rows.len() > 25, "{} rows", rows.len());
    sandbox.stop().await;
}

#[tokio::test]
async fn wrong_requests_are_refused_and_what_is_hidden_is_not_found() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    for (expected, path) in [
        (400, "/wiki/api/v2/spaces?limit=0"),
        (400, "/wiki/api/v2/spaces?limit=251"),
        (400, "/wiki/api/v2/spaces?cursor=made-up"),
        (400, "/wiki/api/v2/spaces?type=cupboard"),
        (501, "/wiki/api/v2/spaces?labels=a"),
        (404, "/wiki/api/v2/spaces/1/permissions"),
        (404, "/wiki/api/v2/nothing"),
        (404, "/wiki/rest/api/nothing"),
        (400, "/wiki/rest/api/group?accessType=root"),
        (404, "/wiki/rest/api/group/nobody/membersByGroupId"),
        (400, "/wiki/rest/api/search"),
        (400, "/wiki/rest/api/search?cql=type=page&excerpt=short"),
    ] {
        assert_eq!(get_json(client.site(path)).await.0, expected, "{path}");
    }
    let known = sandbox.credentials();
    for path in ["/wiki/api/v2/spaces", "/wiki/rest/api/group", "/wiki/rest/api/user/current"] {
        assert_eq!(get_json(client.site_anonymous(path)).await.0, 401, "{path}");
        let wrong = client.site_anonymous(path).basic_auth(&known.site_email, Some("wrong"));
        assert_eq!(get_json(wrong).await.0, 401, "{path}");
    }
    // Who administers nothing sees the spaces that let them in; the others do not exist for them.
    let less =
        |path: &str| client.site_anonymous(path).basic_auth(&known.limited_email, Some(&known.limited_token));
    let all = rows_v2(&client, "/wiki/api/v2/spaces").await;
    let (_, page) = get_json(less("/wiki/api/v2/spaces?limit=250")).await;
    let seen: BTreeSet<String> =
        page["results"].as_array().unwrap().iter().map(|s| s["id"].to_string()).collect();
    let hidden = all.iter().find(|s| s["key"] == "START").unwrap();
    assert!(!seen.contains(&hidden["id"].to_string()) && !seen.is_empty());
    let path = format!("/wiki/api/v2/spaces/{}/permissions", hidden["id"].as_str().unwrap());
    assert_eq!(get_json(less(&path)).await.0, 404);
    assert_eq!(get_json(client.site(&path)).await.0, 200);
    sandbox.stop().await;
}

#[tokio::test]
async fn users_in_bulk_tell_closed_accounts_and_leave_out_unknown_ones() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let bulk = |body: &Value| {
        let known = sandbox.credentials();
        let request = client.http.post(format!("{}/wiki/api/v2/users-bulk", sandbox.site_url()));
        request.basic_auth(&known.site_email, Some(&known.site_token)).body(body.to_string())
    };
    let truth = sandbox.truth();
    let ids: Vec<&str> = truth.accounts.iter().map(|a| a.account_id.as_str()).collect();
    let (status, page) = get_json(bulk(&json!({ "accountIds": ids }))).await;
    assert_eq!(status, 200, "{page}");
    let rows = page["results"].as_array().unwrap();
    for row in rows {
        let account = truth.accounts.iter().find(|a| row["accountId"] == a.account_id).unwrap();
        let expected = match account.state.as_str() {
            "deleted" => "closed",
            "deactivated" => "inactive",
            "unknown" => "unknown",
            _ => "active",
        };
        assert_eq!(row["accountStatus"], expected, "{row}");
        assert!(row["email"].is_string() && row["accountType"] != "customer", "{row}");
    }
    assert!(rows.len() < ids.len(), "not everybody is known to Confluence");
    for wrong in [json!({}), json!({ "accountIds": [] }), json!({ "accountIds": vec!["a"; 251] })] {
        assert_eq!(get_json(bulk(&wrong)).await.0, 400);
    }
    assert!(sandbox.request_log().write_attempts().is_empty(), "it is one of the POSTs that read");
    sandbox.stop().await;
}

#[tokio::test]
async fn groups_have_their_members_whatever_became_of_them() {
    let sandbox = with_roles(SpaceRoleMode::PreRoles, 2).await;
    let client = Client::new(&sandbox);
    let groups = rows_v1(&client, "/wiki/rest/api/group").await;
    let names: Vec<&str> = groups.iter().map(|g| g["name"].as_str().unwrap()).collect();
    assert!(names.is_sorted() && names.len() > 3, "{names:?}");
    let admins = rows_v1(&client, "/wiki/rest/api/group?accessType=admin").await;
    assert_eq!(admins.len(), 1);
    let releases = groups.iter().find(|g| g["name"] == "release-managers").unwrap();
    let path = format!("/wiki/rest/api/group/{}/membersByGroupId", releases["id"].as_str().unwrap());
    let members = rows_v1(&client, &path).await;
    let truth = sandbox.truth();
    let left = members.iter().filter(|m| {
        truth.accounts.iter().any(|a| m["accountId"] == a.account_id && a.state == "deactivated")
    });
    assert_eq!((members.len(), left.count()), (2, 1));
    let (_, page) = get_json(client.site(&format!("{path}?shouldReturnTotalSize=true"))).await;
    assert_eq!(page["totalSize"], 2);
    assert_eq!(get_json(client.site(&format!("{path}?limit=201"))).await.0, 400);
    let (_, me) = get_json(client.site("/wiki/rest/api/user/current")).await;
    assert_eq!(me["email"], sandbox.credentials().site_email);
    sandbox.stop().await;
}

#[tokio::test]
async fn searches_count_what_robots_wrote() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let truth = sandbox.truth();
    let mut writers = 0;
    for robot in truth.accounts.iter().filter(|a| a.class == "robot") {
        let row = truth.bindings.iter().find(|b| b.kind == "page" && b.account_id == robot.account_id);
        let by = format!("creator = \"{}\" and type in (page,blogpost)", robot.account_id);
        let ever = count(&client, &by).await;
        let lately = count(&client, &format!("{by} and lastmodified >= now(\"-90d\")")).await;
        let expected = match (ever, lately) {
            (0, _) => None,
            (_, 0) => Some("idle"),
            _ => Some("active"),
        };
        assert_eq!(row.map(|r| r.state.as_str()), expected, "{}", robot.name);
        writers += usize::from(ever > 0);
    }
    assert_eq!(writers, 3, "one to this day, two long ago");
    let pages = truth.bindings.iter().filter(|b| b.kind == "page").count();
    assert_eq!(pages, writers, "robots only");
    sandbox.stop().await;
}

#[tokio::test]
async fn cql_is_read_as_far_as_needed_and_refused_beyond() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let truth = sandbox.truth();
    let robot = truth.bindings.iter().find(|b| b.kind == "page" && b.state == "active").unwrap();
    let id = &robot.account_id;
    let (pages, all) = (
        count(&client, &format!("creator=\"{id}\" AND type = page")).await,
        count(&client, &format!("creator = '{id}'")).await,
    );
    assert!(0 < pages && pages < all);
    assert!(count(&client, &format!("contributor = \"{id}\"")).await > all, "also what others began");
    assert_eq!(
        count(&client, &format!("creator in (\"{id}\", \"nobody\") and type not in (page)")).await,
        all - pages
    );
    assert_eq!(count(&client, &format!("creator = \"{id}\" and space != DOCS")).await, 4);
    let old = count(&client, "lastmodified < \"2026-01-01\"").await;
    assert_eq!(
        old + count(&client, "lastmodified >= '2026/01/01'").await,
        count(&client, "type != space").await
    );
    assert_eq!(count(&client, "created > now()").await, 0);

    // Archived spaces are left out, and counted apart.
    let (_, page) =
        get_json(client.site(&search(&format!("creator = \"{id}\""), "&includeArchivedSpaces=true"))).await;
    assert_eq!(page["totalSize"].as_u64().unwrap(), all + 5);
    assert_eq!(page["archivedResultCount"], 5);
    let found = rows_v1(&client, &search("type = page", "&limit=10")).await;
    assert_eq!(found.len() as u64, count(&client, "type = page").await);
    let (_, page) = get_json(client.site(&search("type = page", "&limit=0"))).await;
    assert!(page["results"].as_array().unwrap().is_empty() && page["_links"]["next"].is_null());

    for (expected, cql) in [
        (400, "creator = "),
        (400, "creator = 712020:x"),
        (400, "creator ~ \"x"),
        (400, "user = \"somebody\""),
        (400, "user.accountid = \"somebody\""),
        (400, "type = cupboard"),
        (400, "created >= yesterday"),
        (400, "type = page creator = x"),
        (501, "type = page or type = blogpost"),
        (501, "type = page order by created"),
        (501, "not type = page"),
        (501, "title ~ \"notes\""),
        (501, "mention = \"somebody\""),
    ] {
        assert_eq!(get_json(client.site(&search(cql, ""))).await.0, expected, "{cql}");
    }
    // Who sees less counts less, and is not told.
    let known = sandbox.credentials();
    let less = client.site_anonymous(&search("type = page", "&limit=1"));
    let (status, page) = get_json(less.basic_auth(&known.limited_email, Some(&known.limited_token))).await;
    assert!(status == 200 && page["totalSize"].as_u64().unwrap() <= count(&client, "type = page").await);
    sandbox.stop().await;
}
