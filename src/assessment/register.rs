//! Who answers for the accounts that are nobody's: the inventory that CIS 5.5 asks for.

use std::collections::BTreeSet;

use super::rows::{AccountRow, RegisterRow};
use super::tables::Tables;
use crate::audit::REGISTER_INCOMPLETE;
use crate::estate::AccountId;
use crate::identity::Class;

/// Every service account and robot, and every other account that has an entry, by its standing and then by name:
/// what is to be done comes first.
pub(super) fn register(tables: &Tables<'_>, accounts: &[AccountRow]) -> Vec<RegisterRow> {
    let incomplete: BTreeSet<&AccountId> = tables
        .findings
        .iter()
        .filter(|finding| finding.check == REGISTER_INCOMPLETE)
        .filter_map(|finding| finding.account.as_ref())
        .collect();
    let rows = accounts.iter().cloned().zip(tables.estate.accounts.values());
    let mut rows: Vec<RegisterRow> = rows
        .filter_map(|(row, account)| {
            let entry = tables.registered(account);
            let class = tables.verdicts[&account.id].class;
            if entry.is_none() && !matches!(class, Class::ServiceAccount | Class::Robot) {
                return None;
            }
            let review_by = entry.and_then(|entry| entry.review_by);
            let whole = entry.is_some_and(|entry| entry.purpose.is_some() && review_by.is_some());
            let standing = match (whole, review_by.is_some_and(|day| day < tables.as_of.date_naive())) {
                (_, true) => "review-due",
                (true, false) => "on-record",
                (false, _) if account.state.is_gone() => "switched-off",
                (false, _) if incomplete.contains(&account.id) || entry.is_some() => "incomplete",
                (false, _) => "a-guess",
            };
            Some(RegisterRow {
                account_id: row.account_id,
                name: row.name,
                email: row.email,
                class: row.class,
                confidence: row.confidence,
                state: row.state,
                owner: row.owner,
                purpose: row.purpose,
                review_by: row.review_by,
                standing,
                touchpoints: row.touchpoints,
                stops_if_deactivated: row.stops_if_deactivated,
                last_active: row.last_active,
            })
        })
        .collect();
    let order = ["review-due", "incomplete", "a-guess", "on-record", "switched-off"];
    let place = |row: &RegisterRow| order.iter().position(|standing| *standing == row.standing);
    rows.sort_by(|a, b| (place(a), &a.name, &a.account_id).cmp(&(place(b), &b.name, &b.account_id)));
    rows
}
