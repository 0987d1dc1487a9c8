//! On how few accounts the live integrations hang, and what hangs on what, as rows.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::rows::{ConnectionRow, DependencyRow};
use crate::audit::effects::Effect;
use crate::departure::{self, Concentration, Person};
use crate::estate::{Account, AccountId, Estate, Node};
use crate::identity::Verdict;

/// So many are shown, the weightiest first.
const SHOWN: usize = 20;
/// Whose share is told.
const TOP: usize = 3;

/// On how few accounts the live integrations hang.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct KeyPeople {
    /// How many live integrations there are.
    pub integrations: usize,
    /// How many of them stop or may when every account goes.
    pub at_risk: usize,
    /// The fewest accounts whose departure stops half of them.
    pub half: Half,
    /// What the weightiest three hold.
    pub top_three: TopThree,
    /// The weightiest accounts, each as if it alone were switched off.
    pub people: Vec<PersonRow>,
    /// The same at the last snapshot; `None` where there is none to compare with.
    pub before: Option<Past>,
}

/// The fewest accounts whose departure stops half of the live integrations.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Half {
    /// Counting what is known to stop; `None` where all together do not stop half.
    pub surely: Option<Between>,
    /// Counting also what may stop.
    pub perhaps: Option<Between>,
    /// The fewest on which half of those hang that stop or may when everybody goes; `None` where there are none.
    pub at_risk: Option<Between>,
}

/// A number that is known, or known to lie between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Between {
    pub at_least: usize,
    pub at_most: usize,
}

/// What the weightiest three accounts hold together.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TopThree {
    /// Their ids.
    pub accounts: Vec<String>,
    /// Live integrations that stop when they go.
    pub stopped: usize,
    /// Those that stop or may.
    pub perhaps: usize,
    /// Out of so many.
    pub of: usize,
}

/// An account, and what its departure alone does to the live integrations: each counts once, by the worst.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "the keys are described in docs/files.md")]
pub struct PersonRow {
    pub account_id: String,
    pub name: String,
    pub class: &'static str,
    pub stops_silently: usize,
    pub stops: usize,
    pub degrades: usize,
    pub unverified: usize,
    pub loses_owner: usize,
    pub survives: usize,
}

impl PersonRow {
    /// How many of one effect.
    pub fn of(&self, effect: Effect) -> usize {
        match effect {
            Effect::StopsSilently => self.stops_silently,
            Effect::Stops => self.stops,
            Effect::Degrades => self.degrades,
            Effect::Unverified => self.unverified,
            Effect::LosesOwner => self.loses_owner,
            Effect::Survives => self.survives,
        }
    }
}

/// The same at an earlier snapshot.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Past {
    /// When that was finished.
    pub since: Option<String>,
    /// How many live integrations there were.
    pub integrations: usize,
    /// How many of them would have stopped, or might have.
    pub at_risk: usize,
    /// The fewest accounts whose departure would have stopped half of them.
    pub half: Half,
    /// What the weightiest three held.
    pub top_three: TopThree,
}

impl KeyPeople {
    pub(super) fn of(estate: &Estate, verdicts: &BTreeMap<AccountId, Verdict>) -> KeyPeople {
        let measured = departure::concentration(estate, verdicts);
        let between =
            |fewest: departure::Fewest| Between { at_least: fewest.at_least, at_most: fewest.at_most };
        KeyPeople {
            integrations: measured.integrations,
            at_risk: measured.at_risk,
            half: Half {
                surely: measured.half.map(between),
                perhaps: measured.half_perhaps.map(between),
                at_risk: measured.half_at_risk.map(between),
            },
            top_three: top_three(&measured),
            people: measured.people.iter().take(SHOWN).map(|person| row(estate, verdicts, person)).collect(),
            before: None,
        }
    }

    /// What is kept of it for the next comparison.
    pub(super) fn into_past(self, since: Option<String>) -> Past {
        Past {
            since,
            integrations: self.integrations,
            at_risk: self.at_risk,
            half: self.half,
            top_three: self.top_three,
        }
    }
}

fn top_three(measured: &Concentration) -> TopThree {
    let (stopped, perhaps) = measured.held_by(TOP);
    TopThree {
        accounts: measured.people.iter().take(TOP).map(|person| person.account.to_string()).collect(),
        stopped,
        perhaps,
        of: measured.integrations,
    }
}

fn row(estate: &Estate, verdicts: &BTreeMap<AccountId, Verdict>, person: &Person) -> PersonRow {
    let of = |effect| person.effects.get(&effect).copied().unwrap_or_default();
    let id = &person.account;
    PersonRow {
        account_id: id.to_string(),
        name: estate.known_account(id).map_or_else(|| id.to_string(), |account| account.title().to_owned()),
        class: verdicts.get(id).map_or("unknown", |verdict| verdict.class.word()),
        stops_silently: of(Effect::StopsSilently),
        stops: of(Effect::Stops),
        degrades: of(Effect::Degrades),
        unverified: of(Effect::Unverified),
        loses_owner: of(Effect::LosesOwner),
        survives: of(Effect::Survives),
    }
}

pub(super) fn dependencies(estate: &Estate) -> Vec<DependencyRow> {
    let rows = estate.dependencies.iter().map(|one| DependencyRow {
        from: estate.node_id(&one.from),
        from_kind: kind(estate, &one.from),
        from_name: name(estate, &one.from),
        relation: one.relation.word(),
        to: estate.node_id(&one.to),
        to_kind: kind(estate, &one.to),
        to_name: name(estate, &one.to),
        at: one.at.clone(),
        sure: one.sure,
    });
    rows.collect()
}

pub(super) fn connections(estate: &Estate) -> Vec<ConnectionRow> {
    let rows = estate.dependencies.iter().filter_map(|one| {
        let Node::Connection(binding, spot) = one.to else { return None };
        let held = &estate.bindings[binding];
        let connection = held.spots[spot].connection.as_ref();
        Some(ConnectionRow {
            connection_id: estate.node_id(&one.to),
            rule: estate.touchpoint_of(held).id.clone(),
            account_id: held.who.account().map(ToString::to_string),
            target: connection.and_then(|connection| connection.target.clone()),
            auth_type: connection.and_then(|connection| connection.auth_type.clone()),
            steps: connection.map(|connection| connection.steps.clone()).unwrap_or_default(),
        })
    });
    rows.collect()
}

fn kind(estate: &Estate, node: &Node) -> &'static str {
    match node {
        Node::Touchpoint(index) => estate.touchpoints[*index].kind.word(),
        Node::Connection(..) => "connection",
        Node::Account(_) => "account",
    }
}

fn name(estate: &Estate, node: &Node) -> String {
    match node {
        Node::Touchpoint(index) => estate.touchpoints[*index].name.clone(),
        Node::Account(id) => estate.known_account(id).map_or(id.as_str(), Account::title).to_owned(),
        Node::Connection(binding, spot) => {
            let held = &estate.bindings[*binding];
            let target =
                held.spots[*spot].connection.as_ref().and_then(|connection| connection.target.clone());
            let whose = held.who.account().and_then(|id| estate.known_account(id)).map(Account::title);
            let whose = whose.unwrap_or_else(|| held.who.stand_in());
            format!("{} of {whose}", target.as_deref().unwrap_or("connection"))
        }
    }
}
