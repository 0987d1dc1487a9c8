//! The Jira side of the site: everything in it that carries an identity, and the endpoints that show it.
//!
//! Each family of objects has a file: what was made by hand on both sides of every boundary, the truth noted
//! while it is made, and the endpoint. What the world never shows is no part of the truth, which is seen with the
//! eyes of an administrator.

mod activity;
mod base;
mod boards;
mod components;
mod dashboards;
mod filters;
mod groups;
mod holders;
mod jql;
mod ledger;
mod notices;
mod pages;
mod permissions;
mod projects;
mod roles;
mod seats;
mod security;
mod sharing;
mod workflow_steps;
mod workflows;

pub(crate) use self::groups::groups;
use self::ledger::Ledger;
use super::account::Account;
use super::ask::Ask;
use super::organisation::Group;
use super::reply::Reply;
use super::rule::Stage;
use super::truth::TrueBinding;
use super::world::{Settings, World};

/// What Jira holds beside people and automation rules.
pub(crate) struct JiraSite {
    base: base::Base,
    filters: filters::Filters,
    dashboards: dashboards::Dashboards,
    boards: boards::Boards,
    components: components::Components,
    roles: roles::Roles,
    permissions: permissions::PermissionSchemes,
    notices: notices::NotificationSchemes,
    security: security::SecurityMembers,
    workflows: workflows::Workflows,
    activity: activity::Activity,
    pub(crate) bindings: Vec<TrueBinding>,
}

impl JiraSite {
    pub(crate) fn build(stage: &Stage<'_>, settings: &Settings, groups: &[Group]) -> Self {
        let mut ledger = Ledger::default();
        let base = base::Base::build(stage, settings, groups, &mut ledger);
        let filters = filters::Filters::build(stage, settings, &base, &mut ledger);
        Self {
            dashboards: dashboards::Dashboards::build(stage, settings, &base, &mut ledger),
            boards: boards::Boards::build(stage, &base, &filters, &mut ledger),
            components: components::Components::build(stage, &base, &mut ledger),
            roles: roles::Roles::build(stage, &base, &mut ledger),
            permissions: permissions::PermissionSchemes::build(stage, &base, &mut ledger),
            notices: notices::NotificationSchemes::build(stage, &base, settings.projects, &mut ledger),
            security: security::SecurityMembers::build(stage, &base, &mut ledger),
            workflows: workflows::Workflows::build(stage, &base, settings.projects, &mut ledger),
            activity: activity::Activity::build(stage, &base),
            base,
            filters,
            bindings: ledger.into_bindings(),
        }
    }
}

/// A filter as far as others hang on it.
pub(crate) struct SavedSearch<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub owner: Option<&'a str>,
    /// Ids of the filters that its search names, those that are there.
    pub names: Vec<&'a str>,
    pub subscriptions: Vec<String>,
}

impl JiraSite {
    pub(crate) fn saved_searches(&self) -> Vec<SavedSearch<'_>> {
        let all = self.filters.all();
        all.map(|filter| SavedSearch {
            id: &filter.id,
            name: &filter.name,
            owner: filter.owner.as_ref().map(|owner| owner.id.as_str()),
            names: self.filters_in(filter.jql()),
            subscriptions: filter.subscriptions(),
        })
        .collect()
    }

    /// The filters that a search names, by id or by name.
    pub(crate) fn filters_in(&self, jql: &str) -> Vec<&str> {
        let named = jql.split("filter = ").skip(1).filter_map(|rest| match rest.strip_prefix('"') {
            Some(quoted) => self.filters.named(quoted.split('"').next()?).map(|filter| filter.id.as_str()),
            None => {
                let id = rest.split([' ', ')']).next()?;
                self.filters.all().map(|filter| filter.id.as_str()).find(|known| *known == id)
            }
        });
        named.collect()
    }

    /// The id of the filter that each board shows.
    pub(crate) fn shown_filters(&self) -> impl Iterator<Item = (String, &str)> {
        self.boards.filters()
    }

    /// The ids of the dashboards that an account owns.
    pub(crate) fn dashboards_of<'a>(&'a self, owner: &'a str) -> impl Iterator<Item = &'a str> {
        self.dashboards.of(owner)
    }
}

