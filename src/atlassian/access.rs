//! API Access: tokens of managed accounts, keys of the organisation, credentials of service accounts.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Told, scalar, text, time, told};

/// An API token of a managed account.
///
/// Two APIs name its times differently: `expiresAt`/`lastActiveAt` and `expiry`/`lastAccess`.
#[derive(Debug, Clone, Copy)]
pub struct ApiToken<'a>(pub &'a Value);

impl<'a> ApiToken<'a> {
    /// The token's id, not the token.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// What its owner called it.
    pub fn label(self) -> Option<&'a str> {
        text(self.0, "label")
    }

    /// `ALLOWED` or `BLOCKED`; open to others, such as what a list kept by hand says.
    pub fn status(self) -> Option<&'a str> {
        text(self.0, "status")
    }

    /// Account id of the holder.
    pub fn holder(self) -> Option<&'a str> {
        self.0.get("user").and_then(|user| text(user, "id").or_else(|| text(user, "accountId")))
    }

    /// Name of the holder.
    pub fn holder_name(self) -> Option<&'a str> {
        self.0.get("user").and_then(|user| text(user, "name"))
    }

    /// E-mail of the holder.
    pub fn holder_email(self) -> Option<&'a str> {
        self.0.get("user").and_then(|user| text(user, "email"))
    }

    /// When it was made.
    pub fn created(self) -> Option<DateTime<Utc>> {
        time(self.0, "createdAt")
    }

    /// When it runs out.
    pub fn expires(self) -> Told {
        told(self.0, &["expiresAt", "expiry"])
    }

    /// When it was last used.
    pub fn last_active(self) -> Told {
        told(self.0, &["lastActiveAt", "lastAccess"])
    }

    /// Number of scopes; `None` where the reply does not say, zero for a token without scopes.
    pub fn scopes(self) -> Option<usize> {
        Some(self.0.get("scopes")?.as_array()?.len())
    }
}

/// The texts in the array under `key`; `None` where the reply does not say.
fn texts(object: &Value, key: &str) -> Option<Vec<String>> {
    let rows = object.get(key)?.as_array()?;
    Some(rows.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// An API key of the organisation.
#[derive(Debug, Clone, Copy)]
pub struct OrgKey<'a>(pub &'a Value);

impl<'a> OrgKey<'a> {
    /// The key's id, not the key.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// What its maker called it.
    pub fn label(self) -> Option<&'a str> {
        text(self.0, "label").or_else(|| text(self.0, "name"))
    }

    /// A state, where the reply has one: none is documented.
    pub fn status(self) -> Option<&'a str> {
        text(self.0, "status")
    }

    /// Account id of whoever made it.
    pub fn maker(self) -> Option<&'a str> {
        self.made_by("id").or_else(|| self.made_by("accountId"))
    }

    /// Name of whoever made it.
    pub fn maker_name(self) -> Option<&'a str> {
        self.made_by("name")
    }

    /// E-mail of whoever made it.
    pub fn maker_email(self) -> Option<&'a str> {
        self.made_by("email")
    }

    fn made_by(self, key: &str) -> Option<&'a str> {
        self.0.get("createdBy").and_then(|maker| text(maker, key))
    }

    /// When it was made.
    pub fn created(self) -> Option<DateTime<Utc>> {
        time(self.0, "createdAt")
    }

    /// When it runs out.
    pub fn expires(self) -> Told {
        told(self.0, &["expiresAt", "expiry"])
    }

    /// When it was last used.
    pub fn last_active(self) -> Told {
        told(self.0, &["lastActiveAt", "lastAccess"])
    }

    /// Its scopes; `None` where the reply does not say, empty for a key without scopes.
    pub fn scopes(self) -> Option<Vec<String>> {
        texts(self.0, "scopes")
    }
}

/// An API token or OAuth client of a service account. What these replies look like is written nowhere, so every
/// name that a neighbouring reply has for a field is tried.
#[derive(Debug, Clone, Copy)]
pub struct ServiceCredential<'a>(pub &'a Value);

impl<'a> ServiceCredential<'a> {
    /// Its id, not the secret.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id").or_else(|| scalar(self.0, "clientId"))
    }

    /// What it is called.
    pub fn label(self) -> Option<&'a str> {
        ["label", "name", "clientName", "tokenLabel"].iter().find_map(|key| text(self.0, key))
    }

    /// Its state; an open set.
    pub fn status(self) -> Option<&'a str> {
        text(self.0, "status")
    }

    /// Every id that may be its service account's, of either sort: the account id it has everywhere, or the one
    /// it has in the list of service accounts.
    pub fn accounts(self) -> impl Iterator<Item = &'a str> {
        const WITHIN: [&str; 5] = ["serviceAccount", "user", "account", "owner", "principal"];
        const IDS: [&str; 5] = ["atlassianId", "accountId", "serviceAccountId", "userId", "ownerId"];
        let row = self.0;
        let own = IDS.into_iter().filter_map(move |key| text(row, key));
        let within = WITHIN.into_iter().filter_map(move |place| row.get(place)).flat_map(|object| {
            let bare = object.as_str();
            let ids = ["atlassianId", "accountId", "id"].into_iter().filter_map(|key| text(object, key));
            bare.into_iter().chain(ids)
        });
        own.chain(within)
    }

    /// When it was made.
    pub fn created(self) -> Option<DateTime<Utc>> {
        time(self.0, "createdAt").or_else(|| time(self.0, "created"))
    }

    /// When it runs out.
    pub fn expires(self) -> Told {
        told(self.0, &["expiresAt", "expiry", "expirationDate"])
    }

    /// When it was last used.
    pub fn last_active(self) -> Told {
        told(self.0, &["lastActiveAt", "lastAccess", "lastUsedAt"])
    }

    /// Its scopes; `None` where the reply does not say. It must have some, so that an empty list says nothing.
    pub fn scopes(self) -> Option<Vec<String>> {
        texts(self.0, "scopes").filter(|scopes| !scopes.is_empty())
    }
}
