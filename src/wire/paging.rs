//! How lists go on: one pure state machine for all of Atlassian's paging styles.
//!
//! A [`Pager`] is shown each page and says what to change in the request for the next one. It does no I/O and
//! knows no clock, so every rule below can be tested on a desk:
//!
//! - A list ends when the server says so, or, where servers do not say, with an empty page. It never ends
//!   because a page is shorter than the limit asked for: servers cap limits silently, and filter pages after
//!   cutting them.
//! - Positions advance by the rows received, never by the limit.
//! - A link is never followed. Only its query, or the cursor in it, goes into the next request, which is built
//!   on the same host and path as the first.
//! - A cursor that comes twice, a link to another host and a list longer than the page limit are faults.

use std::collections::HashSet;

use reqwest::Url;
use serde_json::Value;

use super::origin::{Origin, host_of};

/// How a list says what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No paging: one answer holds all rows.
    Single,
    /// Automation: `links.next` is a bare query string, `?cursor=…&limit=100`. Before August 2025 it was an
    /// address, of which the query alone counts
    /// (<https://developer.atlassian.com/cloud/automation/api/changelog/#1-august-2025>).
    LinksQuery,
    /// Organisations v1: `links.next` is an address on the same host; its `cursor` parameter is resent.
    LinksAddress,
    /// Account management: `links.next` is an address on the same host; its whole query is resent.
    LinksAbsolute,
    /// Organisations v2 searches: `links.next` (or `meta.next`) is an opaque cursor for the POST's body.
    BodyCursor,
    /// API access: `links.next` (or `meta.next`) is a cursor, resent as `cursor` with the same filters. An
    /// address or a `?…` around the cursor is tolerated.
    QueryCursor,
    /// The audit log's stream: as [`QueryCursor`](Self::QueryCursor), but the last page has a cursor too, to ask
    /// for events to come, so an empty page is the end.
    Stream,
    /// Jira users: a bare array by `startAt`, with no other end than an empty page.
    StartAtArray,
    /// Jira's pages by `startAt`: ends on `isLast`, else at `total`, else on an empty page.
    StartAtValues,
    /// Jira's JQL search: `nextPageToken`, ends on `isLast` or when there is none.
    NextPageToken,
    /// Jira Service Management: by `start`, ends on `isLastPage`, else when `_links` has no `next`.
    JsmStart,
    /// Confluence v2, and v1 searches: `_links.next` is a relative address; its `cursor` is resent.
    ConfluenceCursor,
    /// Confluence v1: by `start`, ends when `_links` has no `next`.
    ConfluenceStart,
    /// By a number in this parameter; ends at `total`, else on an empty page.
    Offset(&'static str),
}

/// What to change in the request for the next page.
#[derive(Clone, PartialEq, Eq)]
pub enum Turn {
    /// Nothing: this was the last page.
    End,
    /// Query parameters; each replaces those of the same name in the first request.
    Query(Vec<(String, String)>),
    /// The `cursor` of the body.
    Body(String),
}

/// Where one walk through a list stands.
pub struct Pager {
    style: Style,
    origin: Origin,
    /// Rows received so far, counted from the first request's own start.
    position: u64,
    pages: u64,
    most_pages: u64,
    seen: HashSet<String>,
}

impl Style {
    /// Whether the server says where to go on, rather than being asked for the rows behind those received.
    pub(super) fn has_cursor(self) -> bool {
        self.position().is_none() && self != Style::Single
    }

    /// The parameter that holds the position, where the style has one.
    pub fn position(self) -> Option<&'static str> {
        match self {
            Style::StartAtArray | Style::StartAtValues => Some("startAt"),
            Style::JsmStart | Style::ConfluenceStart => Some("start"),
            Style::Offset(parameter) => Some(parameter),
            _ => None,
        }
    }
}

impl Pager {
    /// A walk on `origin` that begins at row `start` and takes at most `most_pages` pages.
    pub fn new(style: Style, origin: Origin, start: u64, most_pages: u64) -> Self {
        Self { style, origin, position: start, pages: 0, most_pages, seen: HashSet::new() }
    }

    /// Takes at most so many pages, where that is fewer.
    pub(super) fn at_most(&mut self, pages: u64) {
        self.most_pages = self.most_pages.min(pages);
    }

