//! `report.md`: the whole report as Markdown, to be put on a Confluence page or into a ticket.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::answer::Answer;
use super::blocks::{self, Block};
use super::headline::headlines;
use super::money::counted;
use super::words::{self, label};
use crate::assessment::Assessment;
use crate::assessment::rows::FindingRow;
use crate::audit::{self, Severity};
use crate::report::risk::Risk;

/// So many findings are told one by one, the worst first; findings.csv has all of them.
const TOLD: usize = 100;

pub(super) fn write(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "{}", blocks::markdown(&whole(assessment)))
}

fn whole(assessment: &Assessment) -> Vec<Block> {
    let mut report = opening(assessment);
    report.extend(risk(assessment));
    report.extend(people(assessment));
    report.extend(findings(assessment));
    report.extend(under(assessment.savings.blocks(true)));
    report.extend(under(assessment.plan.blocks(true)));
    report.extend(register(assessment));
    report.extend(questions(assessment));
    report.extend(changes(assessment));
    report.extend(exceptions(assessment));
    report.extend(coverage(assessment));
    report.extend(provenance(assessment));
    report
}

/// The blocks of an answer as a part of something larger.
fn under(blocks: Vec<Block>) -> Vec<Block> {
    let deeper = |block| match block {
        Block::Title(title) => Block::Heading(title),
        Block::Heading(heading) => Block::Part(heading),
        other => other,
    };
    blocks.into_iter().map(deeper).collect()
}

