//! Roles of projects, and who is in them by name.

use super::base::{Base, Holder, ordinary};
use super::ledger::{Ledger, Thing};
use super::pages::flag;
use super::projects::{Project, no_project};
use crate::sandbox::account::{Account, corrupted_jira_record};
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::World;
use serde_json::{Value, json};

/// A role, common to all projects of its sort.
struct Role {
    id: u64,
    name: &'static str,
    admin: bool,
    /// `None`: every project has it.
    team_managed: Option<bool>,
}

/// Where Jira puts the accounts of installed apps by itself.
const ADDONS: &str = "atlassian-addons-project-access";

const ROLES: &[Role] = &[
    Role { id: 10_002, name: "Administrators", admin: true, team_managed: Some(false) },
    Role { id: 10_010, name: "Developers", admin: false, team_managed: Some(false) },
    Role { id: 10_201, name: "Administrator", admin: true, team_managed: Some(true) },
    Role { id: 10_202, name: "Member", admin: false, team_managed: Some(true) },
    Role { id: 10_003, name: ADDONS, admin: false, team_managed: None },
];

struct Actor {
    project: String,
    role: &'static str,
    active: bool,
    json: Value,
}

pub(super) struct Roles(Vec<Actor>);

use Holder::Who;

/// `(project, role, accounts by name, groups)`
type Row = (&'static str, &'static str, &'static [Holder], &'static [&'static str]);

const BY_HAND: &[Row] = &[
    ("OPS", "Administrators", &[Who("ben"), Who("dan")], &["jira-admins-acme"]),
    ("OPS", "Developers", &[Who("jenkins"), Who("notify")], &["jira-software-users-acme"]),
    ("WEB", "Administrators", &[], &["jira-admins-acme"]),
    ("WEB", "Developers", &[Holder::Corrupted, Who("cleo"), Who("fay")], &[]),
    ("CI", "Administrators", &[Who("jenkins")], &[]),
    ("SUP", "Administrators", &[Who("monitoring"), Who("ivy")], &[]),
    ("FIN", "Developers", &[Who("hal"), Who("max")], &["contractors-acme"]),
    ("TEAM", "Administrator", &[Who("cleo"), Who("dan")], &[]),
    ("NEXT", "Member", &[Who("deploybot")], &["team-01"]),
    ("OLD", "Administrators", &[Who("eve")], &[]),
];

/// Apps that come into every project by themselves.
const APPS: &[&str] = &["automation", "chatapp", "timeapp"];

impl Roles {
    pub(super) fn build(stage: &Stage<'_>, base: &Base, ledger: &mut Ledger) -> Self {
        let mut all: Vec<Actor> = vec![];
        let mut add = |project: &Project, role, active, json: &dyn Fn(usize) -> Value| {
            let json = json(10_240 + all.len());
            all.push(Actor { project: project.key.clone(), role, active, json });
        };
        for &(key, role, holders, groups) in BY_HAND {
            let Some(project) = base.projects.named(key) else { continue };
            for holder in holders {
                let who = holder.account(stage);
                if let Some(who) = who {
                    note(ledger, project, role, who);
                }
                let shown = who.map_or_else(corrupted_jira_record, Account::jira_json);
                let active = who.is_some_and(|a| a.state == "active");
                add(project, role, active, &|id| user_actor(id, &shown));
            }
            for name in groups {
                add(project, role, true, &|id| group_actor(id, base, name));
            }
        }
        let people = ordinary(stage);
        let mut dice = stage.dice.fork("jira roles");
        for project in &base.projects.0 {
            for handle in APPS {
                let shown = stage.who(handle).jira_json();
                add(project, ADDONS, true, &|id| user_actor(id, &shown));
            }
            let admin = if project.team_managed { "Administrator" } else { "Administrators" };
            if BY_HAND.iter().any(|(key, role, ..)| *key == project.key && *role == admin) {
                continue;
            }
            add(project, admin, true, &|id| group_actor(id, base, "jira-admins-acme"));
            if dice.chance(40) {
                let who = *dice.pick(&people);
                note(ledger, project, admin, who);
                let shown = who.jira_json();
                add(project, admin, true, &|id| user_actor(id, &shown));
            }
        }
        Self(all)
    }

    /// Where each role of a project is found, by name.
    pub(super) fn addresses(&self, project: &Project) -> Value {
        let address = |role: &Role| (role.name.to_owned(), json!(address(role, project)));
        Value::Object(of_project(project).map(address).collect())
    }
}

/// What lies in the recycle bin does not tell its roles.
fn note(ledger: &mut Ledger, project: &Project, role: &str, who: &Account) {
    let id = ROLES.iter().find(|r| r.name == role).map_or(0, |r| r.id);
    let (id, name) = (format!("{}/{id}", project.id), role);
    if project.state != super::projects::State::Deleted {
        let thing = Thing { kind: "project-role", id: &id, name, container: &project.key, state: "active" };
        ledger.bind(&thing, "grantee", who);
    }
}

fn of_project(project: &Project) -> impl Iterator<Item = &'static Role> {
    ROLES.iter().filter(|r| r.team_managed.is_none_or(|t| t == project.team_managed))
}

fn address(role: &Role, project: &Project) -> String {
    format!("https://acme.example/rest/api/3/project/{}/role/{}", project.id, role.id)
}

fn user_actor(id: usize, user: &Value) -> Value {
    json!({
        "id": id, "displayName": user["displayName"], "type": "atlassian-user-role-actor",
        "actorUser": { "accountId": user["accountId"] },
    })
}

fn group_actor(id: usize, base: &Base, name: &str) -> Value {
    json!({
        "id": id, "displayName": name, "type": "atlassian-group-role-actor", "name": name,
        "actorGroup": { "name": name, "displayName": name, "groupId": base.groups.id_of(name) },
    })
}

impl Role {
    fn json(&self) -> Value {
        json!({
            "self": format!("https://acme.example/rest/api/3/role/{}", self.id),
            "id": self.id, "name": self.name, "translatedName": self.name,
            "description": format!("The role {}", self.name), "admin": self.admin, "default": self.admin,
            "roleConfigurable": self.name != ADDONS,
        })
    }
}

/// `GET /rest/api/3/role`: all roles, with those who come into every new project.
pub(super) fn all(world: &World) -> Reply {
    let row = |(n, role): (usize, &Role)| {
        let mut row = role.json();
        let actors = if role.name == "Administrators" {
            json!([group_actor(n + 1, &world.jira.base, "jira-admins-acme")])
        } else {
            json!([])
        };
        row["actors"] = actors;
        row
    };
    Reply::ok(&ROLES.iter().enumerate().map(row).collect())
}

/// `GET /rest/api/3/project/{idOrKey}/roledetails`: an array, without pages and without actors.
pub(super) fn details(world: &World, ask: &Ask<'_>, key_or_id: &str) -> Reply {
    let Some(project) = administered(world, ask, key_or_id) else { return no_project() };
    let without_apps = flag(ask, "excludeConnectAddons");
    let row = |role: &Role| {
        let mut row = role.json();
        row["self"] = json!(address(role, project));
        row["type"] = json!("DEFAULT");
        row
    };
    Reply::ok(&of_project(project).filter(|r| !(without_apps && r.name == ADDONS)).map(row).collect())
}

/// `GET /rest/api/3/project/{idOrKey}/role/{id}`.
pub(super) fn one(world: &World, ask: &Ask<'_>, key_or_id: &str, id: &str) -> Reply {
    let Some(project) = administered(world, ask, key_or_id) else { return no_project() };
    let Some(role) = of_project(project).find(|r| r.id.to_string() == id) else {
        return Reply::jira_error(404, "The project role does not exist.");
    };
    let only_active = flag(ask, "excludeInactiveUsers");
    let inside = |a: &&Actor| a.project == project.key && a.role == role.name && (a.active || !only_active);
    let mut actors: Vec<&Value> = world.jira.roles.0.iter().filter(inside).map(|a| &a.json).collect();
    actors.sort_by(|a, b| a["displayName"].as_str().cmp(&b["displayName"].as_str()));
    let mut body = role.json();
    body["self"] = json!(address(role, project));
    body["actors"] = json!(actors);
    if project.team_managed {
        body["scope"] = json!({
            "type": "PROJECT", "project": { "id": project.id, "key": project.key, "name": project.name },
        });
    }
    Reply::ok(&body)
}

/// Without the right to administer it, a project is not there.
fn administered<'a>(world: &'a World, ask: &Ask<'_>, key_or_id: &str) -> Option<&'a Project> {
    if ask.is_jira_admin() { world.jira.base.projects.open(key_or_id, true) } else { None }
}
