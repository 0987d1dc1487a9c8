//! Admin webhooks of Jira and Confluence: one bean for both, in no published specification.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{flag, list, scalar, text, time};

/// An admin webhook (`GET /rest/webhooks/1.0/webhook`).
#[derive(Debug, Clone, Copy)]
pub struct Webhook<'a>(pub &'a Value);

impl<'a> Webhook<'a> {
    /// Its id: the last part of `self`, because the bean has no field of that name.
    pub fn id(self) -> Option<String> {
        let of_self = text(self.0, "self").and_then(|address| {
            let path = address.split(['?', '#']).next().unwrap_or_default();
            path.trim_end_matches('/').rsplit('/').next().filter(|id| !id.is_empty() && *id != "webhook")
        });
        of_self.map(str::to_owned).or_else(|| scalar(self.0, "id"))
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// The address it sends to.
    pub fn url(self) -> Option<&'a str> {
        text(self.0, "url")
    }

    /// Whether it is switched on.
    pub fn enabled(self) -> Option<bool> {
        flag(self.0, "enabled")
    }

    /// Whether what it sends is signed.
    pub fn signed(self) -> Option<bool> {
        flag(self.0, "isSigned")
    }

    /// The events it is sent for.
    pub fn events(self) -> impl Iterator<Item = &'a str> {
        list(self.0, "events").iter().filter_map(Value::as_str)
    }

    /// Who changed it last: an account id or an older user key, written bare or inside an object; which of them
    /// Cloud sends is not documented.
    pub fn editor(self) -> Option<&'a str> {
        let keys = ["accountId", "key", "name"];
        text(self.0, "lastUpdatedUser").or_else(|| {
            let user = self.0.get("lastUpdatedUser")?;
            keys.iter().find_map(|key| text(user, key))
        })
    }

    /// What whoever changed it last is called.
    pub fn editor_name(self) -> Option<&'a str> {
        text(self.0, "lastUpdatedDisplayName").or_else(|| text(self.0.get("lastUpdatedUser")?, "displayName"))
    }

    /// When it was last changed.
    pub fn updated(self) -> Option<DateTime<Utc>> {
        time(self.0, "lastUpdated")
    }
}
