//! A checklist to paste into a ticket or a page.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::view::{
    Group, Thing, account_steps, effect_word, evidence, groups, hold, instead, known, life, name, place,
    plain, several, some, tallies, things_of, title, unread, verdict,
};
use crate::assessment::offboard::{ItemRow, Offboarding};
use crate::report::words::{self, label};

/// So many who rely on a thing are named.
const RELYING: usize = 6;

/// Writes the answer as GitHub-flavoured Markdown, which Jira and Confluence take when it is pasted.
///
/// # Errors
/// When it cannot be written.
pub fn write(answer: &Offboarding, to: &mut dyn Write) -> io::Result<()> {
    let mut page = Page(String::new());
    page.head(answer);
    page.steps(answer);
    for group in groups(answer) {
        page.group(&group, several(answer));
    }
    page.rest(answer);
    to.write_all(page.0.as_bytes())
}

struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.0, "{text}");
    }

    fn heading(&mut self, text: &str) {
        let _ = writeln!(self.0, "\n## {text}\n");
    }

    fn row(&mut self, cells: &[&str]) {
        let _ = writeln!(self.0, "| {} |", cells.join(" | "));
    }

    fn head(&mut self, answer: &Offboarding) {
        self.line(&format!("# {}\n", safe(&title(answer))));
        self.row(&["account", "address", "what it is", "state", "account id"]);
        self.row(&["---"; 5]);
        for row in &answer.accounts {
            let email = safe(row.email.as_deref().unwrap_or_default());
            let class = label(words::CLASSES, row.class).to_lowercase();
            self.row(&[&safe(name(row)), &email, &class, row.state, &safe(&row.account_id)]);
        }
        for address in &answer.addresses {
            self.row(&["", &safe(address), "belongs to no account that was seen", "", ""]);
        }
        self.line(&format!("\n**{}**\n", verdict(answer)));
        for (when, tally) in tallies(answer) {
            self.line(&format!("- {when}: {tally}"));
        }
        let (tool, version) = (answer.tool.name, answer.tool.version);
        self.line(&format!("- Evidence: {}; {tool} {version}", evidence(answer)));
        if !answer.complete {
            self.heading("Not the whole picture");
            if answer.missing.is_empty() {
                self.line("- [ ] The collecting was cut off: scan again.");
            }
            for row in &answer.missing {
                self.line(&format!("- [ ] {}", safe(&unread(row))));
            }
        }
    }

    fn steps(&mut self, answer: &Offboarding) {
        let accounts = account_steps(answer);
        if answer.steps.is_empty() && accounts.is_empty() {
            return;
        }
        self.heading("What to do, in this order");
        let mut stage = None;
        for step in &answer.steps {
            if stage != Some(step.stage) {
                let gap = if stage.is_some() { "\n" } else { "" };
                stage = Some(step.stage);
                self.line(&format!("{gap}### {}\n", step.stage.title()));
            }
            self.line(&format!("- [ ] {}. {}", step.order, step.act));
            for item in things_of(answer, step) {
                self.line(&format!("  - [ ] {}", linked(item)));
            }
        }
        if !accounts.is_empty() {
            self.line("\n### Then the account itself\n");
        }
        for (at, act) in accounts.iter().enumerate() {
            self.line(&format!("- [ ] {}. {}", answer.steps.len() + at + 1, act));
        }
    }

    fn group(&mut self, group: &Group<'_>, whose: bool) {
        self.heading(&format!("{} ({})", group.word.label, group.things.len()));
        self.line(&format!("{}\n", group.word.meaning));
        for thing in &group.things {
            self.thing(thing, whose);
        }
    }

    fn thing(&mut self, thing: &Thing<'_>, whose: bool) {
        let item = thing.worst();
        let by =
            |way: &ItemRow| if whose { format!(" of {}", safe(&way.account_name)) } else { String::new() };
        let about: Vec<String> =
            [Some(format!("{}{}", hold(item), by(item))), Some(safe(&place(item))), life(item)]
                .into_iter()
                .flatten()
                .collect();
        self.line(&format!("- {}: {}", linked(item), about.join(" · ")));
        self.line(&format!("  - {}", safe(&known(item))));
        for way in &thing.ways[1..] {
            let effect = effect_word(way.effect).label.to_lowercase();
            self.line(&format!("  - also {}{}: {effect}", hold(way), by(way)));
        }
        if !item.because_names.is_empty() {
            self.line(&format!("  - because of {}", safe(&item.because_names.join(" → "))));
        }
        if let Some((effect, words)) = thing.if_deleted() {
            let effect = effect_word(effect).label.to_lowercase();
            self.line(&format!("  - **if deleted: {effect}.** {}", safe(words)));
        }
        if !item.relied_on_by.is_empty() {
            self.line(&format!("  - relied on: {}", safe(&some(&item.relied_on_by, RELYING))));
        }
        if let Some(instead) = instead(item) {
            self.line(&format!("  - instead: {instead}"));
        }
    }

    fn rest(&mut self, answer: &Offboarding) {
        if !answer.notes.is_empty() {
            self.heading("To know");
            for note in &answer.notes {
                self.line(&format!("- {}", safe(note)));
            }
        }
        if !answer.switched_off.is_empty() {
            self.heading("Switched off already");
            for row in &answer.switched_off {
                self.line(&format!("- {} ({}, {})", linked(row), hold(row), safe(&row.state)));
            }
        }
        if !answer.by_hand.is_empty() {
            self.heading("Shown by no API: check by hand");
            for row in &answer.by_hand {
                self.line(&format!("- [ ] {}: {}", safe(&row.surface), safe(&row.consequence)));
            }
        }
    }
}

/// A thing, as a link to its page where that is known.
fn linked(item: &ItemRow) -> String {
    let title = safe(&item.title);
    match item.link.as_deref().filter(|link| link.starts_with("https://")) {
        Some(link) => format!("[{title}]({})", address(link)),
        None => title,
    }
}

/// An address that cannot end before its end.
fn address(link: &str) -> String {
    let mut address = String::new();
    for letter in link.chars() {
        match letter {
            '(' => address.push_str("%28"),
            ')' => address.push_str("%29"),
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            '|' => address.push_str("%7C"),
            '\\' => address.push_str("%5C"),
            letter if letter.is_whitespace() || letter.is_control() => address.push_str("%20"),
            letter => address.push(letter),
        }
    }
    address
}

/// A text of others that is nothing but text: no link, heading, box or table of its own making.
fn safe(text: &str) -> String {
    let mut safe = String::new();
    for letter in plain(text).chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&') {
            safe.push('\\');
        }
        safe.push(letter);
    }
    // A bare address would become a link without being asked.
    safe.replace("://", "\\://").replace("www.", "www\\.")
}
