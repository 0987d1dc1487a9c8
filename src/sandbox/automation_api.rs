//! The automation API: `…/automation/public/{product}/{cloudId}/rest/v1/rule/…`.

use super::ask::Ask;
use super::credentials::Caller;
use super::faults::Fault;
use super::paging::{cursor, page, read_cursor};
use super::reply::Reply;
use super::rule::{Product, Rule};
use super::world::{NextLinks, Redaction, World};
use serde_json::{Value, json};

/// `rest` is what follows `automation/public`.
pub(crate) fn answer(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Reply {
    let [product, cloud_id, "rest", "v1" | "latest", rest @ ..] = rest else {
        return Reply::automation_error(404, "api.not-found", "Not found");
    };
    // A person's token without scopes, and nothing else, opens this API.
    if !matches!(ask.caller, Caller::SiteAdmin | Caller::SiteMember) {
        return Reply::gateway_error(401, "Unauthorized");
    }
    let (product, admin) = match *product {
        "jira" => (Product::Jira, ask.is_jira_admin()),
        "confluence" => (Product::Confluence, ask.is_confluence_admin()),
        _ => return Reply::automation_error(404, "api.not-found", "Unknown product"),
    };
    if !admin {
        let title = "User is not authenticated, or user is not a global admin.";
        return Reply::automation_error(403, "api.forbidden", title);
    }
    if *cloud_id != World::CLOUD_ID {
        return Reply::automation_error(404, "api.not-found", "Unknown site");
    }
    match rest {
        ["rule", "summary"] => summaries(world, ask, product),
        ["rule", uuid] => match world.rules.iter().find(|r| r.product == product && r.uuid == *uuid) {
            Some(rule) => Reply::ok(&full(world, ask, rule)),
            // What a real server says to an unknown rule is not documented.
            None => Reply::automation_error(404, "api.rule.not-found", "Rule not found"),
        },
        _ => Reply::automation_error(404, "api.not-found", "Not found"),
    }
}

fn summaries(world: &World, ask: &Ask<'_>, product: Product) -> Reply {
    let limit = match ask.param("limit").map(str::parse::<usize>) {
        None => 100,
        Some(Ok(limit @ 1..=100)) => limit,
        Some(_) => {
            let title = "'limit' must be in the range [1,100]";
            return Reply::automation_error(400, "api.validation.outside-range", title);
        }
    };
    let family = product.path_name();
    let offset = match ask.param("cursor") {
        None => 0,
        Some(text) => match read_cursor(family, text) {
            Some((offset, _)) => offset,
            None => return Reply::automation_error(400, "api.validation.invalid-cursor", "Invalid cursor"),
        },
    };
    let rules: Vec<&Rule> = world.rules.iter().filter(|r| r.product == product).collect();
    let page = page(rules.len(), offset, limit.min(world.settings.page_cap), ask.fault);
    let link = |offset: usize| {
        let query = format!("?cursor={}&limit={limit}", cursor(family, offset, &Value::Null));
        match (ask.fault, world.settings.next_links) {
            (Some(Fault::NextElsewhere), _) => format!("{}{}{query}", ask.other_url, ask.path),
            (_, NextLinks::Absolute) => format!("{}{}{query}", ask.own_url, ask.path),
            (_, NextLinks::Query) => query,
        }
    };
    let before = (offset > 0).then(|| link(offset.saturating_sub(world.settings.page_cap.min(limit))));
    let data: Vec<&Value> = page.rows.iter().map(|&n| &rules[n].summary).collect();
    Reply::ok(&json!({
        "links": { "self": link(offset), "next": page.next.map(link), "prev": before },
        "data": data,
    }))
}

fn full(world: &World, ask: &Ask<'_>, rule: &Rule) -> Value {
    let mut full = rule.full.clone();
    if world.settings.redaction == Redaction::Honoured && ask.param("redactSensitiveFields") == Some("true") {
        redact(&mut full);
    }
    full
}

/// Hides what the server calls sensitive: secure header values and webhook tokens. Not addresses, not bodies.
fn redact(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(redact),
        Value::Object(map) => {
            if map.get("headerSecure") == Some(&Value::Bool(true)) {
                map.insert("value".to_owned(), json!("***"));
            }
            if let Some(token) = map.get_mut("webhookToken") {
                *token = json!("***");
            }
            map.values_mut().for_each(redact);
        }
        _ => {}
    }
}
