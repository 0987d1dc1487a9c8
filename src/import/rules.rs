//! Automation rule exports: the public API's reply, Cloud files, Data Center files, files of 2018.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Contents;
use crate::atlassian::automation::{Document, ari_product};
use crate::scrub::Scrubber;
use crate::snapshot::{NewGap, NewRecord, record};

const JIRA: &str = "jira.automation";
const CONFLUENCE: &str = "confluence.automation";

/// Reads a JSON file of rules.
pub(super) fn read(text: &str, name: &str, scrubber: &Scrubber) -> Result<Contents, String> {
    let document: Value = serde_json::from_str(text).map_err(|error| not_json(&error))?;
    let mut found = Found { name, scrubber, records: BTreeMap::new(), problems: Vec::new() };
    found.document(document, "")?;
    if found.records.is_empty() && found.problems.is_empty() {
        return Err("is a JSON file without any automation rule in it".to_owned());
    }
    if found.records.is_empty() {
        let first = &found.problems[0];
        return Err(format!("holds no automation rule that can be read ({}: {})", first.place, first.reason));
    }
    let surface = found.records.keys().next().copied().unwrap_or(JIRA);
    Ok(Contents { kind: "automation rules", records: found.records, problems: found.problems, surface })
}

/// What is wrong with the JSON and where, in words.
fn not_json(error: &serde_json::Error) -> String {
    let place = format!("line {} column {}", error.line(), error.column());
    let what = error.to_string();
    if what.contains("recursion limit") {
        format!("is nested deeper than 128 levels ({place}); no export of rules is")
    } else if error.is_eof() {
        format!("breaks off at {place}: the file is not whole; download it again")
    } else {
        let what = what.split(" at line ").next().unwrap_or_default();
        format!("is not JSON ({what} at {place})")
    }
}

struct Found<'a> {
    name: &'a str,
    scrubber: &'a Scrubber,
    records: BTreeMap<&'static str, Vec<NewRecord>>,
    problems: Vec<NewGap>,
}

impl Found<'_> {
    /// Finds the rules in a document of any of the known shapes.
    fn document(&mut self, document: Value, at: &str) -> Result<(), String> {
        match document {
            Value::Array(items) if items.is_empty() => {
                Err("holds an empty list: there is no rule in it".to_owned())
            }
            Value::Array(items) => {
                self.list(items, at);
                Ok(())
            }
            Value::Object(mut object) => {
                for list in ["rules", "values", "data"] {
                    match object.remove(list) {
                        Some(Value::Array(items)) if items.is_empty() => {
                            return Err(format!(
                                "holds an empty list under \"{list}\": there is no rule in it"
                            ));
                        }
                        Some(Value::Array(items)) => {
                            self.list(items, &joined(at, list));
                            return Ok(());
                        }
                        Some(inner @ Value::Object(_)) if list == "rules" => {
                            return self.document(inner, &joined(at, list));
                        }
                        Some(other) => {
                            return Err(format!(
                                "holds {} under \"{list}\", not a list of rules",
                                kind_of(&other)
                            ));
                        }
                        None => {}
                    }
                }
                let document = Value::Object(object);
                if let Some(title) = document.pointer("/errors/0/title").and_then(Value::as_str) {
                    let said = self.scrubber.text(title);
                    return Err(format!("is an error message of Atlassian's API, not an export: \"{said}\""));
                }
                match looks_like_a_rule(&document) {
                    true => self.rule(document, if at.is_empty() { "the rule" } else { at }),
                    false => {
                        return Err(
                            "is JSON, but no export of automation rules: there is neither a list of rules \
                                    nor a rule with a trigger or steps in it"
                                .to_owned(),
                        );
                    }
                }
                Ok(())
            }
            other => Err(format!("holds {}, not automation rules", kind_of(&other))),
        }
    }

    fn list(&mut self, items: Vec<Value>, at: &str) {
        for (index, item) in items.into_iter().enumerate() {
            let place = format!("{at}[{index}]");
            if !item.is_object() {
                self.problem(&place, format!("is {}, not a rule", kind_of(&item)));
            } else if looks_like_a_rule(&item) {
                self.rule(item, &place);
            } else if let Err(why) = self.nested(item, &place) {
                self.problem(&place, why);
            }
        }
    }

    /// An element of a list that is no rule may be a file's worth of rules itself.
    fn nested(&mut self, item: Value, at: &str) -> Result<(), String> {
        let is_a_list = ["rules", "values"].iter().any(|key| item.get(key).is_some());
        if is_a_list {
            self.document(item, at)
        } else {
            Err("is an object, but no rule: it has no trigger and no steps".to_owned())
        }
    }

    fn rule(&mut self, document: Value, at: &str) {
        let rule = Document(&document).rule();
        let place = format!("{}, {at}", self.name);
        let whole = rule.0.get("trigger").is_some() || rule.0.get("components").is_some();
        let key = rule.id().unwrap_or_else(|| place.clone());
        let surface = if is_confluence(&document) { CONFLUENCE } else { JIRA };
        let kind = if whole { record::RULE } else { record::RULE_SUMMARY };
        let body = self.scrubber.clean(document);
        self.records.entry(surface).or_default().push(NewRecord { kind, key, place, body });
    }

    fn problem(&mut self, place: &str, reason: String) {
        self.problems.push(NewGap { place: place.to_owned(), reason });
    }
}

fn joined(at: &str, key: &str) -> String {
    if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") }
}

fn looks_like_a_rule(document: &Value) -> bool {
    let rule = Document(document).rule().0;
    let has = |key: &str| rule.get(key).is_some();
    has("trigger")
        || has("components")
        || has("authorAccountId")
        || has("authorKey")
        || (has("name") && (has("actor") || has("state")))
}

/// Whether a rule is one of Confluence: its scope says, else its trigger.
fn is_confluence(document: &Value) -> bool {
    let rule = Document(document).rule();
    match rule.scope().iter().find_map(|ari| ari_product(ari)) {
        Some(product) => product == "confluence",
        None => rule.trigger().is_some_and(|trigger| trigger.type_name().starts_with("confluence")),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing (null)",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
