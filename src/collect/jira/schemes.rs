//! `jira.schemes`: who is named in permission schemes, notification schemes, security levels and project roles.

use std::collections::BTreeMap;

use futures::{FutureExt, StreamExt, stream};
use serde_json::{Value, json as object};

use super::permission;
use super::projects::{self, Listed};
use crate::atlassian::projects::{NotificationScheme, PermissionScheme, ProjectRole};
use crate::atlassian::scalar;
use crate::collect::SiteAccess;
use crate::collect::scout::{Drained, Patience, Scout, Trouble, json};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{Call, PageShape, Reply, Rows, Style, WireError};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "jira.schemes",
    product: "jira",
    level: Level::Site,
    wave: Wave::Details,
    shows: "permission, notification and issue-security schemes (team-managed projects have none) and the roles of \
            all projects but deleted ones, as far as they name accounts",
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
        Cost::Each("project"),
        Cost::Each("role in each project"),
        Cost::Once(1, "to learn whether the account sees all of them"),
    ],
    read: |scout| read(scout).boxed(),
};

/// Roles of projects that are read, at most: 20 000 take a quarter of an hour at the usual pace.
const MOST_ROLES: usize = 20_000;

/// Into this role Jira puts the accounts of apps by itself.
const ROLE_OF_APPS: &str = "atlassian-addons-project-access";

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let mut refused = Refused::default();
    refused.note("the permission schemes", permissions(scout, &site).await)?;
    refused.note("the notification schemes", notifications(scout, &site).await)?;
    refused.note("the members of security levels", security(scout, &site).await)?;
    if scout.records > 0 {
        permission::doubt(scout, SURFACE.name, "the list of notification schemes").await?;
    }
    refused.note("the roles of projects", project_roles(scout, &site).await)?;
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

/// A role that a project has: what stands for it in words, and both ids.
struct Role {
    title: String,
    id: String,
    project: String,
    key: String,
}

/// The roles of each project that may hold accounts by name. Team-managed projects have others than the rest, so
/// each is asked which it has.
async fn roles(scout: &mut Scout, site: &SiteAccess) -> Result<Vec<Role>, Trouble> {
    let projects = projects::listed(scout, SURFACE.name)?;
    let projects = scout.sample(projects)?;
    let total = projects.len();
    let mut asked = Vec::new();
    for project in projects {
        let call = call(site, "GET project/{id}/roledetails", &["project", &project.id, "roledetails"])?;
        let session = site.session.clone();
        asked.push(async move { (project, session.get(&call).await) });
    }
    scout.foresee(total as u64);
    let mut replies = stream::iter(asked).buffered(scout.concurrency.max(1));
    let (mut patience, mut found, mut seen, mut answered) = (Patience::default(), Vec::new(), 0, false);
    while let Some((project, reply)) = replies.next().await {
        seen += 1;
        match reply {
            Ok(reply) => {
                answered = true;
                patience.answered();
                scout.requests += u64::from(reply.attempts);
                found.extend(roles_in(scout, &project, &reply)?);
            }
            Err(error) => {
                scout.requests += u64::from(error.attempts());
                let over = patience.is_over(&error);
                if (over || seen == total) && !answered {
                    return Err(error.into());
                }
                let why = format!("the roles of project {} could not be read: {error}", project.key);
                scout.miss(error.address(), why)?;
                if over && seen < total {
                    scout.give_up(error.address(), "lists of roles", total - seen)?;
                    break;
                }
            }
        }
    }
    Ok(found)
}

/// The roles that a project says it has.
fn roles_in(scout: &mut Scout, project: &Listed, reply: &Reply) -> Result<Vec<Role>, Trouble> {
    let key = &project.key;
    let Some(rows) = json(&reply.document).as_array() else {
        scout.miss(&reply.address, format!("the answer for project {key} is no list of roles"))?;
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for row in rows {
        let role = ProjectRole(row);
        match role.id() {
            Some(_) if role.name() == Some(ROLE_OF_APPS) => {}
            Some(id) => found.push(Role {
                title: format!("{} ({id}) of project {key}", role.name().unwrap_or("without a name")),
                id,
                project: project.id.clone(),
                key: key.clone(),
            }),
            None => {
                scout.miss(&reply.address, format!("a role of project {key} has no id to ask for it by"))?;
            }
        }
    }
    Ok(found)
}

async fn project_roles(scout: &mut Scout, site: &SiteAccess) -> Result<(), Trouble> {
    let mut roles = roles(scout, site).await?;
    if let Some(left) = roles.len().checked_sub(MOST_ROLES).filter(|left| *left > 0) {
        roles.truncate(MOST_ROLES);
        let why =
            format!("{MOST_ROLES} roles of projects are the most that are read; {left} were not asked for");
        scout.miss("project/{id}/role/{id}", why)?;
    }
    let mut calls = Vec::new();
    for role in &roles {
        let path = ["project", &role.project, "role", &role.id];
        let call = call(site, "GET project/{id}/role/{id}", &path)?.query("excludeInactiveUsers", false);
        calls.push((role.title.clone(), call));
    }
    let by_title: BTreeMap<&str, &Role> = roles.iter().map(|role| (role.title.as_str(), role)).collect();
    scout
        .each(&site.session, calls, record::PROJECT_ROLE, "role", |title, reply| {
            let (project, key) = by_title.get(title).map_or(("", ""), |role| (&role.project, &role.key));
            let body = object!({"projectId": project, "projectKey": key, "role": reply});
            (format!("role {title}"), body)
        })
        .await
}
