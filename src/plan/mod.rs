//! The way off: what moves where, in which order, under the quota of service accounts.
//!
//! Work that needs no service account comes first: a rule of Jira goes to the built-in actor, what somebody owns to a
//! colleague. What is left takes one service account for each tool and whoever it works as; which of them to make when
//! there is not room for all is chosen exactly.

mod choose;
mod frontier;
mod how;
mod service_accounts;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::audit::{Finding, Replacement, Severity};
use crate::config::Aim;
use crate::estate::{Account, AccountId, Estate};
use crate::identity::Likeness;
use crate::money::{Ledger, SeatCost, shares};

pub use choose::{Choice, Choices, Curve, Gain, Unit, choose};
pub use frontier::{Guard, Point};
pub use service_accounts::{Bundle, Candidate};

use service_accounts::{Needed, needed};

/// What a plan is made of.
pub struct Basis<'a> {
    /// The facts.
    pub estate: &'a Estate,
    /// What each token and key seems to work for.
    pub likeness: &'a BTreeMap<usize, Likeness>,
    /// What there is to act on.
    pub findings: &'a [Finding],
    /// What is paid for.
    pub ledger: &'a Ledger,
    /// Who answers for an account, where that is registered.
    pub answers: &'a dyn Fn(&Account) -> Option<String>,
    /// Whether the list of API tokens was read whole.
    pub tokens_known: bool,
    /// Cloud id and host of each site.
    pub sites: Vec<(String, String)>,
    /// Service accounts that there may be.
    pub limit: u32,
    /// Service accounts that could still be made; `None` where the number in use is not known.
    pub free: Option<u32>,
    /// What is more important.
    pub aim: Aim,
}

/// When something is done; the numbers are those of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wave {
    /// It needs no service account, and something stops or has stopped.
    Now = 1,
    /// It takes a service account, and the quota has room; or a seat that nothing needs any more.
    Quota = 2,
    /// It needs no service account, and nothing stops.
    Tidy = 3,
    /// It takes a service account beyond the quota.
    Beyond = 4,
}

/// A step: what one account holds that goes to one replacement.
#[derive(Debug, Clone)]
pub struct Step {
    /// When.
    pub wave: Wave,
    /// The account that stops holding things; `None` where nobody knows whose they are.
    pub account: Option<AccountId>,
    /// How it is called where it is no account that was seen.
    pub stand_in: Option<String>,
    /// What holds them instead.
    pub replacement: Replacement,
    /// The service account to make, as an index of [`Plan::candidates`].
    pub candidate: Option<usize>,
    /// Indices of the touchpoints.
    pub covers: BTreeSet<usize>,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// What stands in the way.
    pub blocked_by: Option<String>,
    /// What goes off the invoices of a year with it; `None` where it gives no seat back, or that is not known.
    pub saving: Option<Decimal>,
    /// Indices of the findings that it resolves.
    pub resolves: Vec<usize>,
}

/// The way off.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// The service accounts that it takes.
    pub candidates: Vec<Candidate>,
    /// What each number of service accounts gives.
    pub frontier: Vec<Point>,
    /// Whether the choice among service accounts is the best there is.
    pub exact: bool,
    /// Whether Guard Standard pays for itself here.
    pub guard: Guard,
}

/// Makes the plan for all findings but those that are to be left `out`.
pub fn make(basis: &Basis<'_>, out: impl Fn(&Finding) -> bool) -> Plan {
    let left: Vec<usize> = (0..basis.findings.len()).filter(|index| !out(&basis.findings[*index])).collect();
    let needed = needed(basis, &left);
    let frontier = frontier::frontier(basis, &needed);
    let maker = Maker { basis, needed: &needed };
    let mut steps = maker.without(&left);
    let resolved = steps.iter().flat_map(|step| &step.resolves).count();
    let stops = frontier::stopping(basis, &steps);
    steps.extend(maker.with(frontier.chosen(basis)));
    maker.order(&mut steps);
    let points = frontier.points(basis, resolved, stops);
    let guard = frontier::guard(basis, &points);
    Plan { steps, guard, frontier: points, exact: frontier.choices.exact, candidates: needed.candidates }
}

