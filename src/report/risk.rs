//! Risk as a table: how many findings of each severity, by the sort of thing they are about.

use super::words::{SEVERITIES, SURFACES, Word};
use crate::assessment::Assessment;
use crate::assessment::rows::FindingRow;
use crate::estate::Kind;

/// The table; rows without a finding are left out.
#[derive(Debug, Default)]
pub(super) struct Risk {
    pub(super) rows: Vec<RiskRow>,
}

/// One sort of thing.
#[derive(Debug)]
pub(super) struct RiskRow {
    /// The word of the facet.
    pub(super) surface: &'static str,
    pub(super) label: &'static str,
    /// Findings that are not accepted, by severity, the worst first.
    pub(super) counts: [usize; SEVERITIES.len()],
    pub(super) total: usize,
}

/// The sort of thing that a finding is about.
pub(super) fn surface(row: &FindingRow) -> &'static str {
    let Some(kind) = row.touchpoint_kind.and_then(Kind::from_word) else { return "accounts" };
    match kind {
        Kind::JiraAutomationRule => "jira-automation",
        Kind::ConfluenceAutomationRule => "confluence-automation",
        Kind::ApiToken | Kind::OrgApiKey | Kind::ServiceAccountCredential => "keys",
        Kind::AdminWebhook | Kind::ConfluenceWebhook => "webhooks",
        Kind::WorkflowStep | Kind::WorkflowStepWebhook | Kind::WorkflowStepApp | Kind::WorkflowStepAgent => {
            "workflows"
        }
        Kind::Filter | Kind::FilterSubscription | Kind::Dashboard | Kind::Board | Kind::BoardFilter => {
            "searches"
        }
        Kind::Project
        | Kind::ProjectDefaultAssignee
        | Kind::Component
        | Kind::ComponentDefaultAssignee
        | Kind::PermissionGrant
        | Kind::ProjectRole
        | Kind::IssueSecurity
        | Kind::NotificationScheme
        | Kind::Space
        | Kind::PersonalSpace
        | Kind::SpacePermission
        | Kind::Page => "places",
    }
}

impl Risk {
    pub(super) fn of(assessment: &Assessment) -> Risk {
        let row = |word: &'static Word| {
            let (surface, label) = (word.word, word.label);
            RiskRow { surface, label, counts: [0; SEVERITIES.len()], total: 0 }
        };
        let mut rows: Vec<RiskRow> = SURFACES.iter().map(row).collect();
        for finding in assessment.findings.iter().filter(|row| row.status != "accepted") {
            let about = surface(finding);
            let severity = SEVERITIES.iter().position(|word| word.word == finding.severity.word());
            let row = rows.iter_mut().find(|row| row.surface == about);
            if let (Some(row), Some(at)) = (row, severity) {
                row.counts[at] += 1;
                row.total += 1;
            }
        }
        rows.retain(|row| row.total > 0);
        Risk { rows }
    }
}
