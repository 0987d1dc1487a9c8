//! Confluence's groups and who is in them. A group outlives its members, so nothing that hangs on one hangs on
//! an account.

use crate::sandbox::account::Account;
use crate::sandbox::rule::Stage;
use std::collections::BTreeSet;

/// Everybody who may use Confluence.
pub(super) const USERS: &str = "confluence-users-acme";
/// Those who may change its settings.
pub(super) const ADMINS: &str = "confluence-admins-acme";
pub(super) const WRITERS: &str = "documentation-team";
pub(super) const RELEASES: &str = "release-managers";

/// Name, access level, and the members by hand; in `USERS` they come from the seats.
const GROUPS: &[(&str, &str, &[&str])] = &[
    (ADMINS, "admin", &["ada", "pia"]),
    (USERS, "user", &[]),
    (WRITERS, "", &["pia", "mia", "wikisync"]),
    // A leaver and a switched-off robot stay members.
    (RELEASES, "", &["ben", "dan", "deploybot"]),
    ("site-admins", "site-admin", &["ada"]),
];

pub(super) struct Group {
    pub id: String,
    pub name: &'static str,
    /// `user`, `admin` or `site-admin`; empty for one that opens nothing by itself.
    pub access: &'static str,
    /// Account ids.
    pub members: BTreeSet<String>,
}

/// All groups, by name as the API orders them.
pub(super) fn groups(stage: &Stage<'_>) -> Vec<Group> {
    let mut dice = stage.dice.fork("confluence groups");
    GROUPS
        .iter()
        .map(|&(name, access, members)| Group {
            id: dice.uuid('4'),
            name,
            access,
            members: match name {
                USERS => stage.accounts.iter().filter(|a| has_seat(a)).map(|a| a.id.clone()).collect(),
                _ => members.iter().map(|handle| stage.who(handle).id.clone()).collect(),
            },
        })
        .collect()
}

fn has_seat(account: &Account) -> bool {
    account.seats.iter().any(|seat| seat.key == "confluence")
}
