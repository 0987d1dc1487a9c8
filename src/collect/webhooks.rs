//! `jira.webhooks` and `confluence.webhooks`: the admin webhooks of a product, in one answer without pages.

use futures::FutureExt;
use serde_json::Value;

use super::confluence;
use super::scout::{Scout, Trouble};
use super::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::atlassian::webhooks::Webhook;
use crate::snapshot::record;
use crate::wire::{PageShape, Rows, Style};

const NEEDS: Needs =
    Needs { reach: Reach::SiteHost, permission: "the person administers the product", scopes: &[] };
const COST: &[Cost] = &[Cost::Once(1, "for all webhooks")];
const PATH: [&str; 4] = ["rest", "webhooks", "1.0", "webhook"];

pub(super) const JIRA: Surface = Surface {
    name: "jira.webhooks",
    product: "jira",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "admin webhooks of Jira: where they send to, whether signed, who changed them last",
    needs: NEEDS,
    hides: "what Jira sends to other systems, and who knows about it, is not known",
    cost: COST,
    read: |scout| read(scout, &JIRA).boxed(),
};

pub(super) const CONFLUENCE: Surface = Surface {
    name: "confluence.webhooks",
    product: "confluence",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "admin webhooks of Confluence: where they send to, whether signed, who changed them last",
    needs: NEEDS,
    hides: "what Confluence sends to other systems, and who knows about it, is not known",
    cost: COST,
    read: |scout| read(scout, &CONFLUENCE).boxed(),
};

async fn read(scout: &mut Scout, surface: &'static Surface) -> Result<(), Trouble> {
    if surface.product == "jira" {
        return list(scout, surface, &PATH).await;
    }
    let path: Vec<&str> = ["wiki"].into_iter().chain(PATH).collect();
    let outcome = list(scout, surface, &path).await;
    confluence::doubted(scout, outcome)
}

async fn list(scout: &mut Scout, surface: &'static Surface, path: &[&str]) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let call = site.call(surface.name, "GET webhook", surface.product, path)?;
    let key: fn(&Value) -> Option<String> = |row| Webhook(row).id();
    let shape = PageShape::new(Style::Single, Rows::BareOr("values")).key(key);
    scout.drain(site.session.pages(call, shape), record::WEBHOOK, key).await.map(drop)
}
