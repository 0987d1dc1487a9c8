//! `--redact-people`: nobody is told of in any file, and the same person has the same pseudonym everywhere.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use calamine::{Reader, Xlsx, open_workbook};
use serde_json::{Value, json};
use touchpoint::assessment::assess;
use touchpoint::assessment::pseudonyms::Pseudonyms;
use touchpoint::config::Config;

use crate::case::*;
use crate::common::{Lab, csv_rows, printed, touchpoint};

/// Everything that can be read in the files of a folder, packed or not.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !path.is_file() || name == "snapshot.db" {
            continue;
        }
        let text = if name.ends_with(".xlsx") {
            let mut book: Xlsx<_> = open_workbook(&path).unwrap();
            let cells = book.worksheets().into_iter().flat_map(|(_, sheet)| {
                sheet.cells().map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>()
            });
            cells.collect::<Vec<_>>().join("\n")
        } else {
            let mut text = fs::read_to_string(&path).unwrap();
            if let Some(rest) = text.split("id=\"data\">").nth(1) {
                let data = STANDARD.decode(rest.split('<').next().unwrap()).unwrap();
                let mut rows = String::new();
                flate2::read::GzDecoder::new(data.as_slice()).read_to_string(&mut rows).unwrap();
                text.push_str(&rows);
            }
            text
        };
        texts.insert(name, text);
    }
    texts
}

#[test]
fn nobody_is_told_of_in_any_file() {
    let lab = Lab::new();
    assert!(lab.scan(&[]).status.success());
    let snapshot = lab.out().join("snapshot.db");
    let out = |name: &str| lab.folder.path().join(name);
    for name in ["one", "two"] {
        let output = touchpoint()
            .args(["report", "--redact-people", "--out"])
            .arg(out(name))
            .arg(&snapshot)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", printed(&output));
        assert!(!printed(&output).contains("ada@"), "nor in the terminal: {}", printed(&output));
    }
    let files = texts(&out("one"));
    assert!(files.len() > 10);
    assert_eq!(files, texts(&out("two")), "the same key gives the same pseudonyms");
    let key =
        touchpoint::snapshot::Snapshot::read(&snapshot).unwrap().noted("pseudonym_key").unwrap().unwrap();
    assert!(files.values().all(|text| !text.contains(&key)), "the key is in no report");
    let mut looked_for = 0;
    for row in csv_rows(&lab.out().join("accounts.csv")) {
        if ["service-account", "app", "agent", "system"].contains(&row["class"].as_str()) {
            continue;
        }
        for told in [&row["account_id"], &row["name"], &row["email"]] {
            let words = told.trim();
            if words.is_empty() || words == "Former user" {
                continue;
            }
            looked_for += 1;
            for (file, text) in &files {
                let found = text.match_indices(words).find(|(at, _)| {
                    let outer = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                    !outer(text[..*at].chars().next_back()) && !outer(text[at + words.len()..].chars().next())
                });
                let around =
                    found.map(|(at, _)| text[at.saturating_sub(60)..].chars().take(160).collect::<String>());
                assert_eq!(around, None, "{file} tells of {words}");
            }
        }
    }
    assert!(looked_for > 100);
    // Ids that name nobody stay, so that a report without names can be worked through with one that has them.
    let ids = |folder: &Path| -> Vec<String> {
        csv_rows(&folder.join("findings.csv")).into_iter().map(|row| row["finding"].clone()).collect()
    };
    assert_eq!(ids(&out("one")), ids(&lab.out()));
    let services: Vec<_> = csv_rows(&out("one").join("accounts.csv"));
    assert!(
        services.iter().any(|row| row["class"] == "service-account" && !row["name"].starts_with("account-"))
    );
    lab.stop();
}

fn veiled(case: &Case, key: &str) -> Value {
    let mut assessment = case.assess();
    Pseudonyms::of(&assessment, key.as_bytes()).unwrap().apply(&mut assessment);
    serde_json::to_value(&assessment).unwrap()
}

fn acting(name: &str, rule_name: &str) -> Case {
    let actor = json!({"actor": {"type": "ACCOUNT_ID", "actor": ADA}});
    Case::usual()
        .user(with(person(ADA, "Ada Example"), json!({"name": name})))
        .rule(with(rule(rule_name), actor))
}

