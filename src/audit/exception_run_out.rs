//! `exception-run-out`

use super::{Case, Check, Finding, Severity};

pub(super) const CHECK: Check = Check {
    id: "exception-run-out",
    title: "An exception that has run out",
    severity: "always medium",
    looks_for: "`[[accept]]` tables of the configuration whose last day lies before the day from which ages are \
                counted. Such a table is refused when it is read after that day; this check speaks where a report is \
                counted from a later one. A table without reason, approver or last day is always refused.",
    why: "Somebody took the responsibility up to that day and no longer. What it covered counts again.",
    remedy: "Resolve what it covered, or have it approved again with a new date; then change or take out its table.",
    controls: &["CIS 5.5", "NIST AC-2", "ISO A.5.18"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let today = case.as_of.date_naive();
    let run_out = case.accept.iter().filter(|accept| accept.until < today);
    let found = run_out.map(|accept| {
        let about: Vec<&str> = [&accept.finding, &accept.check, &accept.account]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let title = format!("The exception for {} has run out", about.join(" of "));
        let evidence = format!(
            "line {}: it held until {}; reason: {}; approved by {}",
            accept.line, accept.until, accept.reason, accept.approver
        );
        Finding::about_entry(&CHECK, &about, title).severity(Severity::Medium).evidence(evidence)
    });
    found.collect()
}
