//! The surfaces that ask about suspected robots one by one: whom they ask about, and what a refusal means.

use std::sync::LazyLock;

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use super::single_answers::{How, Scanned, of};
use crate::case::{ADA, BEN, CLOUD, ROBOT};
use crate::wire::server::{json as answer, with};

const COUNT: &str = "/rest/api/3/search/approximate-count";
const SEARCH: &str = "/wiki/rest/api/search";
const BULK: &str = "/wiki/api/v2/users-bulk";

fn suspecting(surfaces: &'static [&'static str], suspects: &'static [&'static str]) -> How {
    How { suspects, ..of(surfaces) }
}

#[tokio::test]
async fn nobody_suspected_is_nobody_asked_about() {
    let asking = ["jira.activity", "confluence.activity", "confluence.content"];
    let surfaces = &["jira.users", "jira.activity", "confluence.activity", "confluence.content"];
    let scanned = Scanned::new(of(surfaces), |seen, _| match seen.parameter("startAt").as_deref() {
        Some("0") => answer(&json!([{"accountId": ADA}])),
        _ => answer(&json!([])),
    })
    .await;
    for surface in asking {
        assert_eq!(scanned.standing(surface), "complete");
    }
    assert_eq!(scanned.server.count(), 2);
}

/// Whom to ask about is not known then: that nobody was asked about must not pass for a look at all robots.
#[tokio::test]
async fn nobody_suspected_without_a_list_of_accounts_is_no_answer() {
    let asking = ["jira.activity", "confluence.activity", "confluence.content"];
    let surfaces = &["jira.users", "jira.activity", "confluence.activity", "confluence.content"];
    let scanned = Scanned::new(of(surfaces), |_, _| with(403, &[], "{}")).await;
    for surface in asking {
        assert_eq!(scanned.standing(surface), "failed");
        let reason = scanned.coverage(surface).reason;
        assert!(reason.contains("no list of accounts"), "{reason}");
    }
    let scanned = Scanned::new(of(surfaces), |seen, _| match seen.parameter("startAt").as_deref() {
        Some("0") => answer(&json!([{"accountId": ADA}])),
        _ => with(403, &[], "{}"),
    })
    .await;
    for surface in asking {
        assert_eq!(scanned.standing(surface), "partial");
    }
}

/// The count is bounded, its account quoted, and only those whom the site knows are asked about.
#[tokio::test]
async fn issues_are_counted_for_suspects_of_this_site() {
    let how = suspecting(&["jira.users", "jira.activity"], &[ROBOT, BEN]);
    let scanned = Scanned::new(how, |seen, _| match seen.path() {
        "/rest/api/3/users/search" if seen.parameter("startAt").as_deref() == Some("0") => {
            answer(&json!([{"accountId": ROBOT, "accountType": "atlassian"}, {"accountId": ADA}]))
        }
        "/rest/api/3/users/search" => answer(&json!([])),
        _ => answer(&json!({"count": 153})),
    })
    .await;
    let asked = scanned.asked(COUNT);
    let body: Value = serde_json::from_str(&asked[0].body).unwrap();
    assert_eq!(body, json!({"jql": format!("creator = \"{ROBOT}\" AND created >= -90d")}));
    assert_eq!((asked.len(), scanned.standing("jira.activity")), (1, "complete"));
    let kept = &scanned.records(record::ACTIVITY)[0];
    assert_eq!(kept.key, format!("{ROBOT}/issues created"));
    let wanted = json!({
        "accountId": ROBOT, "product": "jira", "what": "issues created", "days": 90, "count": 153,
    });
    assert_eq!(kept.body, wanted);
}

#[tokio::test]
async fn a_refusal_at_the_first_account_is_one_of_the_surface() {
    let how = suspecting(&["jira.activity", "confluence.activity", "confluence.content"], &[ROBOT, BEN, ADA]);
    let scanned = Scanned::new(how, |seen, _| match seen.path().starts_with("/wiki/") {
        true => with(404, &[], "{}"),
        false => with(403, &[], "{}"),
    })
    .await;
    assert_eq!(scanned.standing("jira.activity"), "denied");
    for surface in ["confluence.activity", "confluence.content"] {
        assert_eq!(scanned.standing(surface), "absent", "{surface}");
        let reason = scanned.coverage(surface).reason;
        assert!(reason.contains("may not see it"), "{reason}");
    }
    assert_eq!(scanned.server.count(), 3);
}

/// A question that is refused for one account is no answer about the others.
#[tokio::test]
async fn an_account_that_is_not_understood_is_a_gap() {
    let how = suspecting(&["jira.activity"], &[ADA, BEN, ROBOT]);
    let scanned = Scanned::new(how, |seen, _| match seen.body.contains(ADA) {
        true => with(400, &[], "{}"),
        false => answer(&json!({"count": 1})),
    })
    .await;
    assert_eq!(scanned.standing("jira.activity"), "partial");
    assert_eq!(scanned.records(record::ACTIVITY).len(), 2);
}

