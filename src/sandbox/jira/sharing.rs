//! Who may see a filter or a dashboard.

use super::base::Base;
use crate::sandbox::account::Account;
use serde_json::{Value, json};

/// With whom something is shared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// Nobody but its owner sees it.
    Private,
    /// Everybody on the internet.
    Global,
    /// Everybody who is logged in. Jira writes two words for it.
    LoggedIn,
    Authenticated,
    /// A group, by name.
    Group(&'static str),
    /// One account, by handle.
    User(&'static str),
    /// Those who may browse a project, by key.
    Project(&'static str),
    /// A project that is not there any more.
    ProjectUnknown,
}

impl Share {
    /// The word of the state in the truth.
    pub(super) fn state(self) -> &'static str {
        if self == Self::Private { "private" } else { "shared" }
    }

    /// `sharePermissions` or `editPermissions`.
    pub(super) fn json(self, base: &Base, id: usize, accounts: &[Account]) -> Value {
        let one = match self {
            Self::Private => return json!([]),
            Self::Global => json!({ "id": id, "type": "global" }),
            Self::LoggedIn => json!({ "id": id, "type": "loggedin" }),
            Self::Authenticated => json!({ "id": id, "type": "authenticated" }),
            Self::ProjectUnknown => json!({ "id": id, "type": "project-unknown" }),
            Self::Group(name) => json!({ "id": id, "type": "group", "group": base.groups.short(name) }),
            Self::User(handle) => {
                let who = accounts.iter().find(|a| a.handle == handle);
                json!({ "id": id, "type": "user", "user": who.map(user_bean) })
            }
            Self::Project(key) => {
                json!({ "id": id, "type": "project", "project": base.projects.short(key) })
            }
        };
        json!([one])
    }

    /// Whether `who`, who does not own it, sees it.
    pub(super) fn reaches(self, base: &Base, who: &Account, is_admin: bool) -> bool {
        match self {
            Self::Private | Self::ProjectUnknown => false,
            Self::Global | Self::LoggedIn | Self::Authenticated => true,
            Self::Group(name) => base.groups.has(name, &who.id),
            Self::User(handle) => who.handle == handle,
            Self::Project(key) => base.projects.may_browse(key, is_admin),
        }
    }
}

/// An account as the older objects show it: neither its type nor the kind of app it is.
pub(super) fn user_bean(who: &Account) -> Value {
    let full = who.jira_json();
    json!({
        "self": full["self"], "key": "", "name": "", "accountId": who.id,
        "displayName": who.name, "active": full["active"], "avatarUrls": full["avatarUrls"],
    })
}

/// An account as lists of members and notices show it: its type, but not the kind of app it is.
pub(super) fn user_details(who: &Account) -> Value {
    let mut row = who.jira_json();
    if let Some(map) = row.as_object_mut() {
        map.retain(|key, _| key != "appType" && key != "locale");
        map.insert("key".to_owned(), json!(""));
        map.insert("name".to_owned(), json!(""));
    }
    row
}
