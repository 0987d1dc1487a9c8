//! What is different between two snapshots, as an answer of its own.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Assessment;
use super::changes::BindingChanges;
use super::rows::FindingRow;
use super::savings::Totals;
use super::way::QuotaUse;
use crate::audit::Severity;

/// What is different.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// When the older one was finished.
    pub since: Option<String>,
    /// When the newer one was finished.
    pub until: Option<String>,
    /// Whether every place that can be read was read whole in the newer one.
    pub complete: bool,
    /// Findings.
    pub findings: FindingChanges,
    /// Who holds what.
    pub bindings: BindingChanges,
    /// Service accounts.
    pub quota: Both<QuotaUse>,
    /// What robots' seats cost.
    pub savings: Both<Cost>,
}

/// Findings by what became of them.
#[derive(Debug, Clone, Serialize)]
pub struct FindingChanges {
    /// Not there then.
    pub new: Vec<FindingRow>,
    /// There then, and not now.
    pub resolved: Vec<FindingRow>,
    /// Back again, or no longer accepted.
    pub reopened: Vec<FindingRow>,
    /// In both.
    pub unchanged: usize,
    /// There then, at places that could not be read as well now.
    pub not_seen: Vec<FindingRow>,
}

/// A thing then and now.
#[derive(Debug, Clone, Serialize)]
pub struct Both<T> {
    /// In the older one.
    pub then: T,
    /// In the newer one.
    pub now: T,
}

/// Sums of savings with their currency.
#[derive(Debug, Clone, Serialize)]
pub struct Cost {
    /// `None` when nothing is priced, or in several.
    pub currency: Option<String>,
    /// The sums.
    pub totals: Totals,
}

impl Difference {
    /// The difference that an assessment found against its baseline; `None` where it had none.
    pub fn of(assessment: Assessment) -> Option<Difference> {
        let changes = assessment.changes?;
        let ids = |ids: Vec<String>| ids.into_iter().collect::<BTreeSet<String>>();
        let (new_ids, reopened_ids) = (ids(changes.new), ids(changes.reopened));
        let (mut new, mut reopened) = (Vec::new(), Vec::new());
        for row in assessment.findings {
            if new_ids.contains(&row.finding) {
                new.push(row);
            } else if reopened_ids.contains(&row.finding) {
                reopened.push(row);
            }
        }
        Some(Difference {
            since: changes.since,
            until: assessment.scan.finished_at,
            complete: assessment.summary.complete,
            findings: FindingChanges {
                new,
                resolved: changes.resolved,
                reopened,
                unchanged: changes.unchanged,
                not_seen: changes.not_seen,
            },
            bindings: changes.bindings,
            quota: Both { then: changes.quota_before, now: assessment.plan.quota },
            savings: Both {
                then: Cost { currency: changes.currency_before, totals: changes.savings_before },
                now: Cost { currency: assessment.savings.currency, totals: assessment.savings.totals },
            },
        })
    }

    /// The worst of what is new or back again and not accepted.
    pub fn worst(&self) -> Option<Severity> {
        let rows = self.findings.new.iter().chain(&self.findings.reopened);
        rows.filter(|row| row.status != "accepted").map(|row| row.severity).min()
    }
}
