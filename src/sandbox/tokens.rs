//! API tokens of managed accounts, as the API Access endpoints list them: by hand on both sides of every
//! boundary, then generated ones to fill pages.

use super::account::{Account, stamp};
use super::dice::Dice;
use super::truth::TrueBinding;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

/// Days from today; negative is the past.
#[derive(Clone, Copy)]
pub(crate) struct Life {
    pub created: i64,
    pub expires: Option<i64>,
    pub used: Option<i64>,
}

impl Life {
    /// `active` or `expired`.
    pub(crate) fn state(&self) -> &'static str {
        if self.expires.is_some_and(|days| days < 0) { "expired" } else { "active" }
    }
}

pub(crate) struct Token {
    pub json: Value,
    pub holder: String,
    /// Days from today.
    pub used: Option<i64>,
    pub binding: TrueBinding,
}

/// `(label, holder, blocked, created, expires, last used)`
type Row = (&'static str, &'static str, bool, i64, Option<i64>, Option<i64>);

const BY_HAND: &[Row] = &[
    // A person's token that runs an integration.
    ("jenkins-prod", "ben", false, -120, Some(245), Some(-1)),
    ("terraform-state", "cleo", false, -40, Some(325), Some(-1)),
    ("ci", "jenkins", false, -300, Some(65), Some(-1)),
    ("powerbi-refresh", "reporting", false, -200, Some(165), Some(-2)),
    ("mail import", "mailbox", false, -90, Some(275), Some(-1)),
    // Leavers.
    ("deploy", "dan", false, -250, Some(115), Some(-3)),
    ("backup script", "eve", false, -330, Some(35), Some(-200)),
    ("old portal", "fay", false, -310, Some(55), None),
    ("release", "deploybot", false, -150, Some(215), Some(-100)),
    ("while away", "hal", false, -60, Some(305), Some(-30)),
    // Expiry: inside, at the boundary, outside, gone, none.
    ("grafana", "nora", false, -350, Some(15), Some(-1)),
    ("excel export", "abbott", false, -336, Some(29), Some(-4)),
    ("bookmarklet", "botond", false, -334, Some(31), Some(-5)),
    ("hackathon", "travis", false, -380, Some(-15), Some(-20)),
    ("legacy sync", "ada", false, -800, None, Some(-2)),
    // Created long ago, still alive because somebody stretched its expiry.
    ("forever script", "pia", false, -500, Some(100), Some(-7)),
    // Use: long ago, at the boundary, never.
    ("one-off migration", "cleo", false, -180, Some(185), Some(-91)),
    ("monthly report", "nora", false, -180, Some(185), Some(-89)),
    ("just trying", "travis", false, -100, Some(265), None),
    ("made yesterday", "abbott", false, -1, Some(364), None),
    ("leaked on a screenshot", "botond", true, -70, Some(295), Some(-69)),
    ("alerts", "monitoring", false, -30, Some(335), Some(-1)),
];

const LABELS: &[&str] = &["cli", "my script", "vscode", "laptop", "spreadsheet", "postman", "notes", "test"];

/// All tokens, at least the hand-made ones, up to `count`.
pub(crate) fn tokens(
    accounts: &[Account],
    dice: &Dice,
    today: DateTime<Utc>,
    org: &str,
    count: usize,
) -> Vec<Token> {
    let mut dice = dice.fork("tokens");
    let mut all: Vec<Token> = BY_HAND
        .iter()
        .filter_map(|&(label, handle, blocked, created, expires, used)| {
            let holder = accounts.iter().find(|a| a.handle == handle)?;
            Some(token(holder, label, blocked, Life { created, expires, used }, &mut dice, today, org))
        })
        .collect();
    let holders: Vec<&Account> =
        accounts.iter().filter(|a| a.handle.is_empty() && a.managed && a.state == "active").collect();
    while all.len() < count && !holders.is_empty() {
        let holder = *dice.pick(&holders);
        let label = *dice.pick(LABELS);
        let created = -(dice.below(250) as i64) - 10;
        let used = -(dice.below(60.min(-created) as usize) as i64) - 1;
        let life = Life { created, expires: Some(created + 365), used: Some(used) };
        all.push(token(holder, label, false, life, &mut dice, today, org));
    }
    all
}

fn token(
    holder: &Account,
    label: &str,
    blocked: bool,
    life: Life,
    dice: &mut Dice,
    today: DateTime<Utc>,
    org: &str,
) -> Token {
    let at = |days: i64| stamp(today + Duration::days(days));
    let id = dice.hex(32);
    let mut user = json!({ "id": holder.id, "orgId": org, "name": holder.name });
    if let Some(email) = &holder.email {
        user["email"] = json!(email);
    }
    let json = json!({
        "id": id, "label": label, "status": if blocked { "BLOCKED" } else { "ALLOWED" },
        "createdAt": at(life.created), "expiresAt": life.expires.map(at), "lastActiveAt": life.used.map(at),
        "user": user, "scopes": [],
    });
    let state = if blocked { "blocked" } else { life.state() };
    let binding = TrueBinding {
        kind: "api-token".to_owned(),
        native_id: id,
        name: label.to_owned(),
        container: String::new(),
        state: state.to_owned(),
        role: "holder".to_owned(),
        account_id: holder.id.clone(),
        account_name: holder.name.clone(),
    };
    Token { json, holder: holder.id.clone(), used: life.used, binding }
}