/// The title of the finding about the rule.
fn title(report: &Value) -> String {
    let findings = report["findings"].as_array().unwrap();
    let found = findings.iter().find(|row| row["check"] == "rule-actor-person").unwrap();
    found["title"].as_str().unwrap().to_owned()
}

#[test]
fn a_name_is_found_however_it_is_written() {
    let report = veiled(&acting("Zoë Ångström", "x"), "key");
    let account = report["findings"][0]["account_name"].as_str().unwrap().to_owned();
    assert!(account.starts_with("account-"), "{account}");
    for told in [
        "Zoë Ångström",
        "ZOË ÅNGSTRÖM",
        "Zoe\u{308} A\u{30a}ngstro\u{308}m",
        "Ångström, Zoë",
        "mail zoë.ångström now",
        "Zoë's escalation",
        "zoë-ångström",
        "ada.example@acme.example",
        "ADA.EXAMPLE@ACME.EXAMPLE",
        "ada.example",
        "of 712020:ada00000-0000-4000-8000-000000000001",
        "of 712020%3Aada00000-0000-4000-8000-000000000001",
        "~712020ada0000000004000800000000000 0001".replace(' ', "").as_str(),
    ] {
        let case = acting("Zoë Ångström", &format!("for {told}!"));
        let title = title(&veiled(&case, "key"));
        for part in ["Zo", "ZO", "ngstr", "NGSTR", "ada.example", "ADA.EXAMPLE", "ada000"] {
            assert!(!title.contains(part), "{told}: {title}");
        }
        assert!(title.contains("for ") && title.contains('!'), "the rest stays: {title}");
    }
}

#[test]
fn what_only_looks_like_a_name_stays() {
    // A person called by a word of the program's own does not turn its sentences into pseudonyms.
    let told = title(&veiled(&acting("Will Page", "Page the owner, will you"), "key"));
    assert!(told.contains("Page the owner, will you"), "{told}");
    // Part of a longer word is no name.
    let told = title(&veiled(&acting("Rob Anders", "Robotic andersonville"), "key"));
    assert!(told.contains("Robotic andersonville"), "{told}");
    // Where the whole name is not it, a part of it may be.
    let told = title(&veiled(&acting("Rob Anders", "Rob Andersons"), "key"));
    assert!(!told.contains("Rob ") && told.contains(" Andersons"), "{told}");
    // Somebody else's address is an address.
    let told = title(&veiled(&acting("Ada Example", "to dana@partner.example"), "key"));
    assert!(!told.contains("dana") && told.contains("@redacted.invalid"), "{told}");
}

#[test]
fn without_the_key_nobody_can_try_names() {
    let case = acting("Ada Example", "x");
    let id = |key| veiled(&case, key)["findings"][0]["account_id"].clone();
    assert_eq!(id("one key"), id("one key"));
    assert_ne!(id("one key"), id("another key"));
}

/// A robot is proposed a service account of its own name, and a person of one word is found in any case.
#[test]
fn names_of_one_word_and_slugs_are_found() {
    let told = title(&veiled(&acting("Zaphod", "ask ZAPHOD"), "key"));
    assert!(!told.to_lowercase().contains("zaphod"), "{told}");
    let report = veiled(&Case::usual().user(robot(ROBOT)).rules_known(), "key").to_string();
    for told in ["CI Deploy Bot", "ci-deploy-bot", "ci.deploy.bot"] {
        assert!(!report.contains(told), "{told}: {report}");
    }
}

/// Somebody approved, somebody owns: these names need not be those of accounts.
#[test]
fn who_answers_for_something_is_a_person_too() {
    let config = format!(
        "[[register]]\naccount = \"{ROBOT}\"\nowner = \"Grace Owning\"\n\
         [[accept]]\ncheck = \"robot-holds-seat\"\naccount = \"{ROBOT}\"\nreason = \"Cy Signing says so\"\n\
         approver = \"Cy Signing\"\nuntil = 2026-11-22\n"
    );
    let case = Case::usual().user(robot(ROBOT)).configured_on("2026-11-01").config(&config);
    let report = veiled(&case, "key").to_string();
    assert!(report.contains("exception-run-out"));
    assert!(!report.contains("Grace") && !report.contains("Signing"), "{report}");
}

