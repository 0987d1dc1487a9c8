//! Cost and plan: from the list value to what leaves the invoices, what each service account buys, the plan as waves.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use super::page::{counted, encoded, grouped, harmless};
use crate::assessment::Assessment;
use crate::assessment::rows::{FrontierRow, PlanRow, ProductRow};
use crate::assessment::savings::Savings;
use crate::assessment::way::Plan;
use crate::report::money::{self, WAVES};
use crate::report::words::{self, label};

/// Steps of a wave that are named.
const NAMED: usize = 6;

#[derive(Debug, Serialize)]
pub(super) struct Money {
    /// Empty where nothing is priced.
    facts: Vec<Fact>,
    waterfall: Vec<Fall>,
    products: Vec<Product>,
    idle: String,
    warnings: Vec<String>,
    quota: String,
    plots: Vec<Plot>,
    points: Vec<Point>,
    priced: bool,
    several: bool,
    exact: bool,
    guard: String,
    waves: Vec<Wave>,
}

#[derive(Debug, Serialize)]
struct Fact {
    name: &'static str,
    value: String,
}

/// A bar of the waterfall, in ten-thousandths of its width.
#[derive(Debug, Serialize)]
struct Fall {
    name: &'static str,
    amount: String,
    /// `sum`, `less` or `more`.
    kind: &'static str,
    x: u32,
    width: u32,
}

#[derive(Debug, Serialize)]
struct Product {
    name: String,
    plan: String,
    seats: String,
    robots: String,
    cost: String,
    without: String,
    note: String,
}

/// A line that goes up by steps, in a box of [`WIDTH`] × [`HEIGHT`].
#[derive(Debug, Serialize)]
struct Plot {
    title: &'static str,
    words: String,
    path: String,
    most: String,
    last: String,
    marks: Vec<Mark>,
}

#[derive(Debug, Serialize)]
struct Mark {
    x: i64,
    label: String,
}

#[derive(Debug, Serialize)]
struct Point {
    accounts: String,
    stops: String,
    findings: String,
    seats: String,
    saving: String,
    here: bool,
}

#[derive(Debug, Serialize)]
struct Wave {
    number: usize,
    title: &'static str,
    words: String,
    steps: Vec<Named>,
    more: String,
}

#[derive(Debug, Serialize)]
struct Named {
    href: String,
    name: String,
    to: String,
    blocked: bool,
}

const WIDTH: i64 = 600;
const HEIGHT: i64 = 150;

impl Money {
    pub(super) fn of(assessment: &Assessment) -> Money {
        let (savings, plan) = (&assessment.savings, &assessment.plan);
        Money {
            facts: facts(savings),
            waterfall: waterfall(savings, plan),
            products: savings.products.iter().map(product).collect(),
            idle: idle(savings),
            warnings: savings.warnings.iter().map(|text| harmless(text)).collect(),
            quota: money::quota(plan),
            plots: plots(plan),
            points: points(plan),
            priced: savings.currency.is_some(),
            several: savings.priced > 0,
            exact: plan.exact,
            guard: money::guard(&plan.guard, plan.currency.as_ref()),
            waves: waves(plan),
        }
    }
}

fn decimal(amount: &Option<String>) -> Option<Decimal> {
    amount.as_deref()?.parse().ok()
}

fn facts(savings: &Savings) -> Vec<Fact> {
    let Some(currency) = &savings.currency else { return Vec::new() };
    let totals = &savings.totals;
    let facts = [
        ("Twelve months of robots' seats", &totals.annual_list_cost),
        ("Leaves the invoice at once", &totals.realisable_now),
        ("From the next billing period on", &totals.realisable_next_period),
        ("From the renewal of annual plans on", &totals.realisable_at_renewal),
    ];
    let fact = |(name, amount): (&'static str, &Option<String>)| Fact {
        name,
        value: money::money(amount.as_ref(), Some(currency)),
    };
    facts.into_iter().map(fact).collect()
}

