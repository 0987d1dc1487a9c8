//! `person-with-several-accounts`

use serde_json::{Value, json};

use crate::case::*;

const CHECK: &str = "person-with-several-accounts";

fn at(id: &str, name: &str, email: &str) -> Value {
    with(person(id, name), json!({"email": email}))
}

fn ada() -> Value {
    person(ADA, "Ada Example")
}

/// Ada, and another account called so.
fn and(other: Value) -> Case {
    Case::new().user(ada()).user(other)
}

fn administrators() -> Case {
    and(at(CY, "Ada Example (Admin)", "adm-ada.example@acme.example"))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("info", and(at(CY, "Ada Example", "ada.example@former.example"))),
        ("info", and(at(CY, "Example, Ada", "ada.1999@gmail.com"))),
        ("info", administrators()),
        (
            "info",
            Case::new().user(ada()).user(at(BEN, "Ada Example", "ada.example@former.example")).user(at(
                CY,
                "ADA EXAMPLE",
                "ada.example@partner.example",
            )),
        ),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let twin = |change: Value| with(at(CY, "Ada Example", "ada.example@former.example"), change);
    vec![
        ("another name", and(at(CY, "Ada Sample", "ada.example@former.example"))),
        ("the name alone", and(at(CY, "Ada Example", "ada.example2@acme.example"))),
        ("a robot of that name", and(with(robot(CY), json!({"name": "CI Deploy Bot"})))),
        ("the other has left", and(deactivated(twin(json!({}))))),
        ("the other is closed", and(deleted(twin(json!({}))))),
        ("one account", Case::new().user(ada())),
    ]
}

#[test]
fn it_is_about_the_account_that_holds_less_and_names_the_others() {
    let row = fires().remove(0).1.token(token("t-1", ADA, "mine")).one(CHECK);
    assert_eq!(row.account_id.as_deref(), Some(CY));
    assert!(row.title.contains("ada.example@acme.example"), "{}", row.title);
    assert!(row.evidence.contains("both hold a seat in jira"), "{}", row.evidence);
    assert_eq!((row.product.as_deref(), row.annual_saving), (Some("jira"), None));
    let row = fires().remove(0).1.token(token("t-1", CY, "mine")).one(CHECK);
    assert_eq!(row.account_id.as_deref(), Some(ADA));
}

/// Which account holds less may change from one quarter to the next: that makes no other finding of it.
#[test]
fn it_is_the_same_finding_whichever_account_it_is_about() {
    let of = |holder: &str| fires().remove(0).1.token(token("t-1", holder, "mine")).one(CHECK).finding;
    assert_eq!(of(ADA), of(CY));
}

#[test]
fn a_seat_that_only_one_holds_is_no_seat_twice() {
    let other = with(at(CY, "Ada Example", "ada.example@former.example"), json!({"productAccess": []}));
    let row = and(other).one(CHECK);
    assert!(!row.evidence.contains("both hold") && row.product.is_none(), "{}", row.evidence);
}

#[test]
fn the_second_account_of_an_administrator_is_to_be_kept() {
    let row = administrators().one(CHECK);
    assert_eq!(row.account_id.as_deref(), Some(CY));
    assert!(row.title.contains("administrator's account"), "{}", row.title);
    assert!(row.remedy.starts_with("Keep it") && row.remedy.contains("good practice"), "{}", row.remedy);
    assert_eq!(row.annual_saving, None);
}

/// Nobody loses a seat over a likeness.
#[test]
fn nothing_of_it_is_a_step_of_the_plan() {
    for (_, case) in fires() {
        let assessment = case.assess();
        let found: Vec<&str> =
            assessment.findings.iter().filter(|row| row.check == CHECK).map(|row| &*row.finding).collect();
        let resolves = assessment.plan.rows.iter().flat_map(|row| &row.resolves);
        assert_eq!(resolves.filter(|id| found.contains(&id.as_str())).count(), 0);
        assert!(assessment.findings.iter().all(|row| row.check != CHECK || row.confidence != "high"));
    }
}
