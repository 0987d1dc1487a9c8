//! Reading TOML by hand instead of by derive: an error of a derived reader repeats the value that it stumbled
//! over, which may be a secret, and stops at the first.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;
use crate::scrub::{Mark, Scrubber};

/// The tables and their keys; also what "did you mean" chooses from.
pub(super) const TABLES: &[(&str, &[&str])] = &[
    ("org", &["id", "api"]),
    ("site", &["url", "cloud_id", "access", "surfaces"]),
    ("credentials", &["org_key", "site_email", "site_token", "pseudonym_key"]),
    ("pace", &["requests_per_second", "concurrency"]),
    ("policy", &["stale_days", "expiring_days"]),
    ("identity", &["robots", "people"]),
    (
        "licence",
        &[
            "product",
            "plan",
            "billing",
            "site",
            "host",
            "seats",
            "tier",
            "renewal",
            "price_per_seat",
            "bands",
            "tiers",
            "minimum",
            "discount",
            "rounding",
            "currency",
        ],
    ),
    ("quota", &["service_accounts", "first"]),
    ("register", &["account", "owner", "purpose", "review_by"]),
    ("accept", &["finding", "check", "account", "reason", "approver", "until"]),
];

/// The text being read, and what was found wrong so far.
pub(super) struct Reader<'t> {
    text: &'t str,
    scrubber: Scrubber,
    problems: RefCell<Vec<Problem>>,
}

/// A value with its place.
pub(super) struct At<T> {
    pub value: T,
    pub span: Range<usize>,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, scrubber: Scrubber::new(), problems: RefCell::default() }
    }

    /// Line and column of a byte, both from 1.
    pub fn position(&self, at: usize) -> (usize, usize) {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &self.text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    pub fn refuse(&self, at: usize, key: &str, what: impl Into<String>, help: impl Into<String>) {
        let (line, column) = self.position(at);
        // A key or a wrong word may be a misplaced secret as well.
        let shown = |text: String| self.scrubber.text(&text);
        let problem = Problem {
            line,
            column,
            key: shown(key.to_owned()),
            what: shown(what.into()),
            help: shown(help.into()),
        };
        self.problems.borrow_mut().push(problem);
    }

    /// The problems by line, each place once.
    pub fn finish(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| (problem.line, problem.column));
        problems.dedup();
        problems
    }

    /// Refuses every string in which the scrubber finds a secret, and every line, comments included, with
    /// something that is one by its own form.
    pub fn no_secrets(&self, table: &DeTable<'_>) {
        self.table_without_secrets(table);
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            if self.scrubber.last_check(line).is_some() {
                self.secret(start + line.len() - line.trim_start().len());
            }
            start += line.len();
        }
    }

    fn table_without_secrets(&self, table: &DeTable<'_>) {
        for (key, value) in table {
            let named = match value.get_ref() {
                DeValue::String(text) => format!("{}=\"{text}\"", key.get_ref()),
                _ => key.get_ref().to_string(),
            };
            self.check_text(&named, value.span().start);
            self.value_without_secrets(value);
        }
    }

    fn value_without_secrets(&self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::String(text) => self.check_text(text, value.span().start),
            DeValue::Array(items) => items.iter().for_each(|item| self.value_without_secrets(item)),
            DeValue::Table(table) => self.table_without_secrets(table),
            _ => {}
        }
    }

    fn check_text(&self, text: &str, at: usize) {
        if !Mark::find_all(&self.scrubber.text(text)).is_empty() {
            self.secret(at);
        }
    }

    /// Refuses what stands at `at` as a secret, once a line.
    pub fn secret(&self, at: usize) {
        let (line, _) = self.position(at);
        let what = "a secret is written into this file";
        if self.problems.borrow().iter().any(|problem| problem.line == line && problem.what == what) {
            return;
        }
        self.refuse(
            at,
            "",
            what,
            "take it out, revoke it if others could read the file, and say in [credentials] where it is: { env = \"NAME\" }, { file = \"path\" } or { command = \"…\" }",
        );
    }
}

/// One table, and how errors call it.
pub(super) struct Section<'r, 't> {
    reader: &'r Reader<'t>,
    name: &'static str,
    table: &'r DeTable<'t>,
    at: usize,
}

