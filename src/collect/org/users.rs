//! `org.users`: the users of every directory of the organisation, with what they may use.

use futures::FutureExt;
use serde_json::{Map, Value, json};

use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{PageShape, Rows, Search, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "org.users",
    product: "organisation",
    level: Level::Organisation,
    wave: Wave::Lists,
    shows: "accounts of people: state, products they may use, last page view, administrators",
    needs: Needs { reach: Reach::OrgKey, permission: "", scopes: &["read:directories:admin"] },
    hides: "who has left, who holds a seat and who administers the organisation is not known",
    cost: &[Cost::Pages("users", 100)],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(org) = scout.org() else { return Ok(()) };
    let mut body = Map::new();
    body.insert("limit".to_owned(), Value::from(100));
    body.insert("expand".to_owned(), json!(["productAccess", "platformRoles", "groups"]));
    let search = Search::OrgUsers { org: org.id.clone(), body };
    let key: fn(&Value) -> Option<String> = |row| id_at(row, "accountId");
    let shape = PageShape::new(Style::BodyCursor, Rows::At("data")).key(key);
    scout.drain_people(org.session.pages(search, shape), record::DIRECTORY_USER, key).await
}
