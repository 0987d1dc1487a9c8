//! Makes the rows of every table out of the facts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::key_people::{self, KeyPeople};
use super::questions::Questions;
use super::rows::{AccountRow, CoverageRow, FindingRow, GapRow, PlanRow, SavingsRow, TouchpointRow};
use super::{Assessment, Plan, QuotaUse, SCHEMA, Savings, Scan, Summary, Tool, Totals};
use crate::audit::{self, Finding, Severity, effects};
use crate::config::{Accept, Billing, Config, RegisterEntry};
use crate::estate::{Account, AccountId, Estate, Kind, Role, Source, Who};
use crate::identity::{Class, Confidence, Likeness, Verdict};
use crate::money::{self, SeatCost};
use crate::plan;
use crate::snapshot::{Coverage, Status, rfc3339};

/// The facts, and what was made of them.
pub(super) struct Tables<'a> {
    pub(super) estate: &'a Estate,
    pub(super) verdicts: &'a BTreeMap<AccountId, Verdict>,
    pub(super) likeness: &'a BTreeMap<usize, Likeness>,
    pub(super) findings: &'a [Finding],
    pub(super) config: &'a Config,
    pub(super) as_of: DateTime<Utc>,
}

impl Tables<'_> {
    /// Everything a report shows.
    pub(super) fn assemble(&self, questions: Questions) -> Assessment {
        let seats = self.seat_costs();
        let findings = self.finding_rows(&seats);
        let summary = self.summary(&findings, &seats);
        // Where no rules were seen, nothing can be said of what most of the work hangs on.
        let known = summary.stops_with_a_person.is_some();
        let key_people = known.then(|| KeyPeople::of(self.estate, self.verdicts));
        Assessment {
            schema: SCHEMA,
            tool: Tool { name: "touchpoint", version: env!("CARGO_PKG_VERSION") },
            scan: self.scan(),
            coverage: self.coverage_rows(),
            summary,
            accounts: self.account_rows(&seats),
            touchpoints: self.touchpoint_rows(),
            savings: self.savings(&seats),
            plan: self.plan(&seats),
            changes: None,
            questions: questions.rows,
            questions_left: questions.left,
            key_people,
            dependencies: key_people::dependencies(self.estate),
            connections: key_people::connections(self.estate),
            gaps: self.gap_rows(),
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
    fn is_complete(&self, surface: &str) -> bool {
        let mut rows = self.estate.coverage.iter().filter(|row| row.place.surface == surface).peekable();
        rows.peek().is_some() && rows.all(|row| row.status == Status::Complete)
    }

    pub(super) fn seat_costs(&self) -> BTreeMap<AccountId, Vec<SeatCost>> {
        let costs = self.estate.accounts.values().map(|account| {
            let seats = money::seats_of_robot(account, &self.verdicts[&account.id], &self.config.licences);
            (account.id.clone(), seats)
        });
        costs.filter(|(_, seats)| !seats.is_empty()).collect()
    }

    pub(super) fn account_rows(&self, seats: &BTreeMap<AccountId, Vec<SeatCost>>) -> Vec<AccountRow> {
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
            let cost =
                seats.get(&account.id).and_then(|seats| total(seats.iter().map(|s| s.annual_list_cost)));
            let currency = seats.get(&account.id).and_then(one_currency);
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
                annual_list_cost: cost.filter(|_| currency.is_some()).map(money::amount),
                currency,
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

    fn finding_rows(&self, seats: &BTreeMap<AccountId, Vec<SeatCost>>) -> Vec<FindingRow> {
        self.findings.iter().map(|finding| self.finding_row(finding, seats)).collect()
    }

    fn finding_row(&self, finding: &Finding, seats: &BTreeMap<AccountId, Vec<SeatCost>>) -> FindingRow {
        let account = finding.account.as_ref().and_then(|id| self.estate.accounts.get(id));
        let touchpoint = finding.touchpoint.map(|index| &self.estate.touchpoints[index]);
        let register = account.and_then(|account| self.registered(account));
        let saved = match (&finding.account, &finding.product) {
            (Some(id), Some(_)) => seats.get(id),
            _ => None,
        };
        let currency = saved.and_then(one_currency);
        let saving = saved.and_then(|seats| total(seats.iter().map(|seat| seat.realisable_at_renewal)));
        FindingRow {
            finding: finding.id.clone(),
            check: finding.check,
            severity: finding.severity,
            confidence: finding.confidence.word(),
            status: if self.accepts(finding, account) { "accepted" } else { "open" },
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
            annual_saving: saving.filter(|_| currency.is_some()).map(money::amount),
            currency,
            controls: finding.controls.to_vec(),
            link: touchpoint.and_then(|touchpoint| touchpoint.link.clone()),
            owner: register.map(|entry| entry.owner.clone()),
            purpose: register.and_then(|entry| entry.purpose.clone()),
            review_by: register.and_then(|entry| entry.review_by).map(|day: NaiveDate| day.to_string()),
            first_seen: self.estate.finished_at.map(rfc3339),
        }
    }

    /// Whether a name in the configuration means this account: its id, or its e-mail address.
    fn means(name: &str, account: &Account) -> bool {
        name == account.id.as_str()
            || account.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(name))
    }

    fn registered(&self, account: &Account) -> Option<&RegisterEntry> {
        self.config.register.iter().find(|entry| Self::means(&entry.account, account))
    }

    fn accepts(&self, finding: &Finding, account: Option<&Account>) -> bool {
        let covers = |accept: &Accept| match (&accept.finding, &accept.check, &accept.account) {
            (Some(id), _, _) => *id == finding.id,
            (None, Some(check), Some(name)) => {
                check == finding.check && account.is_some_and(|account| Self::means(name, account))
            }
            _ => false,
        };
        self.config.accept.iter().any(|accept| accept.until >= self.as_of.date_naive() && covers(accept))
    }

    fn savings(&self, seats: &BTreeMap<AccountId, Vec<SeatCost>>) -> Savings {
        let all: Vec<&SeatCost> = seats.values().flatten().collect();
        let rows: Vec<SavingsRow> = seats
            .iter()
            .flat_map(|(id, seats)| seats.iter().map(move |seat| (id, seat)))
            .map(|(id, seat)| SavingsRow {
                account_id: id.to_string(),
                account_name: self.estate.accounts[id].title().to_owned(),
                product: seat.product.clone(),
                plan: seat.plan.clone(),
                billing: seat.billing.map(billing_word),
                annual_list_cost: seat.annual_list_cost.map(money::amount),
                realisable_now: seat.realisable_now.map(money::amount),
                realisable_next_period: seat.realisable_next_period.map(money::amount),
                realisable_at_renewal: seat.realisable_at_renewal.map(money::amount),
                currency: seat.currency.clone(),
                priced: seat.annual_list_cost.is_some(),
                note: seat.note.clone(),
            })
            .collect();
        let priced: Vec<&SeatCost> = all.into_iter().filter(|seat| seat.annual_list_cost.is_some()).collect();
        let currency = one_currency(priced.iter().copied());
        let sum = |of: fn(&SeatCost) -> Option<Decimal>| {
            currency.as_ref()?;
            total(priced.iter().map(|seat| of(seat))).map(money::amount)
        };
        Savings {
            totals: Totals {
                annual_list_cost: sum(|seat| seat.annual_list_cost),
                realisable_now: sum(|seat| seat.realisable_now),
                realisable_next_period: sum(|seat| seat.realisable_next_period),
                realisable_at_renewal: sum(|seat| seat.realisable_at_renewal),
            },
            priced: priced.len(),
            currency,
            rows,
        }
    }

    fn plan(&self, seats: &BTreeMap<AccountId, Vec<SeatCost>>) -> Plan {
        let limit = self.config.quota.service_accounts;
        let counted = self.estate.accounts.values().filter(|account| account.listed_service_account).count();
        let used =
            self.is_complete("org.service-accounts").then(|| u32::try_from(counted).unwrap_or(u32::MAX));
        let free = used.map(|used| limit.saturating_sub(used));
        // What was accepted needs no step, and a question has to be answered before it costs anybody a seat.
        let left_out = |finding: &Finding| {
            let account = finding.account.as_ref().and_then(|id| self.estate.accounts.get(id));
            let robot = finding.account.as_ref().and_then(|id| self.verdicts.get(id));
            let guess = robot.is_some_and(|verdict| {
                verdict.class == Class::Robot && verdict.confidence == Confidence::Low
            });
            let question = guess && finding.replacement == Some(audit::Replacement::ServiceAccount)
                || finding.product.is_some() && finding.confidence == Confidence::Low;
            question || self.accepts(finding, account)
        };
        let rows = plan::steps(self.findings, left_out, free).into_iter().enumerate().map(|(at, step)| {
            let findings: Vec<&Finding> = step.findings.iter().map(|index| &self.findings[*index]).collect();
            let covers: BTreeSet<String> = findings
                .iter()
                .filter_map(|finding| Some(self.estate.touchpoints[finding.touchpoint?].id.clone()))
                .collect();
            let frees_seat = findings.iter().any(|finding| finding.product.is_some());
            let seat = seats.get(&step.account).filter(|_| frees_seat);
            let currency = seat.and_then(one_currency);
            let saving = seat.and_then(|seats| total(seats.iter().map(|seat| seat.realisable_at_renewal)));
            let mut remedies: Vec<String> = Vec::new();
            for finding in &findings {
                if !remedies.contains(&finding.remedy) {
                    remedies.push(finding.remedy.clone());
                }
            }
            PlanRow {
                order: at + 1,
                wave: step.wave,
                account_id: step.account.to_string(),
                account_name: self.estate.accounts[&step.account].title().to_owned(),
                replacement: step.replacement.word(),
                service_account: None,
                covers: covers.into_iter().collect(),
                steps: remedies,
                scopes: None,
                address_change: step.replacement == audit::Replacement::ServiceAccount,
                blocked_by: step.blocked_by,
                annual_saving: saving.filter(|_| currency.is_some()).map(money::amount),
                currency,
                resolves: findings.iter().map(|finding| finding.id.clone()).collect(),
            }
        });
        Plan { rows: rows.collect(), quota: QuotaUse { limit, used, free } }
    }

    fn summary(&self, findings: &[FindingRow], seats: &BTreeMap<AccountId, Vec<SeatCost>>) -> Summary {
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
            robots_with_seats: seats_seen.then_some(seats.len()),
            robot_seats: seats_seen.then_some(seats.values().map(Vec::len).sum()),
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

fn billing_word(billing: Billing) -> &'static str {
    match billing {
        Billing::Monthly => "monthly",
        Billing::Annual => "annual",
    }
}

fn count(words: impl Iterator<Item = &'static str>) -> BTreeMap<&'static str, usize> {
    words.fold(BTreeMap::new(), |mut counts, word| {
        *counts.entry(word).or_default() += 1;
        counts
    })
}

/// The sum of what is known; `None` when nothing is.
fn total(amounts: impl Iterator<Item = Option<Decimal>>) -> Option<Decimal> {
    amounts.flatten().reduce(|sum, amount| sum + amount)
}

/// The currency of all that is priced; `None` when nothing is, or there are several: they must not be added.
fn one_currency<'a>(seats: impl IntoIterator<Item = &'a SeatCost>) -> Option<String> {
    let priced = seats.into_iter().filter(|seat| seat.annual_list_cost.is_some());
    let currencies: BTreeSet<&str> = priced.filter_map(|seat| seat.currency.as_deref()).collect();
    match currencies.len() {
        1 => currencies.into_iter().next().map(str::to_owned),
        _ => None,
    }
}
