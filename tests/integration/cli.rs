//! What a user types and gets: exit codes, files, history, resuming, refusals.

use std::fs;

use touchpoint::sandbox::{Fault, Faults, Settings};

use super::common::{Lab, csv_rows, printed, today, touchpoint};

const FILES: [&str; 14] = [
    "report.html",
    "report.json",
    "findings.csv",
    "touchpoints.csv",
    "accounts.csv",
    "savings.csv",
    "plan.csv",
    "coverage.csv",
    "register.csv",
    "report.md",
    "report.xlsx",
    "report.sarif",
    "findings.ocsf.json",
    "snapshot.db",
];

#[test]
fn the_demo_leaves_every_file_and_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let output = touchpoint().current_dir(folder.path()).args(["demo", "--out", "here"]).output().unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    for file in FILES {
        let size = fs::metadata(folder.path().join("here").join(file)).map(|data| data.len());
        assert!(size.is_ok_and(|size| size > 0), "{file} is missing or empty");
    }
    assert!(String::from_utf8_lossy(&output.stdout).contains("here/report.html"));
    let left: Vec<_> = fs::read_dir(folder.path().join("here")).unwrap().flatten().collect();
    assert_eq!(left.len(), FILES.len(), "nothing unfinished is left: {left:?}");
}

#[test]
fn every_check_fires_in_the_demo() {
    let lab = Lab::new();
    assert!(lab.scan(&[]).status.success());
    let fired: std::collections::BTreeSet<String> =
        csv_rows(&lab.out().join("findings.csv")).into_iter().map(|row| row["check"].clone()).collect();
    // A configuration with an exception that has run out is refused on the day of the scan.
    let fire = |check: &&&touchpoint::audit::Check| check.id != "exception-run-out";
    for check in touchpoint::audit::CHECKS.iter().filter(fire) {
        assert!(fired.contains(check.id), "{} does not fire", check.id);
    }
    lab.stop();
}

/// One Nora with two accounts, and a desk at which whoever has the shift sits.
#[test]
fn likenesses_of_accounts_appear_in_the_demo() {
    let lab = Lab::new();
    lab.scan(&[]);
    let rows = csv_rows(&lab.out().join("findings.csv"));
    for (check, name) in
        [("person-with-several-accounts", "Nora Specimen"), ("account-of-several-people", "Front Desk")]
    {
        let found: Vec<&str> =
            rows.iter().filter(|row| row["check"] == check).map(|row| &*row["account_name"]).collect();
        assert_eq!(found, [name], "{check}");
    }
    lab.stop();
}

#[test]
fn every_class_of_account_appears_in_the_demo() {
    let lab = Lab::new();
    assert!(lab.scan(&[]).status.success());
    let classes: std::collections::BTreeSet<String> =
        csv_rows(&lab.out().join("accounts.csv")).into_iter().map(|row| row["class"].clone()).collect();
    for class in ["person", "robot", "service-account", "app", "agent", "customer", "system", "unknown"] {
        assert!(classes.contains(class), "no {class}");
    }
    lab.stop();
}

