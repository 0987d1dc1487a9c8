//! Which service accounts to make when there is room for so many and no more: the set that takes away most, exactly.
//!
//! A unit of work needs one service account for each of its parts, and gives back its seats only when all of them are
//! moved. What seats are worth is no sum: an annual plan pays by steps, a monthly one by bands. So the search counts, for
//! each product whose price is no straight line, how many of its seats are free, as far as that makes a difference; what
//! is a straight line is added up. Each state keeps its best way, so the best of all is among them.
//!
//! Two things keep the states few. Products whose seats always come back together (an app and its host) are one. And
//! units that give no counted seat back are decided last, when all that is left to know is how many service accounts are
//! used.

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

/// What is saved when so many seats of a product are given back, in hundredths of a cent, from none on; it never falls.
pub type Curve = Vec<i64>;

/// What to make with a number of service accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Indices of the parts that are moved, by the index of their unit.
    pub parts: BTreeMap<usize, Vec<usize>>,
    /// Indices of the units all of whose parts are moved.
    pub whole: Vec<usize>,
}

/// The best choices with 0, 1, 2 … service accounts.
#[derive(Debug, Clone)]
pub struct Choices {
    /// By the number of service accounts.
    pub best: Vec<Choice>,
    /// Whether no better ones exist. Otherwise seats counted at the average price of each, because the true prices are too
    /// many steps for too many accounts.
    pub exact: bool,
}

/// Numbers of states, of states that are remembered over all decisions, and of steps above which the search is not made
/// exactly: a few hundred megabytes and a second or two.
const MOST_STATES: usize = 3_000_000;
const MOST_KEPT: usize = 12_000_000;
const MOST_STEPS: usize = 200_000_000;
const MOST_SPREAD: usize = 20_000_000;

/// Ordered by importance: the first that differs decides.
type Value = [i64; 4];

/// What no way leads to.
const NOWHERE: Value = [i64::MIN; 4];

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

    /// Adds so many of its parts to a choice.
    fn take(&self, choice: &mut Choice, parts: usize) {
        for (unit, part) in &self.order[..parts] {
            choice.parts.entry(*unit).or_default().push(*part);
            if self.each {
                choice.whole.push(*unit);
            }
        }
        if !self.each && parts == self.order.len() {
            choice.whole.extend(self.order.first().map(|(unit, _)| *unit));
        }
    }
}

/// A curve as a straight line, and what is to be added while few seats are free.
#[derive(Clone)]
struct Bent {
    slope: i64,
    /// By the number of seats; beyond the last nothing more is to be added.
    more: Vec<i64>,
}

/// Chooses. A number of seats beyond the end of a curve is worth what its end is.
pub fn choose(units: &[Unit], curves: &[Curve], most: usize, aim: Aim) -> Choices {
    // Of what is even otherwise, more seats are better, whichever come back together.
    let held: Vec<i64> = units.iter().map(|unit| i64::try_from(unit.seats.len()).unwrap_or(0)).collect();
    let (units, curves) = together(units, curves);
    let mut bent: Vec<Bent> = curves.iter().map(|curve| bend(curve, most)).collect();
    let mut exact = true;
    loop {
        let items = items(&units, &held, &bent, most, aim);
        if let Some(best) = search(&items, &bent, most, aim) {
            return Choices { best, exact };
        }
        // The product with the most steps is counted at its average price from here on.
        exact = false;
        let crooked = (0..bent.len()).max_by_key(|at| bent[*at].more.len());
        let Some(at) = crooked.filter(|at| bent[*at].more.len() > 1) else {
            return Choices { best: vec![Choice::default(); most + 1], exact };
        };
        bent[at] = straighten(&curves[at], most);
    }
}

/// Products whose seats always come back together are one, with the sum of what they are worth.
fn together(units: &[Unit], curves: &[Curve]) -> (Vec<Unit>, Vec<Curve>) {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); curves.len()];
    for (at, unit) in units.iter().enumerate() {
        for product in &unit.seats {
            members[*product].push(at);
        }
    }
    let mut same: BTreeMap<&[usize], usize> = BTreeMap::new();
    let mut sums: Vec<Curve> = Vec::new();
    let mut of_product = Vec::new();
    for (members, curve) in members.iter().zip(curves) {
        let at = *same.entry(members).or_insert_with(|| {
            sums.push(Vec::new());
            sums.len() - 1
        });
        of_product.push(at);
        let longest = sums[at].len().max(curve.len());
        let worth = |curve: &Curve, seats: usize| curve.get(seats).or(curve.last()).copied().unwrap_or(0);
        sums[at] = (0..longest).map(|seats| worth(&sums[at], seats) + worth(curve, seats)).collect();
    }
    let units = units.iter().map(|unit| {
        let mut seats: Vec<usize> = unit.seats.iter().map(|product| of_product[*product]).collect();
        seats.sort_unstable();
        seats.dedup();
        Unit { seats, ..unit.clone() }
    });
    (units.collect(), sums)
}

