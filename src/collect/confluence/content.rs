//! `confluence.content`: how much each suspected robot wrote, ever and lately, by counts alone.

use futures::FutureExt;
use serde_json::{Value, json};

use super::counting;
use crate::collect::scout::{Scout, Trouble};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::collect::suspects::{self, DAYS, quoted};
use crate::snapshot::record;

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "confluence.content",
    product: "confluence",
    level: Level::Site,
    wave: Wave::Suspects,
    shows: "how many pages and blog posts each suspected robot made, and how many of those were changed in the last \
            90 days, by anybody; at most 200 accounts are asked about. Only what the token may see is counted",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account may see the pages",
        scopes: &["search:confluence"],
    },
    hides: "which pages a robot writes, and so what is no longer kept up to date without it, is not known",
    cost: &[Cost::Each("account that looks like a robot"), Cost::Each("of those that ever made a page")],
    read: |scout| read(scout).boxed(),
};

/// What is counted, as CQL and this record write it.
const TYPES: &str = "page,blogpost";

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let ids = suspects::whom(scout, SURFACE.name, |_| true)?;
    count(scout, ids, None).await?;
    let wrote = |body: &Value| body.get("count").and_then(Value::as_u64).is_some_and(|count| count > 0);
    let counts = scout.kept(record::CONTENT_COUNT)?;
    let authors = counts.iter().filter(|count| wrote(&count.body));
    let authors = authors.filter_map(|count| Some(count.body.get("accountId")?.as_str()?.to_owned()));
    count(scout, authors.collect(), Some(DAYS)).await
}

/// How much each account made; with `days`, how much of that is kept up to date: a robot that writes the same pages
/// anew every night makes none.
async fn count(scout: &mut Scout, ids: Vec<String>, days: Option<i64>) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let since = days.map(|days| format!(" and lastmodified >= now(\"-{days}d\")")).unwrap_or_default();
    let mut questions = Vec::new();
    for id in ids {
        let cql = format!("creator = {} and type in ({TYPES}){since}", quoted(&id));
        questions.push((id, counting(&site, SURFACE.name, &cql)?));
    }
    suspects::ask(scout, &site.session, questions, record::CONTENT_COUNT, |id, reply| {
        let mut body = json!({"accountId": id, "type": TYPES, "count": reply.get("totalSize")});
        let Some(days) = days else { return (format!("{id}/ever"), body) };
        body["days"] = days.into();
        (format!("{id}/{days}"), body)
    })
    .await
}
