//! Accounts, joined by id over every place that shows them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::told::{Said, Told};
use crate::atlassian::people::{ConfluenceUser, DirectoryUser, JiraUser, ServiceAccount};
use crate::atlassian::{AUTOMATION_FOR_JIRA, SERVICE_ACCOUNT_DOMAIN, is_billed_product, product_name};

/// An Atlassian account id, the one thing accounts are joined on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct AccountId(String);

impl AccountId {
    /// An id as Atlassian writes it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the built-in actor "Automation for Jira", which is nobody's and costs nothing.
    pub fn is_built_in(&self) -> bool {
        self.0 == AUTOMATION_FOR_JIRA
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether an account can still act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It can log in and act.
    Active,
    /// Its membership is suspended; the account itself is not switched off.
    Suspended,
    /// It is switched off and keeps its name.
    Deactivated,
    /// It is closed for good, shown as "Former user".
    Deleted,
    /// No source says.
    Unknown,
}

impl State {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            State::Active => "active",
            State::Suspended => "suspended",
            State::Deactivated => "deactivated",
            State::Deleted => "deleted",
            State::Unknown => "unknown",
        }
    }

    /// Whether the account has left: switched off or closed.
    pub fn is_gone(self) -> bool {
        matches!(self, State::Deactivated | State::Deleted)
    }
}

/// Who told us about an account. The order is that of trust where two disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Named by a rule or a token only.
    Named,
    /// A list of accounts without account ids, joined by e-mail.
    Listed,
    /// Confluence, asked about one account of one site.
    Confluence,
    /// Jira's list of users of one site.
    Jira,
    /// The organisation's older list of managed accounts, which knows the account but no membership.
    Managed,
    /// The organisation's directory, or a file exported from it.
    Directory,
    /// The organisation's list of service accounts.
    ServiceAccounts,
}

impl Source {
    /// What it is called in what two of them say differently.
    pub(super) fn title(self) -> &'static str {
        match self {
            Source::Named => "a rule or token",
            Source::Listed => "a list without account ids",
            Source::Confluence => "Confluence",
            Source::Jira => "Jira",
            Source::Managed => "the list of managed accounts",
            Source::Directory => "the organisation's directory",
            Source::ServiceAccounts => "the list of service accounts",
        }
    }
}

/// A product an account may use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seat {
    /// ARIs of the product on each site where it may; empty where no source tells them.
    pub resources: BTreeSet<String>,
    /// Whether all of these are sandboxes, in which nothing is billed.
    pub sandbox: bool,
    /// Last page view, up to a day late; the use of an API does not move it, as far as is known.
    pub last_active: Option<DateTime<Utc>>,
}

/// An account with everything that was seen of it.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Display name.
    pub name: Option<String>,
    /// E-mail, where it was not hidden.
    pub email: Option<String>,
    /// Whether it can still act.
    pub state: State,
    /// `accountType`: `atlassian`, `app`, `customer` …; `unknown` where Jira could not reach the account's record
    /// and nobody else tells.
    pub account_type: Option<String>,
    /// Jira's `appType`: `service`, `agent` …
    pub app_type: Option<String>,
    /// Whether the organisation's list of service accounts has it.
    pub listed_service_account: bool,
    /// Whether it administers the organisation or a site; `None` when no source says.
    pub org_admin: Option<bool>,
    /// Products it may use, by the names of this program; `None` when no source says.
    pub seats: Option<BTreeMap<String, Seat>>,
    /// Last page view in any product.
    pub last_active: Option<DateTime<Utc>>,
    /// Whether a source that tells of page views told of this account.
    pub views_told: bool,
    /// Whether a second factor is set up.
    pub mfa: Option<bool>,
    /// Job title.
    pub job_title: Option<String>,
    /// Department, as the profile has it.
    pub department: Option<String>,
    /// Time zone by its name in the time zone database (`Europe/Berlin`), as the profile has it.
    pub time_zone: Option<String>,
    /// Whether somebody proved to read what is sent to its address; `None` when no source says.
    pub email_verified: Option<bool>,
    /// `invited` or `synced`.
    pub management_source: Option<String>,
    /// Whether the organisation manages the account.
    pub managed: Option<bool>,
    /// Names of its groups.
    pub groups: BTreeSet<String>,
    /// Groups that grant it a seat, by product; empty where no source says.
    pub seat_groups: BTreeMap<String, BTreeSet<String>>,
    /// What it administers, in words, beside the whole organisation: a product by a role or a group.
    pub admin_of: BTreeSet<String>,
    /// Whether its deletion is scheduled: 14 days in which it looks switched off.
    pub for_deletion: bool,
    /// Whether it is billed for Guard; `None` when no source says.
    pub guard_billable: Option<bool>,
    /// What two sources say differently, in words.
    pub conflicts: Vec<String>,
    /// Who told us about it.
    pub sources: BTreeSet<Source>,
    told: Facts,
}

