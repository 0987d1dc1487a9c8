//! `[[licence]]`: what is paid for, and at which price.
//!
//! No API tells a plan, a price, a tier or a renewal, so they stand here. What is refused here would make a sum wrong:
//! two blocks for one product, bands that overlap or leave a gap, tiers that look like prices for a seat.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::Serialize;
use toml::Spanned;
use toml::de::DeValue;

use super::fields::number;
use super::read::Section;
use crate::atlassian::product_name;

/// How a licence is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Billing {
    /// By the month and the seat.
    #[default]
    Monthly,
    /// By the year and the tier.
    Annual,
}

impl Billing {
    /// The word in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Billing::Monthly => "monthly",
            Billing::Annual => "annual",
        }
    }
}

/// To what a year's price that is made of monthly ones is rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rounding {
    /// To the cent.
    None,
    /// To the next whole unit, as prices of Marketplace apps are.
    One,
    /// To the next fifty, as Atlassian's own list prices are.
    Fifty,
}

/// The monthly price of a seat within a band of seats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BandPrice {
    /// The first seat it is for, from 1.
    pub from: u32,
    /// The last seat it is for; `None`: all others.
    pub to: Option<u32>,
    /// For a seat and month.
    pub price: String,
}

/// `[[licence]]`. Money stays the decimal text of the file; the money room reads it exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Licence {
    /// `jira`, `confluence` … or a Marketplace app's key.
    pub product: String,
    /// `free`, `standard`, `premium`, `enterprise`.
    pub plan: String,
    /// How it is paid.
    pub billing: Billing,
    /// Host of the site it is for, where several sites have the product; each is a subscription of its own.
    pub site: Option<String>,
    /// The product that a Marketplace app is installed in; `None` to read it from the list of apps.
    pub host: Option<String>,
    /// The billed quantity; `None` to read it from the site.
    pub seats: Option<u32>,
    /// The tier paid for, on an annual plan.
    pub tier: Option<u32>,
    /// When it renews.
    pub renewal: Option<NaiveDate>,
    /// A contract price for a seat and month.
    pub price_per_seat: Option<String>,
    /// The monthly price of a seat, band by band, from the first seat on and without gaps.
    pub bands: Vec<BandPrice>,
    /// The year's price of each tier quoted.
    pub tiers: BTreeMap<u32, String>,
    /// The least quantity that is billed.
    pub minimum: Option<u32>,
    /// Percent off the list price.
    pub discount: Option<String>,
    /// How a year's price is rounded, where it is made of monthly ones.
    pub rounding: Option<Rounding>,
    /// ISO 4217.
    pub currency: String,
    /// The line of the file on which it begins.
    #[serde(skip)]
    pub line: usize,
}

/// Reads every block.
pub(super) fn read(root: &Section<'_, '_>, today: NaiveDate) -> Vec<Licence> {
    let mut licences: Vec<Licence> = Vec::new();
    for section in root.tables("licence") {
        let Some(licence) = read_one(&section, today) else { continue };
        let same = |other: &&Licence| {
            let sites = (&other.site, &licence.site);
            other.product == licence.product && (sites.0 == sites.1 || sites.0.is_none() || sites.1.is_none())
        };
        if let Some(other) = licences.iter().find(same) {
            let what = format!("is a second block for the product of line {}", other.line);
            let help = "one product has one price: keep one of the blocks, or say with site = \"…\" which site each is for";
            section.refuse("product", section.start(), &what, help);
        }
        licences.push(licence);
    }
    licences
}

fn read_one(licence: &Section<'_, '_>, today: NaiveDate) -> Option<Licence> {
    let product = licence.required("product", "say which: jira, confluence …, or a Marketplace app's key");
    let plan = licence.required("plan", "say which: free, standard, premium or enterprise");
    let billing = licence.choice("billing", &[("monthly", Billing::Monthly), ("annual", Billing::Annual)]);
    let billing = billing.unwrap_or_default();
    let whole = |key, least| number(licence, key, least, 10_000_000);
    let rounding = [("none", Rounding::None), ("1", Rounding::One), ("50", Rounding::Fifty)];
    let read = Licence {
        billing,
        site: licence.text("site").map(|site| host_of(&site.value)),
        host: licence.text("host").map(|host| named(&host.value)),
        seats: whole("seats", 0),
        tier: whole("tier", 1),
        renewal: read_renewal(licence, today),
        price_per_seat: read_money(licence, "price_per_seat"),
        bands: read_bands(licence),
        tiers: read_tiers(licence),
        minimum: whole("minimum", 1),
        discount: read_discount(licence),
        rounding: licence.choice("rounding", &rounding),
        currency: read_currency(licence).unwrap_or_else(|| "USD".to_owned()),
        line: licence.line_of(licence.start()),
        product: named(&product?.value),
        plan: plan?.value.to_lowercase(),
    };
    check(licence, &read);
    Some(read)
}

