//! Puts a rule together: its summary, its full form, and the bindings that are true of it.

use super::account::Account;
use super::dice::Dice;
use super::secrets::PlantedSecret;
use super::steps::{Hidden, Notes, Place, Step, Whom};
use super::truth::TrueBinding;
use super::world::Redaction;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Product {
    Jira,
    Confluence,
}

impl Product {
    pub(crate) fn path_name(self) -> &'static str {
        match self {
            Self::Jira => "jira",
            Self::Confluence => "confluence",
        }
    }
}

/// What all rules are made in: the accounts they may name and the facts they share.
pub(crate) struct Stage<'a> {
    pub accounts: &'a [Account],
    pub dice: &'a Dice,
    pub today: DateTime<Utc>,
    pub cloud_id: &'a str,
    pub redaction: Redaction,
}

impl Stage<'_> {
    /// The hand-made account of that name. A wrong name is a typing error in this room, so it panics.
    pub(crate) fn who(&self, handle: &str) -> &Account {
        self.accounts
            .iter()
            .find(|a| a.handle == handle)
            .unwrap_or_else(|| panic!("the sandbox has no account called {handle}"))
    }

    /// Whose address this is, as far as anybody can see. A bare user name is nobody's address.
    pub(crate) fn whose(&self, address: &str) -> Whom {
        if !address.contains('@') {
            return Whom::Unknown;
        }
        let owner = self.accounts.iter().find(|a| a.visible_email() == Some(address));
        owner.map_or_else(|| Whom::Address(address.to_owned()), Whom::from)
    }

    pub(crate) fn automation(&self) -> Actor {
        Actor::Account(self.who("automation").into())
    }

    /// Starts a rule. Unless told otherwise it is enabled, open to all admins and runs as `Automation for Jira`.
    pub(crate) fn rule(&self, product: Product, name: &str, owner: &Account) -> RuleMaker<'_> {
        let mut dice = self.dice.fork(&format!("{} rule {name}", product.path_name()));
        RuleMaker {
            uuid: format!("0199{}", &dice.uuid('7')[4..]),
            dice,
            stage: self,
            product,
            name: name.to_owned(),
            description: Some(String::new()),
            enabled: true,
            owner: owner.into(),
            // In Confluence the actor is whoever made the rule; nobody else can be chosen.
            actor: match product {
                Product::Jira => self.automation(),
                Product::Confluence => Actor::Account(owner.into()),
            },
            access: "UNRESTRICTED",
            editors: vec![],
            connections: vec![],
            labels: vec![],
            containers: vec![],
            trigger: None,
            steps: vec![],
        }
    }
}

/// Whom the rule acts as.
pub(crate) enum Actor {
    Account(Whom),
    /// Whoever did what the rule reacts to.
    EventInitiator,
    /// Computed while the rule runs.
    SmartValue(&'static str),
}

struct Connection {
    owner: Whom,
    json: Value,
}

pub(crate) struct RuleMaker<'a> {
    stage: &'a Stage<'a>,
    pub(crate) dice: Dice,
    product: Product,
    uuid: String,
    name: String,
    description: Option<String>,
    enabled: bool,
    owner: Whom,
    actor: Actor,
    access: &'static str,
    editors: Vec<Whom>,
    connections: Vec<Connection>,
    labels: Vec<&'static str>,
    /// Ids of the projects or spaces it is limited to; empty: the whole site.
    containers: Vec<&'static str>,
    trigger: Option<Step>,
    steps: Vec<Step>,
}

/// A finished rule.
#[derive(Clone)]
pub(crate) struct Rule {
    pub product: Product,
    pub uuid: String,
    pub summary: Value,
    pub full: Value,
    pub bindings: Vec<TrueBinding>,
    pub secrets: Vec<PlantedSecret>,
    /// Accounts whose credentials in it open Atlassian itself.
    pub at_home: Vec<String>,
}

