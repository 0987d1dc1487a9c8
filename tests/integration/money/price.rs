//! `touchpoint price`: the working of a price, and that an unknown one is an error.

use serde_json::{Value, json};

use crate::common::{printed, touchpoint};

/// Asks for a price under a configuration; the exit code, standard output, standard error.
fn ask(config: &str, arguments: &[&str]) -> (i32, String, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("touchpoint.toml"), config).unwrap();
    let output = touchpoint().current_dir(folder.path()).arg("price").args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn of(product: &str, plan: &str, billing: &str, seats: u32) -> Vec<String> {
    let seats = seats.to_string();
    ["--product", product, "--plan", plan, "--billing", billing, "--seats", &seats]
        .map(str::to_owned)
        .to_vec()
}

fn json_of(config: &str, question: &[String], more: &[&str]) -> Value {
    let mut arguments: Vec<&str> = question.iter().map(String::as_str).collect();
    arguments.extend(["--format", "json"]);
    arguments.extend(more);
    let (code, out, err) = ask(config, &arguments);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// The keys of the contract, and the sum band by band.
#[test]
fn the_working_is_shown() {
    let price = json_of("", &of("jira", "standard", "monthly", 450), &["--as-of", "2025-01-01"]);
    let band = |from: u32, to: u32, seats: u32, price: &str, amount: &str| {
        json!({"from": from, "to": to, "seats": seats, "price": price, "amount": amount, "certainty": "documented",
               "source": "https://www.atlassian.com/licensing/cloud"})
    };
    assert_eq!(price["total"], "3175.00");
    let expected = [
        band(1, 100, 100, "8.60", "860.00"),
        band(101, 250, 150, "7.30", "1095.00"),
        band(251, 500, 200, "6.10", "1220.00"),
    ];
    assert_eq!(price["bands"], json!(expected));
    for (key, value) in [
        ("product", json!("jira")),
        ("plan", json!("standard")),
        ("billing", json!("monthly")),
        ("seats", json!(450)),
        ("as_of", json!("2025-01-01")),
        ("currency", json!("USD")),
        ("source", json!("https://www.atlassian.com/licensing/cloud")),
        ("source_date", json!("2026-08-26")),
        ("certainty", json!("documented")),
    ] {
        assert_eq!(price[key], value, "{key}");
    }
    let (_, text, _) = ask(
        "",
        &[
            "--product",
            "jira",
            "--plan",
            "standard",
            "--billing",
            "annual",
            "--seats",
            "20",
            "--as-of",
            "2024-03-15",
        ],
    );
    assert!(
        text.contains("rounded up to 50: 2050") && text.contains("Together 2,050.00 USD a year"),
        "{text}"
    );
}

/// The contract goes before the list, under whatever name the product is asked for.
#[test]
fn the_contract_goes_before_the_list() {
    let config = "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\nprice_per_seat = \"7.10\"\ncurrency = \"EUR\"\n";
    let price = json_of(config, &of("Jira-Software", "Standard", "monthly", 3), &[]);
    assert_eq!(
        (&price["total"], &price["currency"], &price["certainty"]),
        (&json!("21.30"), &json!("EUR"), &json!("contract"))
    );
    assert_eq!((&price["source"], &price["source_date"]), (&json!("[[licence]] on line 1"), &Value::Null));
    let app = "[[licence]]\nproduct = \"com.example.tracker\"\nplan = \"standard\"\nbilling = \"annual\"\nbands = [{ from = 1, price = \"1\" }]\ntier = 300\n";
    let price = json_of(app, &of("com.example.tracker", "standard", "annual", 250), &["--months", "11"]);
    assert_eq!((&price["total"], &price["term_total"]), (&json!("3000.00"), &json!("2750.00")));
}

/// What is not known is said, with what to do, and is an error of its own.
#[test]
fn an_unknown_price_is_exit_code_1() {
    for (question, why) in [
        (of("confluence", "standard", "monthly", 10), "the price book has no price"),
        (of("jira", "premium", "monthly", 101), "no price is known for more than 100 seats"),
        (of("jira", "standard", "annual", 7000), "no tier is known"),
    ] {
        let mut arguments: Vec<&str> = question.iter().map(String::as_str).collect();
        let (code, out, err) = ask("", &arguments);
        assert_eq!((code, out.as_str()), (1, ""), "{err}");
        assert!(err.contains(why) && err.contains("[[licence]]"), "{err}");
        arguments.extend(["--format", "json"]);
        let (code, out, _) = ask("", &arguments);
        let price: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &price["total"], &price["certainty"]), (1, &Value::Null, &Value::Null));
    }
}

#[test]
fn wrong_usage_is_exit_code_2() {
    let asked = ["--product", "jira", "--plan", "standard", "--billing", "weekly", "--seats", "3"];
    assert_eq!(ask("", &asked).0, 2);
    let none = ["--product", "jira", "--plan", "standard", "--billing", "monthly", "--seats", "0"];
    assert_eq!(ask("", &none).0, 2);
    let output = touchpoint().args(["savings", "/nowhere/snapshot.db"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
}
