//! The summary a person reads in the terminal.

mod questions;

use std::fmt::Write;

pub use questions::{entry_as_toml, questions};

use crate::assessment::key_people::{Between, KeyPeople};
use crate::assessment::{Assessment, Summary};
use crate::audit::Severity;

/// The summary: what was seen, what was found, what could not be seen.
pub fn summary(assessment: &Assessment) -> String {
    let mut text = String::new();
    let summary = &assessment.summary;
    let people = summary.accounts.get("person").copied().unwrap_or_default();
    let accounts: usize = summary.accounts.values().sum();
    let others: Vec<String> = ["robot", "service-account", "app", "agent", "customer", "system", "unknown"]
        .iter()
        .filter_map(|class| Some((*class, *summary.accounts.get(*class)?)))
        .map(|(class, n)| counted(n, class))
        .collect();
    let with_others = if others.is_empty() { String::new() } else { format!(", {}", others.join(", ")) };
    line(&mut text, "Seen", &touchpoints(summary));
    line(
        &mut text,
        "",
        &format!("{} ({}{with_others})", counted(accounts, "account"), counted(people, "person")),
    );
    let worst: Vec<String> = Severity::ALL
        .iter()
        .filter_map(|severity| Some((severity.word(), *summary.findings.get(severity.word())?)))
        .filter(|(_, n)| *n > 0)
        .map(|(word, n)| format!("{n} {word}"))
        .collect();
    let total: usize = summary.findings.values().sum();
    let found = match total {
        0 => "nothing to act on in what could be seen".to_owned(),
        _ => format!("{} ({})", counted(total, "finding"), worst.join(", ")),
    };
    line(&mut text, "Found", &found);
    let stand = match (summary.actor_gone, summary.stops_with_a_person) {
        (Some(gone), Some(stops)) => {
            format!("{gone} already run as somebody who has left; {stops} stop when one more person goes")
        }
        _ => "what runs as whom is unknown: no rules could be read".to_owned(),
    };
    line(&mut text, "", &stand);
    let seats = match (summary.robot_seats, summary.robots_with_seats) {
        (Some(seats), Some(robots)) => format!(
            "{} held by {}{}",
            counted(seats, "paid seat"),
            counted(robots, "robot"),
            match (&assessment.savings.totals.annual_list_cost, &assessment.savings.currency) {
                (Some(cost), Some(currency)) => format!(", {cost} {currency} a year of list value"),
                _ if seats > 0 => ", price unknown (see [[licence]])".to_owned(),
                _ => String::new(),
            }
        ),
        _ => "who holds a paid seat is unknown: no directory could be read".to_owned(),
    };
    line(&mut text, "", &seats);
    if let Some(people) = &assessment.key_people {
        line(&mut text, "Key people", &key_people(people));
    }
    if assessment.scan.finished_at.is_none() {
        line(&mut text, "Cut off", "the scan is not finished: this is what it came to; scan again to go on");
    }
    if let Some(changes) = &assessment.changes {
        let since = changes.since.as_deref().unwrap_or("the snapshot before");
        let moved = format!(
            "{} new, {}{} resolved, {} unchanged{} since {since}",
            changes.new.len(),
            match changes.reopened.len() {
                0 => String::new(),
                n => format!("{n} reopened, "),
            },
            changes.resolved.len(),
            changes.unchanged,
            match changes.not_seen.len() {
                0 => String::new(),
                n => format!(", {n} that could not be looked at again"),
            }
        );
        line(&mut text, "Changed", &moved);
    }
    let in_force = assessment.exceptions.iter().filter(|row| row.standing == "in-force").count();
    if in_force > 0 {
        let accepted = counted(summary.accepted, "finding");
        line(&mut text, "Accepted", &format!("{accepted} by {}", counted(in_force, "exception")));
    }
    for row in assessment.exceptions.iter().filter(|row| !row.note.is_empty()) {
        line(&mut text, "Exception", &row.note);
    }
    let mut unseen: Vec<String> = assessment
        .coverage
        .iter()
        .filter(|row| matches!(row.status.as_str(), "partial" | "denied" | "absent" | "failed"))
        .map(|row| {
            format!("{}{} {}: {}", row.surface, at(&row.site), row.status, first_sentence(&row.reason))
        })
        .collect();
    let quiet =
        assessment.coverage.iter().filter(|row| matches!(row.status.as_str(), "skipped" | "not-coverable"));
    let quiet = quiet.count();
    if quiet > 0 {
        unseen
            .push(format!("{} not looked at, or shown by no API: see the coverage", counted(quiet, "place")));
    }
    for (index, row) in unseen.iter().enumerate() {
        line(&mut text, if index == 0 { "Not seen" } else { "" }, row);
    }
    if let Some(person) = &assessment.scan.hangs_on {
        let itself = format!("this audit hangs on a person too: on the unscoped token of {person}");
        line(&mut text, "Itself", &itself);
    }
    if !assessment.gaps.is_empty() {
        let gaps =
            format!("{} could not be understood whole: see the gaps", counted(assessment.gaps.len(), "row"));
        line(&mut text, "Gaps", &gaps);
    }
    text
}