static MANY: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let id = |at: u32| -> &'static str { format!("712020:b0700000-0000-4000-8000-{at:012}").leak() };
    (0..201).map(id).collect()
});

/// The number of accounts asked about has a limit, and what is beyond it is said.
#[tokio::test]
async fn two_hundred_are_asked_about_and_the_rest_is_a_gap() {
    let how = suspecting(&["jira.activity"], &MANY);
    let scanned = Scanned::new(how, |_, _| answer(&json!({"count": 0}))).await;
    assert_eq!((scanned.server.count(), scanned.standing("jira.activity")), (200, "partial"));
    let reason = scanned.coverage("jira.activity").reason;
    assert!(reason.contains("201 accounts look like robots; only the first 200"), "{reason}");
}

/// Confluence is asked whom it knows, then counts for those alone; no text of a page is asked for.
#[tokio::test]
async fn confluence_counts_for_those_it_knows() {
    let how = suspecting(&["confluence.activity"], &[ROBOT, BEN]);
    let scanned = Scanned::new(how, |seen, _| match seen.path() {
        BULK => answer(&json!({"results": [
            {"accountId": ROBOT, "accountStatus": "closed", "email": "", "displayName": "Former user"},
        ]})),
        _ => answer(&json!({"results": [], "totalSize": 12})),
    })
    .await;
    assert_eq!(scanned.standing("confluence.activity"), "complete");
    let bulk: Value = serde_json::from_str(&scanned.asked(BULK)[0].body).unwrap();
    assert_eq!(bulk, json!({"accountIds": [ROBOT, BEN]}));
    let searched = scanned.asked(SEARCH);
    assert_eq!(searched.len(), 1);
    let wanted = format!("contributor = \"{ROBOT}\" and lastmodified >= now(\"-90d\")");
    assert_eq!(searched[0].parameter("cql"), Some(wanted));
    assert_eq!(searched[0].parameter("limit").as_deref(), Some("1"));
    assert_eq!(searched[0].parameter("excerpt").as_deref(), Some("none"));
    assert_eq!(scanned.records(record::ACTIVITY)[0].body["count"], 12);
    assert_eq!(scanned.keys(record::CONFLUENCE_USER), [ROBOT]);
}

/// What was written lately is asked only of those who ever wrote.
#[tokio::test]
async fn content_is_counted_ever_and_lately() {
    let how = suspecting(&["confluence.content"], &[ROBOT, BEN]);
    let scanned = Scanned::new(how, |seen, _| {
        let cql = seen.parameter("cql").unwrap();
        answer(&json!({"totalSize": if cql.contains(BEN) { 0 } else if cql.contains("lastmodified") { 3 } else { 40 }}))
    })
    .await;
    let asked: Vec<_> = scanned.asked(SEARCH).iter().filter_map(|seen| seen.parameter("cql")).collect();
    let ever = |id| format!("creator = \"{id}\" and type in (page,blogpost)");
    assert_eq!(asked.len(), 3);
    assert!(asked.contains(&ever(ROBOT)) && asked.contains(&ever(BEN)), "{asked:?}");
    assert_eq!(asked[2], format!("{} and lastmodified >= now(\"-90d\")", ever(ROBOT)));
    let bodies: Vec<Value> = scanned.records(record::CONTENT_COUNT).into_iter().map(|r| r.body).collect();
    assert!(
        bodies.contains(&json!({"accountId": ROBOT, "type": "page,blogpost", "count": 40})),
        "{bodies:?}"
    );
    assert!(
        bodies.contains(&json!({"accountId": ROBOT, "type": "page,blogpost", "days": 90, "count": 3})),
        "{bodies:?}"
    );
}

#[tokio::test]
async fn through_the_gateway_each_product_has_its_own_path() {
    let surfaces = &["jira.activity", "confluence.content"];
    let how = How { access: "gateway", ..suspecting(surfaces, &[ROBOT]) };
    let scanned = Scanned::new(how, |_, _| answer(&json!({"count": 1, "totalSize": 0}))).await;
    let mut paths: Vec<String> = scanned.server.seen().iter().map(|seen| seen.path().to_owned()).collect();
    paths.sort();
    assert_eq!(paths, [format!("/ex/confluence/{CLOUD}{SEARCH}"), format!("/ex/jira/{CLOUD}{COUNT}")]);
}

/// A look whether the surfaces answer asks about one account.
#[tokio::test]
async fn a_probe_asks_about_one_account() {
    let surfaces = &["jira.activity", "confluence.content"];
    let how = How { probing: true, ..suspecting(surfaces, &[ROBOT, BEN, ADA]) };
    let scanned = Scanned::new(how, |_, _| answer(&json!({"count": 1, "totalSize": 0}))).await;
    assert_eq!(scanned.server.count(), 2);
}
