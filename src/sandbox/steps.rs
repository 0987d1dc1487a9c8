//! The building blocks of a rule. Each knows its JSON and, separately, whom it names and what secret it carries:
//! the truth is noted when the block is made, not read back from the JSON.
//!
//! Type strings are those seen in real exports; the ones no sample exists for are marked *hand-made*.

use super::account::Account;
use super::dice::Dice;
use serde_json::{Value, json};

/// Somebody a rule speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whom {
    Account {
        id: String,
        name: String,
    },
    /// A literal address that belongs to no account anybody can see.
    Address(String),
    /// A secret that does not say whose it is.
    Unknown,
}

impl From<&Account> for Whom {
    fn from(account: &Account) -> Self {
        Self::Account { id: account.id.clone(), name: account.name.clone() }
    }
}

/// What a step contributes to the truth.
#[derive(Clone, Default)]
pub(crate) struct Notes {
    pub subjects: Vec<Whom>,
    /// Whose credential, and whether the sender of the rule would hide it when asked to redact.
    pub credentials: Vec<(Whom, Hidden)>,
    pub secrets: Vec<(String, &'static str, Hidden)>,
    /// Whose credentials open Atlassian itself, rather than another system.
    pub at_home: Vec<Whom>,
}

/// Whether `redactSensitiveFields=true` covers a value on a server that honours it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hidden {
    OnRequest,
    Never,
}

/// A trigger, condition, action or branch.
#[derive(Clone)]
pub(crate) struct Step {
    component: &'static str,
    kind: String,
    version: Option<u32>,
    pub(crate) value: Value,
    connection: Option<String>,
    children: Vec<Step>,
    conditions: Vec<Step>,
    pub(crate) notes: Notes,
}

impl Step {
    fn new(component: &'static str, kind: &str, version: u32, value: Value) -> Self {
        Self {
            component,
            kind: kind.to_owned(),
            version: Some(version),
            value,
            connection: None,
            children: vec![],
            conditions: vec![],
            notes: Notes::default(),
        }
    }

    /// Notes that this step names `who`.
    pub(crate) fn naming(mut self, who: impl Into<Whom>) -> Self {
        self.notes.subjects.push(who.into());
        self
    }

    /// Notes that this step carries a credential of `whose`, made of these secret strings.
    pub(crate) fn carrying(
        mut self,
        whose: Whom,
        kind: &'static str,
        hidden: Hidden,
        secrets: &[&str],
    ) -> Self {
        self.notes.credentials.push((whose, hidden));
        self.notes.secrets.extend(secrets.iter().map(|s| ((*s).to_owned(), kind, hidden)));
        self
    }

    /// Notes that what it carries of `whose` opens Atlassian itself.
    pub(crate) fn at_home(mut self, whose: Whom) -> Self {
        self.notes.at_home.push(whose);
        self
    }

    pub(crate) fn using(mut self, connection: &str) -> Self {
        self.connection = Some(connection.to_owned());
        self
    }

    pub(crate) fn under(mut self, conditions: Vec<Step>) -> Self {
        self.conditions = conditions;
        self
    }

    /// Writes the JSON, gives out ids and hands the notes of the whole tree to `notes`.
    pub(crate) fn write(self, place: Place<'_>, dice: &mut Dice, notes: &mut Notes) -> Value {
        // Old components have numeric ids, new ones UUIDs; real rules mix them.
        let id = if dice.chance(40) { format!("7{:08}", dice.below(100_000_000)) } else { dice.uuid('4') };
        notes.subjects.extend(self.notes.subjects);
        notes.credentials.extend(self.notes.credentials);
        notes.secrets.extend(self.notes.secrets);
        notes.at_home.extend(self.notes.at_home);
        let mut all = |steps: Vec<Step>, place| -> Vec<Value> {
            steps.into_iter().map(|step| step.write(place, dice, notes)).collect()
        };
        let conditions = all(self.conditions, Place::ConditionOf(&id));
        if matches!(place, Place::Trigger) {
            return json!({
                "component": self.component, "schemaVersion": self.version, "type": self.kind,
                "value": self.value, "connectionId": self.connection, "conditions": conditions, "id": id,
            });
        }
        let children = all(self.children, Place::ChildOf(&id));
        let (parent, condition_parent) = match place {
            Place::ChildOf(id) => (Some(id), None),
            Place::ConditionOf(id) => (None, Some(id)),
            Place::Top | Place::Trigger => (None, None),
        };
        json!({
            "component": self.component, "schemaVersion": self.version, "type": self.kind,
            "value": self.value, "connectionId": self.connection, "conditions": conditions,
            "parentId": parent, "conditionParentId": condition_parent, "children": children, "id": id,
        })
    }
}

