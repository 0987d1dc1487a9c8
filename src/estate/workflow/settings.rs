//! The accounts in the settings of a step.
//!
//! Settings are texts, and those of apps JSON inside a text, of a form that only the app knows: an account is
//! recognised by how it is written and by the key it stands under.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::atlassian::is_account_id;
use crate::atlassian::workflows::StepRule;
use crate::estate::names;

/// The accounts that settings name.
#[derive(Default)]
pub(super) struct Settings {
    /// Each id with every place that says so, in words.
    pub(super) accounts: BTreeMap<String, BTreeSet<String>>,
    /// Whether something was nested too deep to be looked at.
    pub(super) too_deep: bool,
}

/// How deep settings are followed, JSON inside texts included.
const DEEPEST: usize = 64;

impl Settings {
    /// The one account that a setting is documented to hold, if it holds one.
    pub(super) fn given(id: Option<String>, what: &str) -> Settings {
        let mut settings = Settings::default();
        if let Some(id) = id {
            settings.add(&id, what);
        }
        settings
    }

    /// The accounts of a setting that is documented to hold several, among words such as `allow-reporter`.
    pub(super) fn listed(ids: Option<String>, what: &str) -> Settings {
        let mut settings = Settings::default();
        for id in ids.as_deref().unwrap_or_default().split(',').map(str::trim) {
            // The documentation lists its own name among the words.
            if !id.is_empty() && !id.starts_with("allow-") && id != "accountIds" {
                settings.add(id, what);
            }
        }
        settings
    }

    /// Whatever looks like an account in the settings of a step; `known` are the ids that somebody has.
    pub(super) fn of(rule: StepRule<'_>, known: &BTreeSet<String>) -> Settings {
        let mut settings = Settings::default();
        let Some(parameters) = rule.parameters() else { return settings };
        let field = ["field", "fieldId", "fieldKey"].iter().find_map(|key| rule.parameter(key));
        let of_user = field.is_some_and(|field| {
            matches!(field.to_ascii_lowercase().as_str(), "assignee" | "reporter" | "creator")
        });
        for (key, value) in parameters {
            let of_user = of_user && matches!(key.as_str(), "value" | "fieldValue");
            settings.look(value, key, of_user, 0, known);
        }
        settings
    }

    fn add(&mut self, id: &str, what: &str) {
        self.accounts.entry(id.to_owned()).or_default().insert(what.to_owned());
    }

    /// Looks at a value under a key; `users` where what stands here is meant to be accounts.
    fn look(&mut self, value: &Value, key: &str, users: bool, depth: usize, known: &BTreeSet<String>) {
        if depth > DEEPEST {
            self.too_deep = true;
            return;
        }
        let users = users || means_users(key);
        match value {
            Value::String(text) => {
                if text.trim_start().starts_with(['[', '{'])
                    && let Ok(inner @ (Value::Array(_) | Value::Object(_))) = serde_json::from_str(text)
                {
                    self.look(&inner, key, users, depth + 1, known);
                    return;
                }
                self.read(text, key, users, known);
            }
            Value::Array(items) => {
                items.iter().for_each(|item| self.look(item, key, users, depth + 1, known));
            }
            Value::Object(object) => {
                for (inner, value) in object {
                    // `{"user": {"id": …}}`: the key above tells what is meant.
                    let users = users && matches!(inner.as_str(), "id" | "value" | "values");
                    self.look(value, inner, users, depth + 1, known);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn read(&mut self, text: &str, key: &str, users: bool, known: &BTreeSet<String>) {
        let what = format!("named under {key}");
        for id in names::mentions(text).chain(names::tell_tale_ids(text)) {
            self.add(id, &what);
        }
        // 24 hex digits are an account where somebody has that id, or where one is meant.
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || ":_.-".contains(c)));
        for word in words.filter(|word| known.contains(*word) || (users && is_account_id(word))) {
            self.add(word, &what);
        }
    }
}

/// Whether a key says that accounts stand under it.
fn means_users(key: &str) -> bool {
    const WORDS: [&str; 8] =
        ["account", "actor", "approver", "assignee", "author", "reporter", "runas", "user"];
    let key = key.to_ascii_lowercase();
    WORDS.iter().any(|word| key.contains(word))
}
