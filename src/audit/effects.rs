//! What happens to a touchpoint when its account goes: a table of facts with their certainty and source.
//!
//! The table is data, `effects.csv`; nothing in the program says more about an effect than its row does. Most rows
//! say what the departure of an account does to what it holds. The others say what the effect on one thing does to
//! another that needs it: their role is the relation, their state the effect on the thing that is needed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::estate::{Account, Binding, Estate, Kind, Relation, Role, State, Who};

/// How an account goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// It is switched off and keeps its name.
    Deactivate,
    /// It is closed for good, and takes its filters and dashboards along.
    Delete,
}

impl When {
    /// The word on the command line and in files.
    pub fn word(self) -> &'static str {
        match self {
            When::Deactivate => "deactivate",
            When::Delete => "delete",
        }
    }

    /// What the account is afterwards, in the words of the table.
    pub fn state(self) -> &'static str {
        match self {
            When::Deactivate => "deactivated",
            When::Delete => "deleted",
        }
    }
}

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
    /// All of them, in the order in which a person is told of them.
    pub const ALL: [Effect; 6] = [
        Effect::Stops,
        Effect::StopsSilently,
        Effect::Degrades,
        Effect::LosesOwner,
        Effect::Survives,
        Effect::Unverified,
    ];

    /// How bad it is: where a thing is held in several ways, the worst decides. What nobody can say is worse than
    /// what is known to work on, and less than what is known to break.
    pub fn weight(self) -> u8 {
        match self {
            Effect::Survives => 0,
            Effect::LosesOwner => 1,
            Effect::Unverified => 2,
            Effect::Degrades => 3,
            Effect::Stops => 4,
            Effect::StopsSilently => 5,
        }
    }

    /// Whether something no longer works as it did.
    pub fn breaks(self) -> bool {
        matches!(self, Effect::Stops | Effect::StopsSilently | Effect::Degrades)
    }

    /// Whether it no longer works at all.
    pub fn stops(self) -> bool {
        matches!(self, Effect::Stops | Effect::StopsSilently)
    }

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
    /// Role of the account; else how the thing needs another.
    pub role: String,
    /// `deactivated` or `deleted`; else what happens to the other.
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

impl From<&Row> for Outcome {
    fn from(row: &Row) -> Outcome {
        Outcome {
            effect: row.effect,
            certainty: row.certainty,
            words: row.words.clone(),
            source: row.source.clone(),
        }
    }
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

/// Both halves of the table.
struct Tables {
    holders: Vec<Row>,
    needs: Vec<Row>,
}

fn tables() -> &'static Tables {
    static TABLES: LazyLock<Tables> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "the table is part of the program, and a test reads it whole")]
        let rows = read(include_str!("effects.csv")).expect("effects.csv is a table of effects");
        let (needs, holders) = rows.into_iter().partition(|row| Relation::from_word(&row.role).is_some());
        Tables { holders, needs }
    });
    &TABLES
}

/// Reads a table of effects, and holds it to what a table must be: every row about a kind and role that there are,
/// no case twice, every case in both states, unverified where and only where nothing is known.
///
/// # Errors
/// What is wrong with which row, in words.
pub fn read(text: &str) -> Result<Vec<Row>, String> {
    let rows: Vec<Row> = csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    let cases: BTreeSet<[&str; 3]> = rows.iter().map(Row::case).collect();
    let mut seen = BTreeSet::new();
    for row in &rows {
        let at = || format!("{} · {} · {}", row.kind, row.role, row.state);
        let wrong = |what: &str| Err(format!("{}: {what}", at()));
        if !seen.insert(row.case()) {
            return wrong("stands twice");
        }
        if (row.effect == Effect::Unverified) != (row.certainty == Certainty::Unknown) {
            return wrong("is unverified without being unknown, or unknown without being unverified");
        }
        if matches!(row.certainty, Certainty::Documented | Certainty::Reported) && row.source.is_empty() {
            return wrong("says that it is documented or reported, and not where");
        }
        if !row.words.ends_with('.') {
            return wrong("does not say in a sentence what happens");
        }
        if Relation::from_word(&row.role).is_some() {
            if Kind::from_word(&row.kind).is_none() {
                return wrong("is about no kind of touchpoint");
            }
            if !Effect::ALL.iter().any(|effect| effect.word() == row.state) {
                return wrong("does not begin with an effect");
            }
            continue;
        }
        let other = match row.state.as_str() {
            "deactivated" => "deleted",
            "deleted" => "deactivated",
            _ => return wrong("is about a state that is neither deactivated nor deleted"),
        };
        if !Role::ALL.iter().any(|role| role.word() == row.role) {
            return wrong("is about no role");
        }
        if !cases.contains(&[row.kind.as_str(), row.role.as_str(), other]) {
            return wrong("says nothing of the other state");
        }
    }
    Ok(rows)
}

