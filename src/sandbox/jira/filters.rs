//! Filters and their subscriptions.

use super::base::{Base, Holder, ordinary};
use super::ledger::{Ledger, Thing};
use super::pages::{USUAL, answered, flag, paged, strict_expands, trimmed, values};
use super::sharing::Share;
use crate::sandbox::account::{Account, stamp};
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::{Settings, World};
use chrono::Duration;
use serde_json::{Value, json};

/// `field of the reply`, `word of expand`; everything else is always there.
const EXPANDS: &[(&str, &str)] = &[
    ("description", "description"),
    ("favourite", "favourite"),
    ("favouritedCount", "favouritedCount"),
    ("jql", "jql"),
    ("owner", "owner"),
    ("searchUrl", "searchUrl"),
    ("sharePermissions", "sharePermissions"),
    ("editPermissions", "editPermissions"),
    ("approximateLastUsed", "approximateLastUsed"),
    ("subscriptions", "subscriptions"),
    ("viewUrl", "viewUrl"),
];
/// May be asked for, though no field of the documented reply answers it.
const ALSO_KNOWN: &str = "isWritable";

const IDS_AT_MOST: usize = 200;

pub(super) struct Filter {
    pub id: String,
    pub name: String,
    /// The owner, where there is one that can be told.
    pub owner: Option<Account>,
    share: Share,
    full: Value,
}

pub(super) struct Filters(Vec<Filter>);

/// Who gets the result by mail: the account that set it up, and the group it goes to.
type Subscription = (&'static str, Option<&'static str>);

struct Row {
    name: &'static str,
    owner: Holder,
    share: Share,
    jql: &'static str,
    subscriptions: &'static [Subscription],
    /// Days since somebody used it; `None`: not since that is counted.
    used: Option<i64>,
}

const fn row(name: &'static str, owner: &'static str, share: Share, used: Option<i64>) -> Row {
    let jql = "resolution = Unresolved ORDER BY updated DESC";
    Row { name, owner: Holder::Who(owner), share, jql, subscriptions: &[], used }
}

use Share::{Authenticated, Global, Group, LoggedIn, Private, Project, ProjectUnknown, User};

const BY_HAND: &[Row] = &[
    Row { subscriptions: &[("cleo", None)], ..row("Open incidents", "ben", LoggedIn, Some(1)) },
    row("My open work", "cleo", Private, Some(0)),
    Row {
        jql: "project = WEB AND priority = Highest",
        subscriptions: &[("dan", None)],
        ..row("Release blockers", "dan", Group("jira-software-users-acme"), Some(2))
    },
    // A leaver's private filter: one board shows it to everybody, nothing else does.
    row("Support backlog", "eve", Private, Some(200)),
    row("Old customer list", "fay", Global, None),
    row("Migration leftovers", "gus", Private, None),
    Row { subscriptions: &[("jenkins", None)], ..row("CI failures", "jenkins", LoggedIn, Some(1)) },
    Row {
        subscriptions: &[("reporting", Some("release-managers"))],
        ..row("KPI source", "reporting", Private, Some(1))
    },
    Row {
        subscriptions: &[("dan", Some("jira-admins-acme")), ("mailbox", None), ("ben", None)],
        ..row("Weekly summary", "ben", Authenticated, Some(3))
    },
    row("Handed over next week", "ivy", Group("release-managers"), Some(4)),
    row("While on leave", "hal", LoggedIn, Some(30)),
    row("Contractor view", "max", User("ben"), Some(9)),
    row("Release train", "notify", LoggedIn, Some(1)),
    row("Unfurled links", "chatapp", Private, Some(1)),
    row("Deploy history", "deploybot", Project("OPS"), Some(100)),
    Row {
        // Names nobody in its query but a smart function: nothing hangs on anybody there.
        jql: "assignee = currentUser() AND statusCategory != Done",
        ..row("Assigned to me", "nora", LoggedIn, Some(0))
    },
    row("Nobody knows since when", "outage", LoggedIn, None),
    row("Of a project that is gone", "pia", ProjectUnknown, Some(400)),
    row("Everything", "ada", Private, Some(0)),
    Row { owner: Holder::Corrupted, ..row("Imported without an owner", "", LoggedIn, None) },
    Row { owner: Holder::Nobody, ..row("Owner withheld", "", Global, Some(12)) },
    // Searches in other people's filters, by id and by name; and mails what somebody else's finds.
    Row {
        jql: "filter = 10100 AND project = OPS",
        subscriptions: &[("nora", None)],
        ..row("Incidents of operations", "cleo", LoggedIn, Some(1))
    },
    Row {
        jql: "priority = High AND filter = \"Assigned to me\"",
        ..row("Urgent and mine", "ben", LoggedIn, Some(2))
    },
];

