//! `jira.apps` and `confluence.apps`: the apps that were installed, from a list that holds the built-in ones too.

use futures::FutureExt;

use super::confluence;
use super::scout::{Scout, Trouble, json};
use super::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::atlassian::apps::{Plugin, plugins};
use crate::snapshot::record;
use crate::wire::WireError;

const NEEDS: Needs = Needs {
    reach: Reach::SiteHost,
    permission: "the person administers the site or the product; administering the organisation is not enough",
    scopes: &[],
};
const COST: &[Cost] = &[Cost::Once(1, "for all apps")];
const PATH: [&str; 3] = ["rest", "plugins", "1.0"];
/// Asked for plain JSON, the server answers 406.
const MEDIA: &str = "application/vnd.atl.plugins.installed+json";

pub(super) const JIRA: Surface = Surface {
    name: "jira.apps",
    product: "jira",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "apps that were installed in Jira; those that come with it are left out",
    needs: NEEDS,
    hides: "whether an installed app could do a robot's work is not known",
    cost: COST,
    read: |scout| read(scout, &JIRA).boxed(),
};

pub(super) const CONFLUENCE: Surface = Surface {
    name: "confluence.apps",
    product: "confluence",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "apps that were installed in Confluence; those that come with it are left out",
    needs: NEEDS,
    hides: "whether an installed app could do a robot's work is not known",
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
    let call = site.call(surface.name, "GET plugins", surface.product, path)?.slash().accept(MEDIA);
    let reply = site.session.get(&call).await.inspect_err(|error| {
        scout.requests += u64::from(error.attempts());
    })?;
    let Some(all) = plugins(json(&reply.document)) else {
        scout.requests += u64::from(reply.attempts);
        let what = "the answer has no list `plugins`";
        return Err(WireError::shape(surface.name, reply.address, what).into());
    };
    let (mut installed, mut built_in, mut nameless) = (Vec::new(), 0, 0);
    for row in all {
        let plugin = Plugin(row);
        match (plugin.user_installed(), plugin.key()) {
            (Some(false), _) => built_in += 1,
            (_, Some(key)) => installed.push((key.to_owned(), row.clone())),
            (_, None) => nameless += 1,
        }
    }
    // Every site has apps that come with it: a list without one is not the whole list.
    if built_in == 0 && installed.is_empty() {
        let why = "the list has not even the apps that come with the product, so it may not be whole";
        scout.miss(&reply.address, why.to_owned())?;
    }
    if nameless > 0 {
        scout.miss(&reply.address, format!("{nameless} rows of the list have no key, so they are no app"))?;
    }
    scout.keep_picked(&reply, record::APP, installed)
}
