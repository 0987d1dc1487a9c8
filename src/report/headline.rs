//! The three answers of the first screen: to the auditor, to the administrator, to the buyer.

use super::money::{counted, grouped, money};
use crate::assessment::Assessment;
use crate::assessment::key_people::KeyPeople;

/// A question that somebody opens the report with, and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headline {
    /// The question.
    pub(super) question: &'static str,
    /// The answer as one figure; `?` where it is not known, which is not none.
    pub(super) figure: String,
    /// What the figure counts, in a sentence.
    pub(super) says: String,
    /// How it was at the snapshot before; empty where there is none to compare with.
    pub(super) trend: String,
    /// Where the page goes on with it.
    pub(super) view: &'static str,
}

/// The three answers.
pub(super) fn headlines(assessment: &Assessment) -> [Headline; 3] {
    [share(assessment), top(assessment), cost(assessment)]
}

/// A part of a whole, in whole percent, rounded half up.
fn percent(part: usize, whole: usize) -> usize {
    (part * 100 + whole / 2) / whole.max(1)
}

fn share(assessment: &Assessment) -> Headline {
    let (figure, says, trend) = match &assessment.key_people {
        None => ("?".to_owned(), "Not known, because no rules could be read.".to_owned(), String::new()),
        Some(people) if people.integrations == 0 => {
            ("none".to_owned(), "No live integration was seen.".to_owned(), trend(people))
        }
        Some(people) => (
            format!("{} %", percent(people.at_risk, people.integrations)),
            format!(
                "{} of {} stop or may stop with the accounts of people and dummy users.",
                grouped(&people.at_risk.to_string()),
                counted(people.integrations as u64, "live integration", "live integrations"),
            ),
            trend(people),
        ),
    };
    Headline { question: "How much hangs on accounts that can go?", figure, says, trend, view: "people" }
}

fn trend(people: &KeyPeople) -> String {
    let Some(before) = &people.before else { return String::new() };
    let since = before.since.as_deref().and_then(|time| time.get(..10)).unwrap_or("the snapshot before");
    if before.integrations == 0 {
        return format!("No live integration was seen on {since}.");
    }
    let then = percent(before.at_risk, before.integrations);
    let turn = match percent(people.at_risk, people.integrations.max(1)) {
        now if now > then => format!("up by {} points", now - then),
        now if now < then => format!("down by {} points", then - now),
        _ => "no change".to_owned(),
    };
    format!("{turn} since {since}: then {then} % ({} of {})", before.at_risk, before.integrations)
}

fn top(assessment: &Assessment) -> Headline {
    let question = "What stops if the top holder leaves?";
    let (figure, says) = match assessment.key_people.as_ref().map(|people| people.people.first()) {
        None => ("?".to_owned(), "Not known, because no rules could be read.".to_owned()),
        Some(None) => ("none".to_owned(), "No live integration is known to hang on an account.".to_owned()),
        Some(Some(top)) => {
            let stops = top.stops + top.stops_silently;
            let mut says = format!(
                "{} {} with {}",
                counted(stops as u64, "live integration", "live integrations"),
                if stops == 1 { "stops" } else { "stop" },
                top.name
            );
            match top.stops_silently {
                0 => {}
                silent if silent == stops => says.push_str(", without a sign"),
                silent => says.push_str(&format!(", {silent} of them without a sign")),
            }
            if top.unverified > 0 {
                says.push_str(&format!("; of {} more Atlassian does not say", top.unverified));
            }
            says.push('.');
            (grouped(&stops.to_string()), says)
        }
    };
    Headline { question, figure, says, trend: String::new(), view: "people" }
}

fn cost(assessment: &Assessment) -> Headline {
    let savings = &assessment.savings;
    let (totals, currency) = (&savings.totals, savings.currency.as_ref());
    let seats = assessment.summary.robot_seats;
    let robots = assessment.summary.robots_with_seats.unwrap_or_default() as u64;
    let (figure, says) = match (seats, &totals.annual_list_cost, currency) {
        (None, ..) => ("?".to_owned(), "Not known: nothing that was read tells of seats.".to_owned()),
        (Some(0), ..) => ("0".to_owned(), "No robot was seen to hold a paid seat.".to_owned()),
        (Some(seats), Some(cost), Some(_)) => {
            let goes = totals.realisable_at_renewal.as_ref();
            let at_once = totals.realisable_now.as_ref();
            (
                money(Some(cost), currency),
                format!(
                    "A year of list value for {} held by {}. Of that, {} would leave the invoices by the next renewals, {} at once.",
                    counted(seats as u64, "paid seat", "paid seats"),
                    counted(robots, "robot", "robots"),
                    money(goes, currency),
                    money(at_once, currency),
                ),
            )
        }
        (Some(seats), ..) => (
            counted(seats as u64, "seat", "seats"),
            format!(
                "Held by {}; what they cost is not known: give a [[licence]] in the configuration.",
                counted(robots, "robot", "robots")
            ),
        ),
    };
    let trend = match (&assessment.changes, &savings.totals.annual_list_cost) {
        (Some(changes), Some(now)) if changes.currency_before == savings.currency => {
            match &changes.savings_before.annual_list_cost {
                Some(then) if then == now => "as much as at the snapshot before".to_owned(),
                Some(then) => format!("{} at the snapshot before", money(Some(then), currency)),
                None => String::new(),
            }
        }
        _ => String::new(),
    };
    Headline { question: "What do robots cost?", figure, says, trend, view: "cost" }
}
