//! Spaces and who may do what in them: as permissions, many rows for each principal, or as roles, one row.

use super::groups::named;
use super::pages::{absent_v2, bad_v2, by_cursor, error_v2};
use super::spaces::{Level, Principal, Space};
use crate::sandbox::account::stamp;
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::world::{SpaceRoleMode, World};
use chrono::Duration;
use serde_json::{Value, json};

/// What each level allows: the operation, its target, and the level from which on it does.
const OPERATIONS: &[(&str, &str, Level)] = &[
    ("read", "space", Level::Reads),
    ("create", "comment", Level::Reads),
    ("create", "page", Level::Writes),
    ("create", "blogpost", Level::Writes),
    ("create", "attachment", Level::Writes),
    ("archive", "page", Level::Writes),
    ("delete", "page", Level::Runs),
    ("delete", "blogpost", Level::Runs),
    ("delete", "comment", Level::Runs),
    ("delete", "attachment", Level::Runs),
    ("export", "space", Level::Runs),
    ("restrict_content", "space", Level::Runs),
    ("administer", "space", Level::Runs),
];

/// The roles that stand for the levels.
const ROLES: &[(Level, &str, &str, &str)] = &[
    (Level::Reads, "7c5a1d00-0000-4000-8000-000000000001", "Viewer", "Looks and comments"),
    (Level::Writes, "7c5a1d00-0000-4000-8000-000000000002", "Collaborator", "Writes"),
    (Level::Runs, "7c5a1d00-0000-4000-8000-000000000003", "Admin", "Runs the space"),
];

/// Filters that the sandbox does not simulate. It says so rather than answer as if they had been honoured.
const NOT_SIMULATED: &[&str] =
    &["labels", "favorited-by", "not-favorited-by", "description-format", "include-icon", "role-type"];
const KINDS: &[&str] =
    &["global", "collaboration", "knowledge_base", "personal", "system", "onboarding", "xflow_sample_space"];

/// `rest` is what follows `wiki/api/v2`.
pub(super) fn answer(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Option<Reply> {
    if let Some(name) = NOT_SIMULATED.iter().find(|name| ask.param(name).is_some()) {
        return Some(error_v2(501, "NOT_SIMULATED", &format!("The sandbox does not simulate '{name}'")));
    }
    let mode = world.settings.space_roles;
    let path = format!("/wiki/api/v2/{}", rest.join("/"));
    Some(match rest {
        ["spaces"] => spaces(world, ask, &path),
        ["spaces", id, "permissions"] => match seen(world, ask, id) {
            Some((n, space)) => permissions(world, ask, &path, space, has_roles(mode, n)),
            None => absent_v2(),
        },
        ["space-role-mode"] => Reply::ok(&json!({ "mode": mode_name(mode) })),
        // Both exist only where roles do; elsewhere there is nothing at the address.
        ["space-roles"] if mode != SpaceRoleMode::PreRoles => by_cursor(world, ask, &path, ROLES, role),
        ["spaces", id, "role-assignments"] if mode != SpaceRoleMode::PreRoles => match seen(world, ask, id) {
            Some((n, space)) => assignments(world, ask, &path, space, has_roles(mode, n)),
            None => absent_v2(),
        },
        ["space-roles"] | ["spaces", _, "role-assignments"] => absent_v2(),
        _ => return None,
    })
}

fn mode_name(mode: SpaceRoleMode) -> &'static str {
    match mode {
        SpaceRoleMode::PreRoles => "PRE_ROLES",
        SpaceRoleMode::Transition => "ROLES_TRANSITION",
        SpaceRoleMode::Roles => "ROLES",
    }
}

/// Whether the nth space has been moved to roles: half of them have, while the site is on its way.
fn has_roles(mode: SpaceRoleMode, n: usize) -> bool {
    match mode {
        SpaceRoleMode::PreRoles => false,
        SpaceRoleMode::Transition => n.is_multiple_of(2),
        SpaceRoleMode::Roles => true,
    }
}

/// Whether the caller may look into a space: an administrator into all of them, others where they were let in.
pub(super) fn sees(world: &World, ask: &Ask<'_>, space: &Space) -> bool {
    ask.is_confluence_admin()
        || world.account_of(ask.caller).is_some_and(|me| {
            space.grants.iter().any(|(principal, _)| match principal {
                Principal::Account(id) => *id == me.id,
                Principal::Group(name) => named(world, name).is_some_and(|g| g.members.contains(&me.id)),
            })
        })
}

fn seen<'w>(world: &'w World, ask: &Ask<'_>, id: &str) -> Option<(usize, &'w Space)> {
    let found = world.wiki.spaces.iter().enumerate().find(|(_, s)| s.id == id);
    found.filter(|(_, space)| sees(world, ask, space))
}

