//! The evidence file: private, whole or not at all, without secrets, and nobody else's.

#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic like the tests themselves")]

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde_json::{Value, json};
use touchpoint::scrub::{Scrubber, Secret};
use touchpoint::snapshot::{
    Coverage, NewGap, NewRecord, Page, Place, Snapshot, SnapshotError, Status, digest, record, rfc3339,
};

fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn place() -> Place {
    Place { surface: "jira.automation".to_owned(), site: "acme.atlassian.example".to_owned() }
}

fn new_record(key: &str, body: Value) -> NewRecord {
    let place = format!("page 1 row {key}");
    NewRecord { kind: record::RULE, key: key.to_owned(), place, body: Scrubber::new().clean(body) }
}

fn keep(snapshot: &mut Snapshot, records: Vec<NewRecord>, scrubber: &Scrubber) -> Result<(), SnapshotError> {
    let place = place();
    let address = "https://acme.atlassian.example/rest/v1/rule/summary";
    let page = Page { place: &place, address, bytes: 1234, tries: 2, records, gaps: Vec::new() };
    snapshot.keep(page, scrubber, noon())
}

fn count(path: &Path, table: &str) -> i64 {
    let raw = Connection::open(path).unwrap();
    raw.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

fn coverage(status: Status) -> Coverage {
    Coverage {
        place: place(),
        product: "jira".to_owned(),
        status,
        records: 999,
        requests: 7,
        reason: "why".to_owned(),
        consequence: "what is hidden".to_owned(),
    }
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.db");
    // Left there by somebody else, readable by all: it is replaced, its mode with it.
    std::fs::write(&path, "old").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
    let mut snapshot = Snapshot::create(&path).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    keep(&mut snapshot, vec![new_record("1", json!({"name": "x"}))], &Scrubber::new()).unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

/// A link that somebody put there is replaced, and what it points to is left alone.
#[cfg(unix)]
#[test]
fn a_link_in_its_place_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let precious = folder.path().join("precious");
    std::fs::write(&precious, "precious").unwrap();
    let path = folder.path().join("snapshot.db");
    std::os::unix::fs::symlink(&precious, &path).unwrap();
    drop(Snapshot::create(&path).unwrap());
    assert_eq!(std::fs::read_to_string(&precious).unwrap(), "precious");
    assert!(Snapshot::read(&path).is_ok());
}

#[test]
fn what_was_kept_is_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.db");
    let mut snapshot = Snapshot::create(&path).unwrap();
    let body = json!({"z": 1, "a": [null, true, 1.5, "ü"], "empty": {}});
    keep(&mut snapshot, vec![new_record("1", body.clone())], &Scrubber::new()).unwrap();
    snapshot.note("mode", "scan").unwrap();
    snapshot.note("mode", "import").unwrap();
    assert_eq!(snapshot.finished_at().unwrap(), None);
    snapshot.finish(noon()).unwrap();
    drop(snapshot);
    let read = Snapshot::read(&path).unwrap();
    let records = read.records(record::RULE).unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!((&records[0].key, &records[0].place), (&"1".to_owned(), &place()));
    // The order of keys is evidence too.
    assert_eq!(records[0].body.to_string(), body.to_string());
    assert_eq!(records[0].found_at, "page 1 row 1");
    assert!(read.records(record::API_TOKEN).unwrap().is_empty());
    assert_eq!(read.records_at(record::RULE, &place()).unwrap().len(), 1);
    assert_eq!(read.noted("mode").unwrap().as_deref(), Some("import"));
    assert_eq!(read.noted("nothing").unwrap(), None);
    assert_eq!(read.finished_at().unwrap(), Some(noon()));
    assert_eq!(read.path(), path);
    assert!(read.note("mode", "x").is_err(), "opened to be read");
}