fn table<const N: usize>(columns: [&'static str; N], rows: impl Iterator<Item = [String; N]>) -> Block {
    let columns = columns.into_iter().map(|name| (name, false)).collect();
    Block::Table(columns, rows.map(Vec::from).collect())
}

fn known(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn opening(assessment: &Assessment) -> Vec<Block> {
    let scan = &assessment.scan;
    let about = match scan.sites.as_slice() {
        [] => scan.org.clone().unwrap_or_else(|| "imported files".to_owned()),
        sites => sites.join(", "),
    };
    let finished = scan.finished_at.as_deref().unwrap_or("not finished: the collecting was cut off");
    let mut blocks = vec![
        Block::Title(format!("What hangs on whom: {about}")),
        Block::Text(format!("Evidence: {finished}. {} {}.", assessment.tool.name, assessment.tool.version)),
    ];
    let unread: Vec<String> = assessment
        .coverage
        .iter()
        .filter(|row| !matches!(row.status.as_str(), "complete" | "skipped" | "not-coverable"))
        .map(|row| format!("{} {}: {} {}", row.surface, row.site, row.status, row.consequence))
        .collect();
    if !unread.is_empty() {
        blocks.push(Block::Text(format!(
            "This report is blind to {} that could not be read, or not whole. An empty list does not mean that there \
             is nothing.",
            counted(unread.len() as u64, "place", "places")
        )));
        blocks.push(Block::List(unread));
    }
    let rows = headlines(assessment).into_iter().map(|headline| {
        [
            headline.question.to_owned(),
            headline.figure,
            [headline.says, headline.trend].join(" ").trim().to_owned(),
        ]
    });
    blocks.push(table(["Question", "answer", ""], rows));
    blocks
}

fn risk(assessment: &Assessment) -> Vec<Block> {
    let risk = Risk::of(assessment);
    if risk.rows.is_empty() {
        return Vec::new();
    }
    let mut columns = vec![("Where", false)];
    columns.extend(words::SEVERITIES.iter().map(|word| (word.label, true)));
    columns.push(("All", true));
    let rows = risk.rows.iter().map(|row| {
        let counts = row.counts.iter().chain(std::iter::once(&row.total)).map(ToString::to_string);
        std::iter::once(row.label.to_owned()).chain(counts).collect()
    });
    vec![Block::Heading("Risk by place and severity".to_owned()), Block::Table(columns, rows.collect())]
}

fn people(assessment: &Assessment) -> Vec<Block> {
    let Some(people) = &assessment.key_people else { return Vec::new() };
    let rows = people.people.iter().map(|row| {
        let told = [row.stops_silently, row.stops, row.unverified, row.degrades, row.loses_owner];
        let told = told.iter().map(ToString::to_string);
        [row.name.clone(), label(words::CLASSES, row.class).to_lowercase()].into_iter().chain(told).collect()
    });
    let mut blocks = vec![
        Block::Heading("Key people".to_owned()),
        Block::Text(format!("{}.", super::text::key_people(people))),
    ];
    if !people.people.is_empty() {
        blocks.push(Block::Table(
            vec![
                ("If it alone goes", false),
                ("is a", false),
                ("stop without a sign", true),
                ("stop", true),
                ("not known", true),
                ("work in part", true),
                ("lose their owner", true),
            ],
            rows.collect(),
        ));
    }
    blocks
}

fn findings(assessment: &Assessment) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("Findings".to_owned())];
    let counts = Severity::ALL.iter().map(|severity| {
        let n = assessment.summary.findings.get(severity.word()).copied().unwrap_or_default();
        format!("{n} {}", severity.word())
    });
    blocks.push(Block::Text(format!("{}.", counts.collect::<Vec<_>>().join(", "))));
    let open: Vec<&FindingRow> = assessment.findings.iter().filter(|row| row.status != "accepted").collect();
    let mut by_check: BTreeMap<&str, Vec<&FindingRow>> = BTreeMap::new();
    for row in open.iter().take(TOLD) {
        by_check.entry(row.check).or_default().push(row);
    }
    let mut checks: Vec<_> = by_check.into_iter().collect();
    checks.sort_by_key(|(check, rows)| (rows.iter().map(|row| row.severity).min(), *check));
    for (check, rows) in checks {
        blocks.push(Block::Part(audit::check(check).map_or(check, |check| check.title).to_owned()));
        if let Some(check) = audit::check(check) {
            blocks.push(Block::Text(format!("{} {}", check.why, check.remedy)));
        }
        blocks.push(table(
            ["Severity", "finding", "when the account goes", "evidence", "what to do", "id"],
            rows.into_iter().map(|row| {
                [
                    row.severity.word().to_owned(),
                    row.title.clone(),
                    row.effect.map_or("", |effect| label(words::EFFECTS, effect)).to_owned(),
                    row.evidence.clone(),
                    row.remedy.clone(),
                    row.finding.clone(),
                ]
            }),
        ));
    }
    if open.len() > TOLD {
        blocks.push(Block::Text(format!(
            "… and {}: findings.csv and report.xlsx have all of them.",
            counted((open.len() - TOLD) as u64, "more", "more")
        )));
    }
    blocks
}

fn register(assessment: &Assessment) -> Vec<Block> {
    if assessment.register.is_empty() {
        return Vec::new();
    }
    vec![
        Block::Heading("Register of service accounts and robots".to_owned()),
        table(
            ["Account", "is a", "standing", "owner", "purpose", "review by"],
            assessment.register.iter().map(|row| {
                [
                    known(row.name.as_ref().or(row.email.as_ref()).or(Some(&row.account_id))),
                    label(words::CLASSES, row.class).to_lowercase(),
                    label(words::STANDINGS, row.standing).to_owned(),
                    known(row.owner.as_ref()),
                    known(row.purpose.as_ref()),
                    known(row.review_by.as_ref()),
                ]
            }),
        ),
    ]
}

fn questions(assessment: &Assessment) -> Vec<Block> {
    if assessment.questions.is_empty() {
        return Vec::new();
    }
    let rows = assessment.questions.iter().map(|row| {
        [
            row.title().to_owned(),
            row.guess.to_owned(),
            row.if_robot.clone(),
            row.if_person.clone(),
            row.entry.clone(),
        ]
    });
    vec![
        Block::Heading("Questions to answer".to_owned()),
        table(["Is it a program?", "guess", "if it is", "if not", "write under [identity]"], rows),
    ]
}

