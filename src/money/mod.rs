//! What seats cost, what of that would really leave an invoice, and when.
//!
//! Exact decimals throughout. A price is the contract's of the configuration or a figure of the price book that
//! somebody has read; every other price is unknown and stays empty. Savings are computed for all robots of a
//! subscription together and then shared out, so that what the rows say adds up to what the invoice shows.

mod book;
mod count;
mod ledger;
mod maximum;
mod price;
mod seats;
mod subscription;
mod tariff;

use rust_decimal::Decimal;

pub use book::{Figure, STALE_DAYS, edges, figures, list_price};
pub use ledger::{GUARD, Idle, Ledger, SeatCost, guarded};
pub use maximum::Period;
pub use price::{is_app, of_licence};
pub use seats::{Way, is_robot};
pub use subscription::{Count, Reach, Subscription, shares};
pub use tariff::{Band, Certainty, Edge, Line, Quote, Table, Tariff, cents};

/// Products in which a service account does not count towards the user limit, so that moving a robot to one
/// frees its seat. Atlassian names these two and no other:
/// <https://support.atlassian.com/user-management/docs/understand-service-accounts>
const FREE_FOR_SERVICE_ACCOUNTS: [&str; 2] = ["jira", "confluence"];

/// Whether it is documented that a service account needs no seat in this product.
pub fn is_free_for_service_accounts(product: &str) -> bool {
    FREE_FOR_SERVICE_ACCOUNTS.contains(&product)
}

/// An amount as every file writes it: two digits, no symbol.
pub fn amount(decimal: Decimal) -> String {
    format!("{:.2}", cents(decimal))
}
