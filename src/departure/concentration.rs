//! How concentrated an organisation is: on how few accounts its live integrations hang.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::{Item, items_of};
use crate::audit::Severity;
use crate::audit::effects::{Effect, When};
use crate::estate::{AccountId, Binding, Estate, Kind};
use crate::identity::{Class, Verdict};

/// What does integration work by itself. A filter, a board or a lead keeps such work alive, and is told of where
/// somebody goes; it is not counted here, where a thousand private filters would drown ten rules.
pub const INTEGRATIONS: [Kind; 11] = [
    Kind::JiraAutomationRule,
    Kind::ConfluenceAutomationRule,
    Kind::ApiToken,
    Kind::OrgApiKey,
    Kind::ServiceAccountCredential,
    Kind::AdminWebhook,
    Kind::ConfluenceWebhook,
    Kind::FilterSubscription,
    Kind::WorkflowStepWebhook,
    Kind::WorkflowStepApp,
    Kind::WorkflowStepAgent,
];

/// What the departure of one account alone does to the live integrations: each once, by the worst.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub account: AccountId,
    /// How many, by effect.
    pub effects: BTreeMap<Effect, usize>,
    /// Those that stop, with or without a sign; indices of touchpoints.
    pub stopped: BTreeSet<usize>,
    /// Those that stop or may: nobody can say that what works through the account goes on.
    pub perhaps: BTreeSet<usize>,
}

/// The fewest accounts whose departure stops half of the live integrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fewest {
    /// No fewer.
    pub at_least: usize,
    /// So many are enough. The same number wherever no integration hangs on two accounts; else finding the least may
    /// take longer than anybody waits.
    pub at_most: usize,
}

/// How concentrated an organisation is.
#[derive(Debug, Clone)]
pub struct Concentration {
    /// How many live integrations there are.
    pub integrations: usize,
    /// Accounts whose departure does anything to one of them, the weightiest first.
    pub people: Vec<Person>,
    /// The fewest whose departure stops half; `None` where all together do not.
    pub half: Option<Fewest>,
    /// The same, counting also what may stop.
    pub half_perhaps: Option<Fewest>,
    /// How many stop or may when all of these accounts go.
    pub at_risk: usize,
    /// The fewest accounts on which half of those hang; `None` where there are none.
    pub half_at_risk: Option<Fewest>,
}

impl Concentration {
    /// How many integrations the departure of the first so many stops together, and how many it stops or may stop.
    pub fn held_by(&self, first: usize) -> (usize, usize) {
        let people = || self.people.iter().take(first);
        let stopped: BTreeSet<&usize> = people().flat_map(|person| &person.stopped).collect();
        let perhaps: BTreeSet<&usize> = people().flat_map(|person| &person.perhaps).collect();
        (stopped.len(), perhaps.len())
    }
}

/// Measures it, over every account that may depart: people, robots, and those of which nobody knows what they are.
/// Service accounts, apps and agents are the organisation's, and nobody takes them along; customers hold nothing that
/// works for it.
pub fn concentration(estate: &Estate, verdicts: &BTreeMap<AccountId, Verdict>) -> Concentration {
    let counts = |index: usize| {
        let touchpoint = &estate.touchpoints[index];
        touchpoint.is_live() && INTEGRATIONS.contains(&touchpoint.kind)
    };
    let integrations = (0..estate.touchpoints.len()).filter(|index| counts(*index)).count();
    let mut held: BTreeMap<&AccountId, Vec<&Binding>> = BTreeMap::new();
    for binding in &estate.bindings {
        if let Some(id) = binding.who.account().filter(|id| may_depart(estate, verdicts, id)) {
            held.entry(id).or_default().push(binding);
        }
    }
    let people = held.into_iter().filter_map(|(id, bindings)| {
        let items = items_of(estate, bindings.into_iter(), When::Deactivate);
        person(id, items.iter().filter(|item| counts(item.touchpoint)))
    });
    let mut people: Vec<Person> = people.collect();
    people.sort_by_cached_key(|person| {
        let held: usize = person.effects.values().sum();
        (Reverse(person.stopped.len()), Reverse(person.perhaps.len()), Reverse(held), person.account.clone())
    });
    let stopped: Vec<&BTreeSet<usize>> = people.iter().map(|person| &person.stopped).collect();
    let perhaps: Vec<&BTreeSet<usize>> = people.iter().map(|person| &person.perhaps).collect();
    let at_risk = perhaps.iter().copied().flatten().collect::<BTreeSet<_>>().len();
    Concentration {
        integrations,
        half: fewest(&stopped, integrations.div_ceil(2)),
        half_perhaps: fewest(&perhaps, integrations.div_ceil(2)),
        at_risk,
        half_at_risk: fewest(&perhaps, at_risk.div_ceil(2)).filter(|_| at_risk > 0),
        people,
    }
}

fn may_depart(estate: &Estate, verdicts: &BTreeMap<AccountId, Verdict>, id: &AccountId) -> bool {
    let here = estate.known_account(id).is_some_and(|account| !account.state.is_gone());
    let class = verdicts.get(id).map(|verdict| verdict.class);
    here && !id.is_built_in() && matches!(class, Some(Class::Person | Class::Robot | Class::Unknown))
}

fn person<'a>(id: &AccountId, items: impl Iterator<Item = &'a Item>) -> Option<Person> {
    let mut worst: BTreeMap<usize, Effect> = BTreeMap::new();
    let mut perhaps = BTreeSet::new();
    for item in items {
        let effect = item.outcome.effect;
        let known = worst.entry(item.touchpoint).or_insert(effect);
        if effect.weight() > known.weight() {
            *known = effect;
        }
        if effect.stops() || (effect == Effect::Unverified && item.severity() <= Severity::High) {
            perhaps.insert(item.touchpoint);
        }
    }
    let mut effects = BTreeMap::new();
    for effect in worst.values() {
        *effects.entry(*effect).or_default() += 1;
    }
    let stopped = worst.iter().filter(|(_, effect)| effect.stops()).map(|(index, _)| *index).collect();
    let person = Person { account: id.clone(), effects, stopped, perhaps };
    (!worst.is_empty()).then_some(person)
}

/// The fewest of these sets that together hold so many. Taking the one that adds the most, again and again, is enough;
/// as many of the largest as would be needed if none overlapped is the least.
fn fewest(sets: &[&BTreeSet<usize>], wanted: usize) -> Option<Fewest> {
    let mut sizes: Vec<usize> = sets.iter().map(|set| set.len()).collect();
    sizes.sort_unstable_by_key(|size| Reverse(*size));
    let mut sum = 0;
    let at_least = sizes.iter().take_while(|size| {
        let short = sum < wanted;
        sum += **size;
        short
    });
    let at_least = at_least.count();
    let mut covered: BTreeSet<usize> = BTreeSet::new();
    // What a set adds only shrinks, so one whose number is still true when it comes up is the best.
    let mut open: BinaryHeap<(usize, Reverse<usize>)> =
        sets.iter().enumerate().map(|(at, set)| (set.len(), Reverse(at))).collect();
    let mut at_most = 0;
    while covered.len() < wanted {
        let (told, Reverse(at)) = open.pop()?;
        let adds = sets[at].difference(&covered).count();
        if adds == 0 {
            continue;
        }
        if adds < told {
            open.push((adds, Reverse(at)));
            continue;
        }
        covered.extend(sets[at]);
        at_most += 1;
    }
    Some(Fewest { at_least, at_most })
}
