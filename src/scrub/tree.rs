//! Secrets in JSON, told by their place: header objects, webhook addresses, keys that announce a secret,
//! request bodies, and JSON inside a string.
//!
//! A place is recognised by the shape of its keys anywhere in the tree, because the types of automation
//! components are an open set: an unknown action with a `headers` list is scrubbed like a known one.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::mark::DROPPED;
use super::{Scrubber, SecretKind, looks, mark, text, url};

/// Deeper than any parser lets through; a value built in code is cut off here instead of overflowing the stack.
const DEEPEST: usize = 200;
/// How often JSON may be wrapped in a string of JSON before it is treated as plain text.
const DEEPEST_NESTING: usize = 4;

/// Where in a document a value stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    depth: usize,
    nested: usize,
    /// Inside a request body, where random words are secrets.
    body: bool,
    /// Directly below `headers`.
    headers: bool,
    /// An address of a webhook, however it is wrapped.
    webhook: bool,
    /// The name of a header, or a key: any random word is a secret.
    heading: bool,
    /// A name that somebody gave, where a random word is a secret pasted into the wrong field.
    given: bool,
}

impl Place {
    fn below(self) -> Self {
        Self { depth: self.depth + 1, headers: false, webhook: false, heading: false, given: false, ..self }
    }
}

/// What the name beside a value says about it.
enum Named<'a> {
    /// An HTTP header, and whether its author hid it.
    Header {
        name: &'a str,
        secure: bool,
    },
    /// A pair `{name, value}` whose name announces a secret.
    Secret(&'a str),
    Nothing,
}

const NAME_KEYS: &[&str] = &["name", "key", "header", "headerName", "fieldName", "parameter", "property"];
const GIVEN_KEYS: &[&str] = &["label", "name", "title", "description", "tokenLabel", "keyName", "ruleName"];
const VALUE_KEYS: &[&str] = &["value", "headerValue", "defaultValue"];

impl Scrubber {
    /// The document without its secrets.
    pub(super) fn document(&self, document: Value) -> Value {
        self.value(document, Place::default())
    }

    fn value(&self, value: Value, place: Place) -> Value {
        if place.depth > DEEPEST {
            return match value {
                Value::Object(_) | Value::Array(_) => Value::from(DROPPED),
                Value::String(text) => Value::from(self.plain(&text)),
                other => other,
            };
        }
        match value {
            Value::Object(map) => Value::Object(self.object(map, place)),
            // `["Authorization", "Basic …"]`
            Value::Array(items) if place.headers && header_pair(&items) => {
                let mut name = String::new();
                let each = |item: Value| {
                    let text = item.as_str().unwrap_or_default();
                    if name.is_empty() {
                        name = text.to_owned();
                        return Value::String(self.plain(text));
                    }
                    Value::String(self.header_value(&name, text, false))
                };
                Value::Array(items.into_iter().map(each).collect())
            }
            Value::Array(items) => {
                // A list of headers is below `headers` as much as a single one.
                let inner = Place { headers: place.headers, webhook: place.webhook, ..place.below() };
                Value::Array(items.into_iter().map(|item| self.value(item, inner)).collect())
            }
            Value::String(text) => Value::String(self.string(text, place)),
            Value::Number(number) if place.webhook => {
                Value::String(self.mark(SecretKind::WebhookToken, None, &number.to_string()))
            }
            other => other,
        }
    }

