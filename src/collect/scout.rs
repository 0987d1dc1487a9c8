//! What a surface works with: its sessions, and a place to put what it finds.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use serde_json::{Map, Value};

use super::access::{Access, OrgAccess, SiteAccess};
use super::{Event, Scan, Suspects};
use crate::scrub::{Clean, Scrubber};
use crate::snapshot::{NewGap, NewRecord, Page, Place, Record, Snapshot, SnapshotError, Status};
use crate::wire::{self, Ask, Pages, Reply, Session, WireError};

/// Objects of a list that are asked for one by one, at most: 50 000 take three quarters of an hour at the usual
/// pace. A list may have ten times as many.
const MOST_EACH: usize = 50_000;

/// What one of many lists that are read side by side may hold in memory before it is kept, as received: larger ones
/// are cut off.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// What ends the reading of a surface.
pub(super) enum Trouble {
    /// The server, or the way to it.
    Wire(WireError),
    /// The evidence cannot be kept: the scan ends.
    Snapshot(SnapshotError),
}

impl Trouble {
    pub(super) fn wire(self) -> Option<WireError> {
        match self {
            Trouble::Wire(error) => Some(error),
            Trouble::Snapshot(_) => None,
        }
    }
}

impl From<WireError> for Trouble {
    fn from(error: WireError) -> Trouble {
        Trouble::Wire(error)
    }
}

impl From<SnapshotError> for Trouble {
    fn from(error: SnapshotError) -> Trouble {
        Trouble::Snapshot(error)
    }
}

/// What reading a list came to.
#[derive(Debug, Default)]
pub(super) struct Drained {
    /// Ids of its rows, each once.
    pub(super) keys: Vec<String>,
    /// Rows without an id.
    pub(super) without_key: usize,
    /// Rows altogether.
    pub(super) rows: u64,
}

/// One surface's hands: it reads through a scout and what it reads is kept at once.
pub(super) struct Scout {
    pub(super) access: Access,
    pub(super) concurrency: usize,
    /// Objects kept.
    pub(super) records: u64,
    /// Requests sent, repetitions included.
    pub(super) requests: u64,
    /// What could not be read although the surface answers.
    pub(super) troubles: Vec<String>,
    /// Whether it is only asked if the surface answers: one page of each list, one of each details.
    pub(super) probing: bool,
    /// Requests that are foreseen beyond those sent.
    pub(super) ahead: u64,
    place: Place,
    site: Option<usize>,
    snapshot: Arc<Mutex<Snapshot>>,
    scrubber: Arc<Scrubber>,
    pub(super) now: fn() -> DateTime<Utc>,
    watch: Arc<dyn Fn(Event) + Send + Sync>,
    suspects: Suspects,
}

impl Scout {
    pub(super) fn new(scan: &Scan, place: Place, site: Option<usize>) -> Scout {
        Scout {
            access: scan.access.clone(),
            concurrency: scan.concurrency,
            records: 0,
            requests: 0,
            troubles: Vec::new(),
            probing: scan.probing,
            ahead: 0,
            place,
            site,
            snapshot: Arc::clone(&scan.snapshot),
            scrubber: Arc::clone(&scan.scrubber),
            now: scan.now,
            watch: Arc::clone(&scan.watch),
            suspects: Arc::clone(&scan.suspects),
        }
    }

    /// The organisation; surfaces of the organisation are only read where there is one.
    pub(super) fn org(&self) -> Option<OrgAccess> {
        self.access.org.clone()
    }

    /// The site; surfaces of a site always have one.
    pub(super) fn site(&self) -> Option<SiteAccess> {
        self.access.sites.get(self.site?).cloned()
    }

    /// Reads a list to its end and keeps its rows. `key` names the id of a row; a row without one is kept under
    /// its place. What is no object is no row, and a list that ends before its own count is not whole: both are
    /// said. So is a list that breaks off: only one of which nothing came is an error.
    pub(super) async fn drain(
        &mut self,
        pages: Pages,
        kind: &'static str,
        key: fn(&Value) -> Option<String>,
    ) -> Result<Drained, Trouble> {
        self.drain_into(pages, kind, key, None).await
    }

