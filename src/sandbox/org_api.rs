//! The organisation API, version 2: the directory of users.

use super::ask::Ask;
use super::paging::{cursor, page, read_cursor};
use super::reply::Reply;
use super::world::World;
use serde_json::{Map, Value, json};

const FAMILY: &str = "directory-users";

/// Everything `expand` can ask for, and the field it brings.
const EXPANDABLE: &[(&str, &str)] = &[
    ("platformRoles", "platformRoles"),
    ("counts.resources", "counts"),
    ("productAccess", "productAccess"),
    ("groups", "groups"),
];

/// Body fields that the sandbox does not simulate. It says so rather than answer as if they had been honoured.
const NOT_SIMULATED: &[&str] = &["sortBy"];

/// `POST /admin/v2/orgs/{org}/directories/{directory}/users/search`.
pub(crate) fn search_users(world: &World, ask: &Ask<'_>, directory: &str) -> Reply {
    // No scope is documented for the search; this one is its older sister's.
    if let Some(refusal) = refused(ask, "read:directories:admin") {
        return refusal;
    }
    if directory != "-" && directory != World::DIRECTORY_ID {
        return Reply::org_error(404, "NOT_FOUND", "Directory not found");
    }
    let (offset, query) = match body(ask, FAMILY) {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let filter = match Filter::read(&query) {
        Ok(filter) => filter,
        Err(message) => return bad(&message),
    };
    if let Some(field) = NOT_SIMULATED.iter().find(|f| !query[**f].is_null()) {
        return not_simulated(field);
    }
    let found: Vec<&Value> = world.directory.iter().filter(|row| filter.wants(row)).collect();
    let page = page(found.len(), offset, filter.limit.min(world.settings.page_cap), ask.fault);
    let data: Vec<Value> = page.rows.iter().map(|&n| expanded(found[n], &query)).collect();
    let mut links = Map::new();
    links.insert("self".to_owned(), json!(cursor(FAMILY, offset, &query)));
    if let Some(next) = page.next {
        links.insert("next".to_owned(), json!(cursor(FAMILY, next, &query)));
    }
    Reply::ok(&json!({ "data": data, "links": links }))
}

/// `GET …/directories/{directory}/users/count`: how many rows the search would have.
pub(crate) fn count_users(world: &World, ask: &Ask<'_>, directory: &str) -> Reply {
    if let Some(refusal) = refused(ask, "read:directories:admin") {
        return refusal;
    }
    if directory != "-" && directory != World::DIRECTORY_ID {
        return Reply::org_error(404, "NOT_FOUND", "Directory not found");
    }
    let mut query = json!({});
    for (name, value) in &ask.query {
        match name.as_str() {
            "searchTerm" => query[name] = json!(value),
            "claimStatus" => query[name] = json!(value),
            "mfaEnabled" => query[name] = json!(value == "true"),
            "accountIds" | "emailDomains" | "status" | "accountStatus" | "membershipStatus" => {
                let values: Vec<&str> = value.split(',').collect();
                query[name] = json!(values);
            }
            _ => return not_simulated(name),
        }
    }
    match Filter::read(&query) {
        Ok(filter) => {
            let count = world.directory.iter().filter(|row| filter.wants(row)).count();
            Reply::ok(&json!({ "count": count }))
        }
        Err(message) => bad(&message),
    }
}

/// Why this family refuses the key: its errors have a shape of their own.
pub(crate) fn refused(ask: &Ask<'_>, scope: &str) -> Option<Reply> {
    if !ask.caller.is_org_key() {
        return Some(Reply::org_error(401, "UNAUTHORIZED", "Unauthorized"));
    }
    (!ask.may(scope)).then(|| Reply::org_error(403, "FORBIDDEN", "The key lacks a scope"))
}

/// Where to start, and what was asked for. With a cursor everything else is ignored: it brings its own query.
pub(crate) fn body(ask: &Ask<'_>, family: &str) -> Result<(usize, Value), Reply> {
    if ask.body.is_empty() {
        return Ok((0, json!({})));
    }
    let Ok(Value::Object(map)) = serde_json::from_slice(ask.body) else {
        return Err(bad("The body is not a JSON object"));
    };
    match map.get("cursor").and_then(Value::as_str) {
        Some(text) => read_cursor(family, text).ok_or_else(|| bad("Invalid cursor")),
        None => Ok((0, Value::Object(map))),
    }
}

/// The row without the fields that nobody asked to expand.
fn expanded(row: &Value, query: &Value) -> Value {
    let mut row = row.clone();
    let asked = |name: &str| query["expand"].as_array().is_some_and(|all| all.iter().any(|v| v == name));
    for (name, field) in EXPANDABLE {
        if let (false, Some(row)) = (asked(name), row.as_object_mut()) {
            row.shift_remove(*field);
        }
    }
    row
}

struct Filter<'a> {
    limit: usize,
    search_term: Option<&'a str>,
    /// Field of the row, and the values it may have.
    one_of: Vec<(&'static str, Vec<&'a Value>)>,
    domains: Vec<&'a str>,
    directories: Vec<&'a Value>,
    groups: Vec<&'a Value>,
    resources: Vec<&'a Value>,
    roles: Vec<&'a Value>,
}

