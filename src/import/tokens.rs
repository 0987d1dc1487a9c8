//! Lists of API tokens, as people keep them: Atlassian has a screen and an API for them, but no download.

use std::collections::BTreeMap;

use csv::StringRecord;
use serde_json::{Map, Value, json};

use super::Contents;
use super::dates::{self, Cell};
use super::table::{Row, columns, not_understood, says_nothing, slug};
use crate::scrub::{Mark, Scrubber};
use crate::snapshot::{NewGap, NewRecord, record};

const ID: [&str; 3] = ["id", "tokenid", "apitokenid"];
const LABEL: [&str; 6] = ["label", "tokenlabel", "tokenname", "token", "apitoken", "apitokenname"];
const HOLDER_ID: [&str; 6] = ["userid", "accountid", "atlassianid", "ownerid", "holderid", "user.id"];
const EMAIL: [&str; 6] = ["email", "useremail", "emailaddress", "owneremail", "holderemail", "owner"];
const HOLDER: [&str; 5] = ["user", "username", "ownername", "holder", "name"];
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
const STATUS: [&str; 2] = ["status", "state"];

/// Whether a header is that of a list of tokens: a label, a holder, and a time of a token's life.
pub(super) fn is_header(header: &StringRecord) -> bool {
    let has = |slugs: &[&str]| !columns(header, slugs).is_empty();
    has(&LABEL)
        && (has(&HOLDER_ID) || has(&EMAIL) || has(&HOLDER))
        && (has(&CREATED) || has(&EXPIRES) || has(&USED))
}

/// Reads a list of tokens.
pub(super) fn read(
    header: &StringRecord,
    rows: &[Row<'_>],
    name: &str,
    scrubber: &Scrubber,
) -> Result<Contents, String> {
    const SURFACE: &str = "org.api-tokens";
    let known: Vec<&str> =
        [&ID[..], &LABEL, &HOLDER_ID, &EMAIL, &HOLDER, &CREATED, &EXPIRES, &USED, &STATUS, &["scopes"]]
            .concat();
    let unknown =
        not_understood(header.iter().filter(|name| !known.contains(&slug(name).as_str())), scrubber);
    let mut problems: Vec<NewGap> = unknown.into_iter().collect();
    let mut records = Vec::new();
    for row in rows {
        let place = format!("line {}", row.line);
        match token(header, row, scrubber, &mut problems) {
            Some((key, body)) => records.push(NewRecord {
                kind: record::LISTED_TOKEN,
                key,
                place: format!("{name}, {place}"),
                body: scrubber.clean(body),
            }),
            None => problems.push(NewGap { place, reason: "has neither a label nor a holder".to_owned() }),
        }
    }
    if records.is_empty() {
        return Err("is a list of API tokens without any token in it".to_owned());
    }
    Ok(Contents {
        kind: "API tokens",
        records: BTreeMap::from([(SURFACE, records)]),
        problems,
        surface: SURFACE,
    })
}

/// A row in the shape of the API. A cell that says nothing leaves its field out: in a list kept by hand it means
/// that nobody wrote it down, not that it never happened.
fn token(
    header: &StringRecord,
    row: &Row<'_>,
    scrubber: &Scrubber,
    problems: &mut Vec<NewGap>,
) -> Option<(String, Value)> {
    let cell = |slugs: &[&str]| row.first(&columns(header, slugs)).map(str::to_owned);
    let label = cell(&LABEL);
    let mut email = cell(&EMAIL);
    let mut holder = cell(&HOLDER);
    // A column called owner or user holds either.
    if email.as_deref().is_some_and(|email| !email.contains('@')) {
        holder = holder.or(email.take());
    }
    if holder.as_deref().is_some_and(|holder| holder.contains('@')) {
        email = email.or(holder.take());
    }
    let holder_id = cell(&HOLDER_ID);
    if label.is_none() && email.is_none() && holder_id.is_none() {
        return None;
    }
    let mut token = Map::new();
    let mut user = Map::new();
    for (key, value) in [("id", &holder_id), ("name", &holder), ("email", &email)] {
        if let Some(value) = value {
            user.insert(key.to_owned(), json!(value));
        }
    }
    token.insert("user".to_owned(), Value::Object(user));
    for (key, slugs) in [("createdAt", &CREATED[..]), ("expiresAt", &EXPIRES), ("lastActiveAt", &USED)] {
        let Some(text) = columns(header, slugs).first().map(|column| row.cell(*column)) else { continue };
        match dates::read(text) {
            Cell::At(time) => drop(token.insert(key.to_owned(), json!(dates::written(time)))),
            Cell::Never => drop(token.insert(key.to_owned(), Value::Null)),
            Cell::Empty => {}
            Cell::Unclear => {
                let reason = format!(
                    "{key}: a date that cannot be understood, or in two ways; write it as 2026-01-31"
                );
                problems.push(NewGap { place: format!("line {}", row.line), reason });
            }
        }
    }
    if let Some(status) = cell(&STATUS).filter(|status| !says_nothing(status)) {
        token.insert("status".to_owned(), json!(status));
    }
    let created = token.get("createdAt").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(label) = &label {
        token.insert("label".to_owned(), json!(label));
    }
    // Without an id of its own a token is known by who made it, what they called it, and when.
    let whose = holder_id.or(email).or(holder).unwrap_or_default();
    let label = label.map(|label| lasting(&label, scrubber)).unwrap_or_default();
    let key = cell(&ID).unwrap_or_else(|| format!("{whose}/{label}/{created}"));
    token.insert("id".to_owned(), json!(key));
    Some((key, Value::Object(token)))
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
