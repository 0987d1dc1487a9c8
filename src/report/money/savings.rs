//! What robots' seats cost, and what of that leaves the invoices.

use super::{Block, counted, money};
use crate::assessment::rows::ProductRow;
use crate::assessment::savings::Savings;

/// Seats that are told in a terminal.
const TOLD: usize = 40;

pub(super) fn blocks(savings: &Savings, all: bool) -> Vec<Block> {
    let told = if all { usize::MAX } else { TOLD };
    let robots: std::collections::BTreeSet<&str> =
        savings.rows.iter().map(|row| row.account_id.as_str()).collect();
    let mut blocks = vec![Block::Title("What robots' seats cost".to_owned())];
    if savings.rows.is_empty() {
        blocks.push(Block::Text("No robot was seen to hold a paid seat.".to_owned()));
    } else {
        blocks.push(Block::Text(format!(
            "{} billed {} in {}; {} of these are priced.",
            counted(robots.len() as u64, "robot is", "robots are"),
            counted(savings.rows.len() as u64, "time", "times"),
            counted(
                savings.products.iter().filter(|row| row.robots > 0).count() as u64,
                "product",
                "products"
            ),
            savings.priced
        )));
        let currency = savings.currency.as_ref();
        let totals = &savings.totals;
        let row = |name: &str, amount: Option<&String>| vec![name.to_owned(), money(amount, currency)];
        blocks.push(Block::Table(
            vec![("Over twelve months", false), ("", true)],
            vec![
                row("list value of the seats", totals.annual_list_cost.as_ref()),
                row("leaves the invoice at once", totals.realisable_now.as_ref()),
                row("from the next billing period on", totals.realisable_next_period.as_ref()),
                row("from the renewal of annual plans on", totals.realisable_at_renewal.as_ref()),
                row("if service accounts are free elsewhere too (assumed)", totals.assumed.as_ref()),
            ],
        ));
        if currency.is_none() && savings.priced > 0 {
            blocks.push(Block::Text("The prices are in several currencies, which are not added.".to_owned()));
        }
    }
    if !savings.products.is_empty() {
        blocks.push(Block::Heading("By product".to_owned()));
        let unknown = || "?".to_owned();
        let rows = savings.products.iter().map(|row| {
            let number = |n: Option<u32>| n.map_or_else(unknown, |n| n.to_string());
            vec![
                name(row),
                row.plan.clone().unwrap_or_else(unknown),
                row.billing.unwrap_or("?").to_owned(),
                number(row.seats),
                row.robots.to_string(),
                money(row.cost.as_ref(), row.currency.as_ref()),
                money(row.cost_without_robots.as_ref(), row.currency.as_ref()),
                row.to_next_tier_down.map_or_else(String::new, |n| format!("{n} more")),
            ]
        });
        blocks.push(Block::Table(
            vec![
                ("Product", false),
                ("plan", false),
                ("billing", false),
                ("seats", true),
                ("robots", true),
                ("a year", true),
                ("without", true),
                ("to next tier", true),
            ],
            rows.collect(),
        ));
        let unpriced: Vec<String> = savings
            .products
            .iter()
            .filter_map(|row| {
                Some(format!("{}: price unknown: {}", name(row), row.unpriced_because.as_ref()?))
            })
            .collect();
        if !unpriced.is_empty() {
            blocks.push(Block::List(unpriced));
        }
    }
    if !savings.rows.is_empty() {
        blocks.push(Block::Heading("Seat by seat".to_owned()));
        let rows = savings.rows.iter().take(told).map(|row| {
            let list = money(row.annual_list_cost.as_ref(), row.currency.as_ref());
            let goes = money(row.realisable_at_renewal.as_ref(), row.currency.as_ref());
            vec![row.account_name.clone(), row.product.clone(), list, goes]
        });
        blocks.push(Block::Table(
            vec![("Robot", false), ("product", false), ("list value", true), ("leaves the invoice", true)],
            rows.collect(),
        ));
        if savings.rows.len() > told {
            let more = counted((savings.rows.len() - told) as u64, "more", "more");
            blocks.push(Block::Text(format!("… and {more}: --format md, csv or json has all of them.")));
        }
    }
    let idle = savings.idle_by_product();
    if !idle.is_empty() {
        let told: Vec<String> = idle
            .into_iter()
            .map(|(product, n)| format!("{} in {product}", counted(n as u64, "person", "people")))
            .collect();
        blocks.push(Block::Heading("A hint, and no saving".to_owned()));
        blocks.push(Block::Text(format!(
            "Not seen for long and with a seat: {}. Ask them before you count on anything.",
            told.join(", ")
        )));
    }
    if !savings.warnings.is_empty() {
        blocks.push(Block::Heading("To be looked at".to_owned()));
        blocks.push(Block::List(savings.warnings.clone()));
    }
    blocks
}

fn name(row: &ProductRow) -> String {
    match &row.site {
        Some(site) => format!("{} on {site}", row.product),
        None => row.product.clone(),
    }
}