/// Findings that one step resolves: whose they are, by account or by name, and what holds the things instead.
type Group<'a> = (Option<&'a AccountId>, Option<&'a str>, Replacement);

struct Maker<'a> {
    basis: &'a Basis<'a>,
    needed: &'a Needed,
}

impl Maker<'_> {
    /// The steps that take no service account: an account's findings with one replacement.
    fn without(&self, left: &[usize]) -> Vec<Step> {
        let by_candidates = self.needed.candidates.iter().flat_map(|one| &one.findings);
        let taken: BTreeSet<usize> =
            by_candidates.chain(self.needed.bundles.iter().flat_map(|one| &one.findings)).copied().collect();
        let mut groups: BTreeMap<Group<'_>, Vec<usize>> = BTreeMap::new();
        for index in left.iter().filter(|index| !taken.contains(index)) {
            let finding = &self.basis.findings[*index];
            let replacement = match finding.replacement {
                // A person's own token: no program needs it.
                Some(Replacement::ServiceAccount) if finding.touchpoint.is_some() => Replacement::Keep,
                // A robot whose seat its rules of Confluence keep.
                Some(Replacement::ServiceAccount) => Replacement::NotYetPossible,
                Some(replacement) => replacement,
                None => continue,
            };
            if finding.account.is_none() && finding.stand_in.is_none() {
                continue;
            }
            let key = (finding.account.as_ref(), finding.stand_in.as_deref(), replacement);
            groups.entry(key).or_default().push(*index);
        }
        let steps = groups.into_iter().map(|((account, stand_in, replacement), indices)| {
            let findings: Vec<&Finding> = indices.iter().map(|index| &self.basis.findings[*index]).collect();
            let worst = findings.iter().map(|finding| finding.severity).min().unwrap_or(Severity::Info);
            // What could spare a service account is looked at before one is made.
            let spares = matches!(replacement, Replacement::AutomationActor | Replacement::App);
            let now = spares || worst <= Severity::High;
            let blocked = (replacement == Replacement::NotYetPossible).then(|| {
                "a rule of Confluence cannot be handed to somebody else: a person who stays has to log in and take it \
                 over, and the rule then hangs on them"
                    .to_owned()
            });
            Step {
                wave: if now { Wave::Now } else { Wave::Tidy },
                account: account.cloned(),
                stand_in: stand_in.map(str::to_owned),
                replacement,
                candidate: None,
                covers: findings.iter().filter_map(|finding| finding.touchpoint).collect(),
                steps: how::otherwise(self.basis, &findings),
                blocked_by: blocked,
                saving: None,
                resolves: indices,
            }
        });
        steps.collect()
    }

    /// The steps that take service accounts, those of the choice first; and the seats that come back with them.
    fn with(&self, choice: &Choice) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut freed: BTreeMap<Wave, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, bundle) in self.needed.bundles.iter().enumerate() {
            let moved = choice.parts.get(&at).map_or(&[][..], Vec::as_slice);
            let mut last: Option<(Wave, usize)> = None;
            for (part, index) in bundle.candidates.iter().enumerate() {
                let wave = if moved.contains(&part) { Wave::Quota } else { Wave::Beyond };
                let step = self.service_account(*index, wave);
                steps.push(step);
                if last.is_none_or(|(other, _)| wave >= other) {
                    last = Some((wave, steps.len() - 1));
                }
            }
            let (wave, step) = match last {
                Some(last) => last,
                None => match &bundle.account {
                    Some(account) if !bundle.seats.is_empty() || !bundle.findings.is_empty() => {
                        steps.push(self.nothing_left(account));
                        (Wave::Quota, steps.len() - 1)
                    }
                    _ => continue,
                },
            };
            steps[step].resolves.extend(&bundle.findings);
            if let Some(account) = bundle.account.as_ref().filter(|_| !bundle.seats.is_empty()) {
                let seats = self.seats(account, &bundle.seats);
                let breaks = self.needed.breaks.get(account);
                let back = how::give_back(self.basis, account, &seats, breaks);
                steps[step].steps.extend(back);
                freed.entry(wave).or_default().push((step, at));
            }
        }
        self.share(&mut steps, &freed);
        steps
    }

    fn seats(&self, account: &AccountId, of: &[usize]) -> Vec<&SeatCost> {
        let seats = self.basis.ledger.robots.get(account).into_iter().flatten();
        seats.filter(|seat| of.contains(&seat.subscription)).collect()
    }

    fn service_account(&self, index: usize, wave: Wave) -> Step {
        let one = &self.needed.candidates[index];
        let blocked_by = match (&one.blocked, self.basis.free, wave) {
            (Some(why), ..) => Some(why.clone()),
            (None, None, _) => {
                Some("unverified: the number of service accounts in use could not be read".to_owned())
            }
            (None, Some(free), Wave::Beyond) => {
                Some(format!("quota: {free} more can be made, and others take more away with them"))
            }
            _ => None,
        };
        Step {
            wave,
            account: one.account.clone(),
            stand_in: one.stand_in.clone(),
            replacement: if one.blocked.is_some() {
                Replacement::NotYetPossible
            } else {
                Replacement::ServiceAccount
            },
            candidate: Some(index),
            covers: one.touchpoints.clone(),
            steps: how::to_service_account(self.basis, one),
            blocked_by,
            saving: None,
            resolves: one.findings.clone(),
        }
    }

    /// The account of a robot as which nothing works once its rules of Jira are moved, but for rules of Confluence.
    fn nothing_left(&self, account: &AccountId) -> Step {
        let keeps = self.basis.ledger.confluence_rules.contains_key(account);
        let (replacement, needs) = match keeps {
            true => (Replacement::Keep, "only its rules of Confluence need it"),
            false => (Replacement::Delete, "nothing that was seen needs it"),
        };
        Step {
            wave: Wave::Quota,
            account: Some(account.clone()),
            stand_in: None,
            replacement,
            candidate: None,
            covers: BTreeSet::new(),
            steps: vec![format!("Once its rules of Jira run as \"Automation for Jira\", {needs}")],
            blocked_by: None,
            saving: None,
            resolves: Vec::new(),
        }
    }

    /// What each wave takes off the invoices, on top of the wave before it, shared out among its steps.
    fn share(&self, steps: &mut [Step], freed: &BTreeMap<Wave, Vec<(usize, usize)>>) {
        if self.basis.ledger.currency().is_none() {
            return;
        }
        let mut gone: BTreeMap<usize, u32> = BTreeMap::new();
        for freed in freed.values() {
            let mut of_subscription: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (step, bundle) in freed {
                for subscription in &self.needed.bundles[*bundle].seats {
                    of_subscription.entry(*subscription).or_default().push(*step);
                }
            }
            for (subscription, takers) in of_subscription {
                let one = &self.basis.ledger.subscriptions[subscription];
                let before = gone.get(&subscription).copied().unwrap_or(0);
                let more = u32::try_from(takers.len()).unwrap_or(u32::MAX);
                gone.insert(subscription, before + more);
                let (Some(known), Some(all)) = (one.saving(before), one.saving(before + more)) else {
                    continue;
                };
                for (step, share) in takers.into_iter().zip(shares(all - known, more)) {
                    let sum = steps[step].saving.get_or_insert_default();
                    *sum += share;
                }
            }
        }
    }

    /// The worst first within each wave, and what brings more before what brings less.
    fn order(&self, steps: &mut [Step]) {
        let severity = |step: &Step| {
            let findings = step.resolves.iter().map(|index| self.basis.findings[*index].severity);
            findings.min().unwrap_or(Severity::Info)
        };
        steps.sort_by(|a, b| {
            let most =
                |step: &Step| std::cmp::Reverse((step.saving.unwrap_or_default(), step.resolves.len()));
            // The account of a robot goes after what it did, whichever matters more.
            let last = |step: &Step| step.candidate.is_none() && step.wave == Wave::Quota;
            (a.wave, last(a), severity(a)).cmp(&(b.wave, last(b), severity(b))).then_with(|| {
                (most(a), &a.account, &a.stand_in, a.replacement, a.candidate).cmp(&(
                    most(b),
                    &b.account,
                    &b.stand_in,
                    b.replacement,
                    b.candidate,
                ))
            })
        });
    }
}
