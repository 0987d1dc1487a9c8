//! The same list of attacks in every format: what a name would like to do, it cannot.

use std::fs;

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;
use touchpoint::report::{self, FORMATS, write_all};

use super::markdown::{events, rows as markdown_rows};
use super::{ATTACKS, demo, hostile};

/// Every file of the report that is a table of rows has as many as before, whatever is in their cells.
#[test]
fn no_name_forges_a_row_or_runs() {
    let (honest, mut hostile) = (demo(), hostile());
    // One for each attack, which is more than the demo has.
    hostile.questions.truncate(honest.questions.len());
    let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    write_all(&honest, folders[0].path()).unwrap();
    write_all(&hostile, folders[1].path()).unwrap();
    for format in FORMATS {
        let [expected, got] = [&folders[0], &folders[1]].map(|folder| folder.path().join(format.file));
        match format.file.rsplit('.').next().unwrap() {
            "csv" => {
                let read = |path| -> Vec<Vec<String>> {
                    let rows = csv::Reader::from_path(path).unwrap().into_records();
                    rows.map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
                };
                let rows = read(&got);
                assert_eq!(rows.len(), read(&expected).len(), "{}", format.file);
                let runs = |cell: &String| {
                    cell.split(['\n', ';', '\r']).any(|part| part.starts_with(['=', '+', '-', '@']))
                };
                let running: Vec<&String> = rows.iter().flatten().filter(|cell| runs(cell)).collect();
                assert!(running.is_empty(), "{}: {running:?}", format.file);
                let steered = rows.iter().flatten().any(|cell| cell.contains(['\u{1b}', '\u{202e}', '\0']));
                assert!(!steered, "{}", format.file);
            }
            "xlsx" => {
                let read = |path| {
                    let mut book: Xlsx<_> = open_workbook(path).unwrap();
                    let names = book.sheet_names();
                    let heights = names.iter().map(|name| book.worksheet_range(name).unwrap().height());
                    let heights: Vec<usize> = heights.collect();
                    let formulas = names.iter().map(|name| book.worksheet_formula(name).unwrap().is_empty());
                    assert!(formulas.collect::<Vec<_>>().iter().all(|none| *none));
                    (names, heights)
                };
                assert_eq!(read(got), read(expected));
            }
            "md" => {
                let (expected, got) =
                    (fs::read_to_string(expected).unwrap(), fs::read_to_string(got).unwrap());
                assert_eq!(events(&got), Vec::<String>::new());
                // Where checks are grouped by, rows do not move: the worst stay the worst.
                assert_eq!(markdown_rows(&got), markdown_rows(&expected));
            }
            "json" | "sarif" => {
                let read = |path| serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap();
                let (expected, got): (Value, Value) = (read(expected), read(got));
                let rows = |file: &Value| match (file.as_array(), &file["runs"]) {
                    (Some(rows), _) => rows.len(),
                    (None, Value::Null) => file["findings"].as_array().unwrap().len(),
                    (None, runs) => runs[0]["results"].as_array().unwrap().len(),
                };
                assert_eq!(rows(&got), rows(&expected), "{}", format.file);
            }
            "html" => {
                let got = fs::read_to_string(got).unwrap();
                for attack in ATTACKS.iter().filter(|attack| attack.contains('<')) {
                    assert!(!got.contains(attack), "{attack}");
                }
            }
            other => panic!("{}: who attacks {other}?", format.file),
        }
    }
}

/// What the terminal shows has as many lines as before, and none that steers it.
#[test]
fn no_name_steers_the_summary() {
    let (honest, hostile) = (demo(), hostile());
    let summary = report::summary(&hostile);
    assert!(!summary.contains(['\u{1b}', '\u{202e}', '\0']), "{summary}");
    let heads =
        |text: &str| text.lines().map(|line| line.chars().take(10).collect::<String>()).collect::<Vec<_>>();
    let only = |text: &str| heads(text).into_iter().filter(|head| !head.trim().is_empty()).count();
    assert!(only(&summary) <= only(&report::summary(&honest)) + 1, "{summary}");
}
