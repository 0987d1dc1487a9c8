//! Signs of life: issues that can be counted, and the audit log.

use super::base::{Base, ordinary};
use super::jql::{Clause, Field, parse};
use super::pages::number;
use super::projects::State;
use crate::sandbox::account::{Account, stamp};
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::World;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

/// An issue, as far as it can be counted.
struct Issue {
    project: String,
    creator: String,
    reporter: String,
    assignee: String,
    /// Days ago.
    created: i64,
    /// Who changed it, and how many days ago.
    updates: Vec<(String, i64)>,
}

pub(super) struct Activity {
    issues: Vec<Issue>,
    records: Vec<Value>,
}

/// `(project, creator, last created days ago, every so many days, how many, updates it too)`: robots that are
/// alive, on both sides of every boundary, and robots that are not.
const ROBOTS: &[(&str, &str, i64, i64, usize, bool)] = &[
    ("CI", "jenkins", 0, 1, 40, true),
    ("SEC", "jenkins", 2, 3, 5, false),
    ("SUP", "mailbox", 29, 31, 3, false),
    ("OPS", "deploybot", 120, 10, 6, true),
    ("OPS", "notify", 89, 2, 4, false),
];

/// Issues of ordinary people.
const OTHERS: usize = 120;

/// Enough records for several pages.
const RECORDS: usize = 45;

impl Activity {
    pub(super) fn build(stage: &Stage<'_>, base: &Base) -> Self {
        let mut issues: Vec<Issue> = vec![];
        for &(project, handle, last, step, count, updates) in ROBOTS {
            let who = stage.who(handle).id.clone();
            for n in 0..count as i64 {
                let created = last + n * step;
                let updates = if updates { vec![(who.clone(), created)] } else { vec![] };
                issues.push(Issue {
                    project: project.to_owned(),
                    creator: who.clone(),
                    reporter: who.clone(),
                    assignee: String::new(),
                    created,
                    updates,
                });
            }
        }
        let people = ordinary(stage);
        let open: Vec<&str> =
            base.projects.0.iter().filter(|p| p.state == State::Live).map(|p| p.key.as_str()).collect();
        let mut dice = stage.dice.fork("jira issues");
        for n in 0..OTHERS {
            let (creator, assignee) = (*dice.pick(&people), *dice.pick(&people));
            // A robot that only ever writes into other people's issues.
            let by = if n % 6 == 0 { stage.who("reporting") } else { assignee };
            issues.push(Issue {
                project: (*dice.pick(&open)).to_owned(),
                creator: creator.id.clone(),
                reporter: creator.id.clone(),
                assignee: assignee.id.clone(),
                created: 10 + dice.below(300) as i64,
                updates: vec![(by.id.clone(), dice.below(10) as i64)],
            });
        }
        Self { issues, records: records(stage) }
    }
}

/// The newest first.
fn records(stage: &Stage<'_>) -> Vec<Value> {
    let people = ordinary(stage);
    let mut dice = stage.dice.fork("jira audit");
    let record = |n: usize| {
        let author: &Account = match n % 9 {
            0 => stage.who("jenkins"),
            4 => stage.who("dan"),
            _ => stage.who("ada"),
        };
        let about = *dice.pick(&people);
        let (summary, category) = match n % 3 {
            0 => ("User added to group", "group management"),
            1 => ("Permission scheme updated", "permissions"),
            _ => ("Project role changed", "projects"),
        };
        json!({
            "id": RECORDS - n, "summary": summary, "category": category, "remoteAddress": "192.0.2.7",
            "authorAccountId": author.id, "authorKey": "",
            "created": stamp(stage.today - Duration::hours(5 * n as i64)),
            "eventSource": "", "description": "",
            "objectItem": { "id": about.id, "name": about.id, "typeName": "USER" },
            "changedValues": [{ "fieldName": "group", "changedFrom": "", "changedTo": "team-01" }],
            "associatedItems": [{ "id": "team-01", "name": "team-01", "typeName": "GROUP" }],
        })
    };
    (0..RECORDS).map(record).collect()
}

