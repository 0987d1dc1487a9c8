//! What the shell of the page says: who, when, how complete, the numbers, where to begin.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::asked::Asked;
use super::first::{self, Answer, RiskTable};
use super::money::Money;
use super::people::People;
use super::records::{Change, Register};
use crate::assessment::Assessment;
use crate::assessment::exceptions::ExceptionRow;
use crate::assessment::rows::{CoverageRow, FindingRow};
use crate::audit;
use crate::report::harmless::steers;
use crate::report::money;
use crate::report::words::{self, Word, label};

/// How many findings are readable without a script.
const WITHOUT_SCRIPT: usize = 50;

#[derive(Serialize)]
pub(super) struct Page {
    /// Whose report it is.
    about: String,
    finished: String,
    facts: Vec<Fact>,
    finished_whole: bool,
    complete: bool,
    /// What could not be read, one line a place.
    blind: Vec<Blind>,
    /// What is not looked at, in a sentence; empty where everything is.
    beyond: String,
    cards: Vec<Card>,
    bar: Vec<Segment>,
    /// The bar in words.
    bar_words: String,
    severities: Vec<Count>,
    checks: Vec<CheckCount>,
    people: Option<People>,
    asked: Option<Asked>,
    change: Option<Change>,
    answers: Vec<Answer>,
    risk: Option<RiskTable>,
    register: Register,
    exceptions: Vec<Exception>,
    money: Money,
    top: Vec<Top>,
    findings_total: String,
    roles: Vec<Meaning>,
    effects: Vec<Meaning>,
    certainties: Vec<Meaning>,
    classes: Vec<Meaning>,
    severity_words: Vec<Meaning>,
}

#[derive(Serialize)]
struct Fact {
    name: &'static str,
    value: String,
    /// Long and technical: shown in a fixed-width face.
    code: bool,
}

#[derive(Serialize)]
struct Blind {
    place: String,
    status: String,
    reason: String,
    consequence: String,
}

#[derive(Serialize)]
struct Card {
    number: String,
    what: String,
    note: String,
    href: &'static str,
    urgent: bool,
}

#[derive(Serialize)]
struct Segment {
    severity: &'static str,
    x: String,
    width: String,
    title: String,
}

#[derive(Serialize)]
struct Count {
    severity: &'static str,
    label: &'static str,
    count: String,
}

#[derive(Serialize)]
struct CheckCount {
    id: &'static str,
    title: &'static str,
    severity: &'static str,
    severity_label: &'static str,
    count: String,
}

#[derive(Serialize)]
struct Exception {
    covers: Vec<String>,
    what: String,
    reason: String,
    approver: String,
    until: String,
    note: String,
}

#[derive(Serialize)]
struct Top {
    severity: &'static str,
    title: String,
    effect: String,
    remedy: String,
    id: String,
}

#[derive(Serialize)]
struct Meaning {
    label: &'static str,
    meaning: &'static str,
    word: &'static str,
}

impl Page {
    pub(super) fn of(assessment: &Assessment) -> Page {
        let summary = &assessment.summary;
        let total: usize = summary.findings.values().sum();
        Page {
            about: about(assessment),
            finished: assessment.scan.finished_at.as_deref().map_or("not finished".to_owned(), instant),
            facts: facts(assessment),
            finished_whole: assessment.scan.finished_at.is_some(),
            complete: summary.complete,
            blind: assessment.coverage.iter().filter(|row| is_unread(row)).map(blind).collect(),
            beyond: beyond(assessment),
            cards: cards(assessment, total),
            bar: bar(&summary.findings, total),
            bar_words: bar_words(&summary.findings, total),
            severities: words::SEVERITIES
                .iter()
                .map(|word| Count {
                    severity: word.word,
                    label: word.label,
                    count: grouped(summary.findings.get(word.word).copied().unwrap_or_default()),
                })
                .collect(),
            checks: checks(assessment),
            people: assessment.key_people.as_ref().map(People::of),
            asked: Asked::of(assessment),
            change: Change::of(assessment),
            answers: first::answers(assessment),
            risk: first::risk(assessment),
            register: Register::of(assessment),
            exceptions: assessment.exceptions.iter().map(exception).collect(),
            money: Money::of(assessment),
            top: assessment.findings.iter().take(WITHOUT_SCRIPT).map(top).collect(),
            findings_total: counted(assessment.findings.len(), "finding", "findings"),
            roles: meanings(words::ROLES),
            effects: meanings(words::EFFECTS),
            certainties: meanings(words::CERTAINTIES),
            classes: meanings(words::CLASSES),
            severity_words: meanings(words::SEVERITIES),
        }
    }
}

