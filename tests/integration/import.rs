//! Files an administrator can download: every shape, every kind of table, and everything that can be wrong.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use super::common::{csv_rows, printed, touchpoint};

const ADA: &str = "712020:11111111-1111-4111-8111-111111111111";
const BOT: &str = "712020:22222222-2222-4222-8222-222222222222";
const CY: &str = "557058:33333333-3333-4333-8333-333333333333";
const DEE: &str = "5f0000000000000000000004";
const BUILT_IN: &str = "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// `touchpoint import` into a folder of its own.
fn import(files: &[PathBuf]) -> (Output, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let output = touchpoint()
        .current_dir(folder.path())
        .args(["import", "--as-of", "2026-11-23", "--out", "out"])
        .args(files)
        .output()
        .unwrap();
    (output, folder)
}

fn imported(files: &[PathBuf]) -> (String, TempDir) {
    let (output, folder) = import(files);
    assert!(output.status.success(), "{}", printed(&output));
    (printed(&output), folder)
}

/// Role and account (or who stands in) of every binding.
fn bindings(folder: &TempDir) -> BTreeSet<(String, String)> {
    let rows = csv_rows(&folder.path().join("out/touchpoints.csv"));
    let whom = |row: &std::collections::BTreeMap<String, String>| match row["account_id"].as_str() {
        "" => row["account_name"].clone(),
        id => id.to_owned(),
    };
    rows.iter().map(|row| (row["role"].clone(), whom(row))).collect()
}

fn expected(rows: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    rows.iter().map(|(role, who)| ((*role).to_owned(), (*who).to_owned())).collect()
}

#[test]
fn the_public_api_shape_gives_every_binding() {
    let (_, folder) = imported(&[fixture("rules/public-api.json")]);
    let rows = [
        ("owner", ADA),
        ("actor", BOT),
        ("editor", CY),
        ("connection", DEE),
        ("subject", DEE),
        ("subject", CY),
        ("credential", "ada@acme.example"),
        ("credential", "unknown"),
    ];
    assert_eq!(bindings(&folder), expected(&rows));
    let findings = csv_rows(&folder.path().join("out/findings.csv"));
    let clear = findings.iter().find(|row| row["check"] == "rule-clear-text-target").unwrap();
    assert_eq!(clear["severity"], "high");
    assert!(clear["evidence"].contains("step 1.1.1"), "{}", clear["evidence"]);
}

#[test]
fn the_cloud_export_shape_gives_every_binding() {
    let (_, folder) = imported(&[fixture("rules/cloud-export.json")]);
    let rows = [
        ("owner", ADA),
        ("actor", BUILT_IN),
        ("actor", "whoever triggers the rule"),
        ("subject", BOT),
        ("subject", CY),
        ("subject", DEE),
        ("credential", "unknown"),
    ];
    assert_eq!(bindings(&folder), expected(&rows));
}

#[test]
fn the_data_center_shape_gives_every_binding() {
    let (_, folder) = imported(&[fixture("rules/data-center-export.json")]);
    let rows = [
        ("owner", "JIRAUSER10100"),
        ("actor", "JIRAUSER10200"),
        ("credential", "unknown"),
        ("subject", "desk@acme.example"),
    ];
    assert_eq!(bindings(&folder), expected(&rows));
    assert!(
        csv_rows(&folder.path().join("out/touchpoints.csv")).iter().all(|row| row["state"] == "disabled")
    );
}

#[test]
fn the_shape_of_2018_gives_every_binding() {
    let (_, folder) = imported(&[fixture("rules/cloud-export-2018.json")]);
    assert_eq!(bindings(&folder), expected(&[("owner", "ada"), ("actor", BUILT_IN), ("subject", ADA)]));
}

#[test]
fn no_secret_of_an_import_is_left_behind() {
    let files: Vec<PathBuf> = ["public-api", "cloud-export", "data-center-export"]
        .map(|name| fixture(&format!("rules/{name}.json")))
        .to_vec();
    let (said, folder) = imported(&files);
    let planted = [
        "planted-query-secret-1",
        "planted-basic-secret-2",
        "cGxhbnRlZC1iYXNpYy1zZWNyZXQtMg",
        "plantedslacksecret00003",
        "plantedhooktoken000000000000000000000004",
    ];
    let mut left = vec![said.into_bytes()];
    left.extend(
        fs::read_dir(folder.path().join("out")).unwrap().map(|e| fs::read(e.unwrap().path()).unwrap()),
    );
    for secret in planted {
        let needle = secret.as_bytes();
        assert!(
            !left.iter().any(|bytes| bytes.windows(needle.len()).any(|w| w == needle)),
            "{secret} is left"
        );
    }
}