/// Who left between two snapshots is told of in the changes alone.
#[test]
fn people_of_the_baseline_are_people_too() {
    let ruled = |who| with(rule("Close"), json!({"actor": {"type": "ACCOUNT_ID", "actor": who}}));
    let case = |id, name| Case::usual().user(person(id, name)).rules_known().rule(ruled(id));
    let ((_old_folder, old), (_new_folder, new)) =
        (case(CY, "Cyprian Leaving").snapshot(), case(ADA, "Ada Staying").snapshot());
    let mut assessment = assess(&new, Some(&old), &Config::default(), None).unwrap();
    assert!(serde_json::to_string(&assessment).unwrap().contains("Cyprian Leaving"));
    Pseudonyms::of(&assessment, b"key").unwrap().apply(&mut assessment);
    let text = serde_json::to_string(&assessment).unwrap();
    for told in ["Cyprian", "Leaving", "Ada", "Staying", CY, ADA] {
        assert!(!text.contains(told), "{told}: {text}");
    }
}

/// The next scan of the same folder goes on with the same pseudonyms; a key of the configuration comes first.
#[test]
fn pseudonyms_outlive_a_scan() {
    let lab = Lab::new();
    let ids = |folder: &Path| -> Vec<String> {
        csv_rows(&folder.join("accounts.csv")).into_iter().map(|row| row["account_id"].clone()).collect()
    };
    assert!(lab.scan(&["--redact-people"]).status.success());
    let first = ids(&lab.out());
    assert!(lab.scan(&["--redact-people", "--fresh"]).status.success());
    assert_eq!(first, ids(&lab.out()));
    let config = lab.folder.path().join("keyed.toml");
    fs::write(&config, "[credentials]\npseudonym_key = { env = \"TOUCHPOINT_TEST_KEY\" }\n").unwrap();
    let keyed = |out: &str, key: &str| {
        let folder = lab.folder.path().join(out);
        let output = touchpoint()
            .args(["report", "--redact-people", "--config"])
            .arg(&config)
            .arg("--out")
            .arg(&folder)
            .arg(lab.out().join("snapshot.db"))
            .env("TOUCHPOINT_TEST_KEY", key)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", printed(&output));
        ids(&folder)
    };
    let (one, other) = (keyed("one", "a long enough key"), keyed("other", "another such key, as long"));
    assert!(one != first && one != other);
    assert_eq!(one, keyed("again", "a long enough key"));
    let short = touchpoint()
        .args(["report", "--redact-people", "--config"])
        .arg(&config)
        .arg(lab.out().join("snapshot.db"))
        .env("TOUCHPOINT_TEST_KEY", "fifteen letters")
        .output()
        .unwrap();
    assert_eq!(short.status.code(), Some(2), "{}", printed(&short));
    assert!(printed(&short).contains("shorter than 16") && !printed(&short).contains("fifteen"));
    lab.stop();
}

#[test]
fn a_key_that_is_not_there_is_told_before_anything_is_collected() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("keyed.toml");
    // What else a scan needs is asked for later.
    fs::write(&config, "[credentials]\npseudonym_key = { env = \"TOUCHPOINT_TEST_ABSENT\" }\n").unwrap();
    let mut command = touchpoint();
    command.args(["scan", "--redact-people", "--config"]).arg(&config);
    let output = command.arg("--out").arg(folder.path().join("out")).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
    assert!(printed(&output).contains("TOUCHPOINT_TEST_ABSENT is not set"), "{}", printed(&output));
    assert!(!folder.path().join("out").exists());
}

#[test]
#[cfg(unix)]
fn a_key_that_others_can_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (key, config) = (folder.path().join("key"), folder.path().join("keyed.toml"));
    fs::write(&key, "a long enough key\n").unwrap();
    fs::write(&config, format!("[credentials]\npseudonym_key = {{ file = {key:?} }}\n")).unwrap();
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/rules/cloud-export.json");
    let import = |mode: u32| {
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
        let mut command = touchpoint();
        command.args(["import", "--redact-people", "--fresh", "--config"]).arg(&config);
        let output = command.arg("--out").arg(folder.path().join("out")).arg(rules).output().unwrap();
        assert!(output.status.success(), "{}", printed(&output));
        printed(&output)
    };
    assert!(import(0o644).contains("chmod 600"));
    assert!(!import(0o600).contains("chmod 600"));
}
