//! Projects: who leads them, and where new issues go when nobody says.

use super::base::{Holder, ordinary};
use super::ledger::{Ledger, Thing};
use super::pages::{Size, USUAL, answered, expands, paged, trimmed, values};
use crate::sandbox::account::{Account, stamp};
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::{Settings, World};
use chrono::Duration;
use serde_json::{Value, json};

const PAGE: Size = Size { most: 100, ..USUAL };
/// Fields of the list that have to be asked for.
const EXPANDS: &[(&str, &str)] =
    &[("description", "description"), ("lead", "lead"), ("url", "url"), ("insight", "insight")];
/// The list says nothing about where new issues go; the project itself does.
const ONLY_ALONE: &[&str] = &["assigneeType", "components", "roles"];

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Live,
    Archived,
    Deleted,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Archived => "archived",
            Self::Deleted => "deleted",
        }
    }
}

/// Where an issue goes that is made without an assignee.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NewIssues {
    ToLead,
    ToNobody,
}

pub(super) struct Project {
    pub id: String,
    pub key: String,
    pub name: String,
    pub state: State,
    pub team_managed: bool,
    /// Only administrators may browse it.
    closed: bool,
    pub new_issues: NewIssues,
    /// The lead, where there is one that can be told.
    pub lead: Option<Account>,
    lead_json: Option<Value>,
    full: Value,
}

pub(super) struct Projects(pub(super) Vec<Project>);

/// `(key, name, lead, default assignee, type, state, team-managed, closed)`
type Row = (&'static str, &'static str, Holder, NewIssues, &'static str, State, bool, bool);

use Holder::Who;
use NewIssues::{ToLead, ToNobody};
use State::{Archived, Deleted, Live};

/// Their ids count from 10001: the automation rules speak of the first five.
const BY_HAND: &[Row] = &[
    ("OPS", "Operations", Who("ben"), ToLead, "software", Live, false, false),
    // The lead is gone, and new issues go there; beside it one where they do not.
    ("WEB", "Website", Who("dan"), ToLead, "software", Live, false, false),
    ("FIN", "Finance", Who("eve"), ToNobody, "business", Live, false, false),
    ("SUP", "Support", Who("mailbox"), ToLead, "service_desk", Live, false, false),
    ("CI", "Build results", Who("jenkins"), ToNobody, "software", Live, false, false),
    ("OLD", "Old portal", Who("fay"), ToLead, "software", Archived, false, false),
    ("BIN", "Experiments", Who("gus"), ToLead, "software", Deleted, false, false),
    ("HND", "Hand-over", Who("ivy"), ToLead, "software", Live, false, false),
    ("TEAM", "Team space", Who("cleo"), ToNobody, "software", Live, true, false),
    ("NEXT", "Next things", Who("dan"), ToLead, "software", Live, true, false),
    ("SEC", "Security", Who("ada"), ToNobody, "software", Live, false, true),
    ("LOST", "Imported without a lead", Holder::Corrupted, ToLead, "business", Live, false, false),
    ("NONE", "Never had a lead", Holder::Nobody, ToNobody, "business", Live, false, false),
    ("REST", "On leave", Who("hal"), ToLead, "business", Live, false, false),
    ("SVC", "Service catalogue", Who("notify"), ToNobody, "business", Live, false, false),
];

impl Projects {
    pub(super) fn build(stage: &Stage<'_>, settings: &Settings, ledger: &mut Ledger) -> Self {
        let mut all: Vec<Project> = vec![];
        for (n, row) in BY_HAND.iter().enumerate() {
            all.push(by_hand(stage, n, row));
        }
        let people = ordinary(stage);
        let mut dice = stage.dice.fork("jira projects");
        for n in all.len()..settings.projects {
            let new_issues = if dice.chance(50) { ToLead } else { ToNobody };
            let lead = *dice.pick(&people);
            let (key, name) = (format!("P{:03}", n + 1), format!("Team project {}", n + 1));
            let parts = Parts { key: &key, name: &name, new_issues, kind: "software", state: Live };
            all.push(project(stage, n, &parts, (Some(lead), Some(lead.jira_json())), (false, false)));
        }
        for project in &all {
            let Some(lead) = &project.lead else { continue };
            let thing = Thing {
                kind: "project",
                id: &project.id,
                name: &project.name,
                container: &project.key,
                state: project.state.word(),
            };
            ledger.bind(&thing, "lead", lead);
            // The recycle bin does not say where new issues would go: there are none.
            if project.new_issues == ToLead && project.state != Deleted {
                ledger.bind(&Thing { kind: "project-default-assignee", ..thing }, "lead", lead);
            }
        }
        Self(all)
    }

    /// By key or id, among those that can be opened: what lies in the recycle bin cannot.
    pub(super) fn open(&self, key_or_id: &str, is_admin: bool) -> Option<&Project> {
        let found = self.0.iter().find(|p| p.key == key_or_id || p.id == key_or_id)?;
        (found.state != Deleted && (is_admin || !found.closed)).then_some(found)
    }

    pub(super) fn named(&self, key: &str) -> Option<&Project> {
        self.0.iter().find(|p| p.key == key)
    }

    pub(super) fn generated(&self) -> &[Project] {
        self.0.get(BY_HAND.len()..).unwrap_or_default()
    }

    pub(super) fn may_browse(&self, key: &str, is_admin: bool) -> bool {
        self.open(key, is_admin).is_some()
    }

    /// How other objects name a project.
    pub(super) fn short(&self, key: &str) -> Value {
        self.named(key).map_or(Value::Null, |p| {
            json!({ "self": p.full["self"], "id": p.id, "key": p.key, "name": p.name, "simplified": p.team_managed })
        })
    }
}

/// What is the same in every project, made by hand or not.
struct Parts<'a> {
    key: &'a str,
    name: &'a str,
    new_issues: NewIssues,
    kind: &'a str,
    state: State,
}

