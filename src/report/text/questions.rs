//! The questions a run ends with: lines for the configuration, ready to be corrected and pasted.

use super::line;
use crate::assessment::Assessment;
use crate::assessment::rows::QuestionRow;
use crate::config::IdentityHints;

/// So many are shown; the report has more.
const SHOWN: usize = 5;
/// Columns of a line, as far as its words let themselves be parted.
const WIDTH: usize = 100;
/// Letters of a name.
const LONGEST_NAME: usize = 60;

/// The first questions as TOML for `[identity]` under a heading that says what to do with it; empty when there are
/// none. `given` is what the configuration says already: its lists are added to, not written twice.
pub fn questions(assessment: &Assessment, given: &IdentityHints) -> String {
    let rows: Vec<&QuestionRow> = assessment.questions.iter().take(SHOWN).collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    let listed = !given.robots.is_empty() || !given.people.is_empty();
    for (index, part) in parted(&heading(assessment, rows.len(), listed), WIDTH - 10).iter().enumerate() {
        line(&mut text, if index == 0 { "Questions" } else { "" }, part);
    }
    text.push('\n');
    // Taking a robot for a person costs nobody a seat: that is where an account goes of which nothing is known.
    let (robots, people): (Vec<&QuestionRow>, Vec<&QuestionRow>) =
        rows.into_iter().partition(|row| row.guess == "robot");
    for (list, rows) in [("robots", robots), ("people", people)] {
        text.push_str(&format!("{list} = [\n"));
        rows.into_iter().for_each(|row| text.push_str(&entry_lines(row)));
        text.push_str("]\n");
    }
    text
}

fn heading(assessment: &Assessment, shown: usize, listed: bool) -> String {
    let all = assessment.questions.len() + assessment.questions_left;
    let which = match (shown, all) {
        (1, 1) => "1 answer would change this report: is this account a program?".to_owned(),
        (shown, all) if shown == all => format!(
            "{shown} answers would change this report, the first the most: which of these accounts are programs?"
        ),
        (shown, all) => format!(
            "{shown} of the {all} answers that would change this report, the first the most: which of these \
             accounts are programs?"
        ),
    };
    let place = match listed {
        true => "then add these entries to the lists under [identity] in touchpoint.toml",
        false => "then paste the lines into touchpoint.toml under [identity]",
    };
    format!("{which} Check each, move it to the other list where the guess is wrong, {place}.")
}

/// An entry of a list with the account's name, below what either answer changes.
fn entry_lines(row: &QuestionRow) -> String {
    let mut text = String::new();
    for (answer, what) in [("a program", &row.if_robot), ("a person", &row.if_person)] {
        for (index, part) in parted(&harmless(&format!("if {answer}: {what}")), WIDTH - 6).iter().enumerate()
        {
            text.push_str(&format!("  # {}{part}\n", if index == 0 { "" } else { "  " }));
        }
    }
    let name = harmless(&short(row.title()));
    let entry = format!("  {},", entry_as_toml(row));
    if entry.chars().count() + 3 + name.chars().count() <= WIDTH {
        text.push_str(&format!("{entry} # {name}\n"));
    } else {
        text.push_str(&format!("  # {name}\n{entry}\n"));
    }
    text
}

/// The entry of a question as the configuration has it, in quotes.
pub fn entry_as_toml(row: &QuestionRow) -> String {
    toml::Value::from(row.entry.as_str()).to_string()
}

fn short(name: &str) -> String {
    let mut short: String = name.chars().take(LONGEST_NAME).collect();
    if name.chars().nth(LONGEST_NAME).is_some() {
        short.push('…');
    }
    short
}

/// A text of others that stays in its comment: it neither ends the line nor turns what is beside it.
fn harmless(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => '\u{fffd}',
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => '\u{fffd}',
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    text.chars().map(shown).collect()
}

/// A text in lines of so many letters, parted between words.
fn parted(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut long = 0;
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        match lines.last_mut() {
            Some(last) if long + 1 + letters <= width => {
                last.push(' ');
                last.push_str(word);
                long += 1 + letters;
            }
            _ => {
                lines.push(word.to_owned());
                long = letters;
            }
        }
    }
    lines
}
