//! `org.workspaces`: the products on the organisation's sites, with the seats they are licensed for.

use futures::FutureExt;
use serde_json::{Map, Value};

use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{PageShape, Rows, Search, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "org.workspaces",
    product: "organisation",
    level: Level::Organisation,
    wave: Wave::Lists,
    shows: "products on every site, with licensed seats where Atlassian tells them",
    needs: Needs { reach: Reach::OrgKey, permission: "", scopes: &["read:workspaces:admin"] },
    hides: "how many seats each product is licensed for, and sites that were not configured, are not known",
    cost: &[Cost::Pages("workspaces", 100)],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(org) = scout.org() else { return Ok(()) };
    let mut body = Map::new();
    body.insert("limit".to_owned(), Value::from(100));
    let search = Search::OrgWorkspaces { org: org.id.clone(), body };
    let key: fn(&Value) -> Option<String> = |row| id_at(row, "id");
    let shape = PageShape::new(Style::BodyCursor, Rows::At("data")).key(key);
    scout.drain(org.session.pages(search, shape), record::WORKSPACE, key).await.map(drop)
}
