//! `org.managed-accounts`: the accounts the organisation manages, with who is billed for Guard.

use futures::FutureExt;

use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{Call, PageShape, Rows, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "org.managed-accounts",
    product: "organisation",
    level: Level::Organisation,
    wave: Wave::Lists,
    shows: "accounts on the organisation's verified domains: state, last page view, and who is billed for Guard",
    needs: Needs { reach: Reach::OrgKey, permission: "", scopes: &["read:accounts:admin"] },
    hides: "which accounts are billed for Guard, and so what a robot costs there, is not known",
    // The page's size can be neither asked for nor is it documented.
    cost: &[Cost::Once(1, "for each page of accounts, whose size is the server's")],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(org) = scout.org() else { return Ok(()) };
    let call =
        Call::new(SURFACE.name, "GET managed accounts").path(["admin", "v1", "orgs", &org.id, "users"]);
    let key: fn(&serde_json::Value) -> Option<String> = |row| id_at(row, "account_id");
    let shape = PageShape::new(Style::LinksAddress, Rows::At("data")).key(key);
    scout.drain(org.session.pages(call, shape), record::MANAGED_ACCOUNT, key).await.map(drop)
}
