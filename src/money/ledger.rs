//! Everything that is paid for, seat by seat: which robots hold what, and what of its cost would really go.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;

use super::count::{Told, host_of, sites};
use super::seats::{Groups, Way, is_robot};
use super::subscription::{Count, Reach, Subscription, shares};
use super::tariff::Certainty;
use super::{is_app, is_free_for_service_accounts, price};
use crate::config::{Billing, Licence};
use crate::estate::{Account, AccountId, Estate, Kind, Role, State};
use crate::identity::{Class, Verdict};

/// Products of which Guard Standard bills everybody who has access, whatever the plan.
/// Source: <https://support.atlassian.com/subscriptions-and-billing/docs/manage-your-bill-for-atlassian-guard-standard/>
const GUARDED: [&str; 5] = ["bitbucket", "confluence", "jira", "jira-service-management", "trello"];

/// The plan of Guard that bills by rules of its own.
const PREMIUM: &str = "premium";

/// The product of Atlassian Guard in the configuration.
pub const GUARD: &str = "guard";

/// What one robot's seat in one product costs, and when that would stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatCost {
    /// Index of the subscription in [`Ledger::subscriptions`].
    pub subscription: usize,
    /// Product, or an app's key.
    pub product: String,
    /// Its share of twelve months of all robots' seats.
    pub annual_list_cost: Option<Decimal>,
    /// Its share of what comes back at once.
    pub realisable_now: Option<Decimal>,
    /// Its share of what goes from the next billing period on.
    pub realisable_next_period: Option<Decimal>,
    /// Its share of what goes from the renewal on.
    pub realisable_at_renewal: Option<Decimal>,
    /// Its share of what would go if a service account needed no seat here either, which nobody says.
    pub assumed: Option<Decimal>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// How it came to the seat; `None` for what is billed along with another product.
    pub way: Option<Way>,
    /// Why a number is missing, or what limits it.
    pub note: String,
}

/// Somebody who holds a seat and was not seen for long: a hint, and no saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    /// Who.
    pub account: AccountId,
    /// Product.
    pub product: String,
    /// The last page view there; `None`: none is on record.
    pub last_active: Option<DateTime<Utc>>,
}

/// What is paid for.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// Every subscription with a price or with a robot's seat.
    pub subscriptions: Vec<Subscription>,
    /// The seats of each robot.
    pub robots: BTreeMap<AccountId, Vec<SeatCost>>,
    /// Live automation rules of Confluence that run as each account, which nobody can hand over for it.
    pub confluence_rules: BTreeMap<AccountId, usize>,
    /// People who hold a seat and were not seen for long.
    pub idle: Vec<Idle>,
    /// What the configuration says of products that nothing shows.
    pub warnings: Vec<String>,
}

impl Ledger {
    /// Reads what is paid for out of the facts and the configuration. `as_of` decides which prices hold; whoever viewed
    /// nothing for `stale_days` is idle.
    pub fn of(
        estate: &Estate,
        verdicts: &BTreeMap<AccountId, Verdict>,
        licences: &[Licence],
        stale_days: i64,
        as_of: DateTime<Utc>,
    ) -> Ledger {
        let reader =
            Reader { estate, verdicts, day: as_of.date_naive(), confluence_rules: confluence_rules(estate) };
        let subscriptions = reader.subscriptions(licences);
        let robots = reader.seats(&subscriptions);
        Ledger {
            idle: reader.idle(as_of - TimeDelta::days(stale_days)),
            warnings: subscriptions.iter().flat_map(|one| one.warnings.iter().cloned()).collect(),
            subscriptions,
            robots,
            confluence_rules: reader.confluence_rules,
        }
    }

    /// The one currency of all that is priced; `None` when nothing is, or there are several: they must not be added.
    pub fn currency(&self) -> Option<&str> {
        let priced = self.robots.values().flatten().filter(|seat| seat.annual_list_cost.is_some());
        let currencies: BTreeSet<&str> = priced.filter_map(|seat| seat.currency.as_deref()).collect();
        currencies.first().copied().filter(|_| currencies.len() == 1)
    }
}

