//! The typed facts: accounts, touchpoints, bindings, and how much of the organisation they cover.
//!
//! Everything here is computed from the snapshot alone; the same evidence gives the same estate.

mod account;
mod activity;
mod app;
mod board;
mod context;
mod dependency;
mod facts;
mod filter;
mod key;
mod kind;
mod names;
mod organisation;
mod page;
mod project;
mod rule;
mod scheme;
mod seat;
mod space;
mod token;
mod told;
mod touchpoint;
mod webhook;
mod workflow;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

pub use account::{Account, AccountId, Seat, Source, State};
pub use context::{
    Activity, ApplicationRole, Context, Domain, Event, Grant, Group, InstalledApp, LicenceCount, Policy,
    Workspace,
};
pub use dependency::{Dependencies, Dependency, Node, Relation};
pub use facts::{
    BoardFacts, Credential, Facts, KeyFacts, KeyForm, RuleFacts, Search, SharedFacts, SpaceFacts, StepFacts,
    SubscriptionFacts, Target, TokenFacts, WebhookFacts, When, WriteAccess,
};
pub use kind::{Kind, Role};
pub use touchpoint::{ADMINISTERS, Binding, Connection, Spot, Touchpoint, UNUSED, Who};

use crate::atlassian::automation::{Document, Rule, ari_cloud_id, ari_product};
use crate::atlassian::is_email;
use crate::atlassian::people::{DirectoryUser, JiraUser, ServiceAccount};
use crate::snapshot::{Coverage, Gap, Place, Record, Snapshot, SnapshotError, record};

/// Everything that is known of an organisation.
#[derive(Debug, Clone)]
pub struct Estate {
    /// Accounts by id.
    pub accounts: BTreeMap<AccountId, Account>,
    /// Touchpoints, in the order of their ids.
    pub touchpoints: Vec<Touchpoint>,
    /// Who holds what, in the order of the touchpoints.
    pub bindings: Vec<Binding>,
    /// Projects, by site and key: the index of their touchpoint.
    pub projects: BTreeMap<(String, String), usize>,
    /// What hangs on what.
    pub dependencies: Dependencies,
    /// What is known beside touchpoints: seats, apps, policies, signs of life.
    pub context: Context,
    /// How well each place could be read.
    pub coverage: Vec<Coverage>,
    /// What could not be read or understood, row by row.
    pub gaps: Vec<Gap>,
    /// Where the evidence comes from, as the snapshot noted it.
    pub provenance: BTreeMap<String, String>,
    /// When the evidence was complete.
    pub finished_at: Option<DateTime<Utc>>,
}

impl Estate {
    /// Reads the facts out of a snapshot. `as_of` decides whether a token has expired.
    pub fn read(snapshot: &Snapshot, as_of: DateTime<Utc>) -> Result<Estate, SnapshotError> {
        let mut estate = Estate {
            accounts: BTreeMap::new(),
            touchpoints: Vec::new(),
            bindings: Vec::new(),
            projects: BTreeMap::new(),
            dependencies: Dependencies::default(),
            context: Context::default(),
            coverage: snapshot.coverage()?,
            gaps: snapshot.gaps()?,
            provenance: snapshot.provenance()?,
            finished_at: snapshot.finished_at()?,
        };
        estate.read_accounts(snapshot)?;
        let sites = Sites::read(&estate.provenance);
        activity::read_accounts(&mut estate, snapshot)?;
        seat::read(&mut estate, snapshot)?;
        app::read(&mut estate, snapshot)?;
        webhook::read(&mut estate, snapshot, &sites)?;
        activity::read(&mut estate, snapshot, &sites)?;
        let tokens = newest(snapshot.records(record::API_TOKEN)?, |_| None, &mut estate.gaps);
        let by_email = ids_by_email(&estate.accounts, &mut estate.gaps);
        let listed = newest(snapshot.records(record::LISTED_TOKEN)?, |_| None, &mut estate.gaps);
        let read = token::read_all(&tokens, as_of).into_iter().chain(token::read_listed(&listed, as_of));
        for mut read in read {
            if let Who::Address(email) = &read.binding.who
                && let Some(id) = by_email.get(&email.to_lowercase())
            {
                read.binding.who = Who::Account(id.clone());
            }
            for oddity in read.oddities {
                let reason = format!("{} {oddity}", read.touchpoint.title());
                estate.gaps.push(Gap { place: read.place.clone(), at: read.found_at.clone(), reason });
            }
            let (name, email) = (read.holder_name, read.holder_email);
            if let Some(id) = read.binding.who.account() {
                estate.account(id.as_str()).learn_name(name.as_deref(), email.as_deref(), Source::Named);
            }
            estate.file(read.touchpoint, vec![read.binding]);
        }
        key::read(&mut estate, snapshot, as_of)?;
        organisation::read(&mut estate, snapshot)?;
        estate.read_rules(snapshot)?;
        let filters = filter::read(&mut estate, snapshot, &sites)?;
        board::read(&mut estate, snapshot, &sites, &filters)?;
        workflow::read(&mut estate, snapshot, &sites)?;
        project::read(&mut estate, snapshot, &sites)?;
        scheme::read(&mut estate, snapshot, &sites)?;
        space::read(&mut estate, snapshot, &sites)?;
        seat::administrators(&mut estate);
        estate.accounts.values_mut().for_each(Account::note_contradictions);
        estate.sort();
        page::fill(&mut estate);
        dependency::read(&mut estate);
        Ok(estate)
    }

