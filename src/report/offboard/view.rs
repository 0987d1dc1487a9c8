//! What every format shows in the same way: each thing once, under the worst that happens to it, and what is to be
//! done to the accounts themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::assessment::offboard::{ItemRow, Offboarding, StepRow};
use crate::assessment::rows::{AccountRow, CoverageRow};
use crate::audit::effects::Effect;
use crate::report::words::{self, Word, label};

/// Things to which the same happens.
pub(super) struct Group<'a> {
    pub(super) effect: Effect,
    pub(super) word: &'static Word,
    pub(super) things: Vec<Thing<'a>>,
}

/// A touchpoint, and each way in which it hangs on those who go, the worst first.
pub(super) struct Thing<'a> {
    pub(super) ways: Vec<&'a ItemRow>,
}

impl<'a> Thing<'a> {
    /// The way that decides.
    pub(super) fn worst(&self) -> &'a ItemRow {
        self.ways[0]
    }

    /// What deletion does to it, where that is shown and worse than what is shown first.
    pub(super) fn if_deleted(&self) -> Option<(Effect, &'a str)> {
        let then = self
            .ways
            .iter()
            .filter_map(|way| Some((way.effect_if_deleted?, way.words_if_deleted.as_deref()?)));
        let (effect, words) = then.max_by_key(|(effect, _)| effect.weight())?;
        (effect != self.worst().effect).then_some((effect, words))
    }
}

/// Each touchpoint once, in groups by the worst that happens to it, the worst group first. Empty groups are left out.
pub(super) fn groups(answer: &Offboarding) -> Vec<Group<'_>> {
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    let mut things: Vec<Thing<'_>> = Vec::new();
    // Items come the worst first, so the first way of a thing is its worst.
    for item in &answer.items {
        match by_id.get(item.touchpoint_id.as_str()) {
            Some(at) => things[*at].ways.push(item),
            None => {
                by_id.insert(&item.touchpoint_id, things.len());
                things.push(Thing { ways: vec![item] });
            }
        }
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for thing in things {
        let effect = thing.worst().effect;
        match groups.iter_mut().find(|group| group.effect == effect) {
            Some(group) => group.things.push(thing),
            None => groups.push(Group { effect, word: effect_word(effect), things: vec![thing] }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.effect.weight()));
    groups
}

/// The effect as people read it.
pub(super) fn effect_word(effect: Effect) -> &'static Word {
    let found = words::EFFECTS.iter().find(|word| word.word == effect.word());
    found.unwrap_or(&words::EFFECTS[0])
}

/// How many of what, by effect: `1 stops · 3 lose their owner`; nothing where there is none.
fn tally(counts: &crate::assessment::offboard::Counts) -> String {
    let words = |effect, n| match (effect, n) {
        (Effect::StopsSilently, 1) => "stops without a sign",
        (Effect::StopsSilently, _) => "stop without a sign",
        (Effect::Stops, 1) => "stops",
        (Effect::Stops, _) => "stop",
        (Effect::Degrades, 1) => "works in part",
        (Effect::Degrades, _) => "work in part",
        (Effect::Unverified, _) => "not known",
        (Effect::LosesOwner, 1) => "loses its owner",
        (Effect::LosesOwner, _) => "lose their owner",
        (Effect::Survives, 1) => "goes on",
        (Effect::Survives, _) => "go on",
    };
    let mut effects = Effect::ALL;
    effects.sort_by_key(|effect| std::cmp::Reverse(effect.weight()));
    let parts: Vec<String> = effects
        .into_iter()
        .filter(|effect| counts.of(*effect) > 0)
        .map(|effect| format!("{} {}", counts.of(effect), words(effect, counts.of(effect))))
        .collect();
    if parts.is_empty() { "nothing at work hangs on them".to_owned() } else { parts.join(" · ") }
}

