//! What so many seats cost: bands by the month, tiers by the year. Exact, and with the working shown.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use crate::config::{Billing, Rounding};

/// How well a figure is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// The configuration states it: the user's own contract.
    Contract,
    /// It was read on a page of Atlassian's.
    Documented,
    /// Somebody else tells it.
    Reported,
    /// It follows from other figures.
    Inferred,
    /// It is remembered, and read nowhere.
    Unknown,
}

impl Certainty {
    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Certainty::Contract => "contract",
            Certainty::Documented => "documented",
            Certainty::Reported => "reported",
            Certainty::Inferred => "inferred",
            Certainty::Unknown => "unknown",
        }
    }
}

/// The monthly price of a seat within a band of seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// The first seat, from 1.
    pub from: u32,
    /// The last seat; `None`: all others, but what lies above a band of the price book is not known.
    pub to: Option<u32>,
    /// For a seat and month.
    pub price: Decimal,
    /// How well that is known.
    pub certainty: Certainty,
    /// Where it is said.
    pub source: String,
    /// When that was read; `None` for a contract.
    pub read: Option<NaiveDate>,
}

/// The size of a tier that is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The users it has room for.
    pub users: u32,
    /// How well it is known that it is sold.
    pub certainty: Certainty,
}

/// Where a price comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Table {
    /// Nothing is paid.
    Free,
    /// The monthly price of a seat by bands.
    Bands(Vec<Band>),
    /// The year's price of each tier, by its users.
    Tiers(Vec<(u32, Decimal)>),
}

/// The price of a product under a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    /// How it is billed.
    pub billing: Billing,
    /// Where the price comes from.
    pub table: Table,
    /// How many months a year on an annual plan costs: ten by Atlassian's list, twelve by a contract's price per seat.
    pub months: u32,
    /// The tiers that are sold, on an annual plan.
    pub edges: Vec<Edge>,
    /// The least quantity that is billed.
    pub minimum: u32,
    /// Percent off.
    pub discount: Decimal,
    /// How a year's price is rounded that is made of monthly ones.
    pub rounding: Rounding,
    /// ISO 4217.
    pub currency: String,
    /// Where the price is said.
    pub source: String,
}

/// A part of the working: so many seats at one price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The first seat of the band.
    pub from: u32,
    /// Its last; `None` where it has no end.
    pub to: Option<u32>,
    /// Seats in it.
    pub seats: u32,
    /// For a seat and month.
    pub price: Decimal,
    /// For these seats and a month.
    pub amount: Decimal,
    /// How well the price is known.
    pub certainty: Certainty,
    /// Where it is said.
    pub source: String,
}

/// What so many seats cost, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// For a month, or for a year on an annual plan.
    pub total: Decimal,
    /// The quantity that is billed: seats, or the users of the tier.
    pub billed: u32,
    /// The tier, on an annual plan.
    pub tier: Option<Edge>,
    /// Band by band; empty for tiers that are quoted as a whole.
    pub lines: Vec<Line>,
    /// What happened to the sum of the bands, step by step, in words.
    pub steps: Vec<String>,
    /// The weakest certainty of all that it rests on.
    pub certainty: Certainty,
    /// When the oldest of its figures was read; `None` where all are the contract's.
    pub read: Option<NaiveDate>,
}

impl Tariff {
    /// What so many seats cost: for a month, or for a year on an annual plan.
    ///
    /// # Errors
    /// In words, where the table says nothing of so many seats.
    pub fn quote(&self, seats: u32) -> Result<Quote, String> {
        let billed = seats.max(self.minimum);
        match (&self.table, self.billing) {
            (Table::Free, _) => Ok(Quote {
                total: Decimal::ZERO,
                billed: seats,
                tier: None,
                lines: Vec::new(),
                steps: vec!["the free plan costs nothing".to_owned()],
                certainty: Certainty::Documented,
                read: None,
            }),
            (Table::Bands(bands), Billing::Monthly) => {
                let (lines, sum) = graduated(bands, billed)?;
                let mut steps = Vec::new();
                if billed > seats {
                    steps.push(format!("at least {} seats are billed", self.minimum));
                }
                let total = cents(self.discounted(sum, &mut steps));
                Ok(self.told(total, billed, None, lines, steps))
            }
            (Table::Bands(bands), Billing::Annual) => {
                let tier = self.tier(billed)?;
                let (lines, sum) = graduated(bands, tier.users)?;
                let mut steps = vec![format!("{billed} seats are billed as the tier of {}", tier.users)];
                steps.push(format!(
                    "a year costs {} months: {}",
                    self.months,
                    sum * Decimal::from(self.months)
                ));
                let list = self.rounded(sum * Decimal::from(self.months), &mut steps);
                let total = self.after_discount(list, &mut steps);
                Ok(self.told(total, tier.users, Some(tier), lines, steps))
            }
            (Table::Tiers(tiers), _) => {
                let found = tiers.iter().find(|(users, _)| *users >= billed);
                let (users, price) = found.ok_or_else(|| {
                    let largest = tiers.last().map_or(0, |(users, _)| *users);
                    format!(
                        "{billed} seats are more than the largest tier that a price is given for, {largest}"
                    )
                })?;
                let mut steps = vec![format!("{billed} seats are billed as the tier of {users}: {price}")];
                let total = cents(self.discounted(*price, &mut steps));
                let tier = Edge { users: *users, certainty: Certainty::Contract };
                let mut quote = self.told(total, *users, Some(tier), Vec::new(), steps);
                quote.certainty = Certainty::Contract;
                Ok(quote)
            }
        }
    }

