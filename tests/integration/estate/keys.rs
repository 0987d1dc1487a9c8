//! Keys of the organisation and credentials of service accounts, whatever their shape.

use serde_json::{Value, json};
use touchpoint::estate::{AccountId, KeyForm, Kind, When};

use crate::case::*;

const CREDENTIALS: &str = "org.service-account-credentials";

fn key(change: Value) -> Value {
    with(org_key("k-1", ADA, "SCIM bridge"), change)
}

#[test]
fn a_key_is_its_makers() {
    let named = json!({"createdBy": {"id": ADA, "name": "Ada Example", "email": "ada@acme.example"}});
    let estate = Case::new().org_key(key(named)).estate();
    assert_eq!(super::holders(&estate), [("author", ADA.to_owned())]);
    assert_eq!(estate.accounts[&AccountId::new(ADA)].title(), "Ada Example");
    let touchpoint = &estate.touchpoints[0];
    assert_eq!((touchpoint.kind, touchpoint.native_id.as_str()), (Kind::OrgApiKey, "k-1"));
    assert_eq!((touchpoint.name.as_str(), touchpoint.state.as_str()), ("SCIM bridge", "active"));
    let facts = touchpoint.key().unwrap();
    assert_eq!(facts.form, KeyForm::OrgKey);
    assert_eq!(facts.scopes.as_deref(), Some(["read:directories:admin".to_owned()].as_slice()));

    let by_mail = key(json!({"createdBy": {"email": "Ada.Example@ACME.example"}}));
    let known = Case::new().user(person(ADA, "Ada Example")).org_key(by_mail.clone());
    assert_eq!(super::holders(&known.estate()), [("author", ADA.to_owned())]);
    let stranger = Case::new().org_key(by_mail);
    assert_eq!(super::holders(&stranger.estate()), [("author", "Ada.Example@ACME.example".to_owned())]);
}

/// Nothing hangs on an account then, so there is no row; the key stays, and what is missing is told.
#[test]
fn a_key_of_nobody_is_kept_without_a_holder() {
    for maker in [json!(null), json!("Ada"), json!({}), json!({"id": "unknown"}), json!({"id": 7})] {
        let mut body = key(json!({}));
        body["createdBy"] = maker.clone();
        let estate = Case::new().org_key(body).estate();
        assert_eq!((estate.touchpoints.len(), estate.bindings.len()), (1, 0), "{maker}");
        let reasons: Vec<&str> = estate.gaps.iter().map(|gap| gap.reason.as_str()).collect();
        assert_eq!(reasons, ["Organisation API key \"SCIM bridge\" does not say who made it"], "{maker}");
        assert!(estate.accounts.is_empty());
    }
}

#[test]
fn a_key_that_is_over_says_so() {
    for (change, state, gaps) in [
        (json!({"expiresAt": ago(0)}), "expired", 0),
        (json!({"expiresAt": ago(-1)}), "active", 0),
        (json!({"status": "REVOKED"}), "revoked", 0),
        (json!({"status": "something-new"}), "something-new", 1),
    ] {
        let estate = Case::new().org_key(key(change)).estate();
        assert_eq!(estate.touchpoints[0].state, state);
        assert_eq!(estate.gaps.len(), gaps);
        assert_eq!(estate.touchpoints[0].is_live(), state == "active");
    }
}

#[test]
fn what_is_damaged_in_a_key_is_not_known() {
    let mut damaged = json!({"id": 17, "createdBy": {"id": ADA}});
    damaged["label"] = Value::Null;
    damaged["expiresAt"] = json!({"day": 3});
    damaged["lastActiveAt"] = json!(true);
    damaged["scopes"] = json!("all");
    let estate = Case::new().raw("org.api-keys", "org-key", "row 1", damaged).estate();
    let touchpoint = &estate.touchpoints[0];
    assert_eq!((touchpoint.native_id.as_str(), touchpoint.name.as_str()), ("17", "(a key without a label)"));
    let facts = touchpoint.key().unwrap();
    assert_eq!((facts.expires, facts.last_used, &facts.scopes), (When::Unsaid, When::Unsaid, &None));
    assert_eq!(estate.gaps.len(), 2);
    let nothing = Case::new().raw("org.api-keys", "org-key", "row 1", json!("not even an object")).estate();
    assert_eq!(nothing.touchpoints[0].native_id, "row 1");
}

