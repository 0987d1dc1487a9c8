//! The facts: whatever the shape, the order or the oddity of what was read.

#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic like the tests themselves")]

mod accounts;
mod activity;
mod keys;
mod oddities;
mod organisation;
mod places;
mod seats;
mod shapes;
mod times;
mod webhooks;

use touchpoint::estate::{Estate, Who};

/// Who holds the only touchpoint and in which role, as words, in order.
fn holders(estate: &Estate) -> Vec<(&'static str, String)> {
    assert_eq!(estate.touchpoints.len(), 1);
    let holder = |who: &Who| match who {
        Who::Initiator => "(initiator)".to_owned(),
        Who::Computed => "(computed)".to_owned(),
        Who::Unknown => "(unknown)".to_owned(),
        who => who.stand_in().to_owned(),
    };
    estate.bindings.iter().map(|binding| (binding.role.word(), holder(&binding.who))).collect()
}
