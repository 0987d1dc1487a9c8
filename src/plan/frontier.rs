//! What each further service account buys, and whether the price of more of them is worth it.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::choose::{Choice, Choices, Curve, Gain, Unit, choose};
use super::service_accounts::Needed;
use super::{Basis, Step};
use crate::audit::effects::{self, When};
use crate::money::{self, GUARD};

/// How many service accounts an organisation has for nothing, and with Guard Standard.
/// Source: <https://support.atlassian.com/user-management/docs/understand-service-accounts>
pub const FREE: u32 = 5;
/// See [`FREE`].
pub const WITH_GUARD: u32 = 250;

/// More than this is never looked at: what an organisation on Enterprise has.
const MOST: u32 = 1000;

/// What a number of service accounts gives, together with all that takes none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// How many are made.
    pub service_accounts: u32,
    /// How many of them are used: there may be less to do.
    pub used: u32,
    /// What goes off the invoices of a year; `None` where that is not known.
    pub annual_saving: Option<Decimal>,
    /// Seats given back.
    pub seats: u32,
    /// Findings resolved.
    pub findings_resolved: usize,
    /// Live things that no longer stop when somebody goes.
    pub stops_removed: usize,
}

/// Whether Guard Standard pays for itself, by the service accounts that come with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guard {
    /// Accounts it would be charged for; `None` where that is not known.
    pub billable: Option<u32>,
    /// What it costs in a year for all of them; `None` where its price is not known.
    pub price: Option<Decimal>,
    /// What the service accounts beyond the present quota would save in a year; `None` where that is not known.
    pub annual_saving: Option<Decimal>,
    /// Whether it does; `None` where that cannot be told.
    pub pays: Option<bool>,
    /// The price for an account and month below which it would; `None` where that is not known, or it never does.
    pub pays_below: Option<Decimal>,
    /// What has to be said of it.
    pub note: String,
}

/// The choices, before they are counted.
pub(super) struct Frontier {
    pub(super) choices: Choices,
    units: Vec<Unit>,
    /// Parts of the units, as indices of their candidates: those that are blocked are left out.
    parts: Vec<Vec<usize>>,
    mapped: Vec<Choice>,
}

/// Chooses for every number of service accounts.
pub(super) fn frontier(basis: &Basis<'_>, needed: &Needed) -> Frontier {
    let mut units = Vec::new();
    let mut parts = Vec::new();
    let priced = basis.ledger.currency().is_some();
    let mut already = vec![0_usize; basis.ledger.subscriptions.len()];
    let mut later = already.clone();
    for bundle in &needed.bundles {
        let possible: Vec<usize> = (0..bundle.candidates.len())
            .filter(|part| needed.candidates[bundle.candidates[*part]].blocked.is_none())
            .collect();
        let count = if bundle.candidates.is_empty() { &mut already } else { &mut later };
        for seat in &bundle.seats {
            count[*seat] += 1;
        }
        let gains = possible.iter().map(|part| {
            let one = &needed.candidates[bundle.candidates[*part]];
            Gain { stops: one.stops, findings: number(one.findings.len()) }
        });
        let all = possible.len() == bundle.candidates.len();
        units.push(Unit {
            parts: gains.collect(),
            whole: if all { number(bundle.findings.len()) } else { 0 },
            seats: if all { bundle.seats.clone() } else { Vec::new() },
        });
        parts.push(possible);
    }
    let curves: Vec<Curve> = basis
        .ledger
        .subscriptions
        .iter()
        .zip(already.iter().zip(&later))
        .map(|(one, (already, later))| match priced {
            true => curve(|gone| one.exact_saving(gone), *already, *later),
            false => vec![0],
        })
        .collect();
    let all: u32 = parts.iter().map(|parts| number(parts.len())).sum();
    let most = all.min(MOST).min(basis.limit.max(WITH_GUARD)) as usize;
    let choices = choose(&units, &curves, most, basis.aim);
    let mapped = choices.best.iter().map(|choice| {
        let moved = choice
            .parts
            .iter()
            .map(|(unit, taken)| (*unit, taken.iter().map(|at| parts[*unit][*at]).collect()));
        Choice { parts: moved.collect(), whole: choice.whole.clone() }
    });
    Frontier { mapped: mapped.collect(), choices, units, parts }
}

/// More than this, in hundredths of a cent, weighs no more in the choice, so that no sum of them runs over.
const DEAREST: i64 = 1_000_000_000_000_000;

