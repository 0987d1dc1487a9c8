//! Keys of the organisation and what service accounts log in with: the lists, their quirks, and the truth.

use super::client::{Client, demo, get_json};
use super::{set, strings};
use serde_json::Value;
use std::collections::BTreeSet;
use touchpoint::sandbox::{Faults, Sandbox, TrueBinding, World};

fn path(rest: &str) -> String {
    format!("/admin/api-access/v1/orgs/{}/{rest}", World::ORG_ID)
}

fn bound(sandbox: &Sandbox, kind: &str) -> Vec<TrueBinding> {
    sandbox.truth().bindings.into_iter().filter(|b| b.kind == kind).collect()
}

#[tokio::test]
async fn keys_of_every_kind_are_there_and_the_truth_knows_them() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let keys = client.rows(&path("api-keys")).await;
    let truth = bound(&sandbox, "org-api-key");
    let with_maker: Vec<&Value> = keys.iter().filter(|k| !k["createdBy"].is_null()).collect();
    assert_eq!(with_maker.len() + 1, keys.len(), "one key does not say who made it");
    assert_eq!(with_maker.len(), truth.len());
    for key in with_maker {
        let row = truth.iter().find(|b| key["id"] == b.native_id.as_str()).unwrap();
        assert_eq!((key["label"].as_str(), row.role.as_str()), (Some(&*row.name), "author"));
        assert_eq!(key["createdBy"]["id"], row.account_id.as_str());
    }
    assert!(keys.iter().any(|k| k["lastActiveAt"].is_null()) && truth.iter().any(|b| b.state == "expired"));
    assert!(keys.iter().any(|k| k["scopes"].as_array().unwrap().is_empty()));
    let accounts = sandbox.truth().accounts;
    let makers: BTreeSet<&str> = truth
        .iter()
        .map(|b| accounts.iter().find(|a| a.account_id == b.account_id).unwrap().state.as_str())
        .collect();
    assert_eq!(makers, BTreeSet::from(["active", "deactivated", "deleted"]));
    sandbox.stop().await;
}

#[tokio::test]
async fn lists_fall_over_at_what_they_do_not_know() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    for list in ["api-tokens", "api-keys", "oauth-clients"] {
        for (expected, query) in
            [(200, "pageSize=10"), (500, "limit=10"), (500, "maxResults=10"), (400, "cursor=made-up")]
        {
            let path = path(&format!("{list}?{query}"));
            assert_eq!(get_json(client.org(&path)).await.0, expected, "{path}");
        }
    }
    for filter in ["keyType=user", "expiresAtSearchType=lt", "sort=-lastActiveAt"] {
        assert_eq!(get_json(client.org(&path(&format!("api-keys?{filter}")))).await.0, 501, "{filter}");
    }
    assert_eq!(client.rows(&path("api-keys?q=pilot")).await.len(), 1);
    assert_eq!(client.rows(&path("api-keys?pageSize=3")).await.len(), 10);
    let token_cursor = get_json(client.org(&path("api-tokens?pageSize=5"))).await.1["links"]["next"].clone();
    let foreign = path(&format!("api-keys?cursor={}", token_cursor.as_str().unwrap()));
    assert_eq!(get_json(client.org(&foreign)).await.0, 400, "a cursor is of use to one list");
    sandbox.stop().await;
}

#[tokio::test]
async fn credentials_of_service_accounts_come_together_and_one_by_one() {
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let truth = bound(&sandbox, "service-account-credential");
    let mut all = strings(&client.rows(&path("service-accounts/api-tokens?pageSize=2")).await, "id");
    let clients = client.rows(&path("service-accounts/oauth-clients")).await;
    all.extend(strings(&clients, "clientId"));
    assert_eq!(set(&all), truth.iter().map(|b| b.native_id.as_str()).collect());
    let org_level = client.rows(&path("oauth-clients")).await;
    assert_eq!(strings(&org_level, "clientId"), strings(&clients, "clientId"));
    assert!(org_level.iter().all(|c| c.get("serviceAccount").is_none()), "nobody is named there");

    let mut single = vec![];
    let mut counts = vec![];
    for account in client.service_accounts("account-management").await {
        assert_ne!(account["id"], account["atlassianId"]);
        let of = |id: &Value, list: &str| path(&format!("service-accounts/{}/{list}", id.as_str().unwrap()));
        let tokens = client.rows(&of(&account["id"], "api-tokens")).await;
        let clients = client.rows(&of(&account["id"], "oauth-clients")).await;
        assert!(tokens.iter().all(|t| t["user"]["id"] == account["atlassianId"]));
        assert!(clients.iter().all(|c| c["serviceAccount"]["id"] == account["id"]));
        counts.push(tokens.len() + clients.len());
        single.extend(strings(&tokens, "id"));
        single.extend(strings(&clients, "clientId"));
        let wrong_id = of(&account["atlassianId"], "api-tokens");
        assert_eq!(get_json(client.org(&wrong_id)).await.0, 404, "the account id is not the path's id");
    }
    assert_eq!((set(&single), single.len()), (set(&all), all.len()));
    assert!(counts.contains(&0), "one has none: {counts:?}");
    assert!(truth.iter().any(|b| b.state == "expired") && truth.iter().any(|b| b.state == "active"));
    assert_eq!(client.rows(&path("service-accounts/api-tokens?tokenLabel=everything")).await.len(), 1);
    sandbox.stop().await;
}