/// From the list value down to what the plan gives back within the quota.
fn waterfall(savings: &Savings, plan: &Plan) -> Vec<Fall> {
    let (Some(currency), Some(list)) = (&savings.currency, decimal(&savings.totals.annual_list_cost)) else {
        return Vec::new();
    };
    let promised: Decimal = savings
        .rows
        .iter()
        .filter(|row| row.realisable_at_renewal.is_some())
        .filter_map(|row| decimal(&row.annual_list_cost))
        .sum();
    let renewal = decimal(&savings.totals.realisable_at_renewal).unwrap_or_default();
    let free = plan.quota.free.unwrap_or(plan.quota.limit);
    let point = plan.frontier.iter().rfind(|point| point.service_accounts <= free);
    let planned = point.and_then(|point| decimal(&point.annual_saving)).unwrap_or_default();
    let steps: [(&'static str, Decimal, Decimal, bool); 6] = [
        ("List value of robots' seats", Decimal::ZERO, list, true),
        (
            "Not known to leave: nobody says that a service account is free there, or its tier is unknown",
            list,
            promised,
            false,
        ),
        (
            if renewal > promised {
                "A cheaper tier, which is worth more than the seats themselves"
            } else {
                "Stays inside a tier or band that is paid for anyway"
            },
            promised,
            renewal,
            false,
        ),
        ("Leaves the invoices if all of them go", Decimal::ZERO, renewal, true),
        ("Held by what cannot move, or beyond the quota", renewal, planned, false),
        ("Leaves the invoices with this plan and quota", Decimal::ZERO, planned, true),
    ];
    let most = steps.iter().flat_map(|(_, from, to, _)| [*from, *to]).max().unwrap_or_default();
    let scale = |amount: Decimal| {
        let part = if most.is_zero() { Decimal::ZERO } else { amount * Decimal::from(10_000) / most };
        part.round().to_u32().unwrap_or(0)
    };
    let fall = |(name, from, to, sum): (&'static str, Decimal, Decimal, bool)| {
        let (low, high) = (from.min(to), from.max(to));
        let by = money::money(Some(&format!("{:.2}", high - low)), Some(currency));
        let (kind, amount) = match (sum, to >= from) {
            (true, _) => ("sum", by),
            (false, true) => ("more", format!("+ {by}")),
            (false, false) => ("less", format!("− {by}")),
        };
        Fall {
            name,
            amount,
            kind,
            x: scale(low),
            width: (scale(high) - scale(low)).max(if from == to { 0 } else { 30 }),
        }
    };
    steps.into_iter().filter(|(_, from, to, sum)| *sum || from != to).map(fall).collect()
}

fn product(row: &ProductRow) -> Product {
    let number = |n: Option<u32>| n.map_or_else(|| "not known".to_owned(), |n| grouped(n as usize));
    let mut notes = Vec::new();
    if let Some(why) = &row.unpriced_because {
        notes.push(format!("price unknown: {why}"));
    }
    if !row.documented && row.robots > 0 {
        notes.push("nobody says that a service account needs no seat here".to_owned());
    }
    if let (Some(more), Some(below)) = (row.to_next_tier_down, row.next_tier_down) {
        notes.push(format!(
            "{} to the next tier down, {below}",
            counted(more as usize, "more seat", "more seats")
        ));
    }
    if let Some(renewal) = &row.renewal {
        notes.push(format!("renews on {renewal}"));
    }
    if let Some(certainty) = row.certainty {
        notes.push(match (&row.source_date, certainty) {
            (_, "contract") => "your contract's price".to_owned(),
            (Some(day), certainty) => format!("price book of {day}, {certainty}"),
            (None, certainty) => certainty.to_owned(),
        });
    }
    if row.seats.is_some() {
        let whole = if row.seats_whole { "" } else { "at least, " };
        notes.push(format!("seats: {whole}{}", row.seats_source));
    }
    let plan = [row.plan.as_deref(), row.billing].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let name = label(words::PRODUCTS, &row.product).to_owned();
    Product {
        name: harmless(&match &row.site {
            Some(site) => format!("{name} on {site}"),
            None => name,
        }),
        plan: if plan.is_empty() { "not known".to_owned() } else { harmless(&plan) },
        seats: number(row.seats),
        robots: grouped(row.robots as usize),
        cost: money::money(row.cost.as_ref(), row.currency.as_ref()),
        without: money::money(row.cost_without_robots.as_ref(), row.currency.as_ref()),
        note: harmless(&notes.join("; ")),
    }
}

fn idle(savings: &Savings) -> String {
    let idle: Vec<String> = savings
        .idle_by_product()
        .into_iter()
        .map(|(product, n)| format!("{} in {}", grouped(n), label(words::PRODUCTS, product)))
        .collect();
    idle.join(", ")
}

/// As far as something changes.
fn reached(plan: &Plan) -> Vec<&FrontierRow> {
    let used = plan.frontier.iter().map(|point| point.used).max().unwrap_or(0);
    plan.frontier.iter().filter(|point| point.service_accounts <= used.max(5)).collect()
}

fn plots(plan: &Plan) -> Vec<Plot> {
    let points = reached(plan);
    if plan.needed == 0 {
        return Vec::new();
    }
    let mut plots = vec![plot(
        plan,
        &points,
        "Live things that no longer stop",
        |point| Some(Decimal::from(point.stops_removed)),
        |amount| amount.to_string(),
    )];
    if plan.currency.is_some() {
        let currency = plan.currency.clone();
        plots.push(plot(
            plan,
            &points,
            "What leaves the invoices in a year",
            |point| decimal(&point.annual_saving),
            |amount| money::money(Some(&format!("{amount:.2}")), currency.as_ref()),
        ));
    }
    plots
}

fn plot(
    plan: &Plan,
    points: &[&FrontierRow],
    title: &'static str,
    of: impl Fn(&FrontierRow) -> Option<Decimal>,
    told: impl Fn(Decimal) -> String,
) -> Plot {
    let last = points.last().map_or(1, |point| point.service_accounts).max(1);
    let values: Vec<(u32, Decimal)> =
        points.iter().map(|point| (point.service_accounts, of(point).unwrap_or_default())).collect();
    let most = values.iter().map(|(_, value)| *value).max().unwrap_or_default();
    let x = |n: u32| i64::from(n) * WIDTH / i64::from(last);
    let y = |value: Decimal| {
        let up = if most.is_zero() { Decimal::ZERO } else { value * Decimal::from(HEIGHT) / most };
        HEIGHT - up.round().to_i64().unwrap_or(0)
    };
    let mut path = String::new();
    for (at, (n, value)) in values.iter().enumerate() {
        match at {
            0 => path.push_str(&format!("M{} {}", x(*n), y(*value))),
            _ => path.push_str(&format!("H{}V{}", x(*n), y(*value))),
        }
    }
    let first = values.first().map_or(Decimal::ZERO, |(_, value)| *value);
    let mut marks = Vec::new();
    if let Some(free) = plan.quota.free.filter(|free| *free <= last) {
        marks.push(Mark { x: x(free), label: format!("{free} can be made") });
    }
    Plot {
        title,
        words: format!("{title}: {} with no new service account, {} with {last}", told(first), told(most)),
        path,
        most: told(most),
        last: last.to_string(),
        marks,
    }
}

fn points(plan: &Plan) -> Vec<Point> {
    let free = plan.quota.free;
    let shown = |n: u32| n <= 5 || n == 250 || Some(n) == free || n as usize == plan.needed;
    let points = plan.frontier.iter().filter(|point| shown(point.service_accounts));
    let point = |point: &FrontierRow| Point {
        accounts: grouped(point.service_accounts as usize),
        stops: grouped(point.stops_removed),
        findings: grouped(point.findings_resolved),
        seats: grouped(point.seats_freed as usize),
        saving: money::money(point.annual_saving.as_ref(), plan.currency.as_ref()),
        here: Some(point.service_accounts) == free,
    };
    points.map(point).collect()
}

fn waves(plan: &Plan) -> Vec<Wave> {
    let waves = WAVES.iter().map(|(number, title)| {
        let rows: Vec<&PlanRow> = plan.rows.iter().filter(|row| row.wave == *number).collect();
        let resolves: usize = rows.iter().map(|row| row.resolves.len()).sum();
        let saving: Decimal = rows.iter().filter_map(|row| decimal(&row.annual_saving)).sum();
        let mut words = format!(
            "{}, {} resolved",
            counted(rows.len(), "step", "steps"),
            counted(resolves, "finding", "findings")
        );
        if !saving.is_zero() {
            let saving = money::money(Some(&format!("{saving:.2}")), plan.currency.as_ref());
            words.push_str(&format!(", {saving} a year"));
        }
        let more = rows.len().saturating_sub(NAMED);
        Wave {
            number: *number,
            title,
            words,
            steps: rows.iter().take(NAMED).map(|row| named(row)).collect(),
            more: if more == 0 { String::new() } else { counted(more, "more step", "more steps") },
        }
    });
    waves.filter(|wave| !wave.steps.is_empty()).collect()
}

fn named(row: &PlanRow) -> Named {
    Named {
        href: row.account_id.as_ref().map_or_else(String::new, |id| format!("#account={}", encoded(id))),
        name: harmless(&row.account_name),
        to: match &row.service_account {
            Some(name) => format!("service account {name}"),
            None => label(words::REPLACEMENTS, row.replacement).to_owned(),
        },
        blocked: row.blocked_by.is_some(),
    }
}
