//! A list, page by page.

use std::collections::HashSet;

use ring::digest::{Context, SHA256, digest};
use serde_json::Value;

use super::call::Ask;
use super::error::{ErrorKind, WireError};
use super::paging::{Pager, Style, Turn, total};
use super::session::{Raw, Session};
use crate::scrub::Clean;

/// Where a page keeps its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// In the array of this name: `data`, `items`, `values`, `results` …
    At(&'static str),
    /// The page is the array.
    Bare,
    /// Either: Jira's admin webhooks are seen both ways.
    BareOr(&'static str),
    /// In the first array there is of these names, or the page is the array: for replies whose shape nobody has
    /// written down.
    AnyOf(&'static [&'static str]),
}

/// What the pages of a list look like.
#[derive(Debug, Clone, Copy)]
pub struct PageShape {
    style: Style,
    rows: Rows,
    key: fn(&Value) -> Option<String>,
}

impl PageShape {
    /// Pages of this style with their rows there. Without a [`key`](Self::key), duplicates are not looked for.
    pub fn new(style: Style, rows: Rows) -> Self {
        Self { style, rows, key: |_| None }
    }

    /// Says what makes a row the same as another: its id, with the same contents. Rows move between pages while a
    /// list is read; a row seen before is dropped and counted. A page of nothing else is an error where a position
    /// leads through the list, and three in a row are where cursors do.
    #[must_use]
    pub fn key(mut self, key: fn(&Value) -> Option<String>) -> Self {
        self.key = key;
        self
    }
}

/// One page, scrubbed.
#[derive(Debug)]
pub struct Page {
    /// From 1.
    pub number: u64,
    /// The rows that were not on an earlier page, in the server's order, each whatever JSON it was.
    pub rows: Vec<Clean>,
    /// Rows dropped because an earlier page had them.
    pub duplicates: usize,
    /// The address asked, with every query value replaced by `…`.
    pub address: String,
    /// Size of the answer after decompression.
    pub bytes: usize,
    /// Requests sent for this page, retries included.
    pub attempts: u32,
    /// How many rows the whole list has, where the server says so.
    pub total: Option<u64>,
}

/// A walk through a list. Pages already handed out stay valid whatever happens later.
pub struct Pages {
    session: Session,
    first: Ask,
    shape: PageShape,
    pager: Pager,
    upcoming: Upcoming,
    number: u64,
    /// Pages in a row that held nothing new.
    stale: u32,
    /// What the last page held, and how many pages in a row held just that.
    last: ([u8; 16], u32),
    seen: Keys,
}

enum Upcoming {
    Ask(Turn),
    Fail(WireError),
    Nothing,
}

impl Pages {
    pub(super) fn new(session: Session, first: Ask, shape: PageShape) -> Self {
        let start = match (&first, shape.style.position()) {
            (Ask::Get(call), Some(name)) => {
                let given = call.query.iter().find(|(parameter, _)| parameter == name);
                given.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
            }
            _ => 0,
        };
        let pager = Pager::new(shape.style, session.origin().clone(), start, session.options().max_pages);
        // The first request is the caller's own, unchanged.
        let upcoming = Upcoming::Ask(Turn::Query(Vec::new()));
        Self {
            session,
            first,
            shape,
            pager,
            upcoming,
            number: 0,
            stale: 0,
            last: ([0; 16], 0),
            seen: Keys::default(),
        }
    }

    /// Reads at most so many pages; a list that goes on after them ends in an error that says so.
    #[must_use]
    pub fn at_most(mut self, pages: u64) -> Self {
        self.pager.at_most(pages);
        self
    }

    /// The next page; nothing after the last one, and nothing after an error.
    pub async fn next(&mut self) -> Option<Result<Page, WireError>> {
        match std::mem::replace(&mut self.upcoming, Upcoming::Nothing) {
            Upcoming::Nothing => None,
            Upcoming::Fail(error) => Some(Err(error)),
            Upcoming::Ask(turn) => Some(self.fetch(turn).await),
        }
    }