/// Who says what of the facts that several sources know.
#[derive(Debug, Clone, Default)]
struct Facts {
    state: Told<State>,
    name: Told<String>,
    email: Told<String>,
    account_type: Told<String>,
    app_type: Told<String>,
    mfa: Told<bool>,
    job_title: Told<String>,
    department: Told<String>,
    time_zone: Told<String>,
    email_verified: Told<bool>,
    management_source: Told<String>,
}

impl Account {
    /// An account of which only the id is known so far.
    pub fn named(id: AccountId) -> Account {
        let built_in = id.is_built_in();
        let mut account = Account {
            name: None,
            state: if built_in { State::Active } else { State::Unknown },
            id,
            email: None,
            account_type: None,
            app_type: None,
            listed_service_account: false,
            org_admin: None,
            seats: None,
            last_active: None,
            views_told: false,
            mfa: None,
            job_title: None,
            department: None,
            time_zone: None,
            email_verified: None,
            management_source: None,
            managed: None,
            groups: BTreeSet::new(),
            seat_groups: BTreeMap::new(),
            admin_of: BTreeSet::new(),
            for_deletion: false,
            guard_billable: None,
            conflicts: Vec::new(),
            sources: BTreeSet::from([Source::Named]),
            told: Facts::default(),
        };
        if built_in {
            // Known beforehand: whatever a rule calls it, only those who list accounts know better.
            account.learn_name(Some("Automation for Jira"), None, Source::Listed);
        }
        account
    }

    /// How people know it: name, else e-mail, else id.
    pub fn title(&self) -> &str {
        self.name.as_deref().or(self.email.as_deref()).unwrap_or(self.id.as_str())
    }

    /// Products in which it holds a seat that is paid for.
    pub fn billed_seats(&self) -> impl Iterator<Item = &str> {
        let seats = self.seats.iter().flatten().filter(|(_, seat)| !seat.sandbox);
        seats.map(|(product, _)| product.as_str()).filter(|product| is_billed_product(product))
    }

    /// Whether it holds a seat and no page view is on record, with a source that would tell of one.
    pub fn never_viewed(&self) -> bool {
        self.views_told && self.last_active.is_none() && self.billed_seats().next().is_some()
    }

    /// Whether its address is at the domain of service accounts.
    pub fn has_service_account_address(&self) -> bool {
        self.email.as_deref().is_some_and(|mail| mail.to_ascii_lowercase().ends_with(SERVICE_ACCOUNT_DOMAIN))
    }

    /// Adds what a directory of the organisation says, or a list (`source`).
    pub fn learn_directory(&mut self, user: DirectoryUser<'_>, source: Source) {
        self.sources.insert(source);
        self.learn_name(user.name(), user.email(), source);
        self.learn_state(directory_state(user), source);
        self.views_told |= user.tells_views();
        self.for_deletion |= user.status().is_some_and(|status| status.eq_ignore_ascii_case("for_deletion"));
        self.learn_type(user.account_type(), source);
        let text = |text: Option<&str>| text.map(str::to_owned);
        let told = &mut self.told;
        learn(&mut self.mfa, &mut told.mfa, user.mfa(), source);
        learn(&mut self.job_title, &mut told.job_title, text(user.job_title()), source);
        learn(&mut self.department, &mut told.department, text(user.department()), source);
        learn(&mut self.time_zone, &mut told.time_zone, text(user.time_zone()), source);
        learn(&mut self.email_verified, &mut told.email_verified, user.email_verified(), source);
        let synced = text(user.management_source());
        learn(&mut self.management_source, &mut told.management_source, synced, source);
        set(&mut self.managed, user.claim_status().map(|status| status == "managed"));
        if let Some(roles) = user.platform_roles() {
            let admin =
                roles.iter().any(|role| role.ends_with("/org-admin") || role.ends_with("/site-admin"));
            self.org_admin = Some(self.org_admin == Some(true) || admin);
        }
        if let Some(products) = user.product_access() {
            let seats = self.seats.get_or_insert_default();
            for product in products {
                let seat = seats.entry(product_name(product.key)).or_default();
                seat.last_active = seat.last_active.max(product.last_active);
                seat.resources.extend(product.resource.map(str::to_owned));
            }
            self.last_active = self.last_active.max(seats.values().filter_map(|seat| seat.last_active).max());
        }
        self.last_active = self.last_active.max(user.last_active());
        self.groups.extend(user.groups().map(str::to_owned));
    }

