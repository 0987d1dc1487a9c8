//! The admin webhooks of both products: the bean, its riddles, who may see it and where.

use super::client::{Client, demo, get_json};
use serde_json::Value;
use std::collections::BTreeSet;
use touchpoint::sandbox::{Faults, Sandbox, World};

const JIRA: &str = "/rest/webhooks/1.0/webhook";
const CONFLUENCE: &str = "/wiki/rest/webhooks/1.0/webhook";

/// All webhooks of a product.
async fn hooks(client: &Client, path: &str) -> Vec<Value> {
    let (status, hooks) = get_json(client.site(path)).await;
    assert_eq!(status, 200, "{hooks}");
    hooks.as_array().expect("a bare array").clone()
}

fn editor(hook: &Value) -> Option<&str> {
    let user = &hook["lastUpdatedUser"];
    user.as_str().or_else(|| user["accountId"].as_str())
}

fn name_of(sandbox: &Sandbox, id: &str) -> String {
    sandbox.truth().accounts.into_iter().find(|a| a.account_id == id).unwrap().name
}

#[tokio::test]
async fn webhooks_are_the_true_ones_and_say_who_changed_them() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    for (kind, path) in [("admin-webhook", JIRA), ("confluence-webhook", CONFLUENCE)] {
        let hooks = hooks(&client, path).await;
        let served: BTreeSet<_> = hooks
            .iter()
            .filter_map(|hook| {
                assert!(hook["id"].is_null(), "the number is in the address alone");
                assert!(hook["lastUpdated"].is_i64() && hook["isSigned"].is_boolean(), "{hook}");
                let address = hook["self"].as_str().unwrap();
                assert!(address.starts_with(&format!("{}{path}/", sandbox.site_url())), "{address}");
                let state = if hook["enabled"] == true { "enabled" } else { "disabled" };
                let number = address.rsplit('/').next().unwrap();
                let name = hook["name"].as_str().unwrap();
                Some((number.to_owned(), name.to_owned(), state.to_owned(), editor(hook)?.to_owned()))
            })
            .collect();
        let truth = sandbox.truth().bindings.into_iter().filter(|b| b.kind == kind);
        let truth = truth.map(|b| (b.native_id, b.name, b.state, b.account_id)).collect();
        assert_eq!(served, truth);
        assert!(hooks.iter().any(|h| h["lastUpdatedUser"].is_object()), "{kind}: once an object");
        for hook in &hooks {
            let path = hook["self"].as_str().unwrap().strip_prefix(sandbox.site_url()).unwrap();
            assert_eq!(get_json(client.site(path)).await, (200, hook.clone()));
        }
        assert_eq!(get_json(client.site(&format!("{path}/99"))).await.0, 404);
    }
    let jira = hooks(&client, JIRA).await;
    // What workflow steps rely on.
    for (n, enabled, name) in
        [(0, true, "Dan Leftlastyear"), (1, true, "Ben Sample"), (2, false, "Eve Leftinspring")]
    {
        assert!(jira[n]["self"].as_str().unwrap().ends_with(&format!("/{}", n + 1)));
        assert_eq!(jira[n]["enabled"], enabled);
        assert_eq!(name_of(&sandbox, editor(&jira[n]).unwrap()), name);
    }
    assert!(jira.iter().any(|h| h.get("lastUpdatedUser").is_none()), "and once nothing at all");
    let starting = |with: &str| jira.iter().filter(|h| h["url"].as_str().unwrap().starts_with(with)).count();
    assert_eq!((starting("http://"), starting("http://127.0.0.1")), (2, 1));
    sandbox.stop().await;
}

#[tokio::test]
async fn secrets_in_their_addresses_are_known_as_planted() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let all = [hooks(&client, JIRA).await, hooks(&client, CONFLUENCE).await].concat();
    let with_secret = |kind: &str| {
        let secrets = sandbox.world().secrets();
        let planted = |h: &Value| {
            let url = h["url"].as_str().unwrap();
            secrets.iter().any(|s| s.kind == kind && h["name"] == s.place && url.contains(&s.value))
        };
        all.iter().filter(|hook| planted(hook)).count()
    };
    assert_eq!((with_secret("url-query"), with_secret("url-userinfo")), (2, 1));
    for hook in &all {
        let url = hook["url"].as_str().unwrap();
        let suspicious = url.contains('@') || url.contains("token=");
        let known = sandbox.world().secrets().iter().any(|s| url.contains(&s.value));
        assert_eq!(suspicious, known, "{url}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn only_admins_see_them_and_only_at_the_site() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let known = sandbox.credentials();
    for path in [JIRA, CONFLUENCE] {
        assert_eq!(get_json(client.site_anonymous(path)).await.0, 401, "{path}");
        let less = client.site_anonymous(path).basic_auth(&known.limited_email, Some(&known.limited_token));
        let (status, body) = get_json(less).await;
        assert_eq!(status, 403, "{path}");
        let says = body["message"].as_str().unwrap();
        assert_eq!(says == "Current user not permitted to use Confluence", path == CONFLUENCE, "{says}");
        let scoped = client.site_anonymous(path).basic_auth(&known.site_email, Some(&known.scoped_token));
        assert_eq!(get_json(scoped).await.0, 401, "{path}");
        let product = if path == JIRA { "jira" } else { "confluence" };
        let at_gateway = client.api_anonymous(&format!("/ex/{product}/{}{path}", World::CLOUD_ID));
        let at_gateway = at_gateway.basic_auth(&known.site_email, Some(&known.scoped_token));
        assert_eq!(get_json(at_gateway).await.0, 404, "{path}");
    }
    sandbox.stop().await;
}
