//! Confluence's replies against its two official files.

use super::client::{Client, demo, get_json, today};
use super::confluence::rows_v2;
use super::schemas::{Judge, folder};
use serde_json::{Value, json};
use touchpoint::sandbox::{Faults, Sandbox, Settings, SpaceRoleMode, World};

/// Every page of a list, as it came.
async fn pages(client: &Client, path: &str) -> Vec<Value> {
    let (mut all, mut path) = (vec![], path.to_owned());
    loop {
        let (status, page) = get_json(client.site(&path)).await;
        assert_eq!(status, 200, "{path}: {page}");
        let next = page["_links"]["next"].as_str();
        let next =
            next.map(|next| format!("{}{next}", page["_links"]["context"].as_str().unwrap_or_default()));
        all.push(page);
        match next {
            Some(next) => path = next,
            None => return all,
        }
    }
}

#[tokio::test]
async fn version_2_replies_have_the_official_shape() {
    let Some(folder) = folder() else { return };
    let mut judge = Judge::new(&folder, "confluence-v2.json");
    for space_roles in [SpaceRoleMode::PreRoles, SpaceRoleMode::Transition, SpaceRoleMode::Roles] {
        let settings = Settings { space_roles, ..Settings::demo(today()) };
        let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
        let client = Client::new(&sandbox);
        let mut hold = async |operation: &'static str, path: &str| {
            for page in pages(&client, path).await {
                judge.hold_reply(operation, path, &page);
            }
        };
        hold("get /spaces", "/wiki/api/v2/spaces").await;
        hold("get /space-role-mode", "/wiki/api/v2/space-role-mode").await;
        let has_roles = space_roles != SpaceRoleMode::PreRoles;
        if has_roles {
            hold("get /space-roles", "/wiki/api/v2/space-roles").await;
        }
        for space in rows_v2(&client, "/wiki/api/v2/spaces").await {
            let base = format!("/wiki/api/v2/spaces/{}", space["id"].as_str().unwrap());
            hold("get /spaces/{id}/permissions", &format!("{base}/permissions")).await;
            if has_roles {
                hold("get /spaces/{id}/role-assignments", &format!("{base}/role-assignments")).await;
            }
        }
        let ids: Vec<String> = sandbox.truth().accounts.into_iter().map(|a| a.account_id).collect();
        let known = sandbox.credentials();
        let bulk = client.http.post(format!("{}/wiki/api/v2/users-bulk", sandbox.site_url()));
        let bulk = bulk.basic_auth(&known.site_email, Some(&known.site_token));
        let (_, page) = get_json(bulk.body(json!({ "accountIds": ids }).to_string())).await;
        judge.hold_reply("post /users-bulk", "users-bulk", &page);
        sandbox.stop().await;
    }
}

#[tokio::test]
async fn version_1_replies_have_the_official_shape() {
    let Some(folder) = folder() else { return };
    let mut judge = Judge::new(&folder, "confluence-v1.json");
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let mut groups = vec![];
    for page in pages(&client, "/wiki/rest/api/group").await {
        judge.hold("GroupArrayWithLinks", "group", &page);
        groups.extend(page["results"].as_array().unwrap().clone());
    }
    for group in groups {
        let path = format!("/wiki/rest/api/group/{}/membersByGroupId", group["id"].as_str().unwrap());
        for page in pages(&client, &path).await {
            judge.hold("UserArray", &path, &page);
        }
    }
    for path in
        ["/wiki/rest/api/search?cql=type!=space", "/wiki/rest/api/search?cql=type=page&excerpt=none&limit=1"]
    {
        for page in pages(&client, path).await.iter().take(8) {
            judge.hold("SearchPageResponseSearchResult", path, page);
        }
    }
    let (_, me) = get_json(client.site("/wiki/rest/api/user/current")).await;
    judge.hold("User", "user/current", &me);
    sandbox.stop().await;
}