/// Where in the tree a step stands.
#[derive(Clone, Copy)]
pub(crate) enum Place<'a> {
    Trigger,
    Top,
    ChildOf(&'a str),
    ConditionOf(&'a str),
}

/// A step of a type nobody has documented.
pub(crate) fn unknown_step(component: &'static str, kind: &str, value: Value) -> Step {
    Step { version: None, ..Step::new(component, kind, 1, value) }
}

// Triggers

pub(crate) fn on_created() -> Step {
    let value =
        json!({ "eventKey": "jira:issue_created", "issueEvent": "issue_created", "eventFilters": [] });
    Step::new("TRIGGER", "jira.issue.event.trigger:created", 1, value)
}

pub(crate) fn on_transition(to: &str) -> Step {
    let value = json!({
        "eventKey": "jira:issue_updated", "issueEvent": "issue_generic", "eventFilters": [],
        "fromStatus": [], "toStatus": [{ "type": "NAME", "value": to }],
    });
    Step::new("TRIGGER", "jira.issue.event.trigger:transitioned", 1, value)
}

pub(crate) fn on_field_change(field: &str) -> Step {
    let value = json!({
        "eventFilters": [], "changeType": "VALUE_ADDED",
        "fields": [{ "value": field, "type": "fieldName" }], "actions": [],
    });
    Step::new("TRIGGER", "jira.issue.field.changed", 2, value)
}

/// Every weekday at six, over the issues that `jql` finds.
pub(crate) fn on_schedule(jql: &str) -> Step {
    let value = json!({
        "schedule": { "cronExpression": "0 0 6 ? * MON-FRI", "method": "CRON", "rate": 0, "rateInterval": 86400 },
        "jql": jql, "executionMode": if jql.is_empty() { "nosearch" } else { "jql" }, "onlyUpdatedIssues": false,
    });
    Step::new("TRIGGER", "jira.jql.scheduled", 1, value)
}

/// *Hand-made* from its reported shape. Whoever knows the token can start the rule.
pub(crate) fn on_incoming_webhook(token: &str) -> Step {
    let value =
        json!({ "webhookToken": token, "searchOrProvide": "search", "jql": "key = {{webhookData.key}}" });
    Step::new("TRIGGER", "jira.incoming.webhook", 1, value).carrying(
        Whom::Unknown,
        "incoming-webhook-token",
        Hidden::OnRequest,
        &[token],
    )
}

/// *Hand-made* from its reported shape.
pub(crate) fn on_button(group: &str) -> Step {
    let value = json!({ "inputFromUsers": false, "inputPrompts": [], "groups": [group] });
    Step::new("TRIGGER", "jira.manual.trigger.issue", 1, value)
}

// Conditions and blocks

pub(crate) fn jql_condition(jql: &str) -> Step {
    Step::new("CONDITION", "jira.jql.condition", 1, json!(jql))
}

/// The newer read-back of the same condition: an object instead of a string.
pub(crate) fn jql_condition_object(jql: &str) -> Step {
    Step::new("CONDITION", "jira.jql.condition", 1, json!({ "jql": jql }))
}

pub(crate) fn compare(first: &str, second: &str) -> Step {
    Step::new(
        "CONDITION",
        "jira.comparator.condition",
        1,
        json!({ "first": first, "second": second, "operator": "EQUALS" }),
    )
}

/// The actor of the event is `who`.
pub(crate) fn user_is(who: &Account) -> Step {
    let value = json!({ "conditions": [
        { "field": "initiator", "check": "USER_IS", "criteria": [{ "type": "ID", "value": who.id }] },
    ], "operator": "OR" });
    Step::new("CONDITION", "jira.user.condition", 1, value).naming(who)
}

/// The assignee is one of these: the ids stand in a JSON array *inside a string*, as in real exports.
pub(crate) fn assignee_is(who: &[&Account]) -> Step {
    let ids: Vec<&str> = who.iter().map(|a| a.id.as_str()).collect();
    let value = json!({
        "selectedField": { "type": "ID", "value": "assignee" }, "selectedFieldType": "assignee",
        "comparison": "ONE_OF",
        "compareValue": {
            "type": "ID", "modifier": null, "value": json!(ids).to_string(), "multiValue": true, "source": null,
        },
    });
    who.iter().fold(Step::new("CONDITION", "jira.issue.condition", 3, value), |step, who| step.naming(*who))
}

/// One arm of an if: conditions (none means *else*) and steps.
pub(crate) fn arm(conditions: Vec<Step>, steps: Vec<Step>) -> Step {
    let block =
        Step::new("CONDITION_BLOCK", "jira.condition.if.block", 1, json!({ "conditionMatchType": "ALL" }));
    Step { conditions, children: steps, ..block }
}

/// If, else-if, else. The container's value is null in exports and `{}` in one capture of the API.
pub(crate) fn branches(arms: Vec<Step>) -> Step {
    Step { children: arms, ..Step::new("CONDITION", "jira.condition.container.block", 1, Value::Null) }
}

/// For every linked issue.
pub(crate) fn for_related(steps: Vec<Step>) -> Step {
    let value = json!({ "relatedType": "linked", "jql": "", "linkTypes": [], "onlyUpdatedIssues": false });
    Step { children: steps, ..Step::new("BRANCH", "jira.issue.related", 1, value) }
}

// Actions

/// The value is a bare string, not an object.
pub(crate) fn log(text: &str) -> Step {
    Step::new("ACTION", "codebarrel.action.log", 1, json!(text))
}

pub(crate) fn comment(text: &str) -> Step {
    let value = json!({
        "comment": text, "publicComment": false, "commentVisibility": null,
        "sendNotifications": true, "addCommentOnce": false,
    });
    Step::new("ACTION", "jira.issue.comment", 2, value)
}

pub(crate) fn mention(text: &str, who: &Account) -> Step {
    comment(&format!("[~accountid:{}] {text}", who.id)).naming(who)
}

pub(crate) fn transition(to: &str) -> Step {
    let value = json!({
        "operations": [], "advancedFields": null, "sendNotifications": true,
        "destinationStatus": { "type": "NAME", "value": to }, "transitionMatch": "",
    });
    Step::new("ACTION", "jira.issue.transition", 11, value)
}

pub(crate) fn assign(to: &Account) -> Step {
    assign_value("SPECIFY_USER", json!({ "type": "ID", "value": to.id })).naming(to)
}

/// Assigns by smart value: names nobody.
pub(crate) fn assign_smart(smart: &str) -> Step {
    assign_value("SPECIFY_USER", json!({ "type": "SMART", "value": smart }))
}

fn assign_value(how: &str, assignee: Value) -> Step {
    let value = json!({ "assignType": how, "assignee": assignee, "excludedUsers": [], "userList": [] });
    Step::new("ACTION", "jira.issue.assign", 5, value)
}

/// Sets the reporter to `who`, on a new issue or on this one.
pub(crate) fn set_reporter(kind: &'static str, who: &Account) -> Step {
    operations(
        kind,
        json!([{
            "field": { "type": "ID", "value": "reporter" }, "fieldType": "reporter", "type": "SET",
            "value": { "type": "ID", "value": who.id },
        }]),
    )
    .naming(who)
}

/// Fills a custom field that takes several people.
pub(crate) fn set_reviewers(who: &[&Account]) -> Step {
    let people: Vec<Value> = who.iter().map(|a| json!({ "type": "ID", "value": a.id })).collect();
    let step = operations(
        "jira.issue.edit",
        json!([{
            "field": { "type": "NAME", "value": "Reviewers" },
            "fieldType": "com.atlassian.jira.plugin.system.customfieldtypes:multiuserpicker",
            "type": "SET", "value": people,
        }]),
    );
    who.iter().fold(step, |step, who| step.naming(*who))
}

fn operations(kind: &str, operations: Value) -> Step {
    let value = json!({ "operations": operations, "advancedFields": null, "sendNotifications": false });
    Step::new("ACTION", kind, 12, value)
}

pub(crate) fn edit_priority() -> Step {
    operations(
        "jira.issue.edit",
        json!([{
            "field": { "type": "ID", "value": "priority" }, "fieldType": "priority", "type": "SET",
            "value": { "type": "NAME", "value": "High" },
        }]),
    )
}

pub(crate) fn watch(who: &Account) -> Step {
    let value = json!({ "watchers": [{ "type": "ID", "value": who.id }], "removeWatchers": [] });
    Step::new("ACTION", "jira.issue.add.watcher", 1, value).naming(who)
}

pub(crate) fn lookup(jql: &str) -> Step {
    let value =
        json!({ "query": { "type": "SMART", "value": jql }, "lookupType": "JQL", "fields": ["summary"] });
    Step::new("ACTION", "jira.lookup.issues", 1, value)
}

/// Mails a literal address. `who`: the account it belongs to, or the address itself.
pub(crate) fn email(address: &str, who: Whom) -> Step {
    let value = json!({
        "fromName": "Acme Automation", "replyTo": "",
        "to": [{ "type": "FREE", "value": address }], "cc": [{ "type": "SMART", "value": "{{reporter.emailAddress}}" }],
        "bcc": [], "subject": "{{issue.key}} needs a look", "body": "<p>{{issue.summary}}</p>",
        "mimeType": "text/html", "convertLineBreaks": false,
    });
    Step::new("ACTION", "jira.issue.outgoing.email", 5, value).naming(who)
}

/// A header of a web request.
pub(crate) fn header(name: &str, value: &str, secure: bool) -> Value {
    json!({ "id": null, "name": name, "value": value, "headerSecure": secure })
}

pub(crate) fn web_request(url: &str, headers: Vec<Value>, body: Option<Value>) -> Step {
    let value = json!({
        "url": url, "headers": headers, "sendIssue": false, "method": "POST",
        "contentType": if body.is_some() { "custom" } else { "empty" },
        "customBody": body.map(|b| b.to_string()), "responseEnabled": false, "continueOnErrorEnabled": false,
    });
    Step::new("ACTION", "jira.issue.outgoing.webhook", 1, value)
}

/// *Hand-made* from its reported shape: the address is the secret.
pub(crate) fn slack(webhook_url: &str) -> Step {
    let value =
        json!({ "webhookUrl": webhook_url, "message": "{{issue.key}} was released", "channel": "#releases" });
    let step = Step::new("ACTION", "slack.notification", 1, value);
    step.carrying(Whom::Unknown, "slack-webhook", Hidden::Never, &[webhook_url])
}

/// *Hand-made* from its reported shape: the address is the secret.
pub(crate) fn teams(webhook_url: &str) -> Step {
    let value = json!({ "webhookUrl": webhook_url, "title": "{{issue.key}}", "body": "{{issue.summary}}" });
    let step = Step::new("ACTION", "msteams.notification", 2, value);
    step.carrying(Whom::Unknown, "teams-webhook", Hidden::Never, &[webhook_url])
}

/// *Hand-made*: publishes a Confluence page through a connection.
pub(crate) fn publish_page(connection: &str) -> Step {
    let value = json!({ "isPageBodyAdf": false, "title": "Release {{version.name}}", "body": "…" });
    Step::new("ACTION", "confluence.create-page.action", 1, value).using(connection)
}