fn reachable(curve: &Curve, most: usize) -> &[i64] {
    &curve[..curve.len().min(most + 1)]
}

fn bend(curve: &Curve, most: usize) -> Bent {
    let curve = reachable(curve, most);
    let steps: Vec<i64> = curve.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let Some(slope) = steps.last().copied() else { return Bent { slope: 0, more: vec![0] } };
    let bends = steps.iter().rposition(|step| *step != slope).map_or(0, |at| at + 1);
    let more = curve[..=bends].iter().zip(0..).map(|(worth, seats)| worth - slope * seats).collect();
    Bent { slope, more }
}

fn straighten(curve: &Curve, most: usize) -> Bent {
    let curve = reachable(curve, most);
    let seats = i64::try_from(curve.len().saturating_sub(1)).unwrap_or(0).max(1);
    Bent { slope: curve.last().copied().unwrap_or(0) / seats, more: vec![0] }
}

fn value(aim: Aim, stops: i64, money: i64, seats: i64, findings: i64) -> Value {
    match aim {
        Aim::Risk => [stops, money, seats, findings],
        Aim::Cost => [money, seats, stops, findings],
    }
}

fn added(a: Value, b: Value) -> Value {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]
}

/// What has to be decided, the units that give counted seats back first.
fn items(units: &[Unit], held: &[i64], bent: &[Bent], most: usize, aim: Aim) -> Vec<Item> {
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
        if let Some(all) = values.last_mut() {
            *all = added(*all, value(aim, 0, money, held[at], unit.whole.into()));
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
    items.sort_by_key(|item| item.counted.is_empty());
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
        let mut across: usize = 1;
        for size in &sizes {
            strides.push(across);
            across = across.saturating_mul(*size);
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
    fn more(&self, bent: &[Bent], seats: usize) -> i64 {
        bent.iter().enumerate().map(|(product, one)| one.more[self.of_product(seats, product)]).sum()
    }
}

/// How many parts of an item led to a state, and from which seats.
type Way = Vec<(u32, u32)>;

/// The best of what gives counted seats back, by the number of service accounts: its worth, and how to find it.
struct Counted {
    worth: Vec<Value>,
    found: Found,
}

enum Found {
    /// By the ways from state to state.
    Ways { ways: Vec<Way>, seats: Vec<usize>, across: usize },
    /// How many of each item.
    Numbers(Vec<Vec<usize>>),
}

/// The best choice for each number of service accounts; `None` where that is too much to try.
fn search(items: &[Item], bent: &[Bent], most: usize, aim: Aim) -> Option<Vec<Choice>> {
    let (counted, others) = items.split_at(items.partition_point(|item| !item.counted.is_empty()));
    let mut steps = 0;
    let alike = counted.iter().all(|item| item.each) && ways_to_spread(most, counted.len()) <= MOST_SPREAD;
    let best = match alike {
        true => spread(counted, bent, most, aim),
        false => by_states(counted, bent, most, aim, &mut steps)?,
    };
    // From here on only the number of service accounts matters.
    let none = States::of(&[]);
    let mut left = best.worth;
    let mut last: Vec<Way> = Vec::with_capacity(others.len());
    for item in others {
        let (next, way) = decide(item, &left, &none, most, &mut steps)?;
        left = next;
        last.push(way);
    }
    let mut used = 0;
    let choices = (0..=most).map(|accounts| {
        // Fewer that give as much are better.
        if left[accounts] > left[used] {
            used = accounts;
        }
        let mut choice = Choice::default();
        let rest = back(&mut choice, others, &last, used, 0, 1);
        match &best.found {
            Found::Ways { ways, seats, across } => {
                back(&mut choice, counted, ways, rest, seats[rest], *across);
            }
            Found::Numbers(numbers) => {
                for (item, parts) in counted.iter().zip(&numbers[rest]) {
                    item.take(&mut choice, *parts);
                }
            }
        }
        choice.parts.values_mut().for_each(|parts| parts.sort_unstable());
        choice.whole.sort_unstable();
        choice
    });
    Some(choices.collect())
}

/// In how many ways up to `most` can be spread over so many items.
fn ways_to_spread(most: usize, items: usize) -> usize {
    (1..=items).fold(1_usize, |ways, n| ways.saturating_mul(most + n) / n)
}

/// Tries every number of each item: they are few, and each is units that give the same seats back.
fn spread(items: &[Item], bent: &[Bent], most: usize, aim: Aim) -> Counted {
    struct Spread<'a> {
        items: &'a [Item],
        bent: &'a [Bent],
        aim: Aim,
        most: usize,
        taken: Vec<usize>,
        seats: Vec<usize>,
        worth: Vec<Value>,
        numbers: Vec<Vec<usize>>,
    }
    impl Spread<'_> {
        fn from(&mut self, at: usize, used: usize, known: Value) {
            let Some(item) = self.items.get(at) else {
                let more = self.bent.iter().zip(&self.seats);
                let more = more.map(|(one, seats)| one.more[(*seats).min(one.more.len() - 1)]).sum();
                let worth = added(known, value(self.aim, 0, more, 0, 0));
                if worth > self.worth[used] {
                    self.worth[used] = worth;
                    self.numbers[used].clone_from(&self.taken);
                }
                return;
            };
            for (parts, gain) in item.values.iter().enumerate().take(self.most - used + 1) {
                self.taken[at] = parts;
                item.counted.iter().for_each(|product| self.seats[*product] += parts);
                self.from(at + 1, used + parts, added(known, *gain));
                item.counted.iter().for_each(|product| self.seats[*product] -= parts);
            }
        }
    }
    let mut spread = Spread {
        items,
        bent,
        aim,
        most,
        taken: vec![0; items.len()],
        seats: vec![0; bent.len()],
        worth: vec![NOWHERE; most + 1],
        numbers: vec![Vec::new(); most + 1],
    };
    spread.from(0, 0, [0; 4]);
    Counted { worth: spread.worth, found: Found::Numbers(spread.numbers) }
}

