//! The price book: what Atlassian's list says, figure by figure, with source, date and certainty (`prices.csv`), and the
//! tiers that annual plans are sold in (`tiers.csv`). What nobody has read is not in it.

use std::sync::LazyLock;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::tariff::{Band, Certainty, Edge, Table, Tariff};
use crate::config::{Billing, Rounding};

/// Days after which a figure of the book is old.
pub const STALE_DAYS: i64 = 180;

/// A figure of the book.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Figure {
    /// Product, by the names of this program.
    pub product: String,
    /// Plan.
    pub plan: String,
    /// ISO 4217.
    pub currency: String,
    /// The first day it holds.
    pub since: NaiveDate,
    /// The last day; `None`: until today.
    pub until: Option<NaiveDate>,
    /// The first seat of the band.
    pub from: u32,
    /// The last seat for which it is known.
    pub to: u32,
    /// For a seat and month.
    pub price: Decimal,
    /// How well that is known.
    pub certainty: Certainty,
    /// When it was read.
    pub read: NaiveDate,
    /// Where.
    pub source: String,
}

#[derive(Deserialize)]
struct Tier {
    users: u32,
    certainty: Certainty,
}

/// Every figure, in the order of the file.
pub fn figures() -> &'static [Figure] {
    static FIGURES: LazyLock<Vec<Figure>> = LazyLock::new(|| table(include_str!("prices.csv")));
    &FIGURES
}

/// The tiers that are sold, the smallest first. Those that were only remembered say so.
pub fn edges() -> &'static [Edge] {
    static EDGES: LazyLock<Vec<Edge>> = LazyLock::new(|| {
        let tiers: Vec<Tier> = table(include_str!("tiers.csv"));
        tiers.into_iter().map(|tier| Edge { users: tier.users, certainty: tier.certainty }).collect()
    });
    &EDGES
}

fn table<T: for<'a> Deserialize<'a>>(text: &str) -> Vec<T> {
    #[expect(clippy::expect_used, reason = "the tables are part of the program, and a test reads them whole")]
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().expect("a table")
}

/// The list price of a product on a day.
///
/// # Errors
/// In words, where the book has none.
pub fn list_price(product: &str, plan: &str, billing: Billing, day: NaiveDate) -> Result<Tariff, String> {
    let of_product = |figure: &&Figure| figure.product == product && figure.plan == plan;
    let holds = |figure: &&Figure| figure.since <= day && figure.until.is_none_or(|until| day <= until);
    let figures: Vec<&Figure> = figures().iter().filter(of_product).filter(holds).collect();
    let Some(first) = figures.first() else {
        return Err(format!("the price book has no price of {product} {plan} on {day}"));
    };
    let bands = figures.iter().map(|figure| Band {
        from: figure.from,
        to: Some(figure.to),
        price: figure.price,
        certainty: figure.certainty,
        source: figure.source.clone(),
        read: Some(figure.read),
    });
    Ok(Tariff {
        billing,
        table: Table::Bands(bands.collect()),
        months: LIST_MONTHS,
        edges: edges().to_vec(),
        minimum: 0,
        discount: Decimal::ZERO,
        rounding: Rounding::Fifty,
        currency: first.currency.clone(),
        source: "price book".to_owned(),
    })
}

/// What a year on an annual plan costs by the list: ten months of the tier.
pub(super) const LIST_MONTHS: u32 = 10;