impl Filter {
    /// What it searches for.
    pub(super) fn jql(&self) -> &str {
        self.full["jql"].as_str().unwrap_or_default()
    }

    /// The ids of its subscriptions.
    pub(super) fn subscriptions(&self) -> Vec<String> {
        self.full["subscriptions"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|mail| mail["id"].to_string())
            .collect()
    }
}

impl Filters {
    pub(super) fn build(stage: &Stage<'_>, settings: &Settings, base: &Base, ledger: &mut Ledger) -> Self {
        let mut made = Maker { stage, base, ledger, all: vec![], subscriptions: 0 };
        for row in BY_HAND {
            made.add(row.name, (row.owner.account(stage), row.owner.json(stage)), row);
        }
        let people = ordinary(stage);
        let mut dice = stage.dice.fork("jira filters");
        for n in made.all.len()..settings.filters {
            let owner = *dice.pick(&people);
            let share = *dice.pick(&[Private, LoggedIn, Group("jira-software-users-acme")]);
            let row = row("", "", share, Some(dice.below(300) as i64));
            made.add(&format!("Team filter {}", n + 1), (Some(owner), Some(owner.jira_json())), &row);
        }
        let mut all = made.all;
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Self(all)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Filter> {
        self.0.iter().find(|f| f.name == name)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Filter> {
        self.0.iter()
    }

    /// Filters that generated boards may show.
    pub(super) fn generated(&self) -> Vec<&Filter> {
        let ordinary = |f: &&Filter| f.owner.as_ref().is_some_and(|a| a.handle.is_empty());
        self.0.iter().filter(ordinary).collect()
    }
}

struct Maker<'a> {
    stage: &'a Stage<'a>,
    base: &'a Base,
    ledger: &'a mut Ledger,
    all: Vec<Filter>,
    subscriptions: usize,
}

impl Maker<'_> {
    fn add(&mut self, name: &str, (owner, shown): (Option<&Account>, Option<Value>), row: &Row) {
        let number = 10_100 + self.all.len();
        let (id, state) = (number.to_string(), row.share.state());
        if let Some(owner) = owner {
            let thing = Thing { kind: "filter", id: &id, name, container: "", state };
            self.ledger.bind(&thing, "owner", owner);
        }
        let subscriptions: Vec<Value> =
            row.subscriptions.iter().map(|&(handle, group)| self.subscription(name, handle, group)).collect();
        let accounts = self.stage.accounts;
        let used = row.used.map(|days| stamp(self.stage.today - Duration::days(days)));
        let words: Vec<&str> = EXPANDS.iter().map(|(_, word)| *word).chain([ALSO_KNOWN]).collect();
        let mut full = json!({
            "expand": words.join(","),
            "self": format!("https://acme.example/rest/api/3/filter/{id}"),
            "id": id, "name": name, "description": "", "jql": row.jql,
            "viewUrl": format!("https://acme.example/issues/?filter={id}"),
            "searchUrl": format!("https://acme.example/rest/api/3/search?filter={id}"),
            "favourite": false, "favouritedCount": number % 5,
            "sharePermissions": row.share.json(self.base, number, accounts),
            "editPermissions": [], "subscriptions": subscriptions, "approximateLastUsed": used,
        });
        if let Some(owner) = shown {
            full["owner"] = owner;
        }
        self.all.push(Filter { id, name: name.to_owned(), owner: owner.cloned(), share: row.share, full });
    }

