//! Puts the right half together: snapshot and configuration in, everything a report shows out.
//!
//! `assess` is pure: the same evidence, configuration and instant give the same bytes, offline, for ever.

pub mod changes;
pub mod difference;
pub mod exceptions;
pub mod key_people;
pub mod offboard;
pub mod price;
pub mod pseudonyms;
mod questions;
mod register;
pub mod rows;
pub mod savings;
mod tables;
mod veil;
pub mod way;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use crate::audit::{self, Case};
use crate::config::Config;
use crate::estate::Estate;
use crate::identity;
use crate::money::Ledger;
use crate::snapshot::{Snapshot, SnapshotError};
use changes::Changes;
use exceptions::ExceptionRow;
use key_people::KeyPeople;
use questions::Questions;
use rows::{
    AccountRow, ConnectionRow, CoverageRow, DependencyRow, FindingRow, GapRow, QuestionRow, RegisterRow,
    TouchpointRow,
};
use savings::Savings;
use tables::Tables;
use way::Plan;

/// Name and version of the JSON report.
pub const SCHEMA: &str = "touchpoint/report/1";

/// Everything a report shows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Assessment {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The program.
    pub tool: Tool,
    /// Whose evidence this is, from when.
    pub scan: Scan,
    /// What was looked at, and how well.
    pub coverage: Vec<CoverageRow>,
    /// The numbers of the first page.
    pub summary: Summary,
    /// Every account.
    pub accounts: Vec<AccountRow>,
    /// Every binding.
    pub touchpoints: Vec<TouchpointRow>,
    /// What to act on, worst first.
    pub findings: Vec<FindingRow>,
    /// What robots' seats cost.
    pub savings: Savings,
    /// The way off.
    pub plan: Plan,
    /// What changed since the snapshot before; `None` when there is none to compare with.
    pub changes: Option<Changes>,
    /// The exceptions of the configuration.
    pub exceptions: Vec<ExceptionRow>,
    /// Who answers for service accounts and robots, as CIS 5.5 asks.
    pub register: Vec<RegisterRow>,
    /// The accounts whose answer would change the report most: is it a person or a robot?
    pub questions: Vec<QuestionRow>,
    /// How many more accounts are a question whose answer changes something.
    pub questions_left: usize,
    /// On how few accounts the live integrations hang; `None` when no rules could be read.
    pub key_people: Option<KeyPeople>,
    /// What hangs on what.
    pub dependencies: Vec<DependencyRow>,
    /// The connections among them.
    pub connections: Vec<ConnectionRow>,
    /// What could not be read or understood, row by row.
    pub gaps: Vec<GapRow>,
}

/// The program that made a report.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Tool {
    /// `touchpoint`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// Where the evidence comes from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Scan {
    /// `scan` or `import`.
    pub mode: String,
    /// Organisation id.
    pub org: Option<String>,
    /// Hosts of the sites.
    pub sites: Vec<String>,
    /// Who ran it, as the credential names itself.
    pub run_by: Option<String>,
    /// The person on whose token the audit itself hangs; `None` where it hangs on nobody's.
    pub hangs_on: Option<String>,
    /// Version of the program that collected.
    pub tool_version: Option<String>,
    /// When collecting began.
    pub started_at: Option<String>,
    /// When it ended; `None` while it is not finished.
    pub finished_at: Option<String>,
    /// The instant from which ages are counted.
    pub as_of: String,
    /// SHA-256 of the configuration, without secrets.
    pub config_digest: Option<String>,
    /// Files that were imported.
    pub files: Vec<String>,
    /// SHA-256 of the evidence file, as `sha256sum snapshot.db` tells it; `None` for evidence that is not a file.
    pub snapshot_sha256: Option<String>,
}

