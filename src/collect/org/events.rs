//! `org.events`: the audit log of the last days: who did what, when, and with which token.

use chrono::TimeDelta;
use futures::FutureExt;
use serde_json::{Map, Value};

use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{Call, PageShape, Rows, Style};

/// Days that are looked back; Atlassian keeps 180.
const DAYS: i64 = 30;
/// Pages that are read at most, newest first.
const MOST_PAGES: u64 = 20;
/// The largest page the server gives.
const PAGE: u32 = 500;

const NAME: &str = "org.events";

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: NAME,
    product: "organisation",
    level: Level::Organisation,
    wave: Wave::Lists,
    shows: "the audit log of the last 30 days, at most 10000 entries, newest first: who did what, when, with which \
            token; where somebody was is not kept",
    needs: Needs {
        reach: Reach::OrgKey,
        permission: "the organisation has Atlassian Guard Standard; the use of tokens is logged with Guard Premium \
                     or Cloud Enterprise only",
        scopes: &["read:events:admin"],
    },
    hides: "what a token or an account really did lately is not known; that nothing is seen of it here never means \
            that it is unused",
    cost: &[Cost::Pages("entries, 20 at most", PAGE), Cost::Once(1, "for the kinds of entry")],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(org) = scout.org() else { return Ok(()) };
    let base = ["admin", "v1", "orgs", &org.id];
    let from = (scout.now)() - TimeDelta::days(DAYS);
    // The other path, `events`, is limited to ten requests a minute.
    let call = Call::new(NAME, "GET events-stream")
        .path(base)
        .path(["events-stream"])
        .query("from", from.timestamp_millis())
        .query("limit", PAGE)
        .query("sortOrder", "desc");
    let shape = PageShape::new(Style::Stream, Rows::At("data")).key(|row| id_at(row, "id"));
    let pages = org.session.pages(call, shape).at_most(MOST_PAGES);
    let log = vec![(format!("of the last {DAYS} days"), pages)];
    scout.each_list(log, record::EVENT, "the log", |_, row| event(row)).await?;
    if scout.records == 0 {
        // The plan may not have it, which the server does not say.
        let why = "the log is empty, which proves nothing: what is logged depends on the plan".to_owned();
        return scout.miss(NAME, why);
    }

    let call = Call::new(NAME, "GET event-actions").path(base).path(["event-actions"]);
    let key: fn(&Value) -> Option<String> = |row| id_at(row, "id");
    let shape = PageShape::new(Style::Single, Rows::At("data")).key(key);
    match scout.drain(org.session.pages(call, shape), record::EVENT_ACTION, key).await {
        Err(Trouble::Wire(error)) => {
            let why = format!("what the kinds of entry are called could not be read: {error}");
            scout.miss(error.address(), why)
        }
        outcome => outcome.map(drop),
    }
}

/// What is kept of an entry: where somebody was, and what about, is nobody's business here.
fn event(row: &Value) -> Option<(String, Value)> {
    let attributes = row.get("attributes")?.as_object()?;
    let mut kept = Map::new();
    for name in ["time", "processedAt", "action"] {
        if let Some(value) = attributes.get(name) {
            kept.insert(name.to_owned(), value.clone());
        }
    }
    let mut actor = Map::new();
    for name in ["id", "name", "auth"] {
        if let Some(value) = attributes.get("actor").and_then(|actor| actor.get(name)) {
            actor.insert(name.to_owned(), value.clone());
        }
    }
    kept.insert("actor".to_owned(), Value::Object(actor));
    let text = |name: &str| attributes.get(name).and_then(Value::as_str).unwrap_or_default();
    let key = id_at(row, "id").unwrap_or_else(|| format!("{} {}", text("time"), text("action")));
    let mut body = Map::new();
    body.insert("id".to_owned(), Value::String(key.clone()));
    body.insert("attributes".to_owned(), Value::Object(kept));
    Some((key, Value::Object(body)))
}
