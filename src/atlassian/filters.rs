//! Filters with their subscriptions, and dashboards, of Jira.

use serde_json::Value;

use super::{Told, flag, list, scalar, text, told};

/// A filter (`GET /rest/api/3/filter/search`).
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a>(pub &'a Value);

impl<'a> Filter<'a> {
    /// Its id, unique within its site.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// Who owns it, as Jira writes a user.
    pub fn owner(self) -> Option<&'a Value> {
        self.0.get("owner").filter(|owner| owner.is_object())
    }

    /// Whether anybody beside its owner may see or edit it; `None` when the reply does not say.
    pub fn shared(self) -> Option<bool> {
        shared(self.0)
    }

    /// How many people marked it as a favourite, its owner included.
    pub fn favourites(self) -> Option<u64> {
        count(self.0, "favouritedCount")
    }

    /// When it was last used, roughly; there and empty where it was not since Jira began to note it.
    pub fn last_used(self) -> Told {
        told(self.0, &["approximateLastUsed"])
    }

    /// Its search, in JQL.
    pub fn jql(self) -> Option<&'a str> {
        text(self.0, "jql")
    }

    /// The address of its page.
    pub fn page(self) -> Option<&'a str> {
        text(self.0, "viewUrl")
    }

    /// Its subscriptions.
    pub fn subscriptions(self) -> impl Iterator<Item = Subscription<'a>> {
        // Filters read one by one wrap theirs into a page of their own.
        let wrapped = self.0.get("subscriptions").filter(|page| page.is_object());
        let rows = wrapped.map_or_else(|| list(self.0, "subscriptions"), |page| list(page, "items"));
        rows.iter().map(Subscription)
    }
}

/// A filter's result, mailed on a schedule.
#[derive(Debug, Clone, Copy)]
pub struct Subscription<'a>(pub &'a Value);

impl<'a> Subscription<'a> {
    /// Its id.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Who set it up, as Jira writes a user.
    pub fn user(self) -> Option<&'a Value> {
        self.0.get("user").filter(|user| user.is_object())
    }

    /// The group it goes to: its name, else its id. Without one it goes to whoever set it up.
    pub fn group(self) -> Option<&'a str> {
        let group = self.0.get("group")?;
        text(group, "name").or_else(|| text(group, "groupId"))
    }
}

/// A dashboard (`GET /rest/api/3/dashboard/search`).
#[derive(Debug, Clone, Copy)]
pub struct Dashboard<'a>(pub &'a Value);

impl<'a> Dashboard<'a> {
    /// Its id, unique within its site.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// Who owns it, as Jira writes a user, without the type of the account.
    pub fn owner(self) -> Option<&'a Value> {
        self.0.get("owner").filter(|owner| owner.is_object())
    }

    /// Whether it is the one that Jira itself brings along, which is nobody's.
    pub fn is_systems(self) -> bool {
        flag(self.0, "systemDashboard") == Some(true)
    }

    /// Whether anybody beside its owner may see or edit it; `None` when the reply does not say.
    pub fn shared(self) -> Option<bool> {
        shared(self.0)
    }

    /// How many people marked it as a favourite.
    pub fn favourites(self) -> Option<u64> {
        count(self.0, "popularity")
    }

    /// The address of its page.
    pub fn page(self) -> Option<&'a str> {
        text(self.0, "view")
    }
}

fn shared(object: &Value) -> Option<bool> {
    let given = |key: &str| object.get(key).and_then(Value::as_array).map(|rows| !rows.is_empty());
    match (given("sharePermissions"), given("editPermissions")) {
        (_, Some(true)) => Some(true),
        (seen, _) => seen,
    }
}

fn count(object: &Value, key: &str) -> Option<u64> {
    object.get(key)?.as_u64()
}