fn spaces(world: &World, ask: &Ask<'_>, path: &str) -> Reply {
    let list = |name| ask.param(name).map(|text| text.split(',').collect::<Vec<_>>());
    let (ids, keys) = (list("ids"), list("keys"));
    if [&ids, &keys].into_iter().flatten().any(|all| all.len() > 250) {
        return bad_v2("At most 250 ids or keys");
    }
    let (kind, status) = (ask.param("type"), ask.param("status"));
    if kind.is_some_and(|k| !KINDS.contains(&k))
        || status.is_some_and(|s| !["current", "archived"].contains(&s))
    {
        return bad_v2("Unknown type or status");
    }
    let mut found: Vec<&Space> = world
        .wiki
        .spaces
        .iter()
        .filter(|s| ids.as_ref().is_none_or(|all| all.contains(&s.id.as_str())))
        .filter(|s| keys.as_ref().is_none_or(|all| all.contains(&s.key.as_str())))
        .filter(|s| kind.is_none_or(|k| k == s.kind) && status.is_none_or(|t| t == s.status))
        .filter(|s| sees(world, ask, s))
        .collect();
    // The list is made in the order of ids, which is that of the reply unless asked otherwise.
    let sort = ask.param("sort").unwrap_or("id");
    match sort.trim_start_matches('-') {
        "id" => {}
        "key" => found.sort_by(|a, b| a.key.cmp(&b.key)),
        "name" => found.sort_by(|a, b| a.name.cmp(&b.name)),
        _ => return bad_v2("Unknown sort order"),
    }
    if sort.starts_with('-') {
        found.reverse();
    }
    by_cursor(world, ask, path, &found, |space| space_row(world, space))
}

fn space_row(world: &World, space: &Space) -> Value {
    let mut row = json!({
        "id": space.id, "key": space.key, "name": space.name, "type": space.kind, "status": space.status,
    });
    if let Some(author) = &space.author {
        row["authorId"] = json!(author);
    }
    // Declared a string; the real server says null.
    row["currentActiveAlias"] = Value::Null;
    row["createdAt"] = json!(stamp(world.settings.today - Duration::days(space.created_days)));
    row["homepageId"] = json!(format!("{}1", space.id));
    row["_links"] = json!({ "webui": format!("/spaces/{}", space.key) });
    row
}

/// One row an operation, so that the rows of a principal stand apart. A space with roles names only those.
fn permissions(world: &World, ask: &Ask<'_>, path: &str, space: &Space, roles: bool) -> Reply {
    let principals: Vec<(&str, &str, Level)> = if roles {
        ROLES.iter().map(|&(level, id, ..)| ("role", id, level)).collect()
    } else {
        let named = space.grants.iter().filter_map(|(principal, level)| match principal {
            Principal::Account(id) => Some(("user", id.as_str(), *level)),
            Principal::Group(name) => Some(("group", named(world, name)?.id.as_str(), *level)),
        });
        named.collect()
    };
    let rows: Vec<_> = OPERATIONS
        .iter()
        .flat_map(|&(key, target, from)| {
            let able = principals.iter().filter(move |(_, _, level)| *level >= from);
            able.map(move |&(kind, id, _)| (kind, id, key, target))
        })
        .enumerate()
        .collect();
    by_cursor(world, ask, path, &rows, |(n, (kind, id, key, target))| {
        json!({
            "id": format!("{}{n:03}", space.id),
            "principal": { "type": kind, "id": id },
            "operation": { "key": key, "targetType": target },
        })
    })
}

fn role(&(level, id, name, description): &(Level, &str, &str, &str)) -> Value {
    let able = OPERATIONS.iter().filter(|(_, _, from)| level >= *from);
    let permissions: Vec<String> = able.map(|(key, target, _)| format!("{key}/{target}")).collect();
    json!({
        "id": id, "type": "SYSTEM", "name": name, "description": description, "spacePermissions": permissions,
    })
}

fn assignments(world: &World, ask: &Ask<'_>, path: &str, space: &Space, roles: bool) -> Reply {
    let (kind, id) = (ask.param("principal-type"), ask.param("principal-id"));
    if kind.is_some() != id.is_some() {
        return bad_v2("principal-id and principal-type go together");
    }
    if kind.is_some_and(|kind| !["USER", "GROUP", "ACCESS_CLASS"].contains(&kind)) {
        return bad_v2("Unknown principal-type");
    }
    let role_of = |level| ROLES.iter().find(|(of, ..)| *of == level).map(|(_, id, ..)| *id);
    let named = space.grants.iter().filter(|_| roles).filter_map(|(principal, level)| match principal {
        Principal::Account(id) => Some(("USER", id.as_str(), role_of(*level)?)),
        Principal::Group(name) => Some(("GROUP", named(world, name)?.id.as_str(), role_of(*level)?)),
    });
    // With roles, whoever may use the product may look: neither an account nor a group.
    let everybody = role_of(Level::Reads).filter(|_| roles && !space.is_personal());
    let rows: Vec<_> = named
        .chain(everybody.map(|role| ("ACCESS_CLASS", "all-licensed-users", role)))
        .filter(|row| kind.is_none_or(|kind| kind == row.0) && id.is_none_or(|id| id == row.1))
        .filter(|row| ask.param("role-id").is_none_or(|role| role == row.2))
        .collect();
    by_cursor(
        world,
        ask,
        path,
        &rows,
        |(kind, id, role)| json!({ "principal": { "principalType": kind, "principalId": id }, "roleId": role }),
    )
}
