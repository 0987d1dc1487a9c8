//! The facts: whatever the shape, the order or the oddity of what was read.

#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic like the tests themselves")]

mod accounts;
mod activity;
mod boards;
mod dependencies;
mod filters;
mod keys;
mod oddities;
mod organisation;
mod pages;
mod places;
mod projects;
mod schemes;
mod seats;
mod shapes;
mod spaces;
mod times;
mod told;
mod webhooks;
mod workflows;

use touchpoint::estate::{Estate, Who};

/// Values of every JSON type, for a field that should hold something else.
fn strange() -> Vec<serde_json::Value> {
    use serde_json::json;
    vec![
        json!(null),
        json!(17),
        json!(-1.5),
        json!("text"),
        json!(""),
        json!(true),
        json!([]),
        json!([1, "x", null, {}]),
        json!({}),
        json!({"accountId": "unknown"}),
    ]
}

/// Every row that a report has: kind, name, container, state, role, whose.
fn rows(estate: &Estate) -> Vec<[String; 6]> {
    let row = |binding: &touchpoint::estate::Binding| {
        let thing = estate.touchpoint_of(binding);
        let who = binding.who.stand_in();
        let role = binding.role.word();
        [thing.kind.word(), &thing.name, &thing.container, &thing.state, role, who].map(str::to_owned)
    };
    let mut rows: Vec<_> = estate.bindings.iter().map(row).collect();
    rows.sort();
    rows
}

/// The gaps, by their reasons.
fn reasons(estate: &Estate) -> Vec<&str> {
    estate.gaps.iter().map(|gap| gap.reason.as_str()).collect()
}

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