struct Reader<'a> {
    estate: &'a Estate,
    verdicts: &'a BTreeMap<AccountId, Verdict>,
    day: NaiveDate,
    confluence_rules: BTreeMap<AccountId, usize>,
}

fn confluence_rules(estate: &Estate) -> BTreeMap<AccountId, usize> {
    let mut rules = BTreeMap::new();
    for binding in estate.bindings.iter().filter(|binding| binding.role == Role::Actor) {
        let touchpoint = estate.touchpoint_of(binding);
        let live = touchpoint.kind == Kind::ConfluenceAutomationRule && touchpoint.is_live();
        if let (true, Some(id)) = (live, binding.who.account()) {
            *rules.entry(id.clone()).or_default() += 1;
        }
    }
    rules
}

impl Reader<'_> {
    fn accounts(&self) -> impl Iterator<Item = (&Account, &Verdict)> {
        self.estate.accounts.values().filter_map(|account| Some((account, self.verdicts.get(&account.id)?)))
    }

    fn robots(&self) -> impl Iterator<Item = &Account> {
        self.accounts().filter(|(account, verdict)| is_robot(account, verdict)).map(|(account, _)| account)
    }

    fn subscriptions(&self, licences: &[Licence]) -> Vec<Subscription> {
        let held: BTreeSet<&str> = self.robots().flat_map(Account::billed_seats).collect();
        let without = held.into_iter().filter(|product| !licences.iter().any(|one| one.product == *product));
        let mut all: Vec<Subscription> = without.map(|product| self.unlicensed(product)).collect();
        // What an app is installed in has to be known before the app.
        let (apps, products): (Vec<&Licence>, Vec<&Licence>) =
            licences.iter().partition(|licence| self.host(licence).is_some());
        for licence in products {
            all.push(self.product(licence));
        }
        for licence in apps {
            let app = self.app(licence, &all);
            all.push(app);
        }
        all.sort_by(|a, b| (&a.product, &a.site).cmp(&(&b.product, &b.site)));
        all
    }

    /// A product that robots hold seats in, and that the configuration does not speak of.
    fn unlicensed(&self, product: &str) -> Subscription {
        let count = self.told(product, None).count();
        let why = "the configuration has no [[licence]] for this product";
        Subscription {
            product: product.to_owned(),
            host: None,
            site: None,
            plan: None,
            billing: None,
            currency: None,
            renewal: None,
            tariff: Err(why.to_owned()),
            count,
            tier: None,
            floor: 0,
            reach: reach(product),
            robots: self.robots_in(product, None),
            warnings: Vec::new(),
        }
    }

    fn product(&self, licence: &Licence) -> Subscription {
        let site = licence.site.as_deref();
        let told = self.told(&licence.product, site);
        let guard = licence.product == GUARD;
        let seen = if guard { self.guarded(&licence.plan) } else { told.count() };
        let robots = match licence.product.as_str() {
            GUARD => self
                .robots()
                .filter(|account| is_guarded(account, &licence.plan))
                .map(|one| one.id.clone())
                .collect(),
            product => self.robots_in(product, site),
        };
        let mut subscription = self.licensed(licence, seen, robots, reach(&licence.product));
        let sites = sites(self.estate, &licence.product);
        let flat = subscription.priced().is_some_and(|tariff| tariff.flat_year().is_some());
        if site.is_none() && sites.len() > 1 && !flat && subscription.tariff.is_ok() {
            subscription.tariff = Err(format!(
                "it lies on {} sites ({}), each of which is billed by itself; write one [[licence]] for each, with \
                 site = \"…\"",
                sites.len(),
                sites.into_iter().collect::<Vec<_>>().join(", ")
            ));
        }
        subscription.warnings = self.warnings(licence, &subscription, &told);
        subscription
    }

    /// An app of the Marketplace: billed for as many users as the largest product of its site has.
    fn app(&self, licence: &Licence, others: &[Subscription]) -> Subscription {
        let host = self.host(licence).unwrap_or_default();
        let of = |product: &str| {
            let known = others.iter().find(|one| one.product == product && one.site == licence.site);
            known.map_or_else(|| self.told(product, licence.site.as_deref()).count(), |one| one.count.clone())
        };
        let count = of(&host);
        let mut app =
            self.licensed(licence, count, self.robots_in(&host, licence.site.as_deref()), reach(&host));
        if licence.host.is_none() && self.installed(licence).is_none() {
            app.warnings.push(format!(
                "line {}: nothing that was read says which product {} is installed in; taken for {host}: write host = …",
                licence.line, licence.product
            ));
        }
        app.host = Some(host.clone());
        if host == "jira" {
            // Both are products of the same Jira, of which the one with more users counts.
            app.floor = of("jira-service-management").seats.unwrap_or(0);
        }
        app
    }

    fn licensed(
        &self,
        licence: &Licence,
        seen: Count,
        robots: BTreeSet<AccountId>,
        reach: Reach,
    ) -> Subscription {
        let stated = licence.seats.map(|seats| Count {
            seats: Some(seats),
            whole: true,
            source: format!("[[licence]] on line {}", licence.line),
        });
        Subscription {
            product: licence.product.clone(),
            host: None,
            site: licence.site.clone(),
            plan: Some(licence.plan.clone()),
            billing: Some(licence.billing),
            currency: Some(licence.currency.clone()),
            renewal: licence.renewal,
            tariff: price::of_licence(licence, self.day),
            count: stated.unwrap_or(seen),
            tier: licence.tier,
            floor: 0,
            reach,
            robots,
            warnings: Vec::new(),
        }
    }

    /// The product that an app is installed in; `None` for what is no app.
    fn host(&self, licence: &Licence) -> Option<String> {
        let installed = || self.installed(licence).map(str::to_owned);
        let guessed = || is_app(&licence.product).then(|| "jira".to_owned());
        licence.host.clone().or_else(installed).or_else(guessed)
    }

    /// The product in whose list of apps it is.
    fn installed(&self, licence: &Licence) -> Option<&str> {
        let mut apps = self.estate.context.apps.iter();
        apps.find(|app| app.key.eq_ignore_ascii_case(&licence.product)).map(|app| app.product.as_str())
    }

    fn holds(&self, account: &Account, product: &str, site: Option<&str>) -> bool {
        if !account.billed_seats().any(|held| held == product) {
            return false;
        }
        let Some(site) = site else { return true };
        let resources =
            account.seats.iter().filter_map(|seats| seats.get(product)).flat_map(|seat| &seat.resources);
        let workspaces = &self.estate.context.workspaces;
        resources.into_iter().any(|id| {
            let workspace = workspaces.iter().find(|one| &one.id == id);
            workspace.and_then(|one| one.host.as_deref()).is_some_and(|host| host_of(host) == site)
        })
    }

    fn robots_in(&self, product: &str, site: Option<&str>) -> BTreeSet<AccountId> {
        let holding = self.robots().filter(|account| self.holds(account, product, site));
        holding.map(|account| account.id.clone()).collect()
    }

    fn told(&self, product: &str, site: Option<&str>) -> Told {
        let seen = self
            .accounts()
            .filter(|(account, _)| account.state == State::Active && self.holds(account, product, site));
        Told::of(self.estate, product, site, seen.count())
    }

    /// Everybody whom Guard bills under a plan.
    fn guarded(&self, plan: &str) -> Count {
        let standard = guarded(self.estate);
        let premium = self.accounts().filter(|(account, _)| is_guarded(account, plan)).count();
        match plan {
            PREMIUM => Count {
                seats: u32::try_from(premium).ok(),
                whole: self.told("jira", None).is_whole(),
                source: "accounts with access to Jira or Confluence".to_owned(),
            },
            _ => Count {
                seats: standard,
                whole: standard.is_some(),
                source: "accounts that Atlassian says are billable in Guard, and others with access"
                    .to_owned(),
            },
        }
    }

    /// What the configuration and the sites say differently, both of it.
    fn warnings(&self, licence: &Licence, one: &Subscription, told: &Told) -> Vec<String> {
        let product = &licence.product;
        let mut warnings = Vec::new();
        let mut warn = |text: String| warnings.push(format!("line {}: {text}", licence.line));
        const LOOK: &str = "what the configuration says counts; look at the invoice";
        let capacity = told.capacity.filter(|capacity| *capacity > 0);
        if let Some(seats) = licence.seats {
            for (who, number) in told.users.iter().filter(|(_, number)| *number > u64::from(seats)) {
                warn(format!("seats = {seats} of {product}, {who} {number}: {LOOK}"));
            }
            let robots = one.robot_seats();
            if robots > seats {
                warn(format!("seats = {seats} of {product}, and robots alone hold {robots}: {LOOK}"));
            }
            if let Some(capacity) = capacity.filter(|capacity| u64::from(seats) > *capacity) {
                warn(format!("seats = {seats} of {product}, the site is licensed for {capacity}: {LOOK}"));
            }
        }
        if let Some(tier) = licence.tier {
            if let Some(capacity) = capacity.filter(|capacity| u64::from(tier) != *capacity) {
                warn(format!("tier = {tier} of {product}, the site is licensed for {capacity}: {LOOK}"));
            }
            let seats = one.count.seats.unwrap_or(0);
            if tier < seats {
                warn(format!("tier = {tier} of {product}, {}: {LOOK}", one.count.source));
            }
            let enough = one.priced().and_then(|tariff| tariff.tier(seats).ok());
            if let Some(enough) = enough.filter(|_| one.count.whole && licence.billing == Billing::Annual)
                && enough.users < tier
                && enough.certainty != Certainty::Unknown
            {
                warn(format!(
                    "the tier of {tier} is paid for and {seats} seats of {product} are used: at renewal the tier of {} \
                     has room for all of them, robots or not",
                    enough.users
                ));
            }
        }
        if told.is_nothing() && product != GUARD && licence.seats.is_none() {
            warn(format!("a licence of {product}, and nothing that was read shows it"));
        }
        warnings
    }

    /// The seats of every robot, each with its share.
    fn seats(&self, subscriptions: &[Subscription]) -> BTreeMap<AccountId, Vec<SeatCost>> {
        let groups = Groups::of(self.estate);
        let mut seats: BTreeMap<AccountId, Vec<SeatCost>> = BTreeMap::new();
        for (at, one) in subscriptions.iter().enumerate() {
            let robots = one.robot_seats();
            let share = |sum: Option<Decimal>| sum.map(|sum| shares(sum, robots));
            let promised = |sum: Option<Decimal>| sum.filter(|_| one.reach == Reach::Documented);
            let list = share(one.list_cost(robots));
            let now = share(promised(one.at_once(robots)));
            let next = share(promised(one.next_period(robots)));
            let renewal = share(promised(one.saving(robots)));
            let assumed = share(one.saving(robots).filter(|_| one.reach == Reach::Assumed));
            let part =
                |shares: &Option<Vec<Decimal>>, n: usize| shares.as_ref().and_then(|all| all.get(n).copied());
            for (n, id) in one.robots.iter().enumerate() {
                let Some(account) = self.estate.accounts.get(id) else { continue };
                let own = account.billed_seats().any(|product| product == one.product);
                seats.entry(id.clone()).or_default().push(SeatCost {
                    subscription: at,
                    product: one.product.clone(),
                    annual_list_cost: part(&list, n),
                    realisable_now: part(&now, n),
                    realisable_next_period: part(&next, n),
                    realisable_at_renewal: part(&renewal, n),
                    assumed: part(&assumed, n),
                    currency: one.currency.clone().filter(|_| list.is_some()),
                    way: own.then(|| groups.way(account, &one.product)),
                    note: self.note(one, id),
                });
            }
        }
        seats
    }

    fn note(&self, one: &Subscription, id: &AccountId) -> String {
        let mut notes = Vec::new();
        match &one.tariff {
            Err(why) => notes.push(format!("price unknown: {why}")),
            Ok(tariff) => {
                if one.list_cost(1).is_none() {
                    notes.push(unsummed(one));
                }
                if one.reach == Reach::Documented {
                    notes.push(match tariff.billing {
                        Billing::Monthly => {
                            "monthly billing: a removed seat is charged until the period ends".to_owned()
                        }
                        Billing::Annual => annual(one),
                    });
                }
            }
        }
        if one.reach == Reach::Assumed {
            notes.push(
                "a saving here is assumed: Atlassian does not say whether a service account needs a seat in this \
                 product"
                    .to_owned(),
            );
        }
        if let (Some(host), Some(tariff)) = (&one.host, one.priced()) {
            notes.push(format!("an app is billed for the users of {host}, by {}", tariff.source));
        }
        let rules = self.confluence_rules.get(id).copied().unwrap_or(0);
        if rules > 0 && one.product == "confluence" {
            notes.push(format!(
                "kept alive by {rules} automation rule{} of Confluence that nobody can hand over for it",
                if rules == 1 { "" } else { "s" }
            ));
        }
        notes.join("; ")
    }

    fn idle(&self, since: DateTime<Utc>) -> Vec<Idle> {
        let people = self.accounts().filter(|(account, verdict)| {
            verdict.class == Class::Person && account.state == State::Active && account.views_told
        });
        let idle = people.flat_map(|(account, _)| {
            let seats = account.seats.iter().flatten().filter(|(product, seat)| {
                account.billed_seats().any(|billed| billed == product.as_str())
                    && seat.last_active.or(account.last_active).is_none_or(|at| at < since)
            });
            seats.map(|(product, seat)| Idle {
                account: account.id.clone(),
                product: product.clone(),
                last_active: seat.last_active,
            })
        });
        idle.collect()
    }
}

