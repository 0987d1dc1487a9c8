//! `jira.dashboards`: dashboards with their owners and whom they are shared with.

use futures::FutureExt;
use serde_json::Value;

use crate::atlassian::scalar;
use crate::collect::scout::{Scout, Trouble};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{PageShape, Rows, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "jira.dashboards",
    product: "jira",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "dashboards that the account may see: its own and those shared with it. Jira shows nobody the others, \
            not even an administrator",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account may see the dashboards: its own, and those shared with it",
        scopes: &["read:jira-work"],
    },
    hides: "dashboards of leavers and robots",
    cost: &[Cost::Pages("dashboards", 100)],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let path = ["rest", "api", "3", "dashboard", "search"];
    let call = site.call(SURFACE.name, "GET dashboard/search", "jira", &path)?;
    let expand = "owner,viewUrl,favouritedCount,sharePermissions,editPermissions";
    let call =
        call.query("startAt", 0).query("maxResults", 100).query("orderBy", "id").query("expand", expand);
    let key: fn(&Value) -> Option<String> = |row| scalar(row, "id");
    let shape = PageShape::new(Style::StartAtValues, Rows::At("values")).key(key);
    scout.drain(site.session.pages(call, shape), record::DASHBOARD, key).await.map(drop)
}
