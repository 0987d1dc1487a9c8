//! Filters, their subscriptions, and dashboards.

use serde_json::{Value, json};
use touchpoint::estate::{Estate, Kind, Touchpoint, When};
use touchpoint::snapshot::record;

use super::{reasons, rows};
use crate::case::*;

fn read(filter: Value) -> Estate {
    let key = filter["id"].as_str().unwrap_or("(no id)").to_owned();
    Case::new().raw("jira.filters", record::FILTER, &key, filter).estate()
}

fn dashboard(id: &str, name: &str) -> Value {
    json!({
        "id": id, "name": name, "popularity": 2, "view": format!("https://{SITE}/jira/dashboards/{id}"),
        "owner": {"accountId": CY, "displayName": "Cy Example", "active": true, "key": "", "name": ""},
        "sharePermissions": [{"type": "loggedin"}], "editPermissions": [], "systemDashboard": false,
    })
}

fn one(estate: &Estate, kind: Kind) -> &Touchpoint {
    estate.touchpoints.iter().find(|touchpoint| touchpoint.kind == kind).unwrap()
}

#[test]
fn a_filter_belongs_to_its_owner_and_a_subscription_to_whoever_set_it_up() {
    let subscriptions = json!([
        {"id": 7, "user": jira_user(ADA, "Ada Example"), "group": null},
        {"id": 8, "user": jira_user(ADA, "Ada Example"), "group": {"name": "ops", "groupId": "g-1"}},
        {"id": 9, "user": jira_user(CY, "Cy Example"), "group": {"groupId": "g-2"}},
    ]);
    let estate = read(with(filter("10001", "Open bugs"), json!({"subscriptions": subscriptions})));
    assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
    let row = |kind: &str, container: &str, state: &str, role: &str, who: &str| {
        [kind, "Open bugs", container, state, role, who].map(str::to_owned)
    };
    assert_eq!(
        rows(&estate),
        [
            row("filter", "", "shared", "owner", BEN),
            row("filter-subscription", "", "active", "owner", ADA),
            row("filter-subscription", "", "active", "recipient", ADA),
            row("filter-subscription", "g-2", "active", "owner", CY),
            row("filter-subscription", "ops", "active", "owner", ADA),
        ]
    );
    let touchpoint = one(&estate, Kind::Filter);
    assert_eq!(touchpoint.native_id, format!("{CLOUD}/10001"));
    assert_eq!((touchpoint.product.as_str(), touchpoint.site.as_str()), ("jira", SITE));
    assert_eq!(touchpoint.link.as_deref(), Some(format!("https://{SITE}/issues/?filter=10001").as_str()));
    // What the scrubber took out of the address is the filter's own id.
    let old = with(filter("1", "Mine"), json!({"viewUrl": format!("https://{SITE}/browse/filter/1")}));
    assert!(one(&read(old), Kind::Filter).link.as_ref().unwrap().ends_with("/browse/filter/1"));
    let facts = touchpoint.shared().unwrap();
    assert_eq!((facts.shared, facts.favourites), (Some(true), Some(0)));
    assert!(matches!(facts.last_used, When::At(_)));
    let mails = one(&estate, Kind::FilterSubscription).subscription().unwrap();
    assert_eq!(mails.filter, touchpoint.id);
    // Its owner is learnt of on the way.
    assert_eq!(estate.accounts.values().filter(|account| account.name.is_some()).count(), 3);
}

#[test]
fn a_thing_is_private_where_it_is_shared_with_nobody() {
    for (change, state, shared) in [
        (json!({"sharePermissions": []}), "private", Some(false)),
        (json!({"sharePermissions": [], "editPermissions": [{"type": "user"}]}), "shared", Some(true)),
        (json!({"sharePermissions": [{"type": "a new type"}]}), "shared", Some(true)),
        (json!({"sharePermissions": null, "editPermissions": null}), "unknown", None),
        (json!({"sharePermissions": "all", "editPermissions": []}), "unknown", None),
    ] {
        let estate = read(with(filter("1", "Mine"), change.clone()));
        let touchpoint = one(&estate, Kind::Filter);
        assert_eq!(
            (touchpoint.state.as_str(), touchpoint.shared().unwrap().shared),
            (state, shared),
            "{change}"
        );
        assert_eq!(estate.gaps.len(), usize::from(shared.is_none()), "{change}: {:?}", estate.gaps);
    }
}

