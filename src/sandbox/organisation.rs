//! What an organisation has besides accounts: groups, domains, workspaces, policies.

use super::account::{Account, stamp};
use super::dice::Dice;
use super::world::World;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A group of the directory.
#[derive(Clone)]
pub(crate) struct Group {
    pub id: String,
    pub name: String,
    pub description: String,
    /// Came from the identity provider: read-only here.
    pub synced: bool,
    /// Account ids.
    pub members: BTreeSet<String>,
    /// Product whose site it opens, and the role there.
    pub grants: Option<(&'static str, &'static str)>,
}

/// The products of the site, by the keys that the directory has for them, and what the site calls them.
pub(crate) const PRODUCTS: &[(&str, &str)] = &[
    ("jira-software", "Jira"),
    ("jira-servicedesk", "Jira Service Management"),
    ("confluence", "Confluence"),
];

/// The group of those who administer the site as a whole.
pub(crate) const SITE_ADMINS: &str = "site-admins";

/// The groups: one that opens each product, and some that open nothing.
pub(crate) fn groups(accounts: &[Account], dice: &Dice) -> Vec<Group> {
    let group = |name: &str, description: &str, members: &dyn Fn(&Account) -> bool| Group {
        id: dice.fork(&format!("group {name}")).uuid('4'),
        name: name.to_owned(),
        description: description.to_owned(),
        synced: false,
        members: accounts
            .iter()
            .filter(|a| a.listed.directory && a.state != "deleted" && members(a))
            .map(|a| a.id.clone())
            .collect(),
        grants: None,
    };
    let mut all: Vec<Group> = PRODUCTS
        .iter()
        .map(|&(key, name)| {
            let holds = |a: &Account| a.seats.iter().any(|seat| seat.key == key);
            let users = group(&format!("{key}-users-acme"), &format!("Gives a seat in {name}"), &holds);
            Group { grants: Some((key, "atlassian/user")), ..users }
        })
        .collect();
    let admins = group("jira-admins-acme", "Administers Jira", &|a| a.org_admin || a.handle == "mailbox");
    all.push(Group { grants: Some(("jira-software", "atlassian/admin")), ..admins });
    // Opens nothing, but says what somebody thought of the accounts in it.
    all.push(group("integrations-acme", "Accounts of tools", &|a| a.class == "robot"));
    all.push(Group {
        synced: true,
        ..group("staff-acme", "Everybody on the payroll", &|a| a.managed && a.class == "person")
    });
    all.push(group("project-x-acme", "Nobody is left", &|_| false));
    let of = |name, description, handles: &[&str]| group(name, description, &|a| handles.contains(&a.handle));
    all.push(of(SITE_ADMINS, "Administers the site", &["ada"]));
    let admins = of("confluence-admins-acme", "Administers Confluence", &["ada", "pia"]);
    all.push(Group { grants: Some(("confluence", "atlassian/admin")), ..admins });
    all.push(of("documentation-team", "Writes the handbook", &["pia", "mia", "wikisync"]));
    all.push(of("release-managers", "Publishes releases", &["cleo", "dan"]));
    all
}

impl Group {
    /// How a user's row names it.
    pub(crate) fn short_json(&self) -> Value {
        json!({ "id": self.id, "name": self.name, "description": self.description })
    }

    /// The row of `groups/search`, with all that `expand` can ask for.
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id, "name": self.name, "description": self.description,
            "directoryId": World::DIRECTORY_ID, "externalSynced": self.synced,
            "managedBy": if self.synced { "EXTERNAL" } else { "ADMINS" },
            "managementAccess": { "readable": true, "modifiable": !self.synced, "deletable": !self.synced },
            "counts": { "resources": usize::from(self.grants.is_some()), "users": self.members.len() },
            "links": { "self": format!("group-{}", self.id) },
        })
    }

    /// What it opens, and with which role.
    pub(crate) fn role_assignments(&self) -> Vec<Value> {
        self.grants
            .iter()
            .map(|(key, role)| {
                json!({
                    "resourceId": site_ari(key), "resourceOwner": key, "roles": [role], "defaultRole": role,
                })
            })
            .collect()
    }
}

/// The site as a place of one product.
pub(crate) fn site_ari(key: &str) -> String {
    format!("ari:cloud:{key}::site/{}", World::CLOUD_ID)
}