/// What these replies look like is written nowhere.
#[test]
fn a_credential_is_its_service_accounts_however_it_says_so() {
    let plain = |change: Value| {
        with(with(credential("c-1", SERVICE, "sync"), json!({"serviceAccount": null})), change)
    };
    for told in [
        json!({"serviceAccount": {"id": SERVICE}}),
        json!({"serviceAccount": {"id": "sa-1"}}),
        json!({"serviceAccount": {"id": "sa-1", "atlassianId": SERVICE}}),
        json!({"serviceAccount": "sa-1"}),
        json!({"serviceAccountId": "sa-1"}),
        json!({"serviceAccountId": SERVICE}),
        json!({"user": {"id": SERVICE, "orgId": "o-1"}}),
        json!({"atlassianId": SERVICE}),
        json!({"accountId": SERVICE}),
        json!({"owner": {"accountId": SERVICE}}),
    ] {
        let case = Case::new().service(service_account(SERVICE)).credential(plain(told.clone()));
        assert_eq!(super::holders(&case.estate()), [("holder", SERVICE.to_owned())], "{told}");
    }
    for untold in [json!({}), json!({"serviceAccountId": "sa-2"}), json!({"user": {"id": "unknown"}})] {
        let case = Case::new().service(service_account(SERVICE)).credential(plain(untold.clone()));
        let estate = case.estate();
        assert_eq!((estate.touchpoints.len(), estate.bindings.len()), (1, 0), "{untold}");
        assert!(estate.gaps[0].reason.ends_with("does not say whose it is"), "{untold}");
    }
}

#[test]
fn tokens_and_clients_are_told_apart() {
    let client = json!({
        "clientId": "cl-1", "name": "Warehouse", "createdAt": 1_763_149_545_609_i64,
        "updatedAt": 1_763_149_545_609_i64, "status": "ACTIVE", "serviceAccountId": "sa-1",
    });
    let case = Case::new()
        .service(service_account(SERVICE))
        .credential(credential("c-1", SERVICE, "sync"))
        .raw(CREDENTIALS, "oauth-client", "cl-1", client);
    let estate = case.estate();
    let mut forms: Vec<_> = estate
        .touchpoints
        .iter()
        .map(|one| (one.name.as_str(), one.key().unwrap().form, one.state.as_str()))
        .collect();
    forms.sort_by_key(|form| form.0);
    assert_eq!(forms, [("Warehouse", KeyForm::OauthClient, "active"), ("sync", KeyForm::Token, "active")]);
    // Clients tell neither expiry nor use, which says nothing of this one.
    let warehouse = estate.touchpoints.iter().find(|one| one.name == "Warehouse").unwrap().key().unwrap();
    assert_eq!((warehouse.expires, warehouse.last_used), (When::Unsaid, When::Unsaid));
    assert_eq!(warehouse.created.unwrap().format("%Y").to_string(), "2025");
    assert!(estate.bindings.iter().all(|binding| binding.who.account().unwrap().as_str() == SERVICE));
}

#[test]
fn either_name_of_a_time_is_read() {
    let change = json!({"expiresAt": null, "lastActiveAt": null, "expiry": ago(-20), "lastAccess": ago(5)});
    let estate = Case::new().credential(with(credential("c-1", SERVICE, "sync"), change)).estate();
    let facts = estate.touchpoints[0].key().unwrap();
    let when = |when: When| when.at().map(touchpoint::snapshot::rfc3339);
    assert_eq!((when(facts.expires), when(facts.last_used)), (Some(ago(-20)), Some(ago(5))));
}

/// Pages come in any order, and rows of one list change between two pages.
#[test]
fn the_order_of_the_pages_changes_nothing() {
    let case = Case::new()
        .service(service_account(SERVICE))
        .user(person(ADA, "Ada Example"))
        .org_key(key(json!({})))
        .org_key(org_key("k-2", BEN, "Audit"))
        .credential(credential("c-1", SERVICE, "sync"))
        .credential(credential("c-2", SERVICE, "load"));
    let rows = |case: &Case| serde_json::to_value(case.assess()).unwrap()["touchpoints"].clone();
    assert_eq!(rows(&case).as_array().unwrap().len(), 4);
    assert_eq!(rows(&case), rows(&case.clone().reversed()));
    let twice = case.org_key(key(json!({"label": "SCIM"}))).estate();
    assert_eq!(twice.touchpoints.len(), 4);
    assert!(twice.gaps.iter().any(|gap| gap.reason.contains("occurs twice")), "{:?}", twice.gaps);
}
