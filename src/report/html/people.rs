//! The key people on the first page: the sentences, and a bar for each, split by what happens when they go.

use serde::Serialize;

use super::page::{counted, encoded, grouped, harmless, instant};
use crate::assessment::key_people::{Between, Half, KeyPeople, Past, PersonRow, TopThree};
use crate::audit::effects::Effect;
use crate::report::words::{self, label};

/// So many are drawn.
const DRAWN: usize = 8;

#[derive(Debug, Serialize)]
pub(super) struct People {
    sentences: Vec<String>,
    trend: String,
    bars: Vec<Bar>,
    legend: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Bar {
    href: String,
    name: String,
    class: String,
    words: String,
    segments: Vec<Segment>,
}

#[derive(Debug, Serialize)]
struct Segment {
    effect: &'static str,
    x: usize,
    width: usize,
    title: String,
}

#[derive(Debug, Serialize)]
struct Entry {
    effect: &'static str,
    label: &'static str,
}

impl People {
    pub(super) fn of(people: &KeyPeople) -> People {
        let drawn: Vec<&PersonRow> = people.people.iter().take(DRAWN).collect();
        let longest = drawn.iter().map(|row| total(row)).max().unwrap_or(1).max(1);
        let effects = shown(&drawn);
        People {
            sentences: sentences(people),
            trend: people.before.as_ref().map(|before| trend(before, people)).unwrap_or_default(),
            bars: drawn.iter().map(|row| bar(row, longest)).collect(),
            legend: effects
                .into_iter()
                .map(|effect| Entry { effect: effect.word(), label: label(words::EFFECTS, effect.word()) })
                .collect(),
        }
    }
}

/// The effects, the worst first.
fn weighted() -> [Effect; 6] {
    let mut effects = Effect::ALL;
    effects.sort_by_key(|effect| std::cmp::Reverse(effect.weight()));
    effects
}

fn shown(drawn: &[&PersonRow]) -> Vec<Effect> {
    let occurs = |effect: &Effect| drawn.iter().any(|row| row.of(*effect) > 0);
    weighted().into_iter().filter(occurs).collect()
}

fn total(row: &PersonRow) -> usize {
    weighted().into_iter().map(|effect| row.of(effect)).sum()
}

fn bar(row: &PersonRow, longest: usize) -> Bar {
    let mut segments = Vec::new();
    let mut parts = Vec::new();
    let mut before = 0;
    for effect in weighted() {
        let count = row.of(effect);
        if count == 0 {
            continue;
        }
        let from = before * 10_000 / longest;
        before += count;
        let to = before * 10_000 / longest;
        let title = format!("{}: {}", label(words::EFFECTS, effect.word()), grouped(count));
        parts.push(title.clone());
        // A sliver of the background keeps neighbours apart without telling them by colour.
        segments.push(Segment {
            effect: effect.word(),
            x: from,
            width: (to - from).saturating_sub(30).max(20),
            title,
        });
    }
    Bar {
        href: format!("#account={}", encoded(&row.account_id)),
        name: harmless(&row.name),
        class: label(words::CLASSES, row.class).to_lowercase(),
        words: parts.join(", "),
        segments,
    }
}

/// `3 accounts`, `between 3 and 5 accounts`.
fn fewest(between: Between) -> String {
    match (between.at_least, between.at_most) {
        (one, other) if one == other => counted(one, "account", "accounts"),
        (one, other) => format!("between {one} and {other} accounts"),
    }
}

fn sentences(people: &KeyPeople) -> Vec<String> {
    let all = people.integrations;
    let mut sentences = Vec::new();
    if all == 0 {
        sentences.push("No live integration was seen.".to_owned());
        return sentences;
    }
    let all = counted(all, "live integration", "live integrations");
    match (people.half.surely, people.half.perhaps, people.half.at_risk) {
        (Some(surely), ..) => sentences.push(format!("Half of the {all} stop when {} go.", fewest(surely))),
        (None, Some(perhaps), _) => sentences.push(format!(
            "Half of the {all} stop or may stop when {} go; fewer than half are known to.",
            fewest(perhaps)
        )),
        (None, None, Some(half)) => sentences.push(format!(
            "Even if every account went, fewer than half of the {all} would stop: {} stop or may. Half of those hang on {}.",
            grouped(people.at_risk),
            fewest(half)
        )),
        (None, None, None) => {
            sentences.push(format!("None of the {all} is known to stop with an account, and none works through one."));
        }
    }
    if !people.top_three.accounts.is_empty() {
        sentences.push(share(&people.top_three));
    }
    sentences
}

fn share(top: &TopThree) -> String {
    let who = match top.accounts.len() {
        1 => "The first account holds".to_owned(),
        n => format!("The first {n} together hold"),
    };
    let percent = |n: usize| (n * 100 + top.of / 2) / top.of.max(1);
    let may = match top.perhaps > top.stopped {
        true => format!("; {} ({} %) with those that may stop", grouped(top.perhaps), percent(top.perhaps)),
        false => String::new(),
    };
    format!("{who} up {} of them ({} %) that stop{may}.", grouped(top.stopped), percent(top.stopped))
}

/// How it was at the last snapshot.
fn trend(before: &Past, now: &KeyPeople) -> String {
    let since = before
        .since
        .as_deref()
        .map_or("At the snapshot before".to_owned(), |at| format!("On {}", instant(at)));
    let at_risk = before.at_risk;
    let half = |half: &Half| match (half.surely, half.perhaps, half.at_risk) {
        (Some(surely), ..) => format!("half stopped with {}", fewest(surely)),
        (None, Some(perhaps), _) => format!("half stopped or might have with {}", fewest(perhaps)),
        (None, None, Some(half)) => {
            format!("half of the {} that stopped or might have hung on {}", grouped(at_risk), fewest(half))
        }
        (None, None, None) => "none was known to stop with an account".to_owned(),
    };
    let most = |half: &Half| half.surely.or(half.perhaps).or(half.at_risk).map(|between| between.at_most);
    let turn = match (most(&before.half), most(&now.half)) {
        (Some(then), Some(now)) if now > then => ": it hangs on more shoulders now",
        (Some(then), Some(now)) if now < then => ": it hangs on fewer shoulders now",
        (Some(_), Some(_)) => ": no fewer and no more than now",
        _ => "",
    };
    format!(
        "{since} there were {}, {}, and the first three held up {} that stop{turn}.",
        counted(before.integrations, "live integration", "live integrations"),
        half(&before.half),
        grouped(before.top_three.stopped),
    )
}
