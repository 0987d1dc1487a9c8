//! The truth about Jira's objects, noted while they are made.

use crate::sandbox::account::Account;
use crate::sandbox::steps::Whom;
use crate::sandbox::truth::TrueBinding;
use std::collections::BTreeSet;

/// A touchpoint as its row names it.
pub(super) struct Thing<'a> {
    pub kind: &'a str,
    pub id: &'a str,
    pub name: &'a str,
    pub container: &'a str,
    pub state: &'a str,
}

/// Every binding so far; the same one twice is one.
#[derive(Default)]
pub(super) struct Ledger {
    rows: Vec<TrueBinding>,
    seen: BTreeSet<[String; 4]>,
}

impl Ledger {
    pub(super) fn bind(&mut self, thing: &Thing<'_>, role: &str, who: &Account) {
        self.bind_whom(thing, role, &who.into());
    }

    /// Whoever has no account here stands for themselves, under their address.
    pub(super) fn bind_whom(&mut self, thing: &Thing<'_>, role: &str, whom: &Whom) {
        let (account_id, account_name) = match whom {
            Whom::Account { id, name } => (id.as_str(), name.as_str()),
            Whom::Address(address) => ("", address.as_str()),
            Whom::Unknown => ("", "unknown"),
        };
        let who = if account_id.is_empty() { account_name } else { account_id };
        if !self.seen.insert([thing.kind, thing.id, role, who].map(str::to_owned)) {
            return;
        }
        self.rows.push(TrueBinding {
            kind: thing.kind.to_owned(),
            native_id: thing.id.to_owned(),
            name: thing.name.to_owned(),
            container: thing.container.to_owned(),
            state: thing.state.to_owned(),
            role: role.to_owned(),
            account_id: account_id.to_owned(),
            account_name: account_name.to_owned(),
        });
    }

    pub(super) fn into_bindings(self) -> Vec<TrueBinding> {
        self.rows
    }
}
