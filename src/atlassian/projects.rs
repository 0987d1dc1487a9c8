//! Jira's projects, components, schemes and roles, as far as they name accounts.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{flag, list, scalar, text, time};

/// The array under `key`; `None` when there is none, which is not an empty one.
fn rows<'a>(object: &'a Value, key: &str) -> Option<&'a [Value]> {
    object.get(key)?.as_array().map(Vec::as_slice)
}

/// The object of a user under `key`.
fn user<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|user| user.is_object())
}

/// A project, as the search lists it or as it is by itself.
#[derive(Debug, Clone, Copy)]
pub struct Project<'a>(pub &'a Value);

impl<'a> Project<'a> {
    /// Its id, which outlives its key.
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

    /// Its lead, whatever stands there.
    pub fn lead(self) -> Option<&'a Value> {
        self.0.get("lead").filter(|lead| !lead.is_null())
    }

    /// To whom new issues go: `PROJECT_LEAD` or `UNASSIGNED`. The search often leaves it out.
    pub fn assignee_type(self) -> Option<&'a str> {
        text(self.0, "assigneeType")
    }

    /// Whether it lies in the recycle bin.
    pub fn is_deleted(self) -> bool {
        flag(self.0, "deleted") == Some(true)
    }

    /// Whether it is archived: to be read, not to be worked in.
    pub fn is_archived(self) -> bool {
        flag(self.0, "archived") == Some(true)
    }

    /// Whether its team runs it, with roles of its own.
    pub fn is_team_managed(self) -> bool {
        flag(self.0, "simplified") == Some(true) || text(self.0, "style") == Some("next-gen")
    }

    /// How many issues it has.
    pub fn issues(self) -> Option<u64> {
        self.0.pointer("/insight/totalIssueCount")?.as_u64()
    }

    /// When one of them was last changed.
    pub fn last_issue_change(self) -> Option<DateTime<Utc>> {
        time(self.0.get("insight")?, "lastIssueUpdateTime")
    }
}

/// A component of a project.
#[derive(Debug, Clone, Copy)]
pub struct Component<'a>(pub &'a Value);

impl<'a> Component<'a> {
    /// Its id.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// Its lead, whatever stands there: on the component itself, or in the `componentBean` that the paged list
    /// also carries.
    pub fn lead(self) -> Option<&'a Value> {
        let at = |path: &str| self.0.pointer(path).filter(|lead| !lead.is_null());
        at("/lead").or_else(|| at("/componentBean/lead"))
    }

    /// To whom new issues are meant to go: `COMPONENT_LEAD`, `PROJECT_LEAD`, `PROJECT_DEFAULT`, `UNASSIGNED`.
    pub fn assignee_type(self) -> Option<&'a str> {
        text(self.0, "assigneeType")
    }

    /// To whom they do go.
    pub fn real_assignee_type(self) -> Option<&'a str> {
        text(self.0, "realAssigneeType")
    }
}

/// Who a permission scheme or a security level speaks of.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a>(pub &'a Value);

impl<'a> Holder<'a> {
    /// `user`, `group`, `projectRole` …
    pub fn kind(self) -> Option<&'a str> {
        text(self.0, "type")
    }

    /// The user, where the reply was asked to hold it.
    pub fn user(self) -> Option<&'a Value> {
        user(self.0, "user")
    }

    /// What stands for a user: the account id, in old entries a user key.
    pub fn id(self) -> Option<&'a str> {
        text(self.0, "value").or_else(|| text(self.0, "parameter"))
    }
}

/// A permission scheme.
#[derive(Debug, Clone, Copy)]
pub struct PermissionScheme<'a>(pub &'a Value);

impl<'a> PermissionScheme<'a> {
    /// Its id.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// The rights it gives; `None` when the reply does not hold them.
    pub fn grants(self) -> Option<impl Iterator<Item = Grant<'a>>> {
        Some(rows(self.0, "permissions")?.iter().map(Grant))
    }
}

/// A right that a permission scheme gives.
#[derive(Debug, Clone, Copy)]
pub struct Grant<'a>(pub &'a Value);

