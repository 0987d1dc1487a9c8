//! Organisations: groups and what they grant, workspaces, domains, policies, the audit log.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{list, text, time};

/// A group of a directory.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a>(pub &'a Value);

impl<'a> Group<'a> {
    /// Its id.
    pub fn id(self) -> Option<&'a str> {
        text(self.0, "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// How many users are in it.
    pub fn users(self) -> Option<u64> {
        self.0.pointer("/counts/users")?.as_u64()
    }
}

/// What a group grants: one resource and the roles on it.
#[derive(Debug, Clone, Copy)]
pub struct Grant<'a>(pub &'a Value);

impl<'a> Grant<'a> {
    /// Id of the group.
    pub fn group(self) -> Option<&'a str> {
        text(self.0, "groupId")
    }

    fn assignment(self) -> &'a Value {
        self.0.get("assignment").unwrap_or(&Value::Null)
    }

    /// The resource, as an ARI.
    pub fn resource(self) -> Option<&'a str> {
        text(self.assignment(), "resourceId")
    }

    /// The product, as Atlassian writes it: the resource's owner, else what its ARI speaks of.
    pub fn product(self) -> Option<&'a str> {
        let of_ari = |ari: &'a str| ari.strip_prefix("ari:cloud:")?.split(':').next();
        text(self.assignment(), "resourceOwner").or_else(|| of_ari(self.resource()?))
    }

    /// The roles: `atlassian/user` and the like.
    pub fn roles(self) -> impl Iterator<Item = &'a str> {
        list(self.assignment(), "roles").iter().filter_map(Value::as_str)
    }
}

fn attribute<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    text(object.get("attributes")?, key)
}

/// A product on a site.
#[derive(Debug, Clone, Copy)]
pub struct Workspace<'a>(pub &'a Value);

impl<'a> Workspace<'a> {
    /// Its ARI.
    pub fn id(self) -> Option<&'a str> {
        text(self.0, "id")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        attribute(self.0, "name")
    }

    /// Its product, as Atlassian writes it.
    pub fn product(self) -> Option<&'a str> {
        attribute(self.0, "typeKey").or_else(|| attribute(self.0, "type"))
    }

    /// Its address.
    pub fn host(self) -> Option<&'a str> {
        attribute(self.0, "hostUrl")
    }

    /// `online`, `offline`, `deprecated`; open to others.
    pub fn status(self) -> Option<&'a str> {
        attribute(self.0, "status")
    }

    /// Whether it is a sandbox of another workspace, for trying things out.
    pub fn is_sandbox(self) -> bool {
        let kind = self.0.pointer("/attributes/sandbox/type").and_then(Value::as_str);
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case("CHILD"))
    }

    /// Licensed seats.
    pub fn capacity(self) -> Option<u64> {
        self.0.pointer("/attributes/capacity")?.as_u64()
    }
}

/// A domain.
#[derive(Debug, Clone, Copy)]
pub struct Domain<'a>(pub &'a Value);

impl<'a> Domain<'a> {
    /// The domain.
    pub fn name(self) -> Option<&'a str> {
        attribute(self.0, "name")
    }

    /// `verified`, `unverified`, `superseded` …; open to others.
    pub fn status(self) -> Option<&'a str> {
        self.0.pointer("/attributes/claim").and_then(|claim| text(claim, "status"))
    }
}

/// A policy.
#[derive(Debug, Clone, Copy)]
pub struct Policy<'a>(pub &'a Value);

impl<'a> Policy<'a> {
    /// Its id.
    pub fn id(self) -> Option<&'a str> {
        text(self.0, "id")
    }

    /// Its type: `ip-allowlist`, `data-residency`, `data-security`; open to others, which are what matters.
    pub fn kind(self) -> Option<&'a str> {
        attribute(self.0, "type")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        attribute(self.0, "name")
    }

    /// Whether it is enabled; `None` when not said, or said in a new word.
    pub fn enabled(self) -> Option<bool> {
        match attribute(self.0, "status")?.to_ascii_lowercase().as_str() {
            "enabled" => Some(true),
            "disabled" => Some(false),
            _ => None,
        }
    }

    /// Its rule, whatever it looks like: of the types that matter here none is documented.
    pub fn rule(self) -> Option<&'a Value> {
        self.0.pointer("/attributes/rule")
    }
}

/// An entry of the audit log.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a>(pub &'a Value);

impl<'a> Event<'a> {
    /// When.
    pub fn time(self) -> Option<DateTime<Utc>> {
        let attributes = self.0.get("attributes")?;
        time(attributes, "time").or_else(|| time(attributes, "processedAt"))
    }

    /// What was done, by its id.
    pub fn action(self) -> Option<&'a str> {
        attribute(self.0, "action")
    }

    fn actor(self) -> &'a Value {
        self.0.pointer("/attributes/actor").unwrap_or(&Value::Null)
    }

    /// Account id of whoever did it.
    pub fn actor_id(self) -> Option<&'a str> {
        text(self.actor(), "id")
    }

    /// How the actor proved itself: `api-token` and the like; open to others.
    pub fn auth(self) -> Option<&'a str> {
        text(self.actor().get("auth")?, "authType")
    }

    /// Id of the token.
    pub fn token(self) -> Option<&'a str> {
        text(self.actor().get("auth")?, "tokenId")
    }
}

/// A kind of entry that the audit log knows.
#[derive(Debug, Clone, Copy)]
pub struct EventAction<'a>(pub &'a Value);

impl<'a> EventAction<'a> {
    /// Its id, by which entries name it.
    pub fn id(self) -> Option<&'a str> {
        text(self.0, "id")
    }

    /// What people call it.
    pub fn name(self) -> Option<&'a str> {
        attribute(self.0, "displayName")
    }
}