/// Rules, accounts and tokens of separate files are joined by account id and e-mail.
#[test]
fn files_are_joined_into_one_estate() {
    let files =
        ["rules/public-api.json", "tables/managed-accounts.csv", "tables/api-tokens.csv"].map(fixture);
    let (said, folder) = imported(&files);
    let accounts = csv_rows(&folder.path().join("out/accounts.csv"));
    let account = |id: &str| accounts.iter().find(|row| row["account_id"] == id).unwrap();
    assert_eq!(account(BOT)["class"], "robot");
    assert_eq!(account(BOT)["products"], "jira");
    assert_eq!(account(CY)["state"], "deactivated");
    assert_eq!(account(ADA)["api_tokens"], "1", "the token's owner is joined by e-mail, whatever its case");
    assert_eq!(account(ADA)["last_active"], "2026-11-20T00:00:00Z");
    assert_eq!(account(DEE)["last_active"], "", "03/04/2026 could be two days");
    let findings = csv_rows(&folder.path().join("out/findings.csv"));
    let has =
        |check: &str, id: &str| findings.iter().any(|row| row["check"] == check && row["account_id"] == id);
    for (check, id) in [
        ("rule-actor-robot", BOT),
        ("robot-holds-seat", BOT),
        ("rule-connection-person", DEE),
        ("rule-names-leaver", CY),
        ("token-of-integration", ADA),
        ("token-expiring", ADA),
        ("token-of-leaver", CY),
        ("token-unused", CY),
        ("token-without-expiry", DEE),
    ] {
        assert!(has(check, id), "{check} for {id} is missing");
    }
    assert!(!has("token-unused", DEE), "a list that does not say when a token was used does not say never");
    for problem in [
        "line 6: has neither an account id",
        "columns not understood: Shoe size",
        "line 5: a date",
        "createdAt",
    ] {
        assert!(said.contains(problem), "{problem:?} is not said in:\n{said}");
    }
}

#[test]
fn the_users_export_gives_seats_and_administrators() {
    let (_, folder) = imported(&[fixture("tables/users.csv")]);
    let accounts = csv_rows(&folder.path().join("out/accounts.csv"));
    let account = |id: &str| accounts.iter().find(|row| row["account_id"] == id).unwrap();
    assert_eq!(
        (account(ADA)["products"].as_str(), account(ADA)["org_admin"].as_str()),
        ("confluence;jira", "true")
    );
    assert_eq!((account(BOT)["products"].as_str(), account(BOT)["class"].as_str()), ("jira", "robot"));
    let customer = account("qm:44444444-4444-4444-8444-444444444444");
    assert_eq!(
        (customer["products"].as_str(), customer["class"].as_str()),
        ("", "customer"),
        "a customer is free"
    );
    let without_id = account("left@acme.example");
    assert_eq!(without_id["state"], "suspended");
}

/// What a reader should know of an import: files never prove that they are all there is.
#[test]
fn coverage_says_what_files_cannot_show() {
    let (_, folder) = imported(&[fixture("rules/cloud-export.json")]);
    let coverage = csv_rows(&folder.path().join("out/coverage.csv"));
    let status =
        |surface: &str| coverage.iter().find(|row| row["surface"] == surface).unwrap()["status"].clone();
    assert_eq!(status("jira.automation"), "partial");
    assert_eq!(status("org.users"), "skipped");
    assert_eq!(status("jira.users"), "skipped");
    assert_eq!(status("dynamic-webhooks"), "not-coverable");
}

