//! A picture of the blast radius: who goes in the middle, what hangs on them around it, by sort, the worse the nearer.
//!
//! Things of one sort to which the same happens are one mark with their number, so that one thing and three hundred
//! are both readable. Coordinates are whole numbers, so that the page is the same on any machine.

use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::TAU;

use serde::Serialize;

use super::view::effect_word;
use crate::assessment::offboard::ItemRow;
use crate::audit::effects::Effect;
use crate::estate::Kind;

/// The middle.
const CENTRE: (i64, i64) = (500, 310);
/// Where the sorts are named.
const LABELS: i64 = 292;
/// The largest mark.
const LARGEST: i64 = 24;

#[derive(Debug, Serialize)]
pub(super) struct Picture {
    title: &'static str,
    /// The same in words, for whoever cannot see it.
    words: String,
    rings: Vec<Ring>,
    lines: Vec<Line>,
    marks: Vec<Mark>,
    labels: Vec<Label>,
    legend: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Ring {
    effect: &'static str,
    r: i64,
}

/// From what hangs on the account to what needs it.
#[derive(Debug, Serialize)]
struct Line {
    x1: i64,
    y1: i64,
    x2: i64,
    y2: i64,
}

#[derive(Debug, Serialize)]
struct Mark {
    effect: &'static str,
    x: i64,
    y: i64,
    r: i64,
    /// Where the number stands.
    text_y: i64,
    count: usize,
    title: String,
}

#[derive(Debug, Serialize)]
struct Label {
    x: i64,
    y: i64,
    anchor: &'static str,
    text: &'static str,
}

#[derive(Debug, Serialize)]
struct Entry {
    effect: &'static str,
    label: &'static str,
    count: usize,
}

/// How far from the middle an effect is.
fn radius(effect: Effect) -> i64 {
    match effect {
        Effect::StopsSilently => 78,
        Effect::Stops => 116,
        Effect::Degrades => 153,
        Effect::Unverified => 190,
        Effect::LosesOwner => 227,
        Effect::Survives => 262,
    }
}

/// Draws what happens to these things, by the effect that `of` has of each.
pub(super) fn draw(
    title: &'static str,
    items: &[ItemRow],
    of: impl Fn(&ItemRow) -> Effect,
) -> Option<Picture> {
    let mut worst: BTreeMap<&str, (&'static str, Effect)> = BTreeMap::new();
    for item in items {
        let effect = of(item);
        let known = worst.entry(&item.touchpoint_id).or_insert((item.kind, effect));
        if effect.weight() > known.1.weight() {
            known.1 = effect;
        }
    }
    if worst.is_empty() {
        return None;
    }
    let mut counts: BTreeMap<(&'static str, u8), usize> = BTreeMap::new();
    for (kind, effect) in worst.values() {
        *counts.entry((kind, effect.weight())).or_default() += 1;
    }
    let kinds: Vec<&'static str> =
        counts.keys().map(|(kind, _)| *kind).collect::<BTreeSet<_>>().into_iter().collect();
    let angle = |kind: &str| {
        let at = kinds.iter().position(|known| *known == kind).unwrap_or_default();
        TAU * (at as f64 + 0.5) / kinds.len() as f64
    };
    let at = |kind: &str, r: i64| {
        let (sin, cos) = angle(kind).sin_cos();
        (CENTRE.0 + (r as f64 * sin).round() as i64, CENTRE.1 - (r as f64 * cos).round() as i64)
    };
    let effects = weighted();
    let marks = counts.iter().filter_map(|((kind, weight), count)| {
        let effect = *effects.iter().find(|effect| effect.weight() == *weight)?;
        let (x, y) = at(kind, radius(effect));
        let r = (11 + 3 * i64::from(u32::try_from(*count).unwrap_or(u32::MAX).isqrt())).min(LARGEST);
        let title = format!("{}, {}: {count}", title_of(kind), effect_word(effect).label.to_lowercase());
        Some(Mark { effect: effect.word(), x, y, r, text_y: y + 5, count: *count, title })
    });
    let marks: Vec<Mark> = marks.collect();
    let mut lines = BTreeSet::new();
    for item in items.iter().filter(|item| of(item) != Effect::Survives) {
        let ways = item.because.iter().chain([&item.touchpoint_id]).collect::<Vec<_>>();
        for pair in ways.windows(2) {
            if let (Some(from), Some(to)) = (worst.get(pair[0].as_str()), worst.get(pair[1].as_str()))
                && from != to
            {
                let ((x1, y1), (x2, y2)) = (at(from.0, radius(from.1)), at(to.0, radius(to.1)));
                lines.insert((x1, y1, x2, y2));
            }
        }
    }
    let labels = kinds.iter().map(|kind| {
        let (x, y) = at(kind, LABELS);
        // What stands right above or below keeps clear of its neighbours, which begin or end beside it.
        let (anchor, clear) = match x - CENTRE.0 {
            -12..=12 if y < CENTRE.1 => ("middle", -10),
            -12..=12 => ("middle", 18),
            side if side > 0 => ("start", 5),
            _ => ("end", 5),
        };
        Label { x, y: y + clear, anchor, text: title_of(kind) }
    });
    let legend: Vec<Entry> = effects
        .iter()
        .map(|effect| Entry {
            effect: effect.word(),
            label: effect_word(*effect).label,
            count: worst.values().filter(|(_, known)| known == effect).count(),
        })
        .filter(|entry| entry.count > 0)
        .collect();
    let words: Vec<String> = marks.iter().map(|mark| mark.title.clone()).collect();
    let shown: BTreeSet<&str> = legend.iter().map(|entry| entry.effect).collect();
    Some(Picture {
        title,
        words: words.join("; "),
        rings: effects
            .iter()
            .filter(|effect| shown.contains(effect.word()))
            .map(|effect| Ring { effect: effect.word(), r: radius(*effect) })
            .collect(),
        lines: lines.into_iter().map(|(x1, y1, x2, y2)| Line { x1, y1, x2, y2 }).collect(),
        labels: labels.collect(),
        marks,
        legend,
    })
}

/// The effects, the worst first.
fn weighted() -> [Effect; 6] {
    let mut effects = Effect::ALL;
    effects.sort_by_key(|effect| std::cmp::Reverse(effect.weight()));
    effects
}

fn title_of(kind: &str) -> &'static str {
    Kind::from_word(kind).map_or("Touchpoint", Kind::title)
}
