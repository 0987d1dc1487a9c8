//! `rule-clear-text-target`

use super::{Case, Check, Finding, Severity};

pub(super) const CHECK: Check = Check {
    id: "rule-clear-text-target",
    title: "A rule sends to an address in clear text",
    severity: "high where the same step carries a credential, else medium; low when the rule is disabled",
    looks_for: "Steps of automation rules that send to an http:// address.",
    why: "What the step sends, issue contents and credentials alike, can be read and changed by everybody on the \
          way.",
    remedy: "Change the address to https://. If the step carried a credential, replace that credential.",
    controls: &["NHI4:2025", "NIST SA-9", "ISO A.5.17", "SOC2 CC6.7"],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let rules = case.estate.touchpoints.iter().enumerate();
    rules
        .filter_map(|(index, touchpoint)| {
            let targets: Vec<_> =
                touchpoint.rule()?.targets.iter().filter(|target| target.clear_text).collect();
            let first = targets.first()?;
            let with_credential = targets.iter().any(|target| target.with_credential);
            let severity = match (touchpoint.is_live(), with_credential) {
                (true, true) => Severity::High,
                (true, false) => Severity::Medium,
                (false, _) => Severity::Low,
            };
            let carrying = if with_credential { ", with a credential" } else { "" };
            let title = format!("{} sends to {} in clear text{carrying}", touchpoint.title(), first.origin);
            let evidence: Vec<String> =
                targets.iter().map(|target| format!("{}: {}", target.step, target.origin)).collect();
            let finding = Finding::about_touchpoint(&CHECK, case, index, title);
            Some(finding.severity(severity).evidence(evidence.join("; ")))
        })
        .collect()
}
