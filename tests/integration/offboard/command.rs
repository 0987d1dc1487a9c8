//! The command as it is typed: formats, exit codes, files, errors.

use std::path::PathBuf;
use std::process::Output;

use serde_json::{Value, json};
use touchpoint::snapshot::Status;

use super::super::case::{BEN, Case, person, rule, token, with};
use super::super::common::{printed, touchpoint};

/// The snapshot of a case, and the binary on it.
struct Asked {
    folder: tempfile::TempDir,
}

impl Asked {
    fn of(case: &Case) -> Asked {
        let (folder, snapshot) = case.snapshot();
        drop(snapshot);
        Asked { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        touchpoint()
            .current_dir(self.folder.path())
            .args(["offboard", "--snapshot", "snapshot.db"])
            .args(arguments)
            .output()
            .unwrap()
    }

    fn code(&self, arguments: &[&str]) -> i32 {
        self.run(arguments).status.code().unwrap()
    }
}

fn whole(case: Case) -> Case {
    let all = touchpoint::departure::needed([]);
    all.into_iter().fold(case, |case, surface| case.covered(surface, Status::Complete))
}

fn acting() -> Value {
    with(rule("Acts"), json!({"actor": {"type": "ACCOUNT_ID", "actor": BEN}}))
}

#[test]
fn zero_is_only_for_what_is_whole_and_breaks_nothing() {
    let clean = Asked::of(&whole(Case::usual()));
    assert_eq!(clean.code(&[BEN]), 0);
    assert_eq!(clean.code(&[BEN, "--require-complete"]), 0);
    let partly = Asked::of(&whole(Case::usual()).partly("jira.boards"));
    assert_eq!(partly.code(&[BEN]), 1, "not whole is not clean");
    assert!(printed(&partly.run(&[BEN])).contains("cannot be called safe"));
    assert_eq!(partly.code(&[BEN, "--require-complete"]), 4);
    let stops = Asked::of(&whole(Case::usual()).rule(acting()));
    assert_eq!(stops.code(&[BEN]), 3);
    assert_eq!(stops.code(&[BEN, "--fail-on", "critical"]), 0);
    assert_eq!(stops.code(&[BEN, "--require-complete"]), 3);
    let owned = Asked::of(&whole(Case::usual()).rule(rule("Owned")));
    assert_eq!(owned.code(&[BEN]), 0, "an owner who leaves breaks nothing");
    assert_eq!(owned.code(&[BEN, "--fail-on", "low"]), 3);
    let token = Asked::of(&whole(Case::usual()).token(token("t1", BEN, "ci")));
    assert_eq!(token.code(&[BEN]), 3, "a token of which nobody can say that it goes on is not safe");
}

#[test]
fn whoever_cannot_be_told_is_an_error_that_helps() {
    let asked = Asked::of(&whole(Case::usual()).user(person("712020:two", "Ben Example")));
    let several = asked.run(&["ben example"]);
    assert_eq!(several.status.code(), Some(2));
    assert!(printed(&several).contains("712020:two") && printed(&several).contains(BEN));
    let nobody = asked.run(&["nobody@acme.example"]);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(printed(&nobody).contains("e-mail address"), "{}", printed(&nobody));
    assert_eq!(asked.code(&[]), 2);
    assert_eq!(asked.code(&["--all-leavers", BEN]), 2);
    let absent = touchpoint().args(["offboard", BEN, "--snapshot", "/nowhere/snapshot.db"]).output().unwrap();
    assert_eq!(absent.status.code(), Some(1));
}

#[test]
fn json_has_the_keys_of_the_contract() {
    let asked = Asked::of(&whole(Case::usual()).rule(acting()));
    let output = asked.run(&[BEN, "--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&answer["when"], &answer["complete"]), (&json!("deactivate"), &json!(true)));
    assert_eq!(answer["accounts"][0]["account_id"], json!(BEN));
    assert_eq!(
        answer["counts"],
        json!({
            "stops": 1, "stops_silently": 0, "degrades": 0, "loses_owner": 1, "survives": 0, "unverified": 0
        })
    );
    let item = &answer["items"][0];
    for (key, value) in [
        ("kind", json!("jira-automation-rule")),
        ("name", json!("Acts")),
        ("product", json!("jira")),
        ("role", json!("actor")),
        ("account_id", json!(BEN)),
        ("effect", json!("stops")),
        ("certainty", json!("reported")),
        ("because", json!([])),
        ("replacement", json!("automation-actor")),
    ] {
        assert_eq!(item[key], value, "{key}");
    }
    assert!(item["link"].as_str().unwrap().contains("/jira/settings/automation#/rule/0199aaaa-"));
    let deleted = asked.run(&[BEN, "--format", "json", "--when", "delete"]);
    let deleted: Value = serde_json::from_slice(&deleted.stdout).unwrap();
    assert_eq!((&deleted["when"], &deleted["if_deleted"]), (&json!("delete"), &Value::Null));
}

#[test]
fn csv_has_a_row_for_each_way_of_hanging() {
    let asked = Asked::of(&whole(Case::usual()).rule(acting()));
    let output = asked.run(&[BEN, "--format", "csv"]);
    let mut rows = csv::Reader::from_reader(output.stdout.as_slice());
    let header: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    let contract = [
        "touchpoint_id",
        "kind",
        "name",
        "product",
        "site",
        "container",
        "role",
        "account_id",
        "effect",
        "certainty",
        "because",
        "replacement",
        "link",
    ];
    assert_eq!(header[..contract.len()], contract);
    let effects: Vec<String> = rows.records().map(|row| row.unwrap()[8].to_owned()).collect();
    assert_eq!(effects, ["stops", "loses-owner"]);
}

#[test]
fn the_page_goes_where_it_is_told() {
    let asked = Asked::of(&whole(Case::usual()).rule(acting()));
    asked.run(&[BEN, "--out", "sheets/ben.html"]);
    asked.run(&[BEN, "--out", "folder"]);
    for name in ["sheets/ben.html", "folder/offboard.html"] {
        let page = std::fs::read_to_string(asked.path(name)).unwrap();
        assert!(page.contains("Acts") && page.contains("</html>"), "{name}");
    }
    let left = std::fs::read_dir(asked.path("sheets")).unwrap().count();
    assert_eq!(left, 1, "nothing unfinished is left");
}

#[test]
fn the_same_question_has_the_same_answer() {
    let case = whole(Case::usual()).rule(acting()).token(token("t1", BEN, "ci"));
    let (first, second) = (Asked::of(&case), Asked::of(&case.reversed()));
    for format in ["text", "json", "md", "csv"] {
        let answer = |asked: &Asked| asked.run(&[BEN, "--format", format]).stdout;
        assert_eq!(answer(&first), answer(&second), "{format}");
    }
}

#[test]
fn it_says_how_old_the_snapshot_is() {
    let asked = Asked::of(&whole(Case::usual()));
    let said = String::from_utf8(asked.run(&[BEN]).stderr).unwrap();
    assert!(
        said.contains("answering from the snapshot of 2026-11-23T12:00:00Z") && said.contains("old"),
        "{said}"
    );
}
