//! Times as people and spreadsheets write them.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::Value;

use crate::atlassian::instant;

/// What a cell says of a time.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// This instant.
    At(DateTime<Utc>),
    /// That it never happened.
    Never,
    /// Nothing.
    Empty,
    /// Something that cannot be understood, or not in one way only.
    Unclear,
}

/// Reads a cell. A day that could be read in two ways, such as 03/04/2026, is not guessed at.
pub(super) fn read(cell: &str) -> Cell {
    let text = cell.trim();
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("never")
        || matches!(lower.as_str(), "no expiry" | "does not expire" | "no expiration")
    {
        return Cell::Never;
    }
    if matches!(lower.as_str(), "" | "none" | "nan" | "null" | "-" | "–" | "n/a" | "unknown") {
        return Cell::Empty;
    }
    if let Some(time) = instant(&Value::String(text.to_owned())) {
        return Cell::At(time);
    }
    for format in
        ["%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%Y/%m/%d", "%d.%m.%Y", "%b %d %Y"]
    {
        if let Some(time) = day(text, format) {
            return Cell::At(time);
        }
    }
    // 25/12/2026 is a day in one reading only, 03/04/2026 in two.
    match (day(text, "%d/%m/%Y"), day(text, "%m/%d/%Y")) {
        (Some(time), None) | (None, Some(time)) => Cell::At(time),
        (Some(one), Some(other)) if one == other => Cell::At(one),
        _ => Cell::Unclear,
    }
}

fn day(text: &str, format: &str) -> Option<DateTime<Utc>> {
    Some(NaiveDate::parse_from_str(text, format).ok()?.and_hms_opt(0, 0, 0)?.and_utc())
}

/// An instant as the API writes it.
pub(super) fn written(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
