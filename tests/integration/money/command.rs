//! `touchpoint savings` and `touchpoint plan`: the keys of the contract, and the same numbers in every format.

use serde_json::Value;

use crate::case::*;
use crate::common::{printed, touchpoint};

const CONFIG: &str = "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\nprice_per_seat = \"10\"\n";

/// Runs a command on the evidence of a small organisation with one robot.
fn run(command: &str, more: &[&str]) -> String {
    let case = Case::usual().user(robot(ROBOT)).token(token("k-1", ROBOT, "Jenkins | prod"));
    let (folder, snapshot) = case.snapshot();
    drop(snapshot);
    std::fs::write(folder.path().join("touchpoint.toml"), CONFIG).unwrap();
    let output =
        touchpoint().current_dir(folder.path()).args([command, "snapshot.db"]).args(more).output().unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn json(command: &str, more: &[&str]) -> Value {
    serde_json::from_str(&run(command, &[&["--format", "json"], more].concat())).unwrap()
}

#[test]
fn savings_have_the_keys_of_the_contract() {
    let savings = json("savings", &[]);
    assert_eq!(savings["currency"], "USD");
    for key in ["annual_list_cost", "realisable_next_period", "realisable_at_renewal"] {
        assert_eq!(savings["totals"][key], "120.00", "{key}");
    }
    assert_eq!(savings["totals"]["realisable_now"], "0.00");
    let product = &savings["products"][0];
    let keys = [
        "product",
        "plan",
        "billing",
        "seats",
        "seats_without_robots",
        "cost",
        "cost_without_robots",
        "to_next_tier_down",
    ];
    for key in keys {
        assert!(product.get(key).is_some(), "{key}");
    }
    assert_eq!(savings["rows"][0]["account_name"], "CI Deploy Bot");
}

#[test]
fn a_plan_has_the_keys_of_the_contract() {
    let plan = json("plan", &[]);
    assert_eq!(plan["quota"]["limit"], 5);
    for key in ["service_accounts", "annual_saving", "findings_resolved", "stops_removed"] {
        assert!(plan["frontier"][0].get(key).is_some(), "{key}");
    }
    for key in ["price", "annual_saving", "pays"] {
        assert!(plan["guard"].get(key).is_some(), "{key}");
    }
    let row =
        plan["rows"].as_array().unwrap().iter().find(|row| row["replacement"] == "service-account").unwrap();
    assert_eq!((&row["service_account"], &row["annual_saving"]), (&"svc-jenkins".into(), &"120.00".into()));
    let more = json("plan", &["--service-accounts", "0", "--first", "cost"]);
    assert_eq!((&more["quota"]["limit"], &more["first"]), (&0.into(), &"cost".into()));
    let row =
        more["rows"].as_array().unwrap().iter().find(|row| row["replacement"] == "service-account").unwrap();
    assert_eq!(row["wave"], 4);
}

/// The same numbers for people: at the width of a terminal, and as Markdown in which a name is no markup.
#[test]
fn every_format_says_the_same() {
    let text = run("savings", &[]);
    assert!(text.contains("120.00 USD") && text.lines().all(|line| line.chars().count() <= 110), "{text}");
    let csv = run("savings", &["--format", "csv"]);
    assert!(
        csv.starts_with("account_id,account_name,product,plan,billing,annual_list_cost")
            && csv.lines().count() == 2
    );
    let markdown = run("plan", &["--format", "md"]);
    assert!(markdown.contains("# The way off") && markdown.contains("Jenkins \\| prod"), "{markdown}");
    let text = run("plan", &[]);
    assert!(
        text.contains("Directory > Service accounts") && text.contains("api.atlassian.com/ex/jira"),
        "{text}"
    );
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(run("plan", &["--format", "csv"]).starts_with("order,wave,account_id"));
}

/// Prices are those of the day that ages are counted from.
#[test]
fn the_day_decides_which_prices_hold() {
    let case = Case::usual().user(robot(ROBOT));
    let (folder, snapshot) = case.snapshot();
    drop(snapshot);
    let config = "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\nseats = 50\n";
    std::fs::write(folder.path().join("touchpoint.toml"), config).unwrap();
    let asked = |day: &str| -> Value {
        let output = touchpoint()
            .current_dir(folder.path())
            .args(["savings", "snapshot.db", "--format", "json", "--as-of", day])
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    assert_eq!(asked("2025-10-14")["totals"]["annual_list_cost"], "103.20");
    assert_eq!(asked("2025-10-15")["totals"]["annual_list_cost"], "108.60");
    assert!(asked("2020-01-01")["totals"]["annual_list_cost"].is_null());
}
