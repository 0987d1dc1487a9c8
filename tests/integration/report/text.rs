//! The lines for the terminal: what can be pasted is TOML, whatever accounts are called.

use chrono::NaiveDate;
use proptest::prelude::*;
use touchpoint::assessment::Assessment;
use touchpoint::assessment::rows::QuestionRow;
use touchpoint::config::{Config, IdentityHints};
use touchpoint::report;

use super::{SCRIPT, demo, nothing};
use crate::case::*;
use crate::common::touchpoint;

fn question(name: &str, guess: &'static str, entry: &str) -> QuestionRow {
    QuestionRow {
        account_id: "712020:ada00000-0000-4000-8000-000000000001".to_owned(),
        name: Some(name.to_owned()),
        email: None,
        guess,
        confidence: "low",
        reasons: vec!["a reason".to_owned()],
        if_robot: "a dummy user holds 1 paid seat, which a service account would not need".to_owned(),
        if_person: "nothing more to act on".to_owned(),
        entry: entry.to_owned(),
    }
}

fn asking(questions: Vec<QuestionRow>) -> Assessment {
    Assessment { questions, ..nothing() }
}

fn shown(assessment: &Assessment) -> String {
    report::questions(assessment, &IdentityHints::default())
}

/// What the configuration makes of the lines below the heading.
fn pasted(text: &str) -> IdentityHints {
    let (_, lines) = text.split_once("\n\n").unwrap();
    let config = Config::parse(&format!("[identity]\n{lines}"), "pasted", NaiveDate::MIN);
    config.unwrap_or_else(|error| panic!("{error}\n{lines}")).identity
}