impl Row {
    fn case(&self) -> [&str; 3] {
        [&self.kind, &self.role, &self.state]
    }
}

/// Every row about what an account holds, in the order of the file.
pub fn table() -> &'static [Row] {
    &tables().holders
}

/// Every row about what needs another thing, in the order of the file.
pub fn knock_ons() -> &'static [Row] {
    &tables().needs
}

/// The row for a kind of touchpoint, a role and a state.
pub fn row(kind: &str, role: &str, state: &str) -> Option<&'static Row> {
    type Index = BTreeMap<(&'static str, &'static str, &'static str), &'static Row>;
    static INDEX: LazyLock<Index> = LazyLock::new(|| {
        table().iter().map(|row| ((row.kind.as_str(), row.role.as_str(), row.state.as_str()), row)).collect()
    });
    INDEX.iter().find(|(key, _)| **key == (kind, role, state)).map(|(_, row)| *row)
}

/// What happens to a thing of this kind that needs another, on which this effect is: nothing where the table does not
/// say so.
pub fn knock_on(kind: Kind, relation: Relation, effect: Effect) -> Option<Outcome> {
    // What is silent there is as much a stop here, and of what works in part nobody can say if this part is needed.
    let state = match effect {
        Effect::Stops | Effect::StopsSilently => Effect::Stops,
        Effect::Degrades | Effect::Unverified => Effect::Unverified,
        Effect::LosesOwner | Effect::Survives => return None,
    };
    let wanted = [kind.word(), relation.word(), state.word()];
    knock_ons().iter().find(|row| row.case() == wanted).map(Outcome::from)
}

/// What happens to a binding's touchpoint when its account goes in this way, whatever it is today; a deleted account
/// stays deleted. `None` where no account holds the touchpoint, so that none can go.
pub fn of_departure(estate: &Estate, binding: &Binding, when: When) -> Option<Outcome> {
    let id = binding.who.account().filter(|id| !id.is_built_in())?;
    let deleted = estate.known_account(id).is_some_and(|account| account.state == State::Deleted);
    let state = if deleted || when == When::Delete { State::Deleted } else { State::Deactivated };
    Some(of_account(estate, binding, state))
}

/// What happens to a binding's touchpoint when its account is switched off, or has happened where the
/// account is gone already. `None` where no account holds the touchpoint, so that none can go.
pub fn of_binding(estate: &Estate, binding: &Binding) -> Option<Outcome> {
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
            Some(of_account(estate, binding, state))
        }
    }
}

fn of_account(estate: &Estate, binding: &Binding, state: State) -> Outcome {
    let touchpoint = estate.touchpoint_of(binding);
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
    let private = touchpoint.board().is_some_and(|board| board.filter_shared == Some(false));
    if touchpoint.kind == Kind::BoardFilter && state == "deactivated" && private {
        return Outcome::unverified(
            "The filter behind the board is private to this account; whether the board goes on showing what it \
             finds is not documented.",
        );
    }
    match row(touchpoint.kind.word(), binding.role.word(), state) {
        Some(row) => Outcome::from(row),
        None => Outcome::unverified("What happens here is not documented."),
    }
}

/// Whether every credential of a binding is known to belong to another system.
pub fn is_foreign(binding: &Binding) -> bool {
    let mut credentials = binding.spots.iter().filter_map(|spot| spot.credential.as_ref()).peekable();
    credentials.peek().is_some() && credentials.all(|credential| credential.atlassian == Some(false))
}