#[test]
fn the_journal_has_a_row_for_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.db");
    let mut snapshot = Snapshot::create(&path).unwrap();
    let records = vec![new_record("1", json!({"name": "x"})), new_record("2", json!({"name": "y"}))];
    keep(&mut snapshot, records, &Scrubber::new()).unwrap();
    keep(&mut snapshot, Vec::new(), &Scrubber::new()).unwrap();
    drop(snapshot);
    let raw = Connection::open(&path).unwrap();
    let mut rows =
        raw.prepare("SELECT surface, address, read_at, rows, bytes, tries FROM page ORDER BY id").unwrap();
    type Line = (String, String, String, i64, i64, i64);
    let rows: Vec<Line> = rows
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let address = "https://acme.atlassian.example/rest/v1/rule/summary".to_owned();
    let line = |rows| ("jira.automation".to_owned(), address.clone(), rfc3339(noon()), rows, 1234, 2);
    assert_eq!(rows, [line(2), line(0)]);
    // Each object says which page it came with, and what it was to the byte.
    let (page, sha): (i64, String) = raw
        .query_row("SELECT page, digest FROM record WHERE key = '2'", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!((page, sha), (1, digest(br#"{"name":"y"}"#)));
}

#[test]
fn a_page_is_kept_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.db");
    drop(Snapshot::create(&path).unwrap());
    let trap = "CREATE TRIGGER trap BEFORE INSERT ON record WHEN new.key = 'bad'
                BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
    Connection::open(&path).unwrap().execute_batch(trap).unwrap();
    let mut snapshot = Snapshot::open(&path).unwrap();
    let records = vec![new_record("good", json!({})), new_record("bad", json!({}))];
    let error = keep(&mut snapshot, records, &Scrubber::new()).unwrap_err();
    assert!(error.to_string().contains("the disk is full"), "{error}");
    drop(snapshot);
    assert_eq!((count(&path, "page"), count(&path, "record"), count(&path, "gap")), (0, 0, 0));
    let mut snapshot = Snapshot::open(&path).unwrap();
    keep(&mut snapshot, vec![new_record("good", json!({}))], &Scrubber::new()).unwrap();
    drop(snapshot);
    assert_eq!((count(&path, "page"), count(&path, "record")), (1, 1));
}

#[test]
fn the_same_object_twice_is_kept_once_and_two_versions_both() {
    let folder = tempfile::tempdir().unwrap();
    let mut snapshot = Snapshot::create(&folder.path().join("snapshot.db")).unwrap();
    for version in [1, 1, 2] {
        keep(&mut snapshot, vec![new_record("1", json!({"version": version}))], &Scrubber::new()).unwrap();
    }
    let versions: Vec<Value> =
        snapshot.records(record::RULE).unwrap().into_iter().map(|r| r.body["version"].clone()).collect();
    assert_eq!(versions, [json!(1), json!(2)]);
    // Two versions of one rule are one rule in the coverage.
    snapshot.cover(&coverage(Status::Complete), &Scrubber::new()).unwrap();
    assert_eq!(snapshot.coverage().unwrap()[0].records, 1);
}

/// What the first look missed the second catches; that it did is a gap, because the first should have.
#[test]
fn the_last_check_masks_a_planted_secret_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.db");
    let mut snapshot = Snapshot::create(&path).unwrap();
    let own = "plainly-our-own-credential-4711";
    let knowing = Scrubber::new().knowing([Secret::new(own)]);
    // Cleaned by a scrubber that knows nothing of it.
    let unscrubbed = || new_record("1", json!({"name": format!("see {own}")}));
    let place = place();
    let gaps = vec![NewGap { place: format!("at {own}"), reason: format!("because {own}") }];
    let address = format!("https://acme.atlassian.example/{own}");
    let records = vec![unscrubbed(), new_record("2", json!({"name": "innocent"}))];
    let page = Page { place: &place, address: &address, bytes: 1, tries: 1, records, gaps };
    snapshot.keep(page, &knowing, noon()).unwrap();
    let mut told = coverage(Status::Partial);
    told.reason = format!("refused {own}");
    told.consequence = format!("hides {own}");
    snapshot.cover(&told, &knowing).unwrap();
    let name = snapshot.records(record::RULE).unwrap()[0].body["name"].as_str().unwrap().to_owned();
    assert!(name.starts_with("see ⟦secret"), "{name}");
    let gaps = snapshot.gaps().unwrap();
    assert_eq!(gaps.len(), 2);
    assert!(gaps[0].reason.contains("caught by the last check"), "{gaps:?}");
    assert_eq!(gaps[0].at, "page 1 row 1");
    drop(snapshot);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let hit = bytes.windows(own.len()).any(|window| window == own.as_bytes());
        assert!(!hit, "the secret is in the file");
    }
}

#[test]
fn a_surface_can_be_read_again_without_losing_what_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut snapshot = Snapshot::create(&folder.path().join("snapshot.db")).unwrap();
    keep(&mut snapshot, vec![new_record("1", json!({}))], &Scrubber::new()).unwrap();
    let other = Place { surface: "jira.users".to_owned(), ..place() };
    for of in [place(), other.clone()] {
        let gaps = vec![NewGap { place: "row 1".to_owned(), reason: "why".to_owned() }];
        let page = Page { place: &of, address: "a", bytes: 0, tries: 0, records: Vec::new(), gaps };
        snapshot.keep(page, &Scrubber::new(), noon()).unwrap();
        snapshot.cover(&Coverage { place: of, ..coverage(Status::Running) }, &Scrubber::new()).unwrap();
    }
    snapshot.restart(&place(), &[record::RULE]).unwrap();
    assert_eq!(snapshot.records(record::RULE).unwrap().len(), 1, "spared");
    let gaps: Vec<Place> = snapshot.gaps().unwrap().into_iter().map(|gap| gap.place).collect();
    assert_eq!(gaps, std::slice::from_ref(&other));
    let left: Vec<Place> = snapshot.coverage().unwrap().into_iter().map(|row| row.place).collect();
    assert_eq!(left, [other]);
    snapshot.restart(&place(), &[]).unwrap();
    assert!(snapshot.records(record::RULE).unwrap().is_empty(), "what was read before may no longer be so");
}