    /// The same, each row kept `within` an envelope that tells what the list was asked for.
    pub(super) async fn drain_into(
        &mut self,
        mut pages: Pages,
        kind: &'static str,
        key: fn(&Value) -> Option<String>,
        within: Option<fn(&Value) -> Value>,
    ) -> Result<Drained, Trouble> {
        let mut drained = Drained::default();
        let mut seen = HashSet::new();
        let (mut received, mut promised, mut last) = (0, None, String::new());
        while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    self.requests += u64::from(error.attempts());
                    if received == 0 {
                        return Err(error.into());
                    }
                    // What came before stays valid, and whoever goes through it can go on.
                    self.miss(error.address(), error.to_string())?;
                    promised = None;
                    break;
                }
            };
            received += (page.rows.len() + page.duplicates) as u64;
            promised = page.total.or(promised);
            let mut records = Vec::with_capacity(page.rows.len());
            let mut gaps = Vec::new();
            for (at, row) in page.rows.into_iter().enumerate() {
                let place = format!("{} page {} row {}", page.address, page.number, at + 1);
                if !row.get().is_object() {
                    let reason = "the row is no object, so nothing could be read from it".to_owned();
                    gaps.push(NewGap { place, reason });
                    continue;
                }
                let row_key = key(row.get());
                match &row_key {
                    Some(key) if seen.insert(key.clone()) => drained.keys.push(key.clone()),
                    Some(_) => {}
                    None => drained.without_key += 1,
                }
                records.push(NewRecord {
                    kind,
                    key: row_key.unwrap_or_else(|| place.clone()),
                    place,
                    body: match within {
                        Some(within) => self.scrubber.clean(within(row.get())),
                        None => row,
                    },
                });
            }
            if !gaps.is_empty() {
                self.troubles.push(format!("{} rows are no objects", gaps.len()));
            }
            self.requests += u64::from(page.attempts);
            self.foresee(rest_of(promised, received, page.number));
            self.keep(&page.address, page.bytes, page.attempts, records, gaps)?;
            last = page.address;
            if self.probing {
                drained.rows = received;
                return Ok(drained);
            }
        }
        self.foresee(0);
        drained.rows = received;
        if let Some(promised) = promised.filter(|promised| received < *promised) {
            self.miss(
                &last,
                format!("the list ended after {received} of the {promised} rows it says it has"),
            )?;
        }
        Ok(drained)
    }

    /// Reads a list in which whoever asks stands too, so that an empty one cannot be the whole truth.
    pub(super) async fn drain_people(
        &mut self,
        pages: Pages,
        kind: &'static str,
        key: fn(&Value) -> Option<String>,
    ) -> Result<(), Trouble> {
        if self.drain(pages, kind, key).await?.rows == 0 {
            let why = "the list is empty, though it should hold at least whoever asks for it".to_owned();
            let at = self.place.surface.clone();
            self.miss(&at, why)?;
        }
        Ok(())
    }

    /// Says how many more requests are foreseen, before they are sent.
    pub(super) fn foresee(&mut self, requests: u64) {
        self.ahead = requests;
        (self.watch)(Event::Foreseen(self.place.clone(), self.requests + requests));
    }

    /// The part of a list that is gone through at a request or more each: as much as is bearable, which is said
    /// where that is not all, or one when it is only asked whether it could be.
    pub(super) fn sample<T>(&mut self, mut all: Vec<T>) -> Result<Vec<T>, Trouble> {
        if self.probing {
            all.truncate(1);
        }
        if let Some(left) = all.len().checked_sub(MOST_EACH).filter(|left| *left > 0) {
            all.truncate(MOST_EACH);
            let why = format!("{MOST_EACH} are the most that are asked for one by one; {left} were not");
            let at = self.place.surface.clone();
            self.miss(&at, why)?;
        }
        Ok(all)
    }

    /// Reads one document for each of `calls`, side by side, and keeps what `record` makes of its reply: a key and
    /// a body. What cannot be read is a gap; several refusals in a row end it. Where nothing at all could be read,
    /// the last refusal is the outcome.
    pub(super) async fn each<A: Into<Ask>>(
        &mut self,
        session: &Session,
        calls: Vec<(String, A)>,
        kind: &'static str,
        what: &'static str,
        record: impl Fn(&str, &Value) -> (String, Value),
    ) -> Result<(), Trouble> {
        let calls = self.sample(calls)?;
        let total = calls.len();
        self.foresee(total as u64);
        let asked = calls.into_iter().map(|(id, call)| {
            let (session, question): (Session, Ask) = (session.clone(), call.into());
            async move {
                let reply = session.ask(&question).await;
                (id, reply)
            }
        });
        let mut replies = stream::iter(asked).buffered(self.concurrency.max(1));
        let mut patience = Patience::default();
        let (mut seen, mut answered) = (0, false);
        while let Some((id, reply)) = replies.next().await {
            seen += 1;
            match reply {
                Ok(reply) => {
                    answered = true;
                    patience.answered();
                    self.requests += u64::from(reply.attempts);
                    let (key, body) = record(&id, json(&reply.document));
                    let record = NewRecord {
                        kind,
                        key,
                        place: reply.address.clone(),
                        body: self.scrubber.clean(body),
                    };
                    self.ahead = (total - seen) as u64;
                    self.keep(&reply.address, reply.bytes, reply.attempts, vec![record], Vec::new())?;
                }
                Err(error) => {
                    self.requests += u64::from(error.attempts());
                    let over = patience.is_over(&error);
                    if (over || seen == total) && !answered && self.records == 0 {
                        return Err(error.into());
                    }
                    self.miss(error.address(), format!("{what} {id} could not be read: {error}"))?;
                    if over && seen < total {
                        self.give_up(error.address(), &format!("{what}s"), total - seen)?;
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads a list for each of `lists`, side by side, and keeps what `record` makes of each row: a key and a body.
    /// What cannot be read is a gap; several refusals in a row end it. Where nothing at all could be read, the last
    /// refusal is the outcome.
    pub(super) async fn each_list(
        &mut self,
        lists: Vec<(String, Pages)>,
        kind: &'static str,
        what: &'static str,
        record: impl Fn(&str, &Value) -> Option<(String, Value)>,
    ) -> Result<(), Trouble> {
        let lists = self.sample(lists)?;
        let total = lists.len();
        let probing = self.probing;
        self.foresee(total as u64);
        let read = lists.into_iter().map(|(id, mut pages)| async move {
            let (mut read, mut bytes, mut cut) = (Vec::new(), 0, false);
            while let Some(page) = pages.next().await {
                let failed = page.is_err();
                bytes += page.as_ref().map_or(0, |page| page.bytes);
                read.push(page);
                if failed || probing {
                    break;
                }
                if bytes > MOST_BYTES {
                    cut = true;
                    break;
                }
            }
            (id, read, cut)
        });
        let mut read = stream::iter(read).buffered(self.concurrency.max(1));
        let mut patience = Patience::default();
        let (mut seen, mut answered) = (0, false);
        while let Some((id, pages, cut)) = read.next().await {
            seen += 1;
            self.ahead = (total - seen) as u64;
            for page in pages {
                match page {
                    Ok(page) => {
                        answered = true;
                        patience.answered();
                        self.keep_rows((what, &id), page, kind, &record)?;
                    }
                    Err(error) => {
                        self.requests += u64::from(error.attempts());
                        let over = patience.is_over(&error);
                        if (over || seen == total) && !answered && self.records == 0 {
                            return Err(error.into());
                        }
                        let why = format!("{what} {id} could not be read whole: {error}");
                        self.miss(error.address(), why)?;
                        if over && seen < total {
                            return self.give_up(error.address(), &format!("{what}s"), total - seen);
                        }
                    }
                }
            }
            if cut {
                let why = format!("{what} {id} is longer than the {MOST_BYTES} bytes that are read of one");
                self.miss(&id, why)?;
            }
        }
        Ok(())
    }

    fn keep_rows(
        &mut self,
        (what, id): (&str, &str),
        page: wire::Page,
        kind: &'static str,
        record: impl Fn(&str, &Value) -> Option<(String, Value)>,
    ) -> Result<(), Trouble> {
        let (mut records, mut gaps) = (Vec::new(), Vec::new());
        for (at, row) in page.rows.iter().enumerate() {
            let place = format!("{} page {} row {}", page.address, page.number, at + 1);
            match record(id, row.get()) {
                Some((key, body)) => {
                    records.push(NewRecord { kind, key, place, body: self.scrubber.clean(body) });
                }
                None => {
                    let reason = "the row is not understood, so nothing could be read from it".to_owned();
                    gaps.push(NewGap { place, reason });
                }
            }
        }
        if !gaps.is_empty() {
            self.troubles.push(format!("{} rows of {what} {id} are not understood", gaps.len()));
        }
        self.requests += u64::from(page.attempts);
        self.keep(&page.address, page.bytes, page.attempts, records, gaps)
    }

    pub(super) fn give_up(&mut self, at: &str, what: &str, left: usize) -> Result<(), Trouble> {
        let why = format!("several {what} in a row could not be read; {left} more were not asked for");
        self.miss(at, why)
    }

    /// Keeps one object that was put together here, such as a count with whose it is.
    pub(super) fn keep_made(
        &mut self,
        reply: &Reply,
        kind: &'static str,
        key: String,
        body: Map<String, Value>,
    ) -> Result<(), Trouble> {
        self.requests += u64::from(reply.attempts);
        let body = self.scrubber.clean(Value::Object(body));
        let record = NewRecord { kind, key, place: reply.address.clone(), body };
        self.keep(&reply.address, reply.bytes, reply.attempts, vec![record], Vec::new())
    }

    /// Objects that another surface of the same site gave, and whether it gave them all.
    pub(super) fn given_by(&self, surface: &str, kind: &str) -> Result<(Vec<Record>, bool), Trouble> {
        self.given(Place { surface: surface.to_owned(), site: self.place.site.clone() }, kind)
    }

    /// Objects that a surface of the organisation gave, and whether it gave them all.
    pub(super) fn given_to_all(&self, surface: &str, kind: &str) -> Result<(Vec<Record>, bool), Trouble> {
        self.given(Place { surface: surface.to_owned(), site: String::new() }, kind)
    }

    fn given(&self, place: Place, kind: &str) -> Result<(Vec<Record>, bool), Trouble> {
        let snapshot = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        let whole =
            snapshot.coverage()?.iter().any(|row| row.place == place && row.status == Status::Complete);
        Ok((snapshot.records_at(kind, &place)?, whole))
    }

    /// The accounts that are worth a request each: those suspected to be robots.
    pub(super) fn suspects(&self) -> Result<Vec<String>, Trouble> {
        let snapshot = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((self.suspects)(&snapshot)?)
    }

    /// Keeps those objects of one document that are worth it.
    pub(super) fn keep_picked(
        &mut self,
        reply: &Reply,
        kind: &'static str,
        picked: Vec<(String, Value)>,
    ) -> Result<(), Trouble> {
        self.requests += u64::from(reply.attempts);
        let record = |(key, body)| NewRecord {
            kind,
            key,
            place: reply.address.clone(),
            body: self.scrubber.clean(body),
        };
        let records = picked.into_iter().map(record).collect();
        self.keep(&reply.address, reply.bytes, reply.attempts, records, Vec::new())
    }

    /// Keeps one document.
    pub(super) fn keep_reply(
        &mut self,
        reply: Reply,
        kind: &'static str,
        key: String,
    ) -> Result<(), Trouble> {
        self.requests += u64::from(reply.attempts);
        let place = reply.address.clone();
        let record = NewRecord { kind, key, place, body: reply.document };
        self.keep(&reply.address, reply.bytes, reply.attempts, vec![record], Vec::new())
    }

    /// Notes something that could not be read.
    pub(super) fn miss(&mut self, at: &str, why: String) -> Result<(), Trouble> {
        self.troubles.push(why.clone());
        let gap = NewGap { place: at.to_owned(), reason: why };
        self.keep(at, 0, 0, Vec::new(), vec![gap])
    }

    fn keep(
        &mut self,
        address: &str,
        bytes: usize,
        tries: u32,
        records: Vec<NewRecord>,
        gaps: Vec<NewGap>,
    ) -> Result<(), Trouble> {
        self.records += records.len() as u64;
        let page = Page { place: &self.place, address, bytes: bytes as u64, tries, records, gaps };
        let mut snapshot = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        snapshot.keep(page, &self.scrubber, (self.now)())?;
        drop(snapshot);
        (self.watch)(Event::Page {
            place: self.place.clone(),
            records: self.records,
            requests: self.requests,
            ahead: self.ahead,
        });
        Ok(())
    }

    /// Objects of a kind that this surface has given so far, by a cut-off run before this one too.
    pub(super) fn kept(&self, kind: &str) -> Result<Vec<Record>, Trouble> {
        let snapshot = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(snapshot.records_at(kind, &self.place)?)
    }

    /// Forgets an object that a cut-off run read and that is no longer so.
    pub(super) fn forget(&self, kind: &str, key: &str) -> Result<(), Trouble> {
        let mut snapshot = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(snapshot.forget(kind, &self.place, key)?)
    }
}

/// When asking further is given up: after so many refusals in a row, or so many other failures.
#[derive(Default)]
pub(super) struct Patience {
    refusals: usize,
    failures: usize,
}

impl Patience {
    const MOST_REFUSALS: usize = 3;
    const MOST_FAILURES: usize = 8;

    pub(super) fn answered(&mut self) {
        *self = Patience::default();
    }

    /// Whether this failure is one too many. What is gone since the list was read says nothing of the server.
    pub(super) fn is_over(&mut self, error: &WireError) -> bool {
        self.refusals = if error.is_denied() { self.refusals + 1 } else { 0 };
        self.failures = if error.is_absent() { 0 } else { self.failures + 1 };
        self.refusals >= Self::MOST_REFUSALS || self.failures >= Self::MOST_FAILURES
    }
}

/// How many more pages a list has by its own count, judged by the pages read.
fn rest_of(promised: Option<u64>, received: u64, pages: u64) -> u64 {
    let per_page = (received / pages.max(1)).max(1);
    promised.map_or(0, |promised| promised.saturating_sub(received).div_ceil(per_page))
}

/// The text under a key of a row, as its id.
pub(super) fn id_at(row: &Value, key: &str) -> Option<String> {
    row.get(key)?.as_str().filter(|id| !id.is_empty()).map(str::to_owned)
}

/// A scrubbed document's JSON.
pub(super) fn json(document: &Clean) -> &Value {
    document.get()
}
