//! A product that is paid for, on one site or on all: how many seats, at which price, which of them robots hold, and
//! what goes off the invoice when so many of them go.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::maximum::Period;
use super::tariff::{Certainty, Edge, Table, Tariff, cents};
use crate::config::Billing;
use crate::estate::AccountId;

/// How far it is known that a service account needs no seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Atlassian says so.
    Documented,
    /// Nobody says: a saving here is an assumption.
    Assumed,
}

/// How many seats are billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The number; `None` when nothing tells.
    pub seats: Option<u32>,
    /// Whether that is all of them; otherwise there are at least so many.
    pub whole: bool,
    /// Who tells.
    pub source: String,
}

/// A product that is paid for.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// Product, by the names of this program, or an app's key.
    pub product: String,
    /// The product that it is billed along with, where it is an app.
    pub host: Option<String>,
    /// Host of its site, where the configuration keeps sites apart.
    pub site: Option<String>,
    /// Plan, where the configuration names it.
    pub plan: Option<String>,
    /// How it is billed, where the configuration says.
    pub billing: Option<Billing>,
    /// ISO 4217, where the configuration says.
    pub currency: Option<String>,
    /// When it renews, where the configuration says.
    pub renewal: Option<NaiveDate>,
    /// Its price; in words, why there is none.
    pub tariff: Result<Tariff, String>,
    /// How many seats are billed.
    pub count: Count,
    /// The tier paid for, where the configuration says.
    pub tier: Option<u32>,
    /// Seats below which an app's bill does not fall, because another product of its site has so many.
    pub floor: u32,
    /// How far it is known that a service account needs no seat.
    pub reach: Reach,
    /// Robots that hold a seat.
    pub robots: BTreeSet<AccountId>,
    /// What the configuration and the sites say differently, both of it.
    pub warnings: Vec<String>,
}

impl Subscription {
    /// The price, where it is known.
    pub fn priced(&self) -> Option<&Tariff> {
        self.tariff.as_ref().ok()
    }

    /// How many robots hold a seat.
    pub fn robot_seats(&self) -> u32 {
        u32::try_from(self.robots.len()).unwrap_or(u32::MAX)
    }

    /// The billed quantity, where all of it is known.
    fn whole(&self) -> Option<u32> {
        self.count.seats.filter(|_| self.count.whole)
    }

    /// What is left of a quantity when `gone` seats go.
    fn left(&self, seats: u32, gone: u32) -> u32 {
        seats.saturating_sub(gone).max(self.floor.min(seats))
    }

    /// The tier paid for: the one the configuration states, else the one that has room for all seats.
    fn paid_tier(&self) -> Option<Edge> {
        let tariff = self.priced().filter(|tariff| tariff.billing == Billing::Annual)?;
        tariff.tier(self.tier.or(self.whole())?).ok()
    }

    /// What twelve months of it cost now.
    pub fn cost(&self) -> Option<Decimal> {
        let tariff = self.priced()?;
        match tariff.billing {
            _ if tariff.table == Table::Free => Some(Decimal::ZERO),
            Billing::Annual => tariff.year(self.tier.or(self.whole())?).ok(),
            Billing::Monthly => tariff.year(self.whole()?).ok(),
        }
    }

    /// What twelve months would cost without so many seats, once the invoice shows it.
    pub fn cost_without(&self, gone: u32) -> Option<Decimal> {
        Some(self.cost()? - self.saving(gone)?)
    }

    /// What goes off the invoice over twelve months when `gone` seats go: from the next period on, or from the renewal of
    /// an annual plan on. `None` where that is not known. The tier that is too large already is no robot's fault, so what
    /// a smaller one would save anyway is not in it.
    pub fn saving(&self, gone: u32) -> Option<Decimal> {
        self.difference(gone, Tariff::year).map(cents)
    }

