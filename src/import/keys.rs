//! Lists of the organisation's API keys, as people keep them: Atlassian has a screen and an API for them, but no
//! download. A key is *created by* somebody, a token *belongs to* somebody: that tells the two lists apart.

use csv::StringRecord;
use serde_json::{Map, Value, json};

use super::Contents;
use super::life;
use super::list::List;
use super::table::{Row, columns, not_understood, slug};
use crate::scrub::Scrubber;
use crate::snapshot::{NewGap, record};

const ID: [&str; 3] = ["id", "keyid", "apikeyid"];
const LABEL: [&str; 8] =
    ["label", "name", "key", "keylabel", "keyname", "apikey", "apikeyname", "apikeylabel"];
const MAKER_ID: [&str; 4] = ["createdbyid", "createdbyuserid", "createdbyaccountid", "creatorid"];
const MAKER: [&str; 6] =
    ["createdby", "createdbyname", "createdbyuser", "creator", "creatorname", "createdbyadmin"];
const EMAIL: [&str; 5] = ["createdbyemail", "creatoremail", "createdbyemailaddress", "email", "emailaddress"];
const SCOPES: [&str; 2] = ["scopes", "scope"];
/// Columns that are understood and say nothing the report uses.
const IGNORED: [&str; 6] = ["status", "state", "resource", "targetresources", "orgid", "systemaccountid"];
/// Stands for a time that the list does not say; no time is read out of it.
const UNSAID: &str = "not written down";
/// Columns of lists of tokens: whose each one is.
const OF_TOKENS: [&str; 16] = [
    "accountid",
    "apitoken",
    "atlassianid",
    "holder",
    "holderemail",
    "holderid",
    "owner",
    "owneremail",
    "ownerid",
    "ownername",
    "token",
    "tokenname",
    "user",
    "useremail",
    "userid",
    "username",
];

/// Whether a header is that of a list of keys: a label, who created it, and a time of a key's life; and, where the
/// label's column does not say that it is a key's, nobody whose it is.
pub(super) fn is_header(header: &StringRecord) -> bool {
    let has = |slugs: &[&str]| !columns(header, slugs).is_empty();
    let created_by = has(&MAKER_ID) || has(&MAKER) || has(&EMAIL[..3]);
    let labelled = has(&LABEL[2..]) || (has(&LABEL) && !has(&OF_TOKENS));
    labelled && created_by && life::is_told(header)
}

/// Reads a list of keys.
pub(super) fn read(
    header: &StringRecord,
    rows: &[Row<'_>],
    name: &str,
    scrubber: &Scrubber,
) -> Result<Contents, String> {
    let known: Vec<&str> =
        [&ID[..], &LABEL, &MAKER_ID, &MAKER, &EMAIL, &SCOPES, &IGNORED, &life::known()].concat();
    let unknown =
        not_understood(header.iter().filter(|name| !known.contains(&slug(name).as_str())), scrubber);
    let list = List {
        title: "API keys of the organisation",
        surface: "org.api-keys",
        kind: record::ORG_KEY,
        lacks: "has neither a label nor anybody who created the key",
        empty: "is a list of API keys without any key in it",
    };
    list.read(unknown, rows, name, scrubber, |row, problems| key(header, row, scrubber, problems))
}

/// A row in the shape of the API.
fn key(
    header: &StringRecord,
    row: &Row<'_>,
    scrubber: &Scrubber,
    problems: &mut Vec<NewGap>,
) -> Option<(String, Value)> {
    let cell = |slugs: &[&str]| row.first(&columns(header, slugs)).map(str::to_owned);
    let label = cell(&LABEL);
    let id = cell(&MAKER_ID);
    let mut email = cell(&EMAIL);
    let mut name = cell(&MAKER);
    // A column called "created by" holds a name or an address.
    if name.as_deref().is_some_and(|name| name.contains('@')) {
        email = email.or(name.take());
    }
    if label.is_none() && id.is_none() && name.is_none() && email.is_none() {
        return None;
    }
    let mut key = Map::new();
    let told = [("id", &id), ("name", &name), ("email", &email)];
    let maker: Map<String, Value> =
        told.iter().filter_map(|(key, value)| Some(((*key).to_owned(), json!(value.as_ref()?)))).collect();
    key.insert("createdBy".to_owned(), Value::Object(maker));
    life::fill(&mut key, header, row, problems);
    // A time that the API leaves out beside others that it tells is taken for *probably never*. An empty cell is not
    // that: nobody wrote it down.
    for end in life::ends(header) {
        key.entry(end).or_insert_with(|| json!(UNSAID));
    }
    if let Some(scopes) = cell(&SCOPES) {
        let scopes: Vec<&str> =
            scopes.split([',', ';', ' ', '\n']).map(str::trim).filter(|scope| !scope.is_empty()).collect();
        key.insert("scopes".to_owned(), json!(scopes));
    }
    if let Some(label) = &label {
        key.insert("label".to_owned(), json!(label));
    }
    let whose = id.or(email).or(name).unwrap_or_default();
    let record_key = cell(&ID).unwrap_or_else(|| life::made_key(&whose, label.as_deref(), &key, scrubber));
    key.insert("id".to_owned(), json!(record_key));
    Some((record_key, Value::Object(key)))
}