    fn read_accounts(&mut self, snapshot: &Snapshot) -> Result<(), SnapshotError> {
        // Pages of several sites arrive in any order; what is known of an account must not depend on it.
        let in_order = |kind: &str| -> Result<Vec<Record>, SnapshotError> {
            let mut records = snapshot.records(kind)?;
            records.sort_by(|a, b| (&a.place, &a.key).cmp(&(&b.place, &b.key)));
            Ok(records)
        };
        // Lists without account ids know an account by its address; whose address it is, the others tell.
        let (listed, directory): (Vec<Record>, Vec<Record>) = in_order(record::DIRECTORY_USER)?
            .into_iter()
            .partition(|record| DirectoryUser(&record.body).id().is_some_and(is_email));
        for record in directory {
            let user = DirectoryUser(&record.body);
            match user.id() {
                Some(id) => self.account(id).learn_directory(user, Source::Directory),
                None => self.gap(&record, "the user has no account id"),
            }
        }
        for record in in_order(record::MANAGED_ACCOUNT)? {
            let user = DirectoryUser(&record.body);
            match user.id() {
                Some(id) => self.account(id).learn_managed(user),
                None => self.gap(&record, "the managed account has no account id"),
            }
        }
        for record in in_order(record::SERVICE_ACCOUNT)? {
            let account = ServiceAccount(&record.body);
            match account.id() {
                Some(id) => self.account(id).learn_service_account(account),
                None => self.gap(&record, "the service account has no account id"),
            }
        }
        for record in in_order(record::JIRA_USER)? {
            let user = JiraUser(&record.body);
            match user.id() {
                Some(id) => self.account(id).learn_jira(user),
                None => self.gap(&record, "a corrupted user record without a usable account id"),
            }
        }
        let by_email = ids_by_email(&self.accounts, &mut self.gaps);
        for record in listed {
            let user = DirectoryUser(&record.body);
            let Some(address) = user.id() else { continue };
            let known = by_email.get(&address.to_lowercase()).map(|id| id.as_str().to_owned());
            let id = known.unwrap_or_else(|| address.to_owned());
            self.account(&id).learn_directory(user, Source::Listed);
        }
        Ok(())
    }

    fn read_rules(&mut self, snapshot: &Snapshot) -> Result<(), SnapshotError> {
        let sites = Sites::read(&self.provenance);
        let changed = |body: &serde_json::Value| Document(body).rule().changed();
        let whole = newest(snapshot.records(record::RULE)?, changed, &mut self.gaps);
        let summaries = newest(snapshot.records(record::RULE_SUMMARY)?, changed, &mut self.gaps);
        let mut summaries: BTreeMap<(Place, String), Record> = summaries
            .into_iter()
            .map(|record| ((record.place.clone(), record.key.clone()), record))
            .collect();
        let mut records = Vec::new();
        for mut record in whole {
            // What an answer leaves out, the list may have told.
            if let Some(summary) = summaries.remove(&(record.place.clone(), record.key.clone())) {
                complete(&mut record.body, &summary.body);
            }
            records.push(record);
        }
        records.extend(summaries.into_values());
        let lookup = Lookup::new(&self.accounts, &sites, &mut self.gaps);
        let mut read = Vec::new();
        for record in records {
            let document = Document(&record.body);
            let rule = document.rule();
            // Without an id of its own it is known by its place only.
            let nameless = rule.id().is_none() && record.key == record.found_at && rule.name().is_none();
            if nameless && !rule.is_whole() {
                self.gap(&record, "an answer without id, name, trigger and steps is no rule");
                continue;
            }
            let kind = rule_kind(&record, rule);
            let native_id = rule.id().unwrap_or_else(|| record.key.clone());
            let mut one = rule::read(document, &native_id, kind, &lookup);
            one.touchpoint.site = sites.name(&record.place, rule);
            read.push((record, one));
        }
        for (record, one) in read {
            for oddity in one.oddities {
                self.gap(&record, &format!("the rule \"{}\" {oddity}", one.touchpoint.name));
            }
            self.file(one.touchpoint, one.bindings);
        }
        Ok(())
    }

