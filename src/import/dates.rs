//! Times as people and spreadsheets write them.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveTime, SecondsFormat, Utc};
use regex::Regex;
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

/// Before the first of Atlassian's products there is nothing to date: such a year is two digits or an error.
const FIRST_YEAR: i32 = 2000;

/// A day, then a time of day with or without its zone: `1 Nov 2026 10:15`, `Nov 1, 2026, 10:15:30 PM UTC`.
static WITH_TIME: LazyLock<Regex> = LazyLock::new(|| {
    let time = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)?";
    let pattern = format!(r"(?i)^(.*[0-9])(?:,?\s+(?:at\s+)?|T){time}\s*([ap])?(?:\.?m\.?)?\s*(.*)$");
    Regex::new(&pattern).expect("a valid pattern")
});

/// Reads a cell. A day that could be read in two ways, such as 03/04/2026, is not guessed at; nor is a bare
/// number that counts days, as spreadsheets do.
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
    let time = instant(&Value::String(text.to_owned())).or_else(|| day(text)).or_else(|| day_and_time(text));
    time.filter(|time| time.year() >= FIRST_YEAR).map_or(Cell::Unclear, Cell::At)
}

/// The start of a day. 25/12/2026 is a day in one reading only, 03/04/2026 in two.
fn day(text: &str) -> Option<DateTime<Utc>> {
    let read = |format: &str| {
        let day = NaiveDate::parse_from_str(text, format).ok().filter(|day| day.year() >= FIRST_YEAR)?;
        Some(day.and_time(NaiveTime::MIN).and_utc())
    };
    const SURE: [&str; 11] = [
        "%d %b %Y",
        "%d %B %Y",
        "%b %d, %Y",
        "%B %d, %Y",
        "%d-%b-%Y",
        "%d/%b/%Y",
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%d.%m.%Y",
        "%b %d %Y",
        "%B %d %Y",
    ];
    let (one, other) = (read("%d/%m/%Y"), read("%m/%d/%Y"));
    SURE.into_iter().find_map(read).or(match (one, other) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => one.or(other),
    })
}

/// A time without its zone is taken for UTC, as everywhere here; one in a zone that has only a name is unclear.
fn day_and_time(text: &str) -> Option<DateTime<Utc>> {
    let found = WITH_TIME.captures(text)?;
    let number = |at: usize| found.get(at).map_or(Some(0), |text| text.as_str().parse::<u32>().ok());
    let (hour, minute, second) = (number(2)?, number(3)?, number(4)?);
    let hour = match found.get(5).map(|half| half.as_str().to_ascii_lowercase()) {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + if half == "p" { 12 } else { 0 },
    };
    let zone = match found.get(6).map_or("", |zone| zone.as_str().trim()) {
        "" | "UTC" | "GMT" | "Z" | "utc" | "gmt" | "z" | "(UTC)" | "(GMT)" => 0,
        zone => zone.parse::<FixedOffset>().ok()?.local_minus_utc(),
    };
    let time = day(found.get(1)?.as_str())?.date_naive().and_hms_opt(hour, minute, second)?;
    time.and_utc().checked_sub_signed(chrono::TimeDelta::seconds(zone.into()))
}

/// An instant as the API writes it.
pub(super) fn written(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
