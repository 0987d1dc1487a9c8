//! API Access: the tokens of managed accounts.

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