/// Refuses what contradicts itself.
fn check(section: &Section<'_, '_>, licence: &Licence) {
    let at = |key: &str| section.raw(key).map_or(section.start(), |value| value.span().start);
    if licence.price_per_seat.is_some() && !licence.bands.is_empty() {
        let help = "keep the one that your contract has";
        section.refuse("bands", at("bands"), "stands beside price_per_seat: two prices for one seat", help);
    }
    let monthly = licence.price_per_seat.is_some() || !licence.bands.is_empty();
    if licence.billing == Billing::Monthly && !licence.tiers.is_empty() && !monthly {
        let help = "write billing = \"annual\", or give the monthly price as price_per_seat or bands";
        section.refuse("tiers", at("tiers"), "are prices of annual billing", help);
    }
    if let (Billing::Annual, Some(tier), Some(seats)) = (licence.billing, licence.tier, licence.seats)
        && tier < seats
    {
        let what = format!("is smaller than seats = {seats}: a tier has room for all of them");
        section.refuse("tier", at("tier"), &what, "look at the invoice: which tier is paid for?");
    }
    if let Some(tier) =
        licence.tier.filter(|tier| !licence.tiers.is_empty() && !licence.tiers.contains_key(tier))
    {
        let what = format!("is {tier}, of which tiers has no price");
        section.refuse("tier", at("tier"), &what, "put its price into tiers as well");
    }
}

/// The name of a product as this program writes it; an app's key stays as it is.
fn named(text: &str) -> String {
    let lower = text.to_lowercase();
    if lower.contains('.') { lower } else { product_name(&lower) }
}

/// `acme.atlassian.net`, whether written as a host or as an address.
fn host_of(text: &str) -> String {
    let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
    bare.split('/').next().unwrap_or(bare).to_lowercase()
}

fn read_renewal(licence: &Section<'_, '_>, today: NaiveDate) -> Option<NaiveDate> {
    let renewal = licence.date("renewal")?;
    if renewal.value < today {
        licence.refuse(
            "renewal",
            renewal.span.start,
            "is past: the plan has renewed since",
            "write the next renewal, and the tier and price that hold until then",
        );
    }
    Some(renewal.value)
}

fn read_currency(licence: &Section<'_, '_>) -> Option<String> {
    let currency = licence.text("currency")?;
    let known = currency.value.chars().all(|c| c.is_ascii_uppercase())
        && Currency::from_code(&currency.value).is_some();
    if !known {
        let help = "write its three letters of ISO 4217, in capitals: \"USD\"";
        licence.refuse("currency", currency.span.start, "is no currency", help);
    }
    known.then_some(currency.value)
}

const MONEY_HELP: &str = "write it as a decimal in quotes, above zero and without a currency sign: \"7.10\"";

/// A number in TOML is binary floating point, which money is not.
fn read_money(section: &Section<'_, '_>, key: &str) -> Option<String> {
    let value = section.raw(key)?;
    amount(section, key, value)
}

/// An amount above zero; what costs nothing is `plan = "free"`.
fn amount(section: &Section<'_, '_>, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
    let found = money(value.get_ref());
    let Some(text) = found else {
        section.refuse(key, value.span().start, "is no amount", MONEY_HELP);
        return None;
    };
    if text.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        let help = "write what is paid; where that is nothing, plan = \"free\" says so";
        section.refuse(key, value.span().start, "is zero", help);
        return None;
    }
    Some(text)
}

