//! `jira.automation` and `confluence.automation`: the list of rules, then each rule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::{FutureExt, StreamExt, stream};
use serde_json::Value;

use super::jira::permission;
use super::scout::{Drained, Patience, Scout, Trouble, json};
use super::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use super::{SiteAccess, SiteReach};
use crate::atlassian::automation::{Document, Rule};
use crate::snapshot::record;
use crate::wire::{Call, ErrorKind, PageShape, Reply, Rows, Session, Style, WireError};

const NEEDS: Needs = Needs {
    reach: Reach::SiteHostReportedly,
    permission: "the person administers the product; so the audit itself hangs on a person here",
    scopes: &[],
};

pub(super) const JIRA: Surface = Surface {
    name: "jira.automation",
    product: "jira",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "automation rules of Jira: actor, owner, editors, connections, embedded credentials, whom they name",
    needs: NEEDS,
    hides: "which Jira rules hang on whom is not known",
    cost: &[
        Cost::Pages("rules", 100),
        Cost::Each("rule"),
        Cost::Once(1, "to learn whether the account sees all of them"),
    ],
    read: |scout| read(scout, &JIRA).boxed(),
};

pub(super) const CONFLUENCE: Surface = Surface {
    name: "confluence.automation",
    product: "confluence",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "automation rules of Confluence: actor, owner, editors, connections, embedded credentials, whom they \
            name",
    needs: NEEDS,
    hides: "which Confluence rules hang on whom is not known",
    cost: &[Cost::Pages("rules", 100), Cost::Each("rule")],
    read: |scout| read(scout, &CONFLUENCE).boxed(),
};

/// Where the rules of a product are served.
#[derive(Clone)]
struct Doorway {
    session: Session,
    surface: &'static str,
    prefix: Vec<String>,
    /// Whether the server refused to be asked for redaction, once and for all.
    knows_no_redaction: Arc<AtomicBool>,
}

impl Doorway {
    fn call(&self, family: &'static str, path: &[&str]) -> Call {
        Call::new(self.surface, family).path(&self.prefix).path(["rest", "v1", "rule"]).path(path)
    }
}

async fn read(scout: &mut Scout, surface: &'static Surface) -> Result<(), Trouble> {
    let (door, ids) = summaries(scout, surface).await?;
    if surface.product == "jira" {
        permission::doubt(scout, JIRA.name, "the list of rules").await?;
    }
    let current = still_current(scout)?;
    let wanted: Vec<String> = ids.into_iter().filter(|id| !current.contains(id)).collect();
    details(scout, &door, wanted).await
}

/// The rules that a cut-off run read and that the list still shows as they were: they need not be read again.
/// The others it read are forgotten.
fn still_current(scout: &Scout) -> Result<BTreeSet<String>, Trouble> {
    let summaries = scout.kept(record::RULE_SUMMARY)?;
    let standing = |rule: Rule<'_>| (rule.changed(), rule.state());
    let listed: BTreeMap<&str, _> =
        summaries.iter().map(|record| (record.key.as_str(), standing(Rule(&record.body)))).collect();
    let mut current = BTreeSet::new();
    for record in scout.kept(record::RULE)? {
        if listed.get(record.key.as_str()) == Some(&standing(Document(&record.body).rule())) {
            current.insert(record.key);
        } else {
            scout.forget(record::RULE, &record.key)?;
        }
    }
    Ok(current)
}

/// Reads the list at the site's gateway, else at Atlassian's API host: two documented addresses of one API.
async fn summaries(scout: &mut Scout, surface: &'static Surface) -> Result<(Doorway, Vec<String>), Trouble> {
    let Some(site) = scout.site() else { return Ok((Doorway::none(surface)?, Vec::new())) };
    let cloud = site.cloud_id()?;
    let prefix = |head: &[&str]| {
        let tail = ["automation", "public", surface.product, &cloud];
        head.iter().chain(&tail).map(|part| (*part).to_owned()).collect::<Vec<_>>()
    };
    let at_site = Doorway {
        session: site.session.clone(),
        surface: surface.name,
        knows_no_redaction: Arc::default(),
        prefix: match site.reach {
            SiteReach::Host => prefix(&["gateway", "api"]),
            SiteReach::Gateway => prefix(&[]),
        },
    };
    let key: fn(&Value) -> Option<String> = |row| Rule(row).id();
    let shape = PageShape::new(Style::LinksQuery, Rows::At("data")).key(key);
    let list = |door: &Doorway| {
        let call = door.call("GET rule/summary", &["summary"]).query("limit", 100);
        door.session.pages(call, shape)
    };
    let first = scout.drain(list(&at_site), record::RULE_SUMMARY, key).await;
    match (first, &site.api) {
        (Err(Trouble::Wire(error)), Some(api)) if elsewhere(&error, &site) && scout.records == 0 => {
            let at_api = Doorway { session: api.clone(), prefix: prefix(&[]), ..at_site };
            match scout.drain(list(&at_api), record::RULE_SUMMARY, key).await {
                // Nothing there either, or not with this credential: the first answer is the one that counts.
                Err(Trouble::Wire(second)) if second.is_absent() || second.is_denied() => Err(error.into()),
                outcome => Ok((at_api, named(scout, outcome?)?)),
            }
        }
        (outcome, _) => {
            let ids = named(scout, outcome?)?;
            Ok((at_site, ids))
        }
    }
}

