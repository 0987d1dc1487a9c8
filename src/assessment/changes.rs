//! What changed since the snapshot before: findings, who holds what, quota and cost.
//!
//! What cannot be looked at as well as then has not gone away: it is not seen.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::Assessment;
use super::rows::{CoverageRow, FindingRow, TouchpointRow};
use super::savings::Totals;
use super::way::QuotaUse;
use crate::estate::Kind;

/// What changed since the snapshot before.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Changes {
    /// When the snapshot before was finished.
    pub since: Option<String>,
    /// Ids of findings that were not there then.
    pub new: Vec<String>,
    /// Ids of findings that were not there then, or were accepted, and had been before.
    pub reopened: Vec<String>,
    /// Findings that were there then and are not now.
    pub resolved: Vec<FindingRow>,
    /// Findings that were there then, and of which nothing can be said now because what they rest on could not be
    /// read as well as then.
    pub not_seen: Vec<FindingRow>,
    /// Findings that are in both.
    pub unchanged: usize,
    /// Who holds what.
    pub bindings: BindingChanges,
    /// Service accounts then.
    pub quota_before: QuotaUse,
    /// What robots' seats cost then.
    pub savings_before: Totals,
    /// Currency of that.
    pub currency_before: Option<String>,
}

/// What changed of who holds what.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct BindingChanges {
    /// Held now and not then.
    pub new: Vec<TouchpointRow>,
    /// Held then and not now.
    pub gone: Vec<TouchpointRow>,
    /// One account instead of another, in the same role.
    pub changed_hands: Vec<Hands>,
    /// Held then, at places that could not be read as well now.
    pub not_seen: usize,
    /// Held now, at places that could not be read as well then.
    pub not_seen_then: usize,
}

/// A touchpoint that went from one account to another.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct Hands {
    pub touchpoint_id: String,
    pub role: &'static str,
    pub from: String,
    pub to: String,
    pub kind: &'static str,
    pub name: String,
    pub from_name: Option<String>,
    pub to_name: Option<String>,
    pub link: Option<String>,
}

/// Whether places can be looked at as well as then.
struct Sight {
    then: Vec<CoverageRow>,
    now: Vec<CoverageRow>,
    /// Files are never whole, and compare with files.
    files: bool,
}

impl Sight {
    fn standing(coverage: &[CoverageRow], surface: &str) -> Vec<String> {
        let rows = coverage.iter().filter(|row| row.surface == surface);
        rows.map(|row| row.status.clone()).collect()
    }

    fn reads_as_well(&self, surface: &str) -> bool {
        let (then, now) = (Self::standing(&self.then, surface), Self::standing(&self.now, surface));
        let whole = !now.is_empty() && now.iter().all(|status| status == "complete");
        let never_read = |status: &String| status != "complete" && status != "partial";
        whole || then.iter().all(never_read) || (self.files && then == now)
    }

    /// Whether a place was read then as well as now: else what is there now may have been there then.
    fn was_read_as_well(&self, surface: &str) -> bool {
        let (then, now) = (Self::standing(&self.then, surface), Self::standing(&self.now, surface));
        then == now || (!then.is_empty() && then.iter().all(|status| status == "complete"))
    }
}

/// Writes down what is different from `before`. `known` are the findings of snapshots before that.
pub(super) fn compare(now: &mut Assessment, before: Assessment, known: &BTreeSet<String>) {
    let since = before.scan.finished_at;
    let sight = Sight {
        files: now.scan.mode == before.scan.mode && now.scan.mode == "import",
        then: before.coverage,
        now: now.coverage.clone(),
    };
    let mut earlier: BTreeMap<String, FindingRow> =
        before.findings.into_iter().map(|row| (row.finding.clone(), row)).collect();
    let (mut new, mut reopened) = (Vec::new(), Vec::new());
    let mut unchanged = 0;
    for row in &mut now.findings {
        let open = row.status == "open";
        match earlier.remove(&row.finding) {
            Some(earlier) if open && earlier.status == "accepted" => {
                row.status = "reopened";
                row.first_seen = earlier.first_seen;
                reopened.push(row.finding.clone());
            }
            Some(earlier) => {
                unchanged += 1;
                row.first_seen = earlier.first_seen;
            }
            // It was there before, and the baseline could not have told that it went away.
            None if known.contains(&row.finding)
                && !rests_on(row).iter().all(|surface| sight.was_read_as_well(surface)) =>
            {
                unchanged += 1;
            }
            None if known.contains(&row.finding) => {
                reopened.push(row.finding.clone());
                if open {
                    row.status = "reopened";
                }
            }
            None => {
                new.push(row.finding.clone());
                if open {
                    row.status = "new";
                }
            }
        }
    }
    let as_well = |row: &FindingRow| rests_on(row).iter().all(|surface| sight.reads_as_well(surface));
    let (mut resolved, not_seen): (Vec<FindingRow>, Vec<FindingRow>) =
        earlier.into_values().partition(as_well);
    for row in &mut resolved {
        row.status = "resolved";
    }
    if let (Some(now), Some(before)) = (&mut now.key_people, before.key_people) {
        now.before = Some(before.into_past(since.clone()));
    }
    now.changes = Some(Changes {
        since,
        new,
        reopened,
        resolved,
        not_seen,
        unchanged,
        bindings: bindings(&now.touchpoints, before.touchpoints, &sight),
        quota_before: before.plan.quota,
        savings_before: before.savings.totals,
        currency_before: before.savings.currency,
    });
}

