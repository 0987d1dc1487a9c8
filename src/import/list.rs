//! How every list is read, whatever it lists: one object a row, and what is wrong with a row is said of that row.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Contents;
use super::table::Row;
use crate::scrub::Scrubber;
use crate::snapshot::{NewGap, NewRecord};

/// A sort of list.
pub(super) struct List {
    /// What it is recognised as, in words.
    pub(super) title: &'static str,
    /// The surface a scan would have read the same from.
    pub(super) surface: &'static str,
    /// The kind of record a row becomes.
    pub(super) kind: &'static str,
    /// What is wrong with a row that becomes none.
    pub(super) lacks: &'static str,
    /// What is wrong with a list in which no row becomes one.
    pub(super) empty: &'static str,
}

impl List {
    /// Reads the rows. `object` makes a key and a body of one, in the shape of the API, and says what in it is not
    /// understood; `unknown` is what of the header is not.
    pub(super) fn read(
        &self,
        unknown: Option<NewGap>,
        rows: &[Row<'_>],
        name: &str,
        scrubber: &Scrubber,
        object: impl Fn(&Row<'_>, &mut Vec<NewGap>) -> Option<(String, Value)>,
    ) -> Result<Contents, String> {
        let mut problems: Vec<NewGap> = unknown.into_iter().collect();
        let mut records = Vec::new();
        for row in rows {
            let place = format!("line {}", row.line);
            match object(row, &mut problems) {
                Some((key, body)) => records.push(NewRecord {
                    kind: self.kind,
                    key,
                    place: format!("{name}, {place}"),
                    body: scrubber.clean(body),
                }),
                None => problems.push(NewGap { place, reason: self.lacks.to_owned() }),
            }
        }
        if records.is_empty() {
            return Err(self.empty.to_owned());
        }
        let records = BTreeMap::from([(self.surface, records)]);
        Ok(Contents { kind: self.title, records, problems, surface: self.surface })
    }
}
