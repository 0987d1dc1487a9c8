//! The API Access family: tokens of managed accounts, keys of the organisation, service accounts under either of
//! their addresses, and what those log in with.

use super::ask::Ask;
use super::faults::Fault;
use super::paging::{cursor, page, read_cursor};
use super::reply::Reply;
use super::service_credentials::ServiceCredential;
use super::world::World;
use serde_json::{Map, Value, json};

/// `GET /admin/api-access/v1/orgs/{org}/api-tokens`.
pub(crate) fn api_tokens(world: &World, ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = ask.key_lacks("read:tokens:admin") {
        return refusal;
    }
    let known = |name: &str, value: &str| match name {
        "q" => true,
        // Real values are lower case, unlike those in the reply.
        "status" => matches!(value, "allowed" | "blocked"),
        _ => false,
    };
    let (status, q) = (ask.param("status").map(str::to_uppercase), ask.param("q"));
    let found = world.tokens.iter().map(|t| &t.json).filter(|t| {
        let fields = [&t["label"], &t["user"]["name"], &t["user"]["email"]];
        status.as_ref().is_none_or(|s| t["status"] == *s) && q.is_none_or(|q| has(&fields, q))
    });
    strict_list(world, ask, "api-tokens", &known, &["createdAt", "lastActiveAt", "sort"], found.collect())
}

/// `GET …/api-keys`: the organisation's own keys.
pub(crate) fn api_keys(world: &World, ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = ask.key_lacks("read:keys:admin") {
        return refusal;
    }
    let q = ask.param("q");
    let found = world.org_keys.iter().map(|k| &k.json).filter(|k| {
        let fields = [&k["label"], &k["createdBy"]["name"], &k["createdBy"]["email"]];
        q.is_none_or(|q| has(&fields, q))
    });
    let not_simulated = ["keyType", "expiresAt", "lastActiveAt", "sort"];
    strict_list(world, ask, "api-keys", &|name, _| name == "q", &not_simulated, found.collect())
}

/// `GET …/oauth-clients`: all clients of all service accounts, without a word on whose they are.
pub(crate) fn oauth_clients(world: &World, ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = ask.key_lacks("read:service-accounts-tokens:admin") {
        return refusal;
    }
    let rows: Vec<Value> =
        world.service_credentials.iter().filter(|c| c.client).map(ServiceCredential::without_owner).collect();
    strict_list(world, ask, "oauth-clients", &|_, _| false, &[], rows.iter().collect())
}

/// `GET …/service-accounts/api-tokens` or `…/oauth-clients`, of all accounts or of the one that the management
/// collection knows by `id`. What else they take besides a name is not known, so that anything is let through.
pub(crate) fn service_credentials(world: &World, ask: &Ask<'_>, id: Option<&str>, clients: bool) -> Reply {
    if let Some(refusal) = ask.key_lacks("read:service-accounts-tokens:admin") {
        return refusal;
    }
    let services = || world.accounts.iter().filter(|a| a.listed.service_accounts);
    if id.is_some_and(|id| services().all(|a| a.management_id() != id)) {
        return Reply::gateway_error(404, "Service account not found");
    }
    let (filter, field) = if clients { ("clientName", "name") } else { ("tokenLabel", "label") };
    let found = world
        .service_credentials
        .iter()
        .filter(|c| c.client == clients && id.is_none_or(|id| c.management_id == id))
        .map(|c| &c.json)
        .filter(|row| ask.param(filter).is_none_or(|text| has(&[&row[field]], text)));
    // A cursor belongs to the list that gave it out.
    let family = format!("service-accounts/{}/{field}", id.unwrap_or("-"));
    rows(world, ask, &family, found.collect())
}

/// Whether one of the fields is a text with `text` in it.
fn has(fields: &[&Value], text: &str) -> bool {
    fields.iter().any(|field| field.as_str().is_some_and(|v| v.contains(text)))
}

/// A list that falls over when it is asked for something it does not know: outside that is a 500, and no 400.
/// `not_simulated` begin the names of documented filters that are honestly refused.
fn strict_list(
    world: &World,
    ask: &Ask<'_>,
    family: &str,
    known: &dyn Fn(&str, &str) -> bool,
    not_simulated: &[&str],
    found: Vec<&Value>,
) -> Reply {
    for (name, value) in &ask.query {
        if not_simulated.iter().any(|prefix| name.starts_with(prefix)) {
            return Reply::gateway_error(501, &format!("The sandbox does not simulate '{name}'"));
        }
        let paging = match name.as_str() {
            "cursor" => true,
            "pageSize" => value.parse::<usize>().is_ok_and(|n| n > 0),
            _ => false,
        };
        if !paging && !known(name, value) {
            return Reply::gateway_error(500, "Internal Server Error");
        }
    }
    rows(world, ask, family, found)
}

fn rows(world: &World, ask: &Ask<'_>, family: &str, found: Vec<&Value>) -> Reply {
    let offset = match ask.param("cursor").map(|text| read_cursor(family, text)) {
        None => 0,
        Some(Some((offset, _))) => offset,
        Some(None) => return Reply::gateway_error(400, "Invalid cursor"),
    };
    let size = ask.param("pageSize").and_then(|s| s.parse().ok()).unwrap_or(100);
    let page = page(found.len(), offset, std::cmp::min(size, world.settings.page_cap), ask.fault);
    let at = |offset| cursor(family, offset, &Value::Null);
    let data: Vec<&Value> = page.rows.iter().map(|&n| found[n]).collect();
    Reply::ok(&json!({ "data": data, "links": links(Some(at(offset)), page.next.map(at)) }))
}

/// The service accounts, as either address gives them; only the way to the next page differs.
pub(crate) fn service_accounts(world: &World, ask: &Ask<'_>, absolute_links: bool) -> Reply {
    if let Some(refusal) = ask.key_lacks("read:service-accounts:admin") {
        return refusal;
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