impl<'a> Filter<'a> {
    fn read(query: &'a Value) -> Result<Self, String> {
        let limit = match &query["limit"] {
            Value::Null => 50,
            n => n.as_u64().filter(|n| (1..=100).contains(n)).ok_or("limit must be between 1 and 100")?
                as usize,
        };
        if let Some(wrong) = list(query, "expand", 4)?
            .iter()
            .find(|v| !EXPANDABLE.iter().any(|(name, _)| v.as_str() == Some(*name)))
        {
            return Err(format!("cannot expand {wrong}"));
        }
        let search_term = query["searchTerm"].as_str();
        if search_term.is_some() && !query["emails"].is_null() {
            return Err("searchTerm and emails are mutually exclusive".to_owned());
        }
        let mut one_of = vec![];
        for (name, field, most) in [
            ("accountIds", "accountId", 10),
            ("emails", "email", 100),
            ("status", "status", 4),
            ("accountStatus", "accountStatus", 3),
            ("membershipStatus", "membershipStatus", 3),
        ] {
            one_of.push((field, list(query, name, most)?));
        }
        for field in ["claimStatus", "mfaEnabled"] {
            one_of.push((field, Some(&query[field]).filter(|v| !v.is_null()).into_iter().collect()));
        }
        let domains = list(query, "emailDomains", 10)?;
        let domains =
            domains.into_iter().filter_map(Value::as_str).map(|d| d.trim_start_matches('@')).collect();
        Ok(Self {
            limit,
            search_term,
            one_of,
            domains,
            directories: list(query, "directoryIds", 10)?,
            groups: list(query, "groupIds", 10)?,
            resources: list(query, "resourceIds", 20)?,
            roles: list(query, "roleIds", 10)?,
        })
    }

    fn wants(&self, row: &Value) -> bool {
        let email = row["email"].as_str().unwrap_or_default();
        let name = row["name"].as_str().unwrap_or_default();
        let by_term = self.search_term.is_none_or(|term| email.contains(term) || name.contains(term));
        let domain = email.rsplit('@').next().unwrap_or_default();
        let by_domain = self.domains.is_empty() || self.domains.contains(&domain);
        let by_value = self.one_of.iter().all(|(f, values)| values.is_empty() || values.contains(&&row[*f]));
        let here = self.directories.is_empty() || self.directories.iter().any(|d| **d == World::DIRECTORY_ID);
        let in_group =
            self.groups.is_empty() || entries(row, "groups").any(|group| self.groups.contains(&&group["id"]));
        here && in_group && by_term && by_domain && by_value && self.by_access(row)
    }

    /// Roles on a resource are those of a user; the others are the platform's.
    fn by_access(&self, row: &Value) -> bool {
        let on_resource =
            |access: &Value| self.resources.is_empty() || self.resources.contains(&&access["id"]);
        let user = entries(row, "productAccess").any(on_resource);
        let role = |role: &Value| match role.as_str() {
            Some("atlassian/user") => user,
            _ => self.resources.is_empty() && entries(row, "platformRoles").any(|r| r == role),
        };
        match self.roles.as_slice() {
            [] => self.resources.is_empty() || user,
            roles => roles.iter().any(|wanted| role(wanted)),
        }
    }
}

fn entries<'a>(row: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    row[field].as_array().into_iter().flatten()
}

/// The array `name` of the body: absent, or 1 to `most` entries.
pub(crate) fn list<'a>(query: &'a Value, name: &str, most: usize) -> Result<Vec<&'a Value>, String> {
    match &query[name] {
        Value::Null => Ok(vec![]),
        Value::Array(all) if name == "expand" || (1..=most).contains(&all.len()) => Ok(all.iter().collect()),
        _ => Err(format!("{name} must be an array of 1 to {most} entries")),
    }
}

pub(crate) fn not_simulated(name: &str) -> Reply {
    Reply::org_error(501, "NOT_SIMULATED", &format!("The sandbox does not simulate '{name}'"))
}

pub(crate) fn bad(message: &str) -> Reply {
    Reply::org_error(400, "BAD_REQUEST", message)
}
