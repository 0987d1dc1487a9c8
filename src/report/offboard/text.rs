//! For the terminal, readable at 80 columns.

use std::io::{self, Write};

use textwrap::{Options, fill};

use super::view::{
    Group, Thing, account_steps, counted, effect_word, evidence, groups, hold, instead, known, life, name,
    place, plain, several, some, tallies, things_of, title, unread, verdict,
};
use crate::assessment::offboard::Offboarding;
use crate::audit::effects::Effect;
use crate::report::words::{self, label};

/// Columns.
const WIDTH: usize = 80;
/// So many of what goes on are named.
const GOING_ON: usize = 20;
/// So many who rely on a thing are named.
const RELYING: usize = 4;
/// So many things of one step are named.
const IN_A_STEP: usize = 6;

/// Writes the answer for a person at a terminal.
///
/// # Errors
/// When it cannot be written.
pub fn write(answer: &Offboarding, to: &mut dyn Write) -> io::Result<()> {
    let mut page = Page(String::new());
    page.head(answer);
    for group in groups(answer) {
        page.group(&group, several(answer));
    }
    page.steps(answer);
    page.rest(answer);
    to.write_all(page.0.as_bytes())
}

struct Page(String);

impl Page {
    /// A paragraph with its first line and the others set in by so much.
    fn paragraph(&mut self, first: &str, others: &str, text: &str) {
        let options = Options::new(WIDTH).initial_indent(first).subsequent_indent(others);
        self.0.push_str(&fill(&plain(text), options));
        self.0.push('\n');
    }

    fn line(&mut self, text: &str) {
        self.paragraph("", "  ", text);
    }

    /// An address on a line of its own, however long: broken it leads nowhere.
    fn link(&mut self, link: &str) {
        self.0.push_str(&format!("    {}\n", plain(link)));
    }

    fn gap(&mut self) {
        self.0.push('\n');
    }

    fn heading(&mut self, text: &str) {
        self.gap();
        self.line(&text.to_uppercase());
    }

    fn head(&mut self, answer: &Offboarding) {
        self.line(&title(answer));
        for row in answer.accounts.iter().take(GOING_ON) {
            let email = row.email.as_deref().filter(|email| *email != name(row));
            let email = email.map(|email| format!(" <{email}>")).unwrap_or_default();
            let class = label(words::CLASSES, row.class).to_lowercase();
            self.paragraph("  ", "    ", &format!("{}{email}: {class}, {}", name(row), row.state));
        }
        if answer.accounts.len() > GOING_ON {
            self.paragraph("  ", "    ", &format!("and {} more", answer.accounts.len() - GOING_ON));
        }
        for address in &answer.addresses {
            self.paragraph(
                "  ",
                "    ",
                &format!("{address}: an address that belongs to no account that was seen"),
            );
        }
        self.line(&format!("Evidence: {}", evidence(answer)));
        self.gap();
        self.line(&verdict(answer));
        for (when, tally) in tallies(answer) {
            self.line(&format!("{when}: {tally}"));
        }
        if !answer.complete {
            self.heading("Not the whole picture");
            if answer.missing.is_empty() {
                self.paragraph(
                    "  ",
                    "  ",
                    "The collecting was cut off: what it did not come to is not known.",
                );
            }
            for row in &answer.missing {
                self.paragraph("  - ", "    ", &unread(row));
            }
        }
    }

    fn group(&mut self, group: &Group<'_>, whose: bool) {
        self.heading(&format!("{} ({})", group.word.label, group.things.len()));
        if !matches!(group.effect, Effect::Survives) {
            self.paragraph("  ", "  ", group.word.meaning);
        }
        let brief = matches!(group.effect, Effect::Survives | Effect::LosesOwner);
        let most = if group.effect == Effect::Survives { GOING_ON } else { usize::MAX };
        // What deletion stops is never left out.
        let (lost, kept): (Vec<_>, Vec<_>) = group.things.iter().partition(|thing| {
            thing
                .if_deleted()
                .is_some_and(|(effect, _)| effect != Effect::Survives && effect != Effect::LosesOwner)
        });
        for thing in lost.iter().chain(kept.iter().take(most)) {
            match brief {
                true => self.brief(thing, whose),
                false => self.thing(thing, whose),
            }
        }
        if kept.len() > most {
            self.paragraph("  ", "    ", &format!("and {} more that go on", kept.len() - most));
        }
    }