/// Whether a failure at the site's gateway leaves the other address worth asking. A refusal does not: it is an
/// answer. And a site that is reached through the API host was asked there already.
fn elsewhere(error: &WireError, site: &SiteAccess) -> bool {
    let no_answer = matches!(
        error.kind(),
        ErrorKind::Redirect { .. }
            | ErrorKind::NotJson { .. }
            | ErrorKind::Shape { .. }
            | ErrorKind::Client { status: 400 | 405 }
    );
    matches!(site.reach, SiteReach::Host) && site.cloud_id.is_ok() && (error.is_absent() || no_answer)
}

/// The ids of a list's rules; a rule without one cannot be asked for.
fn named(scout: &mut Scout, list: Drained) -> Result<Vec<String>, Trouble> {
    if list.without_key > 0 {
        let why =
            format!("{} rules in the list have no id, so only their summary is known", list.without_key);
        scout.miss("rule/summary", why)?;
    }
    Ok(list.keys)
}

async fn details(scout: &mut Scout, door: &Doorway, ids: Vec<String>) -> Result<(), Trouble> {
    let ids = scout.sample(ids)?;
    let total = ids.len();
    scout.foresee(total as u64);
    let mut patience = Patience::default();
    let mut seen = 0;
    let asked = ids.into_iter().map(|id| {
        let door = door.clone();
        async move {
            let (reply, extra) = detail(&door, &id).await;
            (id, reply, extra)
        }
    });
    let mut replies = stream::iter(asked).buffered(scout.concurrency.max(1));
    while let Some((id, reply, extra)) = replies.next().await {
        seen += 1;
        scout.ahead = (total - seen) as u64;
        scout.requests += extra;
        match reply {
            Ok(reply) => {
                patience.answered();
                if !Document(json(&reply.document)).rule().is_whole() {
                    let why = format!(
                        "the answer for rule {id} has neither a trigger nor steps: it is no whole rule"
                    );
                    scout.miss(&reply.address, why)?;
                }
                scout.keep_reply(reply, record::RULE, id)?;
            }
            Err(error) => {
                scout.requests += u64::from(error.attempts());
                let address = error.address().to_owned();
                scout.miss(&address, format!("rule {id} could not be read: {error}"))?;
                if patience.is_over(&error) && seen < total {
                    return scout.give_up(&address, "rules", total - seen);
                }
            }
        }
    }
    Ok(())
}

/// One rule, with hidden values redacted by the server where it knows how to; and the requests that took beyond
/// those of the answer.
async fn detail(door: &Doorway, id: &str) -> (Result<Reply, WireError>, u64) {
    let call = door.call("GET rule/{uuid}", &[id]);
    if door.knows_no_redaction.load(Ordering::Relaxed) {
        return (door.session.get(&call).await, 0);
    }
    match door.session.get(&call.clone().query("redactSensitiveFields", true)).await {
        // A deployment older than the parameter may refuse it; the scrubber does not rely on it.
        Err(error) if matches!(error.kind(), ErrorKind::Client { status: 400 }) => {
            let plain = door.session.get(&call).await;
            door.knows_no_redaction.fetch_or(plain.is_ok(), Ordering::Relaxed);
            (plain, u64::from(error.attempts()))
        }
        outcome => (outcome, 0),
    }
}

impl Doorway {
    /// There is no site: the registry never asks for that.
    fn none(surface: &'static Surface) -> Result<Doorway, WireError> {
        Err(WireError::shape(surface.name, String::new(), "no site is configured"))
    }
}
