//! What robots' seats cost and what of that would leave the invoices, as rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::rows::{IdleRow, ProductRow, SavingsRow};
use super::tables::Tables;
use crate::money::{self, Reach, STALE_DAYS, SeatCost, Subscription};
use crate::snapshot::rfc3339;

/// What robots' seats cost.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Savings {
    /// Currency of the totals; `None` when nothing is priced, or in several.
    pub currency: Option<String>,
    /// Sums over the rows that are priced.
    pub totals: Totals,
    /// One subscription.
    pub products: Vec<ProductRow>,
    /// One account × product.
    pub rows: Vec<SavingsRow>,
    /// How many of the rows are priced.
    pub priced: usize,
    /// People who hold a seat and were not seen for long: a hint, and no saving.
    pub idle: Vec<IdleRow>,
    /// What the configuration and the sites say differently, and what is old.
    pub warnings: Vec<String>,
}

/// Sums of savings; `None` where no row knows.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Totals {
    /// Twelve months of every priced seat.
    pub annual_list_cost: Option<String>,
    /// What stops at once.
    pub realisable_now: Option<String>,
    /// What stops from the next period on.
    pub realisable_next_period: Option<String>,
    /// What stops from the renewal on.
    pub realisable_at_renewal: Option<String>,
    /// What would stop as well if a service account needed no seat in other products than Jira and Confluence.
    pub assumed: Option<String>,
}

impl Savings {
    pub(super) fn of(tables: &Tables<'_>) -> Savings {
        let ledger = tables.ledger;
        let rows: Vec<SavingsRow> = ledger
            .robots
            .iter()
            .flat_map(|(id, seats)| seats.iter().map(move |seat| (id, seat)))
            .map(|(id, seat)| {
                let one = &ledger.subscriptions[seat.subscription];
                let name = tables.estate.accounts[id].title().to_owned();
                row(id.to_string(), name, seat, one)
            })
            .collect();
        let currency = ledger.currency().map(str::to_owned);
        let seats = || ledger.robots.values().flatten().filter(|seat| seat.annual_list_cost.is_some());
        let sum = |of: fn(&SeatCost) -> Option<Decimal>| {
            currency.as_ref()?;
            seats().filter_map(of).reduce(|sum, amount| sum + amount).map(money::amount)
        };
        let day = tables.as_of.date_naive();
        let products: Vec<ProductRow> = ledger.subscriptions.iter().map(|one| product(one, day)).collect();
        let stale = products.iter().filter(|row| row.stale).map(|row| {
            format!(
                "the price of {} {} was read on {}, which is more than {STALE_DAYS} days ago: look at the invoice, or \
                 give your price in its [[licence]]",
                row.product,
                row.plan.as_deref().unwrap_or_default(),
                row.source_date.as_deref().unwrap_or_default()
            )
        });
        let idle = ledger.idle.iter().map(|idle| IdleRow {
            account_id: idle.account.to_string(),
            account_name: tables.estate.accounts[&idle.account].title().to_owned(),
            product: idle.product.clone(),
            last_active: idle.last_active.map(rfc3339),
        });
        Savings {
            totals: Totals {
                annual_list_cost: sum(|seat| seat.annual_list_cost),
                realisable_now: sum(|seat| seat.realisable_now),
                realisable_next_period: sum(|seat| seat.realisable_next_period),
                realisable_at_renewal: sum(|seat| seat.realisable_at_renewal),
                assumed: sum(|seat| seat.assumed),
            },
            warnings: ledger.warnings.iter().cloned().chain(stale).collect(),
            priced: seats().count(),
            idle: idle.collect(),
            products,
            currency,
            rows,
        }
    }

    /// How many people are idle in each product.
    pub fn idle_by_product(&self) -> BTreeMap<&str, usize> {
        let mut idle = BTreeMap::new();
        for row in &self.idle {
            *idle.entry(row.product.as_str()).or_default() += 1;
        }
        idle
    }
}

fn row(account_id: String, account_name: String, seat: &SeatCost, one: &Subscription) -> SavingsRow {
    let amount = |amount: Option<Decimal>| amount.map(money::amount);
    SavingsRow {
        account_id,
        account_name,
        product: seat.product.clone(),
        plan: one.plan.clone(),
        billing: one.billing.map(|billing| billing.word()),
        annual_list_cost: amount(seat.annual_list_cost),
        realisable_now: amount(seat.realisable_now),
        realisable_next_period: amount(seat.realisable_next_period),
        realisable_at_renewal: amount(seat.realisable_at_renewal),
        currency: seat.currency.clone(),
        priced: seat.annual_list_cost.is_some(),
        note: seat.note.clone(),
        site: one.site.clone(),
        assumed_saving: amount(seat.assumed),
        certainty: certainty(one).filter(|_| seat.annual_list_cost.is_some()),
        seat_by: seat.way.as_ref().map(|way| way.groups.clone()),
        seat_confidence: seat.way.as_ref().map(|way| way.sure.word()),
        removal: seat.way.as_ref().map(|way| way.removal.clone()),
    }
}

fn quote(one: &Subscription) -> Option<money::Quote> {
    one.priced()?.quote(one.tier.or(one.count.seats).unwrap_or(1)).ok()
}

fn certainty(one: &Subscription) -> Option<&'static str> {
    quote(one).map(|quote| quote.certainty.word())
}

fn product(one: &Subscription, day: NaiveDate) -> ProductRow {
    let robots = one.robot_seats();
    let quote = quote(one);
    let down = one.to_next_tier_down(robots);
    let read = quote.as_ref().and_then(|quote| quote.read);
    let amount = |amount: Option<Decimal>| amount.map(money::amount);
    ProductRow {
        product: one.product.clone(),
        plan: one.plan.clone(),
        billing: one.billing.map(|billing| billing.word()),
        seats: one.count.seats,
        seats_without_robots: one.count.seats.map(|seats| seats.saturating_sub(robots)),
        cost: amount(one.cost()),
        cost_without_robots: amount(one.cost_without(robots)),
        to_next_tier_down: down.map(|(more, _)| more),
        site: one.site.clone(),
        currency: one.currency.clone(),
        robots,
        seats_source: one.count.source.clone(),
        seats_whole: one.count.whole,
        tier: quote.as_ref().and_then(|quote| quote.tier).map(|tier| tier.users),
        next_tier_down: down.map(|(_, tier)| tier.users),
        renewal: one.renewal.map(|day| day.to_string()),
        certainty: quote.as_ref().map(|quote| quote.certainty.word()),
        source: one.priced().map(|tariff| tariff.source.clone()),
        source_date: read.map(|read| read.to_string()),
        stale: read.is_some_and(|read| (day - read).num_days() > STALE_DAYS),
        documented: one.reach == Reach::Documented,
        unpriced_because: one.tariff.as_ref().err().cloned(),
    }
}
