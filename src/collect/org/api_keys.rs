//! `org.api-keys`: the API keys of the organisation, and who made them.

use futures::FutureExt;

use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{Call, PageShape, Rows, Style};

const NAME: &str = "org.api-keys";

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: NAME,
    product: "organisation",
    level: Level::Organisation,
    wave: Wave::Lists,
    shows: "API keys of the organisation: who made them, scopes, expiry, last use; the audit's own key among them",
    needs: Needs { reach: Reach::OrgKey, permission: "", scopes: &["read:keys:admin"] },
    hides: "keys to the whole organisation, and who made them, are not seen",
    cost: &[Cost::Pages("keys", 100)],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(org) = scout.org() else { return Ok(()) };
    // As with tokens, any parameter this endpoint does not know may be answered with 500.
    let call = Call::new(NAME, "GET api-keys")
        .path(["admin", "api-access", "v1", "orgs", &org.id, "api-keys"])
        .query("pageSize", 100);
    let key: fn(&serde_json::Value) -> Option<String> = |row| id_at(row, "id");
    let shape = PageShape::new(Style::QueryCursor, Rows::At("data")).key(key);
    let drained = scout.drain(org.session.pages(call, shape), record::ORG_KEY, key).await?;
    if drained.rows == 0 {
        let why = "the list is empty, though it should hold at least the key that asks for it".to_owned();
        scout.miss(NAME, why)?;
    }
    Ok(())
}
