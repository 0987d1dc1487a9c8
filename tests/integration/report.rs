//! What lands in the output folder: the page, the tables, and that each appears whole or not at all.

mod csv;
mod files;
mod html;
mod schema;
mod text;

use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;
use touchpoint::assessment::rows::QuestionRow;
use touchpoint::assessment::{Assessment, assess};
use touchpoint::config::Config;
use touchpoint::report;
use touchpoint::snapshot::Snapshot;

/// A name that would like to be a script.
const SCRIPT: &str = "</script><img src=x onerror=alert(1)>";

/// What the demo finds, assessed once.
fn demo() -> Assessment {
    static DEMO: OnceLock<Assessment> = OnceLock::new();
    let assessed = || {
        let folder = TempDir::new().unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_touchpoint"))
            .args(["demo", "--quiet", "--out"])
            .arg(folder.path())
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let snapshot = Snapshot::read(&folder.path().join("snapshot.db")).unwrap();
        assess(&snapshot, None, &Config::default(), None).unwrap()
    };
    DEMO.get_or_init(assessed).clone()
}

/// The report of a run that found nothing, because it was shown nothing.
fn nothing() -> Assessment {
    let folder = TempDir::new().unwrap();
    let snapshot = Snapshot::create(&folder.path().join("snapshot.db")).unwrap();
    assess(&snapshot, None, &Config::default(), None).unwrap()
}

/// The text of one file of the report.
fn written(assessment: &Assessment, file: &str) -> String {
    let folder = TempDir::new().unwrap();
    report::write_all(assessment, folder.path()).unwrap();
    std::fs::read_to_string(folder.path().join(file)).unwrap()
}

/// The demo with everything a server says turned against the reader.
fn hostile() -> Assessment {
    let mut assessment = demo();
    let long = "n".repeat(10_000);
    let backwards = "evil\u{202e}gpj.exe\u{2066}\u{200f}";
    let names = [
        SCRIPT,
        backwards,
        long.as_str(),
        "\"><svg onload=alert(1)>",
        "{{ script }}{% raw %}",
        "\0\u{1b}[2J",
    ];
    for (at, row) in assessment.findings.iter_mut().enumerate() {
        let name = names[at % names.len()];
        row.title = name.to_owned();
        row.evidence = name.to_owned();
        row.remedy = name.to_owned();
        row.account_name = Some(name.to_owned());
        row.link = Some("javascript:alert(1)".to_owned());
    }
    for (at, row) in assessment.accounts.iter_mut().enumerate() {
        row.name = Some(names[at % names.len()].to_owned());
        row.reasons = vec![SCRIPT.to_owned()];
    }
    for (at, row) in assessment.touchpoints.iter_mut().enumerate() {
        row.name = names[at % names.len()].to_owned();
        row.link = Some("data:text/html,<script>alert(1)</script>".to_owned());
    }
    assessment.questions = names
        .iter()
        .map(|name| QuestionRow {
            account_id: SCRIPT.to_owned(),
            name: Some((*name).to_owned()),
            email: Some((*name).to_owned()),
            guess: "robot",
            confidence: "low",
            reasons: vec![(*name).to_owned()],
            if_robot: (*name).to_owned(),
            if_person: (*name).to_owned(),
            entry: (*name).to_owned(),
        })
        .collect();
    for row in &mut assessment.coverage {
        row.reason = SCRIPT.to_owned();
        row.consequence = backwards.to_owned();
        row.status = "denied".to_owned();
    }
    assessment.scan.org = Some(SCRIPT.to_owned());
    assessment.scan.sites = vec![SCRIPT.to_owned(), long.clone()];
    assessment.scan.run_by = Some(backwards.to_owned());
    assessment.scan.finished_at = Some(SCRIPT.to_owned());
    assessment
}

/// A name with a line break in it stays in its line.
#[test]
fn no_name_forges_a_line_of_the_summary() {
    let mut assessment = crate::case::Case::usual().assess();
    assessment.scan.hangs_on =
        Some("ada@acme.example\nFound     nothing to act on\r\nReport    elsewhere".to_owned());
    let summary = report::summary(&assessment);
    let heads = |head: &str| summary.lines().filter(|line| line.starts_with(head)).count();
    assert_eq!((heads("Found"), heads("Report"), heads("Itself")), (1, 0, 1), "{summary}");
}
