//! What breaks if they go: the answer to an off-boarding, as every format shows it.
//!
//! As pure as the report: the same evidence, configuration, accounts and instant give the same answer.

mod missing;
mod notes;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::rows::{AccountRow, CoverageRow};
use super::tables::Tables;
use super::{Scan, Tool, counted_from};
use crate::audit::effects::{self, Effect, When};
use crate::audit::{Replacement, Severity};
use crate::config::Config;
use crate::departure::{self, Hold, Item, Leaving, Stage, WhomError};
use crate::estate::{Account, AccountId, Estate, Who};
use crate::identity;
use crate::money::Ledger;
use crate::snapshot::{Coverage, Snapshot, SnapshotError, Status, rfc3339};

/// Name and version of the JSON answer.
pub const SCHEMA: &str = "touchpoint/offboard/1";

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Accounts by e-mail address, account id or exact name.
    pub accounts: Vec<String>,
    /// A group all of whose members go.
    pub group: Option<String>,
    /// All accounts that have left already and hold something live.
    pub all_leavers: bool,
    /// How they go; `None`: both ways are shown, with deactivation first.
    pub when: Option<When>,
    /// The instant from which ages are counted; `None`: the end of the collecting.
    pub as_of: Option<DateTime<Utc>>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum OffboardError {
    /// The evidence cannot be read.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// Nobody, or several, are called so.
    #[error(transparent)]
    Whom(#[from] WhomError),
}

/// The answer.
#[derive(Debug, Clone, Serialize)]
pub struct Offboarding {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The program.
    pub tool: Tool,
    /// Whose evidence this is, from when.
    pub scan: Scan,
    /// Who goes.
    pub accounts: Vec<AccountRow>,
    /// Addresses among them that belong to no account that was seen.
    pub addresses: Vec<String>,
    /// Whether it was asked of all who have left already.
    pub all_leavers: bool,
    /// `deactivate` or `delete`.
    pub when: &'static str,
    /// Whether every place that could show something of them was read whole.
    pub complete: bool,
    /// What hangs on them and is at work, by effect: each way in which it hangs counts.
    pub counts: Counts,
    /// The same with each touchpoint once, under the worst that happens to it.
    pub touchpoints: Counts,
    /// Both of deletion, where both ways are shown.
    pub if_deleted: Option<IfDeleted>,
    /// What hangs on them and is at work, the worst first.
    pub items: Vec<ItemRow>,
    /// What hangs on them and is switched off already.
    pub switched_off: Vec<ItemRow>,
    /// What to do, in order.
    pub steps: Vec<StepRow>,
    /// What else to know.
    pub notes: Vec<String>,
    /// The places that should have been read whole and were not.
    pub missing: Vec<CoverageRow>,
    /// Places that no API shows, to be checked by hand.
    pub by_hand: Vec<CoverageRow>,
}

/// How many of each effect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are those of the effects")]
pub struct Counts {
    pub stops: usize,
    pub stops_silently: usize,
    pub degrades: usize,
    pub loses_owner: usize,
    pub survives: usize,
    pub unverified: usize,
}

impl Counts {
    /// How many of one effect.
    pub fn of(&self, effect: Effect) -> usize {
        match effect {
            Effect::Stops => self.stops,
            Effect::StopsSilently => self.stops_silently,
            Effect::Degrades => self.degrades,
            Effect::LosesOwner => self.loses_owner,
            Effect::Survives => self.survives,
            Effect::Unverified => self.unverified,
        }
    }

    /// How many altogether.
    pub fn total(&self) -> usize {
        Effect::ALL.iter().map(|effect| self.of(*effect)).sum()
    }

    fn count(effects: impl IntoIterator<Item = Effect>) -> Counts {
        let mut counts = Counts::default();
        for effect in effects {
            let one = match effect {
                Effect::Stops => &mut counts.stops,
                Effect::StopsSilently => &mut counts.stops_silently,
                Effect::Degrades => &mut counts.degrades,
                Effect::LosesOwner => &mut counts.loses_owner,
                Effect::Survives => &mut counts.survives,
                Effect::Unverified => &mut counts.unverified,
            };
            *one += 1;
        }
        counts
    }
}

/// What deletion does beyond deactivation.
#[derive(Debug, Clone, Serialize)]
pub struct IfDeleted {
    /// By effect: each way in which something hangs on them counts.
    pub counts: Counts,
    /// Each touchpoint once, under the worst that happens to it.
    pub touchpoints: Counts,
}

/// Something that hangs on an account that goes. The first keys are those of the contract.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct ItemRow {
    pub touchpoint_id: String,
    pub kind: &'static str,
    pub name: String,
    pub product: String,
    pub site: String,
    pub container: String,
    pub role: &'static str,
    pub account_id: Option<String>,
    pub effect: Effect,
    pub certainty: &'static str,
    pub because: Vec<String>,
    pub replacement: Option<Replacement>,
    pub link: Option<String>,
    pub title: String,
    pub account_name: String,
    pub state: String,
    pub effect_if_deleted: Option<Effect>,
    pub certainty_if_deleted: Option<&'static str>,
    pub severity: Severity,
    pub since: Option<String>,
    pub last_used: Option<String>,
    pub relied_on_by: Vec<String>,
    pub words: String,
    pub source: String,
    pub words_if_deleted: Option<String>,
    pub spots: Vec<String>,
    pub because_names: Vec<String>,
    pub stage: Option<Stage>,
    pub act: Option<String>,
}