    fn object(&self, map: Map<String, Value>, place: Place) -> Map<String, Value> {
        let named_by = naming(&map, place);
        let is_variable = variable_name(&map).is_some();
        let variable = variable_name(&map).filter(|name| looks::secret_key(name)).map(str::to_owned);
        // The borrowed name is needed while the entries are moved out.
        let (header, secret) = match named_by {
            Named::Header { name, secure } => (Some((name.to_owned(), secure)), None),
            Named::Secret(name) => (None, Some(name.to_owned())),
            Named::Nothing => (None, None),
        };
        // `{"Authorization": "Basic …"}` directly below `headers`.
        let header_map = place.headers && header.is_none() && !map.contains_key("name");
        // Names of secrets that a Data Center server keeps.
        let stored = map.get("secret").and_then(Value::as_bool) == Some(true);
        let is_stored = |key: &str| match key {
            "keyOrValue" => stored,
            "key" => place.webhook,
            other => other == "usedSecretsKeys",
        };
        let url_secure =
            map.get("urlSecure").is_some_and(|secure| secure == &Value::Bool(true) || secure == "true");
        map.into_iter()
            .map(|(key, value)| {
                let cleaned = if value_key(&key) && (header.is_some() || secret.is_some()) {
                    match (&header, &secret) {
                        (Some((name, secure)), _) => self.header(name, value, *secure, place),
                        (None, Some(name)) => self.secret(name, value, place),
                        (None, None) => value,
                    }
                } else if header_map && (value.is_string() || looks::secret_header(&key)) {
                    self.header(&key, value, false, place)
                } else if header_map && (value.is_array() || value.is_object()) {
                    self.value(value, Place { headers: true, ..place.below() })
                } else if header.is_some() && NAME_KEYS.contains(&key.as_str()) {
                    self.value(value, Place { heading: true, ..place.below() })
                } else if url_secure && key == "url" {
                    self.value(value, Place { webhook: true, ..place.below() })
                } else if key == "query" && variable.is_some() {
                    self.variable(variable.as_deref().unwrap_or_default(), value, place)
                } else if key == "query" && is_variable {
                    // Whatever it is called: random words in a variable are secrets.
                    self.entry(&key, value, Place { body: true, ..place })
                } else if is_stored(&key) {
                    self.stored(value, place)
                } else {
                    self.entry(&key, value, place)
                };
                (self.key(&key, place), cleaned)
            })
            .collect()
    }

    /// A key: where random words are secrets, a secret may be the key itself.
    fn key(&self, key: &str, place: Place) -> String {
        let plain = self.plain(key);
        if place.body || place.headers {
            self.settle(&plain, |text| self.without_random(text))
        } else {
            self.settle(&plain, |text| self.without_surely_random(text))
        }
    }

    /// A value that nothing beside it explains: its own key does.
    fn entry(&self, key: &str, value: Value, place: Place) -> Value {
        let below = place.below();
        if webhook_key(key) || (place.webhook && key != "type") {
            return self.value(value, Place { webhook: true, ..below });
        }
        if key.eq_ignore_ascii_case("webhookToken") {
            return self.secret_of(value, SecretKind::WebhookToken, below);
        }
        if looks::words(key).last().is_some_and(|last| last == "headers") || key.ends_with("headers") {
            return self.value(value, Place { headers: true, ..below });
        }
        if matches!(key, "customBody" | "requestBody" | "payload") {
            return self.value(value, Place { body: true, ..below });
        }
        if looks::secret_key(key) {
            return self.secret(key, value, place);
        }
        let below = Place { given: GIVEN_KEYS.contains(&key), ..below };
        match value {
            Value::String(text) if address_key(key) && url::rootless(&text) => {
                let own = self.without_own(Cow::Borrowed(text.trim()));
                Value::String(self.plain(&self.rootless_url(&own, target_key(key))))
            }
            Value::String(text) if target_key(key) && url::whole(&text) => {
                let own = self.without_own(Cow::Borrowed(text.trim()));
                Value::String(self.plain(&self.target_url(&own)))
            }
            Value::String(text) if address_key(key) && text.contains("://") && !url::whole(&text) => {
                // An address with a raw space in it is still one address.
                let text = text.trim();
                let own = self.without_own(Cow::Borrowed(text));
                let start_is_scheme = url::next(&own, 0).is_some_and(|span| span.start == 0);
                let cleaned = if start_is_scheme { self.url(&own) } else { own.into_owned() };
                Value::String(self.plain(&cleaned))
            }
            other => self.value(other, below),
        }
    }

