//! The way off under the quota, wave by wave.

use super::{Block, counted, money};
use crate::assessment::rows::PlanRow;
use crate::assessment::way::{Guard, Plan};
use crate::report::words::{self, label};

/// What each wave is.
pub(in crate::report) const WAVES: [(usize, &str); 4] = [
    (1, "First: takes no service account, and something stops or has"),
    (2, "Then: service accounts within the quota, and the seats that come back"),
    (3, "At leisure: takes no service account, and nothing stops"),
    (4, "Not yet: takes more service accounts than the quota has"),
];

/// Steps of a wave that are told in a terminal.
const TOLD: usize = 10;

pub(super) fn blocks(plan: &Plan, all: bool) -> Vec<Block> {
    let told = if all { usize::MAX } else { TOLD };
    let mut blocks = vec![Block::Title("The way off".to_owned()), Block::Text(quota(plan))];
    if plan.rows.is_empty() {
        blocks.push(Block::Text("Nothing to move was found.".to_owned()));
    }
    for (wave, title) in WAVES {
        let rows: Vec<&PlanRow> = plan.rows.iter().filter(|row| row.wave == wave).collect();
        if rows.is_empty() {
            continue;
        }
        blocks.push(Block::Heading(format!("{title} ({})", counted(rows.len() as u64, "step", "steps"))));
        for row in rows.iter().take(told) {
            blocks.push(Block::Text(head(row)));
            blocks.push(Block::Steps(row.steps.clone()));
        }
        if rows.len() > told {
            let more = counted((rows.len() - told) as u64, "more step", "more steps");
            blocks.push(Block::Text(format!("… and {more}: --format md, csv or json has all of them.")));
        }
    }
    blocks.push(Block::Heading("What each number of new service accounts gives".to_owned()));
    let rows = frontier(plan).into_iter().map(|point| {
        vec![
            point.service_accounts.to_string(),
            point.stops_removed.to_string(),
            point.findings_resolved.to_string(),
            point.seats_freed.to_string(),
            money(point.annual_saving.as_ref(), plan.currency.as_ref()),
        ]
    });
    blocks.push(Block::Table(
        vec![
            ("Made", true),
            ("no longer stop", true),
            ("findings resolved", true),
            ("seats back", true),
            ("a year", true),
        ],
        rows.collect(),
    ));
    if !plan.exact {
        blocks.push(Block::Text(
            "Seats were chosen by their average price here: the true prices have too many steps for so many accounts, so \
             another choice may be a little better."
                .to_owned(),
        ));
    }
    blocks.push(Block::Heading("Guard Standard, for its 250 service accounts".to_owned()));
    blocks.push(Block::Text(guard(&plan.guard, plan.currency.as_ref())));
    blocks
}

/// The points at which something changes, and those that can be had.
fn frontier(plan: &Plan) -> Vec<&crate::assessment::rows::FrontierRow> {
    let usual = [0, 1, 2, 3, 4, 5, 10, 20, 50, 100, 250, plan.quota.limit];
    let free = plan.quota.free;
    let shown = |n: u32| usual.contains(&n) || Some(n) == free || n as usize == plan.needed;
    plan.frontier.iter().filter(|point| shown(point.service_accounts)).collect()
}

pub(in crate::report) fn quota(plan: &Plan) -> String {
    let needed = counted(plan.needed as u64, "service account", "service accounts");
    let room = match (plan.quota.used, plan.quota.free) {
        (Some(used), Some(free)) => format!(
            "{used} of {} are in use, {} can still be made",
            plan.quota.limit,
            if free == 0 { "none".to_owned() } else { free.to_string() }
        ),
        _ => format!(
            "{} are allowed; how many are in use is not known, because their list could not be read",
            plan.quota.limit
        ),
    };
    let first = match plan.first {
        "cost" => "Where there is not room for all, what saves most comes first, then what stops.",
        _ => "Where there is not room for all, what stops comes first, then what saves most.",
    };
    format!("All of it takes {needed}; {room}. {first}")
}

fn head(row: &PlanRow) -> String {
    let to = match &row.service_account {
        Some(name) => format!("service account {name}"),
        None => label(words::REPLACEMENTS, row.replacement).to_owned(),
    };
    let mut text = format!("{}. {} -> {to}", row.order, row.account_name);
    let covers = row.covers.len() as u64;
    if covers > 0 {
        text.push_str(&format!(", {}", counted(covers, "thing", "things")));
    }
    if let Some(saving) = &row.annual_saving {
        text.push_str(&format!(", {} a year", money(Some(saving), row.currency.as_ref())));
    }
    if let Some(blocked) = &row.blocked_by {
        text.push_str(&format!(" [blocked: {blocked}]"));
    }
    text
}

pub(in crate::report) fn guard(guard: &Guard, currency: Option<&String>) -> String {
    let charged = match guard.billable {
        Some(n) => format!("It would be charged for {}", counted(n, "account", "accounts")),
        None => "For how many accounts it would be charged is not known".to_owned(),
    };
    let price = match &guard.price {
        Some(price) => format!(", {} a year", money(Some(price), currency)),
        None => String::new(),
    };
    let saving = match &guard.annual_saving {
        Some(saving) => {
            format!("; its further service accounts would save {}", money(Some(saving), currency))
        }
        None => String::new(),
    };
    let verdict = match (guard.pays, &guard.pays_below) {
        (Some(true), _) => "It pays for itself here.".to_owned(),
        (Some(false), Some(below)) => format!(
            "It does not pay for itself here: it would below {} for an account and month.",
            money(Some(below), currency)
        ),
        (Some(false), None) => "It does not pay for itself here at any price.".to_owned(),
        (None, Some(below)) => {
            format!("It pays for itself below {} for an account and month.", money(Some(below), currency))
        }
        (None, None) => "Whether it pays for itself cannot be told.".to_owned(),
    };
    format!("{charged}{price}{saving}. {verdict} ({})", guard.note)
}