/// An empty time is "not since Jira began to note it", not never.
#[test]
fn when_a_filter_was_used_may_be_untold() {
    let used = |value: Value| {
        let mut body = filter("1", "Mine");
        body["approximateLastUsed"] = value;
        let estate = read(body);
        (one(&estate, Kind::Filter).shared().unwrap().last_used, estate.gaps.len())
    };
    assert_eq!(used(Value::Null), (When::Omitted, 0));
    assert_eq!(used(json!("some day")), (When::Unsaid, 1));
    assert!(matches!(used(json!("2026-03-01T13:15:00.000+0000")), (When::At(_), 0)));
    let estate = read(with(filter("1", "Mine"), json!({"approximateLastUsed": null})));
    assert_eq!(one(&estate, Kind::Filter).shared().unwrap().last_used, When::Unsaid);
}

/// A reply may say anything; a reader of the report is only sent to the site itself.
#[test]
fn a_link_leads_to_the_site_or_nowhere() {
    for page in [
        json!("https://evil.example/issues/?filter=1"),
        json!(format!("https://{SITE}.evil.example/issues")),
        json!(format!("https://{SITE}:8443/issues")),
        json!(format!("https://{SITE}@evil.example/")),
        json!("javascript:alert(1)"),
        json!(format!("https://{SITE}/issues/?filter=1&jql=x")),
        json!("/issues/?filter=1"),
        json!(7),
        json!(null),
    ] {
        let estate = read(with(filter("1", "Mine"), json!({"viewUrl": page})));
        // What the reply says is not handed on; where the page is, is known without it.
        let known = format!("https://{SITE}/issues/?filter=1");
        assert_eq!(one(&estate, Kind::Filter).link, Some(known), "{page}");
    }
}

#[test]
fn a_damaged_filter_is_kept_and_bound_to_nobody() {
    for change in [
        json!({"owner": null}),
        json!({"owner": "Ben"}),
        json!({"owner": {}}),
        json!({"owner": {"accountId": "unknown", "displayName": "Former user"}}),
        json!({"owner": {"accountId": 7}}),
    ] {
        let estate = read(with(filter("1", "Mine"), change.clone()));
        assert_eq!((estate.touchpoints.len(), estate.bindings.len()), (1, 0), "{change}");
        assert_eq!(reasons(&estate), ["Filter \"Mine\" names no owner that can be told"], "{change}");
        assert!(estate.accounts.is_empty(), "{change}");
    }
    let estate = read(json!({}));
    assert_eq!(estate.touchpoints.len(), 1);
    assert_eq!(estate.touchpoints[0].name, "(a filter without a name)");
    let odd = json!([{}, {"id": "x", "user": null}, {"user": {"accountId": "unknown"}}, "text", null]);
    let estate = read(with(filter("1", "Mine"), json!({"subscriptions": odd})));
    assert_eq!((estate.touchpoints.len(), estate.bindings.len()), (6, 1));
    assert_eq!(estate.gaps.len(), 5);
    for odd in [json!(null), json!("none"), json!({"size": 0, "items": []})] {
        assert_eq!(read(with(filter("1", "Mine"), json!({"subscriptions": odd}))).touchpoints.len(), 1);
    }
}

#[test]
fn a_dashboard_belongs_to_its_owner_and_the_systems_own_to_nobody() {
    let case = |body: Value| Case::new().raw("jira.dashboards", record::DASHBOARD, "1", body).estate();
    let estate = case(dashboard("1", "Wall"));
    assert_eq!(rows(&estate), [["dashboard", "Wall", "", "shared", "owner", CY].map(str::to_owned)]);
    let touchpoint = &estate.touchpoints[0];
    assert_eq!(touchpoint.shared().unwrap().favourites, Some(2));
    assert_eq!(touchpoint.link.as_deref(), Some(format!("https://{SITE}/jira/dashboards/1").as_str()));
    assert!(estate.gaps.is_empty());
    let estate = case(with(dashboard("1", "System"), json!({"systemDashboard": true, "owner": null})));
    assert_eq!((estate.bindings.len(), estate.gaps.len()), (0, 0));
    let estate = case(with(dashboard("1", "Lost"), json!({"owner": null})));
    assert_eq!((estate.bindings.len(), estate.gaps.len()), (0, 1));
}

/// Ids are unique only within a site.
#[test]
fn two_sites_may_have_filters_of_one_id() {
    let estate = Case::new()
        .raw("jira.filters", record::FILTER, "1", filter("1", "Here"))
        .raw_at("jira.filters", "other.atlassian.example", record::FILTER, "1", filter("1", "There"))
        .estate();
    assert_eq!(estate.touchpoints.len(), 2);
    assert_ne!(estate.touchpoints[0].id, estate.touchpoints[1].id);
    assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
}