    fn string(&self, text: String, place: Place) -> String {
        if place.webhook {
            return self.webhook(&text);
        }
        if place.headers {
            // `"Authorization: Basic …"` in a list of lines.
            if let Some((name, value)) =
                text.split_once(':').filter(|(name, _)| !name.contains(char::is_whitespace))
            {
                return format!("{}: {}", self.plain(name), self.header_value(name, value, false));
            }
        }
        if let Some(json) = self.json_text(&text, place) {
            return json;
        }
        let cleaned = if url::whole(&text) {
            let own = self.without_own(Cow::Borrowed(text.trim()));
            self.plain(&self.url(&own))
        } else {
            self.plain(&text)
        };
        if place.body || place.heading {
            self.settle(&cleaned, |text| self.without_random(text))
        } else if place.given {
            self.settle(&cleaned, |text| self.without_surely_random(text))
        } else {
            cleaned
        }
    }

    /// A string that is JSON itself. Unless something was found it stays as it is, byte for byte.
    pub(super) fn json_text(&self, text: &str, place: Place) -> Option<String> {
        let trimmed = text.trim();
        let bracketed = (trimmed.starts_with('{') && trimmed.ends_with('}') && !trimmed.starts_with("{{"))
            || (trimmed.starts_with('[') && trimmed.ends_with(']'));
        if !bracketed || place.nested >= DEEPEST_NESTING {
            return None;
        }
        let before: Value = serde_json::from_str(trimmed).ok()?;
        let after =
            self.value(before.clone(), Place { nested: place.nested + 1, headers: false, ..place.below() });
        // A key given twice: the parser keeps one value, so the original must not be kept.
        let twice = members(&before) != colons(trimmed);
        if after == before && !twice {
            return Some(self.sure(text));
        }
        // Again as text: writing anew turns `\u0041` into `A`.
        Some(self.sure(&after.to_string()))
    }

    /// The value of a header, in any of its wrappings.
    fn header(&self, name: &str, value: Value, secure: bool, place: Place) -> Value {
        let expected = secure || looks::secret_header(name);
        match value {
            Value::String(text) => Value::String(self.header_value(name, &text, secure)),
            // Data Center: `{keyOrValue, secret}`.
            Value::Object(map) => {
                let stored = map.get("secret").and_then(Value::as_bool) == Some(true);
                let inner = |(key, value): (String, Value)| {
                    let cleaned = match (key.as_str(), value) {
                        ("keyOrValue", value) if stored => self.stored(value, place),
                        ("keyOrValue" | "value", Value::String(text)) => {
                            Value::String(self.header_value(name, &text, secure))
                        }
                        (_, value) if expected && place.depth < DEEPEST => {
                            self.header(name, value, secure, place.below())
                        }
                        (key, value) => self.entry(key, value, place),
                    };
                    (self.plain(&key), cleaned)
                };
                Value::Object(map.into_iter().map(inner).collect())
            }
            Value::Array(items) => {
                let item = |item: Value| match item {
                    Value::String(text) => Value::String(self.header_value(name, &text, secure)),
                    item if expected && place.depth < DEEPEST => {
                        self.header(name, item, secure, place.below())
                    }
                    other => self.value(other, place.below()),
                };
                Value::Array(items.into_iter().map(item).collect())
            }
            Value::Number(number) if expected => {
                Value::String(self.mark(SecretKind::ApiKey, None, &number.to_string()))
            }
            other => other,
        }
    }

    fn header_value(&self, name: &str, value: &str, secure: bool) -> String {
        let value = value.trim();
        if (secure || looks::secret_header(name)) && looks::smart_secret(&mark::without(value)) {
            return match value.split_once(char::is_whitespace) {
                Some((word, credential)) if looks::scheme(word) => self.credential(word, credential.trim()),
                _ => self.named(name, value),
            };
        }
        let rest = looks::residue(value);
        if rest.is_empty() && !(value.is_empty() && secure) {
            // Empty, marks, or smart values only: the file holds no secret.
            return self.sure(value);
        }
        if looks::hidden(value) || rest.is_empty() {
            return self.hidden();
        }
        if looks::scheme(&rest) {
            // `Bearer {{token}}`.
            return self.sure(value);
        }
        if looks::safe_header(name) && !secure {
            return self.settle(&self.plain(value), |text| self.without_random(text));
        }
        let authorization = looks::words(name).last().is_some_and(|last| last == "authorization");
        if let Some((word, credential)) = value.split_once(char::is_whitespace) {
            let word = word.trim_end_matches(':');
            if looks::scheme(word) || (authorization && word.len() <= 24 && !looks::random(word)) {
                let credential = credential.trim();
                return if looks::hidden(credential) {
                    self.hidden()
                } else {
                    self.credential(word, credential)
                };
            }
        }
        if authorization {
            return self.mark(text::known(value).unwrap_or(SecretKind::ApiKey), None, value);
        }
        let looks_secret =
            secure || looks::secret_header(name) || value.split_whitespace().any(looks::random);
        match text::known(value) {
            Some(kind) => self.mark(kind, None, value),
            None if looks_secret => self.named(name, value),
            None => DROPPED.to_owned(),
        }
    }

