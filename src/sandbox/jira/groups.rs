//! Groups and their members. Seats come from here: whoever is in a group of a product's users holds one.

use super::pages::{Size, USUAL, answered, flag, paged, values};
use super::sharing::user_details;
use crate::sandbox::account::Account;
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::World;
use serde_json::{Value, json};

/// The one list of Jira that is documented never to give more.
const MEMBERS: Size = Size { usual: 50, most: 50 };

/// What being in a group gives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Nothing: it is there for schemes, roles and mails.
    None,
    /// A seat in the product of that key.
    User(&'static str),
    /// A seat and the product's administration.
    Admin(&'static str),
    /// The site's administration, no seat.
    SiteAdmin,
}

pub(super) struct Group {
    id: String,
    pub name: String,
    pub access: Access,
    /// Account ids, also of those who are switched off.
    pub members: Vec<String>,
}

pub(super) struct Groups(Vec<Group>);

/// Members of the groups that are no product's users, by handle.
const BY_HAND: &[(&str, Access, &[&str])] = &[
    ("site-admins", Access::SiteAdmin, &["ada"]),
    // Second groups of a product: whoever is in two of them holds one seat.
    ("jira-admins-acme", Access::Admin("jira-software"), &["ada", "ben", "dan"]),
    ("contractors-acme", Access::None, &["max"]),
    ("integrations-acme", Access::None, &["jenkins", "reporting", "mailbox", "deploybot"]),
    ("release-managers", Access::None, &["cleo", "dan"]),
];

const PRODUCTS: &[&str] = &["jira-software", "jira-servicedesk", "jira-core", "confluence"];

impl Groups {
    pub(super) fn build(stage: &Stage<'_>, teams: usize) -> Self {
        let mut dice = stage.dice.fork("jira groups");
        let mut all: Vec<Group> = vec![];
        let mut add = |name: String, access, members: Vec<String>| {
            all.push(Group { id: dice.uuid('4'), name, access, members });
        };
        for &key in PRODUCTS {
            let seated = |a: &&Account| a.seats.iter().any(|seat| seat.key == key);
            let members = stage.accounts.iter().filter(seated).map(|a| a.id.clone()).collect();
            add(format!("{key}-users-acme"), Access::User(key), members);
        }
        for &(name, access, handles) in BY_HAND {
            let members = handles.iter().map(|handle| stage.who(handle).id.clone()).collect();
            add(name.to_owned(), access, members);
        }
        let people: Vec<&Account> = super::base::ordinary(stage);
        let mut draw = stage.dice.fork("jira teams");
        for n in 1..=teams {
            let size = draw.below(4);
            let mut members: Vec<String> = (0..size).map(|_| draw.pick(&people).id.clone()).collect();
            members.sort();
            members.dedup();
            add(format!("team-{n:02}"), Access::None, members);
        }
        Self(all)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Group> {
        self.0.iter().find(|g| g.name == name)
    }

    /// The groups that give a seat in a product.
    pub(super) fn of_product<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Group> {
        self.0.iter().filter(move |g| matches!(g.access, Access::User(k) | Access::Admin(k) if k == key))
    }

    /// The groups somebody is in.
    pub(super) fn of_member<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Group> {
        self.0.iter().filter(move |g| g.has(id))
    }

    pub(super) fn has(&self, name: &str, id: &str) -> bool {
        self.named(name).is_some_and(|g| g.has(id))
    }

    /// How other objects name a group.
    pub(super) fn short(&self, name: &str) -> Value {
        self.named(name).map_or(Value::Null, Group::json)
    }

    pub(super) fn id_of(&self, name: &str) -> &str {
        self.named(name).map_or("", |g| &g.id)
    }
}

impl Group {
    fn has(&self, id: &str) -> bool {
        self.members.iter().any(|m| m == id)
    }

    pub(super) fn json(&self) -> Value {
        let address = format!("https://acme.example/rest/api/3/group?groupId={}", self.id);
        json!({ "name": self.name, "groupId": self.id, "self": address })
    }
}

/// `GET /rest/api/3/group/bulk`.
pub(super) fn bulk(world: &World, ask: &Ask<'_>) -> Reply {
    if !ask.is_jira_admin() {
        return Reply::jira_error(403, "You do not have permission to browse groups.");
    }
    let (ids, names) = (values(ask, "groupId"), values(ask, "groupName"));
    let application = ask.param("applicationKey");
    let unknown = |key: &str| !super::seats::APPLICATIONS.iter().any(|a| a.key == key);
    if application.is_some_and(unknown) {
        return Reply::jira_error(400, "The application key is not known.");
    }
    let access = ask.param("accessType");
    if access.is_some_and(|level| !["site-admin", "admin", "user"].contains(&level)) {
        return Reply::jira_error(400, "The access type is not known.");
    }
    let wanted = |group: &&Group| {
        let asked = ids.is_empty() && names.is_empty()
            || ids.contains(&group.id.as_str())
            || names.contains(&group.name.as_str());
        let (level, key) = match group.access {
            Access::None => (None, None),
            Access::User(key) => (Some("user"), Some(key)),
            Access::Admin(key) => (Some("admin"), Some(key)),
            Access::SiteAdmin => (Some("site-admin"), None),
        };
        asked && (access.is_none() || access == level) && (application.is_none() || application == key)
    };
    let found: Vec<&Group> = world.jira.base.groups.0.iter().filter(wanted).collect();
    let row = |n: usize| json!({ "name": found[n].name, "groupId": found[n].id });
    answered(paged(world, ask, USUAL, found.len(), row))
}

/// `GET /rest/api/3/group/member`. Members of groups within the group are not promised here, and not shown.
pub(super) fn member(world: &World, ask: &Ask<'_>) -> Reply {
    if !ask.is_jira_admin() {
        return Reply::jira_error(403, "You do not have permission to browse groups.");
    }
    let groups = &world.jira.base.groups;
    let group = match (ask.param("groupId"), ask.param("groupname")) {
        (Some(id), None) => groups.0.iter().find(|g| g.id == id),
        (None, Some(name)) => groups.named(name),
        (None, None) => return Reply::jira_error(400, "The group name or id is required."),
        (Some(_), Some(_)) => {
            return Reply::jira_error(400, "The group name and the group id exclude each other.");
        }
    };
    let Some(group) = group else { return Reply::jira_error(404, "The group does not exist.") };
    let everybody = flag(ask, "includeInactiveUsers");
    let inside = |a: &&Account| group.has(&a.id) && (everybody || a.state == "active");
    let found: Vec<&Account> = world.accounts.iter().filter(inside).collect();
    answered(paged(world, ask, MEMBERS, found.len(), |n| user_details(found[n])))
}
