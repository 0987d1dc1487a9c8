//! Admin webhooks, alike in Jira and Confluence; in no specification.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{flag, list, scalar, text, time};

/// An admin webhook.
#[derive(Debug, Clone, Copy)]
pub struct Webhook<'a>(pub &'a Value);

impl<'a> Webhook<'a> {
    /// Its id: the last part of its own address, because it has no field for it.
    pub fn id(self) -> Option<String> {
        let of_address = text(self.0, "self").and_then(|address| {
            let path = address.split(['?', '#']).next()?.trim_end_matches('/');
            path.rsplit('/').next().filter(|id| !id.is_empty()).map(str::to_owned)
        });
        of_address.or_else(|| scalar(self.0, "id"))
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// Where it sends to.
    pub fn url(self) -> Option<&'a str> {
        text(self.0, "url")
    }

    /// The events it is sent for.
    pub fn events(self) -> Vec<String> {
        list(self.0, "events").iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Whether it is switched on.
    pub fn enabled(self) -> Option<bool> {
        flag(self.0, "enabled")
    }

    /// Whether a secret is defined with which it signs.
    pub fn signed(self) -> Option<bool> {
        flag(self.0, "isSigned")
    }

    /// Who changed it last: an account id or user key in most answers, an object in some.
    pub fn editor(self) -> Option<&'a Value> {
        self.0.get("lastUpdatedUser").filter(|user| !user.is_null())
    }

    /// Display name of who changed it last.
    pub fn editor_name(self) -> Option<&'a str> {
        text(self.0, "lastUpdatedDisplayName")
    }

    /// When it was changed last.
    pub fn changed(self) -> Option<DateTime<Utc>> {
        time(self.0, "lastUpdated")
    }
}
