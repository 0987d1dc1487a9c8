//! The audit log's endpoints: the stream, the search that is all but unusable, and what actions are called.

use super::ask::Ask;
use super::events::{ACTIONS, Event};
use super::faults::Fault;
use super::paging::{cursor, page, read_cursor};
use super::reply::Reply;
use super::world::World;
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many times as long as the pages of other lists those of the log are: it is that much longer itself, and
/// whoever reads it stops after some pages.
const LONG_PAGES: usize = 20;

const SCOPE: &str = "read:events:admin";

/// Ten requests a minute and no more, by the clock on the wall.
#[derive(Default)]
pub(crate) struct Gate(Mutex<VecDeque<Instant>>);

impl Gate {
    const REQUESTS: usize = 10;
    const TIME: Duration = Duration::from_secs(60);

    /// How long to wait; `None`: come in.
    fn wait(&self) -> Option<Duration> {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        asked.retain(|at| now.duration_since(*at) < Self::TIME);
        if let (true, Some(first)) = (asked.len() >= Self::REQUESTS, asked.front()) {
            return Some(Self::TIME.saturating_sub(now.duration_since(*first)));
        }
        asked.push_back(now);
        None
    }
}

/// `GET /admin/v1/orgs/{org}/event-actions`.
pub(crate) fn actions(ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = ask.key_lacks(SCOPE) {
        return refusal;
    }
    let rows: Vec<Value> = ACTIONS
        .iter()
        .map(|(id, name, group)| {
            let attributes = json!({ "displayName": name, "groupDisplayName": group });
            json!({ "id": id, "type": "event-actions", "attributes": attributes })
        })
        .collect();
    Reply::ok(&json!({ "data": rows }))
}

/// `GET …/events-stream`. Its last page still has a cursor, to ask later for what is new; only a link is missing.
pub(crate) fn stream(world: &World, ask: &Ask<'_>) -> Reply {
    if let Some(refusal) = ask.key_lacks(SCOPE) {
        return refusal;
    }
    answer(world, ask, "events-stream", 200, &["from", "to", "limit", "sortOrder"])
}

/// `GET …/events`: more filters, and ten requests a minute.
pub(crate) fn search(world: &World, ask: &Ask<'_>, gate: &Gate) -> Reply {
    if let Some(refusal) = ask.key_lacks(SCOPE) {
        return refusal;
    }
    if let Some(wait) = gate.wait() {
        let seconds = wait.as_secs() + 1;
        return Reply::gateway_error(429, "You exceeded the rate limit")
            .with("x-ratelimit-limit", "10")
            .with("x-ratelimit-remaining", "0")
            .with("retry-after", seconds.to_string());
    }
    answer(world, ask, "events", 30, &["from", "to", "limit", "q", "action", "actor"])
}

fn answer(world: &World, ask: &Ask<'_>, family: &str, size: usize, known: &[&str]) -> Reply {
    let mut start = 0;
    let mut query = ask.query.clone();
    if let Some(text) = ask.param("cursor") {
        // The cursor keeps the order and the filters it was given out with.
        let Some((offset, kept)) = read_cursor(family, text) else {
            return Reply::org_error(400, "ADMIN-400-1", "Invalid page cursor");
        };
        start = offset;
        query = serde_json::from_value(kept).unwrap_or_default();
    }
    if let Some((name, _)) = query.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        return Reply::org_error(501, "NOT_SIMULATED", &format!("The sandbox does not simulate '{name}'"));
    }
    let wanted = match Wanted::read(&query, size) {
        Ok(wanted) => wanted,
        Err(refusal) => return refusal,
    };
    let mut found: Vec<&Event> = world.events.iter().filter(|event| wanted.wants(event)).collect();
    if wanted.newest_first {
        found.reverse();
    }
    let streams = family == "events-stream";
    let cap = world.settings.page_cap.saturating_mul(LONG_PAGES);
    let page = page(found.len(), start, wanted.limit.min(cap), ask.fault);
    let rows: Vec<Value> = page.rows.iter().map(|&n| row(found[n], streams)).collect();
    let at = |offset: usize| cursor(family, offset, &json!(query));
    let url = if ask.fault == Some(&Fault::NextElsewhere) { ask.other_url } else { ask.own_url };
    let address = |cursor: &str| json!(format!("{url}{}?cursor={cursor}", ask.path));
    let next = page.next.map(at);
    let mut links = Map::new();
    links.insert("self".to_owned(), address(&at(start)));
    if let Some(next) = &next {
        links.insert("next".to_owned(), address(next));
    }
    let mut meta = json!({ "page_size": rows.len() });
    let later = (streams && !rows.is_empty()).then(|| at(found.len()));
    if let Some(next) = next.or(later) {
        meta["next"] = json!(next);
    }
    Reply::ok(&json!({ "data": rows, "links": links, "meta": meta }))
}

/// Only the stream tells when an event was processed.
fn row(event: &Event, streams: bool) -> Value {
    let mut row = event.json.clone();
    if let (false, Some(attributes)) = (streams, row["attributes"].as_object_mut()) {
        attributes.shift_remove("processedAt");
    }
    row
}

struct Wanted<'a> {
    from: Option<i64>,
    to: Option<i64>,
    limit: usize,
    newest_first: bool,
    text: Option<&'a str>,
    action: Option<&'a str>,
    actors: Vec<&'a str>,
}

impl<'a> Wanted<'a> {
    fn read(query: &'a [(String, String)], size: usize) -> Result<Self, Reply> {
        let first = |name: &str| query.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        let millis = |name: &str| match first(name).map(str::parse::<i64>) {
            None => Ok(None),
            Some(Ok(at)) => Ok(Some(at)),
            Some(Err(_)) => Err(Reply::org_error(400, "ADMIN-400-2", "Invalid date and time")),
        };
        let limit = match first("limit").map(str::parse::<usize>) {
            None => size,
            Some(Ok(limit @ 1..=500)) => limit,
            Some(_) => return Err(Reply::org_error(400, "ADMIN-400-3", "limit must be between 1 and 500")),
        };
        let actors = query.iter().filter(|(name, _)| name == "actor").map(|(_, value)| value.as_str());
        Ok(Self {
            from: millis("from")?,
            to: millis("to")?,
            limit,
            newest_first: first("sortOrder") == Some("desc"),
            text: first("q"),
            action: first("action"),
            actors: actors.collect(),
        })
    }

    fn wants(&self, event: &Event) -> bool {
        let time = event.time.timestamp_millis();
        let attributes = &event.json["attributes"];
        let actor = &attributes["actor"];
        let says = |text: &str| {
            [&actor["name"], &actor["email"], &event.json["message"]["content"]]
                .iter()
                .any(|field| field.as_str().is_some_and(|v| v.contains(text)))
        };
        self.from.is_none_or(|from| time >= from)
            && self.to.is_none_or(|to| time <= to)
            && self.action.is_none_or(|action| attributes["action"] == action)
            && (self.actors.is_empty() || self.actors.iter().any(|id| actor["id"] == *id))
            && self.text.is_none_or(says)
    }
}
