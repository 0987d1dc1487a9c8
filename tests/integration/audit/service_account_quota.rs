//! `service-account-quota`

use serde_json::json;

use crate::case::*;

fn with_accounts(count: usize) -> Case {
    (0..count).fold(Case::usual(), |case, at| {
        let account = service_account(&format!("712020:5e000000-0000-4000-8000-00000000010{at}"));
        case.service(with(account, json!({"id": format!("sa-{at}")})))
    })
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("low", with_accounts(4)),
        ("medium", with_accounts(5)),
        ("medium", with_accounts(6)),
        ("low", with_accounts(8).config("[quota]\nservice_accounts = 10\n")),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("three of five", with_accounts(3)),
        ("seven of ten", with_accounts(7).config("[quota]\nservice_accounts = 10\n")),
        ("none", with_accounts(0)),
        ("the list is not whole", with_accounts(5).partly("org.service-accounts")),
    ]
}

#[test]
fn it_is_about_the_organisation() {
    let row = fires().remove(0).1.one("service-account-quota");
    assert_eq!(row.title, "4 of 5 service accounts are in use");
    assert_eq!((row.account_id, row.touchpoint_id, row.role), (None, None, None));
}