fn meanings(group: &[Word]) -> Vec<Meaning> {
    let meanings =
        group.iter().map(|word| Meaning { label: word.label, meaning: word.meaning, word: word.word });
    meanings.collect()
}

fn about(assessment: &Assessment) -> String {
    let scan = &assessment.scan;
    match (scan.sites.as_slice(), &scan.org) {
        ([], Some(org)) => format!("organisation {}", harmless(org)),
        ([], None) => "imported files".to_owned(),
        (sites, _) => harmless(&sites.join(", ")),
    }
}

fn facts(assessment: &Assessment) -> Vec<Fact> {
    let scan = &assessment.scan;
    let known = |value: &Option<String>| value.as_deref().map_or("not known".to_owned(), harmless);
    let plain = |name, value| Fact { name, value, code: false };
    let mut facts = vec![
        plain(
            "Organisation",
            match (&scan.org, scan.sites.as_slice()) {
                (Some(org), _) => harmless(org),
                (None, []) => "not known".to_owned(),
                (None, _) => "none: the sites were audited alone".to_owned(),
            },
        ),
        plain(
            if scan.sites.len() == 1 { "Site" } else { "Sites" },
            match scan.sites.as_slice() {
                [] => "none".to_owned(),
                sites => harmless(&sites.join(", ")),
            },
        ),
        plain(
            "Evidence",
            match (scan.started_at.as_deref(), scan.finished_at.as_deref()) {
                (_, Some(end)) => format!("finished {}", instant(end)),
                (Some(start), None) => format!("begun {}, not finished", instant(start)),
                (None, None) => "not finished".to_owned(),
            },
        ),
        plain("Ages counted from", instant(&scan.as_of)),
        plain(
            "Run by",
            scan.run_by.as_deref().map_or("not known: no credential was asked".to_owned(), harmless),
        ),
        plain(
            "How",
            match scan.mode.as_str() {
                "import" => "import of downloaded files".to_owned(),
                "scan" => "scan through Atlassian's APIs".to_owned(),
                other => harmless(other),
            },
        ),
    ];
    if let Some(person) = &scan.hangs_on {
        let value = format!(
            "hangs on a person too: on the unscoped token of {}. Automation rules, admin webhooks and installed apps \
             can be read with no other; when this account goes, so does the audit.",
            harmless(person)
        );
        facts.push(plain("This audit itself", value));
    }
    if !scan.files.is_empty() {
        facts.push(plain("Files", harmless(&scan.files.join(", "))));
    }
    facts.push(plain(
        "Tool",
        match scan.tool_version.as_deref() {
            Some(collected) if collected != assessment.tool.version => format!(
                "{} {} (evidence collected with {})",
                assessment.tool.name,
                assessment.tool.version,
                harmless(collected)
            ),
            _ => format!("{} {}", assessment.tool.name, assessment.tool.version),
        },
    ));
    facts.push(Fact { name: "Snapshot (SHA-256)", value: known(&scan.snapshot_sha256), code: true });
    facts.push(Fact { name: "Configuration (SHA-256)", value: known(&scan.config_digest), code: true });
    facts
}

/// A place that was to be read and was not, or not whole.
fn is_unread(row: &CoverageRow) -> bool {
    !matches!(row.status.as_str(), "complete" | "skipped" | "not-coverable")
}

fn blind(row: &CoverageRow) -> Blind {
    let at = if row.site.is_empty() { String::new() } else { format!(" at {}", row.site) };
    Blind {
        place: harmless(&format!("{}{at}", row.surface)),
        status: label(words::COVERAGE, &row.status).to_lowercase(),
        reason: harmless(&row.reason),
        consequence: harmless(&row.consequence),
    }
}

