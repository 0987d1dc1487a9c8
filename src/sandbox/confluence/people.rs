//! Accounts as Confluence shows them, in two versions that differ in nearly every name.

use super::pages::bad_v2;
use crate::sandbox::account::Account;
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::world::World;
use serde_json::{Value, json};

/// Whether Confluence knows the account: anybody who is or was let into the site. Portal customers belong to Jira.
fn knows(account: &Account) -> bool {
    (account.listed.jira || account.listed.directory) && account.account_type != "customer"
}

/// `POST …/users-bulk`: the only call of a site that tells a closed account from a switched-off one.
pub(super) fn users_bulk(world: &World, ask: &Ask<'_>) -> Reply {
    let body: Value = serde_json::from_slice(ask.body).unwrap_or_default();
    let Some(ids) = body["accountIds"].as_array().filter(|ids| (1..=250).contains(&ids.len())) else {
        return bad_v2("accountIds must be an array of 1 to 250 entries");
    };
    // Accounts that nobody knows are left out without a word.
    let found = world.accounts.iter().filter(|a| knows(a) && ids.iter().any(|id| *id == a.id));
    let results: Vec<Value> = found.map(|account| user_v2(world, account)).collect();
    Reply::ok(&json!({ "results": results, "_links": { "base": format!("{}/wiki", ask.site_url) } }))
}

fn user_v2(world: &World, account: &Account) -> Value {
    let mut spaces = world.wiki.spaces.iter().filter(|s| s.is_personal());
    let own = spaces.find(|s| s.author.as_deref() == Some(account.id.as_str()));
    let status = match account.state {
        // A suspended account is shut out of the organisation's products; the account itself is alive.
        "active" | "suspended" => "active",
        "deactivated" => "inactive",
        "deleted" => "closed",
        _ => "unknown",
    };
    json!({
        "displayName": account.name, "publicName": account.name, "accountId": account.id,
        "accountType": account.account_type, "accountStatus": status, "email": shown_address(account),
        "timeZone": account.time_zone, "personalSpaceId": own.map(|space| &space.id),
        "isExternalCollaborator": false,
        "profilePicture": { "path": picture(account), "isDefault": true },
    })
}

pub(super) fn user_v1(account: &Account) -> Value {
    let deleted = matches!(account.state, "deleted" | "unknown");
    json!({
        "type": if deleted { "unknown" } else { "known" },
        "accountId": account.id,
        "accountType": if account.account_type == "unknown" { "" } else { account.account_type },
        "email": shown_address(account), "publicName": account.name, "displayName": account.name,
        "timeZone": account.time_zone, "isExternalCollaborator": false, "isGuest": false,
        "profilePicture": { "path": picture(account), "width": 48, "height": 48, "isDefault": true },
        "_expandable": { "operations": "", "personalSpace": "" },
        "_links": { "self": format!("https://acme.example/wiki/rest/api/user?accountId={}", account.id) },
    })
}

/// Empty rather than missing where the profile hides it.
fn shown_address(account: &Account) -> &str {
    account.email.as_deref().filter(|_| !account.email_hidden).unwrap_or_default()
}

fn picture(account: &Account) -> String {
    format!("/wiki/aa-avatar/{}", account.id)
}

/// `GET …/user/current`.
pub(super) fn current(me: &Account) -> Reply {
    Reply::ok(&user_v1(me))
}
