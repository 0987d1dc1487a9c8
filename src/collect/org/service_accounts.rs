//! `org.service-accounts`: the organisation's list of service accounts, at either of its two addresses.

use futures::FutureExt;

use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{Call, ErrorKind, PageShape, Rows, Style, WireError};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "org.service-accounts",
    product: "organisation",
    level: Level::Organisation,
    wave: Wave::Lists,
    shows: "service accounts, and with them how much of their quota is used",
    needs: Needs {
        reach: Reach::OrgKey,
        permission: "the older address wants a key without scopes",
        scopes: &["read:service-accounts:admin"],
    },
    hides: "whether there are service accounts is unknown, not none; those Jira does not name as such may be taken \
            for apps",
    cost: &[Cost::Pages("service accounts", 80), Cost::Once(1, "more where the first address is not served")],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(org) = scout.org() else { return Ok(()) };
    let key: fn(&serde_json::Value) -> Option<String> =
        |row| id_at(row, "atlassianId").or_else(|| id_at(row, "id"));
    // Documented, marked experimental, and found unrouted by a user in August 2026.
    let documented = Call::new(SURFACE.name, "GET service-accounts").path([
        "admin",
        "api-access",
        "v1",
        "orgs",
        &org.id,
        "service-accounts",
    ]);
    let shape = PageShape::new(Style::QueryCursor, Rows::At("items")).key(key);
    let first = scout.drain(org.session.pages(documented, shape), record::SERVICE_ACCOUNT, key).await;
    let error = match first {
        Err(Trouble::Wire(error)) if scout.records == 0 && is_not_served(&error) => error,
        outcome => return outcome.map(drop),
    };
    // 80 is the most it takes; 81 is an error.
    let older = Call::new(SURFACE.name, "GET account-management")
        .path(["admin", "account-management", "v1", "orgs", &org.id, "service-accounts"])
        .query("limit", 80);
    let shape = PageShape::new(Style::LinksAbsolute, Rows::At("items")).key(key);
    match scout.drain(org.session.pages(older, shape), record::SERVICE_ACCOUNT, key).await {
        // Refused by both: the refusal says more than that the other address is not there.
        Err(Trouble::Wire(second)) if second.is_absent() && error.is_denied() => Err(error.into()),
        outcome => outcome.map(drop),
    }
}

/// Whether the documented address gave no list for a reason that says nothing of the other one.
fn is_not_served(error: &WireError) -> bool {
    error.is_denied() || is_unrouted(error)
}

/// Whether nothing answers at an address as it is documented.
pub(super) fn is_unrouted(error: &WireError) -> bool {
    let odd = matches!(
        error.kind(),
        ErrorKind::Client { .. }
            | ErrorKind::NotJson { .. }
            | ErrorKind::Shape { .. }
            | ErrorKind::Redirect { .. }
    );
    error.is_absent() || odd
}
