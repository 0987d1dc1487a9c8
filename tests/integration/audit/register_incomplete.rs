//! `register-incomplete`

use serde_json::json;

use crate::case::*;

fn service() -> Case {
    Case::usual().service(service_account(SERVICE))
}

fn entry(account: &str, more: &str) -> String {
    format!("[[register]]\naccount = \"{account}\"\nowner = \"platform team\"\n{more}\n")
}

/// A register that tells all of it, with a review that is not due yet on the day of the case.
const WHOLE: &str = "purpose = \"builds\"\nreview_by = 2026-11-23";

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let overdue = "purpose = \"builds\"\nreview_by = 2026-11-22";
    let cases = [
        service(),
        Case::usual().user(robot(ROBOT)),
        service().config(&entry(ADA, WHOLE)),
        service().config(&entry(SERVICE, "")),
        service().config(&entry(SERVICE, "purpose = \"builds\"")),
        service().config(&entry(SERVICE, "review_by = 2027-01-31")),
        service().config(&entry(SERVICE, overdue)),
    ];
    cases.into_iter().map(|case| ("low", case)).collect()
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("all is on record", service().config(&entry(SERVICE, WHOLE))),
        ("by its address", Case::usual().user(robot(ROBOT)).config(&entry(&address(), WHOLE))),
        ("it is switched off", Case::usual().user(deactivated(robot(ROBOT)))),
        ("a person", Case::usual().user(person(ADA, "Ada Example"))),
    ]
}

fn address() -> String {
    robot(ROBOT)["email"].as_str().unwrap().to_owned()
}

#[test]
fn it_says_what_is_blank_and_what_is_due() {
    let evidence: Vec<String> =
        fires().into_iter().map(|(_, case)| case.one("register-incomplete").evidence).collect();
    let none = "the register has no entry for it: owner, purpose and day of review are not known";
    assert_eq!(
        evidence,
        [
            none,
            none,
            none,
            "the register does not tell its purpose and day of review",
            "the register does not tell its day of review",
            "the register does not tell its purpose",
            "its review was due on 2026-11-22"
        ]
    );
}

/// The register has a row for each of them, what is to be done first.
#[test]
fn the_register_lists_every_account_that_is_nobodys() {
    let case = service()
        .user(robot(ROBOT))
        .user(person(ADA, "Ada Example"))
        .config(&entry(SERVICE, WHOLE))
        .user(with(deactivated(robot("712020:off")), json!({"name": "old-bot"})));
    let assessment = case.assess();
    let rows: Vec<_> = assessment
        .register
        .iter()
        .map(|row| (row.account_id.as_str(), row.standing, row.owner.as_deref(), row.review_by.as_deref()))
        .collect();
    assert_eq!(
        rows,
        [
            (ROBOT, "incomplete", None, None),
            (SERVICE, "on-record", Some("platform team"), Some("2026-11-23")),
            ("712020:off", "switched-off", None, None),
        ]
    );
    let account = assessment.accounts.iter().find(|row| row.account_id == SERVICE).unwrap();
    let told = (account.owner.as_deref(), account.purpose.as_deref(), account.review_by.as_deref());
    assert_eq!(told, (Some("platform team"), Some("builds"), Some("2026-11-23")), "and so do the accounts");
}
