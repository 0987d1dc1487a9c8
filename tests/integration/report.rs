//! What lands in the output folder: the page, the tables, and that each appears whole or not at all.

mod attacks;
mod csv;
mod files;
mod first;
mod html;
mod markdown;
mod ocsf;
mod pseudonyms;
mod sarif;
mod schema;
mod templates;
mod text;
mod xlsx;

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

/// What a name, a rule or an address would like to do to whoever reads of it.
const ATTACKS: [&str; 22] = [
    SCRIPT,
    "\"><svg onload=alert(1)>",
    "' onfocus=alert(1) autofocus '",
    "{{ script }}{% raw %}{% include \"/etc/passwd\" %}",
    "<!-- --><![CDATA[",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "javascript:alert(1)",
    "=HYPERLINK(\"https://evil.example\",\"open\")",
    "+1+1|cmd",
    "-2+3",
    "@SUM(1)",
    "a;=1+1",
    "a\n=1+1",
    "x\r\nf-0,forged,critical,high,open",
    "\",\"forged\",\"row",
    "evil\u{202e}gpj.exe\u{2066}\u{200f}",
    "\0\u{1b}[2J\u{1b}]8;;https://evil.example\u{7}",
    "a | b |\n| --- | --- |\n| forged | row |",
    "[click](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example>",
    "`code` **bold** # heading\n# heading\n\n- item\n1. item",
    "[link](1) {0} {message}",
    "a\u{2028}b\u{2029}c\u{85}d",
];

/// The demo with everything a server says turned against the reader.
fn hostile() -> Assessment {
    let mut assessment = demo();
    let long = "n".repeat(10_000);
    let backwards = "evil\u{202e}gpj.exe\u{2066}\u{200f}";
    let names: Vec<&str> = ATTACKS.into_iter().chain([long.as_str()]).collect();
    for (at, row) in assessment.findings.iter_mut().enumerate() {
        let name = names[at % names.len()];
        row.title = name.to_owned();
        row.evidence = name.to_owned();
        row.remedy = name.to_owned();
        row.account_name = Some(name.to_owned());
        row.account_email = Some(name.to_owned());
        row.touchpoint_name = Some(name.to_owned());
        row.container = Some(name.to_owned());
        row.owner = Some(name.to_owned());
        row.purpose = Some(name.to_owned());
        row.link = Some("javascript:alert(1)".to_owned());
    }
    for (at, row) in assessment.accounts.iter_mut().enumerate() {
        row.name = Some(names[at % names.len()].to_owned());
        row.email = Some(names[at % names.len()].to_owned());
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
    for (at, row) in assessment.register.iter_mut().enumerate() {
        row.name = Some(names[at % names.len()].to_owned());
        row.owner = Some(names[at % names.len()].to_owned());
    }
    for (at, row) in assessment.savings.rows.iter_mut().enumerate() {
        row.account_name = names[at % names.len()].to_owned();
    }
    for (at, row) in assessment.plan.rows.iter_mut().enumerate() {
        row.account_name = names[at % names.len()].to_owned();
        row.steps = vec![names[at % names.len()].to_owned()];
    }
    for (at, row) in assessment.key_people.iter_mut().flat_map(|people| &mut people.people).enumerate() {
        row.name = names[at % names.len()].to_owned();
    }
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
