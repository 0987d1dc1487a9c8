//! What if these accounts go: everything that hangs on them, what happens to each, and what that does to what needs
//! it in turn.
//!
//! Nothing here says more than the tables do: what an effect is comes from `audit/effects.csv`, what to do from
//! `ways.csv`.

mod concentration;
mod needs;
mod relying;
mod ways;
mod whom;

use std::collections::{BTreeMap, BTreeSet};

pub use concentration::{Concentration, Fewest, INTEGRATIONS, Person, concentration};
pub use needs::{ACCOUNTS, GROUPS, SITES, needed};
pub use relying::relying;
pub use ways::{Stage, Way, table as ways, way};
pub use whom::{Leaving, WhomError, find, group, leavers, unseen_members};

use crate::audit::effects::{self, Certainty, Effect, Outcome, When};
use crate::audit::{Replacement, Severity};
use crate::estate::{Binding, Dependency, Estate, Node, Relation, Role, Who};

/// Something that hangs on an account that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Index of the touchpoint.
    pub touchpoint: usize,
    /// How the account holds it, or how it needs something that the account holds.
    pub hold: Hold,
    /// Whose departure it is: an account or an address.
    pub who: Who,
    /// What happens.
    pub outcome: Outcome,
    /// The way a knock-on effect came: touchpoints, the one that the account holds first.
    pub because: Vec<usize>,
}

/// How something hangs on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hold {
    /// By itself.
    Held(Role),
    /// Through something else.
    Needs(Relation),
}

impl Hold {
    /// The word of the role or the relation, as in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Hold::Held(role) => role.word(),
            Hold::Needs(relation) => relation.word(),
        }
    }
}

impl Item {
    /// The way off; none for the credential of another system, which needs none.
    pub fn way(&self, estate: &Estate) -> Option<&'static Way> {
        if self.hold == Hold::Held(Role::Credential) && self.outcome.effect == Effect::Survives {
            return None;
        }
        way(estate.touchpoints[self.touchpoint].kind.word(), self.hold.word())
    }

    /// What should hold it instead.
    pub fn replacement(&self, estate: &Estate) -> Option<Replacement> {
        self.way(estate).map(|way| way.replacement)
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        let acts = [Role::Actor, Role::Connection, Role::Credential, Role::Holder];
        match (self.outcome.effect, self.hold) {
            (Effect::StopsSilently, _) => Severity::Critical,
            (Effect::Stops | Effect::Degrades, _) => Severity::High,
            // It works through the account, and nobody can say that it goes on.
            (Effect::Unverified, Hold::Held(role)) if acts.contains(&role) => Severity::High,
            (Effect::Unverified, _) => Severity::Medium,
            (Effect::LosesOwner, _) => Severity::Low,
            (Effect::Survives, _) => Severity::Info,
        }
    }
}

/// What a reached touchpoint needs, and how bad that is for it.
#[derive(Debug, Clone)]
struct Knocked {
    relation: Relation,
    who: Who,
    outcome: Outcome,
    because: Vec<usize>,
}

/// Everything that hangs on these accounts when they go in this way, in the order of the touchpoints.
pub fn items(estate: &Estate, leaving: &Leaving, when: When) -> Vec<Item> {
    // An address that two accounts share leads to neither of them where it stands, and to each that goes here.
    let accounts = leaving.accounts.iter().filter_map(|id| estate.known_account(id)?.email.as_deref());
    let addresses: BTreeSet<String> =
        accounts.map(str::to_lowercase).chain(leaving.addresses.iter().cloned()).collect();
    let held = estate.bindings.iter().filter(|binding| match &binding.who {
        Who::Account(id) => leaving.accounts.contains(id),
        Who::Address(address) => addresses.contains(&address.to_lowercase()),
        Who::Initiator | Who::Computed | Who::Unknown => false,
    });
    items_of(estate, held, when)
}

