//! Ten thousand accounts that each want a service account are planned without being looked at one against another.

use touchpoint::config::Aim;
use touchpoint::plan::{Gain, Unit, choose};

/// How long it takes is measured by the bench `plan`; here it is enough that all of them are thought of.
#[test]
fn ten_thousand_candidates_have_a_best_choice() {
    let units: Vec<Unit> = (0..10_000)
        .map(|n| Unit {
            parts: vec![Gain { stops: n % 7, findings: n % 3 }],
            whole: 1,
            seats: (0..(n as usize % 3)).collect(),
        })
        .collect();
    let tiers = (0..10_001).map(|seats: i64| seats / 40 * 1_000).collect();
    let line = (0..10_001).map(|seats: i64| seats * 7).collect();
    let choices = choose(&units, &[tiers, line], 250, Aim::Risk);
    assert!(choices.exact);
    assert_eq!(choices.best[250].parts.len(), 250);
    let stops: u32 = choices.best[250].parts.keys().map(|unit| units[*unit].parts[0].stops).sum();
    assert_eq!(stops, 250 * 6, "the most that can be had");
}
