//! Money is exact, and an unknown price is unknown.

mod command;
mod ledger;
mod price;
mod tariff;

use std::collections::BTreeMap;
use std::path::Path;

use super::common::{csv_rows, printed, touchpoint};

/// Imports the managed accounts under a configuration and returns the savings by product, and the report.
fn savings(config: &str) -> (BTreeMap<String, BTreeMap<String, String>>, serde_json::Value) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("touchpoint.toml"), config).unwrap();
    let list = folder.path().join("accounts.csv");
    let rows = "Atlassian ID,Name,Email,Status,Jira,Confluence,Jira Service Management\n\
                712020:22222222-2222-4222-8222-222222222222,Build Bot,build-bot@acme.example,Active,acme,acme,acme\n\
                712020:11111111-1111-4111-8111-111111111111,Ada Example,ada.example@acme.example,Active,acme,acme,acme\n\
                712020:33333333-3333-4333-8333-333333333333,Old Bot,old-bot@acme.example,Deactivated,acme,,\n";
    std::fs::write(&list, rows).unwrap();
    let output = touchpoint()
        .current_dir(folder.path())
        .args(["import", "--out", "out", "--as-of", "2026-11-23"])
        .arg(&list)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    let out = folder.path().join("out");
    let rows = csv_rows(&out.join("savings.csv"));
    (rows.into_iter().map(|row| (row["product"].clone(), row)).collect(), json(&out))
}

fn json(out: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(out.join("report.json")).unwrap()).unwrap()
}

fn licence(product: &str, billing: &str, price: &str) -> String {
    format!(
        "[[licence]]\nproduct = \"{product}\"\nplan = \"standard\"\nbilling = \"{billing}\"\nprice_per_seat = \"{price}\"\ncurrency = \"EUR\"\n"
    )
}

/// A person's seat is no saving, and neither is that of an account that is switched off already.
#[test]
fn only_live_robots_have_rows() {
    let (rows, report) = savings("");
    assert_eq!(rows.keys().collect::<Vec<_>>(), ["confluence", "jira", "jira-service-management"]);
    assert!(rows.values().all(|row| row["account_name"] == "Build Bot"));
    assert_eq!(report["summary"]["robots_with_seats"], 1);
    assert_eq!(report["summary"]["robot_seats"], 3);
}

#[test]
fn without_a_price_everything_is_unknown_and_nothing_is_zero() {
    let (rows, report) = savings("");
    for row in rows.values() {
        assert_eq!(row["priced"], "false");
        for column in [
            "annual_list_cost",
            "realisable_now",
            "realisable_next_period",
            "realisable_at_renewal",
            "currency",
        ] {
            assert_eq!(row[column], "", "{column}");
        }
        assert!(row["note"].contains("price unknown"), "{}", row["note"]);
    }
    assert!(report["savings"]["totals"]["annual_list_cost"].is_null());
}

/// Twelve times the price, to the cent; under maximum quantity billing nothing comes back before the next period.
#[test]
fn a_monthly_seat_pays_from_the_next_period_on() {
    let (rows, report) = savings(&licence("jira", "monthly", "7.10"));
    let row = &rows["jira"];
    assert_eq!(row["annual_list_cost"], "85.20");
    assert_eq!((row["realisable_now"].as_str(), row["realisable_next_period"].as_str()), ("0.00", "85.20"));
    assert_eq!(row["currency"], "EUR");
    assert_eq!(rows["confluence"]["annual_list_cost"], "", "the price of one product is not that of another");
    assert_eq!(report["savings"]["totals"]["annual_list_cost"], "85.20");
    let finding =
        report["findings"].as_array().unwrap().iter().find(|row| row["check"] == "robot-holds-seat").unwrap();
    assert_eq!(finding["annual_saving"], "85.20");
}

/// Whether an annual plan pays at its renewal depends on the tier, which nobody stated: unknown, not promised.
#[test]
fn an_annual_seat_promises_nothing_before_the_renewal() {
    let (rows, _) = savings(&licence("jira", "annual", "0.333"));
    let row = &rows["jira"];
    assert_eq!(row["annual_list_cost"], "4.00");
    assert_eq!((row["realisable_now"].as_str(), row["realisable_next_period"].as_str()), ("0.00", "0.00"));
    assert_eq!(row["realisable_at_renewal"], "");
}

/// Atlassian names Jira and Confluence, and no other product, as free for service accounts.
#[test]
fn a_product_that_may_need_a_seat_anyway_promises_nothing() {
    let (rows, report) = savings(&licence("jira-service-management", "monthly", "20.00"));
    let row = &rows["jira-service-management"];
    assert_eq!((row["annual_list_cost"].as_str(), row["realisable_next_period"].as_str()), ("240.00", ""));
    assert!(row["note"].contains("does not say"), "{}", row["note"]);
    let finding =
        report["findings"].as_array().unwrap().iter().find(|row| row["check"] == "robot-holds-seat").unwrap();
    assert!(finding["annual_saving"].is_null(), "a cost is not a saving");
}

/// Amounts in two currencies are not added.
#[test]
fn two_currencies_have_no_total() {
    let other = licence("confluence", "monthly", "5").replace("EUR", "USD");
    let (_, report) = savings(&format!("{}{other}", licence("jira", "monthly", "7.10")));
    assert!(report["savings"]["totals"]["annual_list_cost"].is_null());
    assert_eq!(report["savings"]["priced"], 2);
}
