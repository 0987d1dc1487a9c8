//! The API Access family: tokens of managed accounts, and service accounts under either of their addresses.

use super::ask::Ask;
use super::faults::Fault;
use super::paging::{cursor, page, read_cursor};
use super::reply::Reply;
use super::world::World;
use serde_json::{Map, Value, json};

/// Documented filters of the token list that the sandbox accepts but does not simulate.
const NOT_SIMULATED: &[&str] = &["createdAt", "lastActiveAt", "sort"];

/// Why the key may not; `None`: it may.
fn denied(ask: &Ask<'_>, scope: &str) -> Option<Reply> {
    match ask.caller.is_org_key() {
        false => Some(Reply::gateway_error(401, "Unauthorized")),
        true => (!ask.may(scope)).then(|| Reply::gateway_error(403, "Forbidden")),
    }
}

/// `GET /admin/api-access/v1/orgs/{org}/api-tokens`.
pub(crate) fn api_tokens(world: &World, ask: &Ask<'_>) -> Reply {
    if let Some(denied) = denied(ask, "read:tokens:admin") {
        return denied;
    }
    const FAMILY: &str = "api-tokens";
    for (name, value) in &ask.query {
        let known = match name.as_str() {
            "q" | "cursor" => true,
            // Real values are lower case, unlike those in the reply.
            "status" => matches!(value.as_str(), "allowed" | "blocked"),
            "pageSize" => value.parse::<usize>().is_ok_and(|n| n > 0),
            _ => false,
        };
        if NOT_SIMULATED.iter().any(|prefix| name.starts_with(prefix)) {
            return Reply::gateway_error(501, &format!("The sandbox does not simulate '{name}'"));
        }
        // Outside, an unknown name or value is no 400: the server falls over.
        if !known {
            return Reply::gateway_error(500, "Internal Server Error");
        }
    }
    let offset = match ask.param("cursor").map(|text| read_cursor(FAMILY, text)) {
        None => 0,
        Some(Some((offset, _))) => offset,
        Some(None) => return Reply::gateway_error(400, "Invalid cursor"),
    };
    let contains = |value: &Value, text: &str| value.as_str().is_some_and(|v| v.contains(text));
    let found: Vec<&Value> = world
        .tokens
        .iter()
        .map(|t| &t.json)
        .filter(|t| ask.param("status").is_none_or(|s| t["status"] == s.to_uppercase()))
        .filter(|t| {
            let fields = [&t["label"], &t["user"]["name"], &t["user"]["email"]];
            ask.param("q").is_none_or(|q| fields.iter().any(|f| contains(f, q)))
        })
        .collect();
    let size = ask.param("pageSize").and_then(|s| s.parse().ok()).unwrap_or(100);
    let page = page(found.len(), offset, std::cmp::min(size, world.settings.page_cap), ask.fault);
    let at = |offset| cursor(FAMILY, offset, &Value::Null);
    let data: Vec<&Value> = page.rows.iter().map(|&n| found[n]).collect();
    Reply::ok(&json!({ "data": data, "links": links(Some(at(offset)), page.next.map(at)) }))
}

/// The service accounts, as either address gives them; only the way to the next page differs.
pub(crate) fn service_accounts(world: &World, ask: &Ask<'_>, absolute_links: bool) -> Reply {
    if let Some(denied) = denied(ask, "read:service-accounts:admin") {
        return denied;
    }
    // This family takes no key that was made with scopes, whatever they are.
    if absolute_links && ask.scopes.is_some() {
        return Reply::gateway_error(403, "Forbidden");
    }
    const FAMILY: &str = "service-accounts";
    let limit = match ask.param("limit").map(str::parse::<usize>) {
        None => 80,
        Some(Ok(limit @ 1..=80)) => limit,
        Some(_) => return Reply::gateway_error(400, "limit must be between 1 and 80"),
    };
    let offset = match ask.param("cursor").map(|text| read_cursor(FAMILY, text)) {
        None => 0,
        Some(Some((offset, _))) => offset,
        Some(None) => return Reply::gateway_error(400, "Invalid cursor"),
    };
    let found: Vec<_> = world.accounts.iter().filter(|a| a.listed.service_accounts).collect();
    let page = page(found.len(), offset, limit.min(world.settings.page_cap), ask.fault);
    let creator = &world.admin().id;
    let items: Vec<Value> =
        page.rows.iter().map(|&n| found[n].service_account_json(world.settings.today, creator)).collect();
    let at = |offset| {
        let cursor = cursor(FAMILY, offset, &Value::Null);
        let url = if ask.fault == Some(&Fault::NextElsewhere) { ask.other_url } else { ask.own_url };
        if absolute_links { format!("{url}{}?cursor={cursor}&limit={limit}", ask.path) } else { cursor }
    };
    Reply::ok(&json!({ "items": items, "total": found.len(), "links": links(None, page.next.map(at)) }))
}

/// What the other address of the service accounts says.
pub(crate) fn unrouted() -> Reply {
    Reply::gateway_error(404, "Request failed to match any route")
}

fn links(this: Option<String>, next: Option<String>) -> Value {
    let entries = [("self", this), ("next", next)];
    let map: Map<String, Value> =
        entries.into_iter().filter_map(|(name, link)| Some((name.to_owned(), json!(link?)))).collect();
    Value::Object(map)
}
