//! What somebody answers for, and what changed: the register and the comparison with the snapshot before.

use serde::Serialize;

use super::page::{counted, encoded, grouped, harmless, instant};
use crate::assessment::Assessment;
use crate::assessment::changes::{Changes, Hands};
use crate::assessment::rows::{FindingRow, RegisterRow};
use crate::report::money::money;
use crate::report::words::{self, label};

/// So many rows are written into the page; the files have all.
const WRITTEN: usize = 300;

/// The register of service accounts and robots.
#[derive(Serialize)]
pub(super) struct Register {
    lead: String,
    rows: Vec<Entry>,
    /// How many rows are not written here; empty where all are.
    more: String,
}

#[derive(Serialize)]
struct Entry {
    href: String,
    name: String,
    sub: String,
    standing: &'static str,
    standing_label: String,
    owner: String,
    purpose: String,
    review_by: String,
}

impl Register {
    pub(super) fn of(assessment: &Assessment) -> Register {
        let all = &assessment.register;
        let open = all.iter().filter(|row| matches!(row.standing, "incomplete" | "review-due")).count();
        let lead = match (all.len(), open) {
            (0, _) => "No service account and no robot was seen.".to_owned(),
            (all, 0) => format!("{}, each on record or switched off.", counted(all, "account", "accounts")),
            (all, open) => format!(
                "{}; of {} nobody is on record who answers for it, or its review is due. Each of these is a finding.",
                counted(all, "account", "accounts"),
                grouped(open)
            ),
        };
        Register { lead, rows: all.iter().take(WRITTEN).map(entry).collect(), more: more(all.len()) }
    }
}

fn more(all: usize) -> String {
    match all.saturating_sub(WRITTEN) {
        0 => String::new(),
        n => grouped(n),
    }
}

fn entry(row: &RegisterRow) -> Entry {
    let title = [&row.name, &row.email].into_iter().flatten().next().unwrap_or(&row.account_id);
    let class = label(words::CLASSES, row.class).to_lowercase();
    let stops = match row.stops_if_deactivated {
        Some(n) if n > 0 => format!(", {} with it", counted(n, "thing stops", "things stop")),
        _ => String::new(),
    };
    let text = |text: &Option<String>| text.as_deref().map(harmless).unwrap_or_default();
    Entry {
        href: format!("#account={}", encoded(&row.account_id)),
        name: harmless(title),
        sub: format!("{class}, {}{stops}", label(words::STATES, row.state)),
        standing: row.standing,
        standing_label: label(words::STANDINGS, row.standing).to_owned(),
        owner: text(&row.owner),
        purpose: text(&row.purpose),
        review_by: text(&row.review_by),
    }
}

/// What changed since the snapshot before.
#[derive(Serialize)]
pub(super) struct Change {
    since: String,
    new: String,
    /// Empty where nothing came back.
    reopened: String,
    resolved: String,
    unchanged: String,
    /// How many could not be looked at again; empty where all could.
    not_seen: String,
    bindings: String,
    hands: Vec<Hand>,
    more_hands: String,
    pairs: Vec<Pair>,
    fresh: Vec<Fresh>,
    more_fresh: String,
}

#[derive(Serialize)]
struct Hand {
    name: String,
    role: String,
    from: String,
    to: String,
}

#[derive(Serialize)]
struct Pair {
    name: &'static str,
    then: String,
    now: String,
}

#[derive(Serialize)]
struct Fresh {
    href: String,
    title: String,
    severity: &'static str,
    severity_label: &'static str,
    status: &'static str,
}

/// So many new findings are told on the page of changes, the worst first.
const FRESH: usize = 20;

impl Change {
    pub(super) fn of(assessment: &Assessment) -> Option<Change> {
        let changes = assessment.changes.as_ref()?;
        let some = |n: usize| if n == 0 { String::new() } else { grouped(n) };
        let fresh: Vec<&FindingRow> =
            assessment.findings.iter().filter(|row| matches!(row.status, "new" | "reopened")).collect();
        Some(Change {
            since: changes.since.as_deref().map_or("the snapshot before".to_owned(), instant),
            new: counted(changes.new.len(), "new finding", "new findings"),
            reopened: some(changes.reopened.len()),
            resolved: grouped(changes.resolved.len()),
            unchanged: grouped(changes.unchanged),
            not_seen: some(changes.not_seen.len()),
            bindings: bindings(changes),
            hands: changes.bindings.changed_hands.iter().take(WRITTEN).map(hand).collect(),
            more_hands: more(changes.bindings.changed_hands.len()),
            pairs: pairs(assessment, changes),
            fresh: fresh.iter().take(FRESH).map(|row| new(row)).collect(),
            more_fresh: some(fresh.len().saturating_sub(FRESH)),
        })
    }
}

fn bindings(changes: &Changes) -> String {
    let of = &changes.bindings;
    format!(
        "{}, {} gone, {} changed hands.",
        counted(of.new.len(), "new binding", "new bindings"),
        grouped(of.gone.len()),
        grouped(of.changed_hands.len())
    )
}

fn hand(row: &Hands) -> Hand {
    let name = |name: &Option<String>, id: &String| harmless(name.as_ref().unwrap_or(id));
    Hand {
        name: harmless(&row.name),
        role: label(words::ROLES, row.role).to_owned(),
        from: name(&row.from_name, &row.from),
        to: name(&row.to_name, &row.to),
    }
}

fn pairs(assessment: &Assessment, changes: &Changes) -> Vec<Pair> {
    let known = |n: Option<u32>| n.map_or("not known".to_owned(), |n| n.to_string());
    let (before, now) = (&changes.savings_before, &assessment.savings.totals);
    let (then_in, now_in) = (changes.currency_before.as_ref(), assessment.savings.currency.as_ref());
    let cost = |name, then: &Option<String>, now: &Option<String>| Pair {
        name,
        then: money(then.as_ref(), then_in),
        now: money(now.as_ref(), now_in),
    };
    vec![
        Pair {
            name: "Service accounts",
            then: known(changes.quota_before.used),
            now: known(assessment.plan.quota.used),
        },
        Pair {
            name: "Quota of service accounts",
            then: changes.quota_before.limit.to_string(),
            now: assessment.plan.quota.limit.to_string(),
        },
        cost("Robots' seats, list value of a year", &before.annual_list_cost, &now.annual_list_cost),
        cost("Of that would leave the invoices", &before.realisable_at_renewal, &now.realisable_at_renewal),
    ]
}

fn new(row: &FindingRow) -> Fresh {
    Fresh {
        href: format!("#finding={}", encoded(&row.finding)),
        title: harmless(&row.title),
        severity: row.severity.word(),
        severity_label: label(words::SEVERITIES, row.severity.word()),
        status: row.status,
    }
}
