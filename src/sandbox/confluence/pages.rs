//! The two ways in which Confluence cuts a list: by cursor in version 2 and in searches, by offset in version 1.

use crate::sandbox::ask::Ask;
use crate::sandbox::faults::Fault;
use crate::sandbox::paging::{cursor, page, read_cursor};
use crate::sandbox::reply::Reply;
use crate::sandbox::world::World;
use serde_json::{Map, Value, json};

/// An error of version 2.
pub(super) fn error_v2(status: u16, code: &str, title: &str) -> Reply {
    let error = json!({ "status": status, "code": code, "title": title, "detail": null });
    Reply::json(status, &json!({ "errors": [error] }))
}

/// What version 2 says to a wrong request.
pub(super) fn bad_v2(title: &str) -> Reply {
    error_v2(400, "INVALID_REQUEST_PARAMETER", title)
}

/// What version 2 says where there is nothing, or nothing for this caller to see.
pub(super) fn absent_v2() -> Reply {
    error_v2(404, "NOT_FOUND", "Not Found")
}

/// An error of version 1.
pub(super) fn error_v1(status: u16, message: &str) -> Reply {
    let data = json!({ "authorized": status != 403, "valid": true, "errors": [], "successful": false });
    Reply::json(status, &json!({ "statusCode": status, "data": data, "message": message }))
}

/// The number in a parameter, if it is one of the `allowed`.
pub(super) fn number(
    ask: &Ask<'_>,
    name: &str,
    default: usize,
    allowed: std::ops::RangeInclusive<usize>,
) -> Option<usize> {
    match ask.param(name) {
        None => Some(default),
        Some(text) => text.parse().ok().filter(|n| allowed.contains(n)),
    }
}

/// A list of version 2. `path` is that of the site, also where the gateway was asked: links do not know of it.
pub(super) fn by_cursor<T>(
    world: &World,
    ask: &Ask<'_>,
    path: &str,
    rows: &[T],
    json: impl Fn(&T) -> Value,
) -> Reply {
    let Some(limit) = number(ask, "limit", 25, 1..=250) else {
        return bad_v2("limit must be between 1 and 250");
    };
    let offset = match ask.param("cursor").map(|text| read_cursor(path, text)) {
        None => 0,
        Some(Some((offset, _))) => offset,
        Some(None) => return bad_v2("Invalid cursor"),
    };
    let page = page(rows.len(), offset, limit.min(world.settings.page_cap), ask.fault);
    let base = format!("{}/wiki", ask.site_url);
    let next = page.next.map(|offset| next_link(ask, path, &cursor(path, offset, &Value::Null)));
    let mut links = Map::new();
    let mut header = vec![];
    if let Some(next) = next {
        header.push(format!("<{next}>; rel=\"next\""));
        links.insert("next".to_owned(), json!(next));
    }
    header.push(format!("<{base}>; rel=\"base\""));
    links.insert("base".to_owned(), json!(base));
    let results: Vec<Value> = page.rows.iter().map(|&n| json(&rows[n])).collect();
    Reply::ok(&json!({ "results": results, "_links": links })).with("link", header.join(", "))
}

/// A list of version 1.
pub(super) fn by_offset<T>(
    world: &World,
    ask: &Ask<'_>,
    path: &str,
    rows: &[T],
    json: impl Fn(&T) -> Value,
) -> Reply {
    let (Some(start), Some(wanted)) =
        (number(ask, "start", 0, 0..=usize::MAX), number(ask, "limit", 200, 0..=200))
    else {
        return error_v1(400, "start and limit must be numbers, and limit at most 200");
    };
    let limit = wanted.min(world.settings.page_cap);
    let page = page(rows.len(), start, limit, ask.fault);
    let results: Vec<Value> = page.rows.iter().take(limit).map(|&n| json(&rows[n])).collect();
    let mut links = links_v1(ask, path);
    if let Some(next) = page.next.filter(|_| limit > 0) {
        links
            .insert("next".to_owned(), json!(format!("{}{path}?limit={limit}&start={next}", elsewhere(ask))));
    }
    let mut body = json!({ "results": results, "start": start, "limit": limit, "size": results.len() });
    if ask.param("shouldReturnTotalSize") == Some("true") {
        body["totalSize"] = json!(rows.len());
    }
    body["_links"] = Value::Object(links);
    Reply::ok(&body)
}

/// The links that every list of version 1 has. What comes after `base` in the others does not repeat `/wiki`.
pub(super) fn links_v1(ask: &Ask<'_>, path: &str) -> Map<String, Value> {
    let base = format!("{}/wiki", ask.site_url);
    let entries =
        [("base", base.clone()), ("context", "/wiki".to_owned()), ("self", format!("{base}{path}"))];
    entries.into_iter().map(|(name, link)| (name.to_owned(), json!(link))).collect()
}

/// The same request again, from `cursor` on.
pub(super) fn next_link(ask: &Ask<'_>, path: &str, cursor: &str) -> String {
    let others = ask.query.iter().filter(|(name, _)| name != "cursor");
    let kept: String = others.map(|(name, value)| format!("{}={}&", encoded(name), encoded(value))).collect();
    format!("{}{path}?{kept}cursor={cursor}", elsewhere(ask))
}

/// Nothing, unless links are to lead astray.
fn elsewhere<'a>(ask: &Ask<'a>) -> &'a str {
    if ask.fault == Some(&Fault::NextElsewhere) { ask.other_url } else { "" }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