pub(crate) fn domains() -> Vec<Value> {
    [
        ("acme.example", "dns", "verified"),
        ("acme-labs.example", "http", "verified"),
        ("bought-last-year.example", "dns", "unverified"),
        ("old-acme.example", "http", "missing_token"),
    ]
    .iter()
    .map(|(name, kind, status)| {
        json!({
            "id": format!("domain-{}", name.split('.').next().unwrap_or_default()), "type": "domains",
            "attributes": { "name": name, "claim": { "type": kind, "status": status } },
            "links": { "self": format!("/admin/v1/orgs/{}/domains/{name}", World::ORG_ID) },
        })
    })
    .collect()
}

/// One of each documented type, and one of a type that no document has: it revokes what nobody uses, and knows
/// nothing of what breaks.
pub(crate) fn policies() -> Vec<Value> {
    let allowed = json!({ "in": ["203.0.113.0/24", "2001:db8::/32"] });
    [
        ("ip-allowlist", "Office and VPN only", "enabled", allowed),
        ("data-residency", "Stay in Europe", "enabled", json!({ "in": ["EU"] })),
        ("data-security", "No public links", "disabled", json!({ "in": ["public-links"] })),
        (
            "api-token-revocation",
            "Revoke API tokens unused for 60 days",
            "enabled",
            json!({ "action": "revoke-api-tokens", "unusedForDays": 60 }),
        ),
    ]
    .iter()
    .map(|(kind, name, status, rule)| {
        json!({
            "id": format!("policy-{kind}"), "type": "policy",
            "attributes": {
                "type": kind, "name": name, "status": status, "rule": rule,
                "resources": [{ "id": site_ari("jira-software"), "applicationStatus": "applied", "meta": {}, "links": {} }],
            },
        })
    })
    .collect()
}

/// Annual tiers: what a site is licensed for is the next of these.
const TIERS: &[usize] =
    &[10, 25, 50, 100, 200, 300, 400, 500, 600, 800, 1000, 2000, 5000, 10_000, 20_000, 50_000];

/// The workspaces of the organisation: the site's products, a sandbox of one, and some that are no site.
pub(crate) fn workspaces(
    accounts: &[Account],
    today: DateTime<Utc>,
    site_url: &str,
    creator: &str,
) -> Vec<Value> {
    let workspace = |id: String, kind: &str, name: &str, status: &str, attributes: Value| {
        let mut all = json!({
            "name": name, "type": kind, "typeKey": kind, "status": status, "statusDetails": [],
            "realm": "commercial", "regions": ["eu"], "labels": [], "sandbox": { "type": "NONE" },
        });
        for (key, value) in attributes.as_object().into_iter().flatten() {
            all[key] = value.clone();
        }
        json!({ "links": { "self": id }, "id": id, "type": "workspace", "attributes": all })
    };
    let created = stamp(today - Duration::days(1500));
    let creator = format!("ari:cloud:identity::user/{creator}");
    let mut all: Vec<Value> = PRODUCTS
        .iter()
        .map(|&(key, name)| {
            let seats = accounts.iter().filter(|a| a.holds_seat(key)).count();
            let capacity = TIERS.iter().find(|tier| **tier >= seats);
            let path = if key == "confluence" { "/wiki" } else { "" };
            let attributes = json!({
                "hostUrl": format!("{site_url}{path}"), "capacity": capacity, "owner": World::ORG_ID,
                "createdAt": created, "createdBy": creator,
            });
            workspace(site_ari(key), key, name, "online", attributes)
        })
        .collect();
    let other = |key: &str, kind: &str, id: &str| format!("ari:cloud:{key}::{kind}/{id}");
    // Licence data is not always there.
    all.push(workspace(
        other("jira-software", "site", "c10d0001-5a3d-4b0c-9e2f-7a1b2c3d4e5f"),
        "jira-software",
        "Jira sandbox",
        "online",
        json!({ "hostUrl": "https://acme-sandbox.example", "sandbox": { "type": "CHILD" } }),
    ));
    all.push(workspace(
        other("bitbucket", "workspace", "b17b0000-5a3d-4b0c-9e2f-7a1b2c3d4e5f"),
        "bitbucket",
        "acme",
        "online",
        json!({ "capacity": 25, "usage": 19 }),
    ));
    all.push(workspace(
        other("trello", "workspace", "7e110000-5a3d-4b0c-9e2f-7a1b2c3d4e5f"),
        "trello",
        "Acme boards",
        "deprecated",
        json!({ "hostUrl": null }),
    ));
    all
}
