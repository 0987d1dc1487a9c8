//! What a server says of its own refusal, fit to be shown.

use serde_json::Value;

/// No message of a server is quoted beyond this many characters.
const LONGEST: usize = 200;

/// The server's message in an error body, on one line; nothing when the body is empty, HTML or says nothing.
///
/// Atlassian's interfaces have a shape each: `{"errors":[{title, detail, code}]}` (automation, organisation v2),
/// `{"errorMessages":[…], "errors":{field: …}}` (Jira), `{"message": …}` (Confluence, gateway), `{"code": …}`
/// (organisation v1), `{"key": …}` (user management).
pub(super) fn message(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let found = match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
        Ok(document) => from_document(&document)?,
        Err(_) if text.trim_start().starts_with(['<', '{', '[']) => return None,
        Err(_) => text.into_owned(),
    };
    Some(found).filter(|found| !found.trim().is_empty())
}

fn from_document(document: &Value) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    if let Some(messages) = document.get("errorMessages").and_then(Value::as_array) {
        parts.extend(messages.iter().filter_map(Value::as_str));
    }
    match document.get("errors") {
        Some(Value::Array(errors)) => {
            for error in errors {
                parts.extend(error.as_str());
                for name in ["title", "detail", "message", "code"] {
                    parts.extend(error.get(name).and_then(Value::as_str));
                }
            }
        }
        Some(Value::Object(fields)) => parts.extend(fields.values().filter_map(Value::as_str)),
        _ => {}
    }
    if parts.is_empty() {
        for name in
            ["message", "error_description", "errorMessage", "error", "detail", "title", "code", "key"]
        {
            if let Some(text) = document.get(name).and_then(Value::as_str) {
                parts.push(text);
                break;
            }
        }
    }
    parts.dedup();
    if parts.is_empty() { document.as_str().map(str::to_owned) } else { Some(parts.join(": ")) }
}

/// Takes every needle out of a text: what a request carried must not come back in what is said about it.
///
/// Needles under four characters stay; no secret is that short, and a `1` taken out of every message would
/// leave none readable.
pub(super) fn without<'n>(text: &str, needles: impl IntoIterator<Item = &'n str>) -> String {
    let mut needles: Vec<&str> = needles.into_iter().filter(|needle| needle.chars().count() >= 4).collect();
    // Longest first: a needle within another must not leave the other's rest behind.
    needles.sort_by_key(|needle| std::cmp::Reverse(needle.len()));
    needles.iter().fold(text.to_owned(), |text, needle| text.replace(needle, "…"))
}

/// One line of at most 200 characters, without anything that could steer a terminal.
pub(super) fn tame(text: &str) -> String {
    let line: String = text.chars().map(|letter| if steers(letter) { ' ' } else { letter }).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Control characters, and the invisible ones that turn the direction of text around.
fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
