//! What lists of tokens and of keys have in common: what each is called, when it was made and last used, and when it
//! runs out.

use csv::StringRecord;
use serde_json::{Map, Value, json};

use super::dates::{self, Cell};
use super::table::{Row, columns};
use crate::scrub::{Mark, Scrubber};
use crate::snapshot::NewGap;

const CREATED: [&str; 5] = ["createdat", "created", "createdon", "creationdate", "datecreated"];
const EXPIRES: [&str; 7] =
    ["expiresat", "expires", "expiry", "expireson", "expirydate", "expirationdate", "expiration"];
const USED: [&str; 8] = [
    "lastactiveat",
    "lastactive",
    "lastused",
    "lastusedat",
    "lastaccess",
    "lastaccessed",
    "lastuseddate",
    "lastactivity",
];

/// The columns that tell a time of a credential's life.
pub(super) fn known() -> Vec<&'static str> {
    [&CREATED[..], &EXPIRES, &USED].concat()
}

/// Whether a header has one of them.
pub(super) fn is_told(header: &StringRecord) -> bool {
    !columns(header, &known()).is_empty()
}

/// The names that the API has for when a credential runs out and when it was last used, as far as a header has columns
/// for them.
pub(super) fn ends(header: &StringRecord) -> impl Iterator<Item = &'static str> {
    let has = |slugs: &[&str]| !columns(header, slugs).is_empty();
    let ends = [("expiresAt", has(&EXPIRES)), ("lastActiveAt", has(&USED))];
    ends.into_iter().filter_map(|(key, is_there)| is_there.then_some(key))
}

/// Fills in the times of a row under the names of the API. A cell that says nothing leaves its field out: in a list
/// kept by hand it means that nobody wrote it down, not that it never happened.
pub(super) fn fill(
    object: &mut Map<String, Value>,
    header: &StringRecord,
    row: &Row<'_>,
    problems: &mut Vec<NewGap>,
) {
    for (key, slugs) in [("createdAt", &CREATED[..]), ("expiresAt", &EXPIRES), ("lastActiveAt", &USED)] {
        let Some(text) = columns(header, slugs).first().map(|column| row.cell(*column)) else { continue };
        match dates::read(text) {
            Cell::At(time) => drop(object.insert(key.to_owned(), json!(dates::written(time)))),
            Cell::Never => drop(object.insert(key.to_owned(), Value::Null)),
            Cell::Empty => {}
            Cell::Unclear => {
                let reason = format!(
                    "{key}: a date that cannot be understood, or in two ways; write it as 2026-01-31"
                );
                problems.push(NewGap { place: format!("line {}", row.line), reason });
            }
        }
    }
}

/// What a credential without an id of its own is known by: who made it, what they called it, and when.
pub(super) fn made_key(
    whose: &str,
    label: Option<&str>,
    object: &Map<String, Value>,
    scrubber: &Scrubber,
) -> String {
    let created = object.get("createdAt").and_then(Value::as_str).unwrap_or_default();
    let label = label.map(|label| lasting(label, scrubber)).unwrap_or_default();
    format!("{whose}/{label}/{created}")
}

/// A label without a secret pasted into it, and the same in every run: fingerprints are not.
fn lasting(label: &str, scrubber: &Scrubber) -> String {
    let clean = scrubber.clean(json!({"label": label}));
    let mut text = clean.get()["label"].as_str().unwrap_or_default().to_owned();
    for mark in Mark::find_all(&text) {
        let lasting = Mark { fingerprint: None, ..mark.clone() };
        text = text.replace(&mark.to_string(), &lasting.to_string());
    }
    text
}
