//! `org.api-tokens`: the API tokens of managed accounts.

use futures::FutureExt;

use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{Call, PageShape, Rows, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "org.api-tokens",
    product: "organisation",
    level: Level::Organisation,
    wave: Wave::Lists,
    shows: "API tokens of managed accounts: holder, label, expiry, last use; tokens of unmanaged and external \
            users are shown nowhere",
    needs: Needs { reach: Reach::OrgKey, permission: "", scopes: &["read:tokens:admin"] },
    hides: "integrations that work with somebody's API token are not seen",
    cost: &[Cost::Pages("tokens", 100)],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(org) = scout.org() else { return Ok(()) };
    // Any parameter this endpoint does not know is answered with 500, so `pageSize` is all that is sent.
    let call = Call::new(SURFACE.name, "GET api-tokens")
        .path(["admin", "api-access", "v1", "orgs", &org.id, "api-tokens"])
        .query("pageSize", 100);
    let key: fn(&serde_json::Value) -> Option<String> = |row| id_at(row, "id");
    let shape = PageShape::new(Style::QueryCursor, Rows::At("data")).key(key);
    scout.drain(org.session.pages(call, shape), record::API_TOKEN, key).await.map(drop)
}