    fn subscription(&mut self, filter: &str, handle: &str, group: Option<&str>) -> Value {
        self.subscriptions += 1;
        let (number, who) = (10_700 + self.subscriptions, self.stage.who(handle));
        let (id, container) = (number.to_string(), group.unwrap_or_default());
        let kind = "filter-subscription";
        let thing = Thing { kind, id: &id, name: filter, container, state: "active" };
        self.ledger.bind(&thing, "owner", who);
        let mut json = json!({ "id": number, "user": who.jira_json() });
        match group {
            Some(name) => json["group"] = self.base.groups.short(name),
            // Without a group, the mail goes to whoever set it up.
            None => self.ledger.bind(&thing, "recipient", who),
        }
        json
    }
}

/// `GET /rest/api/3/filter/search`.
pub(super) fn search(world: &World, ask: &Ask<'_>) -> Reply {
    let known: Vec<&str> = EXPANDS.iter().map(|(_, word)| *word).chain([ALSO_KNOWN]).collect();
    let asked = match strict_expands(ask, &known) {
        Ok(asked) => asked,
        Err(refusal) => return refusal,
    };
    let ids = values(ask, "id");
    if ids.len() > IDS_AT_MOST {
        return Reply::jira_error(400, "Do not ask for more than 200 filters by id.");
    }
    if ask.param("owner").is_some() && ask.param("accountId").is_some() {
        return Reply::jira_error(400, "The owner and the account id exclude each other.");
    }
    let owner = ask.param("accountId").or(ask.param("owner")).filter(|id| !id.is_empty());
    let part = ask.param("filterName").unwrap_or_default().to_lowercase();
    let me = super::caller(world, ask);
    let is_admin = ask.is_jira_admin();
    // Without the administration the switch has no effect.
    let everything = is_admin && flag(ask, "overrideSharePermissions");
    let wanted = |filter: &&Filter| {
        let whose = filter.owner.as_ref().map(|a| a.id.as_str());
        let mine = whose == Some(me.id.as_str());
        (everything || mine || filter.share.reaches(&world.jira.base, me, is_admin))
            && (ids.is_empty() || ids.contains(&filter.id.as_str()))
            && owner.is_none_or(|id| whose == Some(id))
            && filter.name.to_lowercase().contains(&part)
    };
    let mut found: Vec<&Filter> = world.jira.filters.0.iter().filter(wanted).collect();
    if let Err(refusal) = sort(&mut found, ask.param("orderBy").unwrap_or("name")) {
        return refusal;
    }
    answered(paged(world, ask, USUAL, found.len(), |n| trimmed(&found[n].full, EXPANDS, &asked)))
}

/// The order that was asked for; a minus turns it round.
fn sort(found: &mut [&Filter], order: &str) -> Result<(), Reply> {
    let key: fn(&Filter) -> String = match order.trim_start_matches(['+', '-']) {
        "name" => |f| f.name.clone(),
        "id" => |f| f.id.clone(),
        "owner" => |f| f.owner.as_ref().map(|a| a.id.clone()).unwrap_or_default(),
        "is_shared" => |f| f.share.state().to_owned(),
        "description" => |f| f.full["description"].to_string(),
        "favourite_count" => |f| f.full["favouritedCount"].to_string(),
        "is_favourite" => |f| f.full["favourite"].to_string(),
        _ => return Err(Reply::jira_error(400, "The order is not known.")),
    };
    found.sort_by_key(|f| key(f));
    if order.starts_with('-') {
        found.reverse();
    }
    Ok(())
}