    /// Whatever stands under a name that announces a secret.
    fn secret(&self, name: &str, value: Value, place: Place) -> Value {
        let below = place.below();
        match value {
            Value::String(text) => {
                let value = text.trim();
                let rest = looks::residue(value);
                if rest.is_empty() || looks::scheme(&rest) {
                    return Value::String(self.sure(&text));
                }
                if looks::weak_key(name) && !value.split_whitespace().any(text::secretive) {
                    return Value::String(self.string(text, below));
                }
                if looks::hidden(value) {
                    return Value::String(self.hidden());
                }
                if ["true", "false", "null", "none"].iter().any(|word| rest.eq_ignore_ascii_case(word)) {
                    return Value::String(text);
                }
                Value::String(match value.split_once(char::is_whitespace) {
                    Some((word, credential)) if looks::scheme(word) => {
                        self.credential(word, credential.trim())
                    }
                    _ => self.named(name, value),
                })
            }
            // Few digits are a count or a version.
            Value::Number(number)
                if !looks::weak_key(name)
                    && !looks::plural(name)
                    && (looks::password_key(name) || number.to_string().len() >= 4) =>
            {
                Value::String(self.named(name, &number.to_string()))
            }
            Value::Array(items) if place.depth < DEEPEST => {
                let item = |item: Value| match item {
                    Value::String(_) => self.secret(name, item, below),
                    other => self.value(other, below),
                };
                Value::Array(items.into_iter().map(item).collect())
            }
            // `{"password": {"value": "…"}}`, but also `{"token": {"id": …, "label": …}}`: only what is called a
            // value is the secret.
            Value::Object(map) if place.depth < DEEPEST => {
                let inner = |(key, value): (String, Value)| {
                    let is_value = value_key(&key)
                        || matches!(key.as_str(), "keyOrValue" | "text" | "raw" | "plain" | "content");
                    let cleaned = if is_value {
                        self.secret(name, value, below)
                    } else {
                        self.entry(&key, value, below)
                    };
                    (self.plain(&key), cleaned)
                };
                Value::Object(map.into_iter().map(inner).collect())
            }
            other => self.value(other, below),
        }
    }

    /// A variable with a telling name: `{name: {value: "apiToken"}, query: {value: "…"}}`.
    fn variable(&self, name: &str, value: Value, place: Place) -> Value {
        match value {
            Value::Object(map) => {
                let inner = |(key, value): (String, Value)| {
                    let cleaned = if key == "value" {
                        self.secret(name, value, place)
                    } else {
                        self.entry(&key, value, place)
                    };
                    (self.plain(&key), cleaned)
                };
                Value::Object(map.into_iter().map(inner).collect())
            }
            other => self.secret(name, other, place),
        }
    }

    fn webhook(&self, text: &str) -> String {
        let value = text.trim();
        let own = self.without_own(Cow::Borrowed(value));
        if looks::residue(&own).is_empty() {
            return self.sure(&own);
        }
        if looks::hidden(&own) {
            return self.hidden();
        }
        self.sure(&self.webhook_url(&own))
    }

