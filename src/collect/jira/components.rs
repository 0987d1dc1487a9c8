//! `jira.components`: the components of each project, with their leads.

use futures::FutureExt;
use serde_json::{Value, json};

use super::projects;
use crate::atlassian::projects::Component;
use crate::collect::scout::{Scout, Trouble};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{PageShape, Rows, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "jira.components",
    product: "jira",
    level: Level::Site,
    wave: Wave::Details,
    shows: "components of live projects: who leads each, and whether new issues go to that account; components \
            kept in Compass are not looked at",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account may browse each project",
        scopes: &["read:jira-work"],
    },
    hides: "which components are led by leavers and robots, and which issues they are given, is not known",
    cost: &[Cost::Each("live project, more where it has over 50 components")],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let key: fn(&Value) -> Option<String> = |row| Component(row).id();
    let shape = PageShape::new(Style::StartAtValues, Rows::At("values")).key(key);
    let mut lists = Vec::new();
    for project in projects::live(scout, SURFACE.name)? {
        let path = ["rest", "api", "3", "project", &project.id, "component"];
        let call = site.call(SURFACE.name, "GET project/{id}/component", "jira", &path)?;
        let call = call.query("startAt", 0).query("maxResults", 50);
        lists.push((project.key, site.session.pages(call, shape)));
    }
    scout
        .each_list(lists, record::COMPONENT, "project", |project, row| {
            let component = Component(row);
            let nameless =
                || format!("{project}: {}", component.name().unwrap_or("a component without an id"));
            let key = component.id().unwrap_or_else(nameless);
            row.is_object().then(|| (key, json!({"projectKey": project, "component": row})))
        })
        .await
}
