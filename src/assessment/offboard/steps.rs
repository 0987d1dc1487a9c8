//! What to do, in order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{ItemRow, StepRow};
use crate::audit::Replacement;
use crate::audit::effects::Effect;
use crate::departure::{self, Stage};

/// What to do: one step for all that has the same way off, in the order of the work. What goes on whichever way the
/// account goes needs a step only where somebody should answer for it.
pub(super) fn of(items: &[ItemRow]) -> Vec<StepRow> {
    let mut by_way: BTreeMap<(Stage, Reverse<u8>, &str), Vec<usize>> = BTreeMap::new();
    let mut gravest: BTreeMap<(Stage, &str), u8> = BTreeMap::new();
    let weight = |item: &ItemRow| {
        let later = item.effect_if_deleted.map_or(0, Effect::weight);
        item.effect.weight().max(later)
    };
    for item in items {
        if let (Some(stage), Some(act)) = (item.stage, item.act.as_deref()) {
            let known = gravest.entry((stage, act)).or_default();
            *known = weight(item).max(*known);
        }
    }
    for (at, item) in items.iter().enumerate() {
        if let (Some(stage), Some(act)) = (item.stage, item.act.as_deref()) {
            let grave = Reverse(gravest[&(stage, act)]);
            by_way.entry((stage, grave, act)).or_default().push(at);
        }
    }
    let steps = by_way.into_iter().enumerate().map(|(at, ((stage, _, act), held))| {
        let first = &items[held[0]];
        let mut seen = BTreeSet::new();
        let touchpoints = held.iter().map(|at| items[*at].touchpoint_id.clone());
        StepRow {
            order: at + 1,
            stage,
            act: act.to_owned(),
            replacement: first.replacement.unwrap_or(Replacement::Keep),
            source: departure::way(first.kind, first.role).map(|way| way.source.clone()).unwrap_or_default(),
            touchpoints: touchpoints.filter(|id| seen.insert(id.clone())).collect(),
            items: held,
        }
    });
    steps.collect()
}
