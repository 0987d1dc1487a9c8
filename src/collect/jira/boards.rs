//! `jira.boards`: boards with their administrators, and the filter behind each.

use std::collections::BTreeSet;

use futures::FutureExt;
use serde_json::{Value, json};

use super::permission;
use crate::atlassian::scalar;
use crate::collect::scout::{Scout, Trouble};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{PageShape, Rows, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "jira.boards",
    product: "jira",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "boards: who administers them, and which filter is behind each",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account may see the boards; what a private board shows is told to its owner alone",
        scopes: &[
            "read:board-scope:jira-software",
            "read:board-scope.admin:jira-software",
            "read:project:jira",
            "read:jira-work",
        ],
    },
    hides: "boards that hang on somebody's filter, and who administers them",
    cost: &[
        Cost::Pages("boards", 50),
        Cost::Each("board"),
        Cost::Once(1, "to learn whether the account sees all of them"),
    ],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let path = ["rest", "agile", "1.0", "board"];
    let call = site.call(SURFACE.name, "GET board", "jira", &path)?;
    let call = call
        .query("startAt", 0)
        .query("maxResults", 50)
        .query("expand", "admins,permissions")
        .query("includePrivate", true);
    let key: fn(&Value) -> Option<String> = |row| scalar(row, "id");
    let shape = PageShape::new(Style::StartAtValues, Rows::At("values")).key(key);
    let listed = scout.drain(site.session.pages(call, shape), record::BOARD, key).await?;
    // Boards that the account may not view are left out, and nothing says so.
    permission::doubt(scout, SURFACE.name, "the list of boards").await?;
    if listed.without_key > 0 {
        let why = format!("{} boards have no id, so what they show was not asked", listed.without_key);
        scout.miss("the list of boards", why)?;
    }
    // Another's private board is listed without name and type, and cannot be opened: it is not asked in vain.
    let is_shown = |board: &Value| board.get("name").or_else(|| board.get("type")).is_some();
    let kept = scout.kept(record::BOARD)?;
    let shown: BTreeSet<&str> =
        kept.iter().filter(|board| is_shown(&board.body)).map(|board| board.key.as_str()).collect();
    let mut calls = Vec::new();
    for id in listed.keys.into_iter().filter(|id| shown.contains(id.as_str())) {
        let path = ["rest", "agile", "1.0", "board", &id, "configuration"];
        let call = site.call(SURFACE.name, "GET board/{id}/configuration", "jira", &path)?;
        calls.push((id, call));
    }
    let keep = |id: &str, reply: &Value| (id.to_owned(), json!({"boardId": id, "configuration": reply}));
    let what = "the configuration of the board";
    scout.each(&site.session, calls, record::BOARD_CONFIGURATION, what, keep).await
}
