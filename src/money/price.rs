//! Which price holds: the contract's of the configuration, else the price book's.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::book::{self, LIST_MONTHS};
use super::tariff::{Band, Certainty, Edge, Table, Tariff};
use crate::config::{Billing, Licence, Rounding};

/// The plan that costs nothing.
const FREE: &str = "free";

/// The price of what a licence of the configuration is for, on a day.
///
/// # Errors
/// In words, where neither the configuration nor the price book has one.
pub fn of_licence(licence: &Licence, day: NaiveDate) -> Result<Tariff, String> {
    let mut tariff = match table(licence) {
        Some((table, months)) => Tariff {
            billing: licence.billing,
            table,
            months,
            edges: book::edges().to_vec(),
            minimum: 0,
            discount: Decimal::ZERO,
            rounding: rounding(licence, months),
            currency: licence.currency.clone(),
            source: source(licence),
        },
        None => listed(licence, day)?,
    };
    tariff.minimum = licence.minimum.unwrap_or(0);
    if let Some(discount) = &licence.discount {
        tariff.discount = decimal(discount);
    }
    if let Some(tier) = licence.tier {
        // Whoever pays for a tier knows that it is sold.
        tariff.edges.retain(|edge| edge.users != tier);
        tariff.edges.push(Edge { users: tier, certainty: Certainty::Contract });
        tariff.edges.sort_by_key(|edge| edge.users);
    }
    if let Table::Tiers(tiers) = &tariff.table {
        let quoted = tiers.iter().map(|(users, _)| Edge { users: *users, certainty: Certainty::Contract });
        tariff.edges = quoted.collect();
    }
    Ok(tariff)
}

/// Where the configuration says it.
fn source(licence: &Licence) -> String {
    format!("[[licence]] on line {}", licence.line)
}

/// The prices that the configuration states, and how many months a year costs by them.
fn table(licence: &Licence) -> Option<(Table, u32)> {
    if licence.plan == FREE {
        return Some((Table::Free, 12));
    }
    if licence.billing == Billing::Annual && !licence.tiers.is_empty() {
        let tiers = licence.tiers.iter().map(|(users, price)| (*users, decimal(price)));
        return Some((Table::Tiers(tiers.collect()), 12));
    }
    let band = |from: u32, to: Option<u32>, price: &str| Band {
        from,
        to,
        price: decimal(price),
        certainty: Certainty::Contract,
        source: source(licence),
        read: None,
    };
    if let Some(price) = &licence.price_per_seat {
        return Some((Table::Bands(vec![band(1, None, price)]), 12));
    }
    if licence.bands.is_empty() {
        return None;
    }
    let bands = licence.bands.iter().map(|one| band(one.from, one.to, &one.price));
    Some((Table::Bands(bands.collect()), LIST_MONTHS))
}

/// The list price of a licence that states none.
fn listed(licence: &Licence, day: NaiveDate) -> Result<Tariff, String> {
    let missing = |why: &str| {
        format!("{why}; give price_per_seat, bands or tiers in the [[licence]] on line {}", licence.line)
    };
    let mut tariff = book::list_price(&licence.product, &licence.plan, licence.billing, day)
        .map_err(|why| missing(&why))?;
    if tariff.currency != licence.currency {
        return Err(missing(&format!("the price book has no price in {}", licence.currency)));
    }
    if let Some(rounding) = licence.rounding {
        tariff.rounding = rounding;
    }
    Ok(tariff)
}

/// Atlassian rounds the year of its own products up to the next fifty; apps cost whole numbers.
fn rounding(licence: &Licence, months: u32) -> Rounding {
    licence.rounding.unwrap_or(match (months, is_app(&licence.product)) {
        (LIST_MONTHS, true) => Rounding::One,
        (LIST_MONTHS, false) => Rounding::Fifty,
        _ => Rounding::None,
    })
}

/// Whether this is the key of a Marketplace app.
pub fn is_app(product: &str) -> bool {
    product.contains('.')
}

/// An amount that the configuration has checked.
fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_default()
}