/// Goes from state to state, item by item.
fn by_states(items: &[Item], bent: &[Bent], most: usize, aim: Aim, steps: &mut usize) -> Option<Counted> {
    let states = States::of(bent);
    let across = states.across;
    let size = across.saturating_mul(most + 1);
    if size > MOST_STATES || size.saturating_mul(items.len()) > MOST_KEPT {
        return None;
    }
    let mut best = vec![NOWHERE; size];
    best[0] = [0; 4];
    let mut ways: Vec<Way> = Vec::with_capacity(items.len());
    for item in items {
        let (next, way) = decide(item, &best, &states, most, steps)?;
        best = next;
        ways.push(way);
    }
    let mut seats_of = vec![0; most + 1];
    let mut worths = vec![NOWHERE; most + 1];
    for accounts in 0..=most {
        for seats in 0..across {
            let known = best[accounts * across + seats];
            if known == NOWHERE {
                continue;
            }
            let worth = added(known, value(aim, 0, states.more(bent, seats), 0, 0));
            if worth > worths[accounts] {
                (worths[accounts], seats_of[accounts]) = (worth, seats);
            }
        }
    }
    Some(Counted { worth: worths, found: Found::Ways { ways, seats: seats_of, across } })
}

/// The states after one more decision; `None` where that takes too many steps.
fn decide(
    item: &Item,
    best: &[Value],
    states: &States,
    most: usize,
    steps: &mut usize,
) -> Option<(Vec<Value>, Way)> {
    let across = states.across;
    let mut next = best.to_vec();
    let mut way: Way = (0..best.len()).map(|state| (0, index(state % across))).collect();
    for accounts in 0..most {
        for seats in 0..across {
            let known = best[accounts * across + seats];
            if known == NOWHERE {
                continue;
            }
            let options = item.values.iter().enumerate().take(most - accounts + 1).skip(1);
            *steps += options.len();
            for (parts, gain) in options {
                let then = states.with(seats, &item.counted, item.seats(parts));
                let worth = added(known, *gain);
                let state = (accounts + parts) * across + then;
                if worth > next[state] {
                    next[state] = worth;
                    way[state] = (index(parts), index(seats));
                }
            }
        }
        if *steps > MOST_STEPS {
            return None;
        }
    }
    Some((next, way))
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The way to a state, from its end to its beginning: how many service accounts are left at it.
fn back(
    choice: &mut Choice,
    items: &[Item],
    ways: &[Way],
    mut accounts: usize,
    mut seats: usize,
    across: usize,
) -> usize {
    for (item, way) in items.iter().zip(ways).rev() {
        let (parts, before) = way[accounts * across + seats];
        item.take(choice, parts as usize);
        accounts -= parts as usize;
        seats = before as usize;
    }
    accounts
}