/// Each thing that can be wrong with a file: what the message must name, beside the file.
#[test]
fn an_unusable_file_is_named_with_the_place_and_the_others_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&str, &[u8], &str); 11] = [
        ("empty.json", b"", "is empty"),
        ("text.json", b"{\"rules\": [", "breaks off at line 1"),
        ("comma.json", b"{\"rules\": [,]}", "line 1 column 12"),
        ("list.json", b"[]", "empty list"),
        ("rules.json", b"{\"rules\": []}", "empty list under \"rules\""),
        ("number.json", b"[1, null]", "[0]"),
        ("other.json", b"{\"hello\": 1}", "no export of automation rules"),
        ("error.json", b"{\"errors\":[{\"title\":\"No such rule\"}]}", "No such rule"),
        ("page.html", b"<!doctype html><title>Log in</title>", "log-in page"),
        ("table.csv", b"a,b\n1,2\n", "first line reads: a, b"),
        ("wrong.json", b"{\"rules\": 7}", "a number under \"rules\""),
    ];
    for (name, bytes, says) in cases {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let (output, _) = import(std::slice::from_ref(&path));
        assert_eq!(output.status.code(), Some(1), "{name}: {}", printed(&output));
        let said = printed(&output);
        assert!(said.contains(name) && said.contains(says), "{name}: {said}");
        let (output, out) = import(&[fixture("rules/cloud-export.json"), path]);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", printed(&output));
        assert_eq!(bindings(&out).len(), 7, "{name}: the good file beside it is kept");
    }
    let (output, _) = import(&[folder.path().join("not-there.json")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("not-there.json cannot be opened"), "{}", printed(&output));
}

#[test]
fn five_megabytes_of_nesting_are_refused_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep.json");
    fs::write(&path, "[".repeat(5 * 1024 * 1024)).unwrap();
    let (output, _) = import(&[path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("nested deeper than 128 levels (line 1"), "{}", printed(&output));
}

/// A rule that is odd is kept with what can be read of it, and what is odd is a gap.
#[test]
fn odd_rules_are_kept_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.json");
    let odd = format!(
        r#"{{"rules":[
        {{"id":1,"name":"No trigger","authorAccountId":"{ADA}","actor":{{"type":"ACCOUNT_ID","value":"{BOT}"}},"components":[]}},
        {{"id":2,"name":"Null actor","authorAccountId":"{ADA}","actor":null,"trigger":{{"type":"x"}},"components":null}},
        {{"id":3,"name":7,"authorAccountId":null,"actor":{{"type":"MARTIAN","value":"x"}},"trigger":"none","components":[null,5,{{"type":"never.heard.of","value":{{"users":["{CY}"]}}}}]}},
        {{"id":4,"name":"Twice","created":1700000000000,"updated":1700000000001,"authorAccountId":"{ADA}","actor":{{"value":"{BOT}"}},"trigger":{{}},"components":[]}},
        {{"id":4,"name":"Twice, newer","created":1700000000000,"updated":1760000000000,"authorAccountId":"{ADA}","actor":{{"value":"{CY}"}},"trigger":{{}},"components":[]}},
        "not a rule",
        {{"id":5,"name":"Bad BYTE","authorAccountId":"{ADA}","actor":{{"value":"{BOT}"}},"trigger":{{}},"components":[]}}
        ]}}"#
    );
    let (before, after) = odd.split_once("BYTE").unwrap();
    let bytes = [before.as_bytes(), &[0xff], after.as_bytes()].concat();
    fs::write(&path, bytes).unwrap();
    let (said, out) = imported(&[path]);
    assert!(said.contains("rules[5]: is a text, not a rule"), "{said}");
    assert!(said.contains("no UTF-8"), "{said}");
    let rows = csv_rows(&out.path().join("out/touchpoints.csv"));
    let names: BTreeSet<&str> = rows.iter().map(|row| row["name"].as_str()).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    assert!(names.contains("Twice, newer"), "{names:?}");
    assert!(bindings(&out).contains(&("subject".into(), CY.into())), "found in a step of an unknown type");
    let report = fs::read_to_string(out.path().join("out/report.json")).unwrap();
    for gap in ["has no trigger", "names no actor", "names no owner", "unknown kind MARTIAN", "occurs twice"]
    {
        assert!(report.contains(gap), "{gap} is not a gap");
    }
}

/// Numbers begin anew in every Data Center instance: two rules with the number 5 are two rules.
#[test]
fn the_same_number_in_two_exports_is_not_the_same_rule() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = [(1_600_000_000_000_u64, "One"), (1_700_000_000_000, "Other")]
        .iter()
        .map(|(created, name)| {
            let path = folder.path().join(format!("{name}.json"));
            let rule = format!(
                r#"[{{"id":5,"name":"{name}","created":{created},"authorAccountId":"JIRAUSER1","actorAccountId":"JIRAUSER2","trigger":{{}},"components":[]}}]"#
            );
            fs::write(&path, rule).unwrap();
            path
        })
        .collect();
    let (_, out) = imported(&files);
    assert_eq!(csv_rows(&out.path().join("out/touchpoints.csv")).len(), 4);
}