    fn thing(&mut self, thing: &Thing<'_>, whose: bool) {
        let item = thing.worst();
        self.gap();
        self.paragraph("  ", "    ", &item.title);
        let more = "    ";
        let by = if whose { format!(" of {}", item.account_name) } else { String::new() };
        let about: Vec<String> = [Some(format!("{}{by}", hold(item))), Some(place(item)), life(item)]
            .into_iter()
            .flatten()
            .collect();
        self.paragraph(more, more, &about.join(" · "));
        self.paragraph(more, more, &known(item));
        for way in &thing.ways[1..] {
            let by = if whose { format!(" of {}", way.account_name) } else { String::new() };
            let effect = effect_word(way.effect).label.to_lowercase();
            self.paragraph(more, "      ", &format!("also {}{by}: {effect}", hold(way)));
        }
        if !item.because_names.is_empty() {
            self.paragraph(more, "      ", &format!("Because of: {}", item.because_names.join(" → ")));
        }
        if let Some((effect, words)) = thing.if_deleted() {
            let effect = effect_word(effect).label.to_lowercase();
            self.paragraph(more, "      ", &format!("If deleted: {effect}. {words}"));
        }
        if !item.relied_on_by.is_empty() {
            self.paragraph(more, "      ", &format!("Relied on: {}", some(&item.relied_on_by, RELYING)));
        }
        if let Some(instead) = instead(item) {
            self.paragraph(more, "      ", &format!("Instead: {instead}"));
        }
        if let Some(link) = &item.link {
            self.link(link);
        }
    }

    fn brief(&mut self, thing: &Thing<'_>, whose: bool) {
        let item = thing.worst();
        let by = if whose { format!(", {}", item.account_name) } else { String::new() };
        self.paragraph("  - ", "    ", &format!("{} ({}{by})", item.title, hold(item)));
        if let Some((effect, _)) = thing.if_deleted() {
            let effect = effect_word(effect).label.to_lowercase();
            self.paragraph("    ", "    ", &format!("If deleted: {effect}"));
        }
        if !item.because_names.is_empty() {
            self.paragraph("    ", "      ", &format!("Because of: {}", item.because_names.join(" → ")));
        }
        if item.effect == Effect::LosesOwner
            && let Some(link) = &item.link
        {
            self.link(link);
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
                stage = Some(step.stage);
                self.gap();
                self.paragraph("  ", "  ", step.stage.title());
            }
            self.paragraph(&format!("  {:>2}. ", step.order), "      ", &step.act);
            let titles: Vec<String> = things_of(answer, step).map(|item| item.title.clone()).collect();
            self.paragraph("      > ", "        ", &some(&titles, IN_A_STEP));
        }
        if !accounts.is_empty() {
            self.gap();
            self.paragraph("  ", "  ", "Then the account itself");
        }
        for (at, act) in accounts.iter().enumerate() {
            self.paragraph(&format!("  {:>2}. ", answer.steps.len() + at + 1), "      ", act);
        }
    }

    fn rest(&mut self, answer: &Offboarding) {
        if !answer.notes.is_empty() {
            self.heading("To know");
            for note in &answer.notes {
                self.paragraph("  - ", "    ", note);
            }
        }
        if !answer.switched_off.is_empty() {
            let mut titles: Vec<String> = answer.switched_off.iter().map(|row| row.title.clone()).collect();
            titles.dedup();
            self.heading("Switched off already");
            self.paragraph("  ", "  ", &some(&titles, GOING_ON));
        }
        if !answer.by_hand.is_empty() {
            let places: Vec<String> = answer.by_hand.iter().map(|row| row.surface.clone()).collect();
            self.heading("Shown by no API");
            let text = format!(
                "{} to check by hand: {}. `touchpoint doctor` says where to look.",
                counted(places.len(), "place"),
                places.join(", ")
            );
            self.paragraph("  ", "  ", &text);
        }
    }
}
