//! API keys of the organisation, by hand: who made them, and on which side of each boundary they lie.

use super::account::{Account, stamp};
use super::dice::Dice;
use super::tokens::Life;
use super::truth::TrueBinding;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

pub(crate) struct OrgKey {
    pub json: Value,
    /// Days from today.
    pub used: Option<i64>,
    /// `None`: the list does not say who made it.
    pub binding: Option<TrueBinding>,
}

/// `(label, made by, created, expires, last used, scopes)`; days from today. No key lives longer than a year.
type Row = (&'static str, &'static str, i64, i64, Option<i64>, &'static [&'static str]);

const BY_HAND: &[Row] = &[
    ("nightly user export", "ada", -200, 165, Some(-1), &[]),
    // Made by people who have left, or are about to be deleted.
    ("directory sync", "dan", -290, 75, Some(-1), &[]),
    ("licence report", "fay", -250, 115, Some(-3), &["read:accounts:admin"]),
    ("off-boarding tool", "ivy", -120, 245, Some(-6), &["read:accounts:admin", "read:directories:admin"]),
    // Expiry: soon, less soon, gone.
    ("audit log forwarder", "ben", -350, 15, Some(-1), &["read:events:admin"]),
    ("asset inventory", "ada", -320, 45, Some(-2), &["read:workspaces:admin", "read:domains:admin"]),
    ("pilot", "ben", -400, -35, Some(-60), &["read:orgs:admin"]),
    // Use: never, long ago.
    (
        "terraform",
        "cleo",
        -30,
        335,
        None,
        &["read:groups:admin", "write:groups:admin", "read:policies:admin"],
    ),
    ("one-off clean-up", "ada", -210, 155, Some(-200), &["read:tokens:admin", "delete:tokens:admin"]),
    // Older than the field that says who made it.
    ("made before anybody asked", "", -364, 1, Some(-1), &[]),
];

pub(crate) fn org_keys(accounts: &[Account], dice: &Dice, today: DateTime<Utc>, org: &str) -> Vec<OrgKey> {
    BY_HAND.iter().map(|row| key(row, accounts, dice, today, org)).collect()
}

fn key(row: &Row, accounts: &[Account], dice: &Dice, today: DateTime<Utc>, org: &str) -> OrgKey {
    let &(label, maker, created, expires, used, scopes) = row;
    let life = Life { created, expires: Some(expires), used };
    let at = |days: i64| stamp(today + Duration::days(days));
    let mut dice = dice.fork(&format!("org key {label}"));
    let id = dice.hex(32);
    let system_account = format!("712020:{}", dice.uuid('4'));
    let mut json = json!({
        "id": id, "label": label, "createdAt": at(life.created), "expiresAt": life.expires.map(at),
        "lastActiveAt": life.used.map(at), "systemAccountId": system_account,
        "resource": format!("ari:cloud:platform::org/{org}"), "orgId": org, "createdBy": null,
        "scopes": scopes, "targetResources": [format!("ari:cloud:platform::org/{org}")],
    });
    let maker = accounts.iter().find(|a| !maker.is_empty() && a.handle == maker);
    let binding = maker.map(|maker| {
        json["createdBy"] = json!({ "id": maker.id, "name": maker.name });
        if let Some(email) = &maker.email {
            json["createdBy"]["email"] = json!(email);
        }
        TrueBinding {
            kind: "org-api-key".to_owned(),
            native_id: id,
            container: String::new(),
            name: label.to_owned(),
            state: life.state().to_owned(),
            role: "author".to_owned(),
            account_id: maker.id.clone(),
            account_name: maker.name.clone(),
        }
    });
    OrgKey { json, used, binding }
}
