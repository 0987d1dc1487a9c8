//! Maximum quantity billing, by which every monthly plan goes since October 2025: a period is billed for the most seats
//! it has had. What is added is charged for the rest of the period, on the next invoice; what is removed is not paid
//! back, and the next period starts with what is there on its last day.
//!
//! Source: <https://support.atlassian.com/subscriptions-and-billing/docs/how-maximum-quantity-billing-works/>

use rust_decimal::Decimal;

use super::tariff::{Tariff, cents};

/// A billing period under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    start: u32,
    most: u32,
    now: u32,
}

impl Period {
    /// A period that starts with so many seats.
    pub fn starting_with(seats: u32) -> Period {
        Period { start: seats, most: seats, now: seats }
    }

    /// The same after the number of seats has changed to `seats`.
    #[must_use]
    pub fn then(self, seats: u32) -> Period {
        Period { most: self.most.max(seats), now: seats, ..self }
    }

    /// The quantity that this period is billed for in the end.
    pub fn billed(self) -> u32 {
        self.most
    }

    /// The quantity that was billed when it began.
    pub fn started_with(self) -> u32 {
        self.start
    }

    /// The quantity that the next period starts with.
    pub fn next(self) -> u32 {
        self.now
    }

    /// What the next invoice has for seats that were added with so many of the period's days left.
    ///
    /// # Errors
    /// Where the tariff has no price for so many seats.
    pub fn additions(self, tariff: &Tariff, days_left: u32, days: u32) -> Result<Decimal, String> {
        let more = tariff.quote(self.most)?.total - tariff.quote(self.start)?.total;
        Ok(cents(more * Decimal::from(days_left) / Decimal::from(days.max(1))))
    }
}
