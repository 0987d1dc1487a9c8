//! Reading an automation rule: who owns it, as whom it acts, who lent it access, whose credential sits in
//! it, and whom it names, in every step at any depth.
//!
//! Nobody publishes a list of step types, so nothing here asks for the type first: an account or a secret is
//! recognised by where and how it is written.

use std::collections::BTreeMap;

use serde_json::Value;

use super::facts::{Credential, Facts, RuleFacts, Search, Target, WriteAccess};
use super::kind::{Kind, Role};
use super::touchpoint::{Binding, Connection, Spot, Touchpoint, UNUSED, Who};
use super::{AccountId, names};
use crate::atlassian::automation::{Actor, Component, Document, Rule};
use crate::atlassian::{is_account_id, is_email, is_tell_tale_account_id};
use crate::scrub::Mark;

/// What a rule needs to know of the rest of the estate to be understood.
pub(super) trait Known {
    /// The account with this e-mail address.
    fn by_email(&self, email: &str) -> Option<AccountId>;
    /// Whether an account has this id.
    fn has(&self, id: &str) -> bool;
    /// Whether this host belongs to Atlassian or is one of the audited sites.
    fn is_atlassian_host(&self, host: &str) -> bool;
}

/// A rule, read.
pub(super) struct ReadRule {
    pub(super) touchpoint: Touchpoint,
    /// Its bindings; their `touchpoint` is set by whoever files the rule.
    pub(super) bindings: Vec<Binding>,
    /// What in it could not be understood.
    pub(super) oddities: Vec<String>,
}

/// Reads a rule, or the summary of one.
pub(super) fn read(document: Document<'_>, native_id: &str, kind: Kind, known: &dyn Known) -> ReadRule {
    let rule = document.rule();
    let whole = rule.is_whole();
    let mut reader = Reader {
        known,
        found: BTreeMap::new(),
        targets: Vec::new(),
        searches: Vec::new(),
        steps: 0,
        oddities: Vec::new(),
    };
    reader.holders(rule, whole);
    if whole {
        reader.steps(rule);
        reader.connections(document);
    }
    let facts = RuleFacts {
        write_access: match rule.write_access() {
            Some("OWNER_ONLY") => WriteAccess::OwnerOnly,
            Some("SPECIFIED_USERS" | "COLLABORATORS") => WriteAccess::Named,
            Some("UNRESTRICTED") => WriteAccess::Everybody,
            _ => WriteAccess::Unknown,
        },
        targets: reader.targets,
        steps: whole.then_some(reader.steps),
        scope: rule.scope(),
        searches: reader.searches,
    };
    let touchpoint = Touchpoint {
        id: Touchpoint::stable_id(kind, native_id),
        kind,
        native_id: native_id.to_owned(),
        name: rule.name().unwrap_or("(a rule without a name)").to_owned(),
        product: if kind == Kind::ConfluenceAutomationRule { "confluence" } else { "jira" }.to_owned(),
        site: String::new(),
        container: names::container(&rule.scope()),
        state: rule.state().map_or_else(|| "unknown".to_owned(), |state| state.to_ascii_lowercase()),
        created: rule.created(),
        changed: rule.changed(),
        link: None,
        facts: Facts::Rule(facts),
    };
    let bindings = reader
        .found
        .into_iter()
        .map(|((role, who), spots)| Binding { touchpoint: 0, role, who, spots })
        .collect();
    ReadRule { touchpoint, bindings, oddities: reader.oddities }
}

/// Keys under which a rule keeps accounts, whatever the step.
const USER_KEYS: [&str; 19] = [
    "accountId",
    "accountIds",
    "approvers",
    "assignee",
    "assignees",
    "bcc",
    "cc",
    "criteria",
    "excludedUsers",
    "participants",
    "recipients",
    "removeWatchers",
    "reporter",
    "to",
    "user",
    "userId",
    "userList",
    "users",
    "watchers",
];

/// Keys whose text describes a setting and is never an account, even among accounts.
const DESCRIBING_KEYS: [&str; 16] = [
    "assignType",
    "check",
    "comparison",
    "component",
    "displayName",
    "field",
    "fieldType",
    "label",
    "modifier",
    "name",
    "selectedField",
    "selectedFieldType",
    "source",
    "title",
    "type",
    "operator",
];

/// Keys that hold the address a step sends to.
const TARGET_KEYS: [&str; 6] = ["url", "webhookUrl", "webhookURL", "uri", "endpoint", "endpointUrl"];

/// What the trigger is called among the steps.
const TRIGGER: &str = "trigger";

