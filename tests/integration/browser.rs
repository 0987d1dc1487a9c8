//! The HTML report opens in a browser: its rows appear, nothing complains, nothing is asked of any network.
//!
//! The environment variable `TOUCHPOINT_CHROMIUM` names the browser; without it these tests skip, aloud.

use std::process::{Command, Output};

use super::common::{Lab, touchpoint};

/// Opens a page of the report and returns what the browser made of it, what it printed, and every address it asked
/// for.
fn open(lab: &Lab, fragment: &str) -> Option<(String, String, Vec<String>)> {
    open_file(&format!("{}#{fragment}", lab.out().join("report.html").display()))
}

fn open_file(path: &str) -> Option<(String, String, Vec<String>)> {
    let Ok(chromium) = std::env::var("TOUCHPOINT_CHROMIUM") else {
        assert!(std::env::var("CI").is_err(), "TOUCHPOINT_CHROMIUM must be set in CI");
        eprintln!("SKIPPED: TOUCHPOINT_CHROMIUM names no browser");
        return None;
    };
    let profile = tempfile::tempdir().unwrap();
    let asked = profile.path().join("net.json");
    let output: Output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("--log-net-log={}", asked.display()))
        .arg(format!("file://{path}"))
        .output()
        .unwrap();
    let log = std::fs::read_to_string(asked).unwrap();
    let addresses = log.split("\"url\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    // The browser asks for its own updates however it is started.
    let own = ["google.com", "googleapis.com", "gvt1.com", "chromium.org"];
    let addresses = addresses.filter(|address| !own.iter().any(|host| address.contains(host)));
    Some((
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
        addresses.map(str::to_owned).collect(),
    ))
}

#[test]
fn the_report_opens_without_a_complaint_or_a_request() {
    let lab = Lab::new();
    assert!(lab.scan(&[]).status.success());
    if let Some((page, said, asked)) = open(&lab, "findings") {
        let findings = csv::Reader::from_path(lab.out().join("findings.csv")).unwrap().into_records().count();
        assert!(page.contains(&format!("{findings} findings")), "the rows are there");
        let complaints: Vec<&str> = said.lines().filter(|line| line.contains("CONSOLE")).collect();
        assert!(complaints.is_empty(), "{complaints:#?}");
        let requests: Vec<&String> = asked.iter().filter(|address| !address.starts_with("file:")).collect();
        assert!(requests.is_empty(), "{requests:#?}");
    }
    lab.stop();
}

/// An empty estate has a report too.
#[test]
fn a_report_about_nothing_opens() {
    let lab = Lab::new();
    let rule = lab.folder.path().join("rule.json");
    std::fs::write(&rule, r#"{"name":"Alone","state":"ENABLED","trigger":{},"components":[]}"#).unwrap();
    let output = touchpoint().args(["import", "--out"]).arg(lab.out()).arg(&rule).output().unwrap();
    assert!(output.status.success(), "{}", super::common::printed(&output));
    if let Some((page, said, _)) = open(&lab, "") {
        assert!(page.contains("Alone") || page.contains("What hangs on whom"), "the page is there");
        assert!(!said.contains("CONSOLE"), "{said}");
    }
    lab.stop();
}

/// The page of an off-boarding runs nothing, so there is nothing to wait for.
#[test]
fn the_page_of_an_off_boarding_opens() {
    let lab = Lab::new();
    assert!(lab.scan(&[]).status.success());
    let page = lab.folder.path().join("leavers.html");
    let mut offboard = lab.touchpoint();
    offboard.args(["offboard", "--all-leavers", "--snapshot"]).arg(lab.out().join("snapshot.db"));
    let output = offboard.arg("--out").arg(&page).output().unwrap();
    assert!(page.exists(), "{}", super::common::printed(&output));
    if let Some((shown, said, asked)) = open_file(&page.display().to_string()) {
        assert!(shown.contains("accounts that have left still hold"), "the page is there");
        assert!(shown.contains("<svg") && shown.contains("What to do, in this order"));
        assert!(!said.contains("CONSOLE"), "{said}");
        let requests: Vec<&String> = asked.iter().filter(|address| !address.starts_with("file:")).collect();
        assert!(requests.is_empty(), "{requests:#?}");
    }
    lab.stop();
}
