//! Boards of Jira, and what they show.

use serde_json::Value;

use super::{flag, list, scalar, text};

/// A board (`GET /rest/agile/1.0/board`). One that is private to somebody else comes without its name.
#[derive(Debug, Clone, Copy)]
pub struct Board<'a>(pub &'a Value);

impl<'a> Board<'a> {
    /// Its id, unique within its site.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// Whether nobody beside its owner may see it.
    pub fn private(self) -> Option<bool> {
        flag(self.0, "isPrivate")
    }

    /// Key of the project it lies in; a board may lie with a person instead.
    pub fn project(self) -> Option<String> {
        project(self.0.get("location")?)
    }

    /// The people who administer it by name; `None` when the reply does not say.
    pub fn admins(self) -> Option<&'a [Value]> {
        let admins = self.0.get("admins").filter(|admins| admins.is_object())?;
        Some(list(admins, "users"))
    }
}

/// What a board shows (`GET /rest/agile/1.0/board/{id}/configuration`), kept with the id of the board.
#[derive(Debug, Clone, Copy)]
pub struct Configuration<'a>(pub &'a Value);

impl<'a> Configuration<'a> {
    /// Id of the board.
    pub fn board(self) -> Option<String> {
        scalar(self.0, "boardId").or_else(|| scalar(self.0.get("configuration")?, "id"))
    }

    /// Name of the board.
    pub fn name(self) -> Option<&'a str> {
        text(self.0.get("configuration")?, "name")
    }

    /// Id of the filter behind it.
    pub fn filter(self) -> Option<String> {
        scalar(self.0.get("configuration")?.get("filter")?, "id")
    }

    /// Key of the project it lies in.
    pub fn project(self) -> Option<String> {
        project(self.0.get("configuration")?.get("location")?)
    }
}

fn project(location: &Value) -> Option<String> {
    // The example of the documentation and its schema name the field differently.
    ["projectKey", "key", "projectKeyOrId"].iter().find_map(|key| scalar(location, key))
}
