//! Groups and their members. Seats come from here: whoever is in a group of a product's users holds one.

use super::base::ordinary;
use super::pages::{Size, USUAL, answered, flag, paged, values};
use super::sharing::user_details;
use crate::sandbox::account::Account;
use crate::sandbox::ask::Ask;
use crate::sandbox::organisation::{Group, SITE_ADMINS};
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::World;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The one list of Jira that is documented never to give more.
const MEMBERS: Size = Size { usual: 50, most: 50 };

/// The groups of the site, which are those of its directory.
pub(super) struct Groups(Vec<Group>);

/// What Jira adds to the directory: groups that open nothing, and one that opens a product nobody uses.
pub(crate) fn groups(stage: &Stage<'_>, teams: usize) -> Vec<Group> {
    let group = |name: &str, description: &str, members: BTreeSet<String>| Group {
        id: stage.dice.fork(&format!("group {name}")).uuid('4'),
        name: name.to_owned(),
        description: description.to_owned(),
        synced: false,
        members,
        grants: None,
    };
    let empty = group("jira-core-users-acme", "Gives a seat in Work Management", BTreeSet::new());
    let mut all = vec![Group { grants: Some(("jira-core", "atlassian/user")), ..empty }];
    let outside = BTreeSet::from([stage.who("max").id.clone()]);
    all.push(group("contractors-acme", "People of other firms", outside));
    let (people, mut dice) = (ordinary(stage), stage.dice.fork("jira teams"));
    for n in 1..=teams {
        let members = (0..dice.below(4)).map(|_| dice.pick(&people).id.clone()).collect();
        all.push(group(&format!("team-{n:02}"), "A team", members));
    }
    all
}

impl Groups {
    pub(super) fn of(directory: &[Group]) -> Self {
        Self(directory.to_vec())
    }

    pub(super) fn named(&self, name: &str) -> Option<&Group> {
        self.0.iter().find(|g| g.name == name)
    }

    /// The groups that give a seat in a product.
    pub(super) fn of_product<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Group> {
        self.0.iter().filter(move |g| g.grants.is_some_and(|(product, _)| product == key))
    }

    /// The groups somebody is in.
    pub(super) fn of_member<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Group> {
        self.0.iter().filter(move |g| g.members.contains(id))
    }

    pub(super) fn has(&self, name: &str, id: &str) -> bool {
        self.named(name).is_some_and(|g| g.members.contains(id))
    }

    /// How other objects name a group.
    pub(super) fn short(&self, name: &str) -> Value {
        self.named(name).map_or(Value::Null, group_json)
    }

    pub(super) fn id_of(&self, name: &str) -> &str {
        self.named(name).map_or("", |g| &g.id)
    }
}

pub(super) fn group_json(group: &Group) -> Value {
    let address = format!("https://acme.example/rest/api/3/group?groupId={}", group.id);
    json!({ "name": group.name, "groupId": group.id, "self": address })
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
        let level = match group.grants {
            Some((_, "atlassian/admin")) => Some("admin"),
            Some(_) => Some("user"),
            None => (group.name == SITE_ADMINS).then_some("site-admin"),
        };
        let key = group.grants.map(|(key, _)| key);
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
    let inside = |a: &&Account| group.members.contains(&a.id) && (everybody || a.state == "active");
    let found: Vec<&Account> = world.accounts.iter().filter(inside).collect();
    answered(paged(world, ask, MEMBERS, found.len(), |n| user_details(found[n])))
}