impl ItemRow {
    /// Whether deletion does something else to it than what is shown first.
    pub fn differs_if_deleted(&self) -> bool {
        self.effect_if_deleted.is_some_and(|effect| effect != self.effect)
    }
}

/// Something to do.
#[derive(Debug, Clone, Serialize)]
pub struct StepRow {
    /// Its place in the order, from 1.
    pub order: usize,
    /// When.
    pub stage: Stage,
    /// What to do.
    pub act: String,
    /// What should hold the touchpoints instead.
    pub replacement: Replacement,
    /// Where that is said; empty where it is said nowhere.
    pub source: String,
    /// Ids of the touchpoints it is about.
    pub touchpoints: Vec<String>,
    /// Positions among the items.
    #[serde(skip)]
    pub items: Vec<usize>,
}

impl Offboarding {
    /// The worst that happens to something at work; `None` where nothing hangs on them.
    pub fn worst(&self) -> Option<Severity> {
        self.items.iter().map(|item| item.severity).min()
    }
}

/// Whom a question means, as far as a snapshot tells.
///
/// # Errors
/// Where an account cannot be told, or nobody is in the group.
pub fn whom(estate: &Estate, question: &Question) -> Result<Leaving, WhomError> {
    let mut leaving = Leaving::default();
    for asked in &question.accounts {
        departure::find(estate, asked, &mut leaving)?;
    }
    if let Some(group) = &question.group {
        departure::group(estate, group, &mut leaving)?;
    }
    if question.all_leavers {
        leaving.accounts.extend(departure::leavers(estate));
    }
    Ok(leaving)
}

/// The places that have to be read to answer a question, once it is known whom it means.
pub fn needed(estate: &Estate, question: &Question, leaving: &Leaving) -> BTreeSet<&'static str> {
    // Who has left and holds something is known only when everything is.
    let named = leaving.accounts.iter().filter(|_| !question.all_leavers);
    let accounts: Vec<&Account> = named.filter_map(|id| estate.known_account(id)).collect();
    let mut needed = departure::needed(accounts);
    if question.all_leavers {
        needed.insert("org.service-account-credentials");
    }
    if question.group.is_some() {
        needed.extend(departure::GROUPS);
    }
    needed
}

/// Answers a question from a snapshot.
///
/// # Errors
/// Where the evidence cannot be read, or an account cannot be told.
pub fn answer(
    snapshot: &Snapshot,
    config: &Config,
    question: &Question,
) -> Result<Offboarding, OffboardError> {
    let as_of = counted_from(snapshot, question.as_of)?;
    let estate = Estate::read(snapshot, as_of)?;
    Ok(answer_from(&estate, config, question, as_of)?)
}

/// Answers a question from facts that were read already, counting ages from `as_of`.
///
/// # Errors
/// Where an account cannot be told.
pub fn answer_from(
    estate: &Estate,
    config: &Config,
    question: &Question,
    as_of: DateTime<Utc>,
) -> Result<Offboarding, WhomError> {
    let leaving = whom(estate, question)?;
    Ok(Answer { estate, config, question, leaving, as_of }.give())
}