/// On how few accounts the live integrations hang, in a sentence.
pub fn key_people(people: &KeyPeople) -> String {
    let all = counted(people.integrations, "live integration");
    let fewest = |between: Between| match (between.at_least, between.at_most) {
        (one, other) if one == other => counted(other, "account"),
        (one, other) => format!("{one} to {other} accounts"),
    };
    let half = match (people.half.surely, people.half.perhaps) {
        (Some(surely), _) => format!("half of {all} stop with {}", fewest(surely)),
        (None, Some(perhaps)) => format!("half of {all} stop or may stop with {}", fewest(perhaps)),
        (None, None) => match people.half.at_risk {
            Some(half) => format!(
                "{} of {all} stop or may with their accounts, half of those with {}",
                people.at_risk,
                fewest(half)
            ),
            None => format!("none of {all} is known to stop with an account"),
        },
    };
    let top = &people.top_three;
    match top.accounts.len() {
        0 => half,
        n => format!(
            "{half}; the first {} hold up {} that stop{}",
            counted(n, "account"),
            top.stopped,
            if top.perhaps > top.stopped {
                format!(", {} with those that may", top.perhaps)
            } else {
                String::new()
            }
        ),
    }
}

/// The touchpoints that do integration work by name, and how many others keep it alive.
fn touchpoints(summary: &Summary) -> String {
    const NAMED: [(&str, &[&str]); 4] = [
        ("automation rule", &["jira-automation-rule", "confluence-automation-rule"]),
        ("API token", &["api-token", "service-account-credential"]),
        ("organisation key", &["org-api-key"]),
        ("webhook", &["admin-webhook", "confluence-webhook"]),
    ];
    let of = |kind: &&str| summary.touchpoints.get(*kind).copied().unwrap_or_default();
    let all: usize = summary.touchpoints.values().sum();
    let mut rest = all;
    let mut parts = Vec::new();
    for (at, (what, kinds)) in NAMED.into_iter().enumerate() {
        let n: usize = kinds.iter().map(of).sum();
        rest -= n;
        if n > 0 || at < 2 {
            parts.push(counted(n, what));
        }
    }
    if rest > 0 {
        parts.push(format!("{rest} filters, boards, workflow steps, leads, grants and the like"));
    }
    parts.join(", ")
}

/// One line, whatever stands in the names it holds: a line break would forge another.
fn line(text: &mut String, head: &str, what: &str) {
    let what = what.replace(['\n', '\r'], " ");
    // Writing to a text cannot fail.
    let _ = writeln!(text, "{head:<9} {what}");
}

fn at(site: &str) -> String {
    if site.is_empty() { String::new() } else { format!(" ({site})") }
}

fn first_sentence(text: &str) -> &str {
    text.split("; ").next().unwrap_or(text)
}

/// `1 finding`, `2 findings`; people are people.
pub fn counted(n: usize, what: &str) -> String {
    match (n, what) {
        (1, what) => format!("1 {what}"),
        (n, "person") => format!("{n} people"),
        (n, "system" | "unknown") => format!("{n} {what}"),
        (n, what) => format!("{n} {what}s"),
    }
}