#[test]
fn exit_codes_are_those_of_the_contract() {
    let lab = Lab::with(Settings::demo(today()), Faults::none());
    assert_eq!(lab.scan(&["--fail-on", "critical"]).status.code(), Some(3));
    assert_eq!(lab.scan(&["--require-complete"]).status.code(), Some(0));
    lab.sandbox.faults().inject(
        "/admin/v2",
        Fault::Status { status: 403, retry: touchpoint::sandbox::Retry::Silent },
        None,
    );
    let output = lab.scan(&["--require-complete", "--fresh"]);
    assert_eq!(output.status.code(), Some(4), "{}", printed(&output));
    assert_eq!(lab.scan(&["--no-such-option"]).status.code(), Some(2));
    lab.stop();
    let nowhere = tempfile::tempdir().unwrap();
    let output = touchpoint().current_dir(nowhere.path()).arg("scan").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
    assert!(printed(&output).contains("touchpoint.toml"), "{}", printed(&output));
    let output = touchpoint().current_dir(nowhere.path()).args(["report", "missing.db"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
}

#[test]
fn a_denied_surface_is_a_row_and_the_scan_goes_on() {
    let refused = Fault::Status { status: 403, retry: touchpoint::sandbox::Retry::Silent };
    let faults = Faults::none()
        .always("/admin/api-access", refused.clone())
        .always("/admin/account-management", refused)
        .always("/gateway/api/automation/public/confluence", Fault::LoginPage)
        .always("/automation/public/confluence", Fault::LoginPage)
        .always("/rest/api/3/users/search", Fault::NotJson);
    let lab = Lab::with(Settings::demo(today()), faults);
    let output = lab.scan(&[]);
    assert!(output.status.success(), "{}", printed(&output));
    let coverage = csv_rows(&lab.out().join("coverage.csv"));
    let row = |surface: &str| coverage.iter().find(|row| row["surface"] == surface).unwrap();
    for (surface, status, says) in [
        ("org.api-tokens", "denied", "403"),
        ("org.service-accounts", "denied", "403"),
        ("confluence.automation", "failed", "log-in page"),
        ("jira.users", "failed", "JSON"),
        ("org.users", "complete", ""),
        ("jira.automation", "complete", ""),
    ] {
        let row = row(surface);
        assert_eq!(row["status"], status, "{surface}: {row:?}");
        assert!(row["reason"].contains(says), "{surface}: {}", row["reason"]);
        let nothing_known = matches!(status, "denied" | "failed");
        assert_eq!(row["records"].is_empty(), nothing_known, "{surface}: not known is not none");
        assert_eq!(row["consequence"].is_empty(), !nothing_known, "{surface}");
    }
    let accounts = csv_rows(&lab.out().join("accounts.csv"));
    assert!(
        accounts.iter().all(|row| row["api_tokens"].is_empty()),
        "tokens that could not be read are not 0"
    );
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(lab.out().join("report.json")).unwrap()).unwrap();
    assert!(
        report["plan"]["quota"]["used"].is_null(),
        "a refused list of service accounts is unknown, not none"
    );
    assert!(!csv_rows(&lab.out().join("findings.csv")).is_empty());
    lab.stop();
}

/// The rules are served at two addresses; when one of them is broken, the other is asked.
#[test]
fn the_other_address_of_the_rules_is_asked() {
    for fault in [Fault::LoginPage, Fault::Status { status: 404, retry: touchpoint::sandbox::Retry::Silent }]
    {
        let lab = Lab::with(Settings::demo(today()), Faults::none().always("/gateway/api/automation", fault));
        let output = lab.scan(&["--require-complete"]);
        assert!(output.status.success(), "{}", printed(&output));
        lab.stop();
    }
}

#[test]
fn a_cut_off_scan_goes_on_where_it_stopped() {
    let faults = Faults::none().always("/gateway/api/automation/public/jira", Fault::Disconnect);
    let lab = Lab::with(Settings::demo(today()), faults);
    // A surface that fails does not make a scan unfinished; a killed process does. Its evidence says so by not
    // being marked as finished, which is undone here.
    assert!(lab.scan(&[]).status.success());
    unfinish(&lab);
    lab.sandbox.faults().clear();
    let before = lab.sandbox.request_log().count("/rest/api/3/users/search");
    let output = lab.scan(&[]);
    assert!(printed(&output).contains("going on"), "{}", printed(&output));
    assert_eq!(
        lab.sandbox.request_log().count("/rest/api/3/users/search"),
        before,
        "what was whole is not read again"
    );
    let coverage = csv_rows(&lab.out().join("coverage.csv"));
    let rules = coverage.iter().find(|row| row["surface"] == "jira.automation").unwrap();
    assert_eq!(rules["status"], "complete", "{rules:?}");
    lab.stop();
}

fn unfinish(lab: &Lab) {
    let db = rusqlite::Connection::open(lab.out().join("snapshot.db")).unwrap();
    db.execute("DELETE FROM scan WHERE key = 'finished_at'", []).unwrap();
}

#[test]
fn a_finished_snapshot_becomes_history_and_the_baseline() {
    let lab = Lab::new();
    assert!(lab.scan(&[]).status.success());
    let first = fs::read(lab.out().join("touchpoints.csv")).unwrap();
    let output = lab.scan(&[]);
    assert!(printed(&output).contains("0 new, 0 resolved"), "{}", printed(&output));
    let history: Vec<_> = fs::read_dir(lab.out().join("history")).unwrap().flatten().collect();
    assert_eq!(history.len(), 1);
    assert_eq!(
        fs::read(lab.out().join("touchpoints.csv")).unwrap(),
        first,
        "the same estate, the same bytes"
    );
    lab.stop();
}

#[test]
fn a_report_is_the_same_whenever_it_is_rendered() {
    let lab = Lab::new();
    assert!(lab.scan(&[]).status.success());
    let again = lab.folder.path().join("again");
    let config = lab.folder.path().join("touchpoint.toml");
    let output = touchpoint()
        .args(["report", "--config", config.to_str().unwrap(), "--out"])
        .arg(&again)
        .arg(lab.out().join("snapshot.db"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    for file in FILES.iter().filter(|file| **file != "snapshot.db") {
        let (one, other) = (fs::read(lab.out().join(file)).unwrap(), fs::read(again.join(file)).unwrap());
        assert!(one == other, "{file} differs");
    }
    lab.stop();
}

#[test]
fn init_writes_a_configuration_once() {
    let folder = tempfile::tempdir().unwrap();
    let init = || touchpoint().current_dir(folder.path()).arg("init").output().unwrap();
    assert_eq!(init().status.code(), Some(0));
    let written = fs::read(folder.path().join("touchpoint.toml")).unwrap();
    let again = init();
    assert_eq!(again.status.code(), Some(2), "{}", printed(&again));
    assert_eq!(fs::read(folder.path().join("touchpoint.toml")).unwrap(), written);
}

#[test]
fn explain_lists_every_check_and_explains_each() {
    let list = touchpoint().arg("explain").output().unwrap();
    for check in touchpoint::audit::CHECKS {
        assert!(printed(&list).contains(check.id));
        let one = touchpoint().args(["explain", check.id]).output().unwrap();
        assert!(one.status.success() && printed(&one).contains("What to do"), "{}", printed(&one));
    }
    let wrong = touchpoint().args(["explain", "rule-owner"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(printed(&wrong).contains("rule-owner-gone"), "{}", printed(&wrong));
}

#[test]
fn quiet_says_nothing_but_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let output = touchpoint().current_dir(folder.path()).args(["--quiet", "demo"]).output().unwrap();
    assert!(output.status.success());
    assert!(output.stderr.is_empty(), "{}", printed(&output));
    assert!(!output.stdout.is_empty());
}

/// What could not be read again has not gone away.
#[test]
fn what_could_not_be_read_again_is_not_resolved() {
    let lab = Lab::new();
    assert!(lab.scan(&[]).status.success());
    let refused = Fault::Status { status: 403, retry: touchpoint::sandbox::Retry::Silent };
    lab.sandbox.faults().inject("/admin/v2", refused.clone(), None);
    lab.sandbox.faults().inject("/gateway/api/automation/public/jira", refused, None);
    let output = lab.scan(&[]);
    assert!(printed(&output).contains("0 resolved"), "{}", printed(&output));
    assert!(printed(&output).contains("could not be looked at again"), "{}", printed(&output));
    lab.stop();
}

/// A scan that cannot begin leaves what an earlier one found where it is.
#[test]
fn a_scan_that_cannot_begin_moves_nothing() {
    let lab = Lab::new();
    assert!(lab.scan(&[]).status.success());
    let output =
        touchpoint().current_dir(lab.folder.path()).args(["scan", "--out"]).arg(lab.out()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
    assert!(!lab.out().join("history").exists());
    let again = touchpoint().arg("report").arg(lab.out().join("snapshot.db")).output().unwrap();
    assert!(again.status.success() && !printed(&again).contains("Cut off"), "{}", printed(&again));
    lab.stop();
}

/// Where nothing could be read, nothing is counted: not known is not none.
#[test]
fn when_everything_is_denied_nothing_is_zero() {
    let refused = Fault::Status { status: 403, retry: touchpoint::sandbox::Retry::Silent };
    let lab = Lab::with(Settings::demo(today()), Faults::none().always("/", refused));
    let config = lab.folder.path().join("touchpoint.toml");
    let with_id = fs::read_to_string(&config).unwrap().replace("[[site]]", "[[site]]\ncloud_id = \"c-1\"");
    fs::write(&config, with_id).unwrap();
    let output = lab.scan(&["--require-complete"]);
    assert_eq!(output.status.code(), Some(4), "{}", printed(&output));
    assert!(printed(&output).contains("unknown"), "{}", printed(&output));
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(lab.out().join("report.json")).unwrap()).unwrap();
    for number in ["stops_with_a_person", "actor_gone", "robots_with_seats", "robot_seats"] {
        assert!(report["summary"][number].is_null(), "{number}");
    }
    lab.stop();
}

/// A name that was made to steer a terminal is shown, and steers nothing.
#[test]
fn names_do_not_steer_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.csv");
    let text = "User id,Name,Email,Status,\u{1b}[2Jodd\n712020:11111111-1111-4111-8111-111111111111,Ada,a@acme.example,Active,x\n";
    fs::write(&path, text).unwrap();
    let output =
        touchpoint().args(["import", "--out"]).arg(folder.path().join("out")).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    assert!(
        !printed(&output).contains('\u{1b}') && printed(&output).contains("[2Jodd"),
        "{}",
        printed(&output)
    );
}

/// A run ends with what only somebody who knows the organisation can say; pasted into the configuration, it is said.
#[test]
fn a_run_ends_with_questions_until_they_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let list = "Atlassian ID,Name,Email,Status,Jira\n\
                712020:33333333-3333-4333-8333-333333333333,Jan Bot,jan.bot@acme.example,Active,acme\n\
                712020:44444444-4444-4444-8444-444444444444,Ada Example,ada.example@acme.example,Active,acme\n";
    fs::write(folder.path().join("accounts.csv"), list).unwrap();
    let run = |arguments: &[&str]| {
        let output = touchpoint().current_dir(folder.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", printed(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let said = run(&["--quiet", "import", "--out", "out", "accounts.csv"]);
    let (_, lines) = said.split_once("\n\nQuestions ").unwrap().1.split_once("\n\n").unwrap();
    assert!(lines.contains("jan.bot@acme.example") && !lines.contains("ada.example"), "{said}");
    fs::write(folder.path().join("touchpoint.toml"), format!("[identity]\n{lines}")).unwrap();
    let answered = run(&["report", "out/snapshot.db"]);
    assert!(!answered.contains("Questions"), "{answered}");
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("out/report.json")).unwrap()).unwrap();
    assert_eq!((&report["questions"], &report["questions_left"]), (&serde_json::json!([]), &0.into()));
}

/// A page for the program, and with a folder one for each command.
#[test]
fn man_pages_are_made_of_the_help() {
    let page = touchpoint().arg("man").output().unwrap();
    let text = String::from_utf8(page.stdout.clone()).unwrap();
    assert!(page.status.success() && text.contains(".TH touchpoint 1"), "{}", printed(&page));
    let folder = tempfile::tempdir().unwrap();
    let pages = touchpoint().args(["man", "--out"]).arg(folder.path().join("man1")).output().unwrap();
    assert!(pages.status.success(), "{}", printed(&pages));
    let offboard = fs::read_to_string(folder.path().join("man1/touchpoint-offboard.1")).unwrap();
    assert!(offboard.contains("all\\-leavers"), "{offboard}");
}
