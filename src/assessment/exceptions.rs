//! The exceptions of the configuration: what each of them covers, and which covers nothing.

use schemars::JsonSchema;
use serde::Serialize;

use super::tables::Tables;
use crate::audit;

/// An exception of the configuration.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExceptionRow {
    /// The finding it names; otherwise it names `check` and `account`.
    pub finding: Option<String>,
    /// The check.
    pub check: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub approver: String,
    /// The last day on which it holds.
    pub until: String,
    /// `in-force`, `run-out` or `matches-nothing`.
    pub standing: &'static str,
    /// Ids of the findings that it covers, or would if it had not run out.
    pub covers: Vec<String>,
    /// Their titles, in the same order.
    pub titles: Vec<String>,
    /// What to do about it; empty for one in force.
    pub note: String,
}

/// Every exception, in the order of the configuration.
pub(super) fn exceptions(tables: &Tables<'_>) -> Vec<ExceptionRow> {
    let today = tables.as_of.date_naive();
    let rows = tables.config.accept.iter().map(|accept| {
        let covered = tables.findings.iter().filter(|finding| tables.covers(accept, finding));
        let covered: Vec<_> = covered.collect();
        let run_out = accept.until < today;
        let unknown = accept.check.as_deref().filter(|check| audit::check(check).is_none());
        let (standing, note) = match (covered.is_empty(), run_out, unknown) {
            (true, _, Some(check)) => (
                "matches-nothing",
                format!("line {}: there is no check \"{check}\": touchpoint explain lists them", accept.line),
            ),
            (true, ..) => (
                "matches-nothing",
                format!(
                    "line {}: nothing that was found matches it: it is done with, names the wrong finding or account, or its place could not be read",
                    accept.line
                ),
            ),
            (false, true, _) => {
                ("run-out", format!("line {}: it has run out: decide again, or resolve what it covers", accept.line))
            }
            (false, false, _) => ("in-force", String::new()),
        };
        ExceptionRow {
            finding: accept.finding.clone(),
            check: accept.check.clone(),
            account: accept.account.clone(),
            reason: accept.reason.clone(),
            approver: accept.approver.clone(),
            until: accept.until.to_string(),
            standing,
            covers: covered.iter().map(|finding| finding.id.clone()).collect(),
            titles: covered.iter().map(|finding| finding.title.clone()).collect(),
            note,
        }
    });
    rows.collect()
}