    /// Looks at a page of `rows` rows and says how to go on.
    ///
    /// # Errors
    /// A sentence naming the rule that the server broke. It contains no cursor.
    pub fn turn(&mut self, page: &Value, rows: usize) -> Result<Turn, String> {
        self.pages += 1;
        let turn = match self.style {
            Style::Single => Turn::End,
            Style::LinksQuery => self.links_query(page)?,
            Style::LinksAddress => self.cursor_of_address(page, "/links/next")?,
            Style::ConfluenceCursor => self.cursor_of_address(page, "/_links/next")?,
            Style::LinksAbsolute => match text_at(page, "/links/next")? {
                None => Turn::End,
                Some(next) => Turn::Query(query_of(&self.address(next)?)?),
            },
            Style::BodyCursor => match cursor_text(page)? {
                None => Turn::End,
                Some(cursor) => Turn::Body(cursor.to_owned()),
            },
            Style::QueryCursor => self.query_cursor(page)?,
            Style::Stream if rows == 0 => Turn::End,
            Style::Stream => self.query_cursor(page)?,
            Style::NextPageToken => next_page_token(page)?,
            Style::StartAtArray => self.advance("startAt", rows, false),
            Style::StartAtValues => {
                let last = page.get("isLast").and_then(Value::as_bool);
                let last = last.unwrap_or_else(|| self.reaches_total(page, rows));
                self.advance("startAt", rows, last)
            }
            Style::Offset(parameter) => {
                let last = self.reaches_total(page, rows);
                self.advance(parameter, rows, last)
            }
            Style::JsmStart => {
                self.start_with_link(page, rows, page.get("isLastPage").and_then(Value::as_bool))?
            }
            Style::ConfluenceStart => self.start_with_link(page, rows, None)?,
        };
        self.guard(&turn)?;
        Ok(turn)
    }

    fn guard(&mut self, turn: &Turn) -> Result<(), String> {
        let mark = match turn {
            Turn::End => return Ok(()),
            Turn::Body(cursor) => cursor.clone(),
            Turn::Query(pairs) => pairs.iter().map(|(name, value)| format!("{name}={value}\n")).collect(),
        };
        if !self.seen.insert(mark) {
            return Err(format!("page {} leads back to a page that was already read", self.pages));
        }
        if self.pages >= self.most_pages {
            return Err(format!("the list goes on after {} pages, the most that are read", self.most_pages));
        }
        Ok(())
    }