impl<'r, 't> Section<'r, 't> {
    /// The top of the file.
    pub fn root(reader: &'r Reader<'t>, table: &'r DeTable<'t>) -> Self {
        let root = Self { reader, name: "", table, at: 0 };
        let names: Vec<&str> = TABLES.iter().map(|(name, _)| *name).collect();
        root.only(&names);
        root
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    /// Refuses all keys but these.
    fn only(&self, known: &[&str]) {
        for (key, value) in self.table {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let elsewhere = TABLES.iter().find(|(table, keys)| *table != self.name && keys.contains(&name));
            let help = match (nearest(name, known), elsewhere) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some((table, _))) => format!("it belongs in [{table}]"),
                (None, None) => format!("known here: {}", known.join(", ")),
            };
            let what = if matches!(value.get_ref(), DeValue::Table(_)) && self.name.is_empty() {
                "unknown table"
            } else {
                "unknown key"
            };
            self.reader.refuse(key.span().start, &self.path(name), what, help);
        }
    }

    /// The table `[name]`, if it is there.
    pub fn table(&self, name: &'static str) -> Option<Section<'r, 't>> {
        let (key, value) = self.table.get_key_value(name)?;
        let at = key.span().start;
        match value.get_ref() {
            DeValue::Table(table) => Some(self.section(name, table, at)),
            _ => {
                self.wrong(name, at, "is a table", &format!("write it as [{name}], with its keys below"));
                None
            }
        }
    }

    /// Every table `[[name]]`.
    pub fn tables(&self, name: &'static str) -> Vec<Section<'r, 't>> {
        let Some((key, value)) = self.table.get_key_value(name) else { return Vec::new() };
        let help = format!("write each as [[{name}]], with two brackets, and its keys below");
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(name, key.span().start, "is a list of tables", &help);
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::Table(table) => sections.push(self.section(name, table, item.span().start)),
                _ => self.wrong(name, item.span().start, "is a list of tables", &help),
            }
        }
        sections
    }

    fn section(&self, name: &'static str, table: &'r DeTable<'t>, at: usize) -> Section<'r, 't> {
        let section = Section { reader: self.reader, name, table, at };
        let known = TABLES.iter().find(|(table, _)| *table == name).map_or(&[][..], |(_, keys)| keys);
        section.only(known);
        section
    }

    /// Where the table begins.
    pub fn start(&self) -> usize {
        self.at
    }

    /// The line of a byte.
    pub fn line_of(&self, at: usize) -> usize {
        self.reader.position(at).0
    }

    /// Every table `[[name]]`, without a word about what is wrong with them: for a second look.
    pub fn quiet_tables(&self, name: &'static str) -> Vec<Section<'r, 't>> {
        let Some(DeValue::Array(items)) = self.table.get(name).map(Spanned::get_ref) else {
            return Vec::new();
        };
        let section = |item: &'r Spanned<DeValue<'t>>| match item.get_ref() {
            DeValue::Table(table) => {
                Some(Section { reader: self.reader, name, table, at: item.span().start })
            }
            _ => None,
        };
        items.iter().filter_map(section).collect()
    }

    /// A text and where it stands, if it is one.
    pub fn quiet_text(&self, key: &str) -> Option<(&'r str, usize)> {
        let value = self.table.get(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some((text.as_ref(), value.span().start)),
            _ => None,
        }
    }

    fn wrong(&self, key: &str, at: usize, what: &str, help: &str) {
        self.reader.refuse(at, &self.path(key), what, help);
    }

    /// Refuses the value of a key.
    pub fn refuse(&self, key: &str, at: usize, what: &str, help: &str) {
        self.wrong(key, at, what, help);
    }

    /// Whether the key is there, whatever its value.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The value of a key, as it stands.
    pub fn raw(&self, key: &str) -> Option<&'r Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    /// A text that is not empty.
    pub fn text(&self, key: &str) -> Option<At<String>> {
        let value = self.table.get(key)?;
        let span = value.span();
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.wrong(key, span.start, "is empty", "give it a value, or take the line out");
                None
            }
            DeValue::String(text) => Some(At { value: text.trim().to_owned(), span }),
            _ => {
                self.wrong(key, span.start, "is a text", "write it in quotes");
                None
            }
        }
    }

    /// A text that has to be there.
    pub fn required(&self, key: &str, why: &str) -> Option<At<String>> {
        if !self.has(key) {
            self.wrong(key, self.at, "is missing", why);
        }
        self.text(key)
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = choices.iter().find(|(word, _)| *word == text.value).map(|(_, choice)| *choice);
        if found.is_none() {
            let words: Vec<String> = choices.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.wrong(
                key,
                text.span.start,
                "is none of the known words",
                &format!("write {}", words.join(" or ")),
            );
        }
        found
    }

    /// A whole number within a range.
    pub fn number(&self, key: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let value = self.table.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()).ok(),
            _ => None,
        };
        let inside = number.filter(|number| range.contains(number));
        if inside.is_none() {
            let help =
                format!("write a whole number from {} to {}, without quotes", range.start(), range.end());
            self.wrong(key, value.span().start, "is out of range or no whole number", &help);
        }
        inside
    }

    /// A date, with or without quotes.
    pub fn date(&self, key: &str) -> Option<At<NaiveDate>> {
        let value = self.table.get(key)?;
        let span = value.span();
        let date = match value.get_ref() {
            DeValue::Datetime(at) if at.time.is_none() => at.date.and_then(|date| {
                NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
            }),
            DeValue::String(text) => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok(),
            _ => None,
        };
        if date.is_none() {
            self.wrong(key, span.start, "is no date", "write it as 2027-01-31");
        }
        date.map(|value| At { value, span })
    }

    /// A date that has to be there.
    pub fn required_date(&self, key: &str, why: &str) -> Option<At<NaiveDate>> {
        if !self.has(key) {
            self.wrong(key, self.at, "is missing", why);
        }
        self.date(key)
    }

    /// A list of texts.
    pub fn texts(&self, key: &str) -> Option<Vec<At<String>>> {
        let value = self.table.get(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, value.span().start, "is a list", "write it as [\"…\", \"…\"]");
            return None;
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => {
                    texts.push(At { value: text.trim().to_owned(), span: item.span() });
                }
                _ => self.wrong(
                    key,
                    item.span().start,
                    "is a list of texts",
                    "write each in quotes, none empty",
                ),
            }
        }
        Some(texts)
    }
}

/// The known word that a typing error most probably meant.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word = word.to_ascii_lowercase().replace('-', "_");
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    // Letters in the wrong order are one slip, not several.
    if let Some(swapped) = known.iter().find(|candidate| sorted(candidate) == sorted(&word)) {
        return Some(swapped);
    }
    let best =
        known.iter().map(|candidate| (distance(&word, &candidate.replace('-', "_")), *candidate)).min()?;
    // Words of few letters are near to everything.
    (best.0 <= (word.chars().count().max(best.1.len()) / 3).clamp(1, 4)).then_some(best.1)
}

/// How many letters to change, put in or take out.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().take(80).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
