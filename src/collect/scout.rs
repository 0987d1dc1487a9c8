//! What a surface works with: its sessions, and a place to put what it finds.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::access::{Access, OrgAccess, SiteAccess};
use super::{Event, Scan};
use crate::scrub::{Clean, Scrubber};
use crate::snapshot::{NewGap, NewRecord, Page, Place, Record, Snapshot, SnapshotError};
use crate::wire::{Pages, Reply, WireError};

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
    place: Place,
    site: Option<usize>,
    snapshot: Arc<Mutex<Snapshot>>,
    scrubber: Arc<Scrubber>,
    now: fn() -> DateTime<Utc>,
    watch: Arc<dyn Fn(Event) + Send + Sync>,
}

impl Scout {
    pub(super) fn new(scan: &Scan, place: Place, site: Option<usize>) -> Scout {
        Scout {
            access: scan.access.clone(),
            concurrency: scan.concurrency,
            records: 0,
            requests: 0,
            troubles: Vec::new(),
            place,
            site,
            snapshot: Arc::clone(&scan.snapshot),
            scrubber: Arc::clone(&scan.scrubber),
            now: scan.now,
            watch: Arc::clone(&scan.watch),
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
    /// said.
    pub(super) async fn drain(
        &mut self,
        mut pages: Pages,
        kind: &'static str,
        key: fn(&Value) -> Option<String>,
    ) -> Result<Drained, Trouble> {
        let mut drained = Drained::default();
        let (mut received, mut promised, mut last) = (0, None, String::new());
        while let Some(page) = pages.next().await {
            let page = page.inspect_err(|error| self.requests += u64::from(error.attempts()))?;
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
                    Some(key) if !drained.keys.contains(key) => drained.keys.push(key.clone()),
                    Some(_) => {}
                    None => drained.without_key += 1,
                }
                records.push(NewRecord {
                    kind,
                    key: row_key.unwrap_or_else(|| place.clone()),
                    place,
                    body: row,
                });
            }
            if !gaps.is_empty() {
                self.troubles.push(format!("{} rows are no objects", gaps.len()));
            }
            self.requests += u64::from(page.attempts);
            self.keep(&page.address, page.bytes, page.attempts, records, gaps)?;
            last = page.address;
        }
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
        (self.watch)(Event::Page(self.place.clone(), self.records));
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

/// The text under a key of a row, as its id.
pub(super) fn id_at(row: &Value, key: &str) -> Option<String> {
    row.get(key)?.as_str().filter(|id| !id.is_empty()).map(str::to_owned)
}

/// A scrubbed document's JSON.
pub(super) fn json(document: &Clean) -> &Value {
    document.get()
}
