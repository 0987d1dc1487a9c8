//! `robot-holds-seat`

use super::{Case, Check, Finding, Replacement, Severity};
use crate::estate::State;
use crate::identity::{Class, Confidence};

pub(super) const CHECK: Check = Check {
    id: "robot-holds-seat",
    title: "A dummy user holds a paid seat",
    severity: "medium; info where the account is a robot with low confidence only, because that is a question",
    looks_for: "Active accounts that are robots and may use a product.",
    why: "Every seat is billed, page views or not, and each Marketplace app of the product bills it again. A \
          service account does not count towards the user limit of Jira and Confluence; for other products \
          Atlassian does not say. A licence is for one named person, so a shared dummy user is a matter of \
          contract too.",
    remedy: "Move what the account does to a service account, take its product access away, watch for a week, \
             then deactivate it. Some work cannot move: log-ins by consent (3LO), JSM Operations, Bitbucket, \
             the automation API.",
    controls: &["NHI9:2025", "CIS 5.1", "CIS 5.5", "NIST AC-2", "NIST IA-4", "ISO A.5.16", "SOC2 CC6.1"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let accounts = case.estate.accounts.values();
    accounts
        .filter_map(|account| {
            let verdict = case.verdicts.get(&account.id)?;
            // A suspended, deactivated or deleted account is not billed.
            if verdict.class != Class::Robot || account.state != State::Active {
                return None;
            }
            let products: Vec<&str> = account.billed_seats().collect();
            if products.is_empty() {
                return None;
            }
            let question = verdict.confidence == Confidence::Low;
            let title = match question {
                false => {
                    format!("{} is a dummy user with a seat in {}", account.title(), products.join(", "))
                }
                true => {
                    format!("Is {} a dummy user? It has a seat in {}", account.title(), products.join(", "))
                }
            };
            let mut finding = Finding::about_account(&CHECK, &account.id, title)
                .confidence(verdict.confidence)
                .severity(if question { Severity::Info } else { Severity::Medium })
                .evidence(verdict.reasons.join("; "))
                .replacement(Replacement::ServiceAccount);
            finding.product = Some(products.join(";"));
            Some(finding)
        })
        .collect()
}
