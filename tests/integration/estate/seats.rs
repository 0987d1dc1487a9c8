//! Seats and groups: what Jira grants by a group, held against what the directory says.

use serde_json::{Value, json};
use touchpoint::estate::{Account, AccountId, Estate};
use touchpoint::snapshot::record;

use crate::case::*;

fn role(key: &str, groups: Value) -> Value {
    json!({
        "key": key, "name": key, "groups": ["users"], "groupDetails": groups, "numberOfSeats": 300,
        "remainingSeats": 20, "userCount": 280, "hasUnlimitedSeats": false,
    })
}

fn users() -> Value {
    json!([{"name": "users", "groupId": "g-1"}])
}

fn member(id: &str, change: Value) -> Value {
    let member =
        json!({"accountId": id, "accountType": "atlassian", "active": true, "displayName": "Somebody"});
    json!({"groupId": "g-1", "groupName": "users", "member": with(member, change)})
}

/// Jira's service management is granted to one member of a group.
fn granted(user: Option<Value>, member: Value) -> Case {
    let case = user.into_iter().fold(Case::new(), Case::user);
    case.raw("jira.seats", record::APPLICATION_ROLE, "jira-servicedesk", role("jira-servicedesk", users()))
        .raw("jira.seats", record::GROUP_MEMBER, "g-1/1", member)
}

fn account(estate: &Estate, id: &str) -> Account {
    estate.accounts[&AccountId::new(id)].clone()
}

#[test]
fn a_product_has_its_seats_and_groups() {
    let estate = granted(None, member(ADA, json!({}))).estate();
    let [role] = estate.context.application_roles.as_slice() else { panic!("one product") };
    assert_eq!((role.product.as_str(), role.site.as_str()), ("jira-service-management", SITE));
    assert_eq!((role.seats, role.remaining, role.users), (Some(300), Some(20), Some(280)));
    assert_eq!(role.groups.iter().collect::<Vec<_>>(), ["users"]);
}

#[test]
fn seats_without_limit_are_no_number() {
    let body = with(role("jira-core", json!(null)), json!({"hasUnlimitedSeats": true, "numberOfSeats": -1}));
    let estate = Case::new().raw("jira.seats", record::APPLICATION_ROLE, "jira-core", body).estate();
    let role = &estate.context.application_roles[0];
    assert_eq!((role.seats, role.remaining), (None, None));
    assert!(role.groups.contains("users"), "a group that is told by name alone");
}

/// Whom no directory shows, the groups tell of.
#[test]
fn a_group_grants_a_seat_to_whom_the_directory_does_not_show() {
    let ada = account(&granted(None, member(ADA, json!({}))).estate(), ADA);
    assert_eq!(ada.billed_seats().collect::<Vec<_>>(), ["jira-service-management"]);
    assert!(ada.seat_groups["jira-service-management"].contains("users"));
    assert!(ada.conflicts.is_empty() && ada.groups.contains("users"));
}

/// The directory counts, and that the two disagree is said.
#[test]
fn a_group_and_the_directory_may_disagree() {
    let ada = account(&granted(Some(person(ADA, "Ada Example")), member(ADA, json!({}))).estate(), ADA);
    assert_eq!(ada.billed_seats().collect::<Vec<_>>(), ["jira"]);
    assert_eq!(ada.conflicts.len(), 1);
    let access = json!({"productAccess": [{"key": "jira-service-desk"}]});
    let agreed = granted(Some(with(person(ADA, "Ada Example"), access)), member(ADA, json!({}))).estate();
    assert!(account(&agreed, ADA).conflicts.is_empty());
    let away = granted(Some(suspended(person(ADA, "Ada Example"))), member(ADA, json!({}))).estate();
    assert!(account(&away, ADA).conflicts.is_empty(), "its membership waits for it");
}

#[test]
fn who_cannot_be_billed_gets_no_seat_from_a_group() {
    for change in [
        json!({"active": false}),
        json!({"accountType": "app"}),
        json!({"accountType": "customer"}),
        json!({"accountType": null}),
        json!({"accountType": "something-new"}),
    ] {
        let ada = account(&granted(None, member(ADA, change.clone())).estate(), ADA);
        assert_eq!((ada.seats, ada.seat_groups.len()), (None, 0), "{change}");
    }
}

