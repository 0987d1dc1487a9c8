//! The organisation's audit log: who did what, and by which token. Kept for 180 days.

use super::account::{Account, stamp};
use super::dice::Dice;
use super::keys::OrgKey;
use super::service_credentials::ServiceCredential;
use super::tokens::Token;
use super::trails::trails;
use super::world::World;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const KEPT_DAYS: i64 = 180;

/// Id, what it is called, and the group that stands in. The ids are invented: no list of the real ones is public,
/// so that whoever reads the log goes by the names.
pub(crate) const ACTIONS: &[(&str, &str, &str)] = &[
    ("user_login", "User logged in", "Authentication"),
    ("user_logged_in_as_user", "Logged in as user", "Authentication"),
    ("acme_jira_api", "Third-party app Jira API request", "Apps"),
    ("acme_confluence_api", "Third-party app Confluence API request", "Apps"),
    ("acme_issue_new", "Created issue", "Issues"),
    ("acme_issue_edit", "Updated issue", "Issues"),
    ("acme_page_edit", "Updated page", "Pages"),
    ("acme_app_in", "App successful installation", "Apps"),
    ("acme_user_off", "Deactivated account", "Accounts"),
    ("acme_user_delete", "Scheduled deletion of account", "Accounts"),
    ("acme_user_list", "Listed managed accounts", "Accounts"),
];

pub(crate) struct Event {
    pub time: DateTime<Utc>,
    pub json: Value,
}

/// What the log is made from.
pub(crate) struct Past<'a> {
    pub accounts: &'a [Account],
    pub tokens: &'a [Token],
    pub keys: &'a [OrgKey],
    pub credentials: &'a [ServiceCredential],
    pub today: DateTime<Utc>,
}

/// The whole log, oldest first.
pub(crate) fn events(past: &Past<'_>, dice: &Dice) -> Vec<Event> {
    let by_id = past.accounts.iter().map(|a| (a.id.as_str(), a)).collect();
    let mut log = Log { past, by_id, dice: dice.fork("events"), events: vec![] };
    log.uses();
    log.by_hand();
    log.trails(dice);
    let mut events = log.events;
    events.retain(|event| event.time >= past.today - Duration::days(KEPT_DAYS));
    events.sort_by_key(|event| event.time);
    events
}

struct Log<'a> {
    past: &'a Past<'a>,
    by_id: BTreeMap<&'a str, &'a Account>,
    dice: Dice,
    events: Vec<Event>,
}

impl Log<'_> {
    /// One event for the last use of every token and key.
    fn uses(&mut self) {
        for token in self.past.tokens {
            let Some(used) = token.used else { continue };
            let mut actor = self.actor_by_id(&token.holder);
            actor["auth"] = auth_of(token);
            let action = *self.dice.pick(&["acme_jira_api", "acme_confluence_api"]);
            self.put(used, action, actor, json!([]));
        }
        for key in self.past.keys {
            let Some(used) = key.used else { continue };
            let id = &key.json["systemAccountId"];
            let (token, label) = (&key.json["id"], &key.json["label"]);
            let auth = json!({ "authType": "container-token", "tokenId": token, "tokenLabel": label });
            self.put(used, "acme_user_list", json!({ "id": id, "auth": auth }), json!([]));
        }
        for credential in self.past.credentials {
            let Some(used) = credential.used else { continue };
            let kind = if credential.client { "auth-token-for-2LO" } else { "api-token" };
            let binding = &credential.binding;
            let mut actor = self.actor_by_id(&binding.account_id);
            actor["auth"] =
                json!({ "authType": kind, "tokenId": binding.native_id, "tokenLabel": binding.name });
            self.put(used, "acme_jira_api", actor, json!([]));
        }
    }

    fn by_hand(&mut self) {
        let ada = self.actor("ada");
        for (days, action, handle) in [
            (-100, "acme_user_off", "dan"),
            (-4, "acme_user_delete", "ivy"),
            (-9, "user_logged_in_as_user", "nora"),
        ] {
            let whom = self.user(handle);
            self.put(days, action, ada.clone(), json!([whom]));
        }
        let nora = self.actor("nora");
        self.put(-1, "user_login", nora, json!([]));
        // An app that acts for somebody who once agreed to it.
        let mut app = self.actor("chatapp");
        let id = "ari:cloud:ecosystem::app/acme-chat";
        app["app"] = json!({ "id": id, "type": "apps", "attributes": { "name": "Example Chat for Jira" } });
        app["auth"] = json!({ "authType": "auth-token-for-3LO" });
        app["onBehalfOf"] = self.actor("ben");
        self.put(-2, "acme_jira_api", app, json!([]));
        self.put(-150, "acme_app_in", ada, json!([]));
    }

    /// What accounts do day after day.
    fn trails(&mut self, dice: &Dice) {
        for step in trails(self.past.accounts, self.past.tokens, dice, self.past.today) {
            let mut who = actor(step.account);
            if let Some(auth) = step.auth {
                who["auth"] = auth;
            }
            self.put_at(step.time, step.action, who, json!([]));
        }
    }

    fn put(&mut self, days: i64, action: &str, actor: Value, context: Value) {
        // Never two at the same instant, so that the order is one.
        let second = self.events.len() as i64;
        let time = self.past.today + Duration::days(days) - Duration::seconds(second * 61);
        self.put_at(time, action, actor, context);
    }

    fn put_at(&mut self, time: DateTime<Utc>, action: &str, actor: Value, context: Value) {
        let id = self.dice.uuid('4');
        let title = ACTIONS.iter().find(|(known, _, _)| *known == action).map_or(action, |(_, name, _)| name);
        let json = json!({
            "id": id, "type": "events",
            "attributes": {
                "time": stamp(time), "processedAt": stamp(time + Duration::seconds(30)), "action": action,
                "actor": actor, "context": context,
                "container": [{
                    "id": World::CLOUD_ID, "type": "sites",
                    "attributes": { "siteName": World::NAME, "siteHostName": "acme.example" },
                }],
                "location": { "ip": "203.0.113.7", "geo": "52.5,13.4", "city": "Exampleton", "countryName": "Germany" },
            },
            "message": { "content": title, "format": "SIMPLE" },
            "links": { "self": format!("/admin/v1/orgs/{}/events/{id}", World::ORG_ID) },
        });
        self.events.push(Event { time, json });
    }

    fn actor(&self, handle: &str) -> Value {
        self.past.accounts.iter().find(|a| a.handle == handle).map_or(Value::Null, actor)
    }

    fn actor_by_id(&self, id: &str) -> Value {
        self.by_id.get(id).map_or(Value::Null, |account| actor(account))
    }

    /// An account to which something was done.
    fn user(&self, handle: &str) -> Value {
        let account = self.past.accounts.iter().find(|a| a.handle == handle);
        account.map_or(Value::Null, |account| {
            json!({
                "id": account.id, "type": "users",
                "attributes": {
                    "accountType": account.account_type, "email": account.email, "name": account.name,
                },
            })
        })
    }
}

/// How the log names the token that something was done with.
pub(crate) fn auth_of(token: &Token) -> Value {
    json!({
        "authType": "api-token", "tokenId": token.json["id"], "tokenLabel": token.json["label"],
    })
}

fn actor(account: &Account) -> Value {
    let mut actor = json!({ "id": account.id, "name": account.name });
    if let Some(email) = &account.email {
        actor["email"] = json!(email);
    }
    actor
}