#[test]
fn two_processes_do_not_write_to_one_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.db");
    let first = Snapshot::create(&path).unwrap();
    let second = Snapshot::open(&path).map(drop).unwrap_err();
    assert!(second.to_string().contains("another touchpoint is working on"), "{second}");
    drop(first);
    Snapshot::open(&path).unwrap();
}

/// Coverage counts what is there, not what it is told; each status comes back as it went in.
#[test]
fn coverage_is_counted_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut snapshot = Snapshot::create(&folder.path().join("snapshot.db")).unwrap();
    keep(&mut snapshot, vec![new_record("1", json!({}))], &Scrubber::new()).unwrap();
    for status in [
        Status::Running,
        Status::Complete,
        Status::Partial,
        Status::Denied,
        Status::Absent,
        Status::Failed,
        Status::Skipped,
        Status::NotCoverable,
    ] {
        snapshot.cover(&coverage(status), &Scrubber::new()).unwrap();
        let wanted = Coverage { records: 1, ..coverage(status) };
        assert_eq!(snapshot.coverage().unwrap(), [wanted], "a second row replaces the first");
    }
}

fn refused(path: &Path) -> String {
    let read = Snapshot::read(path).err().unwrap().to_string();
    let open = Snapshot::open(path).err().unwrap().to_string();
    assert_eq!(read, open);
    assert!(read.contains(&path.display().to_string()), "{read}");
    read
}

#[test]
fn what_is_not_a_snapshot_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let missing = refused(&at("missing.db"));
    assert!(missing.contains("cannot open") && !at("missing.db").exists(), "{missing}");

    let text = "account_id,name\n".repeat(200);
    std::fs::write(at("users.csv"), &text).unwrap();
    let said = refused(&at("users.csv"));
    assert!(said.contains("is not a touchpoint snapshot"), "{said}");
    assert_eq!(std::fs::read_to_string(at("users.csv")).unwrap(), text);

    std::fs::write(at("empty.db"), "").unwrap();
    assert!(refused(&at("empty.db")).contains("is not a touchpoint snapshot"));
    std::fs::create_dir(at("folder.db")).unwrap();
    let said = refused(&at("folder.db"));
    assert!(said.contains("is not a touchpoint snapshot") && said.contains("folder"), "{said}");

    let raw = Connection::open(at("foreign.db")).unwrap();
    raw.execute_batch("CREATE TABLE scan (key TEXT, value TEXT); PRAGMA application_id = 7;").unwrap();
    drop(raw);
    let said = refused(&at("foreign.db"));
    assert!(said.contains("another program's database"), "{said}");

    drop(Snapshot::create(&at("newer.db")).unwrap());
    Connection::open(at("newer.db")).unwrap().execute_batch("PRAGMA user_version = 2").unwrap();
    let said = refused(&at("newer.db"));
    assert!(said.contains("format 2") && said.contains("format 1"), "{said}");
}

/// A snapshot that was cut short says so instead of giving half an answer.
#[test]
fn a_torn_file_is_an_error_and_never_less_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.db");
    let mut snapshot = Snapshot::create(&path).unwrap();
    for page in 0..40 {
        let big = "x".repeat(3000);
        keep(&mut snapshot, vec![new_record(&page.to_string(), json!({"big": big}))], &Scrubber::new())
            .unwrap();
    }
    drop(snapshot);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let read = Snapshot::read(&path).and_then(|snapshot| snapshot.records(record::RULE));
    assert!(read.is_err());
}

#[test]
fn a_body_that_is_no_json_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.db");
    let mut snapshot = Snapshot::create(&path).unwrap();
    keep(&mut snapshot, vec![new_record("1", json!({}))], &Scrubber::new()).unwrap();
    drop(snapshot);
    Connection::open(&path).unwrap().execute("UPDATE record SET body = '{'", []).unwrap();
    let error = Snapshot::read(&path).unwrap().records(record::RULE).unwrap_err().to_string();
    assert!(error.contains("snapshot.db"), "{error}");
}
