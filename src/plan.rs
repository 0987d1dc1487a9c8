//! The way off: one step for each account and replacement, the worst first.

use std::collections::BTreeMap;

use crate::audit::{Finding, Replacement, Severity};
use crate::estate::AccountId;

/// A step: one account's findings that the same replacement resolves.
#[derive(Debug, Clone)]
pub struct Step {
    /// The account that stops holding things.
    pub account: AccountId,
    /// What holds them instead.
    pub replacement: Replacement,
    /// Which wave it belongs to: 1 has stopped or may at any time, 2 stops with its account, 3 the rest.
    pub wave: usize,
    /// Indices of the findings it resolves.
    pub findings: Vec<usize>,
    /// What stands in the way.
    pub blocked_by: Option<String>,
}

/// Orders the findings into steps, but for those that are to be left `out`. `free_service_accounts` is what the
/// quota leaves, `None` when the number in use could not be read.
pub fn steps(
    findings: &[Finding],
    out: impl Fn(&Finding) -> bool,
    free_service_accounts: Option<u32>,
) -> Vec<Step> {
    let mut by_account: BTreeMap<(&AccountId, Replacement), Vec<usize>> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate().filter(|(_, finding)| !out(finding)) {
        if let (Some(account), Some(replacement)) = (&finding.account, finding.replacement) {
            by_account.entry((account, replacement)).or_default().push(index);
        }
    }
    let mut steps: Vec<Step> = by_account
        .into_iter()
        .map(|((account, replacement), indices)| {
            let worst = indices.iter().map(|index| findings[*index].severity).min().unwrap_or(Severity::Info);
            Step {
                account: account.clone(),
                replacement,
                wave: match worst {
                    Severity::Critical => 1,
                    Severity::High => 2,
                    Severity::Medium | Severity::Low | Severity::Info => 3,
                },
                findings: indices,
                blocked_by: None,
            }
        })
        .collect();
    steps.sort_by(|a, b| {
        let weight = |step: &Step| (step.wave, std::cmp::Reverse(step.findings.len()));
        weight(a).cmp(&weight(b)).then_with(|| (&a.account, a.replacement).cmp(&(&b.account, b.replacement)))
    });
    apply_quota(&mut steps, free_service_accounts);
    steps
}

/// Service accounts are given out in order until the quota is used up.
fn apply_quota(steps: &mut [Step], free: Option<u32>) {
    let mut needed = 0;
    for step in steps {
        if step.replacement == Replacement::NotYetPossible {
            step.blocked_by = Some("there is no way yet to do this without a log-in".to_owned());
        }
        if step.replacement != Replacement::ServiceAccount {
            continue;
        }
        needed += 1;
        step.blocked_by = match free {
            None => Some("unverified: the number of service accounts in use could not be read".to_owned()),
            Some(free) if needed > free => {
                Some(format!("quota: {free} service accounts are free, this is number {needed}"))
            }
            Some(_) => None,
        };
    }
}
