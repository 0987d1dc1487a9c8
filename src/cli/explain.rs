//! `touchpoint explain`

use std::process::ExitCode;

use super::{Failure, answer};
use crate::audit::{CHECKS, check};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A check, such as rule-actor-gone
    #[arg(value_name = "CHECK")]
    check: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let Some(id) = &arguments.check else {
        for check in CHECKS {
            answer(&format!("{:<26} {}", check.id, check.title));
        }
        return Ok(ExitCode::SUCCESS);
    };
    let check = check(id).ok_or_else(|| {
        let near = CHECKS.iter().map(|check| check.id).filter(|known| shares_a_word(known, id));
        let near: Vec<&str> = near.collect();
        let hint = match near.as_slice() {
            [] => "touchpoint explain lists them all".to_owned(),
            near => format!("did you mean {}?", near.join(", ")),
        };
        Failure::Usage(format!("there is no check \"{id}\"; {hint}"))
    })?;
    answer(&format!("{}: {}\n", check.id, check.title));
    for (head, text) in [
        ("Looks for", check.looks_for),
        ("Why it matters", check.why),
        ("What to do", check.remedy),
        ("Severity", check.severity),
        ("Controls", &check.controls.join(", ")),
    ] {
        answer(&format!("{head}\n{}\n", wrapped(text)));
    }
    Ok(ExitCode::SUCCESS)
}

fn shares_a_word(known: &str, typed: &str) -> bool {
    // Every check of rules has the word "rule": it tells nothing.
    typed.split('-').any(|word| word.len() > 3 && word != "rule" && known.split('-').any(|part| part == word))
}

/// The text in lines of a width that reads well, indented.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 90;
    let mut lines = vec![String::from(" ")];
    for word in text.split_whitespace() {
        if lines.last().is_some_and(|line| line.chars().count() + 1 + word.chars().count() > WIDTH) {
            lines.push(String::from(" "));
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n")
}
