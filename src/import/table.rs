//! CSV files: their columns by name, their rows by line.

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::scrub::Scrubber;
use crate::snapshot::NewGap;

/// A row of a table, by the names of its columns.
pub(super) struct Row<'a> {
    /// Line in the file, from 1.
    pub(super) line: u64,
    record: &'a StringRecord,
}

impl Row<'_> {
    /// The cell of a column, without surrounding white space; empty where the row is too short.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default().trim()
    }

    /// The first cell of several columns that says anything.
    pub(super) fn first(&self, columns: &[usize]) -> Option<&str> {
        columns.iter().map(|column| self.cell(*column)).find(|cell| !says_nothing(cell))
    }
}

/// Whether a cell is one of the many ways to leave it empty.
pub(super) fn says_nothing(cell: &str) -> bool {
    matches!(cell.trim().to_ascii_lowercase().as_str(), "" | "none" | "nan" | "null" | "-" | "n/a")
}

/// A column's name for comparing: lower case, letters and digits only.
pub(super) fn slug(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Indices of the columns whose name is one of these slugs.
pub(super) fn columns(header: &StringRecord, slugs: &[&str]) -> Vec<usize> {
    let named = header.iter().enumerate().filter(|(_, name)| slugs.contains(&slug(name).as_str()));
    named.map(|(at, _)| at).collect()
}

/// A CSV file, parsed.
pub(super) struct Table {
    /// The names of its columns.
    pub(super) header: StringRecord,
    /// Its rows that are not empty, each with its line.
    records: Vec<(u64, StringRecord)>,
}

impl Table {
    /// Parses a CSV file.
    pub(super) fn parse(text: &str) -> Result<Table, String> {
        let no_table = |error: csv::Error| format!("is no table: {error}");
        let (text, told, skipped) = told_delimiter(text);
        let mut reader = ReaderBuilder::new()
            .delimiter(told.unwrap_or_else(|| delimiter(text)))
            .flexible(true)
            .trim(Trim::Headers)
            .from_reader(text.as_bytes());
        let header = reader.headers().map_err(no_table)?.clone();
        let mut records = Vec::new();
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).map_err(no_table)? {
            if !record.iter().all(|cell| cell.trim().is_empty()) {
                let line = record.position().map_or(0, csv::Position::line) + skipped;
                records.push((line, record.clone()));
            }
        }
        Ok(Table { header, records })
    }

    /// Its rows.
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        self.records.iter().map(|(line, record)| Row { line: *line, record }).collect()
    }
}

/// Excel's own first line `sep=;`: the text behind it, what it says, and how many lines it takes.
fn told_delimiter(text: &str) -> (&str, Option<u8>, u64) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = first.trim_start_matches('\u{feff}').trim_end_matches('\r').trim_matches('"');
    match line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")) {
        Some(_) => match line.as_bytes()[4..] {
            [] => (rest, None, 1),
            [delimiter] if delimiter.is_ascii_punctuation() || delimiter == b'\t' => {
                (rest, Some(delimiter), 1)
            }
            // A column of that name, or Excel saved the line in cells of its own: `sep=,;;;`.
            [delimiter, b';' | b',' | b'\t', ..] => {
                (rest, Some(delimiter).filter(|d| b";,\t|".contains(d)), 1)
            }
            _ => (text, None, 0),
        },
        None => (text, None, 0),
    }
}

/// What to say of columns that nothing is done with.
pub(super) fn not_understood<'a>(
    names: impl Iterator<Item = &'a str>,
    scrubber: &Scrubber,
) -> Option<NewGap> {
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    let reason = || format!("columns not understood: {}", scrubber.text(&names.join(", ")));
    (!names.is_empty()).then(|| NewGap { place: "header".to_owned(), reason: reason() })
}

/// Comma, semicolon or tab, whichever the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|d| (count(*d), *d == b',')).unwrap_or(b',')
}
