//! Lists of API tokens, as people keep them: Atlassian has a screen and an API for them, but no download.

use csv::StringRecord;
use serde_json::{Map, Value, json};

use super::Contents;
use super::life;
use super::list::List;
use super::table::{Row, columns, not_understood, says_nothing, slug};
use crate::scrub::Scrubber;
use crate::snapshot::{NewGap, record};

const ID: [&str; 3] = ["id", "tokenid", "apitokenid"];
const LABEL: [&str; 6] = ["label", "tokenlabel", "tokenname", "token", "apitoken", "apitokenname"];
const HOLDER_ID: [&str; 6] = ["userid", "accountid", "atlassianid", "ownerid", "holderid", "user.id"];
const EMAIL: [&str; 6] = ["email", "useremail", "emailaddress", "owneremail", "holderemail", "owner"];
const HOLDER: [&str; 5] = ["user", "username", "ownername", "holder", "name"];
const STATUS: [&str; 2] = ["status", "state"];

/// Whether a header is that of a list of tokens: a label, a holder, and a time of a token's life.
pub(super) fn is_header(header: &StringRecord) -> bool {
    let has = |slugs: &[&str]| !columns(header, slugs).is_empty();
    has(&LABEL) && (has(&HOLDER_ID) || has(&EMAIL) || has(&HOLDER)) && life::is_told(header)
}

/// Reads a list of tokens.
pub(super) fn read(
    header: &StringRecord,
    rows: &[Row<'_>],
    name: &str,
    scrubber: &Scrubber,
) -> Result<Contents, String> {
    let known: Vec<&str> =
        [&ID[..], &LABEL, &HOLDER_ID, &EMAIL, &HOLDER, &life::known(), &STATUS, &["scopes"]].concat();
    let unknown =
        not_understood(header.iter().filter(|name| !known.contains(&slug(name).as_str())), scrubber);
    let list = List {
        title: "API tokens",
        surface: "org.api-tokens",
        kind: record::LISTED_TOKEN,
        lacks: "has neither a label nor a holder",
        empty: "is a list of API tokens without any token in it",
    };
    list.read(unknown, rows, name, scrubber, |row, problems| token(header, row, scrubber, problems))
}

/// A row in the shape of the API.
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
    life::fill(&mut token, header, row, problems);
    if let Some(status) = cell(&STATUS).filter(|status| !says_nothing(status)) {
        token.insert("status".to_owned(), json!(status));
    }
    if let Some(label) = &label {
        token.insert("label".to_owned(), json!(label));
    }
    let whose = holder_id.or(email).or(holder).unwrap_or_default();
    let key = cell(&ID).unwrap_or_else(|| life::made_key(&whose, label.as_deref(), &token, scrubber));
    token.insert("id".to_owned(), json!(key));
    Some((key, Value::Object(token)))
}