fn reach(product: &str) -> Reach {
    if is_free_for_service_accounts(product) { Reach::Documented } else { Reach::Assumed }
}

/// Whether Guard bills an account. Standard: by Atlassian's own word where it is told, else whether it has access to one
/// of the products that count. Premium: everybody with access to Jira or Confluence, whatever policy they are under.
/// Source: <https://support.atlassian.com/subscriptions-and-billing/docs/manage-your-bill-for-atlassian-guard-premium/>
fn is_guarded(account: &Account, plan: &str) -> bool {
    let person = account.account_type.as_deref().is_none_or(|kind| kind == "atlassian");
    let active = account.state == State::Active && person && !account.listed_service_account;
    let uses = |products: &[&str]| account.billed_seats().any(|product| products.contains(&product));
    active
        && match plan {
            PREMIUM => uses(&["jira", "confluence"]),
            _ => account.guard_billable.unwrap_or_else(|| uses(&GUARDED)),
        }
}

/// How many accounts Guard Standard would be charged for; `None` where no list of managed accounts tells.
pub fn guarded(estate: &Estate) -> Option<u32> {
    let told = estate.accounts.values().any(|account| account.guard_billable.is_some());
    let guarded = estate.accounts.values().filter(|account| is_guarded(account, "standard")).count();
    told.then(|| u32::try_from(guarded).unwrap_or(u32::MAX))
}