fn by_hand(stage: &Stage<'_>, n: usize, row: &Row) -> Project {
    let &(key, name, lead, new_issues, kind, state, team_managed, closed) = row;
    let parts = Parts { key, name, new_issues, kind, state };
    project(stage, n, &parts, (lead.account(stage), lead.json(stage)), (team_managed, closed))
}

fn project(
    stage: &Stage<'_>,
    n: usize,
    parts: &Parts<'_>,
    (lead, lead_json): (Option<&Account>, Option<Value>),
    (team_managed, closed): (bool, bool),
) -> Project {
    let Parts { key, name, new_issues, kind, state } = *parts;
    let id = (10_001 + n).to_string();
    let mut dice = stage.dice.fork(&format!("jira project {key}"));
    let touched = stamp(stage.today - Duration::days(dice.below(60) as i64));
    let mut full = json!({
        "self": format!("https://acme.example/rest/api/3/project/{id}"),
        "id": id, "key": key, "name": name, "description": "", "projectTypeKey": kind,
        "simplified": team_managed, "style": if team_managed { "next-gen" } else { "classic" },
        "isPrivate": closed, "uuid": dice.uuid('4'), "properties": {}, "url": "https://acme.example/",
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
        "insight": { "totalIssueCount": dice.below(400), "lastIssueUpdateTime": touched },
        "assigneeType": if new_issues == ToLead { "PROJECT_LEAD" } else { "UNASSIGNED" },
        "components": [], "roles": {},
    });
    if let Some(lead) = &lead_json {
        full["lead"] = lead.clone();
    }
    match state {
        Live => {}
        Archived => full["archived"] = json!(true),
        Deleted => full["deleted"] = json!(true),
    }
    Project {
        id,
        key: key.to_owned(),
        name: name.to_owned(),
        state,
        team_managed,
        closed,
        new_issues,
        lead: lead.cloned(),
        lead_json,
        full,
    }
}

impl Project {
    /// Who gets the issues that say nobody, and may be given them: nobody who is switched off.
    pub(super) fn default_assignee(&self) -> Option<&Account> {
        self.lead.as_ref().filter(|lead| self.new_issues == ToLead && assignable(lead))
    }

    /// The lead as other objects show it.
    pub(super) fn lead_json(&self) -> Option<&Value> {
        self.lead_json.as_ref()
    }
}

/// Whether issues can be given to an account at all.
pub(super) fn assignable(who: &Account) -> bool {
    who.state == "active" && who.account_type == "atlassian"
}

/// `GET /rest/api/3/project/search`.
pub(super) fn search(world: &World, ask: &Ask<'_>) -> Reply {
    let states: Vec<&str> = values(ask, "status").iter().flat_map(|s| s.split(',')).collect();
    if let Some(word) = states.iter().find(|s| !["live", "archived", "deleted"].contains(s)) {
        return Reply::jira_error(400, &format!("The project status '{word}' is invalid."));
    }
    let keys = values(ask, "keys");
    let is_admin = ask.is_jira_admin();
    let wanted = |p: &&Project| {
        let state = p.state.word();
        let state_fits = if states.is_empty() { p.state == Live } else { states.contains(&state) };
        state_fits && (is_admin || !p.closed) && (keys.is_empty() || keys.contains(&p.key.as_str()))
    };
    let mut found: Vec<&Project> = world.jira.base.projects.0.iter().filter(wanted).collect();
    found.sort_by(|a, b| a.key.cmp(&b.key));
    let asked = expands(ask);
    let row = |n: usize| {
        let mut row = trimmed(&found[n].full, EXPANDS, &asked);
        if let Some(map) = row.as_object_mut() {
            map.retain(|key, _| !ONLY_ALONE.contains(&key.as_str()));
        }
        row
    };
    answered(paged(world, ask, PAGE, found.len(), row))
}

/// `GET /rest/api/3/project/{idOrKey}`. No permission and no project are one answer.
pub(super) fn one(world: &World, ask: &Ask<'_>, key_or_id: &str) -> Reply {
    let projects = &world.jira.base.projects;
    projects.open(key_or_id, ask.is_jira_admin()).map_or_else(no_project, |project| {
        let unasked = [("insight", "insight")];
        let mut body = trimmed(&project.full, &unasked, &expands(ask));
        body["roles"] = world.jira.roles.addresses(project);
        body["components"] = world.jira.components.plain(&project.key);
        Reply::ok(&body)
    })
}

pub(super) fn no_project() -> Reply {
    Reply::jira_error(404, "No project could be found with that key or id.")
}