/// The same from the bindings of those who go.
fn items_of<'a>(estate: &Estate, held: impl Iterator<Item = &'a Binding>, when: When) -> Vec<Item> {
    let items = held.filter_map(|binding| {
        let outcome = match &binding.who {
            Who::Address(_) => effects::of_binding(estate, binding),
            _ => effects::of_departure(estate, binding, when),
        };
        Some(Item {
            touchpoint: binding.touchpoint,
            hold: Hold::Held(binding.role),
            who: binding.who.clone(),
            outcome: outcome?,
            because: Vec::new(),
        })
    });
    let mut items: Vec<Item> = items.collect();
    let mut worst: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        let known = worst.entry(item.touchpoint).or_insert(at);
        if item.outcome.effect.weight() > items[*known].outcome.effect.weight() {
            *known = at;
        }
    }
    for (touchpoint, knock) in knocked(estate, &items) {
        let own = worst.get(&touchpoint).map(|at| &mut items[*at]);
        match own.filter(|item| item.outcome.effect.weight() >= knock.outcome.effect.weight()) {
            // The same said twice: the account holds it, and it needs what the account holds.
            Some(item) => item.because = knock.because,
            None => items.push(Item {
                touchpoint,
                hold: Hold::Needs(knock.relation),
                who: knock.who,
                outcome: knock.outcome,
                because: knock.because,
            }),
        }
    }
    items.sort_by(|a, b| (a.touchpoint, a.hold, &a.who).cmp(&(b.touchpoint, b.hold, &b.who)));
    items
}

/// So many things on the way of an effect are told: the one that the account holds, and the last. A chain of thousands
/// of filters would else be written out once for each of them.
const LONGEST_WAY: usize = 20;

/// Follows the effects from what is held to what needs it, as far as they go. A thing is looked at again only when it
/// got worse, so circles end.
fn knocked(estate: &Estate, items: &[Item]) -> BTreeMap<usize, Knocked> {
    let mut worst: BTreeMap<usize, (Effect, Who, Vec<usize>)> = BTreeMap::new();
    for item in items {
        let effect = item.outcome.effect;
        let known = worst.get(&item.touchpoint);
        if known.is_none_or(|(known, ..)| effect.weight() > known.weight()) {
            worst.insert(item.touchpoint, (effect, item.who.clone(), Vec::new()));
        }
    }
    let mut knocked: BTreeMap<usize, Knocked> = BTreeMap::new();
    let mut open: BTreeSet<usize> = worst.keys().copied().collect();
    while let Some(at) = open.pop_first() {
        let Some((effect, who, because)) = worst.get(&at).cloned() else { continue };
        let mut because: Vec<usize> = because.into_iter().chain([at]).collect();
        if because.len() > LONGEST_WAY {
            because.remove(1);
        }
        for need in estate.dependencies.needed_by(&Node::Touchpoint(at)) {
            let Node::Touchpoint(from) = need.from else { continue };
            let Some(outcome) = reached(estate, from, need, effect) else { continue };
            let weight = outcome.effect.weight();
            let before = knocked.get(&from);
            if before.is_some_and(|before| before.outcome.effect.weight() >= weight)
                || because.contains(&from)
            {
                continue;
            }
            if worst.get(&from).is_none_or(|(known, ..)| weight > known.weight()) {
                worst.insert(from, (outcome.effect, who.clone(), because.clone()));
                open.insert(from);
            }
            let (who, because, relation) = (who.clone(), because.clone(), need.relation);
            knocked.insert(from, Knocked { relation, who, outcome, because });
        }
    }
    knocked
}

/// What an effect does to a touchpoint that needs the thing it is on. Where that thing is only one of several that fit,
/// nobody can say that it is the one.
fn reached(estate: &Estate, from: usize, need: &Dependency, effect: Effect) -> Option<Outcome> {
    let outcome = effects::knock_on(estate.touchpoints[from].kind, need.relation, effect)?;
    if need.sure {
        return Some(outcome);
    }
    Some(Outcome {
        effect: Effect::Unverified,
        certainty: Certainty::Unknown,
        words:
            "It names one of several things that have this name, one of which goes; which of them it means \
                depends on who looks."
                .to_owned(),
        source: String::new(),
    })
}

/// Each touchpoint among these that is at work, once, with the worst that happens to it.
pub fn worst(estate: &Estate, items: &[Item]) -> BTreeMap<usize, Effect> {
    let mut worst: BTreeMap<usize, Effect> = BTreeMap::new();
    for item in items.iter().filter(|item| estate.touchpoints[item.touchpoint].is_live()) {
        let known = worst.entry(item.touchpoint).or_insert(Effect::Survives);
        if item.outcome.effect.weight() > known.weight() {
            *known = item.outcome.effect;
        }
    }
    worst
}