/// A corrupted member is nobody's, a list of users is no licence list, and nothing of it is lost without a word.
#[test]
fn damaged_members_and_products_are_gaps() {
    for body in [
        member("unknown", json!({})),
        member(ADA, json!({"accountId": null})),
        json!({"groupId": "g-1", "member": 7}),
        json!({"member": {"accountId": ADA}}),
        json!([]),
    ] {
        let estate = granted(None, body.clone()).estate();
        assert_eq!((estate.gaps.len(), estate.accounts.len()), (1, 0), "{body}");
    }
    let estate = Case::new()
        .raw("jira.seats", record::APPLICATION_ROLE, "x", json!({"groups": "users"}))
        .raw("jira.seats", record::LICENCE_COUNT, "all", json!({"product": null, "value": "about 1000"}))
        .estate();
    assert_eq!((estate.gaps.len(), estate.context.licence_counts.len()), (2, 0));
    let listed = Case::new().jira(jira_user(ADA, "Ada Example")).estate();
    assert_eq!(account(&listed, ADA).seats, None);
}

/// The count comes as a text.
#[test]
fn users_are_counted_over_all_and_by_product() {
    let count = |product: Value, value: Value| json!({"product": product, "value": value});
    let estate = Case::new()
        .raw("jira.seats", record::LICENCE_COUNT, "all", count(json!(null), json!("1000")))
        .raw("jira.seats", record::LICENCE_COUNT, "jira-software", count(json!("jira-software"), json!(115)))
        .estate();
    let counts: Vec<_> =
        estate.context.licence_counts.iter().map(|count| (count.product.as_deref(), count.users)).collect();
    assert_eq!(counts, [(None, 1000), (Some("jira"), 115)]);
}

#[test]
fn groups_of_administrators_are_told_by_the_names_atlassian_gives_them() {
    let administers = |group: &str| {
        let body = with(member(ADA, json!({})), json!({"groupName": group}));
        let estate = Case::new().raw("jira.seats", record::GROUP_MEMBER, "g-1/1", body).estate();
        account(&estate, ADA).admin_of.into_iter().next().unwrap_or_default()
    };
    for (group, wanted) in [
        ("org-admins", "the organisation, by the group \"org-admins\""),
        ("Site-Admins", "the site, by the group \"Site-Admins\""),
        ("jira-admins-acme", "jira, by the group \"jira-admins-acme\""),
        ("jira-administrators", "jira, by the group \"jira-administrators\""),
        ("confluence-admins-acme", "confluence, by the group \"confluence-admins-acme\""),
        ("jira-software-users-acme", ""),
        ("jira-adminstuff", ""),
        ("friends-of-site-admins", ""),
    ] {
        assert_eq!(administers(group), wanted);
    }
}

#[test]
fn apps_say_whether_they_are_switched_on_or_are_not_taken_for_it() {
    let app = json!({
        "key": "com.acme.ci", "name": "Jenkins for Jira", "enabled": true, "userInstalled": true,
        "vendor": {"name": "Invented Ltd"},
    });
    let read = |change: Value| {
        let body = with(app.clone(), change);
        Case::new().raw("confluence.apps", record::APP, "com.acme.ci", body).estate()
    };
    for (change, enabled, gaps) in [
        (json!({}), true, 0),
        (json!({"enabled": false, "vendor": null}), false, 0),
        (json!({"enabled": null, "vendor": "Invented Ltd"}), false, 1),
        (json!({"userInstalled": null}), true, 1),
        (json!({"key": 7, "name": null, "enabled": "yes"}), false, 1),
    ] {
        let estate = read(change.clone());
        let app = &estate.context.apps[0];
        assert_eq!((app.enabled, estate.gaps.len()), (enabled, gaps), "{change}: {:?}", estate.gaps);
        assert_eq!((app.product.as_str(), app.key.as_str()), ("confluence", "com.acme.ci"));
    }
}
