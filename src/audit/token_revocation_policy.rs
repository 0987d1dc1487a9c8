//! `token-revocation-policy`

use super::{Case, Check, Finding, Held, Replacement, Severity, days};
use crate::estate::{Policy, Role};
use crate::identity::{Class, Confidence};

pub(super) const CHECK: Check = Check {
    id: "token-revocation-policy",
    title: "A policy may take the token of an integration that works rarely",
    severity: "medium; low where the policy does not say after how many days",
    looks_for: "Enabled policies that revoke tokens by themselves, as far as their type, name and rule tell, and \
                live API tokens of integrations whose last use lies more than half of the policy's days back; \
                without a number of days, more than 30. What lies back more than the policy's days and those of \
                `policy.stale_days` is no integration at work.",
    why: "Such a policy counts days without use and knows nothing of what breaks. An integration that works once a \
          quarter loses its token between two runs, and fails in the next one.",
    remedy: "That the policy takes this token is inferred from its words: look at it first. If it does, move the \
             integration to a service account before the days are over, or have the policy changed.",
    controls: &["NHI1:2025", "NHI7:2025", "CIS 6.2", "NIST IA-5", "ISO A.5.17", "SOC2 CC6.1"],
    run,
};

/// Days without use from which a token is used rarely, where the policy names none.
const RARE_DAYS: i64 = 30;

fn run(case: &Case<'_>) -> Vec<Finding> {
    let at_work = case.estate.context.policies.iter();
    let at_work = at_work.filter(|policy| policy.revokes && policy.enabled == Some(true));
    // The one that takes it first; what takes it nobody knows when comes last.
    let Some(policy) = at_work.min_by_key(|policy| (policy.after_days.unwrap_or(i64::MAX), &policy.id))
    else {
        return Vec::new();
    };
    let tokens = case.held(Role::Holder).filter(|held| held.touchpoint.is_live());
    tokens.filter_map(|held| judge(case, policy, &held)).collect()
}

fn judge(case: &Case<'_>, policy: &Policy, held: &Held<'_>) -> Option<Finding> {
    let used = held.touchpoint.token()?.last_used.at()?;
    let (age, integration) = (case.age(used), case.integration(held.binding.touchpoint));
    if integration.is_none() && held.class != Class::Robot {
        return None;
    }
    let (rare, over) = match policy.after_days {
        Some(limit) => (age > limit / 2, age > limit),
        None => (age > RARE_DAYS, false),
    };
    if !rare || age > policy.after_days.unwrap_or_default().max(case.policy.stale_days) {
        return None;
    }
    let after = match policy.after_days {
        Some(limit) => format!("after {} without use", days(limit)),
        None => "after a time it does not say".to_owned(),
    };
    let mut evidence = vec![
        format!("the policy \"{}\" ({}) is enabled and revokes {after}", policy.name, policy.kind),
        format!("last used {} ago", days(age)),
    ];
    if over {
        evidence.push("the policy has not done so yet".to_owned());
    }
    evidence.extend(integration.into_iter().flat_map(|likeness| likeness.reasons.clone()));
    let title = format!(
        "{} of {} is used rarely, and the policy \"{}\" may revoke it",
        held.touchpoint.title(),
        held.account.title(),
        policy.name
    );
    let told = policy.after_days.is_some();
    let finding = Finding::about(&CHECK, case, held.binding, title)
        .severity(if told { Severity::Medium } else { Severity::Low })
        .confidence(if told && !over { Confidence::Medium } else { Confidence::Low })
        .evidence(evidence.join("; "))
        .replacement(Replacement::ServiceAccount);
    Some(finding)
}
