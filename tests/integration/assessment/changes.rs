//! What changed between two snapshots: findings, who holds what, and what cannot be said.

use serde_json::{Value, json};
use touchpoint::assessment::assess_over_time;
use touchpoint::assessment::difference::Difference;
use touchpoint::config::Config;
use touchpoint::snapshot::Status;

use crate::case::*;
use crate::common::{printed, touchpoint};

/// The difference from the first case to the last, those between and before counting as history.
fn difference(cases: &[Case]) -> Difference {
    let mut snapshots: Vec<_> = cases.iter().map(Case::snapshot).collect();
    let (_new_folder, new) = snapshots.pop().unwrap();
    let (_old_folder, old) = snapshots.pop().unwrap();
    let (_folders, earlier): (Vec<_>, Vec<_>) = snapshots.into_iter().unzip();
    let assessment = assess_over_time(&new, Some(&old), &earlier, &Config::default(), Some(as_of())).unwrap();
    Difference::of(assessment).unwrap()
}

fn run_by(actor: &str) -> Value {
    with(rule("Close stale issues"), json!({"actor": {"type": "ACCOUNT_ID", "actor": actor}}))
}

fn organisation() -> Case {
    Case::usual().user(person(ADA, "Ada Example")).rules_known()
}

/// A rule that runs as somebody else has changed hands: it is neither gone nor new.
#[test]
fn an_actor_that_is_replaced_changes_hands() {
    let found = difference(&[organisation().rule(run_by(BEN)), organisation().rule(run_by(ADA))]);
    let [hands] = found.bindings.changed_hands.as_slice() else { panic!("{:#?}", found.bindings) };
    assert_eq!((hands.role, hands.from.as_str(), hands.to.as_str()), ("actor", BEN, ADA));
    assert_eq!(
        (hands.from_name.as_deref(), hands.to_name.as_deref()),
        (Some("Ben Example"), Some("Ada Example"))
    );
    assert!(found.bindings.new.is_empty() && found.bindings.gone.is_empty());
    assert_eq!(
        (found.findings.new.len(), found.findings.resolved.len()),
        (1, 1),
        "of one person and of the other"
    );
    assert_eq!(found.findings.new[0].status, "new");
    assert_eq!(found.findings.resolved[0].status, "resolved");
}

/// What is added or taken away is that, and a second holder takes nobody's place.
#[test]
fn what_comes_and_goes_is_told() {
    let one = organisation().rule(run_by(BEN));
    let two = one.clone().rule(rule("Another"));
    let found = difference(&[one.clone(), two.clone()]);
    let roles: Vec<&str> = found.bindings.new.iter().map(|row| row.role).collect();
    assert_eq!(roles, ["actor", "owner"]);
    assert!(found.bindings.changed_hands.is_empty() && found.bindings.gone.is_empty());
    let back = difference(&[two, one.clone()]);
    assert_eq!(back.bindings.gone.len(), 2);
    let same = difference(&[one.clone(), one]);
    assert!(
        same.findings.new.is_empty() && same.findings.resolved.is_empty() && same.bindings.new.is_empty()
    );
    assert!(same.findings.unchanged > 0);
}

/// What could not be looked at again has not gone.
#[test]
fn what_cannot_be_seen_has_not_gone() {
    let then = organisation().rule(run_by(BEN));
    let now = organisation().covered("jira.automation", Status::Denied);
    let found = difference(&[then, now]);
    assert!(found.bindings.gone.is_empty(), "{:#?}", found.bindings.gone);
    assert_eq!(found.bindings.not_seen, 2);
    assert!(found.findings.resolved.is_empty() && !found.findings.not_seen.is_empty());
}

/// What a scan could not look at was neither gone then, nor is it new or back now.
#[test]
fn what_could_not_be_seen_then_is_not_new() {
    let seen = organisation().rule(run_by(BEN));
    let blind = organisation().covered("jira.automation", Status::Denied);
    let found = difference(&[seen.clone(), blind, seen]);
    assert!(found.bindings.new.is_empty(), "{:#?}", found.bindings.new);
    assert_eq!(found.bindings.not_seen_then, 2);
    assert!(found.findings.reopened.is_empty(), "{:#?}", found.findings.reopened);
}

/// What was found, went away and is back is reopened, not new.
#[test]
fn what_comes_back_is_reopened() {
    let (with_it, without) = (organisation().rule(run_by(BEN)), organisation());
    let found = difference(&[with_it.clone(), without, with_it]);
    assert!(found.findings.new.is_empty(), "{:#?}", found.findings.new);
    assert!(found.findings.reopened.iter().any(|row| row.check == "rule-actor-person"));
    assert!(found.findings.reopened.iter().all(|row| row.status == "reopened"));
    assert_eq!(found.worst().map(|worst| worst.word()), Some("high"));
}

/// Quota and cost, then and now.
#[test]
fn quota_and_cost_are_told_for_both() {
    let found = difference(&[organisation(), organisation().service(service_account(SERVICE))]);
    assert_eq!((found.quota.then.used, found.quota.now.used), (Some(0), Some(1)));
}

/// The command: the keys of the contract, the same in every format, and its exit codes.
#[test]
fn the_command_tells_it_in_every_format() {
    let (old_folder, old) = organisation().rule(run_by(BEN)).snapshot();
    let (new_folder, new) = organisation().rule(run_by(ADA)).snapshot();
    drop((old, new));
    let run = |more: &[&str]| {
        let output = touchpoint()
            .current_dir(old_folder.path())
            .arg("diff")
            .args([old_folder.path().join("snapshot.db"), new_folder.path().join("snapshot.db")])
            .args(more)
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout.clone()).unwrap(), printed(&output))
    };
    let (code, out, all) = run(&["--format", "json"]);
    assert_eq!(code, Some(0), "{all}");
    let found: Value = serde_json::from_str(&out).unwrap();
    for key in ["new", "resolved", "reopened"] {
        assert!(found["findings"][key].is_array(), "{key}");
    }
    assert!(found["findings"]["unchanged"].is_u64());
    for key in ["new", "gone", "changed_hands"] {
        assert!(found["bindings"][key].is_array(), "{key}");
    }
    let hands = &found["bindings"]["changed_hands"][0];
    assert_eq!((&hands["from"], &hands["to"], &hands["role"]), (&json!(BEN), &json!(ADA), &json!("actor")));
    let (_, text, _) = run(&[]);
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("Changed hands (1)") && flat.contains("from Ben Example to Ada Example"), "{text}");
    let (_, markdown, _) = run(&["--format", "md"]);
    assert!(markdown.contains("## Changed hands"), "{markdown}");
    let (_, csv, _) = run(&["--format", "csv"]);
    assert!(csv.starts_with("finding,check,severity") && csv.contains(",resolved,"), "{csv}");
    assert_eq!(run(&["--fail-on", "high"]).0, Some(3));
    assert_eq!(run(&["--fail-on", "critical"]).0, Some(0));
}