    /// Whom an object of an account leads to, as Jira and Confluence write one inside other things; its name is
    /// learnt on the way.
    fn meet(&mut self, user: &serde_json::Value) -> Who {
        let told = JiraUser(user);
        let Some(id) = told.id().map(str::to_owned) else { return Who::Unknown };
        let name = told.name().filter(|name| !name.eq_ignore_ascii_case("former user"));
        self.account(&id).learn_name(name, told.email(), Source::Named);
        Who::Account(AccountId::new(id))
    }

    /// The records of a kind, each in its newest version.
    fn newest(&mut self, snapshot: &Snapshot, kind: &str) -> Result<Vec<Record>, SnapshotError> {
        Ok(newest(snapshot.records(kind)?, |_| None, &mut self.gaps))
    }

    /// The account with this id, made when it was only named so far.
    fn account(&mut self, id: &str) -> &mut Account {
        let id = AccountId::new(id);
        self.accounts.entry(id.clone()).or_insert_with(|| Account::named(id))
    }

    fn file(&mut self, touchpoint: Touchpoint, bindings: Vec<Binding>) {
        let index = self.touchpoints.len();
        for mut binding in bindings {
            if let Who::Account(id) = &binding.who {
                self.account(id.clone().as_str());
            }
            binding.touchpoint = index;
            self.bindings.push(binding);
        }
        self.touchpoints.push(touchpoint);
    }

    fn gap(&mut self, record: &Record, reason: &str) {
        let (place, at) = (record.place.clone(), record.found_at.clone());
        self.gaps.push(Gap { place, at, reason: reason.to_owned() });
    }

    /// Puts touchpoints and bindings into the order of their ids, whatever order the pages came in.
    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.touchpoints.len()).collect();
        order.sort_by(|a, b| self.touchpoints[*a].id.cmp(&self.touchpoints[*b].id));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let mut touchpoints: Vec<(usize, Touchpoint)> =
            std::mem::take(&mut self.touchpoints).into_iter().enumerate().collect();
        touchpoints.sort_by_key(|(old, _)| place[*old]);
        self.touchpoints = touchpoints.into_iter().map(|(_, touchpoint)| touchpoint).collect();
        for binding in &mut self.bindings {
            binding.touchpoint = place[binding.touchpoint];
        }
        self.bindings.sort_by(|a, b| (a.touchpoint, a.role, &a.who).cmp(&(b.touchpoint, b.role, &b.who)));
    }

    /// What is known of an account, if anything.
    pub fn known_account(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// The touchpoint of a binding.
    pub fn touchpoint_of(&self, binding: &Binding) -> &Touchpoint {
        &self.touchpoints[binding.touchpoint]
    }
}

/// The sites of the scan: host by cloud id, noted by the collectors as `site:<cloud id>`.
struct Sites {
    host_by_cloud_id: BTreeMap<String, String>,
}

impl Sites {
    fn read(provenance: &BTreeMap<String, String>) -> Sites {
        let host_by_cloud_id = provenance
            .iter()
            .filter_map(|(key, host)| Some((key.strip_prefix("site:")?.to_owned(), host.clone())))
            .collect();
        Sites { host_by_cloud_id }
    }

    /// What stands for a place's site in a stable id: its cloud id, which outlives its host's name.
    fn key<'a>(&'a self, place: &'a Place) -> &'a str {
        let known = self.host_by_cloud_id.iter().find(|(_, host)| **host == place.site);
        known.map_or(&place.site, |(cloud_id, _)| cloud_id)
    }

    /// A thing of a place's site. Ids are unique only within one.
    fn thing(&self, kind: Kind, place: &Place, id: &str, name: &str) -> Touchpoint {
        let mut thing = Touchpoint::new(kind, format!("{}/{id}", self.key(place)), name);
        thing.product = place.surface.split('.').next().unwrap_or_default().to_owned();
        thing.site = place.site.clone();
        thing
    }

    /// Host of the rule's site, else the cloud id its scope names, else nothing.
    fn name(&self, place: &Place, rule: Rule<'_>) -> String {
        if !place.site.is_empty() {
            return place.site.clone();
        }
        let cloud_id = rule.cloud_id().unwrap_or_default();
        self.host_by_cloud_id.get(&cloud_id).cloned().unwrap_or(cloud_id)
    }
}

/// What rules ask of the rest of the estate.
struct Lookup {
    by_email: BTreeMap<String, AccountId>,
    ids: BTreeSet<String>,
    hosts: BTreeSet<String>,
}

