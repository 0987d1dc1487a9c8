//! Jira's replies against its two official files.

use super::client::{Client, demo, get_json};
use super::jira::{count, pages};
use super::schemas::{Judge, folder};
use touchpoint::sandbox::Faults;

#[tokio::test]
async fn platform_replies_have_the_official_shape() {
    let Some(folder) = folder() else { return };
    let mut judge = Judge::new(&folder, "jira-platform-v3.json");
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let root = "/rest/api/3";
    let filters = "expand=description,favourite,favouritedCount,jql,owner,searchUrl,sharePermissions,\
                   editPermissions,isWritable,approximateLastUsed,subscriptions,viewUrl";
    let dashboards = "expand=description,owner,viewUrl,favourite,favouritedCount,sharePermissions,\
                      editPermissions,isWritable";
    for (operation, path) in [
        ("get /rest/api/3/group/bulk", "/group/bulk".to_owned()),
        ("get /rest/api/3/filter/search", format!("/filter/search?overrideSharePermissions=true&{filters}")),
        ("get /rest/api/3/filter/search", "/filter/search".to_owned()),
        ("get /rest/api/3/dashboard/search", format!("/dashboard/search?{dashboards}")),
        (
            "get /rest/api/3/project/search",
            "/project/search?status=live&status=archived&status=deleted&expand=lead,insight,description,url"
                .to_owned(),
        ),
        ("get /rest/api/3/project/{projectIdOrKey}/component", "/project/OPS/component".to_owned()),
        ("get /rest/api/3/project/{projectIdOrKey}/component", "/project/WEB/component".to_owned()),
        ("get /rest/api/3/notificationscheme", "/notificationscheme?expand=all".to_owned()),
        ("get /rest/api/3/notificationscheme", "/notificationscheme".to_owned()),
        (
            "get /rest/api/3/issuesecurityschemes/level/member",
            "/issuesecurityschemes/level/member?expand=user".to_owned(),
        ),
        ("get /rest/api/3/workflows/search", "/workflows/search?expand=values.transitions".to_owned()),
        ("get /rest/api/3/workflows/search", "/workflows/search?isActive=false".to_owned()),
    ] {
        for page in pages(&client, &format!("{root}{path}")).await {
            judge.hold_reply(operation, &path, &page);
        }
    }
    let group = &pages(&client, "/rest/api/3/group/bulk?applicationKey=jira-software").await[0]["values"][0];
    let id = group["groupId"].as_str().unwrap();
    let account = &sandbox.truth().accounts[0].account_id;
    for (operation, path) in [
        ("get /rest/api/3/applicationrole", "/applicationrole".to_owned()),
        ("get /rest/api/3/license/approximateLicenseCount", "/license/approximateLicenseCount".to_owned()),
        (
            "get /rest/api/3/license/approximateLicenseCount/product/{applicationKey}",
            "/license/approximateLicenseCount/product/jira-software".to_owned(),
        ),
        ("get /rest/api/3/instance/license", "/instance/license".to_owned()),
        ("get /rest/api/3/group/member", format!("/group/member?groupId={id}&includeInactiveUsers=true")),
        ("get /rest/api/3/user", format!("/user?accountId={account}&expand=groups,applicationRoles")),
        ("get /rest/api/3/project/{projectIdOrKey}/components", "/project/OPS/components".to_owned()),
        ("get /rest/api/3/permissionscheme", "/permissionscheme?expand=user,permissions".to_owned()),
        ("get /rest/api/3/permissionscheme", "/permissionscheme?expand=all".to_owned()),
        ("get /rest/api/3/permissionscheme", "/permissionscheme".to_owned()),
        ("get /rest/api/3/role", "/role".to_owned()),
        ("get /rest/api/3/auditing/record", "/auditing/record".to_owned()),
    ] {
        let (status, body) = get_json(client.site(&format!("{root}{path}"))).await;
        assert_eq!(status, 200, "{path}: {body}");
        judge.hold_reply(operation, &path, &body);
    }
    for page in pages(&client, "/rest/api/3/project/search").await {
        for project in page["values"].as_array().unwrap() {
            let path = format!("{root}/project/{}", project["key"].as_str().unwrap());
            let body = get_json(client.site(&path)).await.1;
            judge.hold_reply("get /rest/api/3/project/{projectIdOrKey}", &path, &body);
            let (_, roles) = get_json(client.site(&format!("{path}/roledetails"))).await;
            judge.hold_reply("get /rest/api/3/project/{projectIdOrKey}/roledetails", &path, &roles);
            for role in roles.as_array().unwrap() {
                let path = format!("{path}/role/{}", role["id"]);
                let (_, role) = get_json(client.site(&path)).await;
                judge.hold_reply("get /rest/api/3/project/{projectIdOrKey}/role/{id}", &path, &role);
            }
        }
    }
    let (_, counted) = get_json(count(&client, "created >= -30d")).await;
    judge.hold_reply("post /rest/api/3/search/approximate-count", "count", &counted);
    for path in ["/filter/search?expand=everything", "/project/NOPE", "/workflow/search"] {
        let (status, body) = get_json(client.site(&format!("{root}{path}"))).await;
        assert!(status >= 400, "{path}");
        judge.hold("ErrorCollection", path, &body);
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn agile_replies_have_the_official_shape() {
    let Some(folder) = folder() else { return };
    let mut judge = Judge::new(&folder, "jira-software.json");
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    for page in pages(&client, "/rest/agile/1.0/board?expand=admins,permissions&includePrivate=true").await {
        judge.hold_reply("get /rest/agile/1.0/board", "boards", &page);
        for board in page["values"].as_array().unwrap() {
            let path = format!("/rest/agile/1.0/board/{}/configuration", board["id"]);
            let (status, body) = get_json(client.site(&path)).await;
            if status == 200 {
                judge.hold_reply("get /rest/agile/1.0/board/{boardId}/configuration", &path, &body);
            } else {
                assert!(status == 404 && board["name"].is_null(), "only a hidden board cannot be opened");
            }
        }
    }
    sandbox.stop().await;
}