/// `POST /rest/api/3/search/approximate-count`: only what the caller may see is counted, without a word on that.
pub(super) fn count(world: &World, ask: &Ask<'_>) -> Reply {
    let body: Value = serde_json::from_slice(ask.body).unwrap_or_default();
    let Some(jql) = body["jql"].as_str() else {
        return Reply::jira_error(400, "The request body must hold a JQL query.");
    };
    let clauses = match parse(jql) {
        Ok(clauses) => clauses,
        Err(message) => return Reply::jira_error(400, &message),
    };
    if clauses.is_empty() {
        return Reply::jira_error(400, "Unbounded JQL queries are not allowed here. Add a restriction.");
    }
    let (projects, is_admin) = (&world.jira.base.projects, ask.is_jira_admin());
    let seen = |issue: &&Issue| projects.may_browse(&issue.project, is_admin);
    let fits = |issue: &&Issue| clauses.iter().all(|clause| issue.fits(clause));
    let count = world.jira.activity.issues.iter().filter(seen).filter(fits).count();
    Reply::ok(&json!({ "count": count }))
}

impl Issue {
    fn fits(&self, clause: &Clause) -> bool {
        let last = self.updates.iter().map(|(_, days)| *days).chain([self.created]).min();
        match clause {
            Clause::Among(Field::Creator, ids) => ids.contains(&self.creator),
            Clause::Among(Field::Reporter, ids) => ids.contains(&self.reporter),
            Clause::Among(Field::Assignee, ids) => ids.contains(&self.assignee),
            Clause::Among(Field::Project, keys) => keys.contains(&self.project),
            Clause::Created { within } => self.created <= *within,
            Clause::Updated { within } => last.is_some_and(|days| days <= *within),
            Clause::UpdatedBy { id, within } => {
                self.updates.iter().any(|(by, days)| by == id && within.is_none_or(|most| *days <= most))
            }
        }
    }
}

/// `GET /rest/api/3/auditing/record`: it has a paging of its own.
pub(super) fn audit(world: &World, ask: &Ask<'_>) -> Reply {
    let (offset, limit) = match (number(ask, "offset", 0), number(ask, "limit", 1000)) {
        (Ok(offset), Ok(limit)) => (offset, limit.clamp(1, 1000).min(world.settings.page_cap)),
        (Err(refusal), _) | (_, Err(refusal)) => return refusal,
    };
    let instant = |name| ask.param(name).map(|text| text.parse::<DateTime<Utc>>());
    let (Ok(from), Ok(to)) = (instant("from").transpose(), instant("to").transpose()) else {
        return Reply::jira_error(400, "from and to must be instants.");
    };
    let filter = ask.param("filter").unwrap_or_default().to_lowercase();
    let wanted = |record: &&Value| {
        let created: Option<DateTime<Utc>> = record["created"].as_str().and_then(|text| text.parse().ok());
        let text = searched(record);
        created.is_some_and(|at| from.is_none_or(|from| at >= from) && to.is_none_or(|to| at <= to))
            && filter.split_whitespace().all(|term| text.contains(term))
    };
    let found: Vec<&Value> = world.jira.activity.records.iter().filter(wanted).collect();
    let page = crate::sandbox::paging::page(found.len(), offset, limit, ask.fault);
    let records: Vec<&Value> = page.rows.iter().map(|&n| found[n]).collect();
    Reply::ok(&json!({ "offset": offset, "limit": limit, "total": found.len(), "records": records }))
}

/// The fields that `filter` looks into, as one text. Who made the change is not among them.
fn searched(record: &Value) -> String {
    let item = &record["objectItem"];
    let change = &record["changedValues"][0];
    let fields = [
        &record["summary"],
        &record["category"],
        &record["eventSource"],
        &item["name"],
        &item["typeName"],
        &change["changedFrom"],
        &change["changedTo"],
        &record["remoteAddress"],
    ];
    fields.iter().filter_map(|v| v.as_str()).collect::<Vec<_>>().join("\n").to_lowercase()
}