/// What a credential must hold, and whether its owner must administer Jira.
struct Gate {
    scope: &'static str,
    admin: bool,
}

const WORK: Gate = Gate { scope: "read:jira-work", admin: false };
const USERS: Gate = Gate { scope: "read:jira-user", admin: false };
const CONFIGURATION: Gate = Gate { scope: "manage:jira-configuration", admin: false };
const ADMINISTRATION: Gate = Gate { scope: "manage:jira-configuration", admin: true };

impl Gate {
    /// What is said to a caller who may not pass.
    fn refusal(&self, ask: &Ask<'_>) -> Option<Reply> {
        let forbidden = || Reply::jira_error(403, "The operation needs the permission to administer Jira.");
        ask.lacks(self.scope).or_else(|| (self.admin && !ask.is_jira_admin()).then(forbidden))
    }
}

/// `rest` is what follows `rest/api/3`; `None` if it is not known here.
pub(crate) fn answer(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Option<Reply> {
    let gate = gate(rest)?;
    if let Some(refusal) = gate.refusal(ask) {
        return Some(refusal);
    }
    Some(match rest {
        ["workflow", "search"] | ["search"] => workflows::gone(),
        ["applicationrole"] => seats::application_roles(world),
        ["license", "approximateLicenseCount"] => seats::people(world),
        ["license", "approximateLicenseCount", "product", key] => seats::people_of(world, key),
        ["instance", "license"] => seats::instance(),
        ["user"] => seats::user(world, ask),
        ["group", "bulk"] => groups::bulk(world, ask),
        ["group", "member"] => groups::member(world, ask),
        ["filter", "search"] => filters::search(world, ask),
        ["dashboard", "search"] => dashboards::search(world, ask),
        ["project", "search"] => projects::search(world, ask),
        ["project", key, "component"] => components::paged_list(world, ask, key),
        ["project", key, "components"] => components::whole_list(world, ask, key),
        ["project", key, "roledetails"] => roles::details(world, ask, key),
        ["project", key, "role", id] => roles::one(world, ask, key, id),
        ["project", key] => projects::one(world, ask, key),
        ["role"] => roles::all(world),
        ["permissionscheme"] => permissions::list(world, ask),
        ["notificationscheme"] => notices::list(world, ask),
        ["issuesecurityschemes", "level", "member"] => security::members(world, ask),
        ["workflows", "search"] => workflows::search(world, ask),
        ["search", "approximate-count"] => activity::count(world, ask),
        ["auditing", "record"] => activity::audit(world, ask),
        _ => return None,
    })
}

/// Which gate stands before a family. Where nobody is refused, less is shown.
fn gate(rest: &[&str]) -> Option<Gate> {
    Some(match rest {
        ["applicationrole"]
        | ["license", ..]
        | ["role"]
        | ["issuesecurityschemes", ..]
        | ["auditing", ..] => ADMINISTRATION,
        ["instance", ..] | ["group", "member"] | ["notificationscheme"] | ["workflows", ..] => CONFIGURATION,
        ["user"] | ["group", ..] => USERS,
        ["workflow" | "search" | "filter" | "dashboard" | "project" | "permissionscheme", ..] => WORK,
        _ => return None,
    })
}

/// `rest` is what follows `rest/agile/1.0`; `None` if it is not known here.
pub(crate) fn agile(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Option<Reply> {
    let (scope, reply): (_, &dyn Fn() -> Reply) = match rest {
        ["board"] => ("read:board-scope:jira-software", &|| boards::list(world, ask)),
        ["board", id, "configuration"] => {
            ("read:board-scope.admin:jira-software", &|| boards::configuration(world, ask, id))
        }
        _ => return None,
    };
    Some(ask.lacks(scope).or_else(|| ask.lacks("read:project:jira")).unwrap_or_else(reply))
}

/// Whose eyes a list is seen with.
fn caller<'a>(world: &'a World, ask: &Ask<'_>) -> &'a Account {
    world.account_of(ask.caller).unwrap_or_else(|| world.member())
}