fn changes(assessment: &Assessment) -> Vec<Block> {
    let Some(changes) = &assessment.changes else { return Vec::new() };
    let since = changes.since.as_deref().unwrap_or("the snapshot before");
    let mut blocks = vec![
        Block::Heading(format!("Changes since {since}")),
        Block::Text(format!(
            "{}, {} reopened, {} resolved, {} unchanged, {} that could not be looked at again.",
            counted(changes.new.len() as u64, "new finding", "new findings"),
            changes.reopened.len(),
            changes.resolved.len(),
            changes.unchanged,
            changes.not_seen.len(),
        )),
    ];
    if !changes.resolved.is_empty() {
        let rows = changes.resolved.iter().take(TOLD);
        blocks.push(Block::Part("Resolved".to_owned()));
        blocks.push(Block::List(rows.map(|row| format!("{} ({})", row.title, row.finding)).collect()));
    }
    let hands = &changes.bindings.changed_hands;
    if !hands.is_empty() {
        let name = |name: &Option<String>, id: &String| name.clone().unwrap_or_else(|| id.clone());
        blocks.push(Block::Part("Changed hands".to_owned()));
        blocks.push(table(
            ["What", "role", "from", "to"],
            hands.iter().take(TOLD).map(|row| {
                [
                    row.name.clone(),
                    label(words::ROLES, row.role).to_owned(),
                    name(&row.from_name, &row.from),
                    name(&row.to_name, &row.to),
                ]
            }),
        ));
    }
    blocks
}

fn exceptions(assessment: &Assessment) -> Vec<Block> {
    if assessment.exceptions.is_empty() {
        return Vec::new();
    }
    let rows = assessment.exceptions.iter().map(|row| {
        let what = match (&row.finding, &row.check, &row.account) {
            (Some(finding), ..) => finding.clone(),
            (None, check, account) => format!("{} of {}", known(check.as_ref()), known(account.as_ref())),
        };
        let covers = row.titles.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
        [what, covers, row.reason.clone(), row.approver.clone(), row.until.clone(), row.note.clone()]
    });
    vec![
        Block::Heading("Exceptions".to_owned()),
        table(["Accepted", "covers", "reason", "approved by", "until", "note"], rows),
    ]
}

fn coverage(assessment: &Assessment) -> Vec<Block> {
    let rows = assessment.coverage.iter().map(|row| {
        [
            row.surface.clone(),
            row.site.clone(),
            label(words::COVERAGE, &row.status).to_owned(),
            row.records.map(|n| n.to_string()).unwrap_or_default(),
            row.reason.clone(),
            if row.status == "complete" { String::new() } else { row.consequence.clone() },
        ]
    });
    vec![
        Block::Heading("Coverage".to_owned()),
        table(["Place", "site", "status", "records", "reason", "hides"], rows),
    ]
}

fn provenance(assessment: &Assessment) -> Vec<Block> {
    let scan = &assessment.scan;
    let not_known = || "not known".to_owned();
    let rows = [
        ("Organisation", scan.org.clone().unwrap_or_else(not_known)),
        ("Sites", scan.sites.join(", ")),
        ("Collected", format!("{} to {}", known(scan.started_at.as_ref()), known(scan.finished_at.as_ref()))),
        ("Ages counted from", scan.as_of.clone()),
        ("Run by", scan.run_by.clone().unwrap_or_else(not_known)),
        ("Snapshot (SHA-256)", scan.snapshot_sha256.clone().unwrap_or_else(not_known)),
        ("Configuration (SHA-256)", scan.config_digest.clone().unwrap_or_else(not_known)),
    ];
    vec![
        Block::Heading("Where this comes from".to_owned()),
        table(["Fact", "value"], rows.into_iter().map(|(name, value)| [name.to_owned(), value])),
    ]
}