/// A list without account ids is about the accounts that others give an id, by their address.
#[test]
fn a_list_without_ids_hides_no_leaver() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name)
    };
    let managed = write(
        "managed.csv",
        &format!("Atlassian ID,Name,Email,Status\n{ADA},Ada Example,ada@acme.example,Deactivated\n"),
    );
    let by_hand = write("by-hand.csv", "email,Status\nADA@acme.example,Active\n");
    let tokens =
        write("tokens.csv", "Label,Owner,Created,Last used\ndeploy,ada@acme.example,2026-01-01,2026-11-20\n");
    for files in [[managed.clone(), by_hand.clone(), tokens.clone()], [by_hand, managed, tokens]] {
        let (_, out) = imported(&files);
        let accounts = csv_rows(&out.path().join("out/accounts.csv"));
        assert_eq!(accounts.len(), 1, "{accounts:?}");
        assert_eq!(accounts[0]["state"], "deactivated");
        assert!(
            accounts[0]["reasons"].contains("a list without account ids says active"),
            "{}",
            accounts[0]["reasons"]
        );
        let findings = csv_rows(&out.path().join("out/findings.csv"));
        assert!(findings.iter().any(|row| row["check"] == "token-of-leaver"));
    }
}

/// Imports into the same folder once more; what it said.
fn again(folder: &Path, files: &[PathBuf]) -> String {
    let output = touchpoint()
        .current_dir(folder)
        .args(["import", "--out", "out", "--as-of", "2026-11-23"])
        .args(files)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    printed(&output)
}

/// The status words of its findings.
fn statuses(folder: &Path) -> BTreeSet<String> {
    let rows = csv_rows(&folder.join("out/findings.csv"));
    rows.into_iter().map(|row| row["status"].clone()).collect()
}

#[test]
fn a_second_import_has_the_first_as_its_baseline() {
    let folder = tempfile::tempdir().unwrap();
    let run = |files: &[PathBuf]| again(folder.path(), files);
    run(&[fixture("rules/public-api.json")]);
    let said = run(&[fixture("rules/public-api.json"), fixture("rules/cloud-export.json")]);
    assert!(said.contains("Changed") && said.contains("0 resolved"), "{said}");
    assert_eq!(statuses(folder.path()), BTreeSet::from(["new".to_owned(), "open".to_owned()]));
}

/// What was found once, went away and is back is reopened: the folder's history remembers it.
#[test]
fn what_comes_back_is_reopened() {
    let folder = tempfile::tempdir().unwrap();
    let run = |files: &[PathBuf]| {
        // A snapshot of the history is named by the second in which it ended.
        std::thread::sleep(std::time::Duration::from_millis(1100));
        again(folder.path(), files)
    };
    let (always, sometimes) = (fixture("rules/public-api.json"), fixture("rules/cloud-export.json"));
    run(&[always.clone(), sometimes.clone()]);
    run(std::slice::from_ref(&always));
    let said = run(&[always, sometimes]);
    assert!(said.contains("0 new,") && said.contains(" reopened, "), "{said}");
    assert_eq!(statuses(folder.path()), BTreeSet::from(["open".to_owned(), "reopened".to_owned()]));
}

/// A secret that somebody wrote into a label is not kept as the key of the record either, and what is kept is the
/// same at the next import.
#[test]
fn a_secret_in_a_key_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.csv");
    fs::write(&path, "Label,Owner,Created\njenkins password=hunter2x,ada@acme.example,2026-01-01\n").unwrap();
    let ids = [1, 2].map(|_| {
        let (_, out) = imported(std::slice::from_ref(&path));
        for file in fs::read_dir(out.path().join("out")).unwrap().flatten() {
            let bytes = fs::read(file.path()).unwrap();
            assert!(!bytes.windows(8).any(|window| window == b"hunter2x"), "{}", file.path().display());
        }
        csv_rows(&out.path().join("out/touchpoints.csv"))[0]["touchpoint_id"].clone()
    });
    assert_eq!(ids[0], ids[1]);
}