/// Why the price is known and the sum is not.
fn unsummed(one: &Subscription) -> String {
    let Some(tariff) = one.priced() else { return String::new() };
    let asked = match one.count.seats.filter(|_| one.count.whole) {
        None => {
            let source = &one.count.source;
            return format!(
                "price unknown: it depends on how many seats there are ({source}); write seats = … into the [[licence]]"
            );
        }
        Some(seats) => one.tier.unwrap_or(seats),
    };
    match tariff.quote(asked) {
        Err(why) => format!("price unknown: {why}"),
        Ok(_) => "price unknown: the price of what would be left is not known".to_owned(),
    }
}

fn annual(one: &Subscription) -> String {
    let mut note = "annual billing: pays only at renewal".to_owned();
    match one.renewal {
        Some(day) => note.push_str(&format!(" ({day})")),
        None => note.push_str(" (write renewal = … to have the day)"),
    }
    note.push_str(", and only if fewer seats reach a cheaper tier");
    match one.to_next_tier_down(one.robot_seats()) {
        Some((more, below)) if below.certainty == Certainty::Unknown => note.push_str(&format!(
            ": {more} more to go to {}, if a tier of that size is sold; tiers = {{ … }} would say",
            below.users
        )),
        Some((more, below)) => note.push_str(&format!(": {more} more to go to the next, {}", below.users)),
        None => {}
    }
    note
}
