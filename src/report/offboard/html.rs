//! A page to print: what breaks, a picture of it, and what to do, on paper or on the screen.
//!
//! It has no script, loads nothing and sends nothing: a policy inside the page forbids it everything but its own style.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;
use tera::{Context, Tera};

use super::picture::{Picture, draw};
use super::view::{
    Group, Thing, account_steps, effect_word, evidence, groups, hold, instead, known, life, name, place,
    plain, several, some, tallies, things_of, title, unread, verdict,
};
use crate::assessment::offboard::{ItemRow, Offboarding};
use crate::report::html::hash;
use crate::report::words::{self, label};

const TEMPLATE: &str = "offboard.html";
const STYLE: &str = include_str!("../../../templates/offboard.css");
/// So many who rely on a thing are named.
const RELYING: usize = 6;

#[derive(Serialize)]
struct Sheet {
    style: &'static str,
    style_hash: String,
    title: String,
    verdict: String,
    urgent: bool,
    complete: bool,
    evidence: String,
    accounts: Vec<Account>,
    tallies: Vec<Tally>,
    missing: Vec<String>,
    pictures: Vec<Picture>,
    groups: Vec<Section>,
    stages: Vec<Stage>,
    notes: Vec<String>,
    switched_off: Vec<Short>,
    by_hand: Vec<String>,
    tool: String,
}

#[derive(Serialize)]
struct Account {
    name: String,
    email: String,
    what: String,
    id: String,
}

