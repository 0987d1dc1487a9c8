//! `jira.automation` and `confluence.automation`: the list of rules, then each rule.

use futures::{FutureExt, StreamExt, stream};
use serde_json::Value;

use super::scout::{Scout, Trouble, json};
use super::{Level, Surface};
use crate::atlassian::automation::Rule;
use crate::snapshot::record;
use crate::wire::{Call, ErrorKind, PageShape, Reply, Rows, Session, Style, WireError};

const NEEDS: &str = "an unscoped token of a person who administers the product: scoped tokens, service accounts and \
                     apps cannot read rules, so the audit itself hangs on a person here";

pub(super) const JIRA: Surface = Surface {
    name: "jira.automation",
    product: "jira",
    level: Level::Site,
    shows: "automation rules of Jira: actor, owner, editors, connections, embedded credentials, whom they name",
    needs: NEEDS,
    hides: "which Jira rules hang on whom is not known",
    cost: "one request per 100 rules, and one for each rule",
    read: |scout| read(scout, &JIRA).boxed(),
};

pub(super) const CONFLUENCE: Surface = Surface {
    name: "confluence.automation",
    product: "confluence",
    level: Level::Site,
    shows: "automation rules of Confluence: actor, owner, editors, connections, embedded credentials, whom they \
            name",
    needs: NEEDS,
    hides: "which Confluence rules hang on whom is not known",
    cost: "one request per 100 rules, and one for each rule",
    read: |scout| read(scout, &CONFLUENCE).boxed(),
};

/// Refusals in a row after which asking for further rules is given up.
const MOST_REFUSALS: usize = 3;

/// Where the rules of a product are served.
#[derive(Clone)]
struct Doorway {
    session: Session,
    surface: &'static str,
    prefix: Vec<String>,
}

impl Doorway {
    fn call(&self, family: &'static str, path: &[&str]) -> Call {
        Call::new(self.surface, family).path(&self.prefix).path(["rest", "v1", "rule"]).path(path)
    }
}

async fn read(scout: &mut Scout, surface: &'static Surface) -> Result<(), Trouble> {
    let (door, ids) = summaries(scout, surface).await?;
    if surface.product == "jira" {
        doubt_permission(scout).await?;
    }
    // What a cut-off run read need not be read again.
    let kept = scout.kept(record::RULE)?;
    let wanted: Vec<String> = ids.into_iter().filter(|id| !kept.contains(id)).collect();
    details(scout, &door, wanted).await
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
        prefix: match site.reach {
            super::SiteReach::Host => prefix(&["gateway", "api"]),
            super::SiteReach::Gateway => prefix(&[]),
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
        (Err(Trouble::Wire(error)), Some(api)) if error.is_absent() && scout.records == 0 => {
            let at_api = Doorway { session: api.clone(), surface: surface.name, prefix: prefix(&[]) };
            match scout.drain(list(&at_api), record::RULE_SUMMARY, key).await {
                // Nothing there either, or not with this credential: the first answer is the one that counts.
                Err(Trouble::Wire(second)) if second.is_absent() || second.is_denied() => Err(error.into()),
                outcome => Ok((at_api, outcome?)),
            }
        }
        (outcome, _) => Ok((at_site, outcome?)),
    }
}

/// A list that is read without the right to read it all may be partial and not say so.
async fn doubt_permission(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let path = ["rest", "api", "3", "mypermissions"];
    let call = site.call(JIRA.name, "GET mypermissions", "jira", &path)?.query("permissions", "ADMINISTER");
    // Whoever cannot be asked leaves no doubt behind: the list itself is for administrators only.
    if let Ok(reply) = site.session.get(&call).await {
        scout.requests += u64::from(reply.attempts);
        let held = json(&reply.document).pointer("/permissions/ADMINISTER/havePermission");
        if held.and_then(Value::as_bool) == Some(false) {
            let why = "the token's account does not administer Jira, so the list of rules may be partial";
            scout.miss(&reply.address, why.to_owned())?;
        }
    }
    Ok(())
}

async fn details(scout: &mut Scout, door: &Doorway, ids: Vec<String>) -> Result<(), Trouble> {
    let total = ids.len();
    let mut refusals = 0;
    let mut seen = 0;
    let asked = ids.into_iter().map(|id| {
        let door = door.clone();
        async move {
            let reply = detail(&door, &id).await;
            (id, reply)
        }
    });
    let mut replies = stream::iter(asked).buffered(scout.concurrency.max(1));
    while let Some((id, reply)) = replies.next().await {
        seen += 1;
        match reply {
            Ok(reply) => {
                refusals = 0;
                scout.keep_reply(reply, record::RULE, id)?;
            }
            Err(error) => {
                scout.requests += u64::from(error.attempts());
                refusals = if error.is_denied() { refusals + 1 } else { 0 };
                let address = error.address().to_owned();
                scout.miss(&address, format!("rule {id} could not be read: {error}"))?;
                if refusals == MOST_REFUSALS && seen < total {
                    let left = total - seen;
                    let why =
                        format!("{refusals} rules in a row were refused; {left} more were not asked for");
                    scout.miss(&address, why)?;
                    break;
                }
            }
        }
    }
    Ok(())
}

/// One rule, with hidden values redacted by the server where it knows how to.
async fn detail(door: &Doorway, id: &str) -> Result<Reply, WireError> {
    let call = door.call("GET rule/{uuid}", &[id]);
    let redacted = door.session.get(&call.clone().query("redactSensitiveFields", true)).await;
    match redacted {
        // A deployment older than the parameter may refuse it; the scrubber does not rely on it.
        Err(error) if matches!(error.kind(), ErrorKind::Client { status: 400 }) => {
            door.session.get(&call).await
        }
        outcome => outcome,
    }
}

impl Doorway {
    /// There is no site: the registry never asks for that.
    fn none(surface: &'static Surface) -> Result<Doorway, WireError> {
        Err(WireError::shape(surface.name, String::new(), "no site is configured"))
    }
}
