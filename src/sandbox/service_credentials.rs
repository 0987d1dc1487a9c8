//! Tokens and OAuth clients of service accounts, by hand. One service account has none at all.
//!
//! Nobody has shown what the real lists look like. The shapes here are a guess: those of the lists next door, with
//! the account under `user` for tokens and under `serviceAccount` for clients.

use super::account::{Account, stamp};
use super::dice::Dice;
use super::tokens::Life;
use super::truth::TrueBinding;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

pub(crate) struct ServiceCredential {
    pub json: Value,
    /// The service account's id in the management collection, which the paths of its own lists take.
    pub management_id: String,
    /// An OAuth client rather than a token.
    pub client: bool,
    /// Days from today. The list of clients does not tell.
    pub used: Option<i64>,
    pub binding: TrueBinding,
}

/// `(label, service account, life, scopes)`
type TokenRow = (&'static str, &'static str, Life, &'static [&'static str]);

const TOKENS: &[TokenRow] = &[
    ("pipeline", "notify", days(-353, 12, Some(-1)), &["read:jira-work", "write:jira-work"]),
    (
        "pipeline, the one before",
        "notify",
        days(-380, -15, Some(-16)),
        &["read:jira-work", "write:jira-work"],
    ),
    // Longer out of use than ninety days.
    ("release notes", "release", days(-200, 165, Some(-120)), &["read:page:confluence"]),
    // Can do whatever there is to do.
    (
        "everything",
        "release",
        days(-30, 335, Some(-2)),
        &[
            "manage:jira-configuration",
            "manage:jira-project",
            "write:jira-work",
            "delete:page:confluence",
            "manage:confluence-configuration",
        ],
    ),
];

/// `(name, service account, created, last changed, scopes)`
const CLIENTS: &[(&str, &str, i64, i64, &[&str])] =
    &[("Deploy dashboard", "notify", -150, -150, &["read:jira-work", "read:jira-user"])];

const fn days(created: i64, expires: i64, used: Option<i64>) -> Life {
    Life { created, expires: Some(expires), used }
}

pub(crate) fn service_credentials(
    accounts: &[Account],
    dice: &Dice,
    today: DateTime<Utc>,
    org: &str,
) -> Vec<ServiceCredential> {
    let who = |handle: &str| accounts.iter().find(|a| a.handle == handle);
    let at = |days: i64| today + Duration::days(days);
    let tokens = TOKENS.iter().filter_map(|(label, handle, life, scopes)| {
        let account = who(handle)?;
        let id = dice.fork(&format!("service token {label}")).hex(32);
        let mut user = json!({ "id": account.id, "orgId": org, "name": account.name });
        if let Some(email) = &account.email {
            user["email"] = json!(email);
        }
        let json = json!({
            "id": id, "label": label, "status": "ACTIVE", "createdAt": stamp(at(life.created)),
            "expiresAt": life.expires.map(|d| stamp(at(d))), "lastActiveAt": life.used.map(|d| stamp(at(d))),
            "user": user, "scopes": scopes,
        });
        Some(credential(account, json, (false, life.used), (id, label, life.state())))
    });
    let clients = CLIENTS.iter().filter_map(|(name, handle, created, changed, scopes)| {
        let account = who(handle)?;
        let id = dice.fork(&format!("service client {name}")).text("0123456789abcdefghijklmnopqrstuv", 32);
        let json = json!({
            "clientId": id, "name": name, "createdAt": at(*created).timestamp_millis(),
            "updatedAt": at(*changed).timestamp_millis(), "status": "ACTIVE",
            "serviceAccount": { "id": account.management_id(), "atlassianId": account.id }, "scopes": scopes,
        });
        Some(credential(account, json, (true, Some(-1)), (id, name, "active")))
    });
    tokens.chain(clients).collect()
}

fn credential(
    account: &Account,
    json: Value,
    (client, used): (bool, Option<i64>),
    (id, name, state): (String, &str, &str),
) -> ServiceCredential {
    let binding = TrueBinding {
        kind: "service-account-credential".to_owned(),
        native_id: id,
        container: String::new(),
        name: name.to_owned(),
        state: state.to_owned(),
        role: "holder".to_owned(),
        account_id: account.id.clone(),
        account_name: account.name.clone(),
    };
    ServiceCredential { json, management_id: account.management_id(), client, used, binding }
}

impl ServiceCredential {
    /// The row of the organisation's list of clients, which does not say whose they are.
    pub(crate) fn without_owner(&self) -> Value {
        let mut row = self.json.clone();
        if let Some(row) = row.as_object_mut() {
            row.shift_remove("serviceAccount");
            row.shift_remove("scopes");
        }
        row
    }
}
