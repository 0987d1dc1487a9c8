//! Accounts, joined by id over every place that shows them.

use serde_json::json;
use touchpoint::estate::{Account, AccountId, Source, State};

use crate::case::*;

fn account(case: &Case, id: &str) -> Account {
    case.estate().accounts[&AccountId::new(id)].clone()
}

/// `accountStatus` is the account, `membershipStatus` its place in one directory, `status` both together.
#[test]
fn every_combination_of_states_is_one_state() {
    use State::*;
    for (account_status, status, membership, wanted) in [
        (json!("active"), json!("active"), json!("active"), Active),
        (json!("active"), json!("not_invited"), json!("no_membership"), Active),
        (json!("active"), json!("suspended"), json!("suspended"), Suspended),
        (json!("active"), json!("active"), json!("suspended"), Suspended),
        (json!("active"), json!("suspended"), json!(null), Suspended),
        (json!("active"), json!("deactivated"), json!("active"), Deactivated),
        (json!("active"), json!("for_deletion"), json!("active"), Deactivated),
        (json!("inactive"), json!("active"), json!("active"), Deactivated),
        (json!("inactive"), json!("deactivated"), json!("suspended"), Deactivated),
        (json!("INACTIVE"), json!(null), json!(null), Deactivated),
        (json!("closed"), json!("deactivated"), json!("no_membership"), Deleted),
        (json!("closed"), json!("active"), json!("active"), Deleted),
        (json!(null), json!("active"), json!(null), Active),
        (json!(null), json!(null), json!("suspended"), Suspended),
        (json!(null), json!(null), json!("active"), Unknown),
        (json!("something-new"), json!("something-new"), json!("something-new"), Unknown),
        (json!(7), json!([]), json!({}), Unknown),
    ] {
        let change = json!({
            "accountStatus": account_status, "status": status, "membershipStatus": membership,
        });
        let case = Case::new().user(with(person(ADA, "Ada Example"), change.clone()));
        assert_eq!(account(&case, ADA).state, wanted, "{change}");
    }
}

#[test]
fn the_directory_goes_before_jira_and_the_difference_is_told() {
    let inactive =
        with(jira_user(ADA, "A. Example"), json!({"active": false, "emailAddress": "other@acme.example"}));
    let case = Case::new().user(person(ADA, "Ada Example")).jira(inactive);
    for case in [case.clone(), case.reversed()] {
        let ada = account(&case, ADA);
        assert_eq!(ada.state, State::Active);
        assert_eq!(
            ada.conflicts,
            [
                "the organisation's directory says active, Jira says deactivated; the former counts",
                "the organisation's directory says ada.example@acme.example, Jira says other@acme.example; \
                 the former counts"
            ]
        );
        assert_eq!(
            (ada.name.as_deref(), ada.email.as_deref()),
            (Some("Ada Example"), Some("ada.example@acme.example"))
        );
        assert_eq!(ada.account_type.as_deref(), Some("atlassian"));
        assert!(ada.sources.contains(&Source::Directory) && ada.sources.contains(&Source::Jira));
    }
    let note = Case::new()
        .user(person(ADA, "Ada Example"))
        .jira(with(jira_user(ADA, "x"), json!({"active": false})));
    let row = note.assess().accounts.remove(0);
    assert!(row.reasons.last().unwrap().starts_with("note: the organisation's directory says"), "{row:?}");
}

/// Whoever is active at one site of several is active.
#[test]
fn two_sites_may_differ() {
    let off = with(jira_user(ADA, "Ada Example"), json!({"active": false}));
    let at = |case: Case, site: &str, user| case.raw_at("jira.users", site, "user.jira", ADA, user);
    let case = at(at(Case::new(), "one.example", off.clone()), "two.example", jira_user(ADA, "Ada Example"));
    for case in [case.clone(), case.reversed()] {
        assert_eq!(account(&case, ADA).state, State::Active);
        assert!(account(&case, ADA).conflicts.is_empty());
    }
    let nowhere = at(at(Case::new(), "one.example", off.clone()), "two.example", off);
    assert_eq!(account(&nowhere, ADA).state, State::Deactivated);
}

#[test]
fn two_directories_add_up() {
    let elsewhere = with(
        suspended(person(ADA, "Ada Example")),
        json!({
            "platformRoles": ["atlassian/org-admin"],
            "productAccess": [{"key": "confluence", "lastActiveTimestamp": ago(5)}],
            "groups": [{"name": "admins"}],
        }),
    );
    let case = Case::new().user(elsewhere).user(person(ADA, "Ada Example"));
    for case in [case.clone(), case.reversed()] {
        let ada = account(&case, ADA);
        assert_eq!((ada.state, ada.org_admin), (State::Active, Some(true)));
        let products: Vec<&str> = ada.seats.as_ref().unwrap().keys().map(String::as_str).collect();
        assert_eq!(products, ["confluence", "jira"]);
        assert_eq!(ada.last_active.map(touchpoint::snapshot::rfc3339), Some(ago(1)));
        assert!(ada.groups.contains("admins"));
    }
}