/// What is saved on top when 0, 1, 2 … of `later` seats go after `already`, in hundredths of a cent. Where it is not known what more
/// of them save, nothing more is promised.
fn curve(saving: impl Fn(u32) -> Option<Decimal>, already: usize, later: usize) -> Curve {
    let worth = |gone: usize| {
        let saving = saving(number(gone))?;
        Some((saving * Decimal::from(10_000)).round().to_i64().unwrap_or(DEAREST).min(DEAREST))
    };
    let Some(first) = worth(already) else { return vec![0] };
    let mut curve = vec![0];
    for more in 1..=later {
        let before = curve[more - 1];
        curve.push(worth(already + more).map_or(before, |worth| (worth - first).max(before)));
    }
    curve
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Live things among those of these steps that stop when their account goes, one way or the other, or have stopped.
pub(super) fn stopping(basis: &Basis<'_>, steps: &[Step]) -> usize {
    let estate = basis.estate;
    let mut stopping = BTreeSet::new();
    for step in steps.iter().filter(|step| step.blocked_by.is_none()) {
        for index in &step.resolves {
            let finding = &basis.findings[*index];
            let (Some(touchpoint), Some(role)) = (finding.touchpoint, finding.role) else { continue };
            let first = estate.bindings.partition_point(|binding| binding.touchpoint < touchpoint);
            let held = estate.bindings[first..].iter().take_while(|binding| binding.touchpoint == touchpoint);
            let mut held = held
                .filter(|binding| binding.role == role && binding.who.account() == finding.account.as_ref());
            let ways = [When::Deactivate, When::Delete];
            let stops = held.any(|binding| {
                let mut ways =
                    ways.into_iter().filter_map(|when| effects::of_departure(estate, binding, when));
                ways.any(|outcome| outcome.effect.stops())
            });
            if stops && estate.touchpoints[touchpoint].is_live() {
                stopping.insert((touchpoint, finding.account.clone()));
            }
        }
    }
    stopping.len()
}

impl Frontier {
    /// The choice that the quota leaves room for; where it is not known how much that is, all of it.
    pub(super) fn chosen(&self, basis: &Basis<'_>) -> &Choice {
        let room = basis.free.unwrap_or(basis.limit) as usize;
        &self.mapped[room.min(self.mapped.len() - 1)]
    }

    /// What each number gives, on top of `resolved` findings and `stops` that take no service account: one by one as far
    /// as there is something to do, and the numbers that can be had.
    pub(super) fn points(&self, basis: &Basis<'_>, resolved: usize, stops: usize) -> Vec<Point> {
        let mut numbers: BTreeSet<u32> = (0..number(self.mapped.len())).collect();
        numbers.extend((0..=FREE).chain([WITH_GUARD, basis.limit.min(MOST)]).chain(basis.free));
        numbers.into_iter().map(|n| self.point(basis, n, resolved, stops)).collect()
    }

    fn point(&self, basis: &Basis<'_>, n: u32, resolved: usize, stops: usize) -> Point {
        let choice = &self.choices.best[(n as usize).min(self.choices.best.len() - 1)];
        let mut point = Point {
            service_accounts: n,
            used: 0,
            annual_saving: None,
            seats: 0,
            findings_resolved: resolved,
            stops_removed: stops,
        };
        let mut gone = vec![0_u32; basis.ledger.subscriptions.len()];
        for (at, unit) in self.units.iter().enumerate() {
            let taken = choice.parts.get(&at).map_or(&[][..], Vec::as_slice);
            for part in taken {
                point.used += 1;
                point.findings_resolved += unit.parts[*part].findings as usize;
                point.stops_removed += unit.parts[*part].stops as usize;
            }
            if unit.parts.len() == taken.len() && self.parts[at].len() == taken.len() {
                point.findings_resolved += unit.whole as usize;
                for seat in &unit.seats {
                    gone[*seat] += 1;
                    // An app is billed along with its product: that is no seat of its own.
                    point.seats += u32::from(basis.ledger.subscriptions[*seat].host.is_none());
                }
            }
        }
        if basis.ledger.currency().is_some() {
            let known = basis.ledger.subscriptions.iter().zip(&gone).map(|(one, gone)| match gone {
                0 => Some(Decimal::ZERO).filter(|_| one.priced().is_some()),
                gone => one.saving(*gone),
            });
            point.annual_saving = known.flatten().reduce(|sum, saving| sum + saving);
        }
        point
    }
}

/// Holds the price of Guard Standard against what the service accounts that come with it would save here.
pub(super) fn guard(basis: &Basis<'_>, points: &[Point]) -> Guard {
    let saving =
        |n: u32| points.iter().find(|point| point.service_accounts == n).and_then(|one| one.annual_saving);
    let subscription = basis.ledger.subscriptions.iter().find(|one| one.product == GUARD);
    let billable = match subscription {
        Some(one) => one.count.seats,
        None => money::guarded(basis.estate),
    };
    let price = subscription.and_then(|one| one.cost());
    if basis.limit >= WITH_GUARD {
        return Guard {
            billable,
            price,
            note: "the configured quota is one that comes with Guard Standard or Enterprise already"
                .to_owned(),
            ..Guard::default()
        };
    }
    // What it brings is what can be made beyond what is in use: the quota is one, free or paid.
    let used = basis.free.map(|free| basis.limit.saturating_sub(free)).unwrap_or(0);
    let (with, without) = (WITH_GUARD.saturating_sub(used), basis.limit.saturating_sub(used));
    let at = |n: u32| saving(n).or_else(|| points.last().and_then(|point| point.annual_saving));
    let more = at(with).zip(at(without)).map(|(with, without)| (with - without).max(Decimal::ZERO));
    let currencies = [basis.ledger.currency(), subscription.and_then(|one| one.currency.as_deref())];
    let same = currencies[0] == currencies[1] || currencies[1].is_none();
    let pays = match (more, price) {
        (Some(more), _) if more.is_zero() => Some(false),
        (Some(more), Some(price)) if same => Some(more > price),
        _ => None,
    };
    let pays_below =
        more.zip(billable.filter(|n| *n > 0)).filter(|(more, _)| !more.is_zero()).map(|(more, billable)| {
            let twelve = Decimal::from(12) * Decimal::from(billable);
            (more / twelve).round_dp_with_strategy(2, rust_decimal::RoundingStrategy::ToZero)
        });
    let note = match (more, price) {
        (None, _) => {
            "what its service accounts would save is not known, because seats are not priced".to_owned()
        }
        (Some(more), _) if more.is_zero() => {
            "the service accounts that there are without it save as much".to_owned()
        }
        (Some(_), None) => {
            "its price is not in the price book: write a [[licence]] with product = \"guard\"".to_owned()
        }
        _ => "counted for its service accounts alone, not for what else it does".to_owned(),
    };
    Guard { billable, price, annual_saving: more, pays, pays_below, note }
}
