//! `report.sarif`: the findings in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS standard,
//! errata 01), for code-scanning and security dashboards.
//!
//! A finding has no file: it has a logical location, and the address of the thing where there is one.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::assessment::Assessment;
use crate::assessment::rows::{CoverageRow, FindingRow};
use crate::audit::{CHECKS, Severity};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn write(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<Value> = CHECKS
        .iter()
        .map(|check| {
            json!({
                "id": check.id,
                "shortDescription": {"text": message(check.title)},
                "fullDescription": {"text": message(check.looks_for)},
                "help": {"text": message(&format!("{} {}", check.why, check.remedy))},
                "properties": {"tags": check.controls, "severity": check.severity},
            })
        })
        .collect();
    let resolved = assessment.changes.as_ref().map_or(&[][..], |changes| &changes.resolved);
    let scan = &assessment.scan;
    let mut invocation = json!({
        "executionSuccessful": scan.finished_at.is_some(),
        "toolExecutionNotifications":
            assessment.coverage.iter().filter(|row| row.status != "complete").map(unseen).collect::<Vec<_>>(),
    });
    for (key, time) in [("startTimeUtc", &scan.started_at), ("endTimeUtc", &scan.finished_at)] {
        if let Some(time) = time.as_ref().filter(|time| time.parse::<chrono::DateTime<chrono::Utc>>().is_ok())
        {
            invocation[key] = json!(time);
        }
    }
    let run = Run {
        tool: json!({"driver": {
            "name": assessment.tool.name,
            "version": assessment.tool.version,
            "semanticVersion": assessment.tool.version,
            "rules": rules,
        }}),
        automation_details: json!({"id": format!("touchpoint/{}/", scan.org.as_deref().unwrap_or("sites"))}),
        invocations: [invocation],
        results: Results { rows: [&assessment.findings, resolved], compared: assessment.changes.is_some() },
        properties: json!({"snapshot_sha256": scan.snapshot_sha256, "as_of": scan.as_of}),
    };
    serde_json::to_writer(&mut *to, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] })?;
    writeln!(to)
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Value,
    automation_details: Value,
    invocations: [Value; 1],
    results: Results<'a>,
    properties: Value,
}

/// The results, each made when it is written: there may be a million.
struct Results<'a> {
    rows: [&'a [FindingRow]; 2],
    compared: bool,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.iter().copied().flatten().map(|row| result(row, self.compared)))
    }
}

fn result(row: &FindingRow, compared: bool) -> Value {
    let mut text = row.title.clone();
    for part in [&row.evidence, &row.remedy] {
        if !part.is_empty() {
            text.push_str("\n\n");
            text.push_str(part);
        }
    }
    let mut result = json!({
        "ruleId": row.check,
        "level": level(row.severity),
        "kind": "fail",
        "message": {"text": message(&text)},
        "partialFingerprints": {"finding/v1": row.finding},
        "locations": [location(row)],
        "properties": properties(row),
    });
    if let Some(index) = CHECKS.iter().position(|check| check.id == row.check) {
        result["ruleIndex"] = json!(index);
    }
    match row.status {
        "resolved" => result["baselineState"] = json!("absent"),
        "new" | "reopened" => result["baselineState"] = json!("new"),
        _ if compared => result["baselineState"] = json!("unchanged"),
        _ => {}
    }
    if row.status == "accepted" {
        result["suppressions"] = json!([{"kind": "external", "status": "accepted"}]);
    }
    result
}

fn location(row: &FindingRow) -> Value {
    let (name, id, kind) = match (&row.touchpoint_id, &row.account_id) {
        (Some(id), _) => {
            (row.touchpoint_name.as_deref(), id.as_str(), row.touchpoint_kind.unwrap_or("resource"))
        }
        (None, Some(id)) => {
            (row.account_name.as_deref().or(row.account_email.as_deref()), id.as_str(), "account")
        }
        (None, None) => (None, "organisation", "organisation"),
    };
    let mut location = json!({
        "logicalLocations": [{"name": name.unwrap_or(id), "fullyQualifiedName": id, "kind": kind}],
    });
    if let Some(link) = row.link.as_deref().filter(|link| is_web(link)) {
        location["physicalLocation"] = json!({"artifactLocation": {"uri": link}});
    }
    location
}

/// Whether a text is a web address: any other kind of address is left out.
pub(super) fn is_web(link: &str) -> bool {
    reqwest::Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
        && link.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The columns that a result has no place for.
fn properties(row: &FindingRow) -> Value {
    const TOLD: [&str; 7] = ["finding", "check", "title", "evidence", "remedy", "controls", "link"];
    let Ok(Value::Object(cells)) = serde_json::to_value(row) else { return json!({}) };
    let told = |key: &String, value: &Value| value.is_null() || TOLD.contains(&key.as_str());
    let mut properties: Map<String, Value> =
        cells.into_iter().filter(|(key, value)| !told(key, value)).collect();
    properties.insert("tags".to_owned(), json!(row.controls));
    Value::Object(properties)
}

fn unseen(row: &CoverageRow) -> Value {
    let at = if row.site.is_empty() { String::new() } else { format!(" at {}", row.site) };
    let text = format!("{}{at}: {}. {} {}", row.surface, row.status, row.reason, row.consequence);
    let level = match row.status.as_str() {
        "skipped" | "not-coverable" => "note",
        _ => "warning",
    };
    json!({"level": level, "message": {"text": message(text.trim())}})
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// A text as a message: in one, brackets make links and braces are places to be filled in (§ 3.11.5 and 3.11.6).
fn message(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '[' | ']' => plain.extend(['\\', c]),
            '{' | '}' => plain.extend([c, c]),
            c => plain.push(c),
        }
    }
    plain
}