impl Lookup {
    fn new(accounts: &BTreeMap<AccountId, Account>, sites: &Sites, gaps: &mut Vec<Gap>) -> Lookup {
        let by_email = ids_by_email(accounts, gaps);
        let ids = accounts.keys().map(|id| id.as_str().to_owned()).collect();
        let host = |site: &String| site.split(':').next().unwrap_or_default().to_owned();
        Lookup { by_email, ids, hosts: sites.host_by_cloud_id.values().map(host).collect() }
    }
}

impl rule::Known for Lookup {
    fn by_email(&self, email: &str) -> Option<AccountId> {
        self.by_email.get(&email.to_lowercase()).cloned()
    }

    fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    fn is_atlassian_host(&self, host: &str) -> bool {
        ["atlassian.net", "atlassian.com", "jira.com"]
            .iter()
            .any(|domain| host == *domain || host.ends_with(&format!(".{domain}")))
            || self.hosts.contains(host)
    }
}

/// Accounts by e-mail address, in lower case. An address that two accounts share leads to neither, and is a gap.
fn ids_by_email(accounts: &BTreeMap<AccountId, Account>, gaps: &mut Vec<Gap>) -> BTreeMap<String, AccountId> {
    let mut ids: BTreeMap<String, Vec<&AccountId>> = BTreeMap::new();
    for account in accounts.values() {
        if let Some(email) = &account.email {
            ids.entry(email.to_lowercase()).or_default().push(&account.id);
        }
    }
    let mut unique = BTreeMap::new();
    let told: BTreeSet<String> =
        gaps.iter().filter(|gap| gap.place.surface == "accounts").map(|gap| gap.at.clone()).collect();
    for (email, ids) in ids {
        match ids.as_slice() {
            [id] => drop(unique.insert(email, (*id).clone())),
            several => {
                let several: Vec<&str> = several.iter().map(|id| id.as_str()).collect();
                let reason = format!(
                    "the address belongs to several accounts ({}), so what names it is nobody's",
                    several.join(", ")
                );
                if !told.contains(&email) {
                    let place = Place { surface: "accounts".to_owned(), site: String::new() };
                    gaps.push(Gap { place, at: email, reason });
                }
            }
        }
    }
    unique
}

/// Fills what a document leaves out with what another one says of the same thing.
fn complete(document: &mut serde_json::Value, summary: &serde_json::Value) {
    let has_rule = document.get("rule").is_some_and(serde_json::Value::is_object);
    let rule = match document.get_mut("rule") {
        Some(rule) if has_rule => rule,
        _ => document,
    };
    let (Some(rule), Some(summary)) = (rule.as_object_mut(), summary.as_object()) else { return };
    for (key, value) in summary {
        if rule.get(key).is_none_or(serde_json::Value::is_null) && !value.is_null() {
            rule.insert(key.clone(), value.clone());
        }
    }
}

/// Which product a rule is of: the surface it was read from says, else its scope, else its trigger.
fn rule_kind(record: &Record, rule: Rule<'_>) -> Kind {
    let of_product = |product: &str| match product {
        "confluence" => Kind::ConfluenceAutomationRule,
        _ => Kind::JiraAutomationRule,
    };
    let by_scope =
        rule.scope().iter().find_map(|ari| ari_product(ari).filter(|_| ari_cloud_id(ari).is_some()));
    match record.place.surface.as_str() {
        "confluence.automation" => Kind::ConfluenceAutomationRule,
        _ => by_scope.map_or(Kind::JiraAutomationRule, of_product),
    }
}

/// One record for each thing: where several versions of it were read, the newest, else the last; each
/// superseded version leaves a gap, because its bindings are not looked at.
fn newest(
    records: Vec<Record>,
    changed: impl Fn(&serde_json::Value) -> Option<DateTime<Utc>>,
    gaps: &mut Vec<Gap>,
) -> Vec<Record> {
    let mut by_key: BTreeMap<(Place, String), Record> = BTreeMap::new();
    for record in records {
        let key = (record.place.clone(), record.key.clone());
        let Some(earlier) = by_key.remove(&key) else {
            by_key.insert(key, record);
            continue;
        };
        let (kept, superseded) = match changed(&earlier.body) > changed(&record.body) {
            true => (earlier, record),
            false => (record, earlier),
        };
        gaps.push(Gap {
            place: superseded.place,
            at: superseded.found_at,
            reason: format!(
                "the id {} occurs twice with different contents; the version at {} counts, being {}",
                key.1,
                kept.found_at,
                if changed(&kept.body).is_some() { "changed last" } else { "read last" }
            ),
        });
        by_key.insert(key, kept);
    }
    by_key.into_values().collect()
}
