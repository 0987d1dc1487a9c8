//! Showing the answers about money: what robots' seats cost, what seats cost at all, and the way off under the quota.

mod plan;
mod price;
mod savings;

use std::io::{self, Write};

pub(super) use plan::{WAVES, guard, quota};

use super::answer::Answer;
use super::blocks::Block;
use super::csv;
use crate::assessment::price::Price;
use crate::assessment::savings::Savings;
use crate::assessment::way::Plan;

impl Answer for Savings {
    fn blocks(&self, all: bool) -> Vec<Block> {
        savings::blocks(self, all)
    }

    fn csv(&self, to: &mut dyn Write) -> io::Result<()> {
        csv::table(csv::SAVINGS, &self.rows, to)
    }
}

impl Answer for Plan {
    fn blocks(&self, all: bool) -> Vec<Block> {
        plan::blocks(self, all)
    }

    fn csv(&self, to: &mut dyn Write) -> io::Result<()> {
        csv::table(csv::PLAN, &self.rows, to)
    }
}

impl Answer for Price {
    fn blocks(&self, _: bool) -> Vec<Block> {
        price::blocks(self)
    }

    fn csv(&self, to: &mut dyn Write) -> io::Result<()> {
        csv::table("from,to,seats,price,amount,certainty,source", &self.bands, to)
    }
}

/// An amount with its currency, or that it is not known.
pub(super) fn money(amount: Option<&String>, currency: Option<&String>) -> String {
    match (amount, currency) {
        (Some(amount), Some(currency)) => format!("{} {currency}", grouped(amount)),
        (Some(amount), None) => grouped(amount),
        (None, _) => "not known".to_owned(),
    }
}

/// `12,345.60`: for people alone, files have plain numbers.
pub(super) fn grouped(amount: &str) -> String {
    let (whole, cents) = amount.split_once('.').unwrap_or((amount, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if cents.is_empty() { text } else { format!("{text}.{cents}") }
}

/// `1 seat`, `3 seats`.
pub(super) fn counted(n: impl Into<u64>, one: &str, many: &str) -> String {
    let n = n.into();
    format!("{} {}", grouped(&n.to_string()), if n == 1 { one } else { many })
}
