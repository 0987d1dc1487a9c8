//! The CSV files: the columns of the contract, cells no spreadsheet runs, and what is empty.

use csv::{Reader, StringRecord};
use touchpoint::assessment::Assessment;

use super::{demo, nothing, written};

/// The headers, copied by hand from the contract.
const HEADERS: [(&str, &str); 6] = [
    (
        "findings.csv",
        "finding,check,severity,confidence,status,title,account_id,account_name,account_email,account_class,account_state,role,touchpoint_kind,touchpoint_id,touchpoint_name,product,site,container,effect,certainty,evidence,remedy,replacement,annual_saving,currency,controls,link,owner,purpose,review_by,first_seen",
    ),
    (
        "touchpoints.csv",
        "touchpoint_id,kind,name,product,site,container,state,role,account_id,account_name,account_class,account_state,effect_if_deactivated,certainty,changed,link,looks_like,looks_like_confidence,looks_like_reasons",
    ),
    (
        "accounts.csv",
        "account_id,name,email,class,confidence,reasons,state,org_admin,products,last_active,api_tokens,touchpoints,stops_if_deactivated,annual_list_cost,currency,owner,purpose,review_by",
    ),
    (
        "savings.csv",
        "account_id,account_name,product,plan,billing,annual_list_cost,realisable_now,realisable_next_period,realisable_at_renewal,currency,priced,note,site,assumed_saving,certainty,seat_by,seat_confidence,removal",
    ),
    (
        "plan.csv",
        "order,wave,account_id,account_name,replacement,service_account,covers,steps,scopes,address_change,blocked_by,annual_saving,currency,resolves",
    ),
    ("coverage.csv", "surface,product,site,status,records,requests,reason,consequence"),
];

/// The cells of a column.
fn column(assessment: &Assessment, file: &str, name: &str) -> Vec<String> {
    let text = written(assessment, file);
    let mut reader = Reader::from_reader(text.as_bytes());
    let at = reader.headers().unwrap().iter().position(|header| header == name).unwrap();
    let rows: Vec<StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    rows.iter().map(|row| row[at].to_owned()).collect()
}

#[test]
fn the_columns_are_those_of_the_contract() {
    for assessment in [demo(), nothing()] {
        for (file, header) in HEADERS {
            assert_eq!(written(&assessment, file).lines().next(), Some(header), "{file}");
        }
    }
}

#[test]
fn there_is_a_row_for_everything() {
    let assessment = demo();
    let rows = |file| {
        let text = written(&assessment, file);
        Reader::from_reader(text.as_bytes()).records().collect::<Result<Vec<_>, _>>().unwrap().len()
    };
    assert_eq!(rows("findings.csv"), assessment.findings.len());
    assert_eq!(rows("touchpoints.csv"), assessment.touchpoints.len());
    assert_eq!(rows("accounts.csv"), assessment.accounts.len());
    assert_eq!(rows("savings.csv"), assessment.savings.rows.len());
    assert_eq!(rows("plan.csv"), assessment.plan.rows.len());
    assert_eq!(rows("coverage.csv"), assessment.coverage.len());
}

#[test]
fn no_spreadsheet_runs_a_cell() {
    let dangerous = [
        "=HYPERLINK(\"https://evil.example\",\"a\")",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\u{ff1d}1+1",
        "\u{ff0b}1",
        "\u{ff0d}1",
        "\u{ff20}SUM(1)",
    ];
    let mut assessment = demo();
    for (at, text) in dangerous.into_iter().enumerate() {
        assessment.findings[at].title = text.to_owned();
        assessment.accounts[at].name = Some(text.to_owned());
        assessment.accounts[at].reasons = vec![text.to_owned(), "b".to_owned()];
    }
    let columns = [("findings.csv", "title"), ("accounts.csv", "name"), ("accounts.csv", "reasons")];
    let [titles, names, reasons] = columns.map(|(file, name)| column(&assessment, file, name));
    for (at, text) in dangerous.into_iter().enumerate() {
        // Behind a tab or a line's end a new cell may begin.
        let text = text.replace('=', if text.starts_with(['\t', '\r', '\n']) { "'=" } else { "=" });
        assert_eq!(titles[at], format!("'{text}"));
        assert_eq!(names[at], format!("'{text}"));
        assert_eq!(reasons[at], format!("'{text};b"));
    }
}

/// Where the list separator is `;`, a cell ends there; and a text steers neither a terminal nor the reader.
#[test]
fn a_part_of_a_cell_is_no_formula_and_steers_nothing() {
    let mut assessment = demo();
    assessment.findings[0].title = "x;=HYPERLINK(1)".to_owned();
    assessment.findings[1].title = "a\u{1b}]0;-b\u{7}\u{202e}c".to_owned();
    let titles = column(&assessment, "findings.csv", "title");
    assert_eq!((titles[0].as_str(), titles[1].as_str()), ("x;'=HYPERLINK(1)", "a]0;'-bc"));
}

#[test]
fn every_cell_of_the_demo_is_harmless() {
    let assessment = demo();
    for (file, _) in HEADERS {
        let text = written(&assessment, file);
        for row in Reader::from_reader(text.as_bytes()).records() {
            for cell in &row.unwrap() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{file}: {cell}");
            }
        }
    }
}

#[test]
fn a_text_comes_back_as_it_was() {
    let texts = [
        "a,b",
        "a \"quoted\" word",
        "two\nlines",
        "two\r\nlines",
        "a;b",
        "Übergabe 🙂",
        "'tis",
        " padded ",
        "",
    ];
    let mut assessment = demo();
    for (at, text) in texts.into_iter().enumerate() {
        assessment.findings[at].evidence = text.to_owned();
    }
    let cells = column(&assessment, "findings.csv", "evidence");
    assert_eq!(cells[..texts.len()], texts);
}

#[test]
fn not_known_is_empty_and_none_is_0() {
    let mut assessment = demo();
    assessment.accounts[0].api_tokens = None;
    assessment.accounts[1].api_tokens = Some(0);
    let tokens = column(&assessment, "accounts.csv", "api_tokens");
    assert_eq!((tokens[0].as_str(), tokens[1].as_str()), ("", "0"));
    assessment.coverage[0].records = None;
    assessment.coverage[1].records = Some(0);
    let records = column(&assessment, "coverage.csv", "records");
    assert_eq!((records[0].as_str(), records[1].as_str()), ("", "0"));
    assert_eq!(
        column(&assessment, "savings.csv", "annual_list_cost")[0],
        "",
        "an unknown price is no price of 0"
    );
    assert_eq!(column(&assessment, "savings.csv", "priced")[0], "false");
}

#[test]
fn several_values_share_a_cell() {
    let mut assessment = demo();
    assessment.plan.rows[0].resolves = vec!["f-1".to_owned(), "f-2".to_owned()];
    assessment.accounts[0].products = Some(vec!["jira".to_owned(), "confluence".to_owned()]);
    assert_eq!(column(&assessment, "plan.csv", "resolves")[0], "f-1;f-2");
    assert_eq!(column(&assessment, "accounts.csv", "products")[0], "jira;confluence");
}
