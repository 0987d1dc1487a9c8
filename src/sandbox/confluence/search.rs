//! `GET /wiki/rest/api/search`: what was written, by CQL.

use super::cql::{Cql, Refusal};
use super::pages::{error_v1, links_v1, next_link, number};
use super::spaces_api::sees;
use super::writing::Content;
use crate::sandbox::account::stamp;
use crate::sandbox::ask::Ask;
use crate::sandbox::paging::{cursor, page, read_cursor};
use crate::sandbox::reply::Reply;
use crate::sandbox::world::World;
use chrono::Duration;
use serde_json::{Value, json};

const PATH: &str = "/rest/api/search";
const EXCERPTS: &[&str] = &["highlight", "indexed", "none", "highlight_unescaped", "indexed_unescaped"];

pub(super) fn search(world: &World, ask: &Ask<'_>) -> Reply {
    let Some(text) = ask.param("cql").filter(|text| !text.is_empty()) else {
        return error_v1(400, "cql is required");
    };
    let cql = match Cql::read(text, world.settings.today) {
        Ok(cql) => cql,
        Err(Refusal::Wrong(why)) => return error_v1(400, &format!("Could not parse cql: {why}")),
        Err(Refusal::NotSimulated(what)) => {
            return error_v1(501, &format!("The sandbox does not simulate '{what}' in CQL"));
        }
    };
    let excerpt = ask.param("excerpt").unwrap_or("highlight");
    let limit = number(ask, "limit", 25, 0..=usize::MAX).filter(|_| EXCERPTS.contains(&excerpt));
    let Some(limit) = limit.map(|limit| limit.min(world.settings.page_cap)) else {
        return error_v1(400, "Wrong limit or excerpt");
    };
    // A cursor belongs to the query it was given out for.
    let offset = match ask.param("cursor").map(|text| read_cursor(PATH, text)) {
        None => 0,
        Some(Some((offset, query))) if query == text => offset,
        Some(_) => return error_v1(400, "Invalid cursor"),
    };
    let (current, archived) = found(world, ask, &cql);
    let is_true = |name| ask.param(name) == Some("true");
    let rows = match (is_true("includeArchivedSpaces"), is_true("excludeCurrentSpaces")) {
        (_, true) => archived.clone(),
        (true, false) => [current, archived.clone()].concat(),
        (false, false) => current,
    };
    let page = page(rows.len(), offset, limit, ask.fault);
    let results: Vec<Value> =
        page.rows.iter().take(limit).map(|&n| result(world, rows[n], excerpt != "none")).collect();
    let mut links = links_v1(ask, PATH);
    if let Some(next) = page.next.filter(|_| limit > 0) {
        let next = next_link(ask, PATH, &cursor(PATH, next, &json!(text)));
        links.insert("next".to_owned(), json!(next));
    }
    Reply::ok(&json!({
        "results": results, "start": offset, "limit": limit, "size": results.len(), "totalSize": rows.len(),
        "cqlQuery": text, "searchDuration": 12, "archivedResultCount": archived.len(), "_links": links,
    }))
}

/// What the caller may see of what the query finds: in current spaces, and in archived ones. Whoever sees less
/// gets a smaller number and no word about it.
fn found<'w>(world: &'w World, ask: &Ask<'_>, cql: &Cql) -> (Vec<&'w Content>, Vec<&'w Content>) {
    let spaces = &world.wiki.spaces;
    let seen =
        world.wiki.contents.iter().filter(|c| cql.finds(c, spaces) && sees(world, ask, &spaces[c.space]));
    seen.partition(|c| spaces[c.space].status == "current")
}

fn result(world: &World, content: &Content, with_excerpt: bool) -> Value {
    let space = &world.wiki.spaces[content.space];
    let at = world.settings.today - Duration::days(content.modified_days);
    let url = format!("/spaces/{}/pages/{}", space.key, content.id);
    json!({
        "content": {
            "id": content.id, "type": content.kind, "status": "current", "title": content.title,
            "_expandable": { "space": format!("/rest/api/space/{}", space.key) },
            "_links": { "webui": url, "self": format!("https://acme.example/wiki/rest/api/content/{}", content.id) },
        },
        "title": content.title,
        "excerpt": if with_excerpt { content.title.as_str() } else { "" },
        "url": url,
        "resultGlobalContainer": { "title": space.name, "displayUrl": format!("/spaces/{}", space.key) },
        "breadcrumbs": [],
        "entityType": "content",
        "iconCssClass": format!("aui-icon content-type-{}", content.kind),
        "lastModified": stamp(at),
        "friendlyLastModified": at.format("%b %d, %Y").to_string(),
        "score": 0.0,
    })
}
