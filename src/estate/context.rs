//! What is known beside touchpoints: seats, groups, apps, policies, signs of life.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::AccountId;

/// Everything that is no touchpoint and no account.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Products with their seats and the groups that grant one, site by site.
    pub application_roles: Vec<ApplicationRole>,
    /// How many users count, by Jira's own approximate count.
    pub licence_counts: Vec<LicenceCount>,
    /// Installed apps.
    pub apps: Vec<InstalledApp>,
    /// Groups of the organisation, with what they grant.
    pub groups: Vec<Group>,
    /// Workspaces with their licensed capacity.
    pub workspaces: Vec<Workspace>,
    /// Domains of the organisation.
    pub domains: Vec<Domain>,
    /// Policies of the organisation.
    pub policies: Vec<Policy>,
    /// What accounts did lately, by count.
    pub activity: Vec<Activity>,
    /// What the audit log says of tokens and accounts.
    pub events: Vec<Event>,
}

/// A product of Jira, its seats, and the groups that grant one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationRole {
    /// Product, by the names of this program.
    pub product: String,
    /// Host of the site.
    pub site: String,
    /// Seats licensed; `None` when not said, or unlimited.
    pub seats: Option<u64>,
    /// Seats left.
    pub remaining: Option<u64>,
    /// Users that count.
    pub users: Option<u64>,
    /// Names of the groups that grant a seat.
    pub groups: BTreeSet<String>,
}

/// How many users count, by Jira's own count, which may be up to seven days old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenceCount {
    /// Product, by the names of this program; `None`: over all of Jira.
    pub product: Option<String>,
    /// Host of the site.
    pub site: String,
    /// Users that count.
    pub users: u64,
}

/// An installed app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledApp {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Who makes it.
    pub vendor: Option<String>,
    /// Product it is installed in.
    pub product: String,
    /// Host of the site.
    pub site: String,
    /// Whether it is switched on.
    pub enabled: bool,
}

/// A group of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many users are in it; `None` when not said.
    pub users: Option<u64>,
    /// What it grants.
    pub grants: BTreeSet<Grant>,
}

/// A role on a product that a group grants.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// Product, by the names of this program.
    pub product: String,
    /// The product's ARI; empty when not said.
    pub resource: String,
    /// The role, as Atlassian writes it (`atlassian/user` …).
    pub role: String,
}

/// A product on a site, with its licensed capacity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// Its ARI.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Product, by the names of this program.
    pub product: String,
    /// Its address.
    pub host: Option<String>,
    /// Licensed seats.
    pub capacity: Option<u64>,
    /// `online`, `offline`, `deprecated`.
    pub status: Option<String>,
    /// Whether it is a sandbox of another, for trying things out.
    pub sandbox: bool,
}

/// A domain of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// The domain.
    pub name: String,
    /// `verified` and the like.
    pub status: Option<String>,
}

/// A policy of the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Its type as Atlassian writes it; an open set.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Whether it is enabled; `None` when not said.
    pub enabled: Option<bool>,
    /// Whether it revokes tokens or keys by itself, as far as its type, name and rule tell.
    pub revokes: bool,
    /// Days without use after which it does; `None` when not said.
    pub after_days: Option<i64>,
}

/// How much an account did lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Whose.
    pub account: AccountId,
    /// Product.
    pub product: String,
    /// Host of the site.
    pub site: String,
    /// What was counted: `issues created`, `content changed` …
    pub what: String,
    /// Over how many days; `None`: ever.
    pub days: Option<i64>,
    /// How many. A caller who may see little counts little: zero is a sign, no proof.
    pub count: u64,
}

/// An entry of the audit log that tells how an account acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub time: DateTime<Utc>,
    /// Who acted; `None` when not said.
    pub account: Option<AccountId>,
    /// What was done, as the log calls it.
    pub action: String,
    /// How the actor proved itself (`api-token` …), where the log says so.
    pub auth: Option<String>,
    /// Id of the token, where the log says so.
    pub token: Option<String>,
}
