//! Dates and tables as spreadsheets write them.

#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic like the tests themselves")]

use std::fs;

use touchpoint::import;
use touchpoint::scrub::Scrubber;
use touchpoint::snapshot::{Snapshot, record};

/// What an import makes of a token's expiry (its place, the expiry), and what it could not understand; `#` in
/// the table is the date.
fn expiry(table: &str, date: &str) -> (String, String, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.csv");
    fs::write(&path, table.replace('#', date)).unwrap();
    let scrubber = Scrubber::new();
    let files = import::read(&[path], &scrubber);
    let problems = files[0].outcome.as_ref().map(|contents| {
        contents.problems.iter().map(|gap| format!("{}: {}", gap.place, gap.reason)).collect::<Vec<_>>()
    });
    let problems = problems.unwrap();
    let mut snapshot = Snapshot::create(&folder.path().join("evidence.sqlite")).unwrap();
    import::keep(files, &mut snapshot, &scrubber, chrono::Utc::now()).unwrap();
    let token = snapshot.records(record::LISTED_TOKEN).unwrap().remove(0);
    (token.found_at, token.body["expiresAt"].as_str().unwrap_or_default().to_owned(), problems)
}

const TABLE: &str =
    "Label;User ID;Email;Expires\nci;712020:11111111-1111-4111-8111-111111111111;ada@acme.example;#\n";

#[test]
fn dates_are_read_in_one_way_or_not_at_all() {
    for (date, wanted) in [
        ("2026-12-01 10:15", "2026-12-01T10:15:00"),
        ("2026-12-01 10:15:30 UTC", "2026-12-01T10:15:30"),
        ("2026-12-01 10:15:30 +0200", "2026-12-01T08:15:30"),
        ("December 1, 2026, 10:15 AM", "2026-12-01T10:15:00"),
        ("December 1, 2026 at 12:15 AM", "2026-12-01T00:15:00"),
        ("1 Dec 2026 10:15", "2026-12-01T10:15:00"),
        ("Dec 1, 2026 10:15 PM", "2026-12-01T22:15:00"),
        ("Dec 1, 2026, 10:15\u{202f}PM", "2026-12-01T22:15:00"),
        ("25/12/2026 23:59", "2026-12-25T23:59:00"),
        ("01.12.2026 10:15", "2026-12-01T10:15:00"),
        ("25/12/2026", "2026-12-25T00:00:00"),
        ("2026-12-01", "2026-12-01T00:00:00"),
        ("1796083200", "2026-12-01T00:00:00"),
        ("1796083200000", "2026-12-01T00:00:00"),
    ] {
        let (_, time, problems) = expiry(TABLE, date);
        assert!(time.starts_with(wanted), "{date}: {time}");
        assert!(problems.is_empty(), "{date}: {problems:?}");
    }
    for date in [
        "11/13/26",
        "13.11.26",
        "0026-11-13",
        "46000",
        "46000.5",
        "20261201",
        "03/04/2026",
        "03/04/2026 10:15",
        "1999-12-31",
        "Dec 1, 2026 13:15 PM",
        "2026-12-01 25:15",
        "2026-12-01 10:15 PST",
        "10:15",
    ] {
        let (_, time, problems) = expiry(TABLE, date);
        assert_eq!(time, "", "{date}");
        assert!(problems[0].starts_with("line 2: expiresAt: a date that cannot"), "{date}: {problems:?}");
    }
}

#[test]
fn the_first_line_of_excel_is_obeyed() {
    for (first, delimiter) in
        [("sep=;", ";"), ("\"sep=;\"", ";"), ("SEP=|\r", "|"), ("sep=\t", "\t"), ("\u{feff}sep=,", ",")]
    {
        let table = format!("{first}\n{}", TABLE.replace(';', delimiter));
        let (place, time, _) = expiry(&table, "2026-12-01");
        assert!(time.starts_with("2026-12-01T00:00:00"), "{first}: {time}");
        assert_eq!(place, "tokens.csv, line 3", "{first}");
    }
}
