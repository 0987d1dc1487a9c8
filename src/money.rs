//! What robots' seats cost, as far as a price is known.
//!
//! A price is known when the configuration states a contract price per seat. Without one the cost is unknown
//! and stays empty: nothing here guesses.

use rust_decimal::Decimal;

use crate::config::{Billing, Licence};
use crate::estate::{Account, State};
use crate::identity::{Class, Confidence, Verdict};

/// What one account's seat in one product costs, and when that would stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatCost {
    /// Product.
    pub product: String,
    /// Plan, where the configuration names the licence.
    pub plan: Option<String>,
    /// How it is billed.
    pub billing: Option<Billing>,
    /// Twelve months at the contract price.
    pub annual_list_cost: Option<Decimal>,
    /// What stops being charged at once.
    pub realisable_now: Option<Decimal>,
    /// What stops being charged, over a year, from the next billing period on.
    pub realisable_next_period: Option<Decimal>,
    /// The same from the renewal of an annual plan on.
    pub realisable_at_renewal: Option<Decimal>,
    /// Currency of all of these.
    pub currency: Option<String>,
    /// Why a number is missing, or what limits it.
    pub note: String,
}

/// Products in which a service account does not count towards the user limit, so that moving a robot to one
/// frees its seat. Atlassian names these two and no other.
const FREE_FOR_SERVICE_ACCOUNTS: [&str; 2] = ["jira", "confluence"];

/// Whether a service account needs no seat in this product.
pub fn is_free_for_service_accounts(product: &str) -> bool {
    FREE_FOR_SERVICE_ACCOUNTS.contains(&product)
}

/// The seats of an account that is a robot beyond mere suspicion; none for anybody else.
pub fn seats_of_robot(account: &Account, verdict: &Verdict, licences: &[Licence]) -> Vec<SeatCost> {
    let robot = verdict.class == Class::Robot && verdict.confidence != Confidence::Low;
    let billed = account.state == State::Active;
    if !robot || !billed {
        return Vec::new();
    }
    account.billed_seats().map(|product| seat_cost(product, licences)).collect()
}

fn seat_cost(product: &str, licences: &[Licence]) -> SeatCost {
    let unknown = |note: &str| SeatCost {
        product: product.to_owned(),
        plan: None,
        billing: None,
        annual_list_cost: None,
        realisable_now: None,
        realisable_next_period: None,
        realisable_at_renewal: None,
        currency: None,
        note: note.to_owned(),
    };
    let Some(licence) = licences.iter().find(|licence| licence.product == product) else {
        return unknown("price unknown: the configuration has no [[licence]] for this product");
    };
    let named = |note: &str| SeatCost {
        plan: Some(licence.plan.clone()),
        billing: Some(licence.billing),
        currency: Some(licence.currency.clone()),
        ..unknown(note)
    };
    let Some(price) = licence.price_per_seat.as_deref().and_then(|price| price.parse::<Decimal>().ok())
    else {
        return named("price unknown: the [[licence]] of this product states no price_per_seat");
    };
    let year = (price * Decimal::from(12)).round_dp(2);
    if !is_free_for_service_accounts(product) {
        return SeatCost {
            annual_list_cost: Some(year),
            ..named("Atlassian does not say whether a service account needs a seat in this product")
        };
    }
    match licence.billing {
        // Maximum quantity billing: the quantity of a period only grows, and starts anew with the next one.
        Billing::Monthly => SeatCost {
            annual_list_cost: Some(year),
            realisable_now: Some(Decimal::ZERO),
            realisable_next_period: Some(year),
            realisable_at_renewal: Some(year),
            ..named("monthly billing: a removed seat is charged until the period ends")
        },
        Billing::Annual => SeatCost {
            annual_list_cost: Some(year),
            realisable_now: Some(Decimal::ZERO),
            realisable_next_period: Some(Decimal::ZERO),
            ..named("annual billing: pays only at renewal, and only if fewer seats reach a cheaper tier")
        },
    }
}

/// An amount as every file writes it: two digits, no symbol.
pub fn amount(decimal: Decimal) -> String {
    format!("{decimal:.2}")
}