/// What the answer is about.
pub(super) fn title(answer: &Offboarding) -> String {
    const NAMED: usize = 3;
    let names: Vec<&str> =
        answer.accounts.iter().map(name).chain(answer.addresses.iter().map(String::as_str)).collect();
    if answer.all_leavers {
        return match names.len() {
            0 => "Nobody who has left holds anything that was seen".to_owned(),
            1 => "What the one account that has left still holds".to_owned(),
            n => format!("What {n} accounts that have left still hold"),
        };
    }
    match names.as_slice() {
        [] => "What breaks if nobody goes".to_owned(),
        [one] => format!("What breaks if {one} goes"),
        [rest @ .., last] if names.len() <= NAMED => {
            format!("What breaks if {} and {last} go", rest.join(", "))
        }
        _ => format!("What breaks if {} accounts go", names.len()),
    }
}

/// Where the evidence comes from: `a scan, finished 2026-11-20T12:00:00Z`.
pub(super) fn evidence(answer: &Offboarding) -> String {
    let from = if answer.scan.mode == "import" { "an import of files" } else { "a scan" };
    match &answer.scan.finished_at {
        Some(at) => format!("{from}, finished {at}"),
        None => format!("{from} that was cut off"),
    }
}

/// How many of what, for each way of going that is shown.
pub(super) fn tallies(answer: &Offboarding) -> Vec<(&'static str, String)> {
    let first = if answer.when == "delete" { "Deleted" } else { "Deactivated" };
    let then = answer.if_deleted.as_ref().map(|then| ("Deleted", tally(&then.touchpoints)));
    std::iter::once((first, tally(&answer.touchpoints))).chain(then).collect()
}

/// An account's name, else its address, else its id.
pub(super) fn name(row: &AccountRow) -> &str {
    let told = [&row.name, &row.email].into_iter().flatten();
    told.map(String::as_str).find(|text| !text.trim().is_empty()).unwrap_or(&row.account_id)
}

/// Whether several go, so that each thing has to say whose it is.
pub(super) fn several(answer: &Offboarding) -> bool {
    answer.accounts.len() + answer.addresses.len() > 1
}

/// The one sentence that sums it up. Never that all is well, unless everything was read.
pub(super) fn verdict(answer: &Offboarding) -> String {
    let things = &answer.touchpoints;
    let broken = things.stops + things.stops_silently + things.degrades;
    let left = |row: &AccountRow| matches!(row.state, "deactivated" | "deleted");
    let left = !answer.accounts.is_empty() && answer.accounts.iter().all(left);
    let gone = match (several(answer), answer.when) {
        (false, "deactivate") if left => "now that the account has gone",
        (true, "deactivate") if left => "now that the accounts have gone",
        (false, "delete") => "when the account is deleted",
        (false, _) => "when the account is deactivated",
        (true, "delete") => "when the accounts are deleted",
        (true, _) => "when the accounts are deactivated",
    };
    let sentence = match (broken, things.unverified) {
        (0, 0) if answer.complete => format!("Nothing that an API shows breaks {gone}."),
        (0, 0) => {
            "Nothing that was seen breaks, but this is not the whole picture: it cannot be called safe."
                .to_owned()
        }
        (0, n) => format!("Nothing is known to break; of {} nobody can say.", counted(n, "thing")),
        (n, 0) => format!("{} {} {gone}.", counted(n, "thing"), breaks(n)),
        (n, more) => {
            format!("{} {} {gone}; of {more} more nobody can say.", counted(n, "thing"), breaks(n))
        }
    };
    if broken + things.unverified > 0 && !answer.complete {
        return format!("{sentence} This is not the whole picture.");
    }
    sentence
}

fn breaks(n: usize) -> &'static str {
    if n == 1 { "breaks" } else { "break" }
}

