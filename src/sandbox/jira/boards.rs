//! Boards of the agile API: their administrators, and the filter behind each.

use super::base::{Base, administrator, ordinary};
use super::filters::{Filter, Filters};
use super::ledger::{Ledger, Thing};
use super::pages::{USUAL, answered, expands, flag, paged};
use super::sharing::user_bean;
use crate::sandbox::account::Account;
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::World;
use serde_json::{Value, json};

struct Board {
    id: usize,
    private: bool,
    admins: Vec<String>,
    full: Value,
    configuration: Value,
}

pub(super) struct Boards(Vec<Board>);

struct Row {
    name: &'static str,
    kind: &'static str,
    filter: &'static str,
    /// Key of a project; empty: it stands with its first administrator.
    project: &'static str,
    admins: &'static [&'static str],
    groups: &'static [&'static str],
    private: bool,
}

const fn row(name: &'static str, filter: &'static str, project: &'static str) -> Row {
    Row { name, kind: "scrum", filter, project, admins: &[], groups: &[], private: false }
}

const BY_HAND: &[Row] = &[
    Row { admins: &["ben"], ..row("Operations board", "Open incidents", "OPS") },
    Row { admins: &["dan", "cleo"], ..row("Website board", "Release blockers", "WEB") },
    // Everybody uses the board; the filter behind it is a leaver's private one.
    Row { admins: &["nora"], kind: "kanban", ..row("Support board", "Support backlog", "SUP") },
    Row { admins: &["jenkins"], kind: "kanban", ..row("Build board", "CI failures", "CI") },
    Row { admins: &["reporting"], ..row("Numbers", "KPI source", "FIN") },
    Row { groups: &["jira-admins-acme"], ..row("Old portal board", "Old customer list", "OLD") },
    Row { admins: &["fay"], kind: "kanban", ..row("Leftovers", "Migration leftovers", "WEB") },
    Row { admins: &["ivy"], ..row("Hand-over board", "Handed over next week", "HND") },
    Row { admins: &["cleo"], kind: "simple", ..row("Team space board", "My open work", "TEAM") },
    Row { admins: &["deploybot"], ..row("Deploy board", "Deploy history", "OPS") },
    Row { admins: &["nora"], ..row("Imported board", "Imported without an owner", "LOST") },
    Row { admins: &["travis"], kind: "kanban", ..row("Board of one person", "Assigned to me", "") },
    Row { admins: &["travis"], ..row("Incident wall", "Incidents of operations", "OPS") },
    Row { admins: &["eve"], private: true, ..row("Hidden support", "Support backlog", "SUP") },
    Row { admins: &["ada"], private: true, ..row("Hidden everything", "Everything", "") },
];

impl Boards {
    pub(super) fn build(stage: &Stage<'_>, base: &Base, filters: &Filters, ledger: &mut Ledger) -> Self {
        let mut made = Maker { stage, base, ledger, all: vec![] };
        for row in BY_HAND {
            if let Some(filter) = filters.named(row.filter) {
                let admins: Vec<&Account> = row.admins.iter().map(|handle| stage.who(handle)).collect();
                made.add(row.name, row, filter, row.project, &admins);
            }
        }
        let (people, generated) = (ordinary(stage), filters.generated());
        let mut dice = stage.dice.fork("jira boards");
        for project in base.projects.generated() {
            if generated.is_empty() {
                break;
            }
            let filter = *dice.pick(&generated);
            let admin = *dice.pick(&people);
            made.add(&format!("Board of {}", project.key), &row("", "", ""), filter, &project.key, &[admin]);
        }
        Self(made.all)
    }
}

impl Boards {
    /// The id of the filter that each board shows.
    pub(super) fn filters(&self) -> impl Iterator<Item = (String, &str)> {
        self.0
            .iter()
            .filter_map(|board| Some((board.id.to_string(), board.configuration["filter"]["id"].as_str()?)))
    }
}

impl Board {
    /// Other people's private boards stand at the end of the list, nameless, and cannot be opened.
    fn hidden_from(&self, who: &Account) -> bool {
        self.private && !self.admins.contains(&who.id)
    }
}

struct Maker<'a> {
    stage: &'a Stage<'a>,
    base: &'a Base,
    ledger: &'a mut Ledger,
    all: Vec<Board>,
}