    fn links_query(&self, page: &Value) -> Result<Turn, String> {
        let Some(next) = text_at(page, "/links/next")? else { return Ok(Turn::End) };
        if let Some(query) = next.strip_prefix('?') {
            return Ok(Turn::Query(pairs(query)?));
        }
        // The host of the older form is ignored: only its query comes along, to our own host.
        match Url::parse(next) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Turn::Query(query_of(&url)?)),
            _ => Err("its `links.next` is neither a query string nor an address".to_owned()),
        }
    }

    fn cursor_of_address(&self, page: &Value, at: &str) -> Result<Turn, String> {
        match text_at(page, at)? {
            None => Ok(Turn::End),
            Some(next) => Ok(cursor_turn(cursor_in(query_of(&self.address(next)?)?)?)),
        }
    }

    fn query_cursor(&self, page: &Value) -> Result<Turn, String> {
        let Some(next) = cursor_text(page)? else { return Ok(Turn::End) };
        let wrapped = match next.strip_prefix('?') {
            Some(query) => Some(pairs(query)?),
            None if next.starts_with("https://") || next.starts_with("http://") || next.starts_with('/') => {
                // A cursor may itself begin with a slash (base64 does): then it has no query of its own.
                self.origin
                    .resolve(next)
                    .ok()
                    .filter(|url| url.query().is_some())
                    .map(|url| query_of(&url))
                    .transpose()?
            }
            None => None,
        };
        match wrapped {
            Some(pairs) => Ok(cursor_turn(cursor_in(pairs)?)),
            None if next.contains("://") => Err("its `links.next` is an address on another host".to_owned()),
            None => Ok(cursor_turn(next.to_owned())),
        }
    }

    /// An address the server gave, which must lie on our host.
    fn address(&self, next: &str) -> Result<Url, String> {
        self.origin
            .resolve(next)
            .map_err(|host| format!("its link to the next page points to {host}, which was not followed"))
    }

    /// Whether the count that the server gives is reached. One that is exceeded was wrong, and says nothing of
    /// where the list ends.
    fn reaches_total(&self, page: &Value, rows: usize) -> bool {
        total(page).is_some_and(|total| self.position.saturating_add(rows as u64) == total)
    }

    fn advance(&mut self, parameter: &str, rows: usize, last: bool) -> Turn {
        self.position = self.position.saturating_add(rows as u64);
        if last || rows == 0 {
            return Turn::End;
        }
        Turn::Query(vec![(parameter.to_owned(), self.position.to_string())])
    }

    fn start_with_link(&mut self, page: &Value, rows: usize, last: Option<bool>) -> Result<Turn, String> {
        let next = text_at(page, "/_links/next")?;
        let last = last.unwrap_or_else(|| page.get("_links").is_some() && next.is_none());
        if rows == 0
            && !last
            && let Some(next) = next
        {
            // Confluence cuts the page first and removes what the reader may not see afterwards: a page can be
            // empty in the middle of a list. Rows cannot carry us on; the link's own number can.
            let onward = query_of(&self.address(next)?)?
                .into_iter()
                .filter(|(name, _)| name == "start")
                .filter_map(|(_, value)| value.parse::<u64>().ok())
                .find(|start| *start > self.position);
            return Ok(match onward {
                Some(start) => {
                    self.position = start;
                    Turn::Query(vec![("start".to_owned(), start.to_string())])
                }
                None => Turn::End,
            });
        }
        Ok(self.advance("start", rows, last))
    }
}

/// How many rows the whole list has, where the page says so.
pub fn total(page: &Value) -> Option<u64> {
    ["/total", "/totalSize", "/meta/total"].iter().find_map(|at| page.pointer(at).and_then(Value::as_u64))
}

fn next_page_token(page: &Value) -> Result<Turn, String> {
    match (page.get("isLast").and_then(Value::as_bool), text_at(page, "/nextPageToken")?) {
        (Some(true), _) | (None, None) => Ok(Turn::End),
        (_, Some(token)) => Ok(Turn::Query(vec![("nextPageToken".to_owned(), token.to_owned())])),
        // Ending here would call a list whole that the server says is not.
        (Some(false), None) => Err("it says there is more, but gives no `nextPageToken`".to_owned()),
    }
}

fn cursor_text(page: &Value) -> Result<Option<&str>, String> {
    match text_at(page, "/links/next")? {
        Some(cursor) => Ok(Some(cursor)),
        None => text_at(page, "/meta/next"),
    }
}

/// The text at a place: nothing when it is absent, null or empty; an error when it is something else.
fn text_at<'p>(page: &'p Value, at: &str) -> Result<Option<&'p str>, String> {
    match page.pointer(at) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
        Some(_) => Err(format!("its `{}` is not a text", at.trim_start_matches('/').replace('/', "."))),
    }
}

fn query_of(url: &Url) -> Result<Vec<(String, String)>, String> {
    let found: Vec<_> = url.query_pairs().into_owned().collect();
    if found.is_empty() {
        return Err(format!("its link to the next page ({}) has no query", host_of(url)));
    }
    Ok(found)
}

fn pairs(query: &str) -> Result<Vec<(String, String)>, String> {
    // Any host will do: the address library is only borrowed for its reading of a query.
    let mut url = Url::parse("https://query.invalid/").map_err(|error| error.to_string())?;
    url.set_query(Some(query));
    query_of(&url).map_err(|_| "its link to the next page is empty".to_owned())
}

fn cursor_in(pairs: Vec<(String, String)>) -> Result<String, String> {
    pairs
        .into_iter()
        .find_map(|(name, value)| (name == "cursor" && !value.is_empty()).then_some(value))
        .ok_or_else(|| "its link to the next page holds no cursor".to_owned())
}

fn cursor_turn(cursor: String) -> Turn {
    Turn::Query(vec![("cursor".to_owned(), cursor)])
}
