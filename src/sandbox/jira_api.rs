//! What Jira's own host answers: the site's id, the server, who I am, what I may, who is there.

use super::account::{corrupted_jira_record, stamp};
use super::ask::Ask;
use super::credentials::Caller;
use super::jira;
use super::paging::page;
use super::reply::Reply;
use super::world::World;
use serde_json::{Map, Value, json};

/// The permissions that `mypermissions` knows; an unknown key fails the whole call.
const PERMISSIONS: &[(&str, &str, &str)] = &[
    ("0", "ADMINISTER", "Administer Jira"),
    ("44", "SYSTEM_ADMIN", "System Administrators"),
    ("27", "USER_PICKER", "Browse users and groups"),
    ("24", "MANAGE_GROUP_FILTER_SUBSCRIPTIONS", "Manage group filter subscriptions"),
    ("22", "CREATE_SHARED_OBJECTS", "Share dashboards and filters"),
    ("33", "BULK_CHANGE", "Make bulk changes"),
];

/// Anybody may ask, also without an account.
pub(crate) fn tenant_info() -> Reply {
    Reply::ok(&json!({ "cloudId": World::CLOUD_ID }))
}

/// `rest` is what follows `rest/api/3`.
pub(crate) fn answer(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Reply {
    match rest {
        ["serverInfo"] => server_info(world, ask),
        ["mypermissions"] => my_permissions(ask),
        ["myself"] => myself(world, ask),
        _ if ask.caller == Caller::Nobody => unauthorised(),
        ["users", "search"] | ["users"] => users(world, ask),
        _ => jira::answer(world, ask, rest).unwrap_or_else(not_found),
    }
}

/// `rest` is what follows `rest/agile/1.0`.
pub(crate) fn agile(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Reply {
    match ask.caller {
        Caller::Nobody => unauthorised(),
        _ => jira::agile(world, ask, rest).unwrap_or_else(not_found),
    }
}

pub(crate) fn unauthorised() -> Reply {
    Reply::json(
        401,
        &json!({ "message": "Client must be authenticated to access this resource.", "status-code": 401 }),
    )
}

pub(crate) fn not_found() -> Reply {
    Reply::jira_error(404, "The requested resource does not exist.")
}

fn server_info(world: &World, ask: &Ask<'_>) -> Reply {
    let url = ask.site_url;
    Reply::ok(&json!({
        "baseUrl": url, "displayUrl": url, "displayUrlConfluence": format!("{url}/wiki"),
        "displayUrlServicedeskHelpCenter": url,
        "version": "1001.0.0-SNAPSHOT", "versionNumbers": [1001, 0, 0], "deploymentType": "Cloud",
        "buildNumber": 100_290, "buildDate": stamp(world.settings.today - chrono::Duration::days(2)),
        "serverTime": stamp(world.settings.today), "scmInfo": "0".repeat(40),
        "serverTitle": World::NAME, "serverTimeZone": "Europe/Berlin",
    }))
}

fn myself(world: &World, ask: &Ask<'_>) -> Reply {
    let Some(me) = world.account_of(ask.caller) else { return unauthorised() };
    if let Some(refusal) = ask.lacks("read:jira-user") {
        return refusal;
    }
    let mut me = me.jira_json();
    me["groups"] = json!({ "size": 1, "items": [] });
    me["applicationRoles"] = json!({ "size": 1, "items": [] });
    me["expand"] = json!("groups,applicationRoles");
    Reply::ok(&me)
}

fn my_permissions(ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = ask.lacks("read:jira-work") {
        return refusal;
    }
    let Some(asked) = ask.param("permissions").filter(|p| !p.is_empty()) else {
        return Reply::jira_error(400, "The 'permissions' query parameter is required.");
    };
    let mut permissions = Map::new();
    for key in asked.split(',') {
        let Some((id, key, name)) = PERMISSIONS.iter().find(|(_, known, _)| *known == key) else {
            return Reply::jira_error(400, &format!("Unrecognized permission: '{key}'."));
        };
        // An ordinary member may look around; the admin may everything; nobody may nothing.
        let have = match ask.caller {
            _ if ask.is_jira_admin() => *key != "SYSTEM_ADMIN",
            Caller::SiteMember => *key == "CREATE_SHARED_OBJECTS",
            _ => false,
        };
        let row = json!({
            "id": id, "key": key, "name": name, "type": "GLOBAL", "description": name, "havePermission": have,
        });
        permissions.insert((*key).to_owned(), row);
    }
    Reply::ok(&json!({ "permissions": permissions }))
}

/// A bare array without any word on more: the end is an empty page.
fn users(world: &World, ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = ask.lacks("read:jira-user") {
        return refusal;
    }
    if !ask.is_jira_admin() {
        return Reply::jira_error(403, "You do not have permission to browse users.");
    }
    let number = |name, default| ask.param(name).map_or(Ok(default), str::parse::<usize>);
    let (Ok(start), Ok(wanted)) = (number("startAt", 0), number("maxResults", 50)) else {
        return Reply::jira_error(400, "startAt and maxResults must be numbers.");
    };
    let listed: Vec<_> = world.accounts.iter().filter(|a| a.listed.jira).collect();
    // The corrupted record stands in the middle, where a reader that stops at it loses the rest.
    let broken_at = listed.len() / 2;
    let row = |n: usize| match n.cmp(&broken_at) {
        std::cmp::Ordering::Less => listed[n].jira_json(),
        std::cmp::Ordering::Equal => corrupted_jira_record(),
        std::cmp::Ordering::Greater => listed[n - 1].jira_json(),
    };
    let size = wanted.min(1000).min(world.settings.page_cap);
    let page = page(listed.len() + 1, start, size, ask.fault);
    let rows: Vec<Value> = page.rows.into_iter().map(row).collect();
    Reply::ok(&Value::Array(rows))
}
