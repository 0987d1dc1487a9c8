//! What is different between two snapshots.

use std::io::{self, Write};

use super::answer::Answer;
use super::blocks::Block;
use super::csv;
use super::money::{counted, money};
use super::words::{self, label};
use crate::assessment::difference::Difference;
use crate::assessment::rows::{FindingRow, TouchpointRow};

/// Rows of each kind that are told in a terminal.
const TOLD: usize = 15;

impl Answer for Difference {
    fn blocks(&self, all: bool) -> Vec<Block> {
        blocks(self, if all { usize::MAX } else { TOLD })
    }

    /// The findings that are new, back again or resolved: their status says which.
    fn csv(&self, to: &mut dyn Write) -> io::Result<()> {
        let findings = &self.findings;
        let rows: Vec<&FindingRow> =
            findings.new.iter().chain(&findings.reopened).chain(&findings.resolved).collect();
        csv::table(csv::FINDINGS, &rows, to)
    }
}

fn blocks(difference: &Difference, told: usize) -> Vec<Block> {
    let time = |time: &Option<String>| time.clone().unwrap_or_else(|| "an unfinished scan".to_owned());
    let (since, until) = (time(&difference.since), time(&difference.until));
    let findings = &difference.findings;
    let mut blocks = vec![
        Block::Title(format!("What changed from {since} to {until}")),
        Block::Text(format!(
            "{}, {} reopened, {} resolved, {} unchanged.",
            counted(findings.new.len() as u64, "new finding", "new findings"),
            findings.reopened.len(),
            findings.resolved.len(),
            findings.unchanged
        )),
    ];
    if !findings.not_seen.is_empty() || difference.bindings.not_seen > 0 {
        blocks.push(Block::Text(format!(
            "Of {} and {} nothing can be said: what they rest on could not be read as well as then.",
            counted(findings.not_seen.len() as u64, "finding", "findings"),
            counted(difference.bindings.not_seen as u64, "binding", "bindings"),
        )));
    }
    if difference.bindings.not_seen_then > 0 {
        blocks.push(Block::Text(format!(
            "Of {} nobody can say whether they are new: their places could not be read as well then.",
            counted(difference.bindings.not_seen_then as u64, "binding", "bindings")
        )));
    }
    if !difference.complete {
        blocks
            .push(Block::Text("The newer scan did not read every place whole: see its coverage.".to_owned()));
    }
    let groups = [("New", &findings.new), ("Reopened", &findings.reopened), ("Resolved", &findings.resolved)];
    for (title, rows) in groups {
        list(&mut blocks, title, rows.iter().map(finding).collect(), told);
    }
    let bindings = &difference.bindings;
    let hands = bindings.changed_hands.iter().map(|hands| {
        let name = |name: &Option<String>, id: &str| name.clone().unwrap_or_else(|| id.to_owned());
        format!(
            "{} \"{}\", {}: from {} to {}",
            label(words::KINDS, hands.kind),
            hands.name,
            label(words::ROLES, hands.role).to_lowercase(),
            name(&hands.from_name, &hands.from),
            name(&hands.to_name, &hands.to)
        )
    });
    list(&mut blocks, "Changed hands", hands.collect(), told);
    list(&mut blocks, "Newly held", bindings.new.iter().map(binding).collect(), told);
    list(&mut blocks, "No longer held", bindings.gone.iter().map(binding).collect(), told);
    blocks.push(Block::Heading("Then and now".to_owned()));
    let number = |n: Option<u32>| n.map_or_else(|| "not known".to_owned(), |n| n.to_string());
    let (quota, cost) = (&difference.quota, &difference.savings);
    let amount = |of: &crate::assessment::difference::Cost| {
        money(of.totals.annual_list_cost.as_ref(), of.currency.as_ref())
    };
    let leaves = |of: &crate::assessment::difference::Cost| {
        money(of.totals.realisable_at_renewal.as_ref(), of.currency.as_ref())
    };
    blocks.push(Block::Table(
        vec![("", false), ("then", true), ("now", true)],
        vec![
            vec!["service accounts in use".to_owned(), number(quota.then.used), number(quota.now.used)],
            vec!["robots' seats, list value of a year".to_owned(), amount(&cost.then), amount(&cost.now)],
            vec!["would leave the invoices".to_owned(), leaves(&cost.then), leaves(&cost.now)],
        ],
    ));
    blocks
}

fn list(blocks: &mut Vec<Block>, title: &str, mut items: Vec<String>, told: usize) {
    if items.is_empty() {
        return;
    }
    blocks.push(Block::Heading(format!("{title} ({})", items.len())));
    let more = items.len().saturating_sub(told);
    items.truncate(told);
    if more > 0 {
        items.push(format!("… and {more} more: --format md or json has all of them"));
    }
    blocks.push(Block::List(items));
}

fn finding(row: &FindingRow) -> String {
    format!("{}: {}", label(words::SEVERITIES, row.severity.word()), row.title)
}

fn binding(row: &TouchpointRow) -> String {
    let who = row.account_name.as_deref().or(row.account_id.as_deref()).unwrap_or("unknown");
    let name = if row.name.is_empty() { &row.touchpoint_id } else { &row.name };
    let role = label(words::ROLES, row.role).to_lowercase();
    format!("{} \"{name}\", {role}: {who}", label(words::KINDS, row.kind))
}
