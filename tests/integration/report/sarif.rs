//! `report.sarif`: valid by the official schema, read by somebody else's model, and true.

use std::process::Command;

use serde_json::{Value, json};
use serde_sarif::sarif::{ResultBaselineState, ResultLevel, Sarif};
use touchpoint::assessment::{Assessment, assess};
use touchpoint::config::Config;

use super::{demo, hostile, nothing, written};
use crate::case::*;

fn sarif(assessment: &Assessment) -> Value {
    serde_json::from_str(&written(assessment, "report.sarif")).unwrap()
}

/// The official schema, as the package of [`serde_sarif`] brings it.
fn schema() -> Value {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let told = String::from_utf8(rustc.stdout).unwrap();
    let host = told.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--format-version",
            "1",
            "--offline",
            "--filter-platform",
            host,
            "--manifest-path",
        ])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = std::path::Path::new(package["manifest_path"].as_str().unwrap());
    let text = std::fs::read(manifest.with_file_name("src").join("schema.json")).unwrap();
    let mut schema: Value = serde_json::from_slice(&text).unwrap();
    // Its pattern for languages has a bracket too many, which not every reader of patterns forgives.
    for holder in ["run", "toolComponent"] {
        schema["definitions"][holder]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    schema
}

fn changed() -> Assessment {
    let ruled =
        |who| with(rule("Close stale issues"), json!({"actor": {"type": "ACCOUNT_ID", "actor": who}}));
    let case = |who| Case::usual().user(person(ADA, "Ada Example")).rules_known().rule(ruled(who));
    let ((_old_folder, old), (_new_folder, new)) = (case(BEN).snapshot(), case(ADA).snapshot());
    assess(&new, Some(&old), &Config::default(), None).unwrap()
}

#[test]
fn it_validates_by_the_official_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for assessment in [demo(), hostile(), nothing(), changed()] {
        let report = sarif(&assessment);
        let problems: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .take(5)
            .collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
    // It would notice.
    let mut broken = sarif(&nothing());
    broken["runs"][0]["results"] = json!([{"message": "a text"}]);
    assert!(!validator.is_valid(&broken));
}

#[test]
fn every_finding_is_a_result() {
    let assessment = demo();
    let report: Sarif = serde_json::from_value(sarif(&assessment)).unwrap();
    let run = &report.runs[0];
    let results = run.results.as_ref().unwrap();
    assert_eq!(results.len(), assessment.findings.len());
    for (result, row) in results.iter().zip(&assessment.findings) {
        assert_eq!(result.rule_id.as_deref(), Some(row.check));
        let rule =
            &run.tool.driver.rules.as_ref().unwrap()[usize::try_from(result.rule_index.unwrap()).unwrap()];
        assert_eq!(rule.id, row.check);
        assert_eq!(result.partial_fingerprints.as_ref().unwrap()["finding/v1"], row.finding);
        let level = match row.severity.word() {
            "critical" | "high" => ResultLevel::Error,
            "medium" => ResultLevel::Warning,
            _ => ResultLevel::Note,
        };
        assert_eq!(result.level, Some(level));
        assert_eq!(result.baseline_state, None, "there is no baseline");
    }
}

#[test]
fn what_changed_and_what_was_accepted_is_told() {
    let assessment = changed();
    let report = sarif(&assessment);
    let states: Vec<&str> = report["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["baselineState"].as_str().unwrap())
        .collect();
    let count = |state: &str| states.iter().filter(|one| **one == state).count();
    let changes = assessment.changes.as_ref().unwrap();
    assert_eq!(count("absent"), changes.resolved.len());
    assert_eq!(count("new"), changes.new.len() + changes.reopened.len());
    assert!(count("new") > 0 && count("absent") > 0, "{states:?}");
    let _: ResultBaselineState = serde_json::from_value(json!(states[0])).unwrap();
    let mut accepted = demo();
    accepted.findings[0].status = "accepted";
    let results = &sarif(&accepted)["runs"][0]["results"];
    assert_eq!(results[0]["suppressions"][0]["status"], "accepted");
    assert_eq!(results[1].get("suppressions"), None);
}

/// Brackets make links and braces places to be filled: neither comes from a name.
#[test]
fn a_message_says_what_the_finding_says() {
    let mut assessment = demo();
    assessment.findings[0].title = "[a](https://evil.example) {0} \\ b".to_owned();
    let report = sarif(&assessment);
    let text = report["runs"][0]["results"][0]["message"]["text"].as_str().unwrap();
    assert!(text.starts_with("\\[a\\](https://evil.example) {{0}} \\\\ b\n\n"), "{text}");
}

/// An address that is not of the web is no location.
#[test]
fn only_web_addresses_are_locations() {
    let text = written(&hostile(), "report.sarif");
    assert!(!text.contains("\"uri\": \"javascript:") && !text.contains("\"uri\": \"data:"));
}
