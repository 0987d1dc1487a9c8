//! Workflows of Jira: transitions and the rules on them.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{flag, list, scalar, text, time};

/// A workflow (`GET /rest/api/3/workflows/search`), kept beside whether a project uses it: the reply does not say
/// it of each, it is asked for those that are in use and for those that are not.
#[derive(Debug, Clone, Copy)]
pub struct Workflow<'a>(pub &'a Value);

impl<'a> Workflow<'a> {
    fn inner(self) -> &'a Value {
        self.0.get("workflow").filter(|workflow| workflow.is_object()).unwrap_or(self.0)
    }

    /// Its id.
    pub fn id(self) -> Option<String> {
        scalar(self.inner(), "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.inner(), "name")
    }

    /// Whether a project uses it.
    pub fn active(self) -> Option<bool> {
        flag(self.0, "isActive")
    }

    /// Id of its project, where it is of a team-managed one.
    pub fn project(self) -> Option<String> {
        scalar(self.inner().get("scope")?.get("project")?, "id")
    }

    /// When it was last changed.
    pub fn updated(self) -> Option<DateTime<Utc>> {
        time(self.inner(), "updated")
    }

    /// Its transitions; `None` when the reply does not hold them, or holds them in a way that is not known.
    pub fn transitions(self) -> Option<impl Iterator<Item = Transition<'a>>> {
        Some(self.inner().get("transitions")?.as_array()?.iter().map(Transition))
    }
}

/// A transition of a workflow.
#[derive(Debug, Clone, Copy)]
pub struct Transition<'a>(pub &'a Value);

impl<'a> Transition<'a> {
    /// Its id, unique within the workflow.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// Every rule on it with its place: `action 1`, `validator 2`, `condition 1`, `trigger 1`; and whether the
    /// conditions went deeper than they were followed.
    pub fn rules(self) -> (Vec<(String, StepRule<'a>)>, bool) {
        let mut rules = Vec::new();
        for (key, word) in [("actions", "action"), ("validators", "validator"), ("triggers", "trigger")] {
            let rows = list(self.0, key).iter().enumerate();
            rules.extend(rows.map(|(at, rule)| (format!("{word} {}", at + 1), StepRule(rule))));
        }
        let mut conditions = Vec::new();
        let whole = self.0.get("conditions").is_none_or(|group| collect(group, 0, &mut conditions));
        let conditions = conditions.into_iter().enumerate();
        rules.extend(conditions.map(|(at, rule)| (format!("condition {}", at + 1), StepRule(rule))));
        (rules, !whole)
    }
}

/// The conditions of a group and of the groups in it; whether all of them were reached.
fn collect<'a>(group: &'a Value, depth: usize, found: &mut Vec<&'a Value>) -> bool {
    const DEEPEST: usize = 64;
    if depth > DEEPEST {
        return false;
    }
    found.extend(list(group, "conditions"));
    let groups = list(group, "conditionGroups").iter();
    groups.fold(true, |whole, inner| collect(inner, depth + 1, found) && whole)
}

/// A rule on a transition: a post function, a validator, a condition, a trigger.
#[derive(Debug, Clone, Copy)]
pub struct StepRule<'a>(pub &'a Value);

impl<'a> StepRule<'a> {
    /// What it is (`system:change-assignee` …).
    pub fn key(self) -> Option<&'a str> {
        text(self.0, "ruleKey")
    }

    /// Its id.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Its settings.
    pub fn parameters(self) -> Option<&'a Map<String, Value>> {
        self.0.get("parameters")?.as_object()
    }

    /// A setting, as text.
    pub fn parameter(self, name: &str) -> Option<String> {
        scalar(self.0.get("parameters")?, name)
    }

    /// Whether it is one that an app carries out.
    pub fn is_of_app(self) -> bool {
        self.key().is_some_and(|key| key.starts_with("connect:") || key.starts_with("forge:"))
    }

    /// Whether it is switched off, as those of apps can be.
    pub fn is_disabled(self) -> bool {
        let disabled = self.parameters().and_then(|parameters| parameters.get("disabled"));
        match disabled {
            Some(Value::Bool(disabled)) => *disabled,
            Some(Value::String(text)) => text.trim().eq_ignore_ascii_case("true"),
            _ => false,
        }
    }
}
