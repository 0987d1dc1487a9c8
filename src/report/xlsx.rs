//! `report.xlsx`: a workbook for finance. The sheets are the tables of the CSV files with cells that have a type: money
//! and counts are numbers, days are days. Every text is written as a text, which no spreadsheet runs.

use std::io::{self, Write};

use chrono::{DateTime, NaiveDate, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use serde::Serialize;
use serde_json::Value;

use super::csv;
use super::harmless::steers;
use super::headline::headlines;
use crate::assessment::Assessment;

/// Rows of one sheet, its header among them: what Excel opens.
const ROWS: usize = 1_048_576;
/// Letters of one cell: what Excel opens.
const LETTERS: usize = 32_767;
/// The header of a column is at least so wide, and no column is wider than the other, in letters.
const WIDTH: (f64, f64) = (9.0, 48.0);

const PRODUCTS: &str = "product,site,plan,billing,seats,robots,seats_without_robots,cost,cost_without_robots,currency,\
to_next_tier_down,tier,next_tier_down,renewal,certainty,source,source_date,unpriced_because";
const FRONTIER: &str = "service_accounts,used,annual_saving,findings_resolved,stops_removed,seats_freed";

pub(super) fn write(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    let book = filled(assessment).map_err(io::Error::other)?;
    to.write_all(&book)
}

fn filled(assessment: &Assessment) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book { workbook: Workbook::new(), styles: Styles::new() };
    let made = assessment.scan.finished_at.as_deref().and_then(|time| time.parse::<DateTime<Utc>>().ok());
    let made = ExcelDateTime::from_timestamp(made.unwrap_or(DateTime::UNIX_EPOCH).timestamp())?;
    let properties = DocProperties::new().set_title("touchpoint").set_creation_datetime(&made);
    book.workbook.set_properties(&properties);
    book.first(assessment)?;
    book.table("Findings", csv::FINDINGS, &assessment.findings)?;
    book.table("Savings", csv::SAVINGS, &assessment.savings.rows)?;
    book.table("Products", PRODUCTS, &assessment.savings.products)?;
    book.table("Plan", csv::PLAN, &assessment.plan.rows)?;
    book.table("Quota", FRONTIER, &assessment.plan.frontier)?;
    book.table("Register", csv::REGISTER, &assessment.register)?;
    book.table("Accounts", csv::ACCOUNTS, &assessment.accounts)?;
    book.table("Touchpoints", csv::TOUCHPOINTS, &assessment.touchpoints)?;
    book.table("Coverage", csv::COVERAGE, &assessment.coverage)?;
    book.workbook.save_to_buffer()
}

struct Styles {
    header: Format,
    money: Format,
    count: Format,
    day: Format,
    heading: Format,
    wrapped: Format,
}

