//! `jira.schemes`: who is named in permission schemes, notification schemes, security levels and project roles.

use std::collections::BTreeMap;

use futures::FutureExt;
use serde_json::{Value, json as object};

use super::{permission, projects};
use crate::atlassian::projects::{NotificationScheme, PermissionScheme, ProjectRole};
use crate::atlassian::scalar;
use crate::collect::scout::{Drained, Scout, Trouble, json};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::collect::{SiteAccess, jira::projects::Live};
use crate::snapshot::record;
use crate::wire::{Call, PageShape, Rows, Style, WireError};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "jira.schemes",
    product: "jira",
    level: Level::Site,
    wave: Wave::Details,
    shows: "permission schemes, notification schemes, issue-security levels and the roles of live projects, as far \
            as they name accounts; of company-managed projects, as team-managed ones have no schemes",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account administers Jira",
        scopes: &["read:jira-work", "manage:jira-configuration"],
    },
    hides: "which rights and notices leavers and robots are given by name is not known",
    cost: &[
        Cost::Once(1, "for all permission schemes"),
        Cost::Pages("notification schemes", 50),
        Cost::Pages("members of security levels", 50),
        Cost::Once(1, "for the list of roles"),
        Cost::Each("role in each live project"),
    ],
    read: |scout| read(scout).boxed(),
};

/// Roles of projects that are looked at, at most: 20 000 take a quarter of an hour at the usual pace.
const MOST_ROLES: usize = 20_000;

/// Into this role Jira puts the accounts of apps by itself.
const ROLE_OF_APPS: &str = "atlassian-addons-project-access";

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let mut refused = Refused::default();
    refused.note("the permission schemes", permissions(scout, &site).await)?;
    refused.note("the notification schemes", notifications(scout, &site).await)?;
    refused.note("the members of security levels", security(scout, &site).await)?;
    let roles = refused.note("the list of roles", role_list(scout, &site).await)?;
    if scout.records > 0 {
        permission::doubt(scout, SURFACE.name, "the list of notification schemes").await?;
    }
    if let Some(roles) = roles {
        refused.note("the roles of projects", project_roles(scout, &site, &roles).await)?;
    }
    refused.settle(scout)
}

