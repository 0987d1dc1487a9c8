//! `robot-holds-seat`

use serde_json::json;

use crate::case::*;

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let question =
        with(robot(ROBOT), json!({"name": "Support", "nickname": null, "email": "support@acme.example"}));
    vec![
        ("medium", Case::new().user(robot(ROBOT))),
        (
            "medium",
            Case::new()
                .user(with(person(ADA, "Ada Example"), json!({})))
                .config("[identity]\nrobots = [\"ada.*@acme.example\"]\n"),
        ),
        ("info", Case::new().user(question)),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let no_seat = with(robot(ROBOT), json!({"productAccess": []}));
    let unsaid = with(robot(ROBOT), json!({"productAccess": null}));
    vec![
        ("a person", Case::new().user(person(ADA, "Ada Example"))),
        (
            "a service account of the same name",
            Case::new().user(robot(ROBOT)).service(service_account(ROBOT)),
        ),
        ("no seat", Case::new().user(no_seat)),
        ("nothing says whether it has a seat", Case::new().user(unsaid)),
        ("a suspended robot is not billed", Case::new().user(suspended(robot(ROBOT)))),
        ("a deactivated robot is not billed", Case::new().user(deactivated(robot(ROBOT)))),
    ]
}

/// An unknown price is unknown.
#[test]
fn the_saving_is_what_the_contract_says_or_nothing() {
    let row = Case::new().user(robot(ROBOT)).one("robot-holds-seat");
    assert_eq!((row.annual_saving, row.currency), (None, None));
    assert_eq!(row.product.as_deref(), Some("jira"));
    let licence = "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\nbilling = \"monthly\"\n\
                   seats = 10\nprice_per_seat = \"7.10\"\ncurrency = \"USD\"\n";
    let row = Case::new().user(robot(ROBOT)).config(licence).one("robot-holds-seat");
    assert_eq!((row.annual_saving.as_deref(), row.currency.as_deref()), (Some("85.20"), Some("USD")));
}
