//! Lists of service accounts, as people keep them: Atlassian has a screen and an API for them, but no download. A
//! list is one of service accounts where a column says so; their credentials are another matter.

use csv::StringRecord;
use serde_json::{Map, Value, json};

use super::Contents;
use super::list::List;
use super::table::{Row, columns, not_understood, slug};
use crate::scrub::Scrubber;
use crate::snapshot::record;

/// Columns that say what the list is of.
const NAMING: [&str; 4] = ["serviceaccount", "serviceaccountid", "serviceaccountname", "serviceaccountemail"];
/// How people tick a column off.
const TICKS: [&str; 9] = ["yes", "no", "true", "false", "y", "n", "x", "1", "0"];
const ID: [&str; 4] = ["serviceaccountid", "atlassianid", "accountid", "id"];
const NAME: [&str; 5] = ["serviceaccount", "serviceaccountname", "displayname", "name", "accountname"];
const EMAIL: [&str; 4] = ["serviceaccountemail", "email", "emailaddress", "mail"];
const STATUS: [&str; 4] = ["status", "state", "accountstatus", "serviceaccountstatus"];
/// Columns that are understood and say nothing the report uses.
const IGNORED: [&str; 7] =
    ["description", "created", "createdat", "createdby", "createdbyid", "updatedat", "container"];
/// Columns of a list of credentials.
const OF_CREDENTIALS: [&str; 9] = [
    "label",
    "token",
    "tokenname",
    "tokenlabel",
    "apitoken",
    "clientid",
    "clientname",
    "expiresat",
    "expires",
];

/// Whether a table lists service accounts: not their tokens or clients, and not accounts of all kinds with a column
/// of yes and no.
pub(super) fn is_list(header: &StringRecord, rows: &[Row<'_>]) -> bool {
    let names_them = header.iter().any(|name| NAMING.contains(&slug(name).as_str()));
    let column = columns(header, &["serviceaccount"]);
    let ticked = |row: &Row<'_>| row.first(&column).is_some_and(|cell| TICKS.contains(&slug(cell).as_str()));
    names_them && columns(header, &OF_CREDENTIALS).is_empty() && !rows.iter().any(ticked)
}

/// Reads a list of service accounts.
pub(super) fn read(
    header: &StringRecord,
    rows: &[Row<'_>],
    name: &str,
    scrubber: &Scrubber,
) -> Result<Contents, String> {
    let known: Vec<&str> = [&ID[..], &NAME, &EMAIL, &STATUS, &IGNORED].concat();
    let unknown =
        not_understood(header.iter().filter(|name| !known.contains(&slug(name).as_str())), scrubber);
    let list = List {
        title: "service accounts",
        surface: "org.service-accounts",
        kind: record::SERVICE_ACCOUNT,
        lacks: "has no account id, so which service account it is cannot be told",
        empty: "is a list of service accounts without any account id in it; add a column with the ids",
    };
    list.read(unknown, rows, name, scrubber, |row, _| account(header, row))
}

/// A row in the shape of the API.
fn account(header: &StringRecord, row: &Row<'_>) -> Option<(String, Value)> {
    let cell = |slugs: &[&str]| row.first(&columns(header, slugs)).map(str::to_owned);
    let id = cell(&ID)?;
    let mut account = Map::from_iter([("atlassianId".to_owned(), json!(id))]);
    for (key, value) in [("displayName", cell(&NAME)), ("email", cell(&EMAIL)), ("status", cell(&STATUS))] {
        if let Some(value) = value {
            account.insert(key.to_owned(), json!(value));
        }
    }
    Some((id, Value::Object(account)))
}
