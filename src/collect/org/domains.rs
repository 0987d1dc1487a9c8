//! `org.domains`: the domains of the organisation, which decide whose accounts it manages.

use futures::FutureExt;

use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{Call, PageShape, Rows, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "org.domains",
    product: "organisation",
    level: Level::Organisation,
    wave: Wave::Lists,
    shows: "domains, and whether they are verified: only accounts on verified ones are managed, and only managed \
            accounts show their tokens",
    needs: Needs { reach: Reach::OrgKey, permission: "", scopes: &["read:domains:admin"] },
    hides: "which accounts could be managed, and so show their tokens, is not known",
    cost: &[Cost::Once(1, "for each page of domains, whose size is the server's")],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(org) = scout.org() else { return Ok(()) };
    let call = Call::new(SURFACE.name, "GET domains").path(["admin", "v1", "orgs", &org.id, "domains"]);
    let key: fn(&serde_json::Value) -> Option<String> = |row| id_at(row, "id");
    let shape = PageShape::new(Style::LinksAddress, Rows::At("data")).key(key);
    scout.drain(org.session.pages(call, shape), record::DOMAIN, key).await.map(drop)
}