    /// Adds what the organisation's list of managed accounts says, once the directory has spoken.
    pub fn learn_managed(&mut self, user: DirectoryUser<'_>) {
        self.sources.insert(Source::Managed);
        self.learn_name(user.name(), user.email(), Source::Managed);
        self.learn_state(directory_state(user), Source::Managed);
        self.managed.get_or_insert(true);
        self.views_told = true;
        set(&mut self.guard_billable, user.guard_billable());
        self.learn_type(user.account_type(), Source::Managed);
        // It lists the products an account uses. Which it may use the directory knows better.
        let directory_tells = self.seats.is_some();
        for product in user.product_access().unwrap_or_default() {
            self.last_active = self.last_active.max(product.last_active);
            let name = product_name(product.key);
            match &mut self.seats {
                Some(seats) if directory_tells => {
                    if let Some(seat) = seats.get_mut(&name) {
                        seat.last_active = seat.last_active.max(product.last_active);
                    }
                }
                seats => {
                    let seat = seats.get_or_insert_default().entry(name).or_default();
                    seat.last_active = seat.last_active.max(product.last_active);
                }
            }
        }
        self.last_active = self.last_active.max(user.last_active());
    }

    /// Adds what Jira's user list says.
    pub fn learn_jira(&mut self, user: JiraUser<'_>) {
        self.sources.insert(Source::Jira);
        self.learn_type(user.account_type(), Source::Jira);
        if user.account_type().is_some_and(is_unknown) {
            // Jira could not reach the account's record: what stands here are fallback values.
            self.learn_name(user.name(), user.email(), Source::Named);
            return;
        }
        self.learn_name(user.name(), user.email(), Source::Jira);
        let state = match user.active() {
            _ if user.is_former_user() => State::Deleted,
            Some(true) => State::Active,
            Some(false) => State::Deactivated,
            None => State::Unknown,
        };
        self.learn_state(state, Source::Jira);
        match user.app_type() {
            Some(kind) if is_unknown(kind) => drop(self.app_type.get_or_insert_with(|| kind.to_owned())),
            kind => learn(&mut self.app_type, &mut self.told.app_type, kind.map(str::to_owned), Source::Jira),
        }
        let zone = user.time_zone().map(str::to_owned);
        learn(&mut self.time_zone, &mut self.told.time_zone, zone, Source::Jira);
    }

    /// Adds what Confluence says.
    pub fn learn_confluence(&mut self, user: ConfluenceUser<'_>) {
        self.sources.insert(Source::Confluence);
        let name = user.name().filter(|name| !name.eq_ignore_ascii_case("former user"));
        self.learn_name(name, user.email(), Source::Confluence);
        let state = match user.account_status().map(str::to_ascii_lowercase).as_deref() {
            Some("active") => State::Active,
            Some("inactive") => State::Deactivated,
            Some("closed") => State::Deleted,
            _ => State::Unknown,
        };
        self.learn_state(state, Source::Confluence);
    }

    /// Adds what the organisation's list of service accounts says.
    pub fn learn_service_account(&mut self, account: ServiceAccount<'_>) {
        self.sources.insert(Source::ServiceAccounts);
        self.listed_service_account = true;
        self.learn_name(account.name(), account.email(), Source::ServiceAccounts);
        let state = match account.status().map(str::to_ascii_lowercase).as_deref() {
            Some("active" | "enabled") => State::Active,
            Some("inactive" | "deactivated" | "disabled") => State::Deactivated,
            Some("closed" | "deleted") => State::Deleted,
            Some("suspended") => State::Suspended,
            _ => State::Unknown,
        };
        self.learn_state(state, Source::ServiceAccounts);
    }

    /// Adds a name or address. That the two of them differ from one source to another is told of addresses only:
    /// people have a formal name here and a public one there.
    pub fn learn_name(&mut self, name: Option<&str>, email: Option<&str>, source: Source) {
        learn(&mut self.name, &mut self.told.name, name.map(str::to_owned), source);
        // What stands in for an address that is hidden is none.
        let email = email.filter(|email| email.contains('@')).map(str::to_owned);
        learn(&mut self.email, &mut self.told.email, email, source);
    }

