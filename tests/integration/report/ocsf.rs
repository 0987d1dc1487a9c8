//! `findings.ocsf.json`: what the class Compliance Finding asks for. The reader of others that holds the whole of it to
//! the schema is run by `tests/readers/run`.

use serde_json::{Value, json};
use touchpoint::assessment::Assessment;

use super::{demo, hostile, nothing, written};

fn events(assessment: &Assessment) -> Vec<Value> {
    serde_json::from_str(&written(assessment, "findings.ocsf.json")).unwrap()
}

#[test]
fn every_finding_is_an_event() {
    let assessment = demo();
    let events = events(&assessment);
    assert_eq!(events.len(), assessment.findings.len());
    for (event, row) in events.iter().zip(&assessment.findings) {
        assert_eq!((&event["class_uid"], &event["category_uid"]), (&json!(2003), &json!(2)));
        assert_eq!(event["type_uid"], json!(200_300 + event["activity_id"].as_i64().unwrap()));
        assert_eq!(event["finding_info"]["uid"], json!(row.finding));
        assert_eq!(event["finding_info"]["title"], json!(row.title));
        assert_eq!(event["compliance"]["requirements"], json!(row.controls));
        assert!(!event["compliance"]["standards"].as_array().unwrap().is_empty(), "{}", row.check);
        let severity = ["info", "low", "medium", "high", "critical"];
        let at = usize::try_from(event["severity_id"].as_u64().unwrap()).unwrap();
        assert_eq!(severity[at - 1], row.severity.word());
        assert!(event["time"].as_i64().unwrap() > 1_700_000_000_000, "milliseconds");
        assert!(!event["resources"].as_array().unwrap().is_empty());
    }
}

#[test]
fn nothing_is_an_empty_list() {
    assert_eq!(events(&nothing()), Vec::<Value>::new());
}

#[test]
fn the_status_is_told_in_its_words() {
    let mut assessment = demo();
    for (row, status) in assessment.findings.iter_mut().zip(["new", "accepted", "resolved", "open"]) {
        row.status = status;
    }
    let told: Vec<(Value, Value)> = events(&assessment)
        .into_iter()
        .take(4)
        .map(|event| (event["status_id"].clone(), event["activity_id"].clone()))
        .collect();
    let pair = |status: u8, activity: u8| (json!(status), json!(activity));
    assert_eq!(told, [pair(1, 1), pair(3, 1), pair(4, 3), pair(99, 1)]);
    let verdicts: Vec<Value> =
        events(&assessment).iter().take(4).map(|event| event["compliance"]["status"].clone()).collect();
    assert_eq!(verdicts, ["Fail", "Fail", "Pass", "Fail"]);
}

/// An address that is not of the web is told nowhere as one.
#[test]
fn only_web_addresses_are_references() {
    for event in events(&hostile()) {
        assert_eq!(event["finding_info"].get("src_url"), None);
        assert_eq!(event["remediation"].get("references"), None);
    }
}