impl Maker<'_> {
    fn add(&mut self, name: &str, row: &Row, filter: &Filter, key: &str, admins: &[&Account]) {
        let id = self.all.len() + 1;
        self.note(id, name, row.private, filter, key, admins);
        let groups: Vec<Value> = row.groups.iter().map(|name| self.base.groups.short(name)).collect();
        let groups: Vec<Value> =
            groups.iter().map(|g| json!({ "name": g["name"], "self": g["self"] })).collect();
        let (location, place) = self.location(key, admins);
        let address = format!("https://acme.example/rest/agile/1.0/board/{id}");
        let full = json!({
            "id": id, "self": address, "name": name, "type": row.kind, "location": location,
            "admins": { "users": admins.iter().map(|a| user_bean(a)).collect::<Vec<_>>(), "groups": groups },
            "canEdit": !row.private, "isPrivate": row.private, "favourite": false,
        });
        let status = |id: &str| json!({ "id": id, "self": format!("https://acme.example/status/{id}") });
        let mut configuration = json!({
            "id": id, "name": name, "type": row.kind, "self": format!("{address}/configuration"),
            "location": place,
            "filter": { "id": filter.id, "self": format!("https://acme.example/rest/api/3/filter/{}", filter.id) },
            "columnConfig": { "constraintType": "issueCount", "columns": [
                { "name": "To do", "statuses": [status("1")] },
                { "name": "Done", "statuses": [status("5")] },
            ] },
            "ranking": { "rankCustomFieldId": 10_019 },
        });
        if row.kind == "kanban" {
            configuration["subQuery"] = json!({ "query": "fixVersion is EMPTY" });
        } else {
            configuration["estimation"] = json!({ "type": "none" });
        }
        let admins = admins.iter().map(|a| a.id.clone()).collect();
        self.all.push(Board { id, private: row.private, admins, full, configuration });
    }

    /// What a private board is called, and which filter it shows, is told to its administrators only.
    fn note(
        &mut self,
        id: usize,
        name: &str,
        private: bool,
        filter: &Filter,
        key: &str,
        admins: &[&Account],
    ) {
        let auditor = administrator(self.stage);
        let open = !private || admins.iter().any(|a| a.id == auditor.id);
        let id = id.to_string();
        let thing = Thing {
            kind: "board",
            id: &id,
            name: if open { name } else { "" },
            container: key,
            state: if private { "private" } else { "shared" },
        };
        for who in admins {
            self.ledger.bind(&thing, "owner", who);
        }
        if let (true, Some(owner)) = (open, &filter.owner) {
            self.ledger.bind(&Thing { kind: "board-filter", ..thing }, "owner", owner);
        }
    }

    /// Where it stands, in the words of the list and in those of the configuration.
    fn location(&self, key: &str, admins: &[&Account]) -> (Value, Value) {
        if let Some(project) = self.base.projects.named(key) {
            let id: u64 = project.id.parse().unwrap_or_default();
            let list = json!({
                "projectId": id, "projectKey": key, "projectName": project.name, "name": project.name,
                "displayName": format!("{} ({key})", project.name),
            });
            return (list, json!({ "type": "project", "projectKeyOrId": project.id }));
        }
        let first = admins.first();
        let list = json!({
            "userAccountId": first.map(|a| &a.id), "name": first.map(|a| &a.name),
            "displayName": first.map(|a| &a.name),
        });
        (list, json!({ "type": "user" }))
    }
}

/// `GET /rest/agile/1.0/board`. This envelope has neither `self` nor `nextPage`.
pub(super) fn list(world: &World, ask: &Ask<'_>) -> Reply {
    let (with_private, part) = (flag(ask, "includePrivate"), ask.param("name").unwrap_or_default());
    let part = part.to_lowercase();
    let projects = &world.jira.base.projects;
    let (me, is_admin) = (super::caller(world, ask), ask.is_jira_admin());
    let wanted = |b: &&Board| {
        let key = b.full["location"]["projectKey"].as_str();
        (with_private || !b.hidden_from(me))
            && key.is_none_or(|key| projects.may_browse(key, is_admin))
            && b.full["name"].as_str().unwrap_or_default().to_lowercase().contains(&part)
    };
    let mut found: Vec<&Board> = world.jira.boards.0.iter().filter(wanted).collect();
    found.sort_by_key(|b| b.hidden_from(me));
    let asked = expands(ask);
    let row = |n: usize| {
        let board: &Board = found[n];
        let mut row = board.full.clone();
        if let Some(map) = row.as_object_mut() {
            map.retain(|key, _| match key.as_str() {
                "admins" => asked.contains(&"admins"),
                "canEdit" => asked.contains(&"permissions"),
                "name" | "type" => !board.hidden_from(me),
                _ => true,
            });
        }
        row
    };
    let body = paged(world, ask, USUAL, found.len(), row).map(|mut body| {
        body.retain(|key, _| key != "self" && key != "nextPage");
        body
    });
    answered(body)
}

/// `GET /rest/agile/1.0/board/{id}/configuration`. Not there and not to be seen are one answer.
pub(super) fn configuration(world: &World, ask: &Ask<'_>, id: &str) -> Reply {
    let me = super::caller(world, ask);
    let seen = |b: &&Board| b.id.to_string() == id && !b.hidden_from(me);
    match world.jira.boards.0.iter().find(seen) {
        Some(board) => Reply::ok(&board.configuration),
        None => Reply::jira_error(404, "The board does not exist or you cannot see it."),
    }
}
