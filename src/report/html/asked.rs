//! The questions on the first page, each with what either answer changes and what to write down.

use serde::Serialize;

use super::super::text::entry_as_toml;
use super::page::{counted, encoded, harmless};
use crate::assessment::Assessment;
use crate::assessment::rows::QuestionRow;
use crate::report::words::{self, label};

/// So many of its reasons an account is shown with.
const REASONS: usize = 3;

/// The questions, and in words how many there are beside them.
#[derive(Serialize)]
pub(super) struct Asked {
    rows: Vec<Question>,
    more: String,
}

#[derive(Serialize)]
struct Question {
    href: String,
    name: String,
    /// What else tells which account is meant; empty where the name is all.
    email: String,
    guess: String,
    reasons: Vec<String>,
    if_robot: String,
    if_person: String,
    /// What goes into a list of the configuration, quoted as it is written there.
    entry: String,
}

impl Asked {
    /// `None` where there is no question.
    pub(super) fn of(assessment: &Assessment) -> Option<Asked> {
        let more = match assessment.questions_left {
            0 => String::new(),
            n => counted(n, "more account is", "more accounts are"),
        };
        let rows: Vec<Question> = assessment.questions.iter().map(question).collect();
        (!rows.is_empty()).then_some(Asked { rows, more })
    }
}

fn question(row: &QuestionRow) -> Question {
    let class = label(words::CLASSES, row.guess).to_lowercase();
    Question {
        href: format!("#account={}", encoded(&row.account_id)),
        name: harmless(row.title()),
        email: row.email.as_deref().filter(|email| *email != row.title()).map_or(String::new(), harmless),
        guess: match row.guess {
            "unknown" => "Nothing tells what it is".to_owned(),
            _ => format!("Taken for a {class} ({})", label(words::CONFIDENCES, row.confidence)),
        },
        reasons: row.reasons.iter().take(REASONS).map(|reason| harmless(reason)).collect(),
        if_robot: harmless(&row.if_robot),
        if_person: harmless(&row.if_person),
        entry: harmless(&entry_as_toml(row)),
    }
}
