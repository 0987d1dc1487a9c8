//! The way off, as rows.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::rows::{FrontierRow, PlanRow};
use super::tables::Tables;
use crate::audit::{self, Finding, Replacement};
use crate::estate::Account;
use crate::identity::{Class, Confidence};
use crate::money;
use crate::plan::{self, Basis, Step};

/// The way off.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Plan {
    /// Service accounts: how many there may be, are, and could still be made.
    pub quota: QuotaUse,
    /// The steps, in order.
    pub rows: Vec<PlanRow>,
    /// What each number of further service accounts gives.
    pub frontier: Vec<FrontierRow>,
    /// Whether Guard Standard pays for itself here.
    pub guard: Guard,
    /// Currency of all amounts; `None` when nothing is priced, or in several.
    pub currency: Option<String>,
    /// `risk` or `cost`: what is cared for first where there is not room for everything.
    pub first: &'static str,
    /// Whether no better choice of service accounts exists.
    pub exact: bool,
    /// Service accounts that the whole plan takes.
    pub needed: usize,
}

/// The quota of service accounts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QuotaUse {
    /// How many there may be.
    pub limit: u32,
    /// How many there are; `None` when the list could not be read.
    pub used: Option<u32>,
    /// How many could still be made.
    pub free: Option<u32>,
}

/// Whether Guard Standard pays for itself by the service accounts that come with it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Guard {
    /// Accounts it would be charged for.
    pub billable: Option<u32>,
    /// What it costs in a year for all of them.
    pub price: Option<String>,
    /// What the service accounts beyond the present quota would save in a year.
    pub annual_saving: Option<String>,
    /// Whether it does.
    pub pays: Option<bool>,
    /// The price for an account and month below which it would.
    pub pays_below: Option<String>,
    /// What has to be said of it.
    pub note: String,
}

impl Plan {
    pub(super) fn of(tables: &Tables<'_>) -> Plan {
        let limit = tables.config.quota.service_accounts;
        let counted =
            tables.estate.accounts.values().filter(|account| account.listed_service_account).count();
        let listed = tables.is_complete("org.service-accounts");
        let used = listed.then(|| u32::try_from(counted).unwrap_or(u32::MAX));
        let free = used.map(|used| limit.saturating_sub(used));
        let sites = tables.estate.provenance.iter();
        let sites =
            sites.filter_map(|(key, host)| Some((key.strip_prefix("site:")?.to_owned(), host.clone())));
        let basis = Basis {
            estate: tables.estate,
            likeness: tables.likeness,
            findings: tables.findings,
            ledger: tables.ledger,
            answers: &|account: &Account| tables.registered(account).map(|entry| entry.owner.clone()),
            tokens_known: tables.is_complete("org.api-tokens"),
            sites: sites.collect(),
            limit,
            free,
            aim: tables.config.quota.first,
        };
        let plan = plan::make(&basis, |finding| is_left_out(tables, finding));
        let currency = tables.ledger.currency().map(str::to_owned);
        let rows = plan.steps.iter().enumerate().map(|(at, step)| row(tables, &plan, at, step, &currency));
        let frontier = plan.frontier.iter().map(|point| FrontierRow {
            service_accounts: point.service_accounts,
            annual_saving: point.annual_saving.map(money::amount),
            findings_resolved: point.findings_resolved,
            stops_removed: point.stops_removed,
            used: point.used,
            seats_freed: point.seats,
        });
        let guard = Guard {
            billable: plan.guard.billable,
            price: plan.guard.price.map(money::amount),
            annual_saving: plan.guard.annual_saving.map(money::amount),
            pays: plan.guard.pays,
            pays_below: plan.guard.pays_below.map(money::amount),
            note: plan.guard.note.clone(),
        };
        Plan {
            quota: QuotaUse { limit, used, free },
            rows: rows.collect(),
            frontier: frontier.collect(),
            guard,
            first: tables.config.quota.first.word(),
            exact: plan.exact,
            needed: plan.candidates.len(),
            currency,
        }
    }
}

/// What was accepted needs no step, nor does an entry in the register; and a question has to be answered before it
/// costs anybody a seat.
fn is_left_out(tables: &Tables<'_>, finding: &Finding) -> bool {
    let verdict = finding.account.as_ref().and_then(|id| tables.verdicts.get(id));
    let guess = verdict.is_some_and(|one| one.class == Class::Robot && one.confidence == Confidence::Low);
    let question = guess && finding.replacement == Some(Replacement::ServiceAccount)
        || finding.product.is_some() && finding.confidence == Confidence::Low;
    question || finding.check == audit::REGISTER_INCOMPLETE || tables.accepts(finding)
}

fn row(tables: &Tables<'_>, plan: &plan::Plan, at: usize, step: &Step, currency: &Option<String>) -> PlanRow {
    let touchpoints = &tables.estate.touchpoints;
    let covers: BTreeSet<String> = step.covers.iter().map(|index| touchpoints[*index].id.clone()).collect();
    let account = step.account.as_ref().and_then(|id| tables.estate.accounts.get(id));
    let name = account.map(Account::title).or(step.stand_in.as_deref()).unwrap_or("unknown");
    let candidate = step.candidate.map(|index| &plan.candidates[index]);
    PlanRow {
        order: at + 1,
        wave: step.wave as usize,
        account_id: step.account.as_ref().map(ToString::to_string),
        account_name: name.to_owned(),
        replacement: step.replacement.word(),
        service_account: candidate.map(|one| one.name.clone()),
        covers: covers.into_iter().collect(),
        steps: step.steps.clone(),
        scopes: candidate.map(|one| one.scopes.clone()),
        address_change: candidate.map(|one| one.addresses.clone()),
        blocked_by: step.blocked_by.clone(),
        annual_saving: step.saving.map(money::amount),
        currency: currency.clone().filter(|_| step.saving.is_some()),
        resolves: step.resolves.iter().map(|index| tables.findings[*index].id.clone()).collect(),
    }
}
