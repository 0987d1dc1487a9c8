//! The rows of every table, with the columns of the contract, in its order.
//!
//! A row serialises to the keys of `report.json`; the CSV of the same name has the same columns. `None` is
//! *not known*: `null` there, an empty cell here.

use schemars::JsonSchema;
use serde::Serialize;

use crate::audit::Severity;
use crate::snapshot::{Coverage, Status};

/// One place that was looked at.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the columns are described in the contract and in docs/files.md")]
pub struct CoverageRow {
    pub surface: String,
    pub product: String,
    pub site: String,
    pub status: String,
    pub records: Option<u64>,
    pub requests: u64,
    pub reason: String,
    pub consequence: String,
}

impl From<&Coverage> for CoverageRow {
    fn from(coverage: &Coverage) -> CoverageRow {
        CoverageRow {
            surface: coverage.place.surface.clone(),
            product: coverage.product.clone(),
            site: coverage.place.site.clone(),
            // A scan that was cut off leaves surfaces as they stood.
            status: match coverage.status {
                Status::Running => Status::Partial.word().to_owned(),
                status => status.word().to_owned(),
            },
            records: matches!(coverage.status, Status::Complete | Status::Partial | Status::Running)
                .then_some(coverage.records),
            requests: coverage.requests,
            reason: match coverage.status {
                Status::Running => "the scan was cut off here; run it again to go on".to_owned(),
                _ => coverage.reason.clone(),
            },
            consequence: coverage.consequence.clone(),
        }
    }
}

/// One account.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the columns are described in the contract and in docs/files.md")]
pub struct AccountRow {
    pub account_id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub class: &'static str,
    pub confidence: &'static str,
    pub reasons: Vec<String>,
    pub state: &'static str,
    pub org_admin: Option<bool>,
    pub products: Option<Vec<String>>,
    pub last_active: Option<String>,
    pub api_tokens: Option<usize>,
    pub touchpoints: Option<usize>,
    pub stops_if_deactivated: Option<usize>,
    pub annual_list_cost: Option<String>,
    pub currency: Option<String>,
    pub owner: Option<String>,
    pub purpose: Option<String>,
    pub review_by: Option<String>,
}

/// An account whose class somebody has to say, because the answer changes what the report says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct QuestionRow {
    pub account_id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub guess: &'static str,
    pub confidence: &'static str,
    pub reasons: Vec<String>,
    pub if_robot: String,
    pub if_person: String,
    pub entry: String,
}

impl QuestionRow {
    /// How people know the account: name, else e-mail, else id.
    pub fn title(&self) -> &str {
        let told = [&self.name, &self.email].into_iter().flatten();
        told.map(String::as_str).find(|text| !text.trim().is_empty()).unwrap_or(&self.account_id)
    }
}

/// One binding: touchpoint × account × role.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the columns are described in the contract and in docs/files.md")]
pub struct TouchpointRow {
    pub touchpoint_id: String,
    pub kind: &'static str,
    pub name: String,
    pub product: String,
    pub site: String,
    pub container: String,
    pub state: String,
    pub role: &'static str,
    pub account_id: Option<String>,
    pub account_name: Option<String>,
    pub account_class: Option<&'static str>,
    pub account_state: Option<&'static str>,
    pub effect_if_deactivated: Option<&'static str>,
    pub certainty: Option<&'static str>,
    pub changed: Option<String>,
    pub link: Option<String>,
    pub looks_like: Option<&'static str>,
    pub looks_like_confidence: Option<&'static str>,
    pub looks_like_reasons: Option<Vec<String>>,
}

/// One finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the columns are described in the contract and in docs/files.md")]
pub struct FindingRow {
    pub finding: String,
    pub check: &'static str,
    pub severity: Severity,
    pub confidence: &'static str,
    pub status: &'static str,
    pub title: String,
    pub account_id: Option<String>,
    pub account_name: Option<String>,
    pub account_email: Option<String>,
    pub account_class: Option<&'static str>,
    pub account_state: Option<&'static str>,
    pub role: Option<&'static str>,
    pub touchpoint_kind: Option<&'static str>,
    pub touchpoint_id: Option<String>,
    pub touchpoint_name: Option<String>,
    pub product: Option<String>,
    pub site: Option<String>,
    pub container: Option<String>,
    pub effect: Option<&'static str>,
    pub certainty: Option<&'static str>,
    pub evidence: String,
    pub remedy: String,
    pub replacement: Option<&'static str>,
    pub annual_saving: Option<String>,
    pub currency: Option<String>,
    pub controls: Vec<&'static str>,
    pub link: Option<String>,
    pub owner: Option<String>,
    pub purpose: Option<String>,
    pub review_by: Option<String>,
    pub first_seen: Option<String>,
}

