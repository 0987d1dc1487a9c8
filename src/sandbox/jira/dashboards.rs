//! Dashboards. Nobody sees other people's private ones, administrators neither.

use super::base::{Base, Holder, administrator, ordinary};
use super::ledger::{Ledger, Thing};
use super::pages::{USUAL, answered, paged, strict_expands, trimmed};
use super::sharing::{Share, user_bean};
use crate::sandbox::account::Account;
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::{Settings, World};
use serde_json::{Value, json};

/// `field of the reply`, `word of expand`.
const EXPANDS: &[(&str, &str)] = &[
    ("description", "description"),
    ("owner", "owner"),
    ("view", "viewUrl"),
    ("isFavourite", "favourite"),
    ("popularity", "favouritedCount"),
    ("sharePermissions", "sharePermissions"),
    ("editPermissions", "editPermissions"),
    ("isWritable", "isWritable"),
];

struct Dashboard {
    name: String,
    owner: Option<Account>,
    share: Share,
    status: &'static str,
    full: Value,
}

pub(super) struct Dashboards(Vec<Dashboard>);

use Holder::Who;
use Share::{Global, Group, LoggedIn, Private, User};

/// `(name, owner, share, status)`
const BY_HAND: &[(&str, Holder, Share, &str)] = &[
    // Jira's own: it has no owner.
    ("Default dashboard", Holder::Nobody, Global, "active"),
    ("Operations wall", Who("ben"), LoggedIn, "active"),
    ("Release radar", Who("dan"), Global, "active"),
    ("Support wall", Who("eve"), Group("jira-software-users-acme"), "active"),
    ("Old sales board", Who("fay"), Global, "active"),
    ("Build monitor", Who("jenkins"), LoggedIn, "active"),
    ("KPI", Who("reporting"), Group("jira-admins-acme"), "active"),
    ("Handover plans", Who("ivy"), LoggedIn, "active"),
    ("Leave planner", Who("hal"), LoggedIn, "active"),
    ("Exported metrics", Who("metrics"), LoggedIn, "active"),
    ("Private notes", Who("ada"), Private, "active"),
    ("For the administrator", Who("cleo"), User("ada"), "active"),
    ("Imported wall", Holder::Corrupted, LoggedIn, "active"),
    // What the administrator does not see.
    ("Desk of a colleague", Who("cleo"), Private, "active"),
    ("Desk of a leaver", Who("dan"), Private, "active"),
    ("Contractors", Who("max"), Group("contractors-acme"), "active"),
    ("Between two", Who("cleo"), User("ben"), "active"),
    ("Wall of last year", Who("dan"), LoggedIn, "archived"),
];

impl Dashboards {
    pub(super) fn build(stage: &Stage<'_>, settings: &Settings, base: &Base, ledger: &mut Ledger) -> Self {
        let mut all: Vec<Dashboard> = vec![];
        let people = ordinary(stage);
        let mut dice = stage.dice.fork("jira dashboards");
        for &(name, owner, share, status) in BY_HAND {
            let shown = match owner {
                Who(handle) => Some(user_bean(stage.who(handle))),
                Holder::Corrupted => Some(corrupted_bean()),
                Holder::Nobody => None,
            };
            all.push(dashboard(stage, base, all.len(), name, owner.account(stage), (shown, share, status)));
        }
        for n in all.len()..settings.filters {
            let owner = *dice.pick(&people);
            let share = *dice.pick(&[LoggedIn, Global, Group("jira-software-users-acme")]);
            let name = format!("Team dashboard {}", n + 1);
            let looks = (Some(user_bean(owner)), share, "active");
            all.push(dashboard(stage, base, n, &name, Some(owner), looks));
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        // What nobody shows to an administrator, no auditor can know.
        let admin = administrator(stage);
        for dashboard in all.iter().filter(|d| d.status == "active" && d.visible(base, admin, true)) {
            let Some(owner) = &dashboard.owner else { continue };
            let id = dashboard.full["id"].as_str().unwrap_or_default();
            let (name, state) = (dashboard.name.as_str(), dashboard.share.state());
            ledger.bind(&Thing { kind: "dashboard", id, name, container: "", state }, "owner", owner);
        }
        Self(all)
    }
}

impl Dashboards {
    /// The ids of those that an account owns.
    pub(super) fn of<'a>(&'a self, owner: &'a str) -> impl Iterator<Item = &'a str> {
        let own =
            self.0.iter().filter(move |one| one.owner.as_ref().is_some_and(|account| account.id == owner));
        own.filter_map(|one| one.full["id"].as_str())
    }
}

impl Dashboard {
    fn visible(&self, base: &Base, who: &Account, is_admin: bool) -> bool {
        let mine = self.owner.as_ref().is_some_and(|owner| owner.id == who.id);
        mine || self.share.reaches(base, who, is_admin)
    }
}

fn dashboard(
    stage: &Stage<'_>,
    base: &Base,
    n: usize,
    name: &str,
    owner: Option<&Account>,
    (shown, share, status): (Option<Value>, Share, &'static str),
) -> Dashboard {
    let id = (10_000 + n).to_string();
    let mut full = json!({
        "self": format!("https://acme.example/rest/api/3/dashboard/{id}"),
        "id": id, "name": name, "description": "", "isFavourite": false, "popularity": n % 4,
        "isWritable": false, "view": format!("https://acme.example/jira/dashboards/{id}"),
        "sharePermissions": share.json(base, 20_000 + n, stage.accounts), "editPermissions": [],
        "systemDashboard": shown.is_none(),
    });
    if let Some(owner) = shown {
        full["owner"] = owner;
    }
    Dashboard { name: name.to_owned(), owner: owner.cloned(), share, status, full }
}

/// The corrupted record in the shape that has no type.
fn corrupted_bean() -> Value {
    json!({ "accountId": "unknown", "displayName": "Former user", "active": false, "key": "", "name": "" })
}

/// `GET /rest/api/3/dashboard/search`.
pub(super) fn search(world: &World, ask: &Ask<'_>) -> Reply {
    let known: Vec<&str> = EXPANDS.iter().map(|(_, word)| *word).collect();
    let asked = match strict_expands(ask, &known) {
        Ok(asked) => asked,
        Err(refusal) => return refusal,
    };
    let status = ask.param("status").unwrap_or("active");
    if !["active", "archived", "deleted"].contains(&status) {
        return Reply::jira_error(400, "The status is not known.");
    }
    let owner = ask.param("accountId").filter(|id| !id.is_empty());
    let (me, is_admin) = (super::caller(world, ask), ask.is_jira_admin());
    let wanted = |d: &&Dashboard| {
        let whose = d.owner.as_ref().map(|a| a.id.as_str());
        d.status == status
            && owner.is_none_or(|id| whose == Some(id))
            && d.visible(&world.jira.base, me, is_admin)
    };
    let found: Vec<&Dashboard> = world.jira.dashboards.0.iter().filter(wanted).collect();
    answered(paged(world, ask, USUAL, found.len(), |n| trimmed(&found[n].full, EXPANDS, &asked)))
}
