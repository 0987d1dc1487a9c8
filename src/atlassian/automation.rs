//! Automation rules of Jira and Confluence: the public API and the three file exports, all in one view.
//!
//! | | public API | Cloud export | Data Center export | Cloud export of 2018 |
//! |---|---|---|---|---|
//! | id | `uuid` | `idUuid` (+ `id`) | `id` | `id` |
//! | owner | `authorAccountId` | `authorAccountId` | `authorAccountId` (user key) | `authorKey` |
//! | actor | `actor.actor` | `actor.value` | `actorAccountId` | `actorKey` |
//! | scope | `ruleScopeARIs` | `ruleScope.resources` | `projects` | `projects` |

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{AUTOMATION_FOR_JIRA, AUTOMATION_FOR_JIRA_2018, list, scalar, text, time};

/// A rule as the public API sends it, in an envelope beside its connections; or bare, as exports have it.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a>(pub &'a Value);

impl<'a> Document<'a> {
    /// The rule.
    pub fn rule(self) -> Rule<'a> {
        Rule(self.0.get("rule").filter(|rule| rule.is_object()).unwrap_or(self.0))
    }

    /// The connections that came with the rule, beside it or inside it.
    pub fn connections(self) -> impl Iterator<Item = Connection<'a>> {
        let beside = list(self.0, "connections");
        let inside = if beside.is_empty() { list(self.rule().0, "connections") } else { &[] };
        beside.iter().chain(inside).map(Connection)
    }
}

/// A rule, whole; or its summary, which has the same field names as far as it goes.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'a>(pub &'a Value);

/// As whom a rule runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor<'a> {
    /// One fixed account.
    Account(&'a str),
    /// Whoever triggers the rule (`EVENT_INITIATOR`).
    Initiator,
    /// An account computed while the rule runs (`SMART_VALUE`).
    SmartValue,
    /// A kind of actor this program does not know, by its name, and what may be the id of its account.
    Other(String, Option<&'a str>),
    /// The rule does not say.
    Unstated,
}

impl<'a> Rule<'a> {
    /// The rule's own id: its UUID; else the number or key that file exports carry, together with the time the
    /// rule was made, because numbers begin anew in every Data Center instance.
    pub fn id(self) -> Option<String> {
        let unique = ["uuid", "idUuid", "ruleUuid", "ruleKey"].iter().find_map(|key| scalar(self.0, key));
        unique.or_else(|| {
            let id = scalar(self.0, "id")?;
            let is_number = id.bytes().all(|byte| byte.is_ascii_digit());
            let made = scalar(self.0, "created").or_else(|| self.name().map(str::to_owned));
            Some(if is_number { made.map_or(id.clone(), |made| format!("{id}@{made}")) } else { id })
        })
    }

    /// Whether this is more than a summary or an empty answer: a rule has a trigger or steps.
    pub fn is_whole(self) -> bool {
        self.0.get("trigger").is_some() || self.0.get("components").is_some()
    }

    /// Display name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// `ENABLED` or `DISABLED`, in capitals; open to others.
    pub fn state(self) -> Option<String> {
        text(self.0, "state").map(str::to_ascii_uppercase)
    }

    /// The owner, whom the API calls author: made the rule and gets its error mails.
    pub fn owner(self) -> Option<&'a str> {
        text(self.0, "authorAccountId").or_else(|| text(self.0, "authorKey")).map(current_id)
    }

    /// The account the rule acts as, in all four writings.
    pub fn actor(self) -> Actor<'a> {
        let actor = self.0.get("actor");
        let inner = actor.and_then(|actor| actor.get("actor").or_else(|| actor.get("value")));
        let id = actor
            .and_then(|actor| {
                text(actor, "actor").or_else(|| text(actor, "value")).or_else(|| text(actor, "accountId"))
            })
            .or_else(|| inner.and_then(|inner| text(inner, "accountId").or_else(|| text(inner, "id"))))
            .or_else(|| actor.and_then(Value::as_str))
            .or_else(|| text(self.0, "actorAccountId"))
            .or_else(|| text(self.0, "actorKey"))
            .map(current_id);
        let kind = actor.and_then(|actor| text(actor, "type"));
        match kind.map(str::to_ascii_uppercase).as_deref() {
            Some("EVENT_INITIATOR") => Actor::Initiator,
            Some("SMART_VALUE") => Actor::SmartValue,
            None | Some("ACCOUNT_ID") => id.map_or(Actor::Unstated, Actor::Account),
            Some(_) => Actor::Other(kind.unwrap_or_default().to_owned(), id),
        }
    }

    /// Who else may edit the rule; meaningful with `SPECIFIED_USERS`.
    pub fn collaborators(self) -> impl Iterator<Item = &'a str> {
        list(self.0, "collaborators").iter().filter_map(Value::as_str).filter(|id| !id.trim().is_empty())
    }

    /// `OWNER_ONLY`, `SPECIFIED_USERS` or `UNRESTRICTED`; open to others.
    pub fn write_access(self) -> Option<&'a str> {
        text(self.0, "writeAccessType")
    }

    /// The resources the rule works on: ARIs, or `project/<id>` for exports that list projects. Where the rule
    /// leaves them out, its trigger repeats them.
    pub fn scope(self) -> Vec<String> {
        let aris = list(self.0, "ruleScopeARIs")
            .iter()
            .chain(self.0.get("ruleScope").map_or(&[][..], |scope| list(scope, "resources")));
        let projects = list(self.0, "projects");
        let own: Vec<String> = aris
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .chain(projects.iter().filter_map(|p| scalar(p, "projectId")).map(|id| format!("project/{id}")))
            .collect();
        if !own.is_empty() {
            return own;
        }
        let trigger = self.trigger().and_then(Component::value);
        let filters = trigger.map_or(&[][..], |value| list(value, "eventFilters"));
        filters.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The cloud id of the site the rule belongs to, read from its scope.
    pub fn cloud_id(self) -> Option<String> {
        self.scope().iter().find_map(|ari| ari_cloud_id(ari).map(str::to_owned))
    }

    /// When the rule was last changed, else made.
    pub fn changed(self) -> Option<DateTime<Utc>> {
        time(self.0, "updated").or_else(|| time(self.0, "created"))
    }

    /// When the rule was made.
    pub fn created(self) -> Option<DateTime<Utc>> {
        time(self.0, "created")
    }

    /// The trigger; Data Center and 2018 exports have it too.
    pub fn trigger(self) -> Option<Component<'a>> {
        self.0.get("trigger").filter(|trigger| trigger.is_object()).map(Component)
    }

    /// The steps of the top level, in order.
    pub fn components(self) -> impl Iterator<Item = Component<'a>> {
        list(self.0, "components").iter().map(Component)
    }
}

