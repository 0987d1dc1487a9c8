//! Who holds a right, in the words that permission schemes and security levels share.

use super::base::Base;
use crate::sandbox::account::Account;
use crate::sandbox::rule::Stage;
use serde_json::{Value, json};

#[derive(Clone, Copy)]
pub(super) enum Right {
    /// An account by its id.
    User(&'static str),
    /// An account by the user key of an old record: only `expand=user` tells who it is.
    OldKey(&'static str, &'static str),
    /// A user key that leads nowhere any more.
    LostKey(&'static str),
    /// A group by name.
    Group(&'static str),
    /// A project role by id.
    Role(&'static str),
    /// Any other type, with its parameter if it has one.
    Other(&'static str, Option<&'static str>),
}

impl Right {
    /// The account, where there is one that can be told.
    pub(super) fn account<'a>(self, stage: &'a Stage<'_>) -> Option<&'a Account> {
        match self {
            Self::User(handle) | Self::OldKey(handle, _) => Some(stage.who(handle)),
            Self::LostKey(_) | Self::Group(_) | Self::Role(_) | Self::Other(..) => None,
        }
    }

    /// The holder with everything `expand` can ask for.
    pub(super) fn json(self, stage: &Stage<'_>, base: &Base) -> Value {
        match self {
            Self::User(handle) => {
                let who = stage.who(handle);
                let user = who.jira_json();
                json!({ "type": "user", "parameter": who.id, "value": who.id, "expand": "user", "user": user })
            }
            Self::OldKey(handle, key) => {
                let user = stage.who(handle).jira_json();
                json!({ "type": "user", "parameter": key, "value": key, "expand": "user", "user": user })
            }
            Self::LostKey(key) => json!({ "type": "user", "parameter": key, "value": key, "expand": "user" }),
            Self::Group(name) => json!({
                "type": "group", "parameter": name, "value": base.groups.id_of(name), "expand": "group",
                "group": base.groups.short(name),
            }),
            Self::Role(id) => {
                json!({ "type": "projectRole", "parameter": id, "value": id, "expand": "projectRole" })
            }
            Self::Other(kind, None) => json!({ "type": kind }),
            Self::Other(kind, Some(parameter)) => {
                json!({ "type": kind, "parameter": parameter, "value": parameter })
            }
        }
    }
}

/// The holder without what was not asked for.
pub(super) fn shown(full: &Value, asked: &[&str]) -> Value {
    let mut holder = full.clone();
    if let Some(map) = holder.as_object_mut() {
        map.retain(|key, _| {
            !["user", "group"].contains(&key.as_str())
                || asked.contains(&key.as_str())
                || asked.contains(&"all")
        });
    }
    holder
}
