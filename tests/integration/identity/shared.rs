//! At which accounts several people may sit.

use chrono::TimeDelta;
use proptest::prelude::*;
use serde_json::{Value, json};
use touchpoint::config::IdentityHints;
use touchpoint::identity::{Confidence, Shared, classify, shared};
use touchpoint::snapshot::{record, rfc3339};

use crate::case::*;

fn found(case: &Case) -> Vec<Shared> {
    let estate = case.estate();
    shared(&estate, &classify(&estate, &IdentityHints::default(), as_of()), as_of())
}

fn called(name: &str, email: &str) -> Value {
    with(person(ADA, name), json!({"email": email}))
}

fn judged(name: &str, email: &str) -> Option<Shared> {
    found(&Case::new().user(called(name, email))).pop()
}

#[test]
fn an_account_that_is_called_after_a_desk_is_several_peoples() {
    for (name, email) in [
        ("Front Desk", "frontdesk@acme.example"),
        ("Support", "support@acme.example"),
        ("HR Team", "hr@acme.example"),
        ("Buchhaltung", "buchhaltung@acme.example"),
        ("Sekretariat", "sekretariat@acme.example"),
        ("Comptabilité", "comptabilite@acme.example"),
        ("Recepción", "recepcion@acme.example"),
        ("Księgowość", "ksiegowosc@acme.example"),
        ("Бухгалтерия", "buchhaltung@acme.example"),
        ("Поддержка", "support@acme.example"),
        ("客服", "support@acme.example"),
        ("総務", "info@acme.example"),
        ("고객지원", "support@acme.example"),
        ("فريق الدعم", "support@acme.example"),
    ] {
        // By its name alone, too.
        for email in [email, "x12345@acme.example"] {
            let found = judged(name, email);
            assert!(found.is_some(), "{name} <{email}>");
            assert_ne!(found.unwrap().confidence, Confidence::High);
        }
    }
    let both = judged("Front Desk", "frontdesk@acme.example").unwrap();
    assert_eq!((both.confidence, both.reasons.len()), (Confidence::Medium, 2));
    let name = judged("Front Desk", "lobby7@acme.example").unwrap();
    assert_eq!(name.confidence, Confidence::Low, "{name:?}");
}

#[test]
fn an_account_that_is_called_after_several_people_is_theirs() {
    for (name, email) in [
        ("Anna & Tom", "shop@acme.example"),
        ("Anna Berg & Tom Lund", "bakery@acme.example"),
        ("Anna and Tom", "shop@acme.example"),
        ("Anna und Tom", "shop@acme.example"),
        ("Anne et Thomas", "shop@acme.example"),
        ("Anna/Tom", "anna.tom@acme.example"),
        ("Anna + Tom", "info@acme.example"),
        ("Άννα και Γιώργος", "shop@acme.example"),
        ("Anna & Tom & Ida", "shop@acme.example"),
    ] {
        let found = judged(name, email).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(found.confidence, Confidence::Medium, "{found:?}");
    }
}

#[test]
fn one_person_with_a_hard_name_is_one_person() {
    for (name, email) in [
        ("Ada Example", "ada.example@acme.example"),
        ("José Ortega y Gasset", "jose.ortega@acme.example"),
        ("Ana Costa e Silva", "ana.silva@acme.example"),
        ("li en wang", "li.wang@acme.example"),
        ("Tim", "tim@acme.example"),
        ("Phong", "phong@acme.example"),
        ("Anna/Berlin", "anna@acme.example"),
        ("Silva, Maria/IT", "maria.silva@acme.example"),
        ("Maria Silva (R&D)", "maria.silva@acme.example"),
        ("Maria Silva R&D", "maria.silva@acme.example"),
        ("Tom Miller / Acme", "tom.miller@acme.example"),
        ("Anna Sales", "anna.sales@acme.example"),
        ("Maria Silva - Support", "maria.silva@acme.example"),
    ] {
        assert_eq!(judged(name, email), None, "{name} <{email}>");
    }
}

#[test]
fn the_address_of_a_desk_makes_a_question_of_a_person() {
    let plain = with(called("Ada Example", "info@acme.example"), json!({"mfaEnabled": null}));
    let found = found(&Case::new().user(plain)).pop().unwrap();
    assert_eq!((found.confidence, found.reasons.len()), (Confidence::Low, 1), "{found:?}");
}

/// So many entries of the audit log, hours apart, with a token or without.
fn logged(case: Case, entries: i64, hours: i64, token: bool) -> Case {
    (0..entries).fold(case, |case, n| {
        let time = rfc3339(as_of() - TimeDelta::hours(hours * n));
        let auth = if token {
            json!({"authType": "apiToken", "tokenId": "t-1", "tokenLabel": "x"})
        } else {
            Value::Null
        };
        let actor = with(json!({"id": ADA, "name": "Ada Example"}), json!({"auth": auth}));
        let event = json!({
            "id": format!("e-{n}"), "type": "events",
            "attributes": {"time": time, "action": "user_login", "actor": actor, "context": []},
        });
        case.raw("org.events", record::EVENT, &format!("e-{n}"), event)
    })
}

#[test]
fn somebody_who_never_sleeps_is_several() {
    let ada = || Case::new().user(person(ADA, "Ada Example"));
    let never = found(&logged(ada(), 80, 3, false));
    assert_eq!(never.iter().map(|one| one.confidence).collect::<Vec<_>>(), [Confidence::Low], "{never:?}");
    assert_eq!(found(&logged(ada(), 80, 3, true)), []);
    // Once a day, at the same hour.
    assert_eq!(found(&logged(ada(), 30, 24, false)), []);
    assert_eq!(found(&logged(ada(), 20, 3, false)), []);
}

#[test]
fn the_order_of_the_pages_changes_nothing() {
    let case = || {
        Case::new()
            .user(called("Front Desk", "frontdesk@acme.example"))
            .user(with(person(BEN, "Anna & Tom"), json!({"email": "shop@acme.example"})))
    };
    assert_eq!(found(&case()).len(), 2);
    assert_eq!(found(&case()), found(&case().reversed()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn nothing_that_a_name_or_address_holds_breaks_it(
        name in "\\PC{0,20}|[&+/ A-Ca-c]{1,12}", email in "\\PC{0,8}@acme.example",
    ) {
        if let Some(found) = judged(&name, &email) {
            prop_assert!(!found.reasons.is_empty() && found.confidence != Confidence::High);
        }
    }
}
