//! The shapes on the wire, one file an API family.
//!
//! Each shape is a view over a JSON object rather than a struct: every field may be missing, null or of a
//! type nobody expected, and reading it then says `None` instead of losing the record. Which names a field
//! has gone by over the years is written here and nowhere else.

pub mod access;
pub mod apps;
pub mod automation;
pub mod boards;
pub mod filters;
pub mod organisation;
pub mod people;
pub mod projects;
pub mod seats;
pub mod spaces;
pub mod webhooks;
pub mod workflows;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::Value;

/// Account id of the built-in actor "Automation for Jira", the same in every organisation.
///
/// Seen in exports and live output of unrelated tenants; the documented default actor of a Jira rule.
pub const AUTOMATION_FOR_JIRA: &str = "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077";

/// What that actor was called in exports of 2018.
pub const AUTOMATION_FOR_JIRA_2018: &str = "addon_com.codebarrel.addons.automation.lite";

/// Mail domain of every service account.
pub const SERVICE_ACCOUNT_DOMAIN: &str = "@serviceaccount.atlassian.com";

/// The text under `key`, unless it is missing, empty or not a text.
pub(crate) fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// The text or whole number under `key`, as text: ids come as either.
pub(crate) fn scalar(object: &Value, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The truth value under `key`.
pub(crate) fn flag(object: &Value, key: &str) -> Option<bool> {
    object.get(key)?.as_bool()
}

/// The elements of the array under `key`; none when it is anything else.
pub(crate) fn list<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The instant under `key`, see [`instant`].
pub(crate) fn time(object: &Value, key: &str) -> Option<DateTime<Utc>> {
    instant(object.get(key)?)
}

/// What an object says of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// This instant.
    At(DateTime<Utc>),
    /// That there is none: the field is there and empty.
    None,
    /// Nothing: the field is not there.
    Absent,
    /// Something that is no time this program knows.
    Unreadable,
}

/// What an object says under the first of several names of a field that is there.
pub(crate) fn told(object: &Value, keys: &[&str]) -> Told {
    match keys.iter().find_map(|key| object.get(*key)) {
        None => Told::Absent,
        Some(Value::Null) => Told::None,
        Some(Value::String(text)) if text.trim().is_empty() => Told::None,
        Some(value) => instant(value).map_or(Told::Unreadable, Told::At),
    }
}

/// An instant in any of the forms Atlassian writes.
///
/// Epoch seconds with a fraction and epoch milliseconds are both in use, in the same field of the same API
/// (below 1e11 it is seconds); texts are RFC 3339, with or without seconds, with `Z`, `+0000` or nothing
/// (UTC), or a bare day.
pub fn instant(value: &Value) -> Option<DateTime<Utc>> {
    match value {
        Value::Number(number) => {
            let number = number.as_f64()?;
            let millis = if number.abs() < 1e11 { number * 1000.0 } else { number };
            // Zero is how an unset time looks, not 1 January 1970; and a small number is some other number.
            (millis.is_finite() && millis > 1e11).then_some(())?;
            DateTime::from_timestamp_millis(millis.round() as i64)
        }
        Value::String(text) => instant_text(text.trim()),
        _ => None,
    }
}

fn instant_text(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    for format in ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%z"] {
        if let Ok(time) = DateTime::parse_from_str(text, format) {
            return Some(time.to_utc());
        }
    }
    for format in ["%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"] {
        if let Ok(time) = NaiveDateTime::parse_from_str(text, format) {
            return Some(time.and_utc());
        }
    }
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(day.and_hms_opt(0, 0, 0)?.and_utc());
    }
    text.parse::<f64>().ok().and_then(|number| instant(&serde_json::json!(number)))
}

/// Whether `text` has one of the forms in which account ids of Atlassian Cloud are written, wherever it is
/// found: `712020:<uuid>`, `557058:<uuid>`, `70121:<uuid>`, `qm:…`, or the 24 hex digits of the old form.
///
/// Ids of 24 hex digits look like ids of other systems too, so ask [`is_tell_tale_account_id`] where the
/// place itself does not say that an account is meant.
pub fn is_account_id(text: &str) -> bool {
    is_tell_tale_account_id(text) || (text.len() == 24 && text.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether `text` can be nothing but an account id: a numbered partition and a UUID, a portal customer, or a
/// Data Center user key.
pub fn is_tell_tale_account_id(text: &str) -> bool {
    if let Some(number) = text.strip_prefix("JIRAUSER") {
        return !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    }
    match text.split_once(':') {
        Some(("qm", rest)) => rest.len() > 8 && !rest.contains(char::is_whitespace),
        Some((partition, rest)) => {
            (5..=6).contains(&partition.len())
                && partition.bytes().all(|b| b.is_ascii_digit())
                && is_uuid(rest)
        }
        None => false,
    }
}

/// Whether `text` is a UUID in its usual writing.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Whether `text` is one e-mail address and nothing else.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text.contains(|c: char| c.is_whitespace() || "<>(){}[],;\"".contains(c))
        && !domain.contains('@')
}

/// The name this program uses for a product, from the key or title any source uses.
///
/// What is not known keeps its own name: a product nobody thought of must not disappear.
pub fn product_name(key: &str) -> String {
    let slug: String =
        key.trim().to_ascii_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    match slug.as_str() {
        "jira-software" | "jira-core" | "jira" | "jira-work-management" => "jira".into(),
        "jira-servicedesk" | "jira-service-desk" | "jira-service-management" => {
            "jira-service-management".into()
        }
        "jira-product-discovery" | "product-discovery" => "product-discovery".into(),
        _ => slug,
    }
}

/// Whether access to a product, by the name of this program, takes a seat that is paid for.
///
/// Of a product nobody thought of it is not known, and what is not known is no saving.
pub fn is_billed_product(product: &str) -> bool {
    const BILLED: [&str; 11] = [
        "bitbucket",
        "compass",
        "confluence",
        "jira",
        "jira-service-management",
        "loom",
        "opsgenie",
        "jira-ops",
        "product-discovery",
        "statuspage",
        "trello",
    ];
    BILLED.contains(&product)
}