    /// The same without rounding each month to the cent, for choosing among many.
    pub fn exact_saving(&self, gone: u32) -> Option<Decimal> {
        self.difference(gone, Tariff::exact_year)
    }

    fn difference(&self, gone: u32, year: fn(&Tariff, u32) -> Result<Decimal, String>) -> Option<Decimal> {
        let tariff = self.priced()?;
        if tariff.table == Table::Free || gone == 0 {
            return Some(Decimal::ZERO);
        }
        let Some(seats) = self.whole() else {
            // As long as every seat costs the same, it does not matter how many there are.
            return match tariff.billing {
                Billing::Monthly => tariff.flat_year().map(|year| year * Decimal::from(gone)),
                Billing::Annual => None,
            };
        };
        let left = self.left(seats, gone);
        if tariff.billing == Billing::Annual {
            let (now, then) = (tariff.tier(seats).ok()?, tariff.tier(left).ok()?);
            // Of a tier that is only remembered nobody knows whether it is sold: neither that it is paid now, nor that it
            // could be.
            let remembered = [now, then].iter().any(|tier| tier.certainty == Certainty::Unknown);
            if then.users < now.users && remembered {
                return None;
            }
        }
        Some(year(tariff, seats).ok()? - year(tariff, left).ok()?)
    }

    /// What `gone` seats cost over twelve months, as if a seat could be given back at any time: by the list that applies
    /// at the margin, and on an annual plan their share of the tier that is paid for.
    pub fn list_cost(&self, gone: u32) -> Option<Decimal> {
        let tariff = self.priced()?;
        if tariff.billing == Billing::Monthly || tariff.table == Table::Free {
            return self.saving(gone);
        }
        let gone_share = Decimal::from(gone);
        match self.paid_tier() {
            Some(tier) if tier.users > 0 => {
                let year = tariff.year(tier.users).ok()?;
                Some(cents(year * gone_share / Decimal::from(tier.users)))
            }
            _ => tariff.flat_year().map(|year| cents(year * gone_share)),
        }
    }

    /// What comes back within the period under way, over its twelve months: by maximum quantity billing, and on annual
    /// plans, nothing.
    pub fn at_once(&self, gone: u32) -> Option<Decimal> {
        let tariff = self.priced()?;
        let (Billing::Monthly, Some(seats)) = (tariff.billing, self.whole()) else {
            return Some(Decimal::ZERO);
        };
        let billed = Period::starting_with(seats).then(self.left(seats, gone)).billed();
        Some(tariff.year(seats).ok()? - tariff.year(billed).ok()?)
    }

    /// What goes from the next billing period on, over twelve months: an annual plan has none before its renewal.
    pub fn next_period(&self, gone: u32) -> Option<Decimal> {
        match self.priced()?.billing {
            Billing::Monthly => self.saving(gone),
            Billing::Annual => Some(Decimal::ZERO),
        }
    }

    /// How many more seats have to go, beyond `gone`, until the next tier down has room; `None` where no tier is paid, or
    /// there is none below.
    pub fn to_next_tier_down(&self, gone: u32) -> Option<(u32, Edge)> {
        let tariff = self
            .priced()
            .filter(|tariff| tariff.billing == Billing::Annual && tariff.table != Table::Free)?;
        let left = self.left(self.whole()?, gone);
        let below = tariff.tier_below(left)?;
        Some((left - below.users, below))
    }
}

/// Shares a sum out among `parts` to the cent: whoever is first gets the cents that do not divide.
pub fn shares(sum: Decimal, parts: u32) -> Vec<Decimal> {
    let parts = i64::from(parts);
    let mut shares = Vec::new();
    let mut given = Decimal::ZERO;
    for part in 1..=parts {
        let upto = (sum * Decimal::from(part) / Decimal::from(parts))
            .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::ToPositiveInfinity);
        let upto = if part == parts { sum } else { upto };
        shares.push(upto - given);
        given = upto;
    }
    shares
}
