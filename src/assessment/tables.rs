//! Makes the rows of every table out of the facts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::exceptions::exceptions;
use super::key_people::{self, KeyPeople};
use super::questions::Questions;
use super::register::register;
use super::rows::{AccountRow, CoverageRow, FindingRow, GapRow, TouchpointRow};
use super::savings::Savings;
use super::way::Plan;
use super::{Assessment, SCHEMA, Scan, Summary, Tool};
use crate::audit::{self, Finding, Severity, effects};
use crate::config::{self, Accept, Config, RegisterEntry};
use crate::estate::{Account, AccountId, Estate, Kind, Role, Source, Who};
use crate::identity::{Class, Confidence, Likeness, Verdict};
use crate::money::{self, Ledger, SeatCost};
use crate::snapshot::{Coverage, Status, rfc3339};

/// The facts, and what was made of them.
pub(super) struct Tables<'a> {
    pub(super) estate: &'a Estate,
    pub(super) ledger: &'a Ledger,
    pub(super) verdicts: &'a BTreeMap<AccountId, Verdict>,
    pub(super) likeness: &'a BTreeMap<usize, Likeness>,
    pub(super) findings: &'a [Finding],
    pub(super) config: &'a Config,
    pub(super) as_of: DateTime<Utc>,
}

impl Tables<'_> {
    /// Everything a report shows.
    pub(super) fn assemble(&self, questions: Questions) -> Assessment {
        let findings = self.finding_rows();
        let summary = self.summary(&findings);
        // Where no rules were seen, nothing can be said of what most of the work hangs on.
        let known = summary.stops_with_a_person.is_some();
        let key_people = known.then(|| KeyPeople::of(self.estate, self.verdicts));
        let accounts = self.account_rows();
        Assessment {
            schema: SCHEMA,
            tool: Tool { name: "touchpoint", version: env!("CARGO_PKG_VERSION") },
            scan: self.scan(),
            coverage: self.coverage_rows(),
            summary,
            touchpoints: self.touchpoint_rows(),
            savings: Savings::of(self),
            plan: Plan::of(self),
            changes: None,
            exceptions: exceptions(self),
            register: register(self, &accounts),
            questions: questions.rows,
            questions_left: questions.left,
            key_people,
            dependencies: key_people::dependencies(self.estate),
            connections: key_people::connections(self.estate),
            gaps: self.gap_rows(),
            accounts,
            findings,
        }
    }

    pub(super) fn scan(&self) -> Scan {
        let noted = |key: &str| self.estate.provenance.get(key).filter(|text| !text.is_empty()).cloned();
        let under = |prefix: &str| {
            let keys = self.estate.provenance.iter().filter(move |(key, _)| key.starts_with(prefix));
            keys.map(|(_, value)| value.clone()).collect::<BTreeSet<_>>().into_iter().collect()
        };
        Scan {
            mode: noted("mode").unwrap_or_else(|| "scan".to_owned()),
            org: noted("org"),
            sites: under("site:"),
            run_by: noted("run_by"),
            hangs_on: noted("person"),
            tool_version: noted("tool_version"),
            started_at: noted("started_at"),
            finished_at: self.estate.finished_at.map(rfc3339),
            as_of: rfc3339(self.as_of),
            config_digest: noted("config_digest"),
            files: under("file:"),
            snapshot_sha256: None,
        }
    }

    pub(super) fn coverage_rows(&self) -> Vec<CoverageRow> {
        self.estate.coverage.iter().map(CoverageRow::from).collect()
    }

    fn gap_rows(&self) -> Vec<GapRow> {
        let rows = self.estate.gaps.iter().map(|gap| GapRow {
            surface: gap.place.surface.clone(),
            site: gap.place.site.clone(),
            place: gap.at.clone(),
            reason: gap.reason.clone(),
        });
        rows.collect()
    }

    /// Whether a surface was read whole wherever it was looked for.
    pub(super) fn is_complete(&self, surface: &str) -> bool {
        let mut rows = self.estate.coverage.iter().filter(|row| row.place.surface == surface).peekable();
        rows.peek().is_some() && rows.all(|row| row.status == Status::Complete)
    }

    pub(super) fn account_rows(&self) -> Vec<AccountRow> {
        let mut held: BTreeMap<&AccountId, (BTreeSet<usize>, BTreeSet<usize>, usize)> = BTreeMap::new();
        for binding in &self.estate.bindings {
            let Some(id) = binding.who.account() else { continue };
            let (all, stopping, tokens) = held.entry(id).or_default();
            let touchpoint = self.estate.touchpoint_of(binding);
            all.insert(binding.touchpoint);
            if touchpoint.is_live() && effects::of_binding(self.estate, binding).is_some_and(stops) {
                stopping.insert(binding.touchpoint);
            }
            if touchpoint.kind == Kind::ApiToken && binding.role == Role::Holder {
                *tokens += 1;
            }
        }
        let tokens_known = self.is_complete("org.api-tokens");
        let mut surfaces = Kind::ALL.into_iter().flat_map(Kind::surfaces);
        let all_known = surfaces.all(|surface| self.is_complete(surface));
        let rows = self.estate.accounts.values().map(|account| {
            let verdict = &self.verdicts[&account.id];
            let (all, stopping, tokens) = held.get(&account.id).cloned().unwrap_or_default();
            let (cost, currency) = self.cost(&account.id, |seat| seat.annual_list_cost);
            let register = self.registered(account);
            AccountRow {
                account_id: account.id.to_string(),
                name: account.name.clone(),
                email: account.email.clone(),
                class: verdict.class.word(),
                confidence: verdict.confidence.word(),
                reasons: verdict.reasons.iter().map(ToString::to_string).collect(),
                state: account.state.word(),
                org_admin: account.org_admin,
                products: account.seats.as_ref().map(|seats| seats.keys().cloned().collect()),
                last_active: account.last_active.map(rfc3339),
                // Tokens are shown of managed accounts only: of others none seen is not none.
                api_tokens: (tokens > 0 || (tokens_known && is_managed(account))).then_some(tokens),
                touchpoints: (!all.is_empty() || all_known).then_some(all.len()),
                stops_if_deactivated: (!stopping.is_empty() || all_known).then_some(stopping.len()),
                annual_list_cost: cost,
                currency,
                owner: register.map(|entry| entry.owner.clone()),
                purpose: register.and_then(|entry| entry.purpose.clone()),
                review_by: register.and_then(|entry| entry.review_by).map(|day| day.to_string()),
            }
        });
        rows.collect()
    }

    fn touchpoint_rows(&self) -> Vec<TouchpointRow> {
        let rows = self.estate.bindings.iter().map(|binding| {
            let touchpoint = self.estate.touchpoint_of(binding);
            let outcome = effects::of_binding(self.estate, binding);
            let account = binding.who.account().and_then(|id| self.estate.accounts.get(id));
            let likeness = self.likeness.get(&binding.touchpoint);
            TouchpointRow {
                touchpoint_id: touchpoint.id.clone(),
                kind: touchpoint.kind.word(),
                name: touchpoint.name.clone(),
                product: touchpoint.product.clone(),
                site: touchpoint.site.clone(),
                container: touchpoint.container.clone(),
                state: touchpoint.state.clone(),
                role: binding.role.word(),
                account_id: binding.who.account().map(ToString::to_string),
                account_name: match account {
                    Some(account) => account.name.clone().or_else(|| account.email.clone()),
                    None => Some(binding.who.stand_in().to_owned()),
                },
                account_class: account.map(|account| self.verdicts[&account.id].class.word()),
                account_state: account.map(|account| account.state.word()),
                effect_if_deactivated: outcome.as_ref().map(|outcome| outcome.effect.word()),
                certainty: outcome.as_ref().map(|outcome| outcome.certainty.word()),
                changed: touchpoint.changed.map(rfc3339),
                link: touchpoint.link.clone(),
                looks_like: likeness.map(|likeness| likeness.looks.word()),
                looks_like_confidence: likeness.map(|likeness| likeness.confidence.word()),
                looks_like_reasons: likeness.map(|likeness| likeness.reasons.clone()),
            }
        });
        rows.collect()
    }

    fn finding_rows(&self) -> Vec<FindingRow> {
        self.findings.iter().map(|finding| self.finding_row(finding)).collect()
    }

    /// The sum over an account's seats, and its currency; nothing where there are several: they must not be added.
    fn cost(
        &self,
        account: &AccountId,
        of: impl Fn(&SeatCost) -> Option<Decimal>,
    ) -> (Option<String>, Option<String>) {
        let seats = self.ledger.robots.get(account).map_or(&[][..], Vec::as_slice);
        let priced = || seats.iter().filter(|seat| seat.annual_list_cost.is_some());
        let currencies: BTreeSet<&str> = priced().filter_map(|seat| seat.currency.as_deref()).collect();
        let Some(currency) = currencies.first().filter(|_| currencies.len() == 1) else {
            return (None, None);
        };
        let sum = priced().filter_map(of).reduce(|sum, amount| sum + amount);
        (sum.map(money::amount), Some((*currency).to_owned()))
    }

    fn finding_row(&self, finding: &Finding) -> FindingRow {
        let account = finding.account.as_ref().and_then(|id| self.estate.accounts.get(id));
        let touchpoint = finding.touchpoint.map(|index| &self.estate.touchpoints[index]);
        let register = account.and_then(|account| self.registered(account));
        let (saving, currency) = match (&finding.account, &finding.product) {
            (Some(id), Some(_)) => self.cost(id, |seat| seat.realisable_at_renewal),
            _ => (None, None),
        };
        FindingRow {
            finding: finding.id.clone(),
            check: finding.check,
            severity: finding.severity,
            confidence: finding.confidence.word(),
            status: if self.accepts(finding) { "accepted" } else { "open" },
            title: finding.title.clone(),
            account_id: finding.account.as_ref().map(ToString::to_string),
            account_name: account
                .and_then(|account| account.name.clone())
                .or_else(|| finding.stand_in.clone()),
            account_email: account.and_then(|account| account.email.clone()),
            account_class: account.map(|account| self.verdicts[&account.id].class.word()),
            account_state: account.map(|account| account.state.word()),
            role: finding.role.map(Role::word),
            touchpoint_kind: touchpoint.map(|touchpoint| touchpoint.kind.word()),
            touchpoint_id: touchpoint.map(|touchpoint| touchpoint.id.clone()),
            touchpoint_name: touchpoint.map(|touchpoint| touchpoint.name.clone()),
            product: touchpoint
                .map(|touchpoint| touchpoint.product.clone())
                .or_else(|| finding.product.clone())
                .filter(|product| !product.is_empty()),
            site: touchpoint.map(|touchpoint| touchpoint.site.clone()).filter(|site| !site.is_empty()),
            container: touchpoint
                .map(|touchpoint| touchpoint.container.clone())
                .filter(|container| !container.is_empty()),
            effect: finding.outcome.as_ref().map(|outcome| outcome.effect.word()),
            certainty: finding.outcome.as_ref().map(|outcome| outcome.certainty.word()),
            evidence: finding.evidence.clone(),
            remedy: finding.remedy.clone(),
            replacement: finding.replacement.map(audit::Replacement::word),
            annual_saving: saving,
            currency,
            controls: finding.controls.to_vec(),
            link: touchpoint.and_then(|touchpoint| touchpoint.link.clone()),
            owner: register.map(|entry| entry.owner.clone()),
            purpose: register.and_then(|entry| entry.purpose.clone()),
            review_by: register.and_then(|entry| entry.review_by).map(|day: NaiveDate| day.to_string()),
            first_seen: self.estate.finished_at.map(rfc3339),
        }
    }

    pub(super) fn registered(&self, account: &Account) -> Option<&RegisterEntry> {
        let email = account.email.as_deref();
        self.config.register.iter().find(|entry| entry.is_for(account.id.as_str(), email))
    }

    /// Whether an exception means a finding, whether or not it still holds.
    pub(super) fn covers(&self, accept: &Accept, finding: &Finding) -> bool {
        match (&accept.finding, &accept.check, &accept.account) {
            (Some(id), _, _) => *id == finding.id,
            (None, Some(check), Some(name)) => {
                let account = finding.account.as_ref().and_then(|id| self.estate.accounts.get(id));
                check == finding.check
                    && account.is_some_and(|account| {
                        config::means(name, account.id.as_str(), account.email.as_deref())
                    })
            }
            _ => false,
        }
    }

    /// Whether an exception that still holds covers a finding.
    pub(super) fn accepts(&self, finding: &Finding) -> bool {
        let today = self.as_of.date_naive();
        self.config.accept.iter().any(|accept| accept.until >= today && self.covers(accept, finding))
    }

    fn summary(&self, findings: &[FindingRow]) -> Summary {
        let mut by_severity: BTreeMap<&'static str, usize> =
            Severity::ALL.iter().map(|severity| (severity.word(), 0)).collect();
        for row in findings.iter().filter(|row| row.status != "accepted") {
            *by_severity.entry(row.severity.word()).or_default() += 1;
        }
        let mut stops_with_a_person = BTreeSet::new();
        let mut actor_gone = BTreeSet::new();
        for binding in &self.estate.bindings {
            let Who::Account(id) = &binding.who else { continue };
            let touchpoint = self.estate.touchpoint_of(binding);
            if !touchpoint.is_live() {
                continue;
            }
            let state = self.estate.accounts[id].state;
            if touchpoint.kind.is_rule() && binding.role == Role::Actor && state.is_gone() {
                actor_gone.insert(binding.touchpoint);
            }
            // Whoever is not surely a program may leave.
            let verdict = &self.verdicts[id];
            let person = match verdict.class {
                Class::Person | Class::Unknown => !state.is_gone(),
                Class::Robot => verdict.confidence == Confidence::Low && !state.is_gone(),
                _ => false,
            };
            if person && effects::of_binding(self.estate, binding).is_some_and(stops) {
                stops_with_a_person.insert(binding.touchpoint);
            }
        }
        let seen = |surfaces: &[&str]| {
            let read =
                |row: &Coverage| matches!(row.status, Status::Complete | Status::Partial | Status::Running);
            let rows =
                self.estate.coverage.iter().filter(|row| surfaces.contains(&row.place.surface.as_str()));
            rows.clone().any(|row| row.status == Status::Complete || (read(row) && row.records > 0))
        };
        let rules_seen = seen(&["jira.automation", "confluence.automation"]);
        let seats_seen = seen(&["org.users", "org.managed-accounts"]);
        // An app is billed along with its product: that is no seat of its own.
        let own = |seats: &Vec<SeatCost>| seats.iter().filter(|seat| seat.way.is_some()).count();
        let robots: Vec<usize> = self.ledger.robots.values().map(own).filter(|seats| *seats > 0).collect();
        let any_complete = self.estate.coverage.iter().any(|row| row.status == Status::Complete);
        let blind = |row: &&Coverage| row.status != Status::Complete;
        let readable = |row: &&Coverage| {
            !matches!(row.status, Status::Complete | Status::NotCoverable | Status::Skipped)
        };
        Summary {
            findings: by_severity,
            accepted: findings.iter().filter(|row| row.status == "accepted").count(),
            accounts: count(self.verdicts.values().map(|verdict| verdict.class.word())),
            touchpoints: count(self.estate.touchpoints.iter().map(|touchpoint| touchpoint.kind.word())),
            roles: count(self.estate.bindings.iter().map(|binding| binding.role.word())),
            stops_with_a_person: rules_seen.then_some(stops_with_a_person.len()),
            actor_gone: rules_seen.then_some(actor_gone.len()),
            robots_with_seats: seats_seen.then_some(robots.len()),
            robot_seats: seats_seen.then_some(robots.iter().sum()),
            blind_spots: self.estate.coverage.iter().filter(blind).count(),
            complete: self.estate.finished_at.is_some()
                && any_complete
                && !self.estate.coverage.iter().any(|row| readable(&row)),
        }
    }
}

fn stops(outcome: effects::Outcome) -> bool {
    matches!(outcome.effect, effects::Effect::Stops | effects::Effect::StopsSilently)
}

/// Whether the organisation manages the account, as far as is known: a list of its own has it, and none denies it.
pub(super) fn is_managed(account: &Account) -> bool {
    let listed = [Source::Directory, Source::Managed].iter().any(|source| account.sources.contains(source));
    listed && account.managed != Some(false)
}

fn count(words: impl Iterator<Item = &'static str>) -> BTreeMap<&'static str, usize> {
    words.fold(BTreeMap::new(), |mut counts, word| {
        *counts.entry(word).or_default() += 1;
        counts
    })
}
