//! The truth about Jira's objects, noted while they are made.

use crate::sandbox::account::Account;
use crate::sandbox::steps::Whom;
use crate::sandbox::truth::TrueBinding;

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
pub(super) struct Ledger(Vec<TrueBinding>);

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
        let row = TrueBinding {
            kind: thing.kind.to_owned(),
            native_id: thing.id.to_owned(),
            name: thing.name.to_owned(),
            container: thing.container.to_owned(),
            state: thing.state.to_owned(),
            role: role.to_owned(),
            account_id: account_id.to_owned(),
            account_name: account_name.to_owned(),
        };
        if !self.0.contains(&row) {
            self.0.push(row);
        }
    }

    pub(super) fn into_bindings(self) -> Vec<TrueBinding> {
        self.0
    }
}
