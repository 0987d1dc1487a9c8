//! What sources say of the same fact: the stronger one counts, and a real contradiction is shown.

use serde_json::{Value, json};
use touchpoint::estate::{Account, AccountId, State};
use touchpoint::snapshot::record;

use crate::case::*;

fn account(case: &Case, id: &str) -> Account {
    case.estate().accounts[&AccountId::new(id)].clone()
}

fn ada() -> Case {
    Case::new().user(with(person(ADA, "Ada Example"), json!({"accountType": "atlassian"})))
}

fn in_jira(change: Value) -> Value {
    with(jira_user(ADA, "Ada Example"), change)
}

/// What is noted of an account of `case`, which must not depend on the order of the records.
fn conflicts(case: &Case, id: &str) -> Vec<String> {
    let (one, other) = (account(case, id), account(&case.clone().reversed(), id));
    assert_eq!(one.conflicts, other.conflicts);
    assert_eq!((&one.email, &one.account_type, one.state), (&other.email, &other.account_type, other.state));
    one.conflicts
}

#[test]
fn an_address_that_differs_is_told_and_one_that_is_hidden_is_not() {
    for (address, differs) in [
        (json!("other@acme.example"), true),
        (json!(" Ada.Example@ACME.example "), false),
        (json!(""), false),
        (json!("?"), false),
        (json!(null), false),
        (json!(7), false),
    ] {
        let case = ada().jira(in_jira(json!({"emailAddress": address})));
        let told = conflicts(&case, ADA);
        let wanted = "the organisation's directory says ada.example@acme.example, Jira says other@acme.example; \
                      the former counts";
        assert_eq!(told, if differs { vec![wanted] } else { vec![] }, "{address}");
        assert_eq!(account(&case, ADA).email.as_deref(), Some("ada.example@acme.example"), "{address}");
    }
    let held = with(token("t-1", ADA, "mine"), json!({"user": {"id": ADA, "email": "old@acme.example"}}));
    let told = conflicts(&ada().token(held), ADA);
    assert_eq!(told.len(), 1);
    assert!(told[0].ends_with("a rule or token says old@acme.example; the former counts"), "{told:?}");
}

#[test]
fn a_name_that_differs_is_no_contradiction() {
    let case = ada().jira(in_jira(json!({"displayName": "The Countess"})));
    assert!(conflicts(&case, ADA).is_empty());
    assert_eq!(account(&case, ADA).name.as_deref(), Some("Ada Example"));
}

/// The directory goes before Jira, and `unknown` says nothing.
#[test]
fn the_type_of_an_account_is_told_where_it_differs() {
    for (kind, told) in [
        (json!("customer"), Some("customer")),
        (json!("app"), Some("app")),
        (json!("something-new"), Some("something-new")),
        (json!("atlassian"), None),
        (json!("ATLASSIAN"), None),
        (json!("unknown"), None),
        (json!(null), None),
    ] {
        let case = ada().jira(in_jira(json!({"accountType": kind})));
        let wanted = told.map(|kind| {
            format!(
                "the organisation's directory says accountType atlassian, Jira says accountType {kind}; \
                 the former counts"
            )
        });
        assert_eq!(conflicts(&case, ADA), Vec::from_iter(wanted), "{kind}");
        assert_eq!(account(&case, ADA).account_type.as_deref(), Some("atlassian"), "{kind}");
    }
    let unreachable = Case::new().jira(in_jira(json!({"accountType": "unknown"})));
    assert_eq!(account(&unreachable, ADA).account_type.as_deref(), Some("unknown"));
}

#[test]
fn a_service_account_is_an_app_to_jira_and_nothing_else() {
    for (change, told) in [
        (json!({"accountType": "app", "appType": "service"}), None),
        (json!({"accountType": "app", "appType": "something-new"}), None),
        (json!({"accountType": "app"}), None),
        (json!({"accountType": "unknown"}), None),
        (json!({"accountType": "atlassian"}), Some("accountType atlassian")),
        (json!({"accountType": "customer"}), Some("accountType customer")),
        (json!({"accountType": "app", "appType": "agent"}), Some("appType agent")),
    ] {
        let user = with(jira_user(SERVICE, "culture spark"), change.clone());
        let case = Case::new().service(service_account(SERVICE)).jira(user);
        let wanted = told
            .map(|told| format!("the list of service accounts has it, Jira says {told}; the former counts"));
        assert_eq!(conflicts(&case, SERVICE), Vec::from_iter(wanted), "{change}");
        assert!(account(&case, SERVICE).listed_service_account);
    }
}

