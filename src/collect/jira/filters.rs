//! `jira.filters`: filters with their owners, subscriptions and whom they are shared with.

use futures::FutureExt;
use serde_json::Value;

use super::permission;
use crate::atlassian::scalar;
use crate::collect::scout::{Scout, Trouble};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{ErrorKind, PageShape, Rows, Style, WireError};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "jira.filters",
    product: "jira",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "filters: who owns them, whom they are shared with, who subscribed to them, when they were last used",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account administers Jira, else it sees its own filters and those shared with it",
        scopes: &["read:jira-work"],
    },
    hides: "filters and subscriptions of leavers and robots, and whose filter is behind a board",
    cost: &[
        Cost::Pages("filters", 100),
        Cost::Once(1, "to learn whether the account sees all of them"),
        Cost::Once(1, "more where the account may not see the filters of others"),
    ],
    read: |scout| read(scout).boxed(),
};

/// What is asked of each filter. One word that Jira does not know makes it refuse the whole call.
const EXPAND: &str = "owner,subscriptions,sharePermissions,editPermissions,jql,favouritedCount,\
                      approximateLastUsed,viewUrl";

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let path = ["rest", "api", "3", "filter", "search"];
    let shown = site.call(SURFACE.name, "GET filter/search", "jira", &path)?;
    // By id, because a filter that is renamed meanwhile would move to another page.
    let shown =
        shown.query("startAt", 0).query("maxResults", 100).query("orderBy", "id").query("expand", EXPAND);
    let key: fn(&Value) -> Option<String> = |row| scalar(row, "id");
    let shape = PageShape::new(Style::StartAtValues, Rows::At("values")).key(key);
    let all = shown.clone().query("overrideSharePermissions", true);
    let refusal = match scout.drain(site.session.pages(all, shape), record::FILTER, key).await {
        Err(Trouble::Wire(error)) if scout.records == 0 && is_refusal(&error) => error,
        outcome => {
            outcome?;
            // To whoever is no administrator the override may be without effect, and nothing says so.
            return permission::doubt(scout, SURFACE.name, "the list of filters").await;
        }
    };
    scout.drain(site.session.pages(shown, shape), record::FILTER, key).await?;
    let why = format!(
        "only filters that the account owns or that are shared with it are listed, because all of them were \
         refused to it: {refusal}"
    );
    scout.miss(refusal.address(), why)
}

/// Whether the server may answer once less is asked. Which status it has for somebody who is no administrator is
/// not documented.
fn is_refusal(error: &WireError) -> bool {
    error.is_denied() || matches!(error.kind(), ErrorKind::Client { .. })
}
