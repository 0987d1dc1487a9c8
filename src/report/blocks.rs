//! An answer as blocks, and the two ways of writing them: for a terminal, and as Markdown.

use textwrap::core::display_width;

use super::harmless::steers;

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// What the answer is about.
    Title(String),
    /// What the following is about.
    Heading(String),
    /// What a part of the following is about.
    Part(String),
    /// A paragraph.
    Text(String),
    /// Things one below the other.
    List(Vec<String>),
    /// Steps in order; the first is told its number.
    Steps(Vec<String>),
    /// A table: columns, whether each is of numbers, and rows.
    Table(Vec<(&'static str, bool)>, Vec<Vec<String>>),
}

/// Columns of a terminal.
const WIDTH: usize = 80;

/// For a terminal.
pub(super) fn text(blocks: &[Block]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            Block::Title(title) => {
                lines.extend(wrapped(title, "", ""));
                lines.push(String::new());
            }
            Block::Heading(heading) | Block::Part(heading) => {
                lines.push(String::new());
                lines.extend(wrapped(heading, "", ""));
            }
            Block::Text(text) => lines.extend(wrapped(text, "", "")),
            Block::List(items) => {
                lines.extend(items.iter().flat_map(|item| wrapped(item, "  - ", "    ")));
            }
            Block::Steps(steps) => {
                let steps = steps.iter().zip(1..);
                lines.extend(steps.flat_map(|(step, n)| wrapped(step, &format!("  {n}. "), "     ")));
            }
            Block::Table(columns, rows) => lines.extend(table(columns, rows)),
        }
    }
    lines.join("\n")
}

fn wrapped(text: &str, first: &str, others: &str) -> Vec<String> {
    let options = textwrap::Options::new(WIDTH).initial_indent(first).subsequent_indent(others);
    textwrap::wrap(&one_line(text), options.break_words(false)).into_iter().map(Into::into).collect()
}

fn table(columns: &[(&str, bool)], rows: &[Vec<String>]) -> Vec<String> {
    let head: Vec<String> = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    let all: Vec<Vec<String>> = std::iter::once(head)
        .chain(rows.iter().cloned())
        .map(|row| row.iter().map(|cell| one_line(cell)).collect())
        .collect();
    let widths: Vec<usize> = (0..columns.len())
        .map(|at| all.iter().map(|row| row.get(at).map_or(0, |cell| display_width(cell))).max().unwrap_or(0))
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).zip(columns).map(|((cell, width), (_, number))| {
            let gap = " ".repeat(width.saturating_sub(display_width(cell)));
            if *number { format!("{gap}{cell}") } else { format!("{cell}{gap}") }
        });
        format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
    };
    all.iter().map(line).collect()
}

/// As Markdown.
pub(super) fn markdown(blocks: &[Block]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for block in blocks {
        parts.push(match block {
            Block::Title(title) => format!("# {}", escaped(title)),
            Block::Heading(heading) => format!("## {}", escaped(heading)),
            Block::Part(heading) => format!("### {}", escaped(heading)),
            Block::Text(text) => escaped(text),
            Block::List(items) => {
                items.iter().map(|item| format!("- {}", escaped(item))).collect::<Vec<_>>().join("\n")
            }
            Block::Steps(steps) => {
                let steps = steps.iter().zip(1..).map(|(step, n)| format!("{n}. {}", escaped(step)));
                steps.collect::<Vec<_>>().join("\n")
            }
            Block::Table(columns, rows) => {
                let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
                let head = columns.iter().map(|(name, _)| escaped(name)).collect();
                let rule = columns.iter().map(|(_, number)| if *number { "---:" } else { "---" }.to_owned());
                let body = rows.iter().map(|cells| row(cells.iter().map(|cell| escaped(cell)).collect()));
                let lines = [row(head), row(rule.collect())];
                lines.into_iter().chain(body).collect::<Vec<_>>().join("\n")
            }
        });
    }
    parts.join("\n\n")
}

/// A text in which nothing is taken for markup: names come from outside.
fn escaped(text: &str) -> String {
    let text = one_line(text);
    let mut plain = String::new();
    // At its beginning, a sign or a number would make a list of it, or a heading of what stands above.
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && text[digits..].starts_with(['.', ')']);
    for (at, c) in text.char_indices() {
        let opens = (at == 0 && matches!(c, '-' | '+' | '=')) || (at == digits && numbered);
        if opens || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' | '$')
        {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

fn one_line(text: &str) -> String {
    text.split(steers).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