/// Every line is one of those this program writes, and none turns the reading direction.
fn assert_orderly(text: &str) {
    let (heading, lines) = text.split_once("\n\n").unwrap();
    assert!(heading.starts_with("Questions ") && heading.lines().skip(1).all(|line| line.starts_with("   ")));
    for line in lines.lines() {
        let known = ["robots = [", "people = [", "]"].contains(&line)
            || line.starts_with("  # ")
            || line.starts_with("  \"")
            || line.starts_with("  '");
        assert!(known, "{line:?} in {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert!(
        !text.contains(|c: char| (c.is_control() && c != '\n') || ('\u{2028}'..='\u{202e}').contains(&c))
    );
}

#[test]
fn without_a_question_nothing_is_said() {
    assert_eq!(shown(&nothing()), "");
}

#[test]
fn each_stands_in_the_list_of_its_guess() {
    let text = shown(&asking(vec![
        question("Falcon", "robot", "falcon@acme.example"),
        question("Jan Bot", "person", "jan.bot@acme.example"),
        question("Unavailable user", "unknown", "712020:u"),
    ]));
    assert_orderly(&text);
    assert!(text.contains("3 answers would change this report, the first the most:"), "{text}");
    assert!(text.contains("  \"falcon@acme.example\", # Falcon\n"), "{text}");
    let hints = pasted(&text);
    assert_eq!(hints.robots, ["falcon@acme.example"]);
    assert_eq!(hints.people, ["jan.bot@acme.example", "712020:u"], "what is not known is no robot");
}

#[test]
fn five_are_shown_and_the_others_counted() {
    let rows = (0..7).map(|at| question("Falcon", "person", &format!("falcon-{at}@acme.example")));
    let mut assessment = asking(rows.collect());
    assessment.questions_left = 4;
    let text = shown(&assessment);
    assert_eq!(pasted(&text).people.len(), 5);
    assert!(text.contains("5 of the 11 answers that would change this report"), "{text}");
    let alone = shown(&asking(vec![question("Falcon", "person", "x@acme.example")]));
    assert!(alone.contains("1 answer would change this report: is this account a program?"), "{alone}");
}

#[test]
fn lists_that_are_there_are_added_to() {
    let assessment = asking(vec![question("Falcon", "person", "falcon@acme.example")]);
    assert!(shown(&assessment).contains("paste"), "{}", shown(&assessment));
    let given = IdentityHints { robots: vec!["svc-*".to_owned()], people: Vec::new() };
    let text = report::questions(&assessment, &given).replace("\n          ", " ");
    assert!(
        text.contains("add these entries to the lists under [identity]") && !text.contains("paste"),
        "{text}"
    );
}

#[test]
fn a_name_stays_in_its_comment() {
    let long = "n".repeat(10_000);
    for name in [
        "Falcon\",\n]\npeople = [\"*\"]\n#",
        "Falcon\r\nReport    elsewhere",
        "evil\u{202e}gpj.exe\u{2066}\u{200f}\u{2028}robots = []",
        "\0\u{1b}[2J\u{7f}\u{85}",
        SCRIPT,
        "\"\"\"'''",
        "",
        " ",
        long.as_str(),
    ] {
        let text = shown(&asking(vec![question(name, "robot", "falcon@acme.example")]));
        assert_orderly(&text);
        let hints = pasted(&text);
        assert_eq!(
            (hints.robots, hints.people),
            (vec!["falcon@acme.example".to_owned()], Vec::new()),
            "{name:?}"
        );
    }
}

/// A long entry stands alone, under the name.
#[test]
fn a_long_entry_leaves_no_room_for_the_name() {
    let entry = format!("{}@acme.example", "falcon-".repeat(9));
    let text = shown(&asking(vec![question(&"Falcon ".repeat(8), "robot", &entry)]));
    assert_orderly(&text);
    assert!(text.contains("\n  # Falcon Falcon") && text.contains(&format!("\n  \"{entry}\",\n")), "{text}");
    assert_eq!(pasted(&text).robots, [entry]);
}

proptest! {
    #[test]
    fn whatever_a_name_is_the_lines_are_toml(name in any::<String>(), more in "(?s).{0,80}") {
        let mut row = question(&name, "person", "jan'bot@acme.example");
        row.if_person = more;
        let text = shown(&asking(vec![row]));
        assert_orderly(&text);
        let hints = pasted(&text);
        prop_assert_eq!((hints.robots, hints.people), (Vec::new(), vec!["jan'bot@acme.example".to_owned()]));
    }
}

/// Ten lines with the one that says where the report lies, each beginning in the same column.
#[test]
fn the_summary_is_ten_lines_in_columns() {
    let summary = report::summary(&demo()) + &report::place(std::path::Path::new("here/report.html"));
    assert!(summary.lines().count() <= 10, "{summary}");
    for line in summary.lines() {
        let (head, what) = line.split_at(10);
        assert!(
            what.starts_with(' ')
                && !what.starts_with("  ")
                && !head.starts_with("  ") | head.trim().is_empty(),
            "{line}"
        );
    }
}

/// Coloured only where colour is welcome; what is said is the same.
#[test]
fn colours_are_for_a_terminal_that_wants_them() {
    let (_folder, snapshot) = Case::usual().user(person(ADA, "Ada Example")).snapshot();
    let path = snapshot.path().to_owned();
    drop(snapshot);
    let out = tempfile::TempDir::new().unwrap();
    let said = |name: &str, value: &str| {
        let mut report = touchpoint();
        report.args(["report", "--out"]).arg(out.path()).arg(&path).env_remove("NO_COLOR").env(name, value);
        String::from_utf8(report.output().unwrap().stdout).unwrap()
    };
    let plain = said("NO_COLOR", "1");
    let forced = said("CLICOLOR_FORCE", "1");
    assert!(
        !plain.contains('\u{1b}') && !said("TERM", "xterm").contains('\u{1b}'),
        "a pipe gets the text alone"
    );
    assert!(forced.contains("\u{1b}["), "{forced}");
    let mut bare = String::new();
    let mut codes = forced.split('\u{1b}');
    bare.push_str(codes.next().unwrap());
    codes.for_each(|part| bare.push_str(part.split_once('m').unwrap().1));
    assert_eq!(bare, plain);
}
