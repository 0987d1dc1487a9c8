//! The rows of the page: every table as columns, in one gzip the browser can open itself.
//!
//! Row by row, 100,000 findings would be a page of 20 MB that takes half a minute to lay out. By columns, with
//! repeated values written once, they are two, and the script shows the few rows that are on the screen.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::assessment::Assessment;
use crate::assessment::rows::FindingRow;
use crate::audit::{self, effects};
use crate::report::{csv, risk, words};

/// The columns of what hangs on what.
const DEPENDENCIES: &str = "from,from_kind,from_name,relation,to,to_kind,to_name,at,sure";

/// Everything the script shows, as base64 of gzip of JSON.
pub(super) fn packed(assessment: &Assessment) -> io::Result<String> {
    let mut zip = GzEncoder::new(Vec::new(), Compression::new(6));
    unpacked(assessment, &mut zip)?;
    Ok(STANDARD.encode(zip.finish()?))
}

fn unpacked(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    let unverified = unverified(assessment);
    let tables = [
        ("findings", table(csv::FINDINGS, &OF_FINDINGS, &assessment.findings, of_finding)?),
        (
            "touchpoints",
            table(csv::TOUCHPOINTS, &["words", "source"], &assessment.touchpoints, |row| {
                let (effect, certainty) = (row.effect_if_deactivated, row.certainty);
                said(Some(row.kind), Some(row.role), row.account_state, effect, certainty)
            })?,
        ),
        (
            "accounts",
            table(csv::ACCOUNTS, &["unverified"], &assessment.accounts, |row| {
                vec![json!(unverified.get(row.account_id.as_str()).map_or(0, BTreeSet::len))]
            })?,
        ),
        ("coverage", table(csv::COVERAGE, &[], &assessment.coverage, |_| Vec::new())?),
        ("savings", table(csv::SAVINGS, &[], &assessment.savings.rows, |_| Vec::new())?),
        ("plan", table(csv::PLAN, &[], &assessment.plan.rows, |_| Vec::new())?),
        ("dependencies", table(DEPENDENCIES, &[], &assessment.dependencies, |_| Vec::new())?),
        ("gaps", table("surface,site,place,reason", &[], &assessment.gaps, |_| Vec::new())?),
        ("resolved", table(csv::FINDINGS, &OF_FINDINGS, resolved(assessment), of_finding)?),
    ];
    write!(to, "{{\"schema\":{},\"words\":{},", json!(assessment.schema), words::all())?;
    let checks = audit::CHECKS.iter().map(|check| {
        (check.id.to_owned(), json!({"title": check.title, "why": check.why, "looks_for": check.looks_for}))
    });
    write!(to, "\"checks\":{},\"tables\":{{", Value::Object(checks.collect::<Map<_, _>>()))?;
    for (at, (name, table)) in tables.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(to, "{comma}\"{name}\":{table}")?;
    }
    write!(to, "}}}}")
}

/// What the page knows of a finding beside the columns of its file.
const OF_FINDINGS: [&str; 3] = ["words", "source", "surface"];

fn of_finding(row: &FindingRow) -> Vec<Value> {
    let mut more = said(row.touchpoint_kind, row.role, row.account_state, row.effect, row.certainty);
    more.push(json!(risk::surface(row)));
    more
}

fn resolved(assessment: &Assessment) -> &[FindingRow] {
    assessment.changes.as_ref().map_or(&[], |changes| &changes.resolved)
}

/// The live touchpoints of each account of which nobody can say what happens when it goes.
fn unverified(assessment: &Assessment) -> HashMap<&str, BTreeSet<&str>> {
    let mut found: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for row in &assessment.touchpoints {
        let live = matches!(row.state.as_str(), "enabled" | "active");
        if live
            && row.effect_if_deactivated == Some("unverified")
            && let Some(account) = &row.account_id
        {
            found.entry(account).or_default().insert(&row.touchpoint_id);
        }
    }
    found
}

/// What the table of effects says in words, and where that is said. Only where its row is the very one the
/// effect came from: some effects are decided otherwise, and must not borrow its words.
fn said(
    kind: Option<&str>,
    role: Option<&str>,
    state: Option<&str>,
    effect: Option<&str>,
    certainty: Option<&str>,
) -> Vec<Value> {
    let state = match state {
        Some("deleted") => "deleted",
        Some("suspended") => "",
        _ => "deactivated",
    };
    let row = kind
        .zip(role)
        .and_then(|(kind, role)| effects::row(kind, role, state))
        .filter(|row| Some(row.effect.word()) == effect && Some(row.certainty.word()) == certainty);
    match row {
        Some(row) => vec![json!(row.words), json!(row.source)],
        None => vec![Value::Null, Value::Null],
    }
}

/// The values of one column, each distinct one once.
#[derive(Default)]
struct Column {
    distinct: Vec<String>,
    place: HashMap<String, usize>,
    codes: Vec<usize>,
}

impl Column {
    /// Takes a value in JSON.
    fn push(&mut self, value: &str) {
        let code = match self.place.get(value) {
            Some(code) => *code,
            None => {
                self.place.insert(value.to_owned(), self.distinct.len());
                self.distinct.push(value.to_owned());
                self.distinct.len() - 1
            }
        };
        self.codes.push(code);
    }

    /// A dictionary and codes where values repeat, else the plain list.
    fn json(&self) -> String {
        if self.distinct.len() * 2 <= self.codes.len() {
            let codes: Vec<String> = self.codes.iter().map(ToString::to_string).collect();
            return format!("{{\"d\":[{}],\"v\":[{}]}}", self.distinct.join(","), codes.join(","));
        }
        let values: Vec<&str> = self.codes.iter().map(|code| self.distinct[*code].as_str()).collect();
        format!("[{}]", values.join(","))
    }
}

/// A table as columns: those of the CSV file of the same name, then `more`, whose values `of` gives for a row.
fn table<Row: Serialize>(
    columns: &str,
    more: &[&str],
    rows: &[Row],
    of: impl Fn(&Row) -> Vec<Value>,
) -> io::Result<String> {
    let order: Vec<&str> = columns.split(',').collect();
    let mut held: Vec<Column> = (0..order.len() + more.len()).map(|_| Column::default()).collect();
    for row in rows {
        // The values stay text: most of them are known already, and nothing is made of those.
        let text = serde_json::to_string(row)?;
        let cells: BTreeMap<&str, &RawValue> = serde_json::from_str(&text)?;
        let own = order.iter().map(|name| cells.get(name).map_or("null", |value| value.get()));
        let further: Vec<String> = of(row).iter().map(Value::to_string).collect();
        for (column, value) in held.iter_mut().zip(own.chain(further.iter().map(String::as_str))) {
            column.push(value);
        }
    }
    let order: Vec<&str> = order.iter().chain(more).copied().collect();
    let columns: Vec<String> =
        order.iter().zip(&held).map(|(name, column)| format!("\"{name}\":{}", column.json())).collect();
    Ok(format!("{{\"order\":{},\"n\":{},\"c\":{{{}}}}}", json!(order), rows.len(), columns.join(",")))
}
