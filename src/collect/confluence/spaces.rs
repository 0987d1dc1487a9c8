//! `confluence.spaces`: spaces, and who holds which right in them.

use std::collections::BTreeSet;

use futures::FutureExt;
use serde_json::{Value, json as object};

use crate::atlassian::spaces::{Mode, Space, SpacePermission, SpaceRole};
use crate::collect::SiteAccess;
use crate::collect::scout::{Scout, Trouble, json};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{Call, PageShape, Pages, Rows, Style, WireError};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "confluence.spaces",
    product: "confluence",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "spaces, personal and archived ones too: who created each, and who holds which right in it by name, \
            by permissions and by roles",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account may view each space; what it may not view, Confluence calls not there (404) or \
                     leaves out",
        scopes: &[
            "read:space:confluence",
            "read:space.permission:confluence",
            "read:configuration:confluence",
        ],
    },
    hides: "which spaces belong to leavers and robots, or are administered by nobody else, is not known",
    cost: &[
        Cost::Once(1, "to learn whether permissions or roles rule the site"),
        Cost::Pages("spaces, current and archived apart", 250),
        Cost::Each("space; two while a site moves from permissions to roles"),
    ],
    read: |scout| read(scout).boxed(),
};

const LIMIT: u32 = 250;

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let mode = mode(scout, &site).await?;
    let mut ids = BTreeSet::new();
    // What a list without a status holds is written nowhere.
    for status in ["current", "archived"] {
        let pages = pages(&site, "GET spaces", &["spaces"], Some(("status", status)), space_key)?;
        let list = scout.drain(pages, record::SPACE, space_key).await?;
        if list.without_key > 0 {
            let why =
                format!("{} {status} spaces have no id, so their rights are not known", list.without_key);
            scout.miss("spaces", why)?;
        }
        ids.extend(list.keys);
    }
    if mode.permissions {
        permissions(scout, &site, &ids).await?;
    }
    if mode.roles {
        roles(scout, &site).await?;
        role_assignments(scout, &site, &ids).await?;
    }
    Ok(())
}

/// Whether permissions or roles rule the site. A site from before there were roles may not have the question.
async fn mode(scout: &mut Scout, site: &SiteAccess) -> Result<Mode, Trouble> {
    const BEFORE_ROLES: Mode = Mode { permissions: true, roles: false };
    let asked = call(site, "GET space-role-mode", &["space-role-mode"])?;
    match site.session.get(&asked).await {
        Ok(reply) => {
            let (mode, address) = (Mode::read(json(&reply.document)), reply.address.clone());
            scout.keep_reply(reply, record::SPACE_ROLE_MODE, "space-role-mode".to_owned())?;
            if let Some(mode) = mode {
                return Ok(mode);
            }
            let why = "the site's way of giving rights is a new one, so both known ways were asked for";
            scout.miss(&address, why.to_owned())?;
            Ok(Mode { permissions: true, roles: true })
        }
        Err(error) => {
            scout.requests += u64::from(error.attempts());
            let why =
                "whether roles give rights in spaces could not be learnt, so permissions alone were read";
            scout.miss(error.address(), format!("{why}: {error}"))?;
            Ok(BEFORE_ROLES)
        }
    }
}

fn call(site: &SiteAccess, family: &'static str, path: &[&str]) -> Result<Call, WireError> {
    let path: Vec<&str> = ["wiki", "api", "v2"].iter().chain(path).copied().collect();
    site.call(SURFACE.name, family, "confluence", &path)
}

fn pages(
    site: &SiteAccess,
    family: &'static str,
    path: &[&str],
    filter: Option<(&str, &str)>,
    key: fn(&Value) -> Option<String>,
) -> Result<Pages, WireError> {
    let mut call = call(site, family, path)?.query("limit", LIMIT);
    if let Some((name, value)) = filter {
        call = call.query(name, value);
    }
    let shape = PageShape::new(Style::ConfluenceCursor, Rows::At("results")).key(key);
    Ok(site.session.pages(call, shape))
}

fn space_key(row: &Value) -> Option<String> {
    Space(row).id()
}

async fn permissions(scout: &mut Scout, site: &SiteAccess, ids: &BTreeSet<String>) -> Result<(), Trouble> {
    let key: fn(&Value) -> Option<String> = |row| SpacePermission(row).id();
    let mut lists = Vec::new();
    for id in ids {
        let path = ["spaces", id, "permissions"];
        lists.push((id.clone(), pages(site, "GET spaces/{id}/permissions", &path, None, key)?));
    }
    let record = |space: &str, row: &Value| {
        let key = SpacePermission(row).id().unwrap_or_else(|| row.to_string());
        let body = object!({"spaceId": space, "permission": row});
        row.is_object().then(|| (format!("{space} {key}"), body))
    };
    scout.each_list(lists, record::SPACE_PERMISSION, "permission list of space", record).await
}

/// The roles a space may give. Without them it is not known which of them administer a space.
async fn roles(scout: &mut Scout, site: &SiteAccess) -> Result<(), Trouble> {
    let key: fn(&Value) -> Option<String> = |row| Some(format!("role {}", SpaceRole(row).id()?));
    let list = pages(site, "GET space-roles", &["space-roles"], None, key)?;
    match scout.drain(list, record::SPACE_ROLE, key).await {
        Err(Trouble::Wire(error)) => {
            let why = format!("what the roles of spaces allow could not be read: {error}");
            scout.miss(error.address(), why)
        }
        outcome => outcome.map(drop),
    }
}

async fn role_assignments(
    scout: &mut Scout,
    site: &SiteAccess,
    ids: &BTreeSet<String>,
) -> Result<(), Trouble> {
    // An assignment has no id: it is what it says.
    let key: fn(&Value) -> Option<String> = |row| Some(row.to_string());
    let mut lists = Vec::new();
    for id in ids {
        let path = ["spaces", id, "role-assignments"];
        lists.push((id.clone(), pages(site, "GET spaces/{id}/role-assignments", &path, None, key)?));
    }
    let record = |space: &str, row: &Value| {
        let body = object!({"spaceId": space, "assignment": row});
        row.is_object().then(|| (format!("{space} {row}"), body))
    };
    scout.each_list(lists, record::SPACE_ROLE_ASSIGNMENT, "role list of space", record).await
}