    /// Adds an `accountType`. `unknown` says that a record could not be reached, and nothing about the account.
    pub fn learn_type(&mut self, kind: Option<&str>, source: Source) {
        match kind {
            Some(kind) if is_unknown(kind) => drop(self.account_type.get_or_insert_with(|| kind.to_owned())),
            kind => {
                learn(&mut self.account_type, &mut self.told.account_type, kind.map(str::to_owned), source);
            }
        }
    }

    fn learn_state(&mut self, state: State, source: Source) {
        if state == State::Unknown {
            return;
        }
        self.told.state.hear(state, source);
        let [first, others @ ..] = self.told.state.all() else { return };
        let closer = others.iter().find(|other| may_be(first, other.value));
        self.state = closer.unwrap_or(first).value;
    }

    /// Writes down what sources say differently, once all of them have spoken.
    pub(super) fn note_contradictions(&mut self) {
        let same = |a: &Said<String>, b: &Said<String>| a.value.to_lowercase() == b.value.to_lowercase();
        let told = &self.told;
        let mut found = told.state.contradictions(may_both_be, |state| state.word().to_owned());
        found.extend(told.account_type.contradictions(same, |kind| format!("accountType {kind}")));
        found.extend(told.app_type.contradictions(same, |kind| format!("appType {kind}")));
        if self.listed_service_account {
            // To Jira a service account is an app. Which other words `appType` may have for it is not known.
            let types = told.account_type.all().iter().filter(|said| !said.value.eq_ignore_ascii_case("app"));
            let kinds = told.app_type.all().iter().filter(|said| said.value.eq_ignore_ascii_case("agent"));
            let types = types.map(|said| (said.source, "accountType", &said.value));
            let kinds = kinds.map(|said| (said.source, "appType", &said.value));
            found.extend(types.chain(kinds).map(|(source, what, kind)| {
                let (list, other) = (Source::ServiceAccounts.title(), source.title());
                format!("{list} has it, {other} says {what} {kind}; the former counts")
            }));
        }
        found.extend(told.email.contradictions(same, String::clone));
        self.conflicts.splice(0..0, found);
    }
}

/// Whether a source that says so much leaves it open that the account is in another state, which somebody who looks
/// closer may tell.
fn may_be(said: &Said<State>, state: State) -> bool {
    match (said.source, said.value) {
        // It has a flag and no more.
        (Source::Jira, State::Deactivated) => matches!(state, State::Suspended | State::Deleted),
        (Source::Listed, State::Deactivated) => state == State::Deleted,
        // They know the account and not its membership, which is what gets suspended.
        (Source::Managed | Source::Confluence, State::Active) => state == State::Suspended,
        _ => false,
    }
}

/// Whether what is said of a state goes together.
fn may_both_be(a: &Said<State>, b: &Said<State>) -> bool {
    let is_there = |said: &Said<State>| said.value != State::Deleted;
    let places_differ = match a.source {
        // Each site and each directory has memberships of its own: who is active somewhere is active.
        Source::Jira => is_there(a) && is_there(b),
        Source::Directory | Source::Listed => !a.value.is_gone() && !b.value.is_gone(),
        _ => false,
    };
    (a.source == b.source && places_differ) || may_be(a, b.value) || may_be(b, a.value)
}

fn directory_state(user: DirectoryUser<'_>) -> State {
    let word = |text: Option<&str>| text.map(str::to_ascii_lowercase).unwrap_or_default();
    let (account, status) = (word(user.account_status()), word(user.status()));
    match (account.as_str(), status.as_str()) {
        ("closed", _) | (_, "closed" | "deleted") => State::Deleted,
        ("inactive", _) | (_, "deactivated" | "inactive" | "for_deletion") => State::Deactivated,
        (_, "suspended") => State::Suspended,
        _ if word(user.membership_status()) == "suspended" => State::Suspended,
        ("active", _) | (_, "active" | "not_invited") => State::Active,
        _ => State::Unknown,
    }
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *slot = value;
    }
}

fn learn<T: Clone + Ord>(fact: &mut Option<T>, told: &mut Told<T>, value: Option<T>, source: Source) {
    if let Some(value) = value {
        *fact = Some(told.hear(value, source).clone());
    }
}

fn is_unknown(word: &str) -> bool {
    word.eq_ignore_ascii_case("unknown")
}
