//! The summary a person reads in the terminal.

mod questions;

use std::fmt::Write;

pub use questions::{entry_as_toml, questions};

use super::harmless::steers;
use crate::assessment::key_people::{Between, KeyPeople};
use crate::assessment::{Assessment, Summary};
use crate::audit::Severity;

/// So many places that could not be read whole are named.
const NAMED: usize = 3;

/// The summary: what was seen, what was found, what could not be seen. Ten lines, and one each for a scan that was cut
/// off and for exceptions that have to be looked at.
pub fn summary(assessment: &Assessment) -> String {
    let mut text = String::new();
    let summary = &assessment.summary;
    line(&mut text, "Seen", &touchpoints(summary));
    line(&mut text, "", &accounts(summary));
    line(&mut text, "Found", &found(summary));
    let stand = match (summary.actor_gone, summary.stops_with_a_person) {
        (Some(gone), Some(stops)) => {
            format!("{gone} already run as somebody who has left; {stops} stop when one more person goes")
        }
        _ => "what runs as whom is unknown: no rules could be read".to_owned(),
    };
    line(&mut text, "", &stand);
    line(&mut text, "", &seats(assessment));
    if let Some(people) = &assessment.key_people {
        line(&mut text, "Key people", &key_people(people));
    }
    if assessment.scan.finished_at.is_none() {
        line(&mut text, "Cut off", "the scan is not finished: this is what it came to; scan again to go on");
    }
    if assessment.changes.is_some() {
        line(&mut text, "Changed", &changed(assessment));
    }
    let exceptions = exceptions(assessment);
    if !exceptions.is_empty() {
        line(&mut text, "Exceptions", &exceptions);
    }
    let unseen = unseen(assessment);
    if !unseen.is_empty() {
        line(&mut text, "Not seen", &unseen);
    }
    if let Some(person) = &assessment.scan.hangs_on {
        let itself = format!("this audit hangs on a person too: on the unscoped token of {person}");
        line(&mut text, "Itself", &itself);
    }
    text
}

/// Where the report lies, as a line of the summary.
pub fn place(path: &std::path::Path) -> String {
    let mut text = String::new();
    line(&mut text, "Report", &path.display().to_string());
    text
}

fn accounts(summary: &Summary) -> String {
    let people = summary.accounts.get("person").copied().unwrap_or_default();
    let accounts: usize = summary.accounts.values().sum();
    let others: Vec<String> = ["robot", "service-account", "app", "agent", "customer", "system", "unknown"]
        .iter()
        .filter_map(|class| Some((*class, *summary.accounts.get(*class)?)))
        .map(|(class, n)| counted(n, class))
        .collect();
    let with_others = if others.is_empty() { String::new() } else { format!(", {}", others.join(", ")) };
    format!("{} ({}{with_others})", counted(accounts, "account"), counted(people, "person"))
}

fn found(summary: &Summary) -> String {
    let worst: Vec<String> = Severity::ALL
        .iter()
        .filter_map(|severity| Some((severity.word(), *summary.findings.get(severity.word())?)))
        .filter(|(_, n)| *n > 0)
        .map(|(word, n)| format!("{n} {word}"))
        .collect();
    let total: usize = summary.findings.values().sum();
    match total {
        0 => "nothing to act on in what could be seen".to_owned(),
        _ => format!("{} ({})", counted(total, "finding"), worst.join(", ")),
    }
}

fn seats(assessment: &Assessment) -> String {
    let (summary, savings) = (&assessment.summary, &assessment.savings);
    let (Some(seats), Some(robots)) = (summary.robot_seats, summary.robots_with_seats) else {
        return "who holds a paid seat is unknown: no directory could be read".to_owned();
    };
    let cost = match (&savings.totals.annual_list_cost, &savings.currency) {
        (Some(cost), Some(currency)) => match &savings.totals.realisable_at_renewal {
            Some(goes) => {
                format!(", {cost} {currency} a year of list value, {goes} of it off the invoices by renewal")
            }
            None => format!(", {cost} {currency} a year of list value"),
        },
        _ if seats > 0 => ", price unknown (see [[licence]])".to_owned(),
        _ => String::new(),
    };
    format!("{} held by {}{cost}", counted(seats, "paid seat"), counted(robots, "robot"))
}

fn changed(assessment: &Assessment) -> String {
    let Some(changes) = &assessment.changes else { return String::new() };
    let since = changes.since.as_deref().unwrap_or("the snapshot before");
    format!(
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
    )
}

/// How much is accepted, and what has to be done about exceptions.
fn exceptions(assessment: &Assessment) -> String {
    let in_force = assessment.exceptions.iter().filter(|row| row.standing == "in-force").count();
    let mut parts: Vec<String> = Vec::new();
    if in_force > 0 {
        let accepted = counted(assessment.summary.accepted, "finding");
        parts.push(format!("{accepted} accepted by {}", counted(in_force, "exception")));
    }
    parts.extend(assessment.exceptions.iter().filter(|row| !row.note.is_empty()).map(|row| row.note.clone()));
    parts.join("; ")
}

fn unseen(assessment: &Assessment) -> String {
    let unread: Vec<String> = assessment
        .coverage
        .iter()
        .filter(|row| matches!(row.status.as_str(), "partial" | "denied" | "absent" | "failed"))
        .map(|row| {
            format!("{}{} {} ({})", row.surface, at(&row.site), row.status, first_sentence(&row.reason))
        })
        .collect();
    let mut parts: Vec<String> = unread.iter().take(NAMED).cloned().collect();
    if unread.len() > NAMED {
        parts.push(format!("{} more not read whole", unread.len() - NAMED));
    }
    let quiet =
        assessment.coverage.iter().filter(|row| matches!(row.status.as_str(), "skipped" | "not-coverable"));
    match quiet.count() {
        0 => {}
        n => parts.push(format!("{} not looked at, or shown by no API", counted(n, "place"))),
    }
    if !assessment.gaps.is_empty() {
        parts.push(format!("{} not understood whole", counted(assessment.gaps.len(), "row")));
    }
    match parts.is_empty() {
        true => String::new(),
        false => format!("{}: see the coverage", parts.join("; ")),
    }
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
    const WORKING: [(&str, &[&str]); 4] = [
        ("automation rule", &["jira-automation-rule", "confluence-automation-rule"]),
        ("API token", &["api-token", "service-account-credential"]),
        ("organisation key", &["org-api-key"]),
        ("webhook", &["admin-webhook", "confluence-webhook"]),
    ];
    let of = |kind: &&str| summary.touchpoints.get(*kind).copied().unwrap_or_default();
    let all: usize = summary.touchpoints.values().sum();
    let mut rest = all;
    let mut parts = Vec::new();
    for (at, (what, kinds)) in WORKING.into_iter().enumerate() {
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
    let what: String = what.chars().map(|c| if steers(c) { ' ' } else { c }).collect();
    // Writing to a text cannot fail.
    let _ = writeln!(text, "{head:<10} {what}");
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
