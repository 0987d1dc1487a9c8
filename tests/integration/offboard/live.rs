//! Asked live, it reads only what the account needs, and says what it could not read.

use serde_json::Value;
use touchpoint::sandbox::{Fault, Faults, Retry, Settings};

use super::super::common::{Lab, printed, today};

fn asked(lab: &Lab, arguments: &[&str]) -> std::process::Output {
    lab.touchpoint().arg("offboard").args(arguments).output().unwrap()
}

/// Paths that the sandbox was asked for.
fn paths(lab: &Lab) -> Vec<String> {
    lab.sandbox.request_log().requests.into_iter().map(|request| request.path).collect()
}

#[test]
fn only_what_the_account_needs_is_read() {
    let lab = Lab::new();
    let output = asked(&lab, &["cleo.specimen@acme.example", "--format", "json"]);
    assert_eq!(output.status.code(), Some(3), "{}", printed(&output));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["complete"], true);
    let paths = paths(&lab);
    let any = |part: &str| paths.iter().any(|path| path.contains(part));
    assert!(any("/rule/summary") && any("/api-tokens") && any("/filter/search"), "{paths:#?}");
    for part in ["/policies", "/domains", "/events", "/applicationrole", "/rest/plugins", "/groups"] {
        assert!(!any(part), "{part} tells nothing of what she holds");
    }
    lab.scan(&[]);
    let out = lab.out().join("snapshot.db");
    let again =
        asked(&lab, &["cleo.specimen@acme.example", "--format", "json", "--snapshot", out.to_str().unwrap()]);
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(answer["items"], again["items"], "a whole scan has no more to say");
    lab.stop();
}

#[test]
fn whoever_cannot_be_told_costs_no_rules() {
    let lab = Lab::new();
    let output = asked(&lab, &["Nora Specimen"]);
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
    assert!(paths(&lab).iter().all(|path| !path.contains("/rule")), "the rules were read for nothing");
    lab.stop();
}

#[test]
fn a_place_that_fails_is_told_and_not_called_safe() {
    let faults = Faults::none()
        .always("/rest/api/3/filter/search", Fault::Status { status: 403, retry: Retry::Silent });
    let lab = Lab::with(Settings::demo(today()), faults);
    let output = asked(&lab, &["Cleo Specimen", "--format", "json", "--require-complete"]);
    assert_eq!(output.status.code(), Some(4), "{}", printed(&output));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let missing: Vec<&str> =
        answer["missing"].as_array().unwrap().iter().map(|row| row["surface"].as_str().unwrap()).collect();
    assert_eq!((answer["complete"].as_bool(), missing), (Some(false), vec!["jira.filters"]));
    lab.stop();
}

#[test]
fn what_was_read_can_be_kept_and_asked_again() {
    let lab = Lab::new();
    let first = asked(&lab, &["--all-leavers", "--format", "json", "--keep", "kept.db"]);
    let again = asked(&lab, &["--all-leavers", "--format", "json", "--snapshot", "kept.db"]);
    assert_eq!(first.stdout, again.stdout);
    let twice = asked(&lab, &["--all-leavers", "--keep", "kept.db"]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(printed(&twice).contains("--snapshot"));
    lab.stop();
}
