//! `report.xlsx`: what somebody else's reader finds in its cells.

use std::collections::BTreeMap;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use tempfile::TempDir;
use touchpoint::assessment::Assessment;
use touchpoint::report::write_all;

use super::{demo, hostile, nothing};

fn sheets(assessment: &Assessment) -> BTreeMap<String, Range<Data>> {
    let folder = TempDir::new().unwrap();
    write_all(assessment, folder.path()).unwrap();
    let mut book: Xlsx<_> = open_workbook(folder.path().join("report.xlsx")).unwrap();
    book.worksheets().into_iter().collect()
}

/// The cells of a column below its header.
fn column<'a>(sheet: &'a Range<Data>, name: &str) -> Vec<&'a Data> {
    let header: Vec<&Data> = sheet.rows().next().unwrap().iter().collect();
    let at = header.iter().position(|cell| **cell == Data::String(name.to_owned())).unwrap();
    sheet.rows().skip(1).map(|row| &row[at]).collect()
}

#[test]
fn there_is_a_sheet_for_every_table_and_a_row_for_everything() {
    let assessment = demo();
    let sheets = sheets(&assessment);
    let rows = |name: &str| sheets[name].height() - 1;
    assert_eq!(rows("Findings"), assessment.findings.len());
    assert_eq!(rows("Accounts"), assessment.accounts.len());
    assert_eq!(rows("Touchpoints"), assessment.touchpoints.len());
    assert_eq!(rows("Savings"), assessment.savings.rows.len());
    assert_eq!(rows("Plan"), assessment.plan.rows.len());
    assert_eq!(rows("Register"), assessment.register.len());
    assert_eq!(rows("Coverage"), assessment.coverage.len());
    assert!(sheets.contains_key("Summary"));
}

#[test]
fn money_is_a_number_and_a_day_a_day() {
    let mut assessment = demo();
    assessment.savings.rows[0].annual_list_cost = Some("1234567.89".to_owned());
    assessment.register[0].review_by = Some("2027-01-31".to_owned());
    assessment.register[1].review_by = Some("someday".to_owned());
    let sheets = sheets(&assessment);
    let costs = column(&sheets["Savings"], "annual_list_cost");
    assert_eq!(costs[0], &Data::Float(1_234_567.89));
    for (cell, row) in costs.iter().zip(&assessment.savings.rows) {
        match &row.annual_list_cost {
            Some(amount) => {
                assert_eq!(cell.to_string().parse::<f64>().unwrap(), amount.parse::<f64>().unwrap())
            }
            None => assert_eq!(**cell, Data::Empty, "not known is empty"),
        }
    }
    let days = column(&sheets["Register"], "review_by");
    let Data::DateTime(day) = days[0] else { panic!("{:?}", days[0]) };
    assert_eq!(day.as_f64(), 46_418.0, "days since the end of 1899");
    assert_eq!(days[1], &Data::String("someday".to_owned()));
    let seats = column(&sheets["Accounts"], "touchpoints");
    assert!(seats.iter().any(|cell| matches!(cell, Data::Float(_))), "{seats:?}");
}

/// What is too long for a cell is cut rather than refused.
#[test]
fn a_cell_holds_what_a_spreadsheet_opens() {
    let mut assessment = demo();
    assessment.findings[0].evidence = "é𝄞".repeat(20_000);
    let sheets = sheets(&assessment);
    let cell = column(&sheets["Findings"], "evidence")[0].to_string();
    assert!(cell.encode_utf16().count() <= 32_767 && cell.ends_with('…'));
}

#[test]
fn hostile_and_empty_reports_open() {
    assert!(sheets(&hostile())["Findings"].height() > 1);
    assert_eq!(sheets(&nothing())["Findings"].height(), 1, "the header stays");
}