/// Two answers of one source: the same of them always counts, and that there is another one is told.
#[test]
fn two_sites_that_contradict_each_other_are_told() {
    let two = |one: Value, other: Value| {
        let at =
            |case: Case, site, change| case.raw_at("jira.users", site, "user.jira", ADA, in_jira(change));
        at(at(Case::new(), "one.example", one), "two.example", other)
    };
    let addresses = ["z@acme.example", "a@acme.example"].map(|address| json!({"emailAddress": address}));
    let [one, other] = addresses;
    for case in [two(one.clone(), other.clone()), two(other, one.clone())] {
        let wanted = "Jira says a@acme.example in one place and z@acme.example in another; the former counts";
        assert_eq!(conflicts(&case, ADA), [wanted]);
        assert_eq!(account(&case, ADA).email.as_deref(), Some("a@acme.example"));
    }
    assert!(conflicts(&two(one.clone(), json!({"emailAddress": "Z@acme.example"})), ADA).is_empty());
    assert!(conflicts(&two(one, json!({})), ADA).is_empty());

    let gone = json!({"active": false, "displayName": "Former user"});
    let told = conflicts(&two(gone, json!({})), ADA);
    assert_eq!(told, ["Jira says active in one place and deleted in another; the former counts"]);
    let kinds = [json!({"appType": "service"}), json!({"appType": "agent"})];
    let told = conflicts(&two(kinds[0].clone(), kinds[1].clone()), ADA);
    assert_eq!(
        told,
        ["Jira says appType agent in one place and appType service in another; the former counts"]
    );
    // The directory says the same as one of them, and who is active somewhere is active.
    let off = two(json!({"active": false}), json!({})).user(person(ADA, "Ada Example"));
    assert!(conflicts(&off, ADA).is_empty());
}

/// Whoever knows less does not contradict whoever knows more.
#[test]
fn a_state_that_says_less_is_no_contradiction() {
    let former = json!({"active": false, "displayName": "Former user"});
    let closed = json!({"accountStatus": "closed", "status": "deactivated"});
    let inactive = json!({"accountStatus": "inactive", "status": "deactivated"});
    let directory = |change: Value| Case::new().user(with(person(ADA, "Ada Example"), change));
    let away = || Case::new().user(suspended(person(ADA, "Ada Example")));
    let confluence = json!({"accountId": ADA, "accountStatus": "active", "displayName": "Ada Example"});
    let off = || in_jira(json!({"active": false}));
    for (case, state, conflicting) in [
        (away().jira(off()), State::Suspended, 0),
        (away().jira(in_jira(json!({}))), State::Suspended, 1),
        (
            away().raw("confluence.activity", record::CONFLUENCE_USER, ADA, confluence.clone()),
            State::Suspended,
            0,
        ),
        (directory(closed).jira(off()), State::Deleted, 0),
        (directory(inactive.clone()).jira(in_jira(former)), State::Deactivated, 1),
        (
            directory(inactive).raw("confluence.activity", record::CONFLUENCE_USER, ADA, confluence),
            State::Deactivated,
            1,
        ),
    ] {
        let told = conflicts(&case, ADA);
        assert_eq!((account(&case, ADA).state, told.len()), (state, conflicting), "{told:?}");
    }
}

/// A list without account ids is the weakest of all: what it says of an account does not displace what is known.
#[test]
fn a_list_that_knows_addresses_only_fills_in_what_nobody_else_says() {
    let listed = json!({
        "accountId": "ada.example@acme.example", "email": "ada.example@acme.example", "name": "Ada",
        "status": "active", "mfaEnabled": false, "jobTitle": "Unknown", "department": "Botany",
    });
    let ada = account(&ada().user(listed), ADA);
    assert_eq!((ada.mfa, ada.department.as_deref()), (Some(true), Some("Botany")));
    assert_eq!((ada.job_title.as_deref(), ada.name.as_deref()), (Some("Unknown"), Some("Ada Example")));
    assert!(ada.conflicts.is_empty());
}

/// One account that is told of in thousands of ways is told of in a few, and the same few in any order.
#[test]
fn contradictions_are_bounded() {
    let case = (0..3_000).fold(ada(), |case, at| {
        let address = format!("ada{at:04}@acme.example");
        let user = with(jira_user(ADA, "Ada Example"), json!({"emailAddress": address}));
        case.raw_at("jira.users", &format!("s{at}.example"), record::JIRA_USER, ADA, user)
    });
    let told = conflicts(&case, ADA);
    assert!((1..=12).contains(&told.len()), "{}", told.len());
    assert_eq!(told, conflicts(&case.reversed(), ADA));
}
