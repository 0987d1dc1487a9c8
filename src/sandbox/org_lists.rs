//! The organisation API, version 2, without the users: groups, directories, workspaces.

use super::ask::Ask;
use super::org_api::{bad, body, list, not_simulated, refused};
use super::organisation::{Group, workspaces};
use super::paging::{cursor, page};
use super::reply::Reply;
use super::world::World;
use serde_json::{Map, Value, json};

/// `GET /admin/v2/orgs/{org}/directories`: there is one.
pub(crate) fn directories(ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = refused(ask, "read:directories:admin") {
        return refusal;
    }
    if let Some((name, _)) = ask.query.iter().find(|(name, _)| !["limit", "cursor"].contains(&name.as_str()))
    {
        return not_simulated(name);
    }
    let icon = "https://avatars.acme.example/directory";
    let row = json!({ "directoryId": World::DIRECTORY_ID, "name": World::NAME, "icon": icon });
    Reply::ok(&json!({ "data": [row], "links": { "self": "directories" } }))
}

/// `POST …/directories/{directory}/groups/search`.
pub(crate) fn search_groups(world: &World, ask: &Ask<'_>, directory: &str) -> Reply {
    const FAMILY: &str = "directory-groups";
    // No scope is documented for it; this one is its older sister's.
    if let Some(refusal) = refused(ask, "read:groups:admin") {
        return refusal;
    }
    if directory != "-" && directory != World::DIRECTORY_ID {
        return Reply::org_error(404, "NOT_FOUND", "Directory not found");
    }
    let (offset, query) = match body(ask, FAMILY) {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let wanted = match GroupFilter::read(&query) {
        Ok(wanted) => wanted,
        Err(message) => return bad(&message),
    };
    if let Some(field) = ["directoryIds", "sortBy"].iter().find(|field| !query[**field].is_null()) {
        return not_simulated(field);
    }
    let found: Vec<&Group> = world.groups.iter().filter(|group| wanted.wants(group)).collect();
    let page = page(found.len(), offset, wanted.limit.min(world.settings.page_cap), ask.fault);
    let rows: Vec<Value> = page.rows.iter().map(|&n| wanted.row(found[n])).collect();
    let at = |offset| cursor(FAMILY, offset, &query);
    Reply::ok(&json!({ "data": rows, "links": links(at(offset), page.next.map(at)) }))
}

/// `GET …/directories/{directory}/groups/{group}/role-assignments`: what the group opens.
pub(crate) fn group_roles(world: &World, ask: &Ask<'_>, group: &str) -> Reply {
    if let Some(refusal) = refused(ask, "read:groups:admin") {
        return refusal;
    }
    match world.groups.iter().find(|g| g.id == group) {
        Some(group) => {
            Reply::ok(&json!({ "data": group.role_assignments(), "links": { "self": "role-assignments" } }))
        }
        None => Reply::org_error(404, "NOT_FOUND", "Group not found"),
    }
}

/// `POST /admin/v2/orgs/{org}/workspaces`. A cursor stands alone; with anything beside it the call is refused.
pub(crate) fn search_workspaces(world: &World, ask: &Ask<'_>) -> Reply {
    const FAMILY: &str = "workspaces";
    if let Some(refusal) = ask.key_lacks("read:workspaces:admin") {
        return refusal;
    }
    let sent = serde_json::from_slice::<Map<String, Value>>(ask.body).unwrap_or_default();
    if sent.get("cursor").is_some_and(|cursor| !cursor.is_null()) && sent.len() > 1 {
        return bad("With a cursor no other property may be present");
    }
    let (offset, query) = match body(ask, FAMILY) {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    if let Some(field) = ["query", "sort"].iter().find(|field| !query[**field].is_null()) {
        return not_simulated(field);
    }
    let limit = match limit(&query, 20, 1000) {
        Ok(limit) => limit,
        Err(message) => return bad(&message),
    };
    let all = workspaces(&world.accounts, world.settings.today, ask.site_url, &world.admin().id);
    let page = page(all.len(), offset, limit.min(world.settings.page_cap), ask.fault);
    let at = |offset| cursor(FAMILY, offset, &query);
    let end = page.rows.last().map_or(offset, |last| last + 1);
    let rows: Vec<&Value> = page.rows.iter().map(|&n| &all[n]).collect();
    Reply::ok(&json!({
        "data": rows, "links": links(at(offset), page.next.map(at)),
        "meta": { "pageSize": limit, "startIndex": offset + 1, "endIndex": end, "total": all.len() },
    }))
}

struct GroupFilter<'a> {
    limit: usize,
    term: Option<&'a str>,
    ids: Vec<&'a Value>,
    names: Vec<&'a Value>,
    members: Vec<&'a Value>,
    resources: Vec<&'a Value>,
    owners: Vec<&'a Value>,
    roles: Vec<&'a Value>,
    expand: Vec<&'a Value>,
}

impl<'a> GroupFilter<'a> {
    fn read(query: &'a Value) -> Result<Self, String> {
        let expand = list(query, "expand", 2)?;
        if let Some(wrong) = expand.iter().find(|e| **e != "counts.resources" && **e != "counts.users") {
            return Err(format!("cannot expand {wrong}"));
        }
        let (ids, names) = (list(query, "groupIds", 10)?, list(query, "groupNames", 100)?);
        let term = query["searchTerm"].as_str();
        if !names.is_empty() && (!ids.is_empty() || term.is_some()) {
            return Err("groupNames excludes groupIds and searchTerm".to_owned());
        }
        Ok(Self {
            limit: limit(query, 20, 100)?,
            term,
            ids,
            names,
            members: list(query, "accountIds", 10)?,
            resources: list(query, "resourceIds", 20)?,
            owners: list(query, "resourceOwners", 10)?,
            roles: list(query, "roleIds", 10)?,
            expand,
        })
    }

    fn wants(&self, group: &Group) -> bool {
        let any = |wanted: &[&Value], has: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || wanted.iter().filter_map(|v| v.as_str()).any(has)
        };
        let grants = group.role_assignments();
        let granted = |field: &str, value: &str| grants.iter().any(|row| row[field] == value);
        self.term.is_none_or(|term| group.name.contains(term))
            && any(&self.ids, &|id| group.id == id)
            && any(&self.names, &|name| group.name.eq_ignore_ascii_case(name))
            && any(&self.members, &|id| group.members.contains(id))
            && any(&self.resources, &|id| granted("resourceId", id))
            && any(&self.owners, &|owner| granted("resourceOwner", owner))
            && any(&self.roles, &|role| granted("defaultRole", role))
    }

    /// The row with the counts that were asked for.
    fn row(&self, group: &Group) -> Value {
        let mut row = group.json();
        let asked = |name: &str| self.expand.iter().any(|e| *e == name);
        if let Some(counts) = row["counts"].as_object_mut() {
            counts.retain(|name, _| asked(&format!("counts.{name}")));
        }
        if let (true, Some(row)) = (self.expand.is_empty(), row.as_object_mut()) {
            row.shift_remove("counts");
        }
        row
    }
}

fn limit(query: &Value, default: usize, most: u64) -> Result<usize, String> {
    match &query["limit"] {
        Value::Null => Ok(default),
        n => match n.as_u64().filter(|n| (1..=most).contains(n)) {
            Some(n) => Ok(n as usize),
            None => Err(format!("limit must be between 1 and {most}")),
        },
    }
}

fn links(this: String, next: Option<String>) -> Value {
    match next {
        Some(next) => json!({ "self": this, "next": next }),
        None => json!({ "self": this }),
    }
}