fn beyond(assessment: &Assessment) -> String {
    let of = |status| assessment.coverage.iter().filter(|row| row.status == status).count();
    let mut parts = Vec::new();
    match of("skipped") {
        0 => {}
        n => parts.push(format!("{} not looked at", counted(n, "place was", "places were"))),
    }
    match of("not-coverable") {
        0 => {}
        n => parts.push(format!(
            "{} shown by no API and {} to be checked by hand",
            counted(n, "place is", "places are"),
            if n == 1 { "has" } else { "have" }
        )),
    }
    parts.join("; ")
}

fn cards(assessment: &Assessment, total: usize) -> Vec<Card> {
    let summary = &assessment.summary;
    let urgent: usize = ["critical", "high"].iter().filter_map(|word| summary.findings.get(word)).sum();
    let whole = assessment.coverage.iter().filter(|row| row.status == "complete").count();
    let unread = assessment.coverage.iter().filter(|row| is_unread(row)).count();
    let robots = counted(summary.robots_with_seats.unwrap_or_default(), "robot", "robots");
    vec![
        Card {
            number: grouped(total),
            what: if total == 1 { "finding" } else { "findings" }.to_owned(),
            note: match (urgent, summary.accepted) {
                (urgent, 0) => format!("{} critical or high", grouped(urgent)),
                (urgent, n) => format!("{} critical or high; {} more accepted", grouped(urgent), grouped(n)),
            },
            href: "#findings",
            urgent: false,
        },
        Card {
            number: known(summary.actor_gone),
            what: match summary.actor_gone {
                Some(1) => "live touchpoint runs as somebody who has left",
                _ => "live touchpoints run as somebody who has left",
            }
            .to_owned(),
            note: match summary.actor_gone {
                None => "no rules could be read".to_owned(),
                Some(0) => "none was seen".to_owned(),
                Some(_) => "reported to fail, in Confluence without a sign".to_owned(),
            },
            href: "#findings?check=rule-actor-gone",
            urgent: summary.actor_gone.is_some_and(|n| n > 0),
        },
        Card {
            number: known(summary.stops_with_a_person),
            what: match summary.stops_with_a_person {
                Some(1) => "more stops when one person goes",
                _ => "more stop when one person goes",
            }
            .to_owned(),
            note: match summary.stops_with_a_person {
                None => "no rules could be read".to_owned(),
                Some(0) => "none was seen".to_owned(),
                Some(_) => "live now, and hanging on an active person".to_owned(),
            },
            href: "#people",
            urgent: false,
        },
        Card {
            number: known(summary.robot_seats),
            what: match summary.robot_seats {
                Some(1) => format!("paid seat held by {robots}"),
                Some(_) => format!("paid seats held by {robots}"),
                None => "paid seats held by robots".to_owned(),
            },
            note: match (&assessment.savings.totals.annual_list_cost, &assessment.savings.currency) {
                (Some(cost), currency @ Some(_)) => {
                    format!("{} a year, list value", money::money(Some(cost), currency.as_ref()))
                }
                _ if summary.robot_seats.is_none() => "nothing read tells of seats".to_owned(),
                _ if summary.robot_seats > Some(0) => "price unknown".to_owned(),
                _ => "none was seen".to_owned(),
            },
            href: "#cost",
            urgent: false,
        },
        Card {
            number: format!("{whole} of {}", assessment.coverage.len()),
            what: "places read whole".to_owned(),
            note: match unread {
                0 => "the others are not looked at, or shown by no API".to_owned(),
                n => format!("{} not be read, or not whole", counted(n, "place could", "places could")),
            },
            href: "#coverage",
            urgent: unread > 0,
        },
    ]
}

/// The bar of severities, in hundredths of its width. Whole numbers, so that it is the same on any machine.
fn bar(findings: &BTreeMap<&'static str, usize>, total: usize) -> Vec<Segment> {
    let mut before = 0;
    let mut segments = Vec::new();
    for word in words::SEVERITIES {
        let count = findings.get(word.word).copied().unwrap_or_default();
        if count == 0 {
            continue;
        }
        let from = before * 10_000 / total;
        let to = (before + count) * 10_000 / total;
        before += count;
        segments.push(Segment {
            severity: word.word,
            x: from.to_string(),
            // A sliver of the background keeps neighbours apart without telling them by colour.
            width: (to - from).saturating_sub(30).max(20).to_string(),
            title: format!("{}: {}", word.label, grouped(count)),
        });
    }
    segments
}

