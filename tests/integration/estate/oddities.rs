//! Whatever is odd about a rule, it is read as far as it can be, and what cannot is a gap.

use serde_json::{Value, json};
use touchpoint::estate::{Estate, WriteAccess};
use touchpoint::snapshot::record;

use super::holders;
use crate::case::*;

fn read(rule: Value) -> Estate {
    Case::new()
        .raw("jira.automation", record::RULE, "key-1", json!({"rule": rule, "connections": []}))
        .estate()
}

#[test]
fn a_rule_with_a_part_missing_is_a_rule_and_a_gap() {
    for (change, wanted) in [
        (json!({"trigger": null}), "has no trigger"),
        (json!({"trigger": "not an object"}), "has no trigger"),
        (json!({"actor": null}), "names no actor"),
        (json!({"authorAccountId": null}), "names no owner"),
        (json!({"authorAccountId": 17}), "names no owner"),
        (json!({"actor": {"type": "A_NEW_KIND"}}), "has an actor of the unknown kind A_NEW_KIND"),
    ] {
        let estate = read(with(rule("Odd"), change.clone()));
        assert_eq!(estate.touchpoints.len(), 1, "{change}");
        let reasons: Vec<&str> = estate.gaps.iter().map(|gap| gap.reason.as_str()).collect();
        assert_eq!(reasons, [format!("the rule \"Odd\" {wanted}")], "{change}");
        assert_eq!(estate.gaps[0].at, "page 1 row 1");
    }
}

#[test]
fn no_field_of_another_type_loses_the_rule() {
    let strange =
        [json!(17), json!("text"), json!([]), json!({}), json!(true), json!([1, "x", null, {}]), json!(null)];
    for field in [
        "name",
        "state",
        "authorAccountId",
        "actor",
        "collaborators",
        "components",
        "trigger",
        "labels",
        "ruleScopeARIs",
        "created",
        "updated",
        "writeAccessType",
        "connections",
        "projects",
        "ruleScope",
    ] {
        for value in &strange {
            let mut odd = rule("Odd");
            odd[field] = value.clone();
            let estate = read(odd);
            assert_eq!(estate.touchpoints.len(), 1, "{field}: {value}");
        }
    }
    for body in &strange {
        let estate = Case::new().raw("jira.automation", record::RULE, "key-1", body.clone()).estate();
        assert_eq!(
            (estate.touchpoints.len(), estate.touchpoints[0].native_id.as_str()),
            (1, "key-1"),
            "{body}"
        );
    }
}

#[test]
fn steps_of_another_shape_are_read_as_far_as_they_go() {
    for components in [
        json!({"0": step("x", json!({}))}),
        json!("text"),
        json!([null, 17, "text", []]),
        json!([{"children": "x", "conditions": 7, "value": [[[]]]}]),
        json!([{"type": 17, "value": 17, "connectionId": 17}]),
    ] {
        let estate = read(with(rule("Odd"), json!({"components": components.clone()})));
        assert_eq!(holders(&estate).len(), 2, "{components}");
    }
}

#[test]
fn a_name_that_is_no_text_is_no_name() {
    for name in [json!(17), json!(null), json!(""), json!("   ")] {
        let mut odd = rule("Odd");
        odd["name"] = name.clone();
        assert_eq!(read(odd).touchpoints[0].name, "(a rule without a name)", "{name}");
    }
    let numbered = with(token("t-1", ADA, "x"), json!({"label": 17}));
    assert_eq!(Case::new().token(numbered).estate().touchpoints[0].name, "(a token without a label)");
}

#[test]
fn unknown_words_are_kept_or_unknown() {
    let odd = read(with(rule("Odd"), json!({"state": "HIBERNATING", "writeAccessType": "SOMETHING_NEW"})));
    let rule_read = &odd.touchpoints[0];
    assert_eq!(
        (rule_read.state.as_str(), rule_read.is_live()),
        ("hibernating", true),
        "not known to be switched off"
    );
    assert_eq!(rule_read.rule().unwrap().write_access, WriteAccess::Unknown);
    assert_eq!(read(with(rule("Odd"), json!({"state": null}))).touchpoints[0].state, "unknown");
    // What is not known to be live is not called live, and not silently so.
    let odd = Case::new().token(with(token("t-1", ADA, "x"), json!({"status": "SOMETHING_NEW"}))).estate();
    assert_eq!((odd.touchpoints[0].state.as_str(), odd.gaps.len()), ("something_new", 1));
}

