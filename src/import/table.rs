//! CSV files: which table a file is, from its header, and reading it row by row.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::{Contents, accounts, tokens};
use crate::scrub::Scrubber;

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

/// Reads a CSV file.
pub(super) fn read(text: &str, name: &str, scrubber: &Scrubber) -> Result<Contents, String> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .trim(Trim::Headers)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| format!("is no table: {error}"))?.clone();
    let mut records = Vec::new();
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(0, csv::Position::line);
                if !record.iter().all(|cell| cell.trim().is_empty()) {
                    records.push((line, record.clone()));
                }
            }
            Err(error) => return Err(format!("is no table: {error}")),
        }
    }
    let rows: Vec<Row<'_>> = records.iter().map(|(line, record)| Row { line: *line, record }).collect();
    if tokens::is_header(&header) {
        tokens::read(&header, &rows, name, scrubber)
    } else if accounts::is_header(&header) {
        accounts::read(&header, &rows, name, scrubber)
    } else {
        let shown: Vec<&str> = header.iter().take(8).collect();
        Err(format!(
            "is neither JSON nor a table this program knows (its first line reads: {}); a list of accounts needs a \
             column with the account id or e-mail and one with the status or a product, a list of tokens one with \
             the label and one with the holder",
            scrubber.text(&shown.join(", ")).chars().take(200).collect::<String>()
        ))
    }
}

/// Comma, semicolon or tab, whichever the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|d| (count(*d), *d == b',')).unwrap_or(b',')
}
