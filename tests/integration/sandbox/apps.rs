//! The installed apps: what is listed, and how one must ask.

use super::client::{Client, demo, get_json};
use serde_json::Value;
use touchpoint::sandbox::Faults;

const LISTS: [&str; 2] = ["/rest/plugins/1.0/", "/wiki/rest/plugins/1.0/"];

#[tokio::test]
async fn what_somebody_installed_stands_among_what_every_site_has() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    for (list, installed, example) in
        [(LISTS[0], 6, "Jenkins for Jira"), (LISTS[1], 3, "Slack for Confluence")]
    {
        let (status, body) = get_json(client.site(list)).await;
        assert_eq!(status, 200, "{body}");
        let plugins = body["plugins"].as_array().unwrap();
        let by_user: Vec<&Value> = plugins.iter().filter(|p| p["userInstalled"] == true).collect();
        assert_eq!(by_user.len(), installed);
        assert!(plugins.len() > 3 * installed, "most are the system's own");
        assert!(by_user.iter().any(|p| p["name"] == example && p["enabled"] == true));
        assert_eq!(by_user.iter().filter(|p| p["enabled"] == false).count(), 1, "one is switched off");
        for plugin in plugins {
            for field in ["key", "name", "version"] {
                assert!(plugin[field].is_string(), "{field} of {plugin}");
            }
            assert!(plugin["vendor"]["name"].is_string() && plugin["links"]["self"].is_string());
        }
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn the_list_has_its_own_media_type_and_its_own_address() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let asked = async |list: &str, accept: &str| {
        let response = client.site(list).header("accept", accept).send().await.unwrap();
        let kind = response.headers().get("content-type").map(|v| v.to_str().unwrap().to_owned());
        (response.status().as_u16(), kind.unwrap_or_default())
    };
    let own = "application/vnd.atl.plugins.installed+json";
    for list in LISTS {
        assert_eq!(asked(list, "application/json").await.0, 406);
        for accept in ["*/*", own, "application/json, */*;q=0.1"] {
            assert_eq!(asked(list, accept).await, (200, own.to_owned()), "{accept}");
        }
        assert_eq!(asked(list.trim_end_matches('/'), "*/*").await.0, 404, "without the last slash");

        let known = sandbox.credentials();
        assert_eq!(get_json(client.site_anonymous(list)).await.0, 401);
        let less = client.site_anonymous(list).basic_auth(&known.limited_email, Some(&known.limited_token));
        assert_eq!(get_json(less).await.0, 403);
        let scoped = client.site_anonymous(list).basic_auth(&known.site_email, Some(&known.scoped_token));
        assert_eq!(get_json(scoped).await.0, 401);
    }
    sandbox.stop().await;
}
