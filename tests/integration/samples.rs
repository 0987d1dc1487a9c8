//! Real rules that others published, kept outside this project: what a careful reader finds in each, listed by
//! hand. The environment variable `TOUCHPOINT_SAMPLES` names the folder; without it these tests skip, aloud.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::common::{csv_rows, printed, touchpoint};

const BUILT_IN: &str = "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077";
const AUTHOR: &str = "712020:00000000-0000-4000-8000-000000000001";
const CAPTURED: &str = "5e0000000000000000000001";
const DOCUMENTED: &str = "5b10ac8d82e05b22cc7d4ef5";

/// Imports one sample and compares role and account (or who stands in) of every binding.
fn finds(sample: &str, expected: &[(&str, &str)]) {
    let Ok(folder) = std::env::var("TOUCHPOINT_SAMPLES") else {
        assert!(std::env::var("CI").is_err(), "TOUCHPOINT_SAMPLES must be set in CI");
        eprintln!("SKIPPED: {sample}: TOUCHPOINT_SAMPLES names no folder of sample rules");
        return;
    };
    let out = tempfile::tempdir().unwrap();
    let file = PathBuf::from(folder).join(sample);
    let output = touchpoint().args(["import", "--out"]).arg(out.path()).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    let found: BTreeSet<(String, String)> = csv_rows(&out.path().join("touchpoints.csv"))
        .iter()
        .map(|row| {
            let id = if row["account_id"].is_empty() { &row["account_name"] } else { &row["account_id"] };
            (row["role"].clone(), id.clone())
        })
        .collect();
    let expected: BTreeSet<(String, String)> =
        expected.iter().map(|(role, who)| ((*role).to_owned(), (*who).to_owned())).collect();
    assert_eq!(found, expected, "{sample}");
}

#[test]
fn cloud_export_assign() {
    finds("cloud-export-2025-assign.json", &[("owner", AUTHOR), ("actor", BUILT_IN)]);
}

/// The mention stands in a comment, two if-blocks deep.
#[test]
fn cloud_export_nested_if() {
    let rows = [("owner", AUTHOR), ("actor", BUILT_IN), ("subject", "5c0000000000000000000001")];
    finds("cloud-export-2025-nested-if.json", &rows);
}

/// Its mention is of a smart value: nobody.
#[test]
fn cloud_export_scheduled() {
    finds("cloud-export-2025-scheduled.json", &[("owner", AUTHOR), ("actor", BUILT_IN)]);
}

/// The header refers to a stored secret by name; the mail goes to an address written into the step.
#[test]
fn data_center_export() {
    let rows = [
        ("owner", "JIRAUSER10001"),
        ("actor", "JIRAUSER10001"),
        ("credential", "unknown"),
        ("subject", "someone@example.org"),
    ];
    finds("data-center-export-2026-scheduled-webhook-trimmed.json", &rows);
}

/// Whoever captured these took the owner out.
#[test]
fn bare_captures() {
    for sample in ["if-else", "log-action", "minimal"] {
        finds(&format!("public-api-get-2026-bare-{sample}.json"), &[("actor", CAPTURED)]);
    }
}

#[test]
fn envelope() {
    let rows = [("owner", "610000000000000000000001"), ("actor", BUILT_IN)];
    finds("public-api-get-envelope-trimmed.json", &rows);
}

/// Atlassian's own example, all placeholders. Its list of collaborators means nothing: only the owner may edit.
#[test]
fn documented_rule() {
    let rows = [("owner", "<string>"), ("actor", "<string>"), ("connection", "<string>")];
    finds("public-api-get-doc-example.json", &rows);
}

#[test]
fn documented_summary() {
    finds("public-api-summary-doc-example.json", &[("owner", DOCUMENTED), ("actor", DOCUMENTED)]);
}

/// The preview's summaries did not tell the actor.
#[test]
fn documented_preview_summary() {
    finds("public-api-summary-2025-preview-doc-example.json", &[("owner", DOCUMENTED), ("actor", "unknown")]);
}

/// Not an export at all.
#[test]
fn documented_error() {
    let Ok(folder) = std::env::var("TOUCHPOINT_SAMPLES") else { return };
    let out = tempfile::tempdir().unwrap();
    let file = PathBuf::from(folder).join("public-api-error-doc-example.json");
    let output = touchpoint().args(["import", "--out"]).arg(out.path()).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("Some error message"), "{}", printed(&output));
}
