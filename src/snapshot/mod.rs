//! The evidence: one SQLite file, written in transactions as pages arrive, then only read.
//!
//! It stores what was seen, scrubbed, and knows nothing of what it means. Everything right of it is computed
//! from it again whenever a report is made.

pub mod record;

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use serde_json::Value;

use crate::scrub::{Clean, Scrubber};

const SCHEMA: &str = include_str!("schema.sql");
const APPLICATION_ID: i64 = 0x7470_6e74;
const USER_VERSION: i64 = 1;

/// What can go wrong with the evidence file.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// There is no such file, or it cannot be made or read.
    #[error("cannot open the snapshot {path}: {source}; check the path and its permissions")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not a snapshot of this program.
    #[error("{path} is not a touchpoint snapshot ({what}); give the snapshot.db that a scan or import wrote")]
    NotASnapshot {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: String,
    },
    /// Another process is writing to it.
    #[error(
        "another touchpoint is working on {path}; wait for it to end, or choose another folder with --out"
    )]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// SQLite refused.
    #[error("the snapshot {path} cannot be used: {source}; is the disk full, or another touchpoint running?")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

/// How well a surface could be read; the words of `coverage.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being read; what a cut-off scan leaves behind.
    Running,
    /// Read to the end.
    Complete,
    /// Some of it could not be read.
    Partial,
    /// The credential may not see it.
    Denied,
    /// The server does not have it.
    Absent,
    /// It broke off.
    Failed,
    /// Not asked, by choice.
    Skipped,
    /// No API shows it.
    NotCoverable,
}

impl Status {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Status::Running => "running",
            Status::Complete => "complete",
            Status::Partial => "partial",
            Status::Denied => "denied",
            Status::Absent => "absent",
            Status::Failed => "failed",
            Status::Skipped => "skipped",
            Status::NotCoverable => "not-coverable",
        }
    }

    fn from_word(word: &str) -> Status {
        let all = [
            Status::Running,
            Status::Complete,
            Status::Partial,
            Status::Denied,
            Status::Absent,
            Status::Skipped,
            Status::NotCoverable,
        ];
        all.into_iter().find(|status| status.word() == word).unwrap_or(Status::Failed)
    }
}

/// A place that was looked at: a surface of one site, or of the organisation where `site` is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Surface name, such as `jira.automation`.
    pub surface: String,
    /// Host of the site, or empty.
    pub site: String,
}

/// How well a place could be read, and what is hidden by what could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The place.
    pub place: Place,
    /// Product it belongs to.
    pub product: String,
    /// How well it was read.
    pub status: Status,
    /// Things kept from it; a rule and its summary are one.
    pub records: u64,
    /// Requests it took, repetitions included.
    pub requests: u64,
    /// Why it is not complete.
    pub reason: String,
    /// What the report cannot see because of that.
    pub consequence: String,
}

/// A page or file as it is handed over to be kept.
#[derive(Debug)]
pub struct Page<'a> {
    /// Where it was read.
    pub place: &'a Place,
    /// Its address without query values, or its file name.
    pub address: &'a str,
    /// Its size as received, in bytes.
    pub bytes: u64,
    /// Requests it took.
    pub tries: u32,
    /// Its objects.
    pub records: Vec<NewRecord>,
    /// What in it could not be understood.
    pub gaps: Vec<NewGap>,
}

/// An object to be kept.
#[derive(Debug)]
pub struct NewRecord {
    /// What sort of object it is, such as `rule`.
    pub kind: &'static str,
    /// Its own id, or its place where it has none.
    pub key: String,
    /// Where a person finds it.
    pub place: String,
    /// The object.
    pub body: Clean,
}

/// Something that could not be read or understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGap {
    /// Where: a row, a rule, a line.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// An object that was kept.
#[derive(Debug, Clone)]
pub struct Record {
    /// Surface and site it came from.
    pub place: Place,
    /// Its own id.
    pub key: String,
    /// Where a person finds it.
    pub found_at: String,
    /// The object.
    pub body: Value,
}

/// Something that was not read or understood, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Surface and site.
    pub place: Place,
    /// Row, rule or line.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// The evidence file.
pub struct Snapshot {
    db: Connection,
    path: PathBuf,
}

