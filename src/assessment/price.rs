//! What so many seats of a product cost, with the working: by the contract of the configuration, else by the price book.

use chrono::NaiveDate;
use serde::Serialize;

use crate::atlassian::product_name;
use crate::config::{Billing, Config, Licence};
use crate::money::{self, STALE_DAYS, Tariff};

/// What is asked.
#[derive(Debug, Clone)]
pub struct PriceQuestion {
    /// Product, as people write it.
    pub product: String,
    /// Plan.
    pub plan: String,
    /// How it is billed.
    pub billing: Billing,
    /// Seats.
    pub seats: u32,
    /// Host of the site, where the configuration keeps sites apart.
    pub site: Option<String>,
    /// A term of so many months instead of a year, on an annual plan.
    pub months: Option<u32>,
    /// The day whose prices hold.
    pub as_of: NaiveDate,
}

/// The answer; what is not known is `None`.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct Price {
    pub product: String,
    pub plan: String,
    pub billing: &'static str,
    pub seats: u32,
    pub as_of: String,
    pub currency: Option<String>,
    pub total: Option<String>,
    pub bands: Vec<BandRow>,
    pub source: Option<String>,
    pub source_date: Option<String>,
    pub certainty: Option<&'static str>,
    pub period: &'static str,
    pub tier: Option<u32>,
    pub working: Vec<String>,
    pub months: Option<u32>,
    pub term_total: Option<String>,
    pub stale: bool,
    pub unpriced_because: Option<String>,
}

/// A band of the working.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct BandRow {
    pub from: u32,
    pub to: Option<u32>,
    pub seats: u32,
    pub price: String,
    pub amount: String,
    pub certainty: &'static str,
    pub source: String,
}

/// Answers.
pub fn price(config: &Config, question: &PriceQuestion) -> Price {
    let named = question.product.trim().to_lowercase();
    let product = if money::is_app(&named) { named } else { product_name(&named) };
    let plan = question.plan.trim().to_lowercase();
    let mut answer = Price {
        billing: question.billing.word(),
        seats: question.seats,
        as_of: question.as_of.to_string(),
        currency: None,
        total: None,
        bands: Vec::new(),
        source: None,
        source_date: None,
        certainty: None,
        period: match question.billing {
            Billing::Monthly => "month",
            Billing::Annual => "year",
        },
        tier: None,
        working: Vec::new(),
        months: question.months,
        term_total: None,
        stale: false,
        unpriced_because: None,
        product,
        plan,
    };
    let tariff = tariff(config, question, &answer.product, &answer.plan);
    if let Err(why) = tariff.and_then(|tariff| fill(&mut answer, question, &tariff)) {
        answer.unpriced_because = Some(format!("{why}{}", next_step(&why)));
    }
    answer
}

/// What to do where there is no price.
fn next_step(why: &str) -> &'static str {
    if why.contains("[[licence]]") || why.contains("--site") {
        return "";
    }
    "; write a [[licence]] with price_per_seat, bands or tiers into touchpoint.toml to have it priced by your contract"
}

fn tariff(config: &Config, question: &PriceQuestion, product: &str, plan: &str) -> Result<Tariff, String> {
    let of_product: Vec<&Licence> = config.licences.iter().filter(|one| one.product == product).collect();
    let fits = |one: &&&Licence| {
        one.plan == plan
            && one.billing == question.billing
            && (question.site.is_none() || one.site == question.site || one.site.is_none())
    };
    let fitting: Vec<&&Licence> = of_product.iter().filter(fits).collect();
    match fitting.as_slice() {
        [] => {
            let listed = money::list_price(product, plan, question.billing, question.as_of);
            listed.map_err(|why| match of_product.first() {
                Some(other) => format!(
                    "{why}, and the [[licence]] on line {} is of {} by {} billing",
                    other.line,
                    other.plan,
                    other.billing.word()
                ),
                None => why,
            })
        }
        [one] => money::of_licence(one, question.as_of),
        several => {
            Err(format!("the configuration has {} licences of it: say which with --site", several.len()))
        }
    }
}

fn fill(answer: &mut Price, question: &PriceQuestion, tariff: &Tariff) -> Result<(), String> {
    let quote = tariff.quote(question.seats)?;
    answer.currency = Some(tariff.currency.clone());
    answer.total = Some(money::amount(quote.total));
    answer.tier = quote.tier.map(|tier| tier.users);
    let mut sources: Vec<String> = Vec::new();
    for line in &quote.lines {
        if !sources.contains(&line.source) {
            sources.push(line.source.clone());
        }
    }
    answer.source = Some(if sources.is_empty() { tariff.source.clone() } else { sources.join(", ") });
    answer.source_date = quote.read.map(|read| read.to_string());
    answer.certainty = Some(quote.certainty.word());
    answer.stale = quote.read.is_some_and(|read| (question.as_of - read).num_days() > STALE_DAYS);
    answer.bands = quote
        .lines
        .into_iter()
        .map(|line| BandRow {
            from: line.from,
            to: line.to,
            seats: line.seats,
            price: plain(line.price),
            amount: plain(line.amount),
            certainty: line.certainty.word(),
            source: line.source,
        })
        .collect();
    answer.working = quote.steps;
    if let (Some(months), Billing::Annual) = (question.months, question.billing) {
        answer.term_total = Some(money::amount(tariff.term(question.seats, months)?));
    }
    Ok(())
}

/// With all its digits, and two at least.
fn plain(amount: rust_decimal::Decimal) -> String {
    let normal = amount.normalize();
    if normal.scale() <= 2 { format!("{normal:.2}") } else { normal.to_string() }
}
