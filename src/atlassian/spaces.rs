//! Confluence's spaces and who holds which right in them, by permissions and by roles.

use serde_json::Value;

use super::{scalar, text};

/// A space.
#[derive(Debug, Clone, Copy)]
pub struct Space<'a>(pub &'a Value);

impl<'a> Space<'a> {
    /// Its id.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Its key.
    pub fn key(self) -> Option<&'a str> {
        text(self.0, "key")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// Whether it is somebody's personal one; of any other type it is nobody's.
    pub fn is_personal(self) -> bool {
        text(self.0, "type") == Some("personal")
    }

    /// `current` or `archived`; open to others.
    pub fn status(self) -> Option<&'a str> {
        text(self.0, "status")
    }

    /// Who created it; of a personal one, whose it is.
    pub fn author(self) -> Option<&'a str> {
        text(self.0, "authorId")
    }
}

/// Who a right is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal<'a> {
    /// An account.
    User(&'a str),
    /// A group.
    Group(&'a str),
    /// A class of access, such as everybody who is licensed.
    Class(&'a str),
    /// Whoever holds a role; the role's own list says who that is.
    Role,
    /// Something else, or nothing that can be read.
    Unknown,
}

impl<'a> Principal<'a> {
    fn read(kind: Option<&str>, id: Option<&'a str>) -> Principal<'a> {
        match (kind.map(str::to_ascii_lowercase).as_deref(), id) {
            (Some("user"), Some(id)) => Principal::User(id),
            (Some("group"), Some(id)) => Principal::Group(id),
            (Some("access_class"), Some(id)) => Principal::Class(id),
            (Some("role"), _) => Principal::Role,
            _ => Principal::Unknown,
        }
    }
}

/// A permission in a space: one right of one principal.
#[derive(Debug, Clone, Copy)]
pub struct SpacePermission<'a>(pub &'a Value);

impl<'a> SpacePermission<'a> {
    /// Its id.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Who holds it.
    pub fn principal(self) -> Principal<'a> {
        let Some(principal) = self.0.get("principal") else { return Principal::Unknown };
        Principal::read(text(principal, "type"), text(principal, "id"))
    }

    /// What it lets them do: `administer space`, `create page` …
    pub fn operation(self) -> Option<String> {
        let operation = self.0.get("operation")?;
        Some(format!("{} {}", text(operation, "key")?, text(operation, "targetType")?))
    }

    /// Whether it makes its holder an administrator of the space; `None` when it does not say what it is for.
    pub fn administers(self) -> Option<bool> {
        Some(self.operation()? == "administer space")
    }
}

/// A role given in a space.
#[derive(Debug, Clone, Copy)]
pub struct RoleAssignment<'a>(pub &'a Value);

impl<'a> RoleAssignment<'a> {
    /// Who holds it.
    pub fn principal(self) -> Principal<'a> {
        let Some(principal) = self.0.get("principal") else { return Principal::Unknown };
        Principal::read(text(principal, "principalType"), text(principal, "principalId"))
    }

    /// Id of the role.
    pub fn role(self) -> Option<&'a str> {
        text(self.0, "roleId")
    }
}

/// A role that a space may give.
#[derive(Debug, Clone, Copy)]
pub struct SpaceRole<'a>(pub &'a Value);

impl<'a> SpaceRole<'a> {
    /// Its id.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// Whether it makes its holder an administrator of the space, judged by its rights (`administer/space`);
    /// `None` when it does not list them.
    pub fn administers(self) -> Option<bool> {
        let rights = self.0.get("spacePermissions")?.as_array()?;
        let rights: Option<Vec<&str>> = rights.iter().map(Value::as_str).collect();
        Some(rights?.iter().any(|right| right.to_ascii_lowercase().starts_with("administer")))
    }
}

/// Which of the two rules the spaces of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode {
    /// Permissions, given one by one.
    pub permissions: bool,
    /// Roles.
    pub roles: bool,
}

impl Mode {
    /// The mode as the site tells it; `None` for one that is not known.
    pub fn read(document: &Value) -> Option<Mode> {
        match text(document, "mode")? {
            "PRE_ROLES" => Some(Mode { permissions: true, roles: false }),
            "ROLES_TRANSITION" => Some(Mode { permissions: true, roles: true }),
            "ROLES" => Some(Mode { permissions: false, roles: true }),
            _ => None,
        }
    }
}