struct Answer<'a> {
    estate: &'a Estate,
    config: &'a Config,
    question: &'a Question,
    leaving: Leaving,
    as_of: DateTime<Utc>,
}

impl Answer<'_> {
    fn give(&self) -> Offboarding {
        let verdicts = identity::classify(self.estate, &self.config.identity, self.as_of);
        let likeness = identity::likenesses(self.estate, &verdicts, self.as_of);
        let stale = self.config.policy.stale_days;
        let ledger = Ledger::of(self.estate, &verdicts, &self.config.licences, stale, self.as_of);
        let tables = Tables {
            estate: self.estate,
            ledger: &ledger,
            verdicts: &verdicts,
            likeness: &likeness,
            findings: &[],
            config: self.config,
            as_of: self.as_of,
        };
        let mut accounts = tables.account_rows();
        accounts.retain(|row| self.leaving.accounts.contains(&AccountId::new(row.account_id.as_str())));
        let first = self.question.when.unwrap_or_else(|| self.what_comes());
        let now = departure::items(self.estate, &self.leaving, first);
        let both = self.question.when.is_none() && first == When::Deactivate;
        let then = both.then(|| departure::items(self.estate, &self.leaving, When::Delete));
        let if_deleted = then.as_ref().map(|items| IfDeleted {
            counts: self.counts(items),
            touchpoints: Counts::count(departure::worst(self.estate, items).into_values()),
        });
        let rows = self.rows(&now, then.as_deref());
        let (items, switched_off): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(live, _)| *live);
        let items: Vec<ItemRow> = items.into_iter().map(|(_, row)| row).collect();
        let missing = missing::missing(self);
        Offboarding {
            schema: SCHEMA,
            tool: Tool { name: "touchpoint", version: env!("CARGO_PKG_VERSION") },
            scan: tables.scan(),
            addresses: self.leaving.addresses.iter().cloned().collect(),
            all_leavers: self.question.all_leavers,
            when: first.word(),
            complete: missing.is_empty() && self.estate.finished_at.is_some(),
            counts: Counts::count(items.iter().map(|item| item.effect)),
            touchpoints: worst_of(&items),
            if_deleted,
            switched_off: switched_off.into_iter().map(|(_, row)| row).collect(),
            steps: steps::of(&items),
            notes: notes::notes(self, &verdicts, &accounts, &items),
            by_hand: self.coverage(|row| row.status == Status::NotCoverable),
            accounts,
            missing,
            items,
        }
    }

    /// How they go where nobody says: a deletion that is scheduled takes place by itself. Where it is of some only, both
    /// ways are shown, and a note says whose it is.
    fn what_comes(&self) -> When {
        let mut accounts =
            self.leaving.accounts.iter().filter_map(|id| self.estate.known_account(id)).peekable();
        let scheduled = accounts.peek().is_some() && accounts.all(|account| account.for_deletion);
        if scheduled { When::Delete } else { When::Deactivate }
    }

    fn counts(&self, items: &[Item]) -> Counts {
        let live = items.iter().filter(|item| self.estate.touchpoints[item.touchpoint].is_live());
        Counts::count(live.map(|item| item.outcome.effect))
    }

    fn coverage(&self, wanted: impl Fn(&Coverage) -> bool) -> Vec<CoverageRow> {
        self.estate.coverage.iter().filter(|row| wanted(row)).map(CoverageRow::from).collect()
    }

    /// A row for each way in which something hangs on them, whichever way they go, and whether it is at work.
    fn rows(&self, now: &[Item], then: Option<&[Item]>) -> Vec<(bool, ItemRow)> {
        let mut later: BTreeMap<(usize, Hold, &Who), &Item> = then
            .unwrap_or_default()
            .iter()
            .map(|item| ((item.touchpoint, item.hold, &item.who), item))
            .collect();
        let mut rows: Vec<(bool, ItemRow)> = Vec::new();
        for item in now {
            rows.push(self.row(item, later.remove(&(item.touchpoint, item.hold, &item.who))));
        }
        for item in later.into_values() {
            rows.push(self.row(&works_on(item), Some(item)));
        }
        rows.sort_by(|(_, a), (_, b)| {
            let rank = |row: &ItemRow| {
                (std::cmp::Reverse(row.effect.weight()), row.severity, row.stage.unwrap_or(Stage::Tidy))
            };
            rank(a).cmp(&rank(b)).then_with(|| {
                (a.kind, &a.name, &a.touchpoint_id, a.role, &a.account_id).cmp(&(
                    b.kind,
                    &b.name,
                    &b.touchpoint_id,
                    b.role,
                    &b.account_id,
                ))
            })
        });
        rows
    }

    fn row(&self, item: &Item, other: Option<&Item>) -> (bool, ItemRow) {
        let touchpoint = &self.estate.touchpoints[item.touchpoint];
        let account = item.who.account().and_then(|id| self.estate.known_account(id));
        let title = |index: &usize| self.estate.touchpoints[*index].title();
        let because = if item.because.is_empty() {
            other.map(|other| other.because.as_slice()).unwrap_or_default()
        } else {
            item.because.as_slice()
        };
        let way = item.way(self.estate);
        let bindings = &self.estate.bindings;
        let first = bindings.partition_point(|binding| binding.touchpoint < item.touchpoint);
        let own = bindings[first..].iter().take_while(|binding| binding.touchpoint == item.touchpoint);
        let spots = own.filter(|binding| Hold::Held(binding.role) == item.hold && binding.who == item.who);
        let row = ItemRow {
            touchpoint_id: touchpoint.id.clone(),
            kind: touchpoint.kind.word(),
            name: touchpoint.name.clone(),
            product: touchpoint.product.clone(),
            site: touchpoint.site.clone(),
            container: touchpoint.container.clone(),
            role: item.hold.word(),
            account_id: item.who.account().map(ToString::to_string),
            effect: item.outcome.effect,
            certainty: item.outcome.certainty.word(),
            because: because.iter().map(|index| self.estate.touchpoints[*index].id.clone()).collect(),
            replacement: way.map(|way| way.replacement),
            link: touchpoint.link.clone(),
            title: touchpoint.title(),
            account_name: account
                .map_or_else(|| item.who.stand_in().to_owned(), |account| account.title().to_owned()),
            state: touchpoint.state.clone(),
            effect_if_deleted: other.map(|other| other.outcome.effect),
            certainty_if_deleted: other.map(|other| other.outcome.certainty.word()),
            severity: item.severity(),
            since: touchpoint.created.map(rfc3339),
            last_used: last_used(touchpoint).map(rfc3339),
            relied_on_by: departure::relying(self.estate, item.touchpoint),
            words: item.outcome.words.clone(),
            source: item.outcome.source.clone(),
            words_if_deleted: other.map(|other| other.outcome.words.clone()),
            spots: spots.flat_map(|binding| binding.spots.iter().map(ToString::to_string)).collect(),
            because_names: because.iter().map(title).collect(),
            stage: way.map(|way| way.stage),
            act: way.map(|way| way.act.clone()),
        };
        (touchpoint.is_live(), row)
    }
}

/// What needs something that deactivation leaves in place.
fn works_on(item: &Item) -> Item {
    let mut item = item.clone();
    item.outcome = effects::Outcome {
        effect: Effect::Survives,
        certainty: effects::Certainty::Inferred,
        words: "It works on as long as what it needs is there.".to_owned(),
        source: String::new(),
    };
    item
}

fn last_used(touchpoint: &crate::estate::Touchpoint) -> Option<DateTime<Utc>> {
    let used = touchpoint.token().map(|token| token.last_used);
    let used = used.or_else(|| touchpoint.key().map(|key| key.last_used));
    used.or_else(|| touchpoint.shared().map(|shared| shared.last_used))?.at()
}

/// Each touchpoint once, under the worst that happens to it.
fn worst_of(items: &[ItemRow]) -> Counts {
    let mut worst: BTreeMap<&str, Effect> = BTreeMap::new();
    for item in items {
        let known = worst.entry(&item.touchpoint_id).or_insert(item.effect);
        if item.effect.weight() > known.weight() {
            *known = item.effect;
        }
    }
    Counts::count(worst.into_values())
}
