//! Which products there are, how many seats each has, and what one account holds.

use super::groups::group_json;
use super::pages::expands;
use crate::sandbox::account::Account;
use crate::sandbox::ask::Ask;
use crate::sandbox::organisation::Group;
use crate::sandbox::reply::Reply;
use crate::sandbox::world::World;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A Jira product of the site.
pub(super) struct Application {
    pub key: &'static str,
    name: &'static str,
    plan: &'static str,
    /// The tier paid for; `None`: no limit.
    step: Option<usize>,
}

pub(super) const APPLICATIONS: &[Application] = &[
    Application { key: "jira-software", name: "Jira", plan: "PAID", step: Some(100) },
    Application { key: "jira-servicedesk", name: "Jira Service Management", plan: "PAID", step: Some(10) },
    Application { key: "jira-core", name: "Jira Work Management", plan: "FREE", step: None },
    Application { key: "jira-product-discovery", name: "Product Discovery", plan: "UNLICENSED", step: None },
];

impl Application {
    fn groups<'a>(&'a self, world: &'a World) -> Vec<&'a Group> {
        world.jira.base.groups.of_product(self.key).collect()
    }

    /// Who is billed: switched-off members stay in their groups and cost nothing.
    fn seated<'a>(&'a self, world: &'a World) -> BTreeSet<&'a str> {
        let billed: BTreeSet<&str> = active(world).map(|a| a.id.as_str()).collect();
        let members = world.jira.base.groups.of_product(self.key).flat_map(|g| &g.members);
        members.map(String::as_str).filter(|id| billed.contains(id)).collect()
    }

    fn json(&self, world: &World) -> Value {
        let groups = self.groups(world);
        let names: Vec<&str> = groups.iter().map(|g| g.name.as_str()).collect();
        let details: Vec<Value> = groups.iter().map(|g| group_json(g)).collect();
        let users = format!("{}-users-acme", self.key);
        let default: Vec<Value> = groups.iter().filter(|g| g.name == users).map(|g| group_json(g)).collect();
        let used = self.seated(world).len();
        let limit = self.step.map(|step| used.div_ceil(step).max(1) * step);
        json!({
            "key": self.key, "name": self.name, "groups": names, "groupDetails": details,
            "defaultGroups": default.iter().map(|g| &g["name"]).collect::<Vec<_>>(),
            "defaultGroupsDetails": default, "selectedByDefault": self.key == "jira-software",
            "defined": true, "platform": self.key == "jira-core",
            "numberOfSeats": limit.map_or(json!(-1), |n| json!(n)),
            "remainingSeats": limit.map_or(json!(-1), |n| json!(n - used)),
            "userCount": used, "userCountDescription": format!("{used} users"),
            "hasUnlimitedSeats": limit.is_none(),
        })
    }
}

fn active(world: &World) -> impl Iterator<Item = &Account> {
    world.accounts.iter().filter(|a| a.state == "active" && a.account_type == "atlassian")
}

fn licensed() -> impl Iterator<Item = &'static Application> {
    APPLICATIONS.iter().filter(|a| a.plan != "UNLICENSED")
}

/// `GET /rest/api/3/applicationrole`: an array, without pages.
pub(super) fn application_roles(world: &World) -> Reply {
    Reply::ok(&licensed().map(|a| a.json(world)).collect())
}

/// `GET /rest/api/3/license/approximateLicenseCount`: people, of whom each counts once.
pub(super) fn people(world: &World) -> Reply {
    let all: BTreeSet<&str> = licensed().flat_map(|a| a.seated(world)).collect();
    metric("license.totalApproximateUserCount", all.len())
}

/// The same for one product.
pub(super) fn people_of(world: &World, key: &str) -> Reply {
    match APPLICATIONS.iter().find(|a| a.key == key) {
        Some(product) => metric(&format!("license.approximateUserCount.{key}"), product.seated(world).len()),
        None => Reply::jira_error(400, "The application key is not known."),
    }
}

/// The number comes as text.
fn metric(key: &str, count: usize) -> Reply {
    Reply::ok(&json!({ "key": key, "value": count.to_string() }))
}

/// `GET /rest/api/3/instance/license`.
pub(super) fn instance() -> Reply {
    let applications: Vec<Value> =
        APPLICATIONS.iter().map(|a| json!({ "id": a.key, "plan": a.plan })).collect();
    Reply::ok(&json!({ "applications": applications }))
}

/// `GET /rest/api/3/user`.
pub(super) fn user(world: &World, ask: &Ask<'_>) -> Reply {
    if !ask.is_jira_admin() {
        return Reply::jira_error(403, "You do not have permission to browse users.");
    }
    let Some(id) = ask.param("accountId").filter(|id| !id.is_empty()) else {
        return Reply::jira_error(400, "The accountId is required.");
    };
    let Some(who) = world.accounts.iter().find(|a| a.listed.jira && a.id == id) else {
        return Reply::jira_error(404, "The user does not exist.");
    };
    let mut row = who.jira_json();
    let asked = expands(ask);
    let size = |all: &[Value]| json!({ "size": all.len(), "items": [] });
    let wrap = |word: &str, all: Vec<Value>| {
        if asked.contains(&word) { json!({ "size": all.len(), "items": all }) } else { size(&all) }
    };
    let roles = licensed().filter(|a| a.groups(world).iter().any(|g| g.members.contains(&who.id)));
    let roles = roles.map(|a| json!({ "key": a.key, "name": a.name })).collect();
    row["groups"] = wrap("groups", world.jira.base.groups.of_member(id).map(group_json).collect());
    row["applicationRoles"] = wrap("applicationRoles", roles);
    row["expand"] = json!("groups,applicationRoles");
    Reply::ok(&row)
}
