//! A scan of the sandbox finds what the sandbox knows to be true, row for row.

#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic like the tests themselves")]

mod faults;
mod jira_lists;
mod organisation;
mod scan;
mod single_answers;
mod spaces;
mod suspects;
mod traps;

use std::collections::BTreeSet;

use super::common::{Lab, csv_rows, printed};

/// The bindings of the scan and those of the truth are the same, none missing, none invented.
#[test]
fn touchpoints_agree_with_the_truth() {
    let lab = Lab::new();
    let output = lab.scan(&[]);
    assert!(output.status.success(), "{}", printed(&output));
    let found: BTreeSet<Vec<String>> = csv_rows(&lab.out().join("touchpoints.csv"))
        .iter()
        .map(|row| {
            let mut cells = ["kind", "name", "container", "state", "role", "account_id", "account_name"]
                .map(|key| row[key].clone());
            // What a rule works on is told by the auditor in words of its own.
            if row["kind"].ends_with("automation-rule") {
                cells[2].clear();
            }
            cells.to_vec()
        })
        .collect();
    let truth: BTreeSet<Vec<String>> = lab
        .sandbox
        .truth()
        .bindings
        .into_iter()
        .map(|b| vec![b.kind, b.name, b.container, b.state, b.role, b.account_id, b.account_name])
        .collect();
    let missing: Vec<_> = truth.difference(&found).collect();
    let invented: Vec<_> = found.difference(&truth).collect();
    assert!(missing.is_empty() && invented.is_empty(), "missing: {missing:#?}\ninvented: {invented:#?}");
    lab.stop();
}

/// So are the accounts.
#[test]
fn accounts_agree_with_the_truth() {
    let lab = Lab::new();
    let output = lab.scan(&[]);
    assert!(output.status.success(), "{}", printed(&output));
    let columns = ["account_id", "name", "email", "class", "state", "api_tokens"];
    let found: BTreeSet<Vec<String>> = csv_rows(&lab.out().join("accounts.csv"))
        .iter()
        .map(|row| {
            let mut cells = columns.map(|key| row[key].clone()).to_vec();
            // Tokens are shown of managed accounts only, so of the others it is not known whether they have any;
            // the truth is that they have none.
            let outside = row["org_admin"].is_empty() || row["email"].ends_with("@partner.example");
            if cells[5].is_empty() && outside {
                cells[5] = "0".to_owned();
            }
            let mut products: Vec<&str> = row["products"].split(';').filter(|p| !p.is_empty()).collect();
            products.sort_unstable();
            cells.push(products.join(";"));
            // No list says of an account outside the directory whether it administers anything.
            cells.push(if row["org_admin"].is_empty() {
                "false".to_owned()
            } else {
                row["org_admin"].clone()
            });
            cells
        })
        .collect();
    let truth: BTreeSet<Vec<String>> = lab
        .sandbox
        .truth()
        .accounts
        .into_iter()
        .map(|mut a| {
            a.products.sort_unstable();
            let (tokens, admin) = (a.api_tokens.to_string(), a.org_admin.to_string());
            vec![a.account_id, a.name, a.email, a.class, a.state, tokens, a.products.join(";"), admin]
        })
        .collect();
    let missing: Vec<_> = truth.difference(&found).collect();
    let invented: Vec<_> = found.difference(&truth).collect();
    assert!(missing.is_empty() && invented.is_empty(), "missing: {missing:#?}\ninvented: {invented:#?}");
    lab.stop();
}