#[derive(Serialize)]
struct Tally {
    when: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Section {
    effect: &'static str,
    label: &'static str,
    meaning: &'static str,
    count: usize,
    things: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    title: String,
    link: Option<String>,
    about: String,
    words: String,
    also: Vec<String>,
    because: String,
    if_deleted: String,
    relied_on: String,
    instead: &'static str,
}

#[derive(Serialize)]
struct Stage {
    title: &'static str,
    steps: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    order: usize,
    act: String,
    things: Vec<Short>,
}

#[derive(Serialize)]
struct Short {
    title: String,
    link: Option<String>,
}

/// Writes the answer as a page.
///
/// # Errors
/// When it cannot be written.
pub fn write(answer: &Offboarding, to: &mut dyn Write) -> io::Result<()> {
    let mut templates = Tera::default();
    templates
        .add_raw_templates([(TEMPLATE, include_str!("../../../templates/offboard.html"))])
        .map_err(io::Error::other)?;
    let serde_json::Value::Object(given) = serde_json::to_value(Sheet::of(answer))? else {
        return Err(io::Error::other("a page is an object"));
    };
    let mut context = Context::new();
    for (name, value) in given {
        context.insert(name, &value);
    }
    templates.render_to(TEMPLATE, &context, to).map_err(io::Error::other)
}

impl Sheet {
    fn of(answer: &Offboarding) -> Sheet {
        let things = &answer.touchpoints;
        let whose = several(answer);
        let mut missing: Vec<String> = answer.missing.iter().map(|row| plain(&unread(row))).collect();
        if !answer.complete && missing.is_empty() {
            missing.push("The collecting was cut off: what it did not come to is not known.".to_owned());
        }
        Sheet {
            style: STYLE,
            style_hash: hash(STYLE),
            title: plain(&title(answer)),
            verdict: verdict(answer),
            urgent: things.stops + things.stops_silently + things.degrades > 0 || !answer.complete,
            complete: answer.complete,
            evidence: format!("evidence of {}", evidence(answer)),
            accounts: accounts(answer),
            tallies: tallies(answer).into_iter().map(|(when, text)| Tally { when, text }).collect(),
            missing,
            pictures: pictures(answer),
            groups: groups(answer).iter().map(|group| section(group, whose)).collect(),
            stages: stages(answer),
            notes: answer.notes.iter().map(|note| plain(note)).collect(),
            switched_off: switched_off(answer),
            by_hand: answer
                .by_hand
                .iter()
                .map(|row| format!("{}: {}", row.surface, row.consequence))
                .collect(),
            tool: format!("{} {}", answer.tool.name, answer.tool.version),
        }
    }
}

fn accounts(answer: &Offboarding) -> Vec<Account> {
    let known = answer.accounts.iter().map(|row| Account {
        name: plain(name(row)),
        email: plain(row.email.as_deref().unwrap_or_default()),
        what: format!("{}, {}", label(words::CLASSES, row.class).to_lowercase(), row.state),
        id: plain(&row.account_id),
    });
    let addresses = answer.addresses.iter().map(|address| Account {
        name: plain(address),
        email: String::new(),
        what: "an address that belongs to no account that was seen".to_owned(),
        id: String::new(),
    });
    known.chain(addresses).collect()
}

fn pictures(answer: &Offboarding) -> Vec<Picture> {
    let first = if answer.when == "delete" { "Deleted" } else { "Deactivated" };
    let now = draw(first, &answer.items, |item| item.effect);
    let then = answer
        .if_deleted
        .as_ref()
        .and_then(|_| draw("Deleted", &answer.items, |item| item.effect_if_deleted.unwrap_or(item.effect)));
    now.into_iter().chain(then).collect()
}

fn section(group: &Group<'_>, whose: bool) -> Section {
    Section {
        effect: group.effect.word(),
        label: group.word.label,
        meaning: group.word.meaning,
        count: group.things.len(),
        things: group.things.iter().map(|thing| entry(thing, whose)).collect(),
    }
}

fn entry(thing: &Thing<'_>, whose: bool) -> Entry {
    let item = thing.worst();
    let by = |way: &ItemRow| if whose { format!(" of {}", way.account_name) } else { String::new() };
    let about: Vec<String> = [Some(format!("{}{}", hold(item), by(item))), Some(place(item)), life(item)]
        .into_iter()
        .flatten()
        .collect();
    let also = thing.ways[1..].iter().map(|way| {
        plain(&format!("also {}{}: {}", hold(way), by(way), effect_word(way.effect).label.to_lowercase()))
    });
    Entry {
        title: plain(&item.title),
        link: link(item),
        about: plain(&about.join(" · ")),
        words: known(item),
        also: also.collect(),
        because: plain(&item.because_names.join(" → ")),
        if_deleted: thing.if_deleted().map_or_else(String::new, |(effect, words)| {
            format!("{}. {words}", effect_word(effect).label.to_lowercase())
        }),
        relied_on: plain(&some(&item.relied_on_by, RELYING)),
        instead: instead(item).unwrap_or_default(),
    }
}

fn stages(answer: &Offboarding) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for step in &answer.steps {
        let title = step.stage.title();
        if stages.last().is_none_or(|stage| stage.title != title) {
            stages.push(Stage { title, steps: Vec::new() });
        }
        let things = things_of(answer, step).map(short).collect();
        if let Some(stage) = stages.last_mut() {
            stage.steps.push(Step { order: step.order, act: step.act.clone(), things });
        }
    }
    let acts = account_steps(answer).into_iter().enumerate();
    let steps: Vec<Step> =
        acts.map(|(at, act)| Step { order: answer.steps.len() + at + 1, act, things: Vec::new() }).collect();
    if !steps.is_empty() {
        stages.push(Stage { title: "Then the account itself", steps });
    }
    stages
}

fn short(item: &ItemRow) -> Short {
    Short { title: plain(&item.title), link: link(item) }
}

/// What is switched off already, each thing once.
fn switched_off(answer: &Offboarding) -> Vec<Short> {
    let mut seen = BTreeSet::new();
    let things = answer.switched_off.iter().filter(|item| seen.insert(item.touchpoint_id.as_str()));
    things.map(short).collect()
}

/// Only an address of the web is a link.
fn link(item: &ItemRow) -> Option<String> {
    item.link.clone().filter(|link| link.starts_with("https://"))
}