impl RuleMaker<'_> {
    pub(crate) fn acting_as(mut self, who: &Account) -> Self {
        self.actor = Actor::Account(who.into());
        self
    }

    pub(crate) fn actor(mut self, actor: Actor) -> Self {
        self.actor = actor;
        self
    }

    /// Only the owner may change it.
    pub(crate) fn owner_only(mut self) -> Self {
        self.access = "OWNER_ONLY";
        self
    }

    /// Only the owner and these may change it.
    pub(crate) fn editors(mut self, who: &[&Account]) -> Self {
        self.access = "SPECIFIED_USERS";
        self.editors = who.iter().map(|a| Whom::from(*a)).collect();
        self
    }

    /// Names left over from a time when access was restricted: `collaborators` that no longer mean anything.
    pub(crate) fn former_editors(mut self, who: &[&Account]) -> Self {
        self = self.editors(who);
        self.access = "UNRESTRICTED";
        self
    }

    pub(crate) fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }

    pub(crate) fn described(mut self, text: Option<&str>) -> Self {
        self.description = text.map(str::to_owned);
        self
    }

    pub(crate) fn labelled(mut self, label: &'static str) -> Self {
        self.labels.push(label);
        self
    }

    /// Limits it to these projects, or in Confluence to these spaces.
    pub(crate) fn inside(mut self, containers: &[&'static str]) -> Self {
        self.containers = containers.to_vec();
        self
    }

    pub(crate) fn when(mut self, trigger: Step) -> Self {
        self.trigger = Some(trigger);
        self
    }

    pub(crate) fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Lends the rule `owner`'s access to another system; `step` gets the connection's id. *Hand-made*: no real
    /// rule with a connection was ever published, only the documentation's field list.
    pub(crate) fn connected(
        mut self,
        owner: &Account,
        auth: &'static str,
        target: &str,
        step: impl FnOnce(&str) -> Step,
    ) -> Self {
        let id = self.dice.uuid('7');
        self.connections.push(Connection {
            owner: owner.into(),
            json: json!({
                "id": id,
                "accountId": owner.id,
                "connectionTargetKey": target,
                "targetConfigJson": json!({ "site": "acme.example" }).to_string(),
                "authType": auth,
            }),
        });
        self.then(step(&id))
    }

    pub(crate) fn finish(mut self) -> Rule {
        let mut notes = Notes::default();
        let scope = self.scope();
        let Some(mut trigger) = self.trigger.take() else { panic!("the rule {} has no trigger", self.name) };
        // A trigger repeats the scope of its rule.
        if trigger.value["eventFilters"].is_array() {
            trigger.value["eventFilters"] = json!(scope);
        }
        let trigger = trigger.write(Place::Trigger, &mut self.dice, &mut notes);
        let steps: Vec<Value> = std::mem::take(&mut self.steps)
            .into_iter()
            .map(|step| step.write(Place::Top, &mut self.dice, &mut notes))
            .collect();

        const DAY: usize = 86_400;
        let mut ago = |from, days| Duration::seconds((from * DAY + self.dice.below(days * DAY)) as i64);
        let (created, updated) = (self.stage.today - ago(100, 600), self.stage.today - ago(1, 99));
        let (created, updated) = (self.time(created), self.time(updated));
        let (actor_type, actor, fixed_actor) = match &self.actor {
            Actor::Account(who) => ("ACCOUNT_ID", json!(id_of(who)), json!(id_of(who))),
            // *Hand-made*: no sample of these two exists. That the value is null, or a smart value, is a guess.
            Actor::EventInitiator => ("EVENT_INITIATOR", Value::Null, Value::Null),
            Actor::SmartValue(text) => ("SMART_VALUE", json!(text), Value::Null),
        };
        let state = if self.enabled { "ENABLED" } else { "DISABLED" };
        let editors: Vec<&str> = self.editors.iter().map(id_of).collect();

        let summary = json!({
            "uuid": self.uuid, "name": self.name, "description": self.description, "state": state,
            "authorAccountId": id_of(&self.owner), "actorAccountId": fixed_actor,
            "ruleScopeARIs": scope, "labels": self.labels, "created": created, "updated": updated,
        });
        let connections: Vec<Value> = self
            .connections
            .iter()
            .map(|c| {
                let mut connection = c.json.clone();
                connection["createdAt"] = created.clone();
                connection["updatedAt"] = updated.clone();
                connection["container"] = json!({ "id": self.uuid, "containerType": "RULE" });
                connection
            })
            .collect();
        let full = json!({
            "rule": {
                "uuid": self.uuid, "name": self.name, "description": self.description, "state": state,
                "authorAccountId": id_of(&self.owner), "actor": { "type": actor_type, "actor": actor },
                "canOtherRuleTrigger": false, "notifyOnError": "FIRSTERROR",
                "writeAccessType": self.access, "collaborators": editors,
                "ruleScopeARIs": scope, "labels": self.labels, "created": created, "updated": updated,
                "trigger": trigger, "components": steps,
            },
            "connections": connections,
        });
        let bindings = self.bindings(&notes);
        let at_home = notes.at_home.iter().map(|whose| id_of(whose).to_owned()).collect();
        let redacts = self.stage.redaction == Redaction::Honoured;
        let secrets = notes
            .secrets
            .into_iter()
            .filter(|(.., hidden)| !(redacts && *hidden == Hidden::OnRequest))
            .map(|(value, kind, _)| PlantedSecret { value, kind, place: self.name.clone() })
            .collect();
        Rule { product: self.product, uuid: self.uuid, summary, full, bindings, secrets, at_home }
    }

    fn scope(&self) -> Vec<String> {
        let (product, site) = (self.product.path_name(), self.stage.cloud_id);
        let kind = match self.product {
            Product::Jira => "project",
            Product::Confluence => "space",
        };
        match self.containers.as_slice() {
            [] => vec![format!("ari:cloud:{product}::site/{site}")],
            ids => ids.iter().map(|id| format!("ari:cloud:{product}:{site}:{kind}/{id}")).collect(),
        }
    }

    /// Jira's rules come with epoch seconds and a fraction, Confluence's with milliseconds: the documentation
    /// shows the one, a client's author met the other, so readers must take both.
    fn time(&self, at: DateTime<Utc>) -> Value {
        match self.product {
            Product::Jira => json!(at.timestamp() as f64 + 0.174),
            Product::Confluence => json!(at.timestamp_millis()),
        }
    }

    fn bindings(&self, notes: &Notes) -> Vec<TrueBinding> {
        let mut rows: Vec<TrueBinding> = vec![];
        let mut add = |role: &str, id: &str, name: &str| {
            let row = TrueBinding {
                kind: format!("{}-automation-rule", self.product.path_name()),
                native_id: self.uuid.clone(),
                name: self.name.clone(),
                container: String::new(),
                state: if self.enabled { "enabled" } else { "disabled" }.to_owned(),
                role: role.to_owned(),
                account_id: id.to_owned(),
                account_name: name.to_owned(),
            };
            if !rows.contains(&row) {
                rows.push(row);
            }
        };
        let mut add_whom = |role: &str, whom: &Whom| match whom {
            Whom::Account { id, name } => add(role, id, name),
            Whom::Address(address) => add(role, "", address),
            Whom::Unknown => add(role, "", "unknown"),
        };
        add_whom("owner", &self.owner);
        if let Actor::Account(who) = &self.actor {
            add_whom("actor", who);
        }
        if self.access == "SPECIFIED_USERS" {
            self.editors.iter().for_each(|who| add_whom("editor", who));
        }
        self.connections.iter().for_each(|c| add_whom("connection", &c.owner));
        for (whose, hidden) in &notes.credentials {
            // A redacted header still shows that there is a credential, but no longer whose.
            let redacted = self.stage.redaction == Redaction::Honoured && *hidden == Hidden::OnRequest;
            add_whom("credential", if redacted { &Whom::Unknown } else { whose });
        }
        notes.subjects.iter().for_each(|who| add_whom("subject", who));
        match self.actor {
            Actor::Account(_) => {}
            Actor::EventInitiator => add("actor", "", "whoever triggers the rule"),
            Actor::SmartValue(_) => add("actor", "", "computed while the rule runs"),
        }
        rows
    }
}

fn id_of(who: &Whom) -> &str {
    match who {
        Whom::Account { id, .. } => id,
        Whom::Address(_) | Whom::Unknown => "",
    }
}
