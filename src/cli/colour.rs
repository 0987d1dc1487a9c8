//! Colours, where they are welcome: on a terminal that has them, of somebody who did not forbid them. What is printed
//! says the same without.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::harmless;

/// Prints a summary to standard output: its heads stand out, and what is severe. `NO_COLOR`, a plain terminal and a
/// pipe get the text alone.
pub(super) fn answer(summary: &str) {
    let painted: String = harmless(summary).lines().map(|line| painted(line) + "\n").collect();
    let _ = anstream::stdout().lock().write_all(painted.as_bytes());
    let _ = io::stdout().flush();
}

/// Width of the heads of a summary.
const HEAD: usize = 10;

fn painted(line: &str) -> String {
    let (head, rest) = line.split_at_checked(HEAD).unwrap_or((line, ""));
    let style = match head.trim_end() {
        "Not seen" | "Cut off" | "Exceptions" => Style::new().bold().fg_color(Some(AnsiColor::Yellow.into())),
        _ => Style::new().bold(),
    };
    let rest = match head.trim_end() {
        "Found" => severities(rest),
        _ => rest.to_owned(),
    };
    match head.trim().is_empty() {
        true => format!("{head}{rest}"),
        false => format!("{style}{head}{style:#}{rest}"),
    }
}

/// The two severities that somebody should act on today.
fn severities(text: &str) -> String {
    let colours = [("critical", AnsiColor::Red), ("high", AnsiColor::Yellow)];
    let mut painted = text.to_owned();
    for (word, colour) in colours {
        let style = Style::new().bold().fg_color(Some(colour.into()));
        painted = painted.replace(&format!(" {word}"), &format!(" {style}{word}{style:#}"));
    }
    painted
}