/// Whom a binding leads to: an account, else what it is called.
fn holder(row: &TouchpointRow) -> &str {
    row.account_id.as_deref().or(row.account_name.as_deref()).unwrap_or_default()
}

fn bindings(now: &[TouchpointRow], then: Vec<TouchpointRow>, sight: &Sight) -> BindingChanges {
    type Held = BTreeMap<(String, &'static str), BTreeMap<String, TouchpointRow>>;
    let mut changes = BindingChanges::default();
    let held = |rows: &mut dyn Iterator<Item = TouchpointRow>| {
        let mut held = Held::new();
        for row in rows {
            let who = holder(&row).to_owned();
            held.entry((row.touchpoint_id.clone(), row.role)).or_default().insert(who, row);
        }
        held
    };
    let mut before = held(&mut then.into_iter());
    for (key, mut holders) in held(&mut now.iter().cloned()) {
        let mut earlier = before.remove(&key).unwrap_or_default();
        let both: Vec<String> = holders.keys().filter(|who| earlier.contains_key(*who)).cloned().collect();
        for who in both {
            holders.remove(&who);
            earlier.remove(&who);
        }
        match (earlier.len(), holders.len()) {
            (1, 1) => {
                if let (Some((from, old)), Some((to, row))) = (earlier.pop_first(), holders.pop_first()) {
                    changes.changed_hands.push(Hands {
                        touchpoint_id: row.touchpoint_id,
                        role: row.role,
                        from,
                        to,
                        kind: row.kind,
                        name: row.name,
                        from_name: old.account_name,
                        to_name: row.account_name,
                        link: row.link,
                    });
                }
            }
            _ => {
                for row in holders.into_values() {
                    let surfaces = Kind::from_word(row.kind).map_or(&[][..], Kind::surfaces);
                    match surfaces.iter().all(|surface| sight.was_read_as_well(surface)) {
                        true => changes.new.push(row),
                        false => changes.not_seen_then += 1,
                    }
                }
                before.insert(key, earlier);
            }
        }
    }
    for row in before.into_values().flat_map(BTreeMap::into_values) {
        let surfaces = Kind::from_word(row.kind).map_or(&[][..], Kind::surfaces);
        match surfaces.iter().all(|surface| sight.reads_as_well(surface)) {
            true => changes.gone.push(row),
            false => changes.not_seen += 1,
        }
    }
    changes
}

/// The surfaces without which a finding cannot be told from one that went away.
fn rests_on(row: &FindingRow) -> Vec<&'static str> {
    let of_touchpoint = row.touchpoint_kind.and_then(Kind::from_word).map_or(&[][..], Kind::surfaces);
    let of_check = match row.check {
        "service-account-quota" => Some("org.service-accounts"),
        "service-account-idle" | "service-account-without-credentials" => {
            Some("org.service-account-credentials")
        }
        "token-revocation-policy" => Some("org.policies"),
        "native-app-beside-robot" => Some("jira.apps"),
        "robot-with-admin-rights" => Some("org.groups"),
        "robot-people-log-in-to" => Some("org.api-tokens"),
        "account-of-several-people" => Some("org.events"),
        _ => None,
    };
    let of_account = ["org.users", "org.managed-accounts", "org.service-accounts", "jira.users"];
    let of_account = row.account_id.iter().flat_map(|_| of_account);
    of_touchpoint.iter().copied().chain(of_check).chain(of_account).collect()
}
