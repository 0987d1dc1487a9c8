//! What the first screen answers, and where the risk lies.

use serde::Serialize;

use super::page::{grouped, harmless};
use crate::assessment::Assessment;
use crate::report::headline::headlines;
use crate::report::risk::{Risk, RiskRow};
use crate::report::words::{SEVERITIES, Word};

/// One of the three answers.
#[derive(Serialize)]
pub(super) struct Answer {
    question: &'static str,
    figure: String,
    says: String,
    trend: String,
    view: &'static str,
}

pub(super) fn answers(assessment: &Assessment) -> Vec<Answer> {
    let answers = headlines(assessment).into_iter().map(|headline| Answer {
        question: headline.question,
        figure: headline.figure,
        says: harmless(&headline.says),
        trend: harmless(&headline.trend),
        view: headline.view,
    });
    answers.collect()
}

/// Severity by sort of thing, each cell with a square as large as its number.
#[derive(Serialize)]
pub(super) struct RiskTable {
    heads: Vec<&'static str>,
    rows: Vec<RiskLine>,
}

#[derive(Serialize)]
struct RiskLine {
    surface: &'static str,
    label: &'static str,
    cells: Vec<Cell>,
    total: String,
}

#[derive(Serialize)]
struct Cell {
    severity: &'static str,
    label: &'static str,
    count: String,
    /// Whether there is a finding.
    any: bool,
    /// Side of the square, in hundredths of the largest: its area tells the number.
    side: u32,
    /// Where it begins, so that it stands in the middle.
    at: u32,
}

pub(super) fn risk(assessment: &Assessment) -> Option<RiskTable> {
    let risk = Risk::of(assessment);
    let most = risk.rows.iter().flat_map(|row| row.counts).max()?;
    Some(RiskTable {
        heads: SEVERITIES.iter().map(|word| word.label).collect(),
        rows: risk.rows.iter().map(|row| line(row, most)).collect(),
    })
}

fn line(row: &RiskRow, most: usize) -> RiskLine {
    let cell = |(count, severity): (&usize, &Word)| Cell {
        severity: severity.word,
        label: severity.label,
        count: grouped(*count),
        any: *count > 0,
        side: side(*count, most),
        at: (100 - side(*count, most)) / 2,
    };
    RiskLine {
        surface: row.surface,
        label: row.label,
        cells: row.counts.iter().zip(SEVERITIES).map(cell).collect(),
        total: grouped(row.total),
    }
}

/// The side of a square whose area is to the largest as `count` is to `most`, in hundredths; one that can be seen.
fn side(count: usize, most: usize) -> u32 {
    let area = count * 10_000 / most.max(1);
    u32::try_from(area.isqrt()).unwrap_or(100).max(16)
}
