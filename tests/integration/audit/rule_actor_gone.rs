//! `rule-actor-gone`

use serde_json::json;

use crate::case::*;

fn run_by(actor: &str) -> Case {
    let rule = with(rule("Close stale issues"), json!({"actor": {"type": "ACCOUNT_ID", "actor": actor}}));
    Case::usual().rule(rule)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let ada = person(ADA, "Ada Example");
    let disabled = with(
        rule("Close stale issues"),
        json!({"actor": {"type": "ACCOUNT_ID", "actor": ADA}, "state": "DISABLED"}),
    );
    let confluence =
        with(confluence_rule("Tidy pages"), json!({"actor": {"type": "ACCOUNT_ID", "actor": ADA}}));
    vec![
        ("critical", run_by(ADA).user(deactivated(ada.clone()))),
        ("critical", run_by(ADA).user(deleted(ada.clone()))),
        ("critical", run_by(ADA).jira(with(jira_user(ADA, "Former user"), json!({"active": false})))),
        ("critical", Case::usual().user(deactivated(ada.clone())).confluence(confluence)),
        ("low", Case::usual().user(deactivated(ada)).rule(disabled)),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let ada = person(ADA, "Ada Example");
    let owned = with(rule("Close stale issues"), json!({"authorAccountId": ADA}));
    let initiator = with(owned.clone(), json!({"actor": {"type": "EVENT_INITIATOR", "actor": null}}));
    vec![
        ("an active actor", run_by(ADA).user(ada.clone())),
        ("a suspended actor, which is not switched off", run_by(ADA).user(suspended(ada.clone()))),
        ("an actor of whom nothing is known", run_by(ADA)),
        (
            "the owner has left, the actor is built in",
            Case::usual().user(deactivated(ada.clone())).rule(owned),
        ),
        ("runs as whoever triggers it", Case::usual().user(deactivated(ada)).rule(initiator)),
    ]
}

#[test]
fn confluence_stops_in_silence_and_jira_is_reported_to_stop() {
    let effects: Vec<_> = fires()
        .iter()
        .map(|(_, case)| {
            let row = case.one("rule-actor-gone");
            (
                row.touchpoint_kind.unwrap(),
                row.account_state.unwrap(),
                row.effect.unwrap(),
                row.certainty.unwrap(),
            )
        })
        .collect();
    assert_eq!(effects[0], ("jira-automation-rule", "deactivated", "stops", "reported"));
    assert_eq!(effects[1], ("jira-automation-rule", "deleted", "stops", "reported"));
    assert_eq!(effects[3], ("confluence-automation-rule", "deactivated", "stops-silently", "documented"));
}

#[test]
fn in_confluence_the_built_in_actor_is_no_way_out() {
    let (_, confluence) = fires().remove(3);
    let row = confluence.one("rule-actor-gone");
    assert_eq!(row.replacement, Some("transfer"));
    assert!(!row.remedy.contains("Automation for Jira"), "{}", row.remedy);
}
