//! What happens to a touchpoint when its account goes: a table of facts with their certainty and source.
//!
//! The table is data, `effects.csv`; nothing in the program says more about an effect than its row does.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::estate::{Account, Binding, Estate, Role, State, Who};

/// What happens to a touchpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It no longer works.
    Stops,
    /// It no longer works and nothing shows it.
    StopsSilently,
    /// Part of it no longer works.
    Degrades,
    /// It works on, and nobody answers for it.
    LosesOwner,
    /// It works on unchanged.
    Survives,
    /// There is no evidence, or the evidence contradicts itself. Never *safe*.
    Unverified,
}

impl Effect {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Effect::Stops => "stops",
            Effect::StopsSilently => "stops-silently",
            Effect::Degrades => "degrades",
            Effect::LosesOwner => "loses-owner",
            Effect::Survives => "survives",
            Effect::Unverified => "unverified",
        }
    }
}

/// How an effect is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Atlassian says so, for this state.
    Documented,
    /// Somebody credible says so.
    Reported,
    /// It follows from something documented; nobody says it.
    Inferred,
    /// There is no basis.
    Unknown,
}

impl Certainty {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Certainty::Documented => "documented",
            Certainty::Reported => "reported",
            Certainty::Inferred => "inferred",
            Certainty::Unknown => "unknown",
        }
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Row {
    /// Kind of touchpoint.
    pub kind: String,
    /// Role of the account.
    pub role: String,
    /// `deactivated` or `deleted`.
    pub state: String,
    /// What happens.
    pub effect: Effect,
    /// How that is known.
    pub certainty: Certainty,
    /// Where that is said; empty where it is said nowhere.
    pub source: String,
    /// The effect in plain words.
    pub words: String,
}

/// An effect on one binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What happens.
    pub effect: Effect,
    /// How that is known.
    pub certainty: Certainty,
    /// The same in plain words.
    pub words: String,
    /// Where it is said.
    pub source: String,
}

impl Outcome {
    fn unverified(words: &str) -> Outcome {
        Outcome {
            effect: Effect::Unverified,
            certainty: Certainty::Unknown,
            words: words.to_owned(),
            source: String::new(),
        }
    }
}

/// Every row, in the order of the file.
pub fn table() -> &'static [Row] {
    static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "the table is part of the program, and a test reads it whole")]
        csv::Reader::from_reader(include_str!("effects.csv").as_bytes())
            .deserialize()
            .collect::<Result<_, _>>()
            .expect("effects.csv is a table of effects")
    });
    &TABLE
}

/// The row for a kind of touchpoint, a role and a state.
pub fn row(kind: &str, role: &str, state: &str) -> Option<&'static Row> {
    type Index = BTreeMap<(&'static str, &'static str, &'static str), &'static Row>;
    static INDEX: LazyLock<Index> = LazyLock::new(|| {
        table().iter().map(|row| ((row.kind.as_str(), row.role.as_str(), row.state.as_str()), row)).collect()
    });
    INDEX.iter().find(|(key, _)| **key == (kind, role, state)).map(|(_, row)| *row)
}

/// What happens to a binding's touchpoint when its account is switched off, or has happened where the
/// account is gone already. `None` where no account holds the touchpoint, so that none can go.
pub fn of_binding(estate: &Estate, binding: &Binding) -> Option<Outcome> {
    let touchpoint = estate.touchpoint_of(binding);
    match &binding.who {
        Who::Initiator => None,
        Who::Account(id) if id.is_built_in() => None,
        Who::Computed => Some(Outcome::unverified(
            "The rule computes at run time as whom it acts, so what it hangs on cannot be told from outside.",
        )),
        Who::Address(_) => Some(Outcome::unverified(
            "The address belongs to no account that was seen, so what it hangs on cannot be told.",
        )),
        Who::Unknown if binding.role == Role::Credential => {
            Some(Outcome::unverified("A credential of unknown ownership: nothing says whose it is."))
        }
        Who::Unknown => Some(Outcome::unverified("Nothing that was read says which account this is.")),
        Who::Account(id) => {
            let state = estate.known_account(id).map_or(State::Unknown, |account: &Account| account.state);
            Some(of_account(touchpoint.kind.word(), binding, state))
        }
    }
}

fn of_account(kind: &str, binding: &Binding, state: State) -> Outcome {
    if binding.role == Role::Credential && is_foreign(binding) {
        return Outcome {
            effect: Effect::Survives,
            certainty: Certainty::Inferred,
            words: "A credential of another system does not depend on the Atlassian account.".to_owned(),
            source: String::new(),
        };
    }
    let state = match state {
        State::Deleted => "deleted",
        State::Suspended => {
            return Outcome::unverified(
                "The account is suspended in a directory; what that does to this is written nowhere.",
            );
        }
        State::Active | State::Deactivated | State::Unknown => "deactivated",
    };
    match row(kind, binding.role.word(), state) {
        Some(row) => Outcome {
            effect: row.effect,
            certainty: row.certainty,
            words: row.words.clone(),
            source: row.source.clone(),
        },
        None => Outcome::unverified("What happens here is not documented."),
    }
}

/// Whether every credential of a binding is known to belong to another system.
pub fn is_foreign(binding: &Binding) -> bool {
    let mut credentials = binding.spots.iter().filter_map(|spot| spot.credential.as_ref()).peekable();
    credentials.peek().is_some() && credentials.all(|credential| credential.atlassian == Some(false))
}