impl Snapshot {
    /// Makes a new, empty snapshot that only its owner may read; an existing file is replaced.
    pub fn create(path: &Path) -> Result<Snapshot, SnapshotError> {
        let io = |source| SnapshotError::Io { path: path.to_owned(), source };
        if let Err(error) = std::fs::remove_file(path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(io(error));
        }
        // Made by us rather than by SQLite, so that it is private from its first byte on.
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map_err(io)?;
        let snapshot = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        snapshot.claim()?;
        snapshot.db.execute_batch(SCHEMA).map_err(|source| snapshot.sqlite(source))?;
        Ok(snapshot)
    }

    /// A snapshot that lives in memory and leaves nothing behind; for looking whether a scan would work.
    pub fn scratch() -> Result<Snapshot, SnapshotError> {
        let path = PathBuf::from(":memory:");
        let failed = |source| SnapshotError::Sqlite { path: path.clone(), source };
        let db = Connection::open_in_memory().map_err(failed)?;
        db.execute_batch(SCHEMA).map_err(failed)?;
        Ok(Snapshot { db, path })
    }

    /// Keeps every other process from writing to the file for as long as this snapshot is open.
    fn claim(&self) -> Result<(), SnapshotError> {
        let claimed = self.db.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;");
        claimed.map_err(|source| match is_busy(&source) {
            true => SnapshotError::Busy { path: self.path.clone() },
            false => self.sqlite(source),
        })
    }

    /// Opens a snapshot to write more into it.
    pub fn open(path: &Path) -> Result<Snapshot, SnapshotError> {
        let snapshot = Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        snapshot.claim()?;
        Ok(snapshot)
    }

