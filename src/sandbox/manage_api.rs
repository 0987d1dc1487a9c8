//! The user management API: what the organisation may do to an account. Keys made with scopes are refused.

use super::account::Account;
use super::ask::Ask;
use super::reply::Reply;
use super::world::World;
use serde_json::{Map, Value, json};

/// `GET /users/{account}/manage`.
pub(crate) fn manage(world: &World, ask: &Ask<'_>, account: &str) -> Reply {
    if !ask.caller.is_org_key() {
        return error(401, "unauthorized");
    }
    if ask.scopes.is_some() {
        return error(403, "forbidden");
    }
    // Clients may or may not encode the colon in an account id.
    let id = account.replace("%3A", ":").replace("%3a", ":");
    let found = world.accounts.iter().find(|a| a.id == id && a.account_type == "atlassian");
    match found {
        Some(account) if account.is_managed() && account.state != "deleted" => {
            Reply::ok(&rules(account, ask.param("privileges")))
        }
        Some(account) if account.listed.directory && account.state != "deleted" => error(403, "forbidden"),
        _ => error(404, "accountNotFound"),
    }
}

/// Each privilege that was asked for, or all of them. Where the identity provider decides, nobody else does.
fn rules(account: &Account, asked: Option<&str>) -> Value {
    let allowed = json!({ "allowed": true });
    let refused = |key: &str| json!({ "allowed": false, "reason": { "key": key } });
    let synced = account.management_source == Some("synced");
    let by_directory = if synced { refused("externalDirectory.scim") } else { allowed.clone() };
    let profile: Map<String, Value> =
        ["name", "nickname", "zoneinfo", "locale", "extended_profile.job_title"]
            .iter()
            .map(|field| ((*field).to_owned(), by_directory.clone()))
            .collect();
    let all = [
        ("profile", json!(profile)),
        ("profile.read", allowed.clone()),
        ("profile.write", json!(profile)),
        ("email.set", by_directory.clone()),
        ("lifecycle.enablement", by_directory),
        ("lifecycle.delete", allowed.clone()),
        ("apiToken.read", allowed.clone()),
        ("apiToken.delete", allowed),
    ];
    let wanted = |name: &str| asked.is_none_or(|asked| asked.split(',').any(|a| a == name));
    let map: Map<String, Value> = all
        .into_iter()
        .filter(|(name, _)| wanted(name))
        .map(|(name, rule)| (name.to_owned(), rule))
        .collect();
    Value::Object(map)
}

fn error(status: u16, key: &str) -> Reply {
    Reply::json(status, &json!({ "key": key }))
}
