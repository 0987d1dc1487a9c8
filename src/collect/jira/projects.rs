//! `jira.projects`: projects with their leads, and whether new issues go to the lead.

use std::collections::BTreeSet;

use futures::FutureExt;
use serde_json::{Value, json};

use super::permission;
use crate::atlassian::projects::Project;
use crate::collect::scout::{Scout, Trouble};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{PageShape, Rows, Style, WireError};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "jira.projects",
    product: "jira",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "projects, live, archived and deleted ones in the recycle bin: who leads each, and whether new issues \
            go to the lead",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account administers Jira, else it sees the projects it may browse and no others",
        scopes: &["read:jira-work"],
    },
    hides: "which projects are led by leavers and robots is not known, and their components and roles cannot be \
            looked for",
    cost: &[
        Cost::Pages("projects", 100),
        Cost::Once(1, "to learn whether the account sees all of them"),
        Cost::Each("project with a lead whose default assignee the list leaves out"),
    ],
    read: |scout| read(scout).boxed(),
};

fn key(row: &Value) -> Option<String> {
    Project(row).id()
}

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let path = ["rest", "api", "3", "project", "search"];
    let mut call = site.call(SURFACE.name, "GET project/search", "jira", &path)?;
    call = call.query("startAt", 0).query("maxResults", 100).query("expand", "lead,insight");
    for status in ["live", "archived", "deleted"] {
        call = call.query("status", status);
    }
    let shape = PageShape::new(Style::StartAtValues, Rows::At("values")).key(key);
    let list = scout.drain(site.session.pages(call, shape), record::PROJECT, key).await?;
    permission::doubt(scout, SURFACE.name, "the list of projects").await?;
    if list.without_key > 0 {
        let why =
            format!("{} projects in the list have no id, so they cannot be asked for", list.without_key);
        scout.miss("project/search", why)?;
    }
    details(scout).await
}

/// Asks for the projects whose row tells a lead and not whether new issues go there. Any lead is worth that:
/// whether a person can be let go depends on it as much as whether a robot can. Projects in the recycle bin take
/// no new issues.
async fn details(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let mut calls = Vec::new();
    for row in scout.kept(record::PROJECT)? {
        let project = Project(&row.body);
        let told = project.lead().is_none() || project.assignee_type().is_some() || project.is_deleted();
        if let (false, Some(id)) = (told, project.id()) {
            let path = ["rest", "api", "3", "project", &id];
            calls.push((id.clone(), site.call(SURFACE.name, "GET project/{id}", "jira", &path)?));
        }
    }
    scout
        .each(&site.session, calls, record::PROJECT, "project", |id, reply| {
            // The rest is versions, issue types and pictures.
            (id.to_owned(), json!({"id": id, "assigneeType": Project(reply).assignee_type()}))
        })
        .await
}

/// A project that is not in the recycle bin.
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) key: String,
}

/// The projects of the site, for what is read of each: archived ones too, which come back with the rights they
/// gave. That there may be more is said.
///
/// # Errors
/// When no project is known because the list could not be read.
pub(super) fn listed(scout: &mut Scout, surface: &'static str) -> Result<Vec<Listed>, Trouble> {
    let (records, whole) = scout.given_by(SURFACE.name, record::PROJECT)?;
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    for record in &records {
        let project = Project(&record.body);
        if project.is_deleted() {
            continue;
        }
        // What a project's own document adds has no key.
        let (Some(id), Some(key)) = (project.id(), project.key()) else { continue };
        if seen.insert(id.clone()) {
            found.push(Listed { id, key: key.to_owned() });
        }
    }
    if records.is_empty() && !whole {
        let what = "the list of projects could not be read, so there was nothing to go through";
        return Err(WireError::unasked(surface, what).into());
    }
    if !whole {
        let why = "the list of projects was not read whole, so those it does not show were not looked at";
        scout.miss(SURFACE.name, why.to_owned())?;
    }
    Ok(found)
}
