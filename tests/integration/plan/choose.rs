//! The choice under the quota is the best there is: held against trying everything.

use proptest::prelude::*;
use touchpoint::config::Aim;
use touchpoint::plan::{Choice, Curve, Gain, Unit, choose};

/// What a choice is worth, counted anew from its parts.
fn worth(units: &[Unit], curves: &[Curve], taken: &[Vec<usize>], aim: Aim) -> [i64; 4] {
    let (mut stops, mut findings, mut seats) = (0, 0, 0);
    let mut gone = vec![0_usize; curves.len()];
    for (unit, parts) in units.iter().zip(taken) {
        for part in parts {
            stops += i64::from(unit.parts[*part].stops);
            findings += i64::from(unit.parts[*part].findings);
        }
        if !unit.parts.is_empty() && parts.len() == unit.parts.len() {
            findings += i64::from(unit.whole);
            for product in &unit.seats {
                gone[*product] += 1;
                seats += 1;
            }
        }
    }
    let money: i64 = curves.iter().zip(&gone).map(|(curve, gone)| curve[(*gone).min(curve.len() - 1)]).sum();
    match aim {
        Aim::Risk => [stops, money, seats, findings],
        Aim::Cost => [money, seats, stops, findings],
    }
}

fn taken(units: &[Unit], choice: &Choice) -> Vec<Vec<usize>> {
    (0..units.len()).map(|unit| choice.parts.get(&unit).cloned().unwrap_or_default()).collect()
}

/// Tries every set of parts.
fn best(units: &[Unit], curves: &[Curve], most: usize, aim: Aim) -> [i64; 4] {
    let all: Vec<(usize, usize)> = units
        .iter()
        .enumerate()
        .flat_map(|(unit, one)| (0..one.parts.len()).map(move |part| (unit, part)))
        .collect();
    let mut best = [i64::MIN; 4];
    for set in 0_u32..1 << all.len() {
        if set.count_ones() as usize > most {
            continue;
        }
        let mut taken = vec![Vec::new(); units.len()];
        for (at, (unit, part)) in all.iter().enumerate() {
            if set >> at & 1 == 1 {
                taken[*unit].push(*part);
            }
        }
        best = best.max(worth(units, curves, &taken, aim));
    }
    best
}

/// Up to twelve service accounts in all, in units of one to three, that give back seats in up to three products.
fn any_units() -> impl Strategy<Value = Vec<Unit>> {
    let gain = (0_u32..4, 0_u32..4).prop_map(|(stops, findings)| Gain { stops, findings });
    let unit = (prop::collection::vec(gain, 1..4), 0_u32..3, prop::collection::btree_set(0_usize..3, 0..3))
        .prop_map(|(parts, whole, seats)| Unit { parts, whole, seats: seats.into_iter().collect() });
    prop::collection::vec(unit, 0..9).prop_map(|units| {
        let mut left = 12_usize;
        units
            .into_iter()
            .take_while(|unit| {
                let fits = unit.parts.len() <= left;
                left = left.saturating_sub(unit.parts.len());
                fits
            })
            .collect()
    })
}

/// What seats are worth: a straight line, bands, or the steps of tiers; never falling.
fn any_curve() -> impl Strategy<Value = Curve> {
    let steps = prop::collection::vec(prop_oneof![Just(0_i64), Just(0), 1_i64..50, Just(7)], 0..13);
    let straight = (1_i64..30, 0_usize..13).prop_map(|(step, n)| vec![step; n]);
    prop_oneof![steps, straight].prop_map(|steps| {
        let mut curve = vec![0];
        for step in steps {
            curve.push(curve.last().unwrap() + step);
        }
        curve
    })
}

/// A curve goes at least as far as there are units.
fn long_enough(mut curve: Curve, units: usize) -> Curve {
    while curve.len() <= units {
        curve.push(*curve.last().unwrap());
    }
    curve
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_better_choice_exists(
        units in any_units(),
        curves in prop::collection::vec(any_curve(), 3),
        aim in prop_oneof![Just(Aim::Risk), Just(Aim::Cost)],
    ) {
        let curves: Vec<Curve> = curves.into_iter().map(|curve| long_enough(curve, units.len())).collect();
        let all: usize = units.iter().map(|unit| unit.parts.len()).sum();
        let choices = choose(&units, &curves, all, aim);
        prop_assert!(choices.exact);
        prop_assert_eq!(choices.best.len(), all + 1);
        for most in 0..=all {
            let taken = taken(&units, &choices.best[most]);
            prop_assert!(taken.iter().map(Vec::len).sum::<usize>() <= most);
            prop_assert_eq!(worth(&units, &curves, &taken, aim), best(&units, &curves, most, aim), "with {}", most);
        }
    }
}

/// Where the true prices have too many steps for too many accounts, it says that it did not try everything.
#[test]
fn what_is_too_much_is_said() {
    let crooked = |n: i64| (0..=n).map(|seats| seats * seats).collect::<Curve>();
    let units: Vec<Unit> = (0..3_000)
        .map(|n| Unit { parts: vec![Gain { stops: n % 5, findings: 1 }; 2], whole: 1, seats: vec![0, 1] })
        .collect();
    let choices = choose(&units, &[crooked(3_000), crooked(3_000)], 250, Aim::Cost);
    assert!(!choices.exact);
    assert_eq!(choices.best[250].whole.len(), 125);
}