/// `1 thing`, `2 things`.
pub(super) fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Where it is: the product, what it works on, the site.
pub(super) fn place(item: &ItemRow) -> String {
    let product = label(words::PRODUCTS, &item.product);
    let product = if item.product.is_empty() { "organisation" } else { product };
    let parts = [product, item.container.as_str(), item.site.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The things of a step, each once.
pub(super) fn things_of<'a>(answer: &'a Offboarding, step: &'a StepRow) -> impl Iterator<Item = &'a ItemRow> {
    let mut seen = BTreeSet::new();
    let items = step.items.iter().map(|at| &answer.items[*at]);
    items.filter(move |item| seen.insert(item.touchpoint_id.as_str()))
}

/// Since when it is there and when it was last used, as days.
pub(super) fn life(item: &ItemRow) -> Option<String> {
    let since = item.since.as_deref().map(|at| format!("since {}", day(at)));
    let used = item.last_used.as_deref().map(|at| format!("last used {}", day(at)));
    let parts: Vec<String> = since.into_iter().chain(used).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The day of an instant.
pub(super) fn day(instant: &str) -> &str {
    instant.split('T').next().unwrap_or(instant)
}

/// Some of a list, and how many more there are.
pub(super) fn some(list: &[String], most: usize) -> String {
    let shown: Vec<&str> = list.iter().take(most).map(String::as_str).collect();
    match list.len().saturating_sub(most) {
        0 => shown.join("; "),
        more => format!("{}; and {more} more", shown.join("; ")),
    }
}

/// How the account holds it, or it needs something of the account's.
pub(super) fn hold(item: &ItemRow) -> String {
    let role = words::ROLES.iter().find(|word| word.word == item.role).map(|word| word.label);
    role.map_or_else(|| format!("needs what they hold ({})", item.role), str::to_owned)
}

/// The effect with how it is known.
pub(super) fn known(item: &ItemRow) -> String {
    match item.effect {
        Effect::Unverified => item.words.clone(),
        _ => format!("{} ({})", item.words, label(words::CERTAINTIES, item.certainty)),
    }
}

/// What should hold it instead.
pub(super) fn instead(item: &ItemRow) -> Option<&'static str> {
    let word = item.replacement?.word();
    words::REPLACEMENTS.iter().find(|known| known.word == word).map(|known| known.label)
}

/// A place that was not read whole, in a sentence: where, how, why, what that hides.
pub(super) fn unread(row: &CoverageRow) -> String {
    let at = if row.site.is_empty() { String::new() } else { format!(" at {}", row.site) };
    let status = label(words::COVERAGE, &row.status).to_lowercase();
    let why = if row.reason.is_empty() { String::new() } else { format!(": {}", row.reason) };
    let hides =
        if row.consequence.is_empty() { String::new() } else { format!(" Hidden: {}.", row.consequence) };
    format!("{}{at} ({status}){why}.{hides}", row.surface)
}

/// What is done to the accounts themselves, once everything above is.
pub(super) fn account_steps(answer: &Offboarding) -> Vec<String> {
    let here = answer.accounts.iter().any(|row| !matches!(row.state, "deactivated" | "deleted"));
    let there = answer.accounts.iter().any(|row| row.state != "deleted");
    let mut steps = Vec::new();
    if here {
        steps.push(
            "Deactivate the account first, and do not delete it yet: deactivation can be undone at once."
                .to_owned(),
        );
    }
    if there {
        steps.push(
            "Watch the logs of the rules and the error mails for a week: what still ran as the account shows there. \
             Check on the next invoice that the seat is no longer counted."
                .to_owned(),
        );
        let lost = answer.items.iter().filter(|item| {
            item.effect_if_deleted.unwrap_or(item.effect).stops()
                && matches!(item.kind, "filter" | "dashboard")
        });
        let lost = lost.count();
        let takes = match (lost, answer.when, &answer.if_deleted) {
            (0, ..) => String::new(),
            (_, "deactivate", None) => String::new(),
            (1, ..) => " Until it is handed over, deletion takes 1 filter or dashboard along.".to_owned(),
            (n, ..) => {
                format!(" Until they are handed over, deletion takes {n} filters and dashboards along.")
            }
        };
        steps.push(format!(
            "Delete it, if at all, only when nothing on this page hangs on it any more. For 14 days a deletion can be \
             cancelled.{takes}"
        ));
    }
    steps
}

/// A text of others on one line, without what would turn the reading direction or steer a terminal.
pub(super) fn plain(text: &str) -> String {
    let shown = text.chars().map(|letter| match letter {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
        '\u{2028}' | '\u{2029}' => ' ',
        letter if letter.is_control() => ' ',
        letter => letter,
    });
    shown.collect()
}