fn money(value: &DeValue<'_>) -> Option<String> {
    let text = match value {
        DeValue::String(text) => text.trim(),
        _ => return None,
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits =
        |part: &str, most| !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    (digits(whole, 12) && digits(fraction, 6)).then(|| text.to_owned())
}

fn read_discount(licence: &Section<'_, '_>) -> Option<String> {
    let discount = read_money(licence, "discount")?;
    let below = discount.parse::<Decimal>().is_ok_and(|percent| percent < Decimal::ONE_HUNDRED);
    if !below {
        let at = licence.raw("discount").map_or(licence.start(), |value| value.span().start);
        let help = "write the percent that are taken off: \"15\"";
        licence.refuse("discount", at, "takes all of the price away", help);
    }
    below.then_some(discount)
}

fn read_tiers(licence: &Section<'_, '_>) -> BTreeMap<u32, String> {
    let mut tiers = BTreeMap::new();
    let Some(value) = licence.raw("tiers") else { return tiers };
    let help = "write it as { 200 = \"13500\", 300 = \"19800\" }: the tier's users, and its price for a year";
    let DeValue::Table(table) = value.get_ref() else {
        licence.refuse("tiers", value.span().start, "is a table", help);
        return tiers;
    };
    for (tier, price) in table {
        let users = tier.get_ref().parse::<u32>().ok().filter(|users| *users > 0);
        let price = amount(licence, "tiers", price);
        match (users, price) {
            (Some(users), Some(price)) => {
                tiers.insert(users, price);
            }
            (None, _) => licence.refuse("tiers", tier.span().start, "is no number of users", help),
            (_, None) => {}
        }
    }
    let totals: Vec<(u32, Decimal)> =
        tiers.iter().filter_map(|(users, price)| Some((*users, price.parse().ok()?))).collect();
    let falls = totals.windows(2).find(|pair| pair[1].1 < pair[0].1);
    if let Some([(small, _), (large, _)]) = falls {
        let what =
            format!("are higher for {small} users than for {large}: these look like prices for a seat");
        licence.refuse("tiers", value.span().start, &what, "write what the whole tier costs in a year");
    }
    tiers
}

fn read_bands(licence: &Section<'_, '_>) -> Vec<BandPrice> {
    const HELP: &str =
        "write it as [{ from = 1, to = 100, price = \"8.60\" }, { from = 101, price = \"7.30\" }]";
    let Some(value) = licence.raw("bands") else { return Vec::new() };
    let refuse = |at, what: &str| licence.refuse("bands", at, what, HELP);
    let DeValue::Array(items) = value.get_ref() else {
        refuse(value.span().start, "is a list of bands");
        return Vec::new();
    };
    let mut bands: Vec<BandPrice> = Vec::new();
    for item in items {
        let at = item.span().start;
        let DeValue::Table(table) = item.get_ref() else {
            refuse(at, "has something that is no band");
            continue;
        };
        let whole = |key: &str| match table.get(key).map(Spanned::get_ref) {
            Some(DeValue::Integer(digits)) => u32::from_str_radix(digits.as_str(), digits.radix()).ok(),
            _ => None,
        };
        if let Some((key, _)) =
            table.iter().find(|(key, _)| !["from", "to", "price"].contains(&key.get_ref().as_ref()))
        {
            refuse(key.span().start, "has a band with an unknown key");
        }
        let (Some(from), Some(price)) = (whole("from"), table.get("price")) else {
            refuse(at, "has a band without a from or a price");
            continue;
        };
        let Some(price) = amount(licence, "bands", price) else { continue };
        let to = whole("to");
        let expected = bands.last().map_or(Some(1), |last| last.to.map(|to| to.saturating_add(1)));
        match expected {
            None => refuse(at, "has a band behind one without an end: they overlap"),
            Some(expected) if from < expected => refuse(at, &format!("overlap: seat {from} is in two bands")),
            Some(expected) if from > expected => {
                refuse(at, &format!("leave a gap: no band has seat {expected}"));
            }
            Some(_) if table.contains_key("to") && to.is_none_or(|to| to < from) => {
                refuse(at, "has a band that ends before it begins");
            }
            Some(_) => bands.push(BandPrice { from, to, price }),
        }
    }
    if items.is_empty() {
        refuse(value.span().start, "is empty");
    }
    bands
}