fn bar_words(findings: &BTreeMap<&'static str, usize>, total: usize) -> String {
    let parts: Vec<String> = words::SEVERITIES
        .iter()
        .filter_map(|word| Some((findings.get(word.word).copied().filter(|n| *n > 0)?, word.word)))
        .map(|(n, word)| format!("{} {word}", grouped(n)))
        .collect();
    match total {
        0 => "No findings in what could be seen".to_owned(),
        _ => format!("{}: {}", counted(total, "finding", "findings"), parts.join(", ")),
    }
}

fn checks(assessment: &Assessment) -> Vec<CheckCount> {
    let mut counts: BTreeMap<&str, (audit::Severity, usize)> = BTreeMap::new();
    for row in assessment.findings.iter().filter(|row| row.status != "accepted") {
        let (worst, count) = counts.entry(row.check).or_insert((row.severity, 0));
        *worst = (*worst).min(row.severity);
        *count += 1;
    }
    let mut checks: Vec<_> =
        audit::CHECKS.iter().filter_map(|check| Some((counts.get(check.id)?, check))).collect();
    checks.sort_by_key(|((worst, _), _)| *worst);
    let rows = checks.into_iter().map(|((worst, count), check)| CheckCount {
        id: check.id,
        title: check.title,
        severity: worst.word(),
        severity_label: label(words::SEVERITIES, worst.word()),
        count: grouped(*count),
    });
    rows.collect()
}

/// So many findings of an exception are named.
const COVERED: usize = 5;

fn exception(row: &ExceptionRow) -> Exception {
    let mut covers: Vec<String> =
        row.titles.iter().take(COVERED).map(|title| sentence(&harmless(title))).collect();
    let more = row.titles.len().saturating_sub(COVERED);
    if more > 0 {
        covers.push(format!("and {}", counted(more, "more", "more")));
    }
    let what = match (&row.finding, &row.check, &row.account) {
        (Some(finding), ..) => finding.clone(),
        (None, check, account) => {
            format!("{} of {}", check.clone().unwrap_or_default(), account.clone().unwrap_or_default())
        }
    };
    Exception {
        covers,
        what: harmless(&what),
        reason: harmless(&row.reason),
        approver: harmless(&row.approver),
        until: row.until.clone(),
        note: harmless(&row.note),
    }
}

fn top(row: &FindingRow) -> Top {
    let effect = match (row.effect, row.certainty) {
        (Some("unverified"), _) => {
            "Atlassian does not say what happens here: check before you act".to_owned()
        }
        (Some(effect), Some(certainty)) => {
            format!("{} ({})", label(words::EFFECTS, effect), label(words::CERTAINTIES, certainty))
        }
        _ => String::new(),
    };
    Top {
        severity: label(words::SEVERITIES, row.severity.word()),
        title: sentence(&harmless(&row.title)),
        effect,
        remedy: harmless(&row.remedy),
        id: row.finding.clone(),
    }
}

/// A title as the beginning of a sentence. A name keeps its letters, so only an article grows.
fn sentence(title: &str) -> String {
    title.strip_prefix("the ").map_or_else(|| title.to_owned(), |rest| format!("The {rest}"))
}

/// `1 finding`, `2,000 findings`.
pub(super) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A number, or that it is not known: which is not none.
fn known(n: Option<usize>) -> String {
    n.map_or_else(|| "?".to_owned(), grouped)
}

/// `1,234,567`
pub(super) fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `23 November 2026, 21:55 UTC`
pub(super) fn instant(text: &str) -> String {
    match text.parse::<DateTime<Utc>>() {
        Ok(at) => at.format("%-d %B %Y, %H:%M UTC").to_string(),
        Err(_) => harmless(text),
    }
}

/// A text of others that can neither turn the reading direction of what stands beside it, nor fill the page.
pub(super) fn harmless(text: &str) -> String {
    const LONGEST: usize = 600;
    let shown = text.chars().take(LONGEST).map(|letter| match letter {
        letter if letter.is_control() => ' ',
        letter if steers(letter) => '\u{fffd}',
        letter => letter,
    });
    let mut shown: String = shown.collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// A text inside the part of an address after `#`.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b':' => encoded.push(byte.into()),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}