/// The numbers of the first page.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Summary {
    /// Findings by severity that are not accepted.
    pub findings: BTreeMap<&'static str, usize>,
    /// Findings that are accepted by the configuration.
    pub accepted: usize,
    /// Accounts by class.
    pub accounts: BTreeMap<&'static str, usize>,
    /// Touchpoints by kind.
    pub touchpoints: BTreeMap<&'static str, usize>,
    /// Bindings by role.
    pub roles: BTreeMap<&'static str, usize>,
    /// Live touchpoints that stop when one active person goes; `None` when no rules could be read.
    pub stops_with_a_person: Option<usize>,
    /// Live touchpoints whose actor has left already; `None` when no rules could be read.
    pub actor_gone: Option<usize>,
    /// Robots that hold a seat; `None` when no source tells of seats.
    pub robots_with_seats: Option<usize>,
    /// Seats held by robots; `None` when no source tells of seats.
    pub robot_seats: Option<usize>,
    /// Places that were not read whole.
    pub blind_spots: usize,
    /// Whether every place that can be read was read whole.
    pub complete: bool,
}

/// Assesses a snapshot. Ages are counted from `as_of`, else from the end of the scan; `baseline` is the
/// snapshot before.
pub fn assess(
    snapshot: &Snapshot,
    baseline: Option<&Snapshot>,
    config: &Config,
    as_of: Option<DateTime<Utc>>,
) -> Result<Assessment, SnapshotError> {
    assess_over_time(snapshot, baseline, &[], config, as_of)
}

/// The same, knowing what was before the baseline: what was found then, and not in the baseline, came back.
pub fn assess_over_time(
    snapshot: &Snapshot,
    baseline: Option<&Snapshot>,
    earlier: &[Snapshot],
    config: &Config,
    as_of: Option<DateTime<Utc>>,
) -> Result<Assessment, SnapshotError> {
    let mut now = assess_alone(snapshot, config, as_of, true)?;
    now.scan.snapshot_sha256 = snapshot.sha256()?;
    if let Some(baseline) = baseline {
        let before = assess_alone(baseline, config, None, false)?;
        let mut known = BTreeSet::new();
        for earlier in earlier {
            let found = assess_alone(earlier, config, None, false)?.findings;
            known.extend(found.into_iter().map(|row| row.finding));
        }
        changes::compare(&mut now, before, &known);
    }
    Ok(now)
}

/// The instant from which ages are counted: the one that is given, else the end of the collecting, else its beginning.
fn counted_from(snapshot: &Snapshot, given: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, SnapshotError> {
    let started = snapshot.noted("started_at")?.and_then(|text| text.parse::<DateTime<Utc>>().ok());
    Ok(given.or(snapshot.finished_at()?).or(started).unwrap_or(DateTime::UNIX_EPOCH))
}

/// Assesses one snapshot. What it leaves open is measured only where somebody is `asked`, because that runs every
/// check twice more.
fn assess_alone(
    snapshot: &Snapshot,
    config: &Config,
    as_of: Option<DateTime<Utc>>,
    asked: bool,
) -> Result<Assessment, SnapshotError> {
    let as_of = counted_from(snapshot, as_of)?;
    let estate = Estate::read(snapshot, as_of)?;
    let verdicts = identity::classify(&estate, &config.identity, as_of);
    let likeness = identity::likenesses(&estate, &verdicts, as_of);
    let case = Case {
        estate: &estate,
        verdicts: &verdicts,
        likeness: &likeness,
        policy: &config.policy,
        register: &config.register,
        accept: &config.accept,
        quota: config.quota.service_accounts,
        as_of,
    };
    let findings = audit::run(&case);
    let questions = if asked { questions::ask(&case) } else { Questions::default() };
    let ledger = Ledger::of(&estate, &verdicts, &config.licences, config.policy.stale_days, as_of);
    let table = Tables {
        estate: &estate,
        ledger: &ledger,
        verdicts: &verdicts,
        likeness: &likeness,
        findings: &findings,
        config,
        as_of,
    };
    Ok(table.assemble(questions))
}