/// Parts that could not be read, while the others are.
#[derive(Default)]
struct Refused(Vec<(&'static str, WireError)>);

impl Refused {
    fn note<T>(&mut self, what: &'static str, outcome: Result<T, Trouble>) -> Result<Option<T>, Trouble> {
        match outcome {
            Ok(part) => Ok(Some(part)),
            Err(Trouble::Wire(error)) => {
                self.0.push((what, error));
                Ok(None)
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// Says what is missing; where that is everything, the first refusal is the outcome.
    fn settle(self, scout: &mut Scout) -> Result<(), Trouble> {
        let mut first = None;
        for (what, error) in self.0 {
            if scout.records == 0 && first.is_none() {
                first = Some(error);
                continue;
            }
            scout.miss(error.address(), format!("{what} could not be read whole: {error}"))?;
        }
        first.map_or(Ok(()), |error| Err(error.into()))
    }
}

fn call(site: &SiteAccess, family: &'static str, path: &[&str]) -> Result<Call, WireError> {
    let path: Vec<&str> = ["rest", "api", "3"].iter().chain(path).copied().collect();
    site.call(SURFACE.name, family, "jira", &path)
}

// Ids are unique only among things of one sort.

fn permission_key(row: &Value) -> Option<String> {
    Some(format!("permission scheme {}", PermissionScheme(row).id()?))
}

fn notification_key(row: &Value) -> Option<String> {
    Some(format!("notification scheme {}", NotificationScheme(row).id()?))
}

fn security_key(row: &Value) -> Option<String> {
    Some(format!("security-level member {}", scalar(row, "id")?))
}

async fn permissions(scout: &mut Scout, site: &SiteAccess) -> Result<Drained, Trouble> {
    let call = call(site, "GET permissionscheme", &["permissionscheme"])?.query("expand", "user,permissions");
    let shape = PageShape::new(Style::Single, Rows::At("permissionSchemes")).key(permission_key);
    scout.drain(site.session.pages(call, shape), record::PERMISSION_SCHEME, permission_key).await
}

async fn notifications(scout: &mut Scout, site: &SiteAccess) -> Result<Drained, Trouble> {
    let call = call(site, "GET notificationscheme", &["notificationscheme"])?.query("expand", "all");
    let call = call.query("startAt", 0).query("maxResults", 50);
    let shape = PageShape::new(Style::StartAtValues, Rows::At("values")).key(notification_key);
    scout.drain(site.session.pages(call, shape), record::NOTIFICATION_SCHEME, notification_key).await
}

async fn security(scout: &mut Scout, site: &SiteAccess) -> Result<Drained, Trouble> {
    let path = ["issuesecurityschemes", "level", "member"];
    let call = call(site, "GET issuesecurityschemes/level/member", &path)?.query("expand", "user");
    let call = call.query("startAt", 0).query("maxResults", 50);
    let shape = PageShape::new(Style::StartAtValues, Rows::At("values")).key(security_key);
    scout.drain(site.session.pages(call, shape), record::SECURITY_MEMBER, security_key).await
}

/// A role, and the only project that has it where it is not shared by all.
struct Role {
    id: String,
    only_in: Option<String>,
}

/// The roles that may hold accounts by name.
async fn role_list(scout: &mut Scout, site: &SiteAccess) -> Result<Vec<Role>, Trouble> {
    let reply = site.session.get(&call(site, "GET role", &["role"])?).await;
    let reply = reply.inspect_err(|error| scout.requests += u64::from(error.attempts()))?;
    scout.requests += u64::from(reply.attempts);
    let Some(rows) = json(&reply.document).as_array() else {
        return Err(WireError::shape(SURFACE.name, reply.address, "the answer is no list of roles").into());
    };
    let mut roles = Vec::new();
    for row in rows {
        let role = ProjectRole(row);
        match role.id() {
            Some(_) if role.name() == Some(ROLE_OF_APPS) => {}
            Some(id) => roles.push(Role { id, only_in: role.only_in() }),
            None => scout.miss(&reply.address, "a role has no id, so it cannot be asked for".to_owned())?,
        }
    }
    Ok(roles)
}

/// The roles to ask a project for: a team-managed one has its own, where the list shows any.
fn roles_of<'r>(project: &Live, roles: &'r [Role]) -> Vec<&'r Role> {
    let own = |role: &&Role| role.only_in.as_ref() == Some(&project.id);
    let shared = |role: &&Role| role.only_in.is_none();
    let found: Vec<&Role> = roles.iter().filter(own).collect();
    match project.team_managed && !found.is_empty() {
        true => found,
        false => roles.iter().filter(|role| own(role) || shared(role)).collect(),
    }
}

async fn project_roles(scout: &mut Scout, site: &SiteAccess, roles: &[Role]) -> Result<(), Trouble> {
    let mut calls = Vec::new();
    let mut projects_by_call = BTreeMap::new();
    for project in projects::live(scout, SURFACE.name)? {
        for role in roles_of(&project, roles) {
            let path = ["project", &project.id, "role", &role.id];
            let call = call(site, "GET project/{id}/role/{id}", &path)?.query("excludeInactiveUsers", false);
            let id = format!("{} of project {}", role.id, project.key);
            projects_by_call.insert(id.clone(), (project.id.clone(), project.key.clone()));
            calls.push((id, call));
        }
    }
    if let Some(left) = calls.len().checked_sub(MOST_ROLES).filter(|left| *left > 0) {
        calls.truncate(MOST_ROLES);
        let why =
            format!("{MOST_ROLES} roles of projects are the most that are read; {left} were not asked for");
        scout.miss("project/{id}/role/{id}", why)?;
    }
    let session = site.session.clone();
    scout
        .each(&session, calls, record::PROJECT_ROLE, "role", |id, reply| {
            let (project, key) = projects_by_call.get(id).cloned().unwrap_or_default();
            (format!("role {id}"), object!({"projectId": project, "projectKey": key, "role": reply}))
        })
        .await
}
