//! `touchpoint schema`: what it describes is what is written.

use serde_json::{Value, json};
use touchpoint::assessment::{SCHEMA, assess};
use touchpoint::config::Config;

use super::{demo, nothing, written};
use crate::case::*;
use crate::common::{printed, touchpoint};

fn schema() -> Value {
    let output = touchpoint().arg("schema").output().unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn problems(report: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    validator.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn json_of(assessment: &touchpoint::assessment::Assessment) -> Value {
    serde_json::from_str(&written(assessment, "report.json")).unwrap()
}

/// The demo's report, that of an empty snapshot, and one with a baseline and prices.
#[test]
fn every_report_validates() {
    let ruled =
        |who| with(rule("Close stale issues"), json!({"actor": {"type": "ACCOUNT_ID", "actor": who}}));
    let case = |who| {
        Case::usual().user(person(ADA, "Ada Example")).user(robot(ROBOT)).rules_known().rule(ruled(who))
    };
    let ((_old_folder, old), (_new_folder, new)) = (case(BEN).snapshot(), case(ADA).snapshot());
    let priced = "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\nprice_per_seat = \"8\"\n";
    let config = Config::parse(priced, "", as_of().date_naive()).unwrap();
    let changed = assess(&new, Some(&old), &config, None).unwrap();
    assert_eq!(changed.changes.as_ref().unwrap().bindings.changed_hands.len(), 1);
    for assessment in [demo(), nothing(), changed] {
        assert_eq!(problems(&json_of(&assessment)), Vec::<String>::new());
    }
}

/// It would notice: a key that is missing, a number where a text belongs, another version.
#[test]
fn what_is_wrong_is_noticed() {
    let report = json_of(&nothing());
    for (change, word) in [
        (json!({"findings": null}), "findings"),
        (json!({"summary": {}}), "summary"),
        (json!({"questions_left": "many"}), "questions_left"),
        (json!({"schema": "touchpoint/report/2"}), SCHEMA),
    ] {
        let found = problems(&with(report.clone(), change)).join("\n");
        assert!(found.contains(word), "{word}: {found}");
    }
}

/// Every key that is written is described.
#[test]
fn every_key_is_described() {
    let schema = schema();
    let report = json_of(&demo());
    for key in report.as_object().unwrap().keys() {
        assert!(schema["properties"].get(key).is_some(), "{key}");
    }
    for (list, row) in
        [("findings", "FindingRow"), ("accounts", "AccountRow"), ("touchpoints", "TouchpointRow")]
    {
        for key in report[list][0].as_object().unwrap().keys() {
            assert!(schema["$defs"][row]["properties"].get(key).is_some(), "{list}: {key}");
        }
    }
}