    /// What so many seats cost over twelve months.
    ///
    /// # Errors
    /// As [`Tariff::quote`].
    pub fn year(&self, seats: u32) -> Result<Decimal, String> {
        let total = self.quote(seats)?.total;
        Ok(match self.billing {
            Billing::Monthly => total * Decimal::from(12),
            Billing::Annual => total,
        })
    }

    /// The same without rounding a month to the cent, for comparing what has to be added up many times over.
    ///
    /// # Errors
    /// As [`Tariff::quote`].
    pub fn exact_year(&self, seats: u32) -> Result<Decimal, String> {
        match (&self.table, self.billing) {
            (Table::Bands(bands), Billing::Monthly) => {
                let (_, sum) = graduated(bands, seats.max(self.minimum))?;
                Ok(sum * Decimal::from(12) * self.left())
            }
            _ => self.year(seats),
        }
    }

    /// The price of a term of `months` on an annual plan: whole years at the year's price, months beside them at its
    /// twelfth in whole units, as co-termed licences of apps are.
    ///
    /// # Errors
    /// As [`Tariff::quote`].
    pub fn term(&self, seats: u32, months: u32) -> Result<Decimal, String> {
        let year = self.year(seats)?;
        let twelfth = (year / Decimal::from(12)).round();
        Ok(year * Decimal::from(months / 12) + twelfth * Decimal::from(months % 12))
    }

    /// What each seat costs over twelve months, where every seat costs the same however many there are.
    pub fn flat_year(&self) -> Option<Decimal> {
        match &self.table {
            Table::Free => Some(Decimal::ZERO),
            Table::Bands(bands) => match bands.as_slice() {
                [one] if one.to.is_none() && self.minimum == 0 => {
                    let months = if self.billing == Billing::Annual { self.months } else { 12 };
                    Some(one.price * Decimal::from(months) * self.left())
                }
                _ => None,
            },
            Table::Tiers(_) => None,
        }
    }

    /// The tier that has room for so many, where a tier is what is paid for.
    ///
    /// # Errors
    /// In words, where no tier is known to have room.
    pub fn tier(&self, seats: u32) -> Result<Edge, String> {
        let found = self.edges.iter().find(|edge| edge.users >= seats).copied();
        found.ok_or_else(|| format!("no tier is known that has room for {seats}"))
    }

    /// The largest tier below the one that has room for so many.
    pub fn tier_below(&self, seats: u32) -> Option<Edge> {
        self.edges.iter().rev().find(|edge| edge.users < seats).copied()
    }

    /// The share of the price that is left by the discount.
    fn left(&self) -> Decimal {
        (Decimal::ONE_HUNDRED - self.discount) / Decimal::ONE_HUNDRED
    }

    fn discounted(&self, amount: Decimal, steps: &mut Vec<String>) -> Decimal {
        if self.discount.is_zero() {
            return amount;
        }
        let left = amount * self.left();
        steps.push(format!("{} percent off: {}", self.discount.normalize(), left.normalize()));
        left
    }

    fn rounded(&self, amount: Decimal, steps: &mut Vec<String>) -> Decimal {
        let step = match self.rounding {
            Rounding::None => return cents(amount),
            Rounding::One => Decimal::ONE,
            Rounding::Fifty => Decimal::from(50),
        };
        let up = (amount / step).ceil() * step;
        if up != amount {
            steps.push(format!("rounded up to {step}: {up}"));
        }
        up
    }

    /// A discounted year; prices of apps are whole numbers after it too.
    fn after_discount(&self, list: Decimal, steps: &mut Vec<String>) -> Decimal {
        let left = self.discounted(list, steps);
        if self.discount.is_zero() || self.rounding != Rounding::One {
            cents(left)
        } else {
            self.rounded(left, steps)
        }
    }

    fn told(
        &self,
        total: Decimal,
        billed: u32,
        tier: Option<Edge>,
        lines: Vec<Line>,
        steps: Vec<String>,
    ) -> Quote {
        let read = match &self.table {
            Table::Bands(bands) => {
                bands.iter().filter(|band| band.from <= billed.max(1)).filter_map(|band| band.read).min()
            }
            _ => None,
        };
        let of_lines = lines.iter().map(|line| line.certainty);
        // That a year costs ten months is told by others than Atlassian.
        let of_year = (self.billing == Billing::Annual && self.months != 12).then_some(Certainty::Reported);
        let known = of_lines.chain(tier.map(|tier| tier.certainty)).chain(of_year);
        let certainty = known.max().unwrap_or(Certainty::Contract);
        Quote { total, billed, tier, lines, steps, certainty, read }
    }
}

/// The sum over the bands, and its working.
fn graduated(bands: &[Band], seats: u32) -> Result<(Vec<Line>, Decimal), String> {
    let covered = bands.last().map_or(Some(0), |last| last.to);
    if let Some(covered) = covered.filter(|covered| *covered < seats) {
        return Err(format!("no price is known for more than {covered} seats, and it would take {seats}"));
    }
    let mut lines = Vec::new();
    let mut sum = Decimal::ZERO;
    for band in bands.iter().filter(|band| band.from <= seats) {
        let inside = band.to.map_or(seats, |to| to.min(seats)) - band.from + 1;
        let amount = Decimal::from(inside) * band.price;
        sum += amount;
        lines.push(Line {
            from: band.from,
            to: band.to,
            seats: inside,
            price: band.price,
            amount,
            certainty: band.certainty,
            source: band.source.clone(),
        });
    }
    Ok((lines, sum))
}

/// To the cent, half a cent up, as invoices do.
pub fn cents(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
