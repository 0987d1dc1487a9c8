//! `findings.ocsf.json`: the findings as events of the Open Cybersecurity Schema Framework, version 1.5.0, class
//! Compliance Finding (2003), for security lakes and SIEMs.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::sarif::is_web;
use crate::assessment::Assessment;
use crate::assessment::rows::FindingRow;
use crate::audit::{Severity, check};

const VERSION: &str = "1.5.0";
const FINDINGS: u32 = 2;
const COMPLIANCE_FINDING: u32 = 2003;

pub(super) fn write(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    let resolved = assessment.changes.as_ref().map_or(&[][..], |changes| &changes.resolved);
    let mut first = true;
    for row in assessment.findings.iter().chain(resolved) {
        write!(to, "{}", if first { "[\n" } else { ",\n" })?;
        first = false;
        serde_json::to_writer(&mut *to, &event(assessment, row))?;
    }
    writeln!(to, "{}", if first { "[]" } else { "\n]" })
}

fn event(assessment: &Assessment, row: &FindingRow) -> Value {
    let scan = &assessment.scan;
    let seen =
        scan.finished_at.as_deref().and_then(millis).or_else(|| millis(&scan.as_of)).unwrap_or_default();
    let (activity, activity_name) = match row.status {
        "resolved" => (3, "Close"),
        "open" | "accepted" if assessment.changes.is_some() => (2, "Update"),
        _ => (1, "Create"),
    };
    let (status, status_name) = match row.status {
        "new" => (1, "New"),
        "accepted" => (3, "Suppressed"),
        "resolved" => (4, "Resolved"),
        // The class has no word for what is found again and untouched.
        other => (99, other),
    };
    let (severity, severity_name) = match row.severity {
        Severity::Critical => (5, "Critical"),
        Severity::High => (4, "High"),
        Severity::Medium => (3, "Medium"),
        Severity::Low => (2, "Low"),
        Severity::Info => (1, "Informational"),
    };
    let (confidence, confidence_name) = match row.confidence {
        "high" => (3, "High"),
        "medium" => (2, "Medium"),
        _ => (1, "Low"),
    };
    // What is resolved was seen for the last time in the snapshot before, and holds now.
    let resolved = row.status == "resolved";
    let since = assessment.changes.as_ref().and_then(|changes| changes.since.as_deref()).and_then(millis);
    let last_seen = if resolved { since.unwrap_or(seen) } else { seen };
    let (verdict, verdict_name) = if resolved { (1, "Pass") } else { (3, "Fail") };
    let mut remedy = json!({"desc": row.remedy});
    let mut finding = json!({
        "uid": row.finding,
        "title": row.title,
        "desc": row.evidence,
        "types": [row.check],
        "analytic": {"name": check(row.check).map_or(row.check, |check| check.title), "uid": row.check,
                     "type_id": 1, "type": "Rule"},
        "last_seen_time": last_seen,
    });
    if let Some(first) = row.first_seen.as_deref().and_then(millis) {
        finding["first_seen_time"] = json!(first);
    }
    if let Some(link) = row.link.as_ref().filter(|link| is_web(link)) {
        finding["src_url"] = json!(link);
        remedy["references"] = json!([link]);
    }
    let mut metadata = json!({
        "version": VERSION,
        "product": {"name": assessment.tool.name, "vendor_name": assessment.tool.name,
                    "version": assessment.tool.version},
        "log_name": "findings",
    });
    if let Some(org) = &scan.org {
        metadata["tenant_uid"] = json!(org);
    }
    json!({
        "activity_id": activity,
        "activity_name": activity_name,
        "category_name": "Findings",
        "category_uid": FINDINGS,
        "class_name": "Compliance Finding",
        "class_uid": COMPLIANCE_FINDING,
        "type_uid": COMPLIANCE_FINDING * 100 + activity,
        "type_name": format!("Compliance Finding: {activity_name}"),
        "time": seen,
        "severity": severity_name,
        "severity_id": severity,
        "confidence": confidence_name,
        "confidence_id": confidence,
        "status": status_name,
        "status_id": status,
        "message": row.title,
        "metadata": metadata,
        "finding_info": finding,
        "compliance": {
            "control": row.controls.first().copied().unwrap_or(row.check),
            "requirements": row.controls,
            "standards": standards(row),
            "status": verdict_name,
            "status_id": verdict,
        },
        "remediation": remedy,
        "resources": resources(row),
        "unmapped": unmapped(row),
    })
}

/// What a finding is about: the touchpoint, and the account that holds it.
fn resources(row: &FindingRow) -> Vec<Value> {
    let named = |uid: &str, name: Option<&str>, kind: &str| {
        let mut resource = json!({"uid": uid, "type": kind});
        if let Some(name) = name {
            resource["name"] = json!(name);
        }
        resource
    };
    let mut resources = Vec::new();
    if let Some(id) = &row.touchpoint_id {
        let kind = row.touchpoint_kind.unwrap_or("touchpoint");
        let mut resource = named(id, row.touchpoint_name.as_deref(), kind);
        if let Some(owner) = owner(row) {
            resource["owner"] = owner;
        }
        resources.push(resource);
    }
    if let Some(id) = &row.account_id {
        resources.push(named(id, row.account_name.as_deref(), "account"));
    }
    if resources.is_empty() {
        resources.push(named("organisation", None, "organisation"));
    }
    resources
}

fn owner(row: &FindingRow) -> Option<Value> {
    let id = row.account_id.as_ref()?;
    let name = row.account_name.as_ref().unwrap_or(id);
    let (type_id, kind) = match row.account_class {
        Some("person" | "customer") => (1, "User"),
        Some("system") => (3, "System"),
        Some("unknown") | None => (0, "Unknown"),
        Some(other) => (99, other),
    };
    let mut user = json!({
        "uid": id,
        "name": name,
        "type_id": type_id,
        "type": kind,
        "account": {"uid": id, "name": name, "type_id": 99, "type": "Atlassian account"},
    });
    if let Some(email) = &row.account_email {
        user["email_addr"] = json!(email);
    }
    Some(user)
}

/// The columns that the class has no attribute for.
fn unmapped(row: &FindingRow) -> Value {
    const MAPPED: [&str; 11] = [
        "finding",
        "check",
        "severity",
        "confidence",
        "status",
        "title",
        "evidence",
        "remedy",
        "controls",
        "link",
        "first_seen",
    ];
    let Ok(Value::Object(cells)) = serde_json::to_value(row) else { return json!({}) };
    Value::Object(
        cells
            .into_iter()
            .filter(|(key, value)| !MAPPED.contains(&key.as_str()) && !value.is_null())
            .collect(),
    )
}

/// The frameworks that the ids of a finding's controls belong to.
fn standards(row: &FindingRow) -> Vec<&'static str> {
    const FRAMEWORKS: [(&str, &str); 5] = [
        ("CIS ", "CIS Critical Security Controls v8.1"),
        ("NIST ", "NIST SP 800-53 Rev. 5"),
        ("ISO ", "ISO/IEC 27001:2022"),
        ("SOC2 ", "AICPA Trust Services Criteria 2017"),
        ("NHI", "OWASP Non-Human Identities Top 10 2025"),
    ];
    let speaks = |prefix: &str| row.controls.iter().any(|control| control.starts_with(prefix));
    FRAMEWORKS.iter().filter(|(prefix, _)| speaks(prefix)).map(|(_, name)| *name).collect()
}

fn millis(text: &str) -> Option<i64> {
    Some(text.parse::<DateTime<Utc>>().ok()?.timestamp_millis())
}
