//! The organisation API, version 1: the organisation itself, its managed accounts, domains and policies.
//!
//! Unlike in version 2 the way to the next page is a whole address.

use super::ask::Ask;
use super::faults::Fault;
use super::organisation::{domains, policies};
use super::paging::{cursor, page, read_cursor};
use super::reply::Reply;
use super::world::World;
use serde_json::{Map, Value, json};

/// `GET /admin/v1/orgs`: empty, as reported, however valid the key is. Nobody learns the organisation's id here.
pub(crate) fn orgs(ask: &Ask<'_>) -> Reply {
    match ask.caller.is_org_key() {
        true => Reply::ok(&json!({ "data": [], "links": {} })),
        false => Reply::gateway_error(401, "Unauthorized"),
    }
}

/// `GET /admin/v1/orgs/{org}`.
pub(crate) fn org(ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = ask.key_lacks("read:orgs:admin") {
        return refusal;
    }
    let path = |rest: &str| format!("{}/admin/v1/orgs/{}{rest}", ask.own_url, World::ORG_ID);
    Reply::ok(&json!({ "data": {
        "id": World::ORG_ID, "type": "orgs", "attributes": { "name": World::NAME },
        "relationships": {
            "domains": { "links": { "related": path("/domains") } },
            "users": { "links": { "related": path("/users") } },
        },
        "links": { "self": path("") },
    } }))
}

/// `GET …/users`: the managed accounts. Nothing but the cursor can be chosen.
pub(crate) fn managed_users(world: &World, ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = ask.key_lacks("read:accounts:admin") {
        return refusal;
    }
    let managed: Vec<_> = world.accounts.iter().filter(|a| a.is_managed()).collect();
    let row = |n: usize| managed[n].managed_json(world.settings.today, ask.site_url);
    answer(
        world,
        ask,
        "managed-users",
        managed.len(),
        row,
        |page| json!({ "data": page.rows, "links": page.links, "meta": { "total": managed.len() } }),
    )
}

/// `GET …/domains`.
pub(crate) fn list_domains(world: &World, ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = ask.key_lacks("read:domains:admin") {
        return refusal;
    }
    let all = domains();
    let row = |n: usize| all[n].clone();
    answer(world, ask, "domains", all.len(), row, |page| json!({ "data": page.rows, "links": page.links }))
}

/// `GET …/policies`. The filter knows the documented types only; without it newer ones come too.
pub(crate) fn list_policies(world: &World, ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = ask.key_lacks("read:policies:admin") {
        return refusal;
    }
    let wanted = ask.param("type");
    if wanted.is_some_and(|kind| !["ip-allowlist", "data-residency", "data-security"].contains(&kind)) {
        return Reply::org_error(400, "ADMIN-400", "Unknown policy type");
    }
    let mut all = policies();
    all.retain(|policy| wanted.is_none_or(|kind| policy["attributes"]["type"] == kind));
    let row = |n: usize| all[n].clone();
    answer(world, ask, "policies", all.len(), row, |page| {
        let meta = match page.cursor {
            Some(next) => json!({ "next": next, "page_size": page.rows.len() }),
            None => json!({ "page_size": page.rows.len() }),
        };
        json!({ "data": page.rows, "links": page.links, "meta": meta })
    })
}

/// One page, ready to be put into its envelope.
struct Rows {
    rows: Vec<Value>,
    links: Value,
    /// Of the next page.
    cursor: Option<String>,
}

fn answer(
    world: &World,
    ask: &Ask<'_>,
    family: &str,
    total: usize,
    row: impl Fn(usize) -> Value,
    envelope: impl FnOnce(Rows) -> Value,
) -> Reply {
    let offset = match ask.param("cursor").map(|text| read_cursor(family, text)) {
        None => 0,
        Some(Some((offset, _))) => offset,
        Some(None) => return Reply::org_error(400, "ADMIN-400-1", "Invalid page cursor"),
    };
    let page = page(total, offset, world.settings.page_cap, ask.fault);
    let at = |offset: usize| cursor(family, offset, &Value::Null);
    let url = if ask.fault == Some(&Fault::NextElsewhere) { ask.other_url } else { ask.own_url };
    let address = |offset: usize| json!(format!("{url}{}?cursor={}", ask.path, at(offset)));
    let mut links = Map::new();
    links.insert("self".to_owned(), address(offset));
    if let Some(next) = page.next {
        links.insert("next".to_owned(), address(next));
    }
    let rows = page.rows.into_iter().map(row).collect();
    Reply::ok(&envelope(Rows { rows, links: Value::Object(links), cursor: page.next.map(at) }))
}
