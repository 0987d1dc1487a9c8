//! `jira.workflows`: workflows with the rules on their transitions.

use futures::FutureExt;
use serde_json::{Value, json};

use super::permission;
use crate::atlassian::scalar;
use crate::collect::scout::{Scout, Trouble};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{PageShape, Rows, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "jira.workflows",
    product: "jira",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "rules on the transitions of workflows: accounts they name, webhooks they fire, agents they start, and \
            what apps were set to do",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account administers Jira, else it sees workflows of the projects it administers",
        scopes: &["manage:jira-configuration", "read:jira-work"],
    },
    hides: "workflow steps that name an account, fire a webhook or start an agent",
    cost: &[
        Cost::Pages("workflows", 50),
        Cost::Once(4, "at least: by scope, in use or not"),
        Cost::Once(1, "to learn whether the account sees all of them"),
    ],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let key: fn(&Value) -> Option<String> = |row| scalar(row, "id");
    let shape = PageShape::new(Style::StartAtValues, Rows::At("values")).key(key);
    // A workflow does not say whether it is in use, so that is asked. One that is taken into use meanwhile comes
    // twice, and the later one counts: those in use come last.
    let unused: fn(&Value) -> Value = |row| json!({"isActive": false, "workflow": row});
    let used: fn(&Value) -> Value = |row| json!({"isActive": true, "workflow": row});
    'lists: for (active, within) in [(false, unused), (true, used)] {
        for scope in ["GLOBAL", "PROJECT"] {
            let path = ["rest", "api", "3", "workflows", "search"];
            let call = site.call(SURFACE.name, "GET workflows/search", "jira", &path)?;
            let call = call
                .query("startAt", 0)
                .query("maxResults", 50)
                .query("expand", "values.transitions")
                .query("scope", scope)
                .query("isActive", active);
            let pages = site.session.pages(call, shape);
            scout.drain_into(pages, record::WORKFLOW, key, Some(within)).await?;
            if scout.probing {
                break 'lists;
            }
        }
    }
    // To whoever administers a project only, its own workflows are all there are.
    permission::doubt(scout, SURFACE.name, "the list of workflows").await
}
