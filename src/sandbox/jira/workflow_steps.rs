//! The rules on a workflow's transitions. Each knows its JSON and, separately, whom it hangs on.

use crate::sandbox::account::Account;
use crate::sandbox::rule::Stage;
use serde_json::{Map, Value, json};

/// Where on a transition a rule stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Action,
    Validator,
    Condition,
    /// One group deeper in the tree of conditions.
    InnerCondition,
    Trigger,
}

/// What hangs on whom.
#[derive(Clone)]
pub(super) enum Duty {
    /// Nobody is named.
    None,
    /// Accounts are named, by handle.
    Names(Vec<&'static str>),
    /// An admin webhook is fired, by id.
    Fires(&'static str),
    /// An app does the work, with accounts in its settings.
    App(Vec<&'static str>),
    /// A Rovo agent is started.
    Starts(&'static str),
}

#[derive(Clone)]
pub(super) struct Rule {
    pub place: Place,
    pub key: &'static str,
    pub parameters: Map<String, Value>,
    pub duty: Duty,
    /// An app's rule that is switched off.
    pub disabled: bool,
    /// Old rules have none.
    pub without_id: bool,
}

fn rule<const N: usize>(
    place: Place,
    key: &'static str,
    parameters: [(&str, String); N],
    duty: Duty,
) -> Rule {
    let parameters = parameters.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    Rule { place, key, parameters, duty, disabled: false, without_id: false }
}

impl Rule {
    pub(super) fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    pub(super) fn without_id(mut self) -> Self {
        self.without_id = true;
        self
    }
}

/// Assigns the issue to an account.
pub(super) fn assign(stage: &Stage<'_>, to: &'static str) -> Rule {
    let parameters = [("type", "to-selected-user".to_owned()), ("accountId", stage.who(to).id.clone())];
    rule(Place::Action, "system:change-assignee", parameters, Duty::Names(vec![to]))
}

/// Assigns the issue to whoever moves it: nobody is named.
pub(super) fn assign_mover() -> Rule {
    rule(Place::Action, "system:change-assignee", [("type", "to-current-user".to_owned())], Duty::None)
}

/// Fires an admin webhook.
pub(super) fn fire(webhook: &'static str) -> Rule {
    let parameters = [("webhookId", webhook.to_owned())];
    rule(Place::Action, "system:trigger-webhook", parameters, Duty::Fires(webhook))
}

/// Starts a Rovo agent, which works on after the transition.
pub(super) fn start_agent(stage: &Stage<'_>, agent: &'static str) -> Rule {
    let parameters =
        [("agentId", stage.who(agent).id.clone()), ("promptValue", "Summarise the issue".to_owned())];
    rule(Place::Action, "system:trigger-agent", parameters, Duty::Starts(agent))
}

/// Writes a value into a field; that of a user field is an account id.
pub(super) fn write_user(stage: &Stage<'_>, field: &str, who: &'static str, mode: &str) -> Rule {
    let parameters =
        [("field", field.to_owned()), ("value", stage.who(who).id.clone()), ("mode", mode.to_owned())];
    rule(Place::Action, "system:update-field", parameters, Duty::Names(vec![who]))
}

/// The same with a field that holds no account.
pub(super) fn write_label() -> Rule {
    let parameters =
        [("field", "labels".to_owned()), ("value", "moved".to_owned()), ("mode", "append".to_owned())];
    rule(Place::Action, "system:update-field", parameters, Duty::None)
}

/// Lets only these through, beside the reporter.
pub(super) fn only(stage: &Stage<'_>, who: &[&'static str]) -> Rule {
    let ids: Vec<&str> = who.iter().map(|handle| stage.who(handle).id.as_str()).collect();
    let csv = ["allow-reporter"].into_iter().chain(ids).collect::<Vec<_>>().join(",");
    let parameters = [("accountIds", csv), ("roleIds", "10202".to_owned())];
    rule(Place::Condition, "system:restrict-issue-transition", parameters, Duty::Names(who.to_vec()))
}

/// Lets a role and a permission through: nobody is named.
pub(super) fn only_roles() -> Rule {
    let parameters = [("roleIds", "10002".to_owned()), ("permissionKeys", "ADMINISTER_PROJECTS".to_owned())];
    rule(Place::Condition, "system:restrict-issue-transition", parameters, Duty::None)
}

pub(super) fn check_permission() -> Rule {
    let parameters = [("permissionKey", "RESOLVE_ISSUES".to_owned())];
    rule(Place::Validator, "system:check-permission-validator", parameters, Duty::None)
}

/// Moves the issue when a developer opens a pull request.
pub(super) fn on_pull_request() -> Rule {
    let parameters = [("enabledTriggers", "pull-request-created-trigger".to_owned())];
    rule(Place::Trigger, "system:development-triggers", parameters, Duty::None)
}

/// A script of a Connect app that runs as somebody.
pub(super) fn connect(stage: &Stage<'_>, who: &[&'static str], disabled: bool) -> Rule {
    let run_as: Vec<Value> = who.iter().map(|handle| json!({ "accountId": stage.who(handle).id })).collect();
    let config = json!({ "script": "issue.update()", "runAs": run_as }).to_string();
    let duty = if who.is_empty() { Duty::None } else { Duty::App(who.to_vec()) };
    let parameters = [
        ("appKey", "example.scripts".to_owned()),
        ("config", config),
        ("id", "7f2d1c64-0000-4000-8000-5a3d4b0c9e2f".to_owned()),
        ("disabled", disabled.to_string()),
        ("tag", "example.scripts.run".to_owned()),
    ];
    Rule { disabled, ..rule(Place::Action, "connect:remote-workflow-function", parameters, duty) }
}

/// An app's own condition, with nobody in it.
pub(super) fn connect_validator() -> Rule {
    let config = json!({ "expression": "issue.comments.length > 0" }).to_string();
    let parameters = [
        ("appKey", "example.scripts".to_owned()),
        ("config", config),
        ("id", "7f2d1c64-0000-4000-8000-5a3d4b0c9e30".to_owned()),
        ("disabled", "false".to_owned()),
        ("tag", "example.scripts.check".to_owned()),
    ];
    rule(Place::Validator, "connect:expression-validator", parameters, Duty::None)
}

/// A Forge app's function that writes in somebody's name.
pub(super) fn forge(stage: &Stage<'_>, who: &'static str) -> Rule {
    let config = json!({ "author": stage.who(who).id, "text": "Moved." }).to_string();
    let parameters = [
        ("key", "ari:cloud:ecosystem::extension/example/static/post-function".to_owned()),
        ("config", config),
        ("disabled", "false".to_owned()),
    ];
    rule(Place::Action, "forge:workflow-post-function", parameters, Duty::App(vec![who]))
}

/// A rule that no documentation has, naming somebody all the same.
pub(super) fn unheard_of(stage: &Stage<'_>, who: &'static str) -> Rule {
    let parameters = [("accountId", stage.who(who).id.clone()), ("order", "first".to_owned())];
    rule(Place::Action, "system:page-on-call", parameters, Duty::Names(vec![who]))
}

impl Duty {
    /// Whom the rule hangs on, and how: kind, role, accounts. `editors` tells who changed a webhook last.
    pub(super) fn bound<'a>(
        &self,
        stage: &'a Stage<'_>,
        editors: &[(&str, &str)],
    ) -> (&'static str, &'static str, Vec<&'a Account>) {
        let all = |handles: &[&str]| handles.iter().map(|handle| stage.who(handle)).collect();
        match self {
            Self::None => ("", "", vec![]),
            Self::Names(handles) => ("workflow-step", "subject", all(handles)),
            Self::App(handles) => ("workflow-step-app", "actor", all(handles)),
            Self::Starts(handle) => ("workflow-step-agent", "actor", all(&[*handle])),
            Self::Fires(id) => {
                let editor = editors.iter().find(|(webhook, _)| webhook == id);
                let who = editor.map(|(_, handle)| stage.who(handle)).into_iter().collect();
                ("workflow-step-webhook", "editor", who)
            }
        }
    }
}