    /// Opens a snapshot to read it.
    pub fn read(path: &Path) -> Result<Snapshot, SnapshotError> {
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn open_with(path: &Path, flags: OpenFlags) -> Result<Snapshot, SnapshotError> {
        let file = std::fs::File::open(path).and_then(|file| file.metadata());
        let file = file.map_err(|source| SnapshotError::Io { path: path.to_owned(), source })?;
        let not = |what: String| SnapshotError::NotASnapshot { path: path.to_owned(), what };
        if !file.is_file() {
            return Err(not("a folder or a device".into()));
        }
        let snapshot = Self::connect(path, flags)?;
        let pragma = |name: &str| snapshot.db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        match pragma("application_id") {
            Ok(APPLICATION_ID) => {}
            Ok(_) => return Err(not("another program's database".into())),
            Err(error) if is_busy(&error) => return Err(SnapshotError::Busy { path: path.to_owned() }),
            Err(error) => return Err(not(error.to_string())),
        }
        match pragma("user_version") {
            Ok(USER_VERSION) => Ok(snapshot),
            Ok(other) => Err(not(format!("format {other}; this touchpoint reads format {USER_VERSION}"))),
            Err(error) => Err(not(error.to_string())),
        }
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Snapshot, SnapshotError> {
        let db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|source| SnapshotError::Sqlite { path: path.to_owned(), source })?;
        // Whoever holds the file holds it for a whole scan: waiting longer does not help.
        let patience = db.busy_timeout(std::time::Duration::from_millis(200));
        patience.map_err(|source| SnapshotError::Sqlite { path: path.to_owned(), source })?;
        Ok(Snapshot { db, path: path.to_owned() })
    }

    fn sqlite(&self, source: rusqlite::Error) -> SnapshotError {
        SnapshotError::Sqlite { path: self.path.clone(), source }
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// SHA-256 of the file as it lies there now; `None` for a snapshot that is not a file.
    pub fn sha256(&self) -> Result<Option<String>, SnapshotError> {
        if self.db.path().is_none_or(str::is_empty) {
            return Ok(None);
        }
        let io = |source| SnapshotError::Io { path: self.path.clone(), source };
        let mut file = std::fs::File::open(&self.path).map_err(io)?;
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        let mut buffer = vec![0; 1 << 16];
        loop {
            match std::io::Read::read(&mut file, &mut buffer).map_err(io)? {
                0 => return Ok(Some(hex(context.finish().as_ref()))),
                read => context.update(&buffer[..read]),
            }
        }
    }

    /// Notes a fact about the scan itself, such as `tool_version`.
    pub fn note(&self, key: &str, value: &str) -> Result<(), SnapshotError> {
        self.db
            .execute("INSERT OR REPLACE INTO scan (key, value) VALUES (?1, ?2)", params![key, value])
            .map(drop)
            .map_err(|source| self.sqlite(source))
    }

    /// A fact about the scan.
    pub fn noted(&self, key: &str) -> Result<Option<String>, SnapshotError> {
        self.db
            .query_row("SELECT value FROM scan WHERE key = ?1", [key], |row| row.get(0))
            .optional()
            .map_err(|source| self.sqlite(source))
    }

    /// Every fact about the scan.
    pub fn provenance(&self) -> Result<BTreeMap<String, String>, SnapshotError> {
        self.rows("SELECT key, value FROM scan ORDER BY key", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .map(|rows| rows.into_iter().collect())
    }

    /// When the scan was finished; `None` while it is not.
    pub fn finished_at(&self) -> Result<Option<DateTime<Utc>>, SnapshotError> {
        let text = self.noted("finished_at")?;
        Ok(text.and_then(|text| DateTime::parse_from_rfc3339(&text).ok()).map(|time| time.to_utc()))
    }

    /// Marks the scan as finished.
    pub fn finish(&self, at: DateTime<Utc>) -> Result<(), SnapshotError> {
        self.note("finished_at", &rfc3339(at))
    }

    /// Keeps a page whole or not at all: its line in the journal, its objects, its gaps.
    ///
    /// Each text is looked at once more by `scrubber`; what that second look catches is masked, and is a gap,
    /// because the first look should have caught it.
    pub fn keep(
        &mut self,
        page: Page<'_>,
        scrubber: &Scrubber,
        at: DateTime<Utc>,
    ) -> Result<(), SnapshotError> {
        let path = self.path.clone();
        Self::keep_page(&mut self.db, page, scrubber, at)
            .map_err(|source| SnapshotError::Sqlite { path, source })
    }

    fn keep_page(
        db: &mut Connection,
        page: Page<'_>,
        scrubber: &Scrubber,
        at: DateTime<Utc>,
    ) -> Result<(), rusqlite::Error> {
        let Place { surface, site } = page.place;
        let transaction = db.transaction()?;
        {
            transaction.execute(
                "INSERT INTO page (surface, site, address, read_at, rows, bytes, tries)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    surface,
                    site,
                    checked(scrubber, page.address).0,
                    rfc3339(at),
                    page.records.len() as i64,
                    page.bytes as i64,
                    page.tries
                ],
            )?;
            let page_id = transaction.last_insert_rowid();
            let mut insert = transaction.prepare_cached(
                "INSERT OR IGNORE INTO record (surface, site, kind, key, place, digest, body, page)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            let mut insert_gap = transaction
                .prepare_cached("INSERT INTO gap (surface, site, place, reason) VALUES (?1, ?2, ?3, ?4)")?;
            for record in page.records {
                let (body, caught) = checked(scrubber, &record.body.text());
                let key = scrubber.record_key(&record.key);
                let place = checked(scrubber, &record.place).0;
                if caught {
                    let reason = "a secret was caught by the last check before the snapshot, and masked";
                    insert_gap.execute(params![surface, site, place, reason])?;
                }
                let digest = digest(body.as_bytes());
                insert.execute(params![surface, site, record.kind, key, place, digest, body, page_id])?;
            }
            for gap in page.gaps {
                let place = checked(scrubber, &gap.place).0;
                let reason = checked(scrubber, &gap.reason).0;
                insert_gap.execute(params![surface, site, place, reason])?;
            }
        }
        transaction.commit()
    }

    /// Notes how well a surface could be read. Its objects are counted, not told.
    pub fn cover(&self, coverage: &Coverage, scrubber: &Scrubber) -> Result<(), SnapshotError> {
        self.db
            .execute(
                "INSERT OR REPLACE INTO surface (surface, site, product, status, requests, reason, consequence)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    coverage.place.surface,
                    coverage.place.site,
                    coverage.product,
                    coverage.status.word(),
                    coverage.requests as i64,
                    checked(scrubber, &coverage.reason).0,
                    checked(scrubber, &coverage.consequence).0
                ],
            )
            .map(drop)
            .map_err(|source| self.sqlite(source))
    }

    /// Forgets what a cut-off scan left of a surface, so that it can be read again: its gaps, its standing and
    /// its objects, but for those of the kinds to be `spared`, which cost a request each.
    pub fn restart(&mut self, place: &Place, spared: &[&str]) -> Result<(), SnapshotError> {
        let failed = |source| SnapshotError::Sqlite { path: self.path.clone(), source };
        for table in ["gap", "surface"] {
            let sql = format!("DELETE FROM {table} WHERE surface = ?1 AND site = ?2");
            self.db.execute(&sql, params![place.surface, place.site]).map_err(failed)?;
        }
        for kind in record::ALL.iter().filter(|kind| !spared.contains(*kind)) {
            let sql = "DELETE FROM record WHERE surface = ?1 AND site = ?2 AND kind = ?3";
            self.db.execute(sql, params![place.surface, place.site, kind]).map_err(failed)?;
        }
        Ok(())
    }

    /// Forgets every version of one object.
    pub fn forget(&mut self, kind: &str, place: &Place, key: &str) -> Result<(), SnapshotError> {
        let sql = "DELETE FROM record WHERE kind = ?1 AND surface = ?2 AND site = ?3 AND key = ?4";
        let forgotten = self.db.execute(sql, params![kind, place.surface, place.site, key]);
        forgotten.map(drop).map_err(|source| self.sqlite(source))
    }

    /// How well each surface could be read, in order of name.
    pub fn coverage(&self) -> Result<Vec<Coverage>, SnapshotError> {
        let sql = "SELECT s.surface, s.site, s.product, s.status, s.requests, s.reason, s.consequence,
                          (SELECT count(DISTINCT key) FROM record r
                           WHERE r.surface = s.surface AND r.site = s.site)
                   FROM surface s ORDER BY s.surface, s.site";
        self.rows(sql, [], |row| {
            Ok(Coverage {
                place: Place { surface: row.get(0)?, site: row.get(1)? },
                product: row.get(2)?,
                status: Status::from_word(&row.get::<_, String>(3)?),
                requests: row.get::<_, i64>(4)?.unsigned_abs(),
                reason: row.get(5)?,
                consequence: row.get(6)?,
                records: row.get::<_, i64>(7)?.unsigned_abs(),
            })
        })
    }

    /// The objects of one kind, in the order they were read.
    pub fn records(&self, kind: &str) -> Result<Vec<Record>, SnapshotError> {
        let sql = "SELECT surface, site, key, place, body FROM record WHERE kind = ?1 ORDER BY id";
        let rows = self.rows(sql, [kind], |row| {
            Ok(Record {
                place: Place { surface: row.get(0)?, site: row.get(1)? },
                key: row.get(2)?,
                found_at: row.get(3)?,
                body: serde_json::from_str(&row.get::<_, String>(4)?).map_err(|error| {
                    rusqlite::Error::FromSqlConversionFailure(4, rusqlite::types::Type::Text, Box::new(error))
                })?,
            })
        })?;
        Ok(rows)
    }

    /// The objects of one kind that a place gave.
    pub fn records_at(&self, kind: &str, place: &Place) -> Result<Vec<Record>, SnapshotError> {
        Ok(self.records(kind)?.into_iter().filter(|record| record.place == *place).collect())
    }

    /// How many things a place gave: versions of one, or a rule and its summary, are one.
    pub fn count(&self, place: &Place) -> Result<u64, SnapshotError> {
        let sql = "SELECT count(DISTINCT key) FROM record WHERE surface = ?1 AND site = ?2";
        let count = self.db.query_row(sql, params![place.surface, place.site], |row| row.get::<_, i64>(0));
        count.map(i64::unsigned_abs).map_err(|source| self.sqlite(source))
    }

    /// Every place a page was read from.
    pub fn places(&self) -> Result<Vec<Place>, SnapshotError> {
        let sql = "SELECT DISTINCT surface, site FROM page ORDER BY surface, site";
        self.rows(sql, [], |row| Ok(Place { surface: row.get(0)?, site: row.get(1)? }))
    }

    /// What could not be read or understood, in the order it was met.
    pub fn gaps(&self) -> Result<Vec<Gap>, SnapshotError> {
        self.rows("SELECT surface, site, place, reason FROM gap ORDER BY id", [], |row| {
            Ok(Gap {
                place: Place { surface: row.get(0)?, site: row.get(1)? },
                at: row.get(2)?,
                reason: row.get(3)?,
            })
        })
    }

    fn rows<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<Vec<T>, SnapshotError> {
        let mut statement = self.db.prepare(sql).map_err(|source| self.sqlite(source))?;
        let rows = statement.query_map(parameters, read).map_err(|source| self.sqlite(source))?;
        rows.collect::<Result<_, _>>().map_err(|source| self.sqlite(source))
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
    matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked))
}

/// `text` with anything masked that the second look catches, and whether it caught something.
fn checked(scrubber: &Scrubber, text: &str) -> (String, bool) {
    match scrubber.last_check(text) {
        Some(masked) => (masked, true),
        None => (text.to_owned(), false),
    }
}

/// SHA-256 in hex.
pub fn digest(bytes: &[u8]) -> String {
    hex(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
}

/// Bytes in hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An instant as every file of the program writes it: RFC 3339, UTC, whole seconds.
pub fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
