//! What should hold a touchpoint instead, and in which order to act: a table of ways, `ways.csv`, one row a kind and
//! role; for what needs another thing the role is the relation, as in the table of effects.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::audit::Replacement;

/// When in an off-boarding something is done. The order is that of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// While the person is there to be asked.
    Ask,
    /// Before the account goes: what would stop.
    Move,
    /// After that, because handing a rule over leaves its connections behind.
    Connect,
    /// Before the account is deleted: what would be lost or left to nobody.
    HandOver,
    /// Whenever there is time.
    Tidy,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Stage; 5] = [Stage::Ask, Stage::Move, Stage::Connect, Stage::HandOver, Stage::Tidy];

    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Ask => "ask",
            Stage::Move => "move",
            Stage::Connect => "connect",
            Stage::HandOver => "hand-over",
            Stage::Tidy => "tidy",
        }
    }

    /// What it is called in a report.
    pub fn title(self) -> &'static str {
        match self {
            Stage::Ask => "Ask while they are there, and replace their credentials",
            Stage::Move => "Move what would stop",
            Stage::Connect => "Make connections anew",
            Stage::HandOver => "Hand over what they own",
            Stage::Tidy => "Tidy up",
        }
    }
}

/// A way off.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Way {
    /// Kind of touchpoint.
    pub kind: String,
    /// Role of the account; else how the thing needs another.
    pub role: String,
    /// What should hold it instead.
    pub replacement: Replacement,
    /// When.
    pub stage: Stage,
    /// What to do.
    #[serde(rename = "do")]
    pub act: String,
    /// Where that is said; empty where it is said nowhere.
    pub source: String,
}

/// Every way, in the order of the file.
pub fn table() -> &'static [Way] {
    static TABLE: LazyLock<Vec<Way>> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "the table is part of the program, and a test reads it whole")]
        csv::Reader::from_reader(include_str!("ways.csv").as_bytes())
            .deserialize()
            .collect::<Result<_, _>>()
            .expect("ways.csv is a table of ways")
    });
    &TABLE
}

/// The way off for a kind of touchpoint and a role or relation.
pub fn way(kind: &str, role: &str) -> Option<&'static Way> {
    table().iter().find(|way| way.kind == kind && way.role == role)
}
