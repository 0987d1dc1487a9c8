//! `org.groups`: the groups of the organisation, and what each of them grants.

use futures::FutureExt;
use serde_json::{Map, Value, json};

use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{Call, PageShape, Rows, Search, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "org.groups",
    product: "organisation",
    level: Level::Organisation,
    wave: Wave::Lists,
    shows: "groups, how many are in them, and which product each of them grants",
    needs: Needs {
        reach: Reach::OrgKey,
        permission: "",
        scopes: &["read:directories:admin", "read:groups:admin"],
    },
    hides: "which group grants a seat is not known",
    cost: &[Cost::Pages("groups", 100), Cost::Each("group that grants access to something")],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(org) = scout.org() else { return Ok(()) };
    let mut body = Map::new();
    body.insert("limit".to_owned(), Value::from(100));
    body.insert("expand".to_owned(), json!(["counts.users", "counts.resources"]));
    let search = Search::OrgGroups { org: org.id.clone(), body };
    let key: fn(&Value) -> Option<String> = |row| id_at(row, "id");
    let shape = PageShape::new(Style::BodyCursor, Rows::At("data")).key(key);
    scout.drain(org.session.pages(search, shape), record::GROUP, key).await?;

    // Most groups of a large organisation grant nothing: they cost no request.
    let grants = |group: &Value| group.pointer("/counts/resources").and_then(Value::as_u64) != Some(0);
    let groups = scout.kept(record::GROUP)?;
    let ids = groups.iter().filter(|group| grants(&group.body)).filter_map(|group| key(&group.body));
    let lists = ids.map(|id| {
        let path = ["admin", "v2", "orgs", &org.id, "directories", "-", "groups", &id, "role-assignments"];
        let call = Call::new(SURFACE.name, "GET role-assignments").path(path).query("limit", 100);
        let pages = org.session.pages(call, PageShape::new(Style::QueryCursor, Rows::At("data")));
        (id, pages)
    });
    scout.each_list(lists.collect(), record::GROUP_GRANT, "what is granted by group", grant).await
}

/// What a group grants, with whose grant it is: the reply says that in its address only.
fn grant(group: &str, row: &Value) -> Option<(String, Value)> {
    let resource = row.is_object().then(|| id_at(row, "resourceId").unwrap_or_default())?;
    Some((format!("{group} {resource}"), json!({"groupId": group, "assignment": row})))
}