    fn secret_of(&self, value: Value, kind: SecretKind, place: Place) -> Value {
        match value {
            Value::String(text) if looks::residue(&text).is_empty() => Value::String(self.sure(&text)),
            Value::String(text) if looks::hidden(&text) => Value::String(self.hidden()),
            Value::String(text) => Value::String(self.mark(kind, None, text.trim())),
            Value::Number(number) => Value::String(self.mark(kind, None, &number.to_string())),
            Value::Array(items) if place.depth < DEEPEST => Value::Array(
                items.into_iter().map(|item| self.secret_of(item, kind, place.below())).collect(),
            ),
            Value::Object(map) if place.depth < DEEPEST => {
                let inner = |(key, value): (String, Value)| {
                    let cleaned = if key == "key" {
                        self.stored(value, place)
                    } else if key == "type" {
                        self.entry(&key, value, place)
                    } else {
                        self.secret_of(value, kind, place.below())
                    };
                    (self.plain(&key), cleaned)
                };
                Value::Object(map.into_iter().map(inner).collect())
            }
            other => self.value(other, place),
        }
    }

    /// The name of a stored secret. People put the secret itself there, so the name goes too; its fingerprint
    /// still shows the same one used twice.
    fn stored(&self, value: Value, place: Place) -> Value {
        match value {
            Value::String(text) if looks::residue(&text).is_empty() => Value::String(text),
            Value::String(text) => Value::String(self.mark(SecretKind::StoredSecret, None, text.trim())),
            Value::Array(items) if place.depth < DEEPEST => {
                Value::Array(items.into_iter().map(|item| self.stored(item, place.below())).collect())
            }
            other => self.value(other, place.below()),
        }
    }

    fn hidden(&self) -> String {
        mark::Mark { kind: SecretKind::Hidden, whose: None, fingerprint: None }.to_string()
    }
}

fn naming(map: &Map<String, Value>, place: Place) -> Named<'_> {
    let Some(name) = NAME_KEYS.iter().find_map(|key| map.get(*key).and_then(Value::as_str)) else {
        return Named::Nothing;
    };
    let Some(value) = VALUE_KEYS.iter().find_map(|key| map.get(*key)) else { return Named::Nothing };
    let secure = map.get("headerSecure");
    let data_center = value.get("keyOrValue").is_some();
    if place.headers || secure.is_some() || data_center {
        let secure = secure.is_some_and(|secure| secure == &Value::Bool(true) || secure == "true");
        return Named::Header { name, secure };
    }
    if looks::secret_key(name) { Named::Secret(name) } else { Named::Nothing }
}

/// Two texts, the first of which has the form of a header's name.
fn header_pair(items: &[Value]) -> bool {
    let name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    matches!(items, [Value::String(first), Value::String(_)] if name(first))
}

fn variable_name(map: &Map<String, Value>) -> Option<&str> {
    map.get("query")?;
    let name = map.get("name")?;
    name.get("value").unwrap_or(name).as_str()
}

fn webhook_key(key: &str) -> bool {
    let words = looks::words(key).concat();
    ["webhookurl", "webhookuri", "hookurl", "slackwebhook"].iter().any(|end| words.ends_with(end))
}

/// `value`, and what else ends so: `previousValue`.
fn value_key(key: &str) -> bool {
    VALUE_KEYS.contains(&key)
        || (!key.ends_with("OrValue") && looks::words(key).last().is_some_and(|last| last == "value"))
}

/// The address that a step sends to, unlike one of a picture or a page.
fn target_key(key: &str) -> bool {
    ["url", "uri", "endpoint", "targeturl", "callbackurl", "requesturl", "baseurl"]
        .iter()
        .any(|target| key.eq_ignore_ascii_case(target))
}

fn address_key(key: &str) -> bool {
    let words = looks::words(key);
    words
        .last()
        .is_some_and(|last| matches!(last.as_str(), "url" | "uri" | "href" | "endpoint" | "address" | "link"))
}

/// How many members all objects in a document have.
fn members(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.len() + map.values().map(members).sum::<usize>(),
        Value::Array(items) => items.iter().map(members).sum(),
        _ => 0,
    }
}

/// How many members a JSON text writes down: its colons outside of strings.
fn colons(json: &str) -> usize {
    let (mut count, mut inside, mut escaped) = (0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b':' if !inside => count += 1,
            _ => {}
        }
    }
    count
}
