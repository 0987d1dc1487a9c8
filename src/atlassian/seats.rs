//! Jira's products as it licenses them: application roles, and the groups that grant one.

use serde_json::Value;

use super::{flag, list, scalar, text};

/// A group, as far as it is told: by id, by name, or by both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// Its id.
    pub id: Option<String>,
    /// Its name, which may change.
    pub name: Option<String>,
}

/// A product of Jira, its seats and the groups that grant one.
#[derive(Debug, Clone, Copy)]
pub struct ApplicationRole<'a>(pub &'a Value);

impl<'a> ApplicationRole<'a> {
    /// Key of the product (`jira-software` …).
    pub fn key(self) -> Option<&'a str> {
        text(self.0, "key")
    }

    /// The groups that grant it; of those that are told in full, the name is not told once more.
    pub fn groups(self) -> Vec<Group> {
        let told = |group: &Value| Group {
            id: scalar(group, "groupId"),
            name: text(group, "name").map(str::to_owned),
        };
        let known = |group: &Group| group.id.is_some() || group.name.is_some();
        let mut groups: Vec<Group> = list(self.0, "groupDetails").iter().map(told).filter(known).collect();
        let names = list(self.0, "groups").iter().filter_map(Value::as_str).filter(|name| !name.is_empty());
        for name in names {
            if !groups.iter().any(|group| group.name.as_deref() == Some(name)) {
                groups.push(Group { id: None, name: Some(name.to_owned()) });
            }
        }
        groups
    }

    /// Seats licensed; `None` where not said, or without limit.
    pub fn seats(self) -> Option<u64> {
        let limited = flag(self.0, "hasUnlimitedSeats") != Some(true);
        self.0.get("numberOfSeats")?.as_u64().filter(|_| limited)
    }

    /// Seats left; `None` where not said, or without limit.
    pub fn remaining(self) -> Option<u64> {
        let limited = flag(self.0, "hasUnlimitedSeats") != Some(true);
        self.0.get("remainingSeats")?.as_u64().filter(|_| limited)
    }

    /// Users that count.
    pub fn users(self) -> Option<u64> {
        self.0.get("userCount")?.as_u64()
    }
}
