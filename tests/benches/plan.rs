//! How long it takes to choose the best service accounts among ten thousand: `cargo bench --bench plan`.

#![allow(clippy::print_stdout, reason = "a measurement prints")]

use std::time::Instant;

use touchpoint::config::Aim;
use touchpoint::plan::{Curve, Gain, Unit, choose};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn units(parts: usize) -> Vec<Unit> {
    (0..10_000_u32)
        .map(|n| Unit {
            parts: vec![Gain { stops: n % 7, findings: n % 3 }; parts],
            whole: 1,
            // None, Jira, Confluence, or both, and an app of Jira along with it.
            seats: [&[][..], &[0, 2], &[1], &[0, 1, 2]][n as usize % 4].to_vec(),
        })
        .collect()
}

fn main() {
    let line = |price: i64| -> Curve { (0..10_001).map(|seats| seats * price).collect() };
    let steps = |width: i64| -> Curve { (0..10_001).map(|seats| seats / width * 1_000_000).collect() };
    let cases = [
        ("one price for each product", vec![line(700), line(500), line(20)], 1),
        ("annual tiers in one", vec![steps(100), line(500), line(20)], 1),
        ("annual tiers in both", vec![steps(100), steps(75), steps(100)], 1),
        ("one price, two tools each", vec![line(700), line(500), line(20)], 2),
        ("annual tiers in both, two tools each", vec![steps(100), steps(75), steps(100)], 2),
    ];
    for (name, curves, parts) in cases {
        let units = units(parts);
        for quota in [5, 250] {
            let start = Instant::now();
            let choices = choose(&units, &curves, quota, Aim::Risk);
            let took = start.elapsed().as_secs_f64();
            let exact = if choices.exact { "exact" } else { "not exact" };
            println!("{name}, quota {quota}: {took:.3} s, {exact}");
        }
    }
}
