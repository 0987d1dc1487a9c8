//! What Jira's paged lists have in common.

use crate::sandbox::ask::Ask;
use crate::sandbox::faults::Fault;
use crate::sandbox::paging::page;
use crate::sandbox::reply::Reply;
use crate::sandbox::world::World;
use serde_json::{Map, Value, json};

/// How long a page of this list is if nothing is asked for, and at most.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub usual: usize,
    pub most: usize,
}

/// Most lists: 50, and no limit is documented.
pub(super) const USUAL: Size = Size { usual: 50, most: 1000 };

/// One page in the envelope of most lists: `isLast`, `maxResults`, `startAt`, `total`, `values`, `self`, and
/// `nextPage` while there is one. `maxResults` is what the server really used.
pub(super) fn paged(
    world: &World,
    ask: &Ask<'_>,
    size: Size,
    total: usize,
    row: impl Fn(usize) -> Value,
) -> Result<Map<String, Value>, Reply> {
    let start = number(ask, "startAt", 0)?;
    let wanted = number(ask, "maxResults", size.usual)?.clamp(1, size.most).min(world.settings.page_cap);
    let page = page(total, start, wanted, ask.fault);
    let host = if ask.fault == Some(&Fault::NextElsewhere) { ask.other_url } else { ask.own_url };
    let at = |start: usize| format!("{host}{}?startAt={start}&maxResults={wanted}", ask.path);
    let mut body = Map::new();
    body.insert("self".to_owned(), json!(at(start)));
    if let Some(next) = page.next {
        body.insert("nextPage".to_owned(), json!(at(next)));
    }
    body.insert("maxResults".to_owned(), json!(wanted));
    body.insert("startAt".to_owned(), json!(start));
    body.insert("total".to_owned(), json!(total));
    body.insert("isLast".to_owned(), json!(page.next.is_none()));
    body.insert("values".to_owned(), Value::Array(page.rows.into_iter().map(row).collect()));
    Ok(body)
}

/// The envelope as an answer.
pub(super) fn answered(body: Result<Map<String, Value>, Reply>) -> Reply {
    body.map_or_else(|refusal| refusal, |body| Reply::ok(&Value::Object(body)))
}

/// A number among the parameters; anything else is refused.
pub(super) fn number(ask: &Ask<'_>, name: &str, default: usize) -> Result<usize, Reply> {
    let given = ask.param(name).map_or(Ok(default), str::parse);
    given.map_err(|_| Reply::jira_error(400, &format!("The parameter '{name}' must be a whole number.")))
}

/// Whether a switch is on.
pub(super) fn flag(ask: &Ask<'_>, name: &str) -> bool {
    ask.param(name) == Some("true")
}

/// Every value of a parameter that may be given more than once.
pub(super) fn values<'a>(ask: &'a Ask<'_>, name: &str) -> Vec<&'a str> {
    ask.query.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
}

/// What `expand` asks for.
pub(super) fn expands<'a>(ask: &'a Ask<'_>) -> Vec<&'a str> {
    let all = ask.param("expand").unwrap_or_default();
    all.split(',').map(str::trim).filter(|word| !word.is_empty()).collect()
}

/// The same for the lists that refuse a word they do not know.
pub(super) fn strict_expands<'a>(ask: &'a Ask<'_>, known: &[&str]) -> Result<Vec<&'a str>, Reply> {
    let asked = expands(ask);
    match asked.iter().find(|word| !known.contains(word)) {
        None => Ok(asked),
        Some(word) => Err(Reply::jira_error(400, &format!("The expand value '{word}' is invalid."))),
    }
}

/// A copy of `full` without the fields that `expand` can name and does not.
pub(super) fn trimmed(full: &Value, fields: &[(&str, &str)], asked: &[&str]) -> Value {
    let mut row = full.clone();
    if let Some(map) = row.as_object_mut() {
        map.retain(|key, _| {
            fields.iter().find(|(field, _)| field == key).is_none_or(|(_, word)| asked.contains(word))
        });
    }
    row
}