/// Keys that hold a search.
const SEARCH_KEYS: [&str; 5] = ["jql", "jQLFilter", "jqlFilter", "query", "cql"];

struct Reader<'a> {
    known: &'a dyn Known,
    found: BTreeMap<(Role, Who), Vec<Spot>>,
    targets: Vec<Target>,
    searches: Vec<Search>,
    steps: usize,
    oddities: Vec<String>,
}

/// Where in a step the reader stands.
#[derive(Clone, Copy)]
struct At<'a> {
    step: &'a str,
    /// The nearest key above.
    key: &'a str,
    /// The nearest key above that says what is meant, rather than `value`.
    telling_key: &'a str,
    /// The field that the step sets to what stands here, if it sets one.
    sets: Option<&'a str>,
    /// Whether the texts here are meant to be accounts.
    users: bool,
    /// Whether the whole text is a search.
    search: bool,
    /// The header this is the value of, if it is one.
    header: Option<&'a str>,
}

impl Reader<'_> {
    fn add(&mut self, role: Role, who: Who, step: &str, what: impl Into<String>) {
        self.add_spot(role, who, Spot::plain(step, what));
    }

    fn add_spot(&mut self, role: Role, who: Who, spot: Spot) {
        let spots = self.found.entry((role, who)).or_default();
        if !spots.contains(&spot) {
            spots.push(spot);
        }
    }

    fn holders(&mut self, rule: Rule<'_>, whole: bool) {
        match rule.owner() {
            Some(owner) => self.add(Role::Owner, account(owner), "", "owns the rule"),
            None => self.oddities.push("names no owner".into()),
        }
        match rule.actor() {
            Actor::Account(id) => self.add(Role::Actor, account(id), "", "the rule runs as it"),
            Actor::Initiator => self.add(Role::Actor, Who::Initiator, "", "EVENT_INITIATOR"),
            Actor::SmartValue => self.add(Role::Actor, Who::Computed, "", "SMART_VALUE"),
            Actor::Other(kind, id) => {
                let id = id.filter(|id| is_account_id(id) || self.known.has(id));
                self.add(Role::Actor, id.map_or(Who::Unknown, account), "", format!("actor of kind {kind}"));
                self.oddities.push(format!("has an actor of the unknown kind {kind}"));
            }
            // A summary leaves the actor out whenever it is not one fixed account.
            Actor::Unstated => {
                self.add(Role::Actor, Who::Unknown, "", "the rule does not say");
                if whole {
                    self.oddities.push("names no actor".into());
                }
            }
        }
        // A rule that is open to everybody, or to its owner alone, may still carry an old list of names.
        if !matches!(rule.write_access(), Some("UNRESTRICTED" | "OWNER_ONLY")) {
            for editor in rule.collaborators() {
                self.add(Role::Editor, account(editor), "", "may edit the rule");
            }
        }
    }

    fn steps(&mut self, rule: Rule<'_>) {
        match rule.trigger() {
            Some(trigger) => self.step(trigger, TRIGGER),
            None => self.oddities.push("has no trigger".into()),
        }
        if rule.0.get("components").is_some_and(|steps| !steps.is_array()) {
            self.oddities.push("has steps in a form that is not known".into());
        }
        for (at, component) in rule.components().enumerate() {
            self.step(component, &format!("step {}", at + 1));
        }
    }

    fn step(&mut self, component: Component<'_>, number: &str) {
        self.steps += 1;
        let label = format!("{number} ({})", component.type_name());
        if let Some(value) = component.value() {
            let first_target = self.targets.len();
            let search = value.is_string() && component.type_name().contains("jql");
            let at =
                At { step: &label, key: "", telling_key: "", sets: None, users: false, search, header: None };
            self.value(value, at);
            let host = self.targets.get(first_target).and_then(|target| names::host(&target.origin));
            // Where a computed host is, nobody can tell from outside.
            let host = host.filter(|host| !host.contains("{{"));
            self.settle_credentials(&label, host, first_target);
        }
        for (at, child) in component.conditions().enumerate() {
            self.step(child, &format!("{number}, condition {}", at + 1));
        }
        for (at, child) in component.children().enumerate() {
            self.step(child, &format!("{number}.{}", at + 1));
        }
    }

    /// Once a step is read whole it is known where its secrets go.
    fn settle_credentials(&mut self, step: &str, host: Option<String>, first_target: usize) {
        let mut carries = false;
        for spot in
            self.found.iter_mut().filter(|((role, _), _)| *role == Role::Credential).flat_map(|(_, s)| s)
        {
            if spot.step == step
                && let Some(credential) = &mut spot.credential
            {
                carries = true;
                credential.atlassian = credential
                    .kind
                    .is_atlassian()
                    .or_else(|| host.as_deref().map(|host| self.known.is_atlassian_host(host)));
                credential.host = host.clone();
            }
        }
        for target in &mut self.targets[first_target..] {
            target.with_credential = carries;
        }
    }

    fn connections(&mut self, document: Document<'_>) {
        for connection in document.connections() {
            let who = connection.account().map_or(Who::Unknown, account);
            let target = connection.target().unwrap_or("another system");
            let auth = connection.auth_type().unwrap_or("an unknown way");
            let steps = match connection.id() {
                Some(id) => steps_using(document.rule(), id),
                None => Vec::new(),
            };
            let used = match steps.is_empty() {
                true => UNUSED.to_owned(),
                false => format!("used by {}", steps.join(", ")),
            };
            let mut spot = Spot::plain("", format!("{target} by {auth}, {used}"));
            spot.connection = Some(Connection {
                id: connection.id().map(str::to_owned),
                target: connection.target().map(str::to_owned),
                auth_type: connection.auth_type().map(str::to_owned),
                steps,
            });
            self.add_spot(Role::Connection, who, spot);
        }
    }

    fn value(&mut self, value: &Value, at: At<'_>) {
        match value {
            Value::String(text) => self.text(text, at),
            Value::Array(items) => items.iter().for_each(|item| self.value(item, at)),
            Value::Object(object) => {
                let users = at.users || names_a_user_field(value) || compares_account_ids(value);
                // {type: "SMART", value: …} is computed, {type: "FREE", value: …} is typed by hand.
                let computed = matches!(object.get("type").and_then(Value::as_str), Some("SMART" | "COPY"));
                let mention = object.get("type").and_then(Value::as_str) == Some("mention");
                let header = object.get("name").and_then(Value::as_str).filter(|_| is_header(value));
                for (key, inner) in object {
                    let describing = DESCRIBING_KEYS.contains(&key.as_str());
                    let named = USER_KEYS.contains(&key.as_str());
                    let tells = !matches!(key.as_str(), "value" | "values" | "id" | "attrs");
                    let inner_at = At {
                        key,
                        telling_key: if tells { key } else { at.telling_key },
                        users: (users || named || (mention && key == "attrs")) && !describing && !computed,
                        search: at.search || SEARCH_KEYS.contains(&key.as_str()),
                        header: header.or(at.header),
                        sets: set_field(value).or(at.sets),
                        ..at
                    };
                    self.value(inner, inner_at);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str, at: At<'_>) {
        // A condition keeps a list of users, and a web request its body, as JSON inside a text.
        if text.starts_with(['[', '{'])
            && let Ok(inner @ (Value::Array(_) | Value::Object(_))) = serde_json::from_str::<Value>(text)
        {
            self.value(&inner, at);
            return;
        }
        for mark in Mark::find_all(text) {
            self.secret(&mark, at);
        }
        if TARGET_KEYS.contains(&at.key)
            && let Some(origin) = names::origin(text)
        {
            let clear_text = origin.starts_with("http://") && !names::is_loopback(&origin);
            self.targets.push(Target {
                step: at.step.to_owned(),
                origin,
                clear_text,
                with_credential: false,
            });
        }
        if at.users && !text.contains("{{") {
            self.meant_as_account(text.trim(), at);
        }
        for id in names::mentions(text) {
            self.add(Role::Subject, account(id), at.step, "mentioned in a text");
        }
        if at.search {
            self.search(text, at);
            for (operand, of_user_field) in names::search_operands(text) {
                let id = is_tell_tale_account_id(operand) || (of_user_field && is_account_id(operand));
                if id || self.known.has(operand) {
                    self.add(Role::Subject, account(operand), at.step, "named in a search");
                } else if is_email(operand) {
                    self.address(operand, at.step, "named in a search");
                }
            }
        } else if !at.users {
            for id in names::tell_tale_ids(text) {
                self.add(Role::Subject, account(id), at.step, spelled(at));
            }
            if self.known.has(text) {
                self.add(Role::Subject, account(text), at.step, spelled(at));
            }
        }
    }

    fn search(&mut self, text: &str, at: At<'_>) {
        let found = Search {
            step: at.step.to_owned(),
            starts: at.step.starts_with(TRIGGER) && !at.step.contains(','),
            filters: names::values_of(text, names::FILTER_FIELDS),
            projects: names::values_of(text, names::PROJECT_FIELDS),
        };
        let leads = !found.filters.is_empty() || !found.projects.is_empty();
        if leads && !self.searches.contains(&found) {
            self.searches.push(found);
        }
    }

    fn meant_as_account(&mut self, text: &str, at: At<'_>) {
        let addresses: Vec<&str> = names::addresses(text).collect();
        if !addresses.is_empty() {
            for address in addresses {
                self.address(address, at.step, &spelled(at));
            }
        } else if is_account_id(text) || self.known.has(text) {
            self.add(Role::Subject, account(text), at.step, spelled(at));
        }
    }

    fn address(&mut self, address: &str, step: &str, what: &str) {
        let who = self.known.by_email(address).map_or_else(|| Who::Address(address.to_owned()), Who::Account);
        self.add(Role::Subject, who, step, what);
    }

    fn secret(&mut self, mark: &Mark, at: At<'_>) {
        let who = match mark.whose.as_deref() {
            None => Who::Unknown,
            Some(id) if is_account_id(id) => account(id),
            Some(address) => {
                self.known.by_email(address).map_or_else(|| Who::Address(address.to_owned()), Who::Account)
            }
        };
        let place = match (at.header, at.key) {
            (Some(header), _) => format!("header {header}"),
            (None, "") => "text".to_owned(),
            (None, key) => key.to_owned(),
        };
        let credential = Credential {
            kind: mark.kind,
            host: None,
            atlassian: mark.kind.is_atlassian(),
            fingerprint: mark.fingerprint.clone(),
        };
        let mut spot = Spot::plain(at.step, format!("{} in {place}", mark.kind.title()));
        spot.credential = Some(credential);
        self.add_spot(Role::Credential, who, spot);
    }
}

/// Labels of the steps that use a connection.
fn steps_using(rule: Rule<'_>, connection: &str) -> Vec<String> {
    let mut using = Vec::new();
    if let Some(trigger) = rule.trigger() {
        collect_using(trigger, TRIGGER.into(), connection, &mut using);
    }
    for (at, component) in rule.components().enumerate() {
        collect_using(component, format!("step {}", at + 1), connection, &mut using);
    }
    using
}

fn collect_using(component: Component<'_>, number: String, connection: &str, using: &mut Vec<String>) {
    if component.connection_id() == Some(connection) {
        using.push(format!("{number} ({})", component.type_name()));
    }
    for (at, child) in component.conditions().enumerate() {
        collect_using(child, format!("{number}, condition {}", at + 1), connection, using);
    }
    for (at, child) in component.children().enumerate() {
        collect_using(child, format!("{number}.{}", at + 1), connection, using);
    }
}

fn account(id: &str) -> Who {
    Who::with_id(id)
}

/// What a place says to a reader of the report.
fn spelled(at: At<'_>) -> String {
    match (at.sets, at.telling_key) {
        (Some(field), _) => format!("set as {field}"),
        (None, "") => "named in the step".to_owned(),
        (None, key) => format!("named under {key}"),
    }
}

/// The field that an operation of a step writes to; a condition that only looks at a field writes nothing.
fn set_field(operation: &Value) -> Option<&str> {
    let writes = matches!(operation.get("type")?.as_str()?, "SET" | "ADD");
    operation.get("fieldType")?.as_str().filter(|_| writes)
}

/// Whether an object sets or tests a field that holds users.
fn names_a_user_field(object: &Value) -> bool {
    ["fieldType", "selectedFieldType", "field", "fieldId", "selectedField"].iter().any(|key| {
        let field = object.get(key);
        let name = field.and_then(Value::as_str).or_else(|| field?.get("value")?.as_str());
        name.is_some_and(|name| {
            let name = name.to_ascii_lowercase();
            matches!(name.as_str(), "assignee" | "reporter" | "creator" | "approvers" | "watchers" | "voters")
                || name.ends_with("userpicker")
                || name.ends_with("multiuserpicker")
                || name.ends_with("sd-request-participants")
                || name.ends_with(":people")
        })
    })
}

/// Whether an object compares something with the id of an account.
fn compares_account_ids(object: &Value) -> bool {
    object.get("first").and_then(Value::as_str).is_some_and(|text| text.contains("accountId"))
        || object.get("second").and_then(Value::as_str).is_some_and(|text| text.contains("accountId"))
}

/// Whether an object is a header of a web request rather than anything else that has a name and a value.
fn is_header(object: &Value) -> bool {
    object.get("value").is_some() && object.get("name").is_some_and(Value::is_string)
}