/// What the profile holds helps to tell people from dummies; of the time zone Jira knows too.
#[test]
fn the_profile_is_told() {
    let profile = json!({"department": "Botany", "timeZone": "Asia/Tokyo", "emailVerified": false});
    let case = Case::new().user(with(person(ADA, "Ada Example"), profile)).jira(jira_user(ADA, "Ada"));
    for case in [case.clone(), case.reversed()] {
        let ada = account(&case, ADA);
        assert_eq!((ada.department.as_deref(), ada.email_verified), (Some("Botany"), Some(false)));
        assert_eq!(ada.time_zone.as_deref(), Some("Asia/Tokyo"));
        assert!(ada.conflicts.is_empty(), "a time zone may differ from product to product");
    }
    let jira = account(&Case::new().user(person(ADA, "Ada Example")).jira(jira_user(ADA, "Ada")), ADA);
    assert_eq!(jira.time_zone.as_deref(), Some("Europe/Berlin"));
    assert_eq!((jira.department, jira.email_verified), (None, None));
    let strange = json!({"department": 7, "timeZone": "", "emailVerified": "yes"});
    let strange = account(&Case::new().user(with(person(ADA, "Ada Example"), strange)), ADA);
    assert_eq!((strange.department, strange.time_zone, strange.email_verified), (None, None, None));
}

#[test]
fn a_former_user_is_deleted_and_a_person_called_so_is_not() {
    let former = with(jira_user(ADA, "Former user"), json!({"active": false}));
    assert_eq!(account(&Case::new().jira(former.clone()), ADA).state, State::Deleted);
    let with_mail = with(former.clone(), json!({"emailAddress": "former.user@acme.example"}));
    assert_eq!(account(&Case::new().jira(with_mail), ADA).state, State::Deactivated);
    let active = with(former.clone(), json!({"active": true}));
    assert_eq!(account(&Case::new().jira(active), ADA).state, State::Active);
    let silent = with(former, json!({"active": null}));
    assert_eq!(account(&Case::new().jira(silent), ADA).state, State::Unknown);
}

/// Corrupted records share one id: they are nobody, not one person with the rules of all.
#[test]
fn the_id_unknown_is_never_joined_on() {
    let broken = |at: &str| json!({"accountId": "unknown", "displayName": at, "active": false});
    let owned = with(
        rule("Close stale issues"),
        json!({
            "authorAccountId": "unknown", "actor": {"type": "ACCOUNT_ID", "actor": "unknown"},
        }),
    );
    let case = Case::new()
        .raw("jira.users", "user.jira", "row 1", broken("one"))
        .raw("jira.users", "user.jira", "row 2", broken("two"))
        .raw("org.users", "user.directory", "row 3", with(person("unknown", "three"), json!({})))
        .rule(owned)
        .token(token("t-1", "unknown", "mine"));
    let estate = case.estate();
    assert!(!estate.accounts.contains_key(&AccountId::new("unknown")));
    assert!(estate.bindings.iter().all(|binding| binding.who.account().is_none()), "{:?}", estate.bindings);
    assert_eq!(estate.gaps.len(), 3, "{:?}", estate.gaps);
}

#[test]
fn a_record_without_an_id_is_a_gap() {
    let case = Case::new()
        .user(json!({"name": "Nobody"}))
        .jira(json!("not even an object"))
        .service(json!({"id": "sa-1", "displayName": "x"}));
    let estate = case.estate();
    assert!(estate.accounts.is_empty());
    assert_eq!(estate.gaps.len(), 3);
    assert!(estate.gaps.iter().all(|gap| gap.at.starts_with("page ")), "{:?}", estate.gaps);
}

#[test]
fn service_accounts_are_joined_by_the_id_they_have_elsewhere() {
    let app = with(jira_user(SERVICE, "culture spark"), json!({"accountType": "app", "appType": "service"}));
    let case = Case::new().service(service_account(SERVICE)).jira(app);
    let estate = case.estate();
    assert_eq!(estate.accounts.len(), 1);
    assert!(account(&case, SERVICE).listed_service_account);
    for (status, wanted) in [
        ("active", State::Active),
        ("ENABLED", State::Active),
        ("deactivated", State::Deactivated),
        ("deleted", State::Deleted),
        ("something-new", State::Unknown),
    ] {
        let listed = with(service_account(SERVICE), json!({"status": status}));
        assert_eq!(account(&Case::new().service(listed), SERVICE).state, wanted, "{status}");
    }
}

/// A token knows its holder by id, by address, or not at all.
#[test]
fn holders_of_tokens_are_found() {
    let by_mail = with(token("t-1", ADA, "mine"), json!({"user": {"email": "Ada.Example@ACME.example"}}));
    let case = Case::new().user(person(ADA, "Ada Example")).token(by_mail.clone());
    assert_eq!(super::holders(&case.estate()), [("holder", ADA.to_owned())]);
    let stranger = Case::new().token(by_mail);
    assert_eq!(super::holders(&stranger.estate()), [("holder", "Ada.Example@ACME.example".to_owned())]);
    let nobody = Case::new().token(with(token("t-1", ADA, "mine"), json!({"user": null})));
    assert_eq!(super::holders(&nobody.estate()), [("holder", "(unknown)".to_owned())]);
    let named = json!({"user": {"id": ADA, "name": "Ada Example", "email": "ada@acme.example"}});
    let only_there = Case::new().token(with(token("t-1", ADA, "mine"), named));
    let ada = account(&only_there, ADA);
    assert_eq!((ada.title(), ada.state), ("Ada Example", State::Unknown));
}
