//! Which service accounts to make when there is room for so many and no more: the set that takes away most, exactly.
//!
//! A unit of work needs one service account for each of its parts, and gives back its seats only when all of them are
//! moved. What seats are worth is no sum: an annual plan pays by steps, a monthly one by bands. So the search counts, for
//! each product whose price is no straight line, how many of its seats are free, as far as that makes a difference; what
//! is a straight line is added up. Each state keeps its best way, so the best of all is among them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::config::Aim;

/// What a part takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gain {
    /// Things that stop when the account goes.
    pub stops: u32,
    /// Findings that it resolves.
    pub findings: u32,
}

/// Work that belongs together: all that one robot does, or one integration of a person.
#[derive(Debug, Clone, Default)]
pub struct Unit {
    /// What each service account takes away.
    pub parts: Vec<Gain>,
    /// Findings that are resolved once all parts are moved.
    pub whole: u32,
    /// Products whose seat is given back then, by their index among the curves.
    pub seats: Vec<usize>,
}

/// What is saved when so many seats of a product are given back, in millionths, from none on; it never falls.
pub type Curve = Vec<i128>;

/// What to make with a number of service accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Indices of the parts that are moved, by the index of their unit.
    pub parts: BTreeMap<usize, Vec<usize>>,
    /// Indices of the units all of whose parts are moved.
    pub whole: Vec<usize>,
}

/// The best choices with 0, 1, 2 … `most` service accounts.
#[derive(Debug, Clone)]
pub struct Choices {
    /// By the number of service accounts.
    pub best: Vec<Choice>,
    /// Whether no better ones exist. Otherwise seats counted at the average price of each, because the true prices are too
    /// many steps for too many accounts.
    pub exact: bool,
}

/// Steps of work, and states to be remembered, above which the search is not made exactly.
const MOST_WORK: usize = 120_000_000;
const MOST_KEPT: usize = 12_000_000;

/// Ordered by importance: the first that differs decides.
type Value = [i128; 4];

/// What the search decides on at once: how many of these parts are moved, the best first.
struct Item {
    /// What so many of them are worth.
    values: Vec<Value>,
    /// Which they are: unit and part.
    order: Vec<(usize, usize)>,
    /// Products that are counted, in which a seat is given back.
    counted: Vec<usize>,
    /// Whether each part gives the seats of a unit of its own back; otherwise the last one does, those of its unit.
    each: bool,
}

impl Item {
    /// Seats of each counted product that are given back with so many parts.
    fn seats(&self, parts: usize) -> usize {
        if self.each { parts } else { usize::from(parts == self.order.len()) }
    }
}

/// A curve as a straight line, and what is to be added while few seats are free.
struct Bent {
    slope: i128,
    /// By the number of seats; beyond the last nothing more is to be added.
    more: Vec<i128>,
}

/// Chooses. A number of seats beyond the end of a curve is worth what its end is.
pub fn choose(units: &[Unit], curves: &[Curve], most: usize, aim: Aim) -> Choices {
    let bent: Vec<Bent> = curves.iter().map(|curve| bend(curve, most)).collect();
    let items = items(units, &bent, most, aim);
    let states = bent.iter().fold(most + 1, |n, one| n.saturating_mul(one.more.len()));
    let options: usize = items.iter().map(|item| item.order.len()).sum();
    if states.saturating_mul(options) <= MOST_WORK && states.saturating_mul(items.len()) <= MOST_KEPT {
        return Choices { best: search(&items, &bent, most, aim), exact: true };
    }
    let straight: Vec<Bent> = curves.iter().map(|curve| straighten(curve, most)).collect();
    let items = self::items(units, &straight, most, aim);
    Choices { best: search(&items, &straight, most, aim), exact: false }
}

fn reachable(curve: &Curve, most: usize) -> &[i128] {
    &curve[..curve.len().min(most + 1)]
}

fn bend(curve: &Curve, most: usize) -> Bent {
    let curve = reachable(curve, most);
    let steps: Vec<i128> = curve.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let Some(slope) = steps.last().copied() else { return Bent { slope: 0, more: vec![0] } };
    let bends = steps.iter().rposition(|step| *step != slope).map_or(0, |at| at + 1);
    let more = curve[..=bends].iter().zip(0..).map(|(worth, seats)| worth - slope * seats).collect();
    Bent { slope, more }
}

fn straighten(curve: &Curve, most: usize) -> Bent {
    let curve = reachable(curve, most);
    let seats = i128::try_from(curve.len().saturating_sub(1)).unwrap_or(0).max(1);
    Bent { slope: curve.last().copied().unwrap_or(0) / seats, more: vec![0] }
}

fn value(aim: Aim, stops: i128, money: i128, seats: i128, findings: i128) -> Value {
    match aim {
        Aim::Risk => [stops, money, seats, findings],
        Aim::Cost => [money, seats, stops, findings],
    }
}

fn added(a: Value, b: Value) -> Value {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]
}

