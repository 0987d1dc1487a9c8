//! `jira.activity`: how many issues each suspected robot made lately, by a count that reads none of them.

use std::collections::BTreeSet;

use futures::FutureExt;
use serde_json::{Map, Value, json};

use crate::collect::scout::{Scout, Trouble};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::collect::suspects::{self, DAYS, quoted};
use crate::snapshot::record;
use crate::wire::Search;

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "jira.activity",
    product: "jira",
    level: Level::Site,
    wave: Wave::Suspects,
    shows: "how many issues each suspected robot made in the last 90 days; at most 200 accounts are asked about. \
            Only issues that the token may see are counted, so zero is a sign and no proof",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account may see the issues",
        scopes: &["read:jira-work"],
    },
    hides: "whether a robot is at work in Jira is not known",
    cost: &[Cost::Each("account that looks like a robot")],
    read: |scout| read(scout).boxed(),
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let door = site.door()?;
    let matching = |jql: String| {
        let body = Map::from_iter([("jql".to_owned(), Value::String(jql))]);
        Search::JiraApproximateCount { door: door.clone(), body }
    };
    // Asked about an account it does not know, Jira refuses the whole question.
    let (users, whole) = scout.given_by("jira.users", record::JIRA_USER)?;
    let here: BTreeSet<&str> = users.iter().map(|user| user.key.as_str()).collect();
    let ids = suspects::whom(scout, SURFACE.name, |id| !whole || here.contains(id))?;
    let question = |id: String| {
        // The count must be bounded, or it is refused.
        let jql = format!("creator = {} AND created >= -{DAYS}d", quoted(&id));
        (id, matching(jql))
    };
    let questions = ids.into_iter().map(question).collect();
    suspects::ask(scout, &site.session, questions, record::ACTIVITY, |id, reply| {
        let body = json!({
            "accountId": id, "product": "jira", "what": "issues created", "days": DAYS,
            "count": reply.get("count"),
        });
        (format!("{id}/issues created"), body)
    })
    .await
}