/// A service account or robot, and who answers for it: the inventory that CIS 5.5 asks for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct RegisterRow {
    pub account_id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub class: &'static str,
    pub confidence: &'static str,
    pub state: &'static str,
    pub owner: Option<String>,
    pub purpose: Option<String>,
    pub review_by: Option<String>,
    pub standing: &'static str,
    pub touchpoints: Option<usize>,
    pub stops_if_deactivated: Option<usize>,
    pub last_active: Option<String>,
}

/// One account × product.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the columns are described in the contract and in docs/files.md")]
pub struct SavingsRow {
    pub account_id: String,
    pub account_name: String,
    pub product: String,
    pub plan: Option<String>,
    pub billing: Option<&'static str>,
    pub annual_list_cost: Option<String>,
    pub realisable_now: Option<String>,
    pub realisable_next_period: Option<String>,
    pub realisable_at_renewal: Option<String>,
    pub currency: Option<String>,
    pub priced: bool,
    pub note: String,
    pub site: Option<String>,
    pub assumed_saving: Option<String>,
    pub certainty: Option<&'static str>,
    pub seat_by: Option<Vec<String>>,
    pub seat_confidence: Option<&'static str>,
    pub removal: Option<String>,
}

/// One subscription: a product that is paid for, on one site or on all.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct ProductRow {
    pub product: String,
    pub plan: Option<String>,
    pub billing: Option<&'static str>,
    pub seats: Option<u32>,
    pub seats_without_robots: Option<u32>,
    pub cost: Option<String>,
    pub cost_without_robots: Option<String>,
    pub to_next_tier_down: Option<u32>,
    pub site: Option<String>,
    pub currency: Option<String>,
    pub robots: u32,
    pub seats_source: String,
    pub seats_whole: bool,
    pub tier: Option<u32>,
    pub next_tier_down: Option<u32>,
    pub renewal: Option<String>,
    pub certainty: Option<&'static str>,
    pub source: Option<String>,
    pub source_date: Option<String>,
    pub stale: bool,
    pub documented: bool,
    pub unpriced_because: Option<String>,
}

/// A person who holds a seat and was not seen for long.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct IdleRow {
    pub account_id: String,
    pub account_name: String,
    pub product: String,
    pub last_active: Option<String>,
}

/// One step of the way off.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the columns are described in the contract and in docs/files.md")]
pub struct PlanRow {
    pub order: usize,
    pub wave: usize,
    pub account_id: Option<String>,
    pub account_name: String,
    pub replacement: &'static str,
    pub service_account: Option<String>,
    pub covers: Vec<String>,
    pub steps: Vec<String>,
    pub scopes: Option<Vec<&'static str>>,
    pub address_change: Option<Vec<String>>,
    pub blocked_by: Option<String>,
    pub annual_saving: Option<String>,
    pub currency: Option<String>,
    pub resolves: Vec<String>,
}

/// What a number of service accounts gives.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct FrontierRow {
    pub service_accounts: u32,
    pub annual_saving: Option<String>,
    pub findings_resolved: usize,
    pub stops_removed: usize,
    pub used: u32,
    pub seats_freed: u32,
}

/// Something that was not read or understood, row by row.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct GapRow {
    pub surface: String,
    pub site: String,
    pub place: String,
    pub reason: String,
}

/// One thing that needs another; either end is a touchpoint, a connection or an account.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct DependencyRow {
    pub from: String,
    pub from_kind: &'static str,
    pub from_name: String,
    pub relation: &'static str,
    pub to: String,
    pub to_kind: &'static str,
    pub to_name: String,
    pub at: String,
    pub sure: bool,
}

/// A connection that a rule reaches another system through.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct ConnectionRow {
    pub connection_id: String,
    pub rule: String,
    pub account_id: Option<String>,
    pub target: Option<String>,
    pub auth_type: Option<String>,
    pub steps: Vec<String>,
}