    async fn fetch(&mut self, turn: Turn) -> Result<Page, WireError> {
        let request = self.session.prepare(&self.first, &turn)?;
        let Raw { document, bytes, attempts, .. } = self.session.run(&request).await?;
        let (surface, address) = (request.surface, request.address);
        let fail = |kind| WireError::new(surface, address.clone(), kind).after(attempts);
        self.number += 1;

        // Before scrubbing: a cursor may look like a secret, and must arrive unharmed. It lives in the pager
        // and nowhere else.
        let total = total(&document);
        let rows = take_rows(document, self.shape.rows)
            .map_err(|(what, document)| fail(ErrorKind::Shape { what: self.session.fit(&what, &document) }));
        let (rows, envelope) = rows?;
        let received = rows.len();
        self.upcoming = match self.pager.turn(&envelope, received) {
            Ok(Turn::End) => Upcoming::Nothing,
            Ok(turn) => Upcoming::Ask(turn),
            // This page is good; that there is no way on is told when the next one is asked for.
            Err(what) => Upcoming::Fail(fail(ErrorKind::Paging { what })),
        };

        let same = self.is_same_again(&rows);
        let fresh: Vec<Value> =
            rows.into_iter().filter(|row| self.seen.is_new((self.shape.key)(row), row)).collect();
        let duplicates = received - fresh.len();
        self.stale = if fresh.is_empty() && duplicates > 0 { self.stale + 1 } else { 0 };
        // Rows move while a list is read, so a page may hold nothing new; a server that goes on like that has
        // lost its way, and one that is not told where to go on has nothing else to offer.
        if same || self.stale >= MOST_STALE || (self.stale > 0 && !self.shape.style.has_cursor()) {
            self.upcoming = Upcoming::Nothing;
            let what = format!("the server repeats itself: every row of page {} came before", self.number);
            return Err(fail(ErrorKind::Paging { what }));
        }
        let rows = fresh.into_iter().map(|row| self.session.scrubber().clean(row)).collect();
        Ok(Page { number: self.number, rows, duplicates, address, bytes, attempts, total })
    }
}

impl Pages {
    /// Whether too many pages in a row held the very same rows. Rows without a key are never known again, and a
    /// server that does not heed the position it is asked for would be listened to up to the limit of pages.
    fn is_same_again(&mut self, rows: &[Value]) -> bool {
        if rows.is_empty() {
            return false;
        }
        let mut context = Context::new(&SHA256);
        rows.iter().for_each(|row| context.update(row.to_string().as_bytes()));
        let held = short(context.finish().as_ref());
        self.last = (held, if self.last.0 == held { self.last.1 + 1 } else { 1 });
        self.last.1 > MOST_STALE
    }
}

/// Splits a page into its rows and the envelope around them; else says what is missing.
fn take_rows(mut document: Value, place: Rows) -> Result<(Vec<Value>, Value), (String, Value)> {
    let name = match place {
        Rows::Bare | Rows::BareOr(_) | Rows::AnyOf(_) if document.is_array() => {
            let Value::Array(rows) = document else { return Ok((Vec::new(), Value::Null)) };
            return Ok((rows, Value::Null));
        }
        Rows::Bare => return Err(("the answer is no array".to_owned(), document)),
        Rows::At(name) | Rows::BareOr(name) => name,
        Rows::AnyOf(names) => {
            match names.iter().find(|name| document.get(**name).is_some_and(Value::is_array)) {
                Some(name) => name,
                None => {
                    return Err((format!("the answer has no array `{}`", names.join("` or `")), document));
                }
            }
        }
    };
    match document.get_mut(name).map(Value::take) {
        Some(Value::Array(rows)) => Ok((rows, document)),
        Some(_) => Err((format!("`{name}` in the answer is no array"), document)),
        None => Err((format!("the answer has no array `{name}`"), document)),
    }
}

/// Pages in a row without a new row after which a walk ends.
const MOST_STALE: u32 = 3;

/// What was seen of each row: its key and its contents, 16 bytes each whatever their length.
#[derive(Default)]
struct Keys(HashSet<[u8; 32]>);

impl Keys {
    /// Whether this row was not seen before; rows without a key always count as new. A row with a known key and
    /// other contents is new: one account may stand in two directories.
    fn is_new(&mut self, key: Option<String>, row: &Value) -> bool {
        let Some(key) = key else { return true };
        let mut seen = [0; 32];
        seen[..16].copy_from_slice(&short(key.as_bytes()));
        seen[16..].copy_from_slice(&short(row.to_string().as_bytes()));
        self.0.insert(seen)
    }
}

/// A cryptographic hash: rows must not get lost because they happen (or are made) to collide.
fn short(bytes: &[u8]) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&digest(&SHA256, bytes).as_ref()[..16]);
    short
}
