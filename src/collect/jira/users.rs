//! `jira.users`: who is who, from Jira's list of users, read once and joined by account id.

use futures::FutureExt;

use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{PageShape, Rows, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "jira.users",
    product: "jira",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "accounts with `accountType` and `appType`: people, apps, service accounts, agents, portal customers, \
            and the departed",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account may browse users and groups",
        scopes: &["read:jira-user"],
    },
    hides: "apps, agents and portal customers cannot be told from people, and accounts outside the directory are \
            not seen",
    cost: &[Cost::Pages("users", 1000)],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let path = ["rest", "api", "3", "users", "search"];
    let call = site.call(SURFACE.name, "GET users/search", "jira", &path)?;
    let call = call.query("startAt", 0).query("maxResults", 1000);
    // Corrupted records share the id "unknown": they are not copies of each other.
    let key: fn(&serde_json::Value) -> Option<String> =
        |row| id_at(row, "accountId").filter(|id| id != "unknown");
    let shape = PageShape::new(Style::StartAtArray, Rows::Bare).key(key);
    scout.drain_people(site.session.pages(call, shape), record::JIRA_USER, key).await
}
