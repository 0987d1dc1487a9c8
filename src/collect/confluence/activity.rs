//! `confluence.activity`: how Confluence knows each suspected robot, and how much of what it wrote is alive.

use std::collections::BTreeSet;

use futures::FutureExt;
use serde_json::{Map, Value, json};

use super::counting;
use crate::collect::SiteAccess;
use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::collect::suspects::{self, DAYS, quoted};
use crate::snapshot::record;
use crate::wire::{PageShape, Rows, Search, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "confluence.activity",
    product: "confluence",
    level: Level::Site,
    wave: Wave::Suspects,
    shows: "whether Confluence knows each suspected robot, as closed or not, and how much it contributed to was \
            changed in the last 90 days, by anybody; at most 200 accounts are asked about. Only what the token may \
            see is counted, so zero is a sign and no proof",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account may use Confluence and view profiles",
        scopes: &["read:user:confluence", "search:confluence"],
    },
    hides: "whether a robot is at work in Confluence is not known",
    cost: &[Cost::Pages("accounts that look like robots", 100), Cost::Each("of those that Confluence knows")],
    read: |scout| read(scout).boxed(),
};

/// Accounts in one question. The most that is taken is not documented; 250 was guessed.
const AT_ONCE: usize = 100;

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let ids = suspects::whom(scout, SURFACE.name, |_| true)?;
    for some in ids.chunks(AT_ONCE) {
        users(scout, &site, some).await?;
    }
    let known: BTreeSet<String> =
        scout.kept(record::CONFLUENCE_USER)?.into_iter().map(|user| user.key).collect();
    let mut questions = Vec::new();
    for id in ids.into_iter().filter(|id| known.contains(id)) {
        let cql = format!("contributor = {} and lastmodified >= now(\"-{DAYS}d\")", quoted(&id));
        questions.push((id, counting(&site, SURFACE.name, &cql)?));
    }
    suspects::ask(scout, &site.session, questions, record::ACTIVITY, |id, reply| {
        let body = json!({
            "accountId": id, "product": "confluence", "what": "content changed", "days": DAYS,
            "count": reply.get("totalSize"),
        });
        (format!("{id}/content changed"), body)
    })
    .await
}

/// How Confluence shows these accounts; those it does not know are left out of its answer.
async fn users(scout: &mut Scout, site: &SiteAccess, ids: &[String]) -> Result<(), Trouble> {
    let body = Map::from_iter([("accountIds".to_owned(), Value::from(ids))]);
    let search = Search::ConfluenceUsersBulk { door: site.door()?, body };
    let key: fn(&Value) -> Option<String> = |row| id_at(row, "accountId").filter(|id| id != "unknown");
    let shape = PageShape::new(Style::Single, Rows::At("results")).key(key);
    let list = vec![("of accounts".to_owned(), site.session.pages(search, shape))];
    scout.each_list(list, record::CONFLUENCE_USER, "list", |_, row| Some((key(row)?, row.clone()))).await
}
