//! `org.policies`: the policies of the organisation, of whatever type.

use futures::FutureExt;

use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{Call, PageShape, Rows, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "org.policies",
    product: "organisation",
    level: Level::Organisation,
    wave: Wave::Lists,
    shows: "policies: type, name, whether enabled; authentication policies and the rules of Automation for \
            Atlassian Administration are in no documented list, and they can revoke tokens as well",
    needs: Needs { reach: Reach::OrgKey, permission: "", scopes: &["read:policies:admin"] },
    hides: "policies that revoke tokens by themselves are not seen",
    cost: &[Cost::Once(1, "for each page of policies, whose size is the server's")],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(org) = scout.org() else { return Ok(()) };
    // Without `type`: only the three documented types could be asked for, and others are what matters here.
    let call = Call::new(SURFACE.name, "GET policies").path(["admin", "v1", "orgs", &org.id, "policies"]);
    let key: fn(&serde_json::Value) -> Option<String> = |row| id_at(row, "id");
    // Its pages carry both an address in `links` and a bare cursor in `meta`.
    let shape = PageShape::new(Style::QueryCursor, Rows::At("data")).key(key);
    scout.drain(org.session.pages(call, shape), record::POLICY, key).await.map(drop)
}