impl Styles {
    fn new() -> Styles {
        Styles {
            header: Format::new().set_bold().set_align(FormatAlign::Top).set_text_wrap(),
            money: Format::new().set_num_format("#,##0.00"),
            count: Format::new().set_num_format("#,##0"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            heading: Format::new().set_bold().set_font_size(14),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

struct Book {
    workbook: Workbook,
    styles: Styles,
}

impl Book {
    /// The first sheet: whose report it is, from when, and the three answers.
    fn first(&mut self, assessment: &Assessment) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name("Summary")?;
        sheet.set_column_width(0, 34)?;
        sheet.set_column_width(1, 22)?;
        sheet.set_column_width(2, 90)?;
        sheet.write_string_with_format(0, 0, "What hangs on whom", &self.styles.heading)?;
        let mut line = 2;
        for headline in headlines(assessment) {
            sheet.write_string(line, 0, headline.question)?;
            sheet.write_string(line, 1, text(&headline.figure))?;
            let says = [headline.says, headline.trend].join(" ");
            sheet.write_string_with_format(line, 2, text(says.trim()), &self.styles.wrapped)?;
            line += 1;
        }
        line += 1;
        for (severity, count) in crate::audit::Severity::ALL.iter().filter_map(|severity| {
            Some((severity.word(), *assessment.summary.findings.get(severity.word())?))
        }) {
            sheet.write_string(line, 0, format!("{severity} findings"))?;
            sheet.write_number_with_format(line, 1, number(count), &self.styles.count)?;
            line += 1;
        }
        line += 1;
        let scan = &assessment.scan;
        let facts = [
            ("Organisation", scan.org.clone()),
            ("Sites", Some(scan.sites.join(", "))),
            ("Evidence finished", scan.finished_at.clone()),
            ("Ages counted from", Some(scan.as_of.clone())),
            (
                "Read whole",
                Some(if assessment.summary.complete { "yes" } else { "no: see Coverage" }.to_owned()),
            ),
            ("Snapshot (SHA-256)", scan.snapshot_sha256.clone()),
            ("Configuration (SHA-256)", scan.config_digest.clone()),
            ("Made with", Some(format!("{} {}", assessment.tool.name, assessment.tool.version))),
        ];
        for (name, value) in facts {
            sheet.write_string(line, 0, name)?;
            sheet.write_string(line, 1, text(&value.unwrap_or_else(|| "not known".to_owned())))?;
            line += 1;
        }
        Ok(())
    }

    /// A sheet with the rows of a table; as many sheets as the rows need.
    fn table<Row: Serialize>(&mut self, name: &str, columns: &str, rows: &[Row]) -> Result<(), XlsxError> {
        let columns: Vec<&str> = columns.split(',').collect();
        let parts: Vec<&[Row]> = match rows.is_empty() {
            true => vec![&[]],
            false => rows.chunks(ROWS - 1).collect(),
        };
        for (part, rows) in parts.into_iter().enumerate() {
            let name = if part == 0 { name.to_owned() } else { format!("{name} {}", part + 1) };
            let sheet = self.workbook.add_worksheet_with_constant_memory()?;
            sheet.set_name(&name)?;
            sheet.set_freeze_panes(1, 0)?;
            let (Ok(last), Ok(right)) = (u32::try_from(rows.len()), u16::try_from(columns.len() - 1)) else {
                continue;
            };
            sheet.autofilter(0, 0, last, right)?;
            for (at, column) in (0..).zip(&columns) {
                let wide = (column.len() as f64 + 3.0).clamp(WIDTH.0, WIDTH.1);
                sheet.set_column_width(at, if is_long(column) { WIDTH.1 } else { wide })?;
                sheet.write_string_with_format(0, at, *column, &self.styles.header)?;
            }
            for (line, row) in (1..).zip(rows) {
                let Ok(Value::Object(cells)) = serde_json::to_value(row) else { continue };
                for (at, column) in (0..).zip(&columns) {
                    if let Some(value) = cells.get(*column) {
                        write_cell(sheet, (line, at), column, value, &self.styles)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (line, at): (u32, u16),
    column: &str,
    value: &Value,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let number = |n: &serde_json::Number| n.as_f64().unwrap_or_default();
    match value {
        Value::Null => return Ok(()),
        Value::Bool(truth) => sheet.write_boolean(line, at, *truth)?,
        Value::Number(n) => sheet.write_number_with_format(line, at, number(n), &styles.count)?,
        Value::String(words) => match typed(column, words) {
            Some(Typed::Money(amount)) => sheet.write_number_with_format(line, at, amount, &styles.money)?,
            Some(Typed::Day(day)) => sheet.write_datetime_with_format(line, at, &day, &styles.day)?,
            None => sheet.write_string(line, at, text(words))?,
        },
        Value::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            sheet.write_string(line, at, text(&items.join("; ")))?
        }
        Value::Object(_) => sheet.write_string(line, at, text(&value.to_string()))?,
    };
    Ok(())
}

enum Typed {
    Money(f64),
    Day(ExcelDateTime),
}

/// The value of a cell whose column has a type; nothing where the text is not of it.
fn typed(column: &str, words: &str) -> Option<Typed> {
    const MONEY: [&str; 8] = [
        "annual_saving",
        "annual_list_cost",
        "realisable_now",
        "realisable_next_period",
        "realisable_at_renewal",
        "assumed_saving",
        "cost",
        "cost_without_robots",
    ];
    const DAYS: [&str; 6] = ["review_by", "first_seen", "last_active", "changed", "renewal", "source_date"];
    if MONEY.contains(&column) {
        return words.parse().ok().map(Typed::Money);
    }
    if DAYS.contains(&column) {
        let day: NaiveDate = words.get(..10)?.parse().ok()?;
        let day = day.and_hms_opt(0, 0, 0)?.and_utc();
        return ExcelDateTime::from_timestamp(day.timestamp()).ok().map(Typed::Day);
    }
    None
}

fn is_long(column: &str) -> bool {
    matches!(
        column,
        "title" | "evidence" | "remedy" | "reason" | "consequence" | "reasons" | "steps" | "note" | "purpose"
    )
}

/// A text as a cell takes it: no longer than it may be, without what steers a terminal or turns the reading direction.
fn text(words: &str) -> String {
    let mut plain: String = words.chars().filter(|c| *c == '\n' || !steers(*c)).collect();
    // Excel counts in units of UTF-16.
    if plain.encode_utf16().count() > LETTERS {
        let mut units = 0;
        let fits = |c: &char| {
            units += c.len_utf16();
            units < LETTERS
        };
        plain = plain.chars().take_while(fits).collect();
        plain.push('…');
    }
    plain
}

fn number(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}