impl<'a> Grant<'a> {
    /// The right, such as `BROWSE_PROJECTS`; apps add their own.
    pub fn permission(self) -> Option<&'a str> {
        text(self.0, "permission")
    }

    /// Who gets it.
    pub fn holder(self) -> Option<Holder<'a>> {
        self.0.get("holder").filter(|holder| holder.is_object()).map(Holder)
    }
}

/// A member of an issue-security level.
#[derive(Debug, Clone, Copy)]
pub struct SecurityMember<'a>(pub &'a Value);

impl<'a> SecurityMember<'a> {
    /// Id of the level.
    pub fn level(self) -> Option<String> {
        scalar(self.0, "issueSecurityLevelId")
    }

    /// Id of the level's scheme.
    pub fn scheme(self) -> Option<String> {
        scalar(self.0, "issueSecuritySchemeId")
    }

    /// Who it is.
    pub fn holder(self) -> Option<Holder<'a>> {
        self.0.get("holder").filter(|holder| holder.is_object()).map(Holder)
    }
}

/// A notification scheme.
#[derive(Debug, Clone, Copy)]
pub struct NotificationScheme<'a>(pub &'a Value);

impl<'a> NotificationScheme<'a> {
    /// Its id.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// What is sent: the event's name and to whom; `None` when the reply does not hold it. An event without
    /// recipients is no oddity.
    pub fn notifications(self) -> Option<impl Iterator<Item = (&'a str, Notification<'a>)>> {
        let events = rows(self.0, "notificationSchemeEvents")?.iter();
        Some(events.flat_map(|event| {
            let name = event.pointer("/event/name").and_then(Value::as_str).unwrap_or("an event");
            list(event, "notifications").iter().map(move |row| (name, Notification(row)))
        }))
    }
}

/// A recipient of a notification scheme.
#[derive(Debug, Clone, Copy)]
pub struct Notification<'a>(pub &'a Value);

impl<'a> Notification<'a> {
    /// `User`, `EmailAddress`, `Group`, `Reporter` …
    pub fn kind(self) -> Option<&'a str> {
        text(self.0, "notificationType")
    }

    /// The user, where the reply was asked to hold it.
    pub fn user(self) -> Option<&'a Value> {
        user(self.0, "user")
    }

    /// What stands for the recipient: an account id, an address …
    pub fn recipient(self) -> Option<&'a str> {
        text(self.0, "recipient").or_else(|| text(self.0, "parameter"))
    }

    /// The address, where it is one.
    pub fn address(self) -> Option<&'a str> {
        text(self.0, "emailAddress").or_else(|| self.recipient())
    }
}

/// A role: of all projects, of one, or with who acts in it in one.
#[derive(Debug, Clone, Copy)]
pub struct ProjectRole<'a>(pub &'a Value);

impl<'a> ProjectRole<'a> {
    /// Its id.
    pub fn id(self) -> Option<String> {
        scalar(self.0, "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// Id of the only project that has it; `None` for a role that all share.
    pub fn only_in(self) -> Option<String> {
        scalar(self.0.pointer("/scope/project")?, "id")
    }

    /// Whether it is the one that administers a project: by Jira's word, else by the names Jira gives it.
    pub fn is_admin(self) -> bool {
        let by_name = || matches!(self.name(), Some("Administrators" | "Administrator"));
        flag(self.0, "admin").unwrap_or_else(by_name)
    }

    /// Who acts in it; `None` when the reply does not say.
    pub fn actors(self) -> Option<impl Iterator<Item = RoleActor<'a>>> {
        Some(rows(self.0, "actors")?.iter().map(RoleActor))
    }
}

/// Somebody who acts in a role.
#[derive(Debug, Clone, Copy)]
pub struct RoleActor<'a>(pub &'a Value);

impl<'a> RoleActor<'a> {
    /// Whether it is a group.
    pub fn is_group(self) -> bool {
        self.0.get("actorGroup").is_some_and(Value::is_object)
            || text(self.0, "type") == Some("atlassian-group-role-actor")
    }

    /// Its account, where it is a user.
    pub fn account(self) -> Option<&'a str> {
        text(self.0.get("actorUser")?, "accountId")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "displayName")
    }
}