fn items(units: &[Unit], bent: &[Bent], most: usize, aim: Aim) -> Vec<Item> {
    let mut items = Vec::new();
    // Units that take one service account and give back the same seats are one question: how many of them, the best
    // first.
    let mut alike: BTreeMap<Vec<usize>, Vec<(Value, usize)>> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate().filter(|(_, unit)| !unit.parts.is_empty()) {
        let mut order: Vec<usize> = (0..unit.parts.len()).collect();
        order.sort_by_key(|part| {
            let gain = unit.parts[*part];
            (Reverse((gain.stops, gain.findings)), *part)
        });
        let mut values = vec![[0; 4]];
        let mut sum = [0; 4];
        for part in &order {
            let gain = unit.parts[*part];
            sum = added(sum, value(aim, gain.stops.into(), 0, 0, gain.findings.into()));
            values.push(sum);
        }
        let money = unit.seats.iter().map(|product| bent[*product].slope).sum();
        let seats = i128::try_from(unit.seats.len()).unwrap_or(0);
        if let Some(all) = values.last_mut() {
            *all = added(*all, value(aim, 0, money, seats, unit.whole.into()));
        }
        let counted: Vec<usize> =
            unit.seats.iter().copied().filter(|product| bent[*product].more.len() > 1).collect();
        if let [_, only] = values.as_slice() {
            alike.entry(counted).or_default().push((*only, at));
        } else {
            let order = order.into_iter().map(|part| (at, part)).collect();
            items.push(Item { values, order, counted, each: false });
        }
    }
    for (counted, mut same) in alike {
        same.sort_by_key(|(worth, unit)| (Reverse(*worth), *unit));
        same.truncate(most);
        let mut values = vec![[0; 4]];
        for (worth, _) in &same {
            values.push(added(values[values.len() - 1], *worth));
        }
        let order = same.into_iter().map(|(_, unit)| (unit, 0)).collect();
        items.push(Item { values, order, counted, each: true });
    }
    items
}

/// The states of the search: a number of service accounts and, for each product that is counted, of seats given back.
struct States {
    sizes: Vec<usize>,
    strides: Vec<usize>,
    /// How many numbers of seats there are, over all products.
    across: usize,
}

impl States {
    fn of(bent: &[Bent]) -> States {
        let sizes: Vec<usize> = bent.iter().map(|one| one.more.len()).collect();
        let mut strides = Vec::new();
        let mut across = 1;
        for size in &sizes {
            strides.push(across);
            across *= size;
        }
        States { sizes, strides, across }
    }

    fn of_product(&self, seats: usize, product: usize) -> usize {
        seats / self.strides[product] % self.sizes[product]
    }

    /// The seats after `more` of each of these products; beyond the last that makes a difference none is counted.
    fn with(&self, seats: usize, products: &[usize], more: usize) -> usize {
        products.iter().fold(seats, |seats, product| {
            let known = self.of_product(seats, *product);
            let then = (known + more).min(self.sizes[*product] - 1);
            seats + (then - known) * self.strides[*product]
        })
    }

    /// What the seats are worth beyond the straight line.
    fn more(&self, bent: &[Bent], seats: usize) -> i128 {
        bent.iter().enumerate().map(|(product, one)| one.more[self.of_product(seats, product)]).sum()
    }
}

fn search(items: &[Item], bent: &[Bent], most: usize, aim: Aim) -> Vec<Choice> {
    let states = States::of(bent);
    let across = states.across;
    let mut best: Vec<Option<Value>> = vec![None; (most + 1) * across];
    best[0] = Some([0; 4]);
    // How many parts of an item led to a state, and from which seats.
    let mut ways: Vec<Vec<(u32, u32)>> = Vec::with_capacity(items.len());
    for item in items {
        let mut next = best.clone();
        let mut way: Vec<(u32, u32)> = (0..best.len()).map(|state| (0, index(state % across))).collect();
        for accounts in 0..most {
            for seats in 0..across {
                let Some(known) = best[accounts * across + seats] else { continue };
                for (parts, gain) in item.values.iter().enumerate().take(most - accounts + 1).skip(1) {
                    let then = states.with(seats, &item.counted, item.seats(parts));
                    let worth = added(known, *gain);
                    let state = (accounts + parts) * across + then;
                    if next[state].is_none_or(|other| worth > other) {
                        next[state] = Some(worth);
                        way[state] = (index(parts), index(seats));
                    }
                }
            }
        }
        best = next;
        ways.push(way);
    }
    let mut chosen: Option<(Value, usize, usize)> = None;
    let mut choices = Vec::new();
    for accounts in 0..=most {
        for seats in 0..across {
            let Some(known) = best[accounts * across + seats] else { continue };
            let worth = added(known, value(aim, 0, states.more(bent, seats), 0, 0));
            // Fewer that give as much are better.
            if chosen.is_none_or(|(other, ..)| worth > other) {
                chosen = Some((worth, accounts, seats));
            }
        }
        let (_, used, seats) = chosen.unwrap_or_default();
        choices.push(back(items, &ways, used, seats, across));
    }
    choices
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The way to a state, from its end to its beginning.
fn back(items: &[Item], ways: &[Vec<(u32, u32)>], accounts: usize, seats: usize, across: usize) -> Choice {
    let mut choice = Choice::default();
    let (mut accounts, mut seats) = (accounts, seats);
    for (item, way) in items.iter().zip(ways).rev() {
        let (parts, before) = way[accounts * across + seats];
        let parts = parts as usize;
        for (unit, part) in &item.order[..parts] {
            choice.parts.entry(*unit).or_default().push(*part);
            if item.each {
                choice.whole.push(*unit);
            }
        }
        if !item.each && parts == item.order.len() {
            choice.whole.extend(item.order.first().map(|(unit, _)| *unit));
        }
        accounts -= parts;
        seats = before as usize;
    }
    choice.parts.values_mut().for_each(|parts| parts.sort_unstable());
    choice.whole.sort_unstable();
    choice
}