/// A step of a rule: trigger, condition, branch, block or action.
#[derive(Debug, Clone, Copy)]
pub struct Component<'a>(pub &'a Value);

impl<'a> Component<'a> {
    /// The step's type, a free text: nobody publishes a list of them.
    pub fn type_name(self) -> &'a str {
        text(self.0, "type").unwrap_or("unknown type")
    }

    /// `TRIGGER`, `CONDITION`, `ACTION` …; open to others.
    pub fn component(self) -> Option<&'a str> {
        text(self.0, "component")
    }

    /// What the step is set to: an object, a text, or nothing.
    pub fn value(self) -> Option<&'a Value> {
        self.0.get("value").filter(|value| !value.is_null())
    }

    /// The connection the step uses, if it reaches another system through one.
    pub fn connection_id(self) -> Option<&'a str> {
        text(self.0, "connectionId")
    }

    /// The steps inside this one.
    pub fn children(self) -> impl Iterator<Item = Component<'a>> {
        list(self.0, "children").iter().map(Component)
    }

    /// The conditions that hang on this step.
    pub fn conditions(self) -> impl Iterator<Item = Component<'a>> {
        list(self.0, "conditions").iter().map(Component)
    }
}

/// An account's consent that lets a rule reach another system.
#[derive(Debug, Clone, Copy)]
pub struct Connection<'a>(pub &'a Value);

impl<'a> Connection<'a> {
    /// What a step's `connectionId` refers to.
    pub fn id(self) -> Option<&'a str> {
        text(self.0, "id")
    }

    /// The account that owns the connection.
    pub fn account(self) -> Option<&'a str> {
        text(self.0, "accountId")
    }

    /// What it connects to, such as `com.atlassian.confluence.native`.
    pub fn target(self) -> Option<&'a str> {
        text(self.0, "connectionTargetKey")
    }

    /// `OAUTH_3LO`, `API_TOKEN`, `FORGE` …; open to others.
    pub fn auth_type(self) -> Option<&'a str> {
        text(self.0, "authType")
    }
}

/// The cloud id inside an ARI such as `ari:cloud:jira:<cloudId>:project/1` or `ari:cloud:jira::site/<cloudId>`.
pub fn ari_cloud_id(ari: &str) -> Option<&str> {
    let mut parts = ari.strip_prefix("ari:cloud:")?.splitn(3, ':');
    let _product = parts.next()?;
    let cloud = parts.next()?;
    if !cloud.is_empty() {
        return Some(cloud);
    }
    parts.next()?.strip_prefix("site/")
}

/// Which product an ARI speaks of; `None` where it does not say.
pub fn ari_product(ari: &str) -> Option<&'static str> {
    let product = ari.strip_prefix("ari:cloud:")?.split(':').next()?;
    match product {
        "confluence" => Some("confluence"),
        product if product.starts_with("jira") => Some("jira"),
        _ => None,
    }
}

/// The built-in actor under the id it has today.
fn current_id(id: &str) -> &str {
    if id == AUTOMATION_FOR_JIRA_2018 { AUTOMATION_FOR_JIRA } else { id }
}