#[test]
fn the_same_rule_twice_is_one_rule() {
    let estate = Case::new().rule(rule("Twice")).rule(rule("Twice")).estate();
    assert_eq!((estate.touchpoints.len(), estate.gaps.len()), (1, 0));
}

/// Of two versions the one that was changed last counts, whichever was read first, and the other is a gap.
#[test]
fn of_two_versions_the_newest_counts() {
    let old = rule("Twice");
    let new = with(rule("Twice"), json!({"updated": 1_763_000_001.5, "authorAccountId": ADA}));
    for case in [Case::new().rule(old.clone()).rule(new.clone()), Case::new().rule(new).rule(old)] {
        let estate = case.estate();
        assert_eq!(holders(&estate)[1], ("owner", ADA.to_owned()));
        assert_eq!(estate.gaps.len(), 1);
        assert!(estate.gaps[0].reason.contains("occurs twice with different contents"), "{:?}", estate.gaps);
        assert!(estate.gaps[0].reason.contains("changed last"), "{:?}", estate.gaps);
    }
    let undated = |owner: &str| {
        with(rule("Twice"), json!({"updated": null, "created": null, "authorAccountId": owner}))
    };
    let estate = Case::new().rule(undated(BEN)).rule(undated(ADA)).estate();
    assert_eq!(holders(&estate)[1], ("owner", ADA.to_owned()));
    assert!(estate.gaps[0].reason.contains("read last"), "{:?}", estate.gaps);
}

/// A summary says less, and nothing of what it leaves out is taken for none.
#[test]
fn a_rule_of_which_only_the_summary_was_read() {
    let summary = json!({
        "uuid": "u-1", "name": "Far away", "description": "", "state": "ENABLED", "authorAccountId": ADA,
        "actorAccountId": null, "ruleScopeARIs": [format!("ari:cloud:jira::site/{CLOUD}")], "labels": [],
        "created": 1_743_568_964.174, "updated": 1_743_568_964.174,
    });
    let estate = Case::new().raw("jira.automation", record::RULE_SUMMARY, "u-1", summary.clone()).estate();
    assert_eq!(holders(&estate), [("actor", "(unknown)".to_owned()), ("owner", ADA.to_owned())]);
    assert_eq!(estate.touchpoints[0].rule().unwrap().steps, None);
    assert!(estate.gaps.is_empty(), "that a summary leaves the actor out is no gap: {:?}", estate.gaps);
    let fixed = with(summary.clone(), json!({"actorAccountId": BEN}));
    let estate = Case::new().raw("jira.automation", record::RULE_SUMMARY, "u-1", fixed).estate();
    assert_eq!(holders(&estate)[0], ("actor", BEN.to_owned()));
    // Beside the whole rule the summary says nothing more.
    let whole = with(rule("Far away"), json!({"uuid": "u-1"}));
    let both = Case::new().raw("jira.automation", record::RULE_SUMMARY, "u-1", summary).rule(whole);
    for case in [both.clone(), both.reversed()] {
        assert_eq!(holders(&case.estate()), [("actor", BUILT_IN.to_owned()), ("owner", BEN.to_owned())]);
    }
}

/// The same rule id at two sites is two rules only if their ids differ: UUIDs do.
#[test]
fn the_site_of_a_rule_is_that_of_its_surface_else_of_its_scope() {
    let site = |case: Case| case.estate().touchpoints[0].site.clone();
    assert_eq!(site(Case::new().rule(rule("x"))), SITE);
    let imported = |cloud: &str| {
        let scoped = with(rule("x"), json!({"ruleScopeARIs": [format!("ari:cloud:jira:{cloud}:project/1")]}));
        Case::new().raw_at("import.rules", "", record::RULE, "u-1", scoped)
    };
    assert_eq!(site(imported(CLOUD)), SITE);
    let stranger = "c10d0000-0000-4000-8000-00000000000f";
    assert_eq!(site(imported(stranger)), stranger);
}
