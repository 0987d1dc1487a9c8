//! What accounts did lately, how Confluence knows them, and the pages that robots write.

use serde_json::{Value, json};
use touchpoint::estate::{AccountId, Estate, Kind, State, Touchpoint};
use touchpoint::snapshot::record;

use super::holders;
use crate::case::*;

fn counted(ever: Value, lately: Option<Value>) -> Case {
    let body = |count: Value| json!({"accountId": ROBOT, "type": "page,blogpost", "count": count});
    let case = Case::new().user(robot(ROBOT));
    let case = case.raw("confluence.content", record::CONTENT_COUNT, "ever", body(ever));
    lately.into_iter().fold(case, |case, count| {
        let body = with(body(count), json!({"days": 90}));
        case.raw("confluence.content", record::CONTENT_COUNT, "90", body)
    })
}

#[test]
fn what_a_robot_wrote_is_one_touchpoint() {
    let estate = counted(json!(40), Some(json!(3))).estate();
    let pages = &estate.touchpoints[0];
    assert_eq!(pages.id, Touchpoint::stable_id(Kind::Page, &format!("{CLOUD}/{ROBOT}")));
    let told = [pages.name.as_str(), &pages.state, &pages.product, &pages.site, &pages.container];
    assert_eq!(told, ["pages written by CI Deploy Bot", "active", "confluence", SITE, ""]);
    assert_eq!(holders(&estate), [("author", ROBOT.to_owned())]);
    assert_eq!(estate.context.activity.len(), 2);
    assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
}

#[test]
fn pages_are_idle_unknown_or_not_there() {
    let state = |ever: Value, lately: Option<Value>| {
        let estate = counted(ever, lately).estate();
        (estate.touchpoints.first().map(|pages| pages.state.clone()).unwrap_or_default(), estate.gaps.len())
    };
    let told = |state: &str, gaps| (state.to_owned(), gaps);
    assert_eq!(state(json!(40), Some(json!(0))), told("idle", 0));
    assert_eq!(state(json!(40), None), told("unknown", 1));
    assert_eq!(state(json!(40), Some(json!(null))), told("unknown", 2));
    assert_eq!(state(json!(0), None), told("", 0));
    assert_eq!(state(json!("many"), None), told("", 1));
    assert_eq!(state(json!(-1), None), told("", 1));
}

/// Without a name there is the id.
#[test]
fn pages_of_somebody_nameless_go_by_the_id() {
    let body = json!({"accountId": ROBOT, "type": "page,blogpost", "count": 2});
    let estate = Case::new().raw("confluence.content", record::CONTENT_COUNT, "ever", body).estate();
    assert_eq!(estate.touchpoints[0].name, format!("pages written by {ROBOT}"));
}

fn activity(body: Value) -> Estate {
    Case::new().raw("jira.activity", record::ACTIVITY, "a", body).estate()
}

#[test]
fn activity_is_a_count_of_somebody_or_a_gap() {
    let whole = json!({
        "accountId": ROBOT, "product": "jira", "what": "issues created", "days": 90, "count": 153,
    });
    let estate = activity(whole.clone());
    let done = &estate.context.activity[0];
    assert_eq!((done.count, done.days, done.what.as_str()), (153, Some(90), "issues created"));
    assert_eq!((done.product.as_str(), done.site.as_str()), ("jira", SITE));
    for change in [
        json!({"count": null}),
        json!({"count": "153"}),
        json!({"accountId": "unknown"}),
        json!({"accountId": null}),
    ] {
        let estate = activity(with(whole.clone(), change.clone()));
        assert_eq!((estate.context.activity.len(), estate.gaps.len()), (0, 1), "{change}");
        assert!(estate.accounts.is_empty(), "{change}");
    }
}

/// Confluence alone tells a closed account from one that is switched off; the directory is believed before it.
#[test]
fn confluence_tells_closed_accounts_from_others() {
    let former = with(jira_user(ROBOT, "CI Deploy Bot"), json!({"active": false}));
    let state = |case: Case, status: Value| {
        let body =
            json!({"accountId": ROBOT, "accountStatus": status, "displayName": "Former user", "email": ""});
        let estate = case.raw("confluence.activity", record::CONFLUENCE_USER, ROBOT, body).estate();
        let account = estate.accounts[&AccountId::new(ROBOT)].clone();
        (account.state, account.conflicts.len())
    };
    let jira = || Case::new().jira(former.clone());
    let directory = || Case::new().user(robot(ROBOT));
    for (case, status, wanted) in [
        (jira(), json!("closed"), (State::Deleted, 0)),
        (jira(), json!("inactive"), (State::Deactivated, 0)),
        (jira(), json!("unknown"), (State::Deactivated, 0)),
        (jira(), json!(7), (State::Deactivated, 0)),
        (directory(), json!("closed"), (State::Active, 1)),
        (directory(), json!("active"), (State::Active, 0)),
        (Case::new(), json!("active"), (State::Active, 0)),
        (Case::new(), json!("something-new"), (State::Unknown, 0)),
    ] {
        assert_eq!(state(case, status.clone()), wanted, "{status}");
    }
}
