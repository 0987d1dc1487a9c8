//! The CSV files: the rows of the assessment with the columns of the contract.
//!
//! UTF-8, RFC 4180, header first. Not known is an empty cell; several values are joined by `;`. A text that a
//! spreadsheet would run as a formula gets an apostrophe in front.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::harmless::steers;
use crate::assessment::Assessment;
use crate::assessment::rows::CoverageRow;

pub(super) const FINDINGS: &str = "finding,check,severity,confidence,status,title,account_id,account_name,account_email,\
account_class,account_state,role,touchpoint_kind,touchpoint_id,touchpoint_name,product,site,container,effect,\
certainty,evidence,remedy,replacement,annual_saving,currency,controls,link,owner,purpose,review_by,first_seen";
pub(super) const TOUCHPOINTS: &str = "touchpoint_id,kind,name,product,site,container,state,role,account_id,account_name,\
account_class,account_state,effect_if_deactivated,certainty,changed,link,looks_like,looks_like_confidence,looks_like_reasons";
pub(super) const ACCOUNTS: &str = "account_id,name,email,class,confidence,reasons,state,org_admin,products,last_active,\
api_tokens,touchpoints,stops_if_deactivated,annual_list_cost,currency,owner,purpose,review_by";
pub(super) const SAVINGS: &str = "account_id,account_name,product,plan,billing,annual_list_cost,realisable_now,\
realisable_next_period,realisable_at_renewal,currency,priced,note,site,assumed_saving,certainty,seat_by,\
seat_confidence,removal";
pub(super) const PLAN: &str = "order,wave,account_id,account_name,replacement,service_account,covers,steps,scopes,\
address_change,blocked_by,annual_saving,currency,resolves";
pub(super) const REGISTER: &str = "account_id,name,email,class,confidence,state,owner,purpose,review_by,standing,\
touchpoints,stops_if_deactivated,last_active";
pub(super) const COVERAGE: &str = "surface,product,site,status,records,requests,reason,consequence";

pub(super) fn findings(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    table(FINDINGS, &assessment.findings, to)
}

pub(super) fn touchpoints(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    table(TOUCHPOINTS, &assessment.touchpoints, to)
}

pub(super) fn accounts(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    table(ACCOUNTS, &assessment.accounts, to)
}

pub(super) fn savings(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    table(SAVINGS, &assessment.savings.rows, to)
}

pub(super) fn plan(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    table(PLAN, &assessment.plan.rows, to)
}

pub(super) fn coverage(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    table(COVERAGE, &assessment.coverage, to)
}

pub(super) fn register(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    table(REGISTER, &assessment.register, to)
}

/// Rows of coverage alone, as `doctor` has them.
///
/// # Errors
/// When they cannot be written.
pub fn coverage_rows(rows: &[CoverageRow], to: &mut dyn Write) -> io::Result<()> {
    table(COVERAGE, rows, to)
}

/// Writes a table. The columns are taken from each row by name, so a row and its header cannot drift apart.
pub(super) fn table<Row: Serialize>(columns: &str, rows: &[Row], to: &mut dyn Write) -> io::Result<()> {
    let columns: Vec<&str> = columns.split(',').collect();
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(&columns)?;
    for row in rows {
        let Value::Object(row) = serde_json::to_value(row)? else {
            return Err(io::Error::other("a row is an object"));
        };
        let cells = columns.iter().map(|column| row.get(*column).map_or_else(String::new, cell));
        writer.write_record(cells)?;
    }
    writer.flush()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => neutral(text),
        Value::Array(items) => {
            neutral(&items.iter().map(|item| item.as_str().unwrap_or_default()).collect::<Vec<_>>().join(";"))
        }
        other => other.to_string(),
    }
}

/// A text that no spreadsheet takes for a formula, nor a part of it: where the list separator is `;`, a cell ends
/// there. Characters that look like `=` and `@` to a spreadsheet set to a wide script count too. What would steer a
/// terminal or turn the reading direction is left out.
fn neutral(text: &str) -> String {
    const STARTS_A_FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    const ENDS_A_CELL: [char; 4] = [';', '\t', '\r', '\n'];
    let mut cell = String::with_capacity(text.len());
    let mut at_start = true;
    for c in text.chars().filter(|c| ENDS_A_CELL.contains(c) || !steers(*c)) {
        if at_start
            && (STARTS_A_FORMULA.contains(&c) || (cell.is_empty() && ENDS_A_CELL.contains(&c) && c != ';'))
        {
            cell.push('\'');
        }
        cell.push(c);
        at_start = ENDS_A_CELL.contains(&c);
    }
    cell
}
