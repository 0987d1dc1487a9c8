//! The organisation's groups as Confluence shows them. A group outlives its members, so nothing that hangs on one
//! hangs on an account.

use super::pages::{by_offset, error_v1};
use super::people::user_v1;
use crate::sandbox::account::Account;
use crate::sandbox::ask::Ask;
use crate::sandbox::organisation::{Group, SITE_ADMINS};
use crate::sandbox::reply::Reply;
use crate::sandbox::world::World;
use serde_json::json;

/// Everybody who may use Confluence.
pub(super) const USERS: &str = "confluence-users-acme";
/// Those who may change its settings.
pub(super) const ADMINS: &str = "confluence-admins-acme";
/// A leaver and a robot are among the members of these two.
pub(super) const WRITERS: &str = "documentation-team";
pub(super) const RELEASES: &str = "release-managers";

pub(super) fn named<'w>(world: &'w World, name: &str) -> Option<&'w Group> {
    world.groups.iter().find(|group| group.name == name)
}

/// The level of access that a group gives to Confluence, as `accessType` asks for it.
fn access(group: &Group) -> Option<&'static str> {
    match group.grants {
        Some(("confluence", "atlassian/admin")) => Some("admin"),
        Some(("confluence", _)) => Some("user"),
        _ => (group.name == SITE_ADMINS).then_some("site-admin"),
    }
}

/// `GET …/group`, ordered by name.
pub(super) fn groups(world: &World, ask: &Ask<'_>) -> Reply {
    let wanted = ask.param("accessType");
    if wanted.is_some_and(|wanted| !["user", "admin", "site-admin"].contains(&wanted)) {
        return error_v1(400, "Unknown accessType");
    }
    let mut found: Vec<&Group> =
        world.groups.iter().filter(|group| wanted.is_none() || access(group) == wanted).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    by_offset(world, ask, "/rest/api/group", &found, |group| {
        json!({
            "type": "group", "name": group.name, "id": group.id, "usageType": "USERBASE_GROUP",
            "managedBy": if group.synced { "EXTERNAL" } else { "ADMINS" },
            "_links": { "self": format!("{}/wiki/rest/api/group/by-id?id={}", ask.site_url, group.id) },
        })
    })
}

/// `GET …/group/{id}/membersByGroupId`: also those who are switched off.
pub(super) fn members(world: &World, ask: &Ask<'_>, id: &str) -> Reply {
    let Some(group) = world.groups.iter().find(|g| g.id == id) else {
        return error_v1(404, "No group with that id");
    };
    let accounts: Vec<&Account> = world.accounts.iter().filter(|a| group.members.contains(&a.id)).collect();
    let path = format!("/rest/api/group/{id}/membersByGroupId");
    by_offset(world, ask, &path, &accounts, |account| user_v1(account))
}
