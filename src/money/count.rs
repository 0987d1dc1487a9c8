//! How many seats of a product are billed, by whoever tells.

use std::collections::{BTreeMap, BTreeSet};

use super::subscription::Count;
use crate::estate::{Estate, Workspace};
use crate::snapshot::Status;

/// What is told of a product's seats.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// Who tells of how many users that count, the best first.
    pub users: Vec<(String, u64)>,
    /// What the sites are licensed for.
    pub capacity: Option<u64>,
    /// Accounts that were seen to hold one.
    seen: u64,
    /// Whether the directory was read whole.
    all_seen: bool,
}

impl Told {
    /// What is told of a product, on one site or on all; `seen` accounts hold a seat of it.
    pub(super) fn of(estate: &Estate, product: &str, site: Option<&str>, seen: usize) -> Told {
        let at = |host: &str| site.is_none_or(|site| host_of(host) == site);
        let context = &estate.context;
        let roles =
            || context.application_roles.iter().filter(|role| role.product == product && at(&role.site));
        let users = sum(roles().map(|role| (host_of(&role.site), role.users)));
        let counts = context.licence_counts.iter();
        let counts = counts.filter(|count| count.product.as_deref() == Some(product) && at(&count.site));
        let approximate = sum(counts.map(|count| (host_of(&count.site), Some(count.users))));
        let mut read = estate.coverage.iter().filter(|row| row.place.surface == "org.users").peekable();
        let all_seen = read.peek().is_some() && read.all(|row| row.status == Status::Complete);
        let seen = seen as u64;
        let told = [
            (format!("{product} itself counts"), users),
            ("the approximate count of licences, up to a week old, says".to_owned(), approximate),
            ("the directory shows".to_owned(), Some(seen).filter(|_| all_seen)),
        ];
        let workspaces = context.workspaces.iter().filter(|one| one.product == product && !one.sandbox);
        let workspaces = workspaces.filter(|one| one.host.as_deref().is_none_or(at));
        let host = |one: &Workspace| one.host.as_deref().map(host_of).unwrap_or_default();
        let capacity = sum(workspaces.map(|one| (host(one), one.capacity)));
        Told {
            users: told.into_iter().filter_map(|(who, number)| Some((who, number?))).collect(),
            capacity: capacity.or(sum(roles().map(|role| (host_of(&role.site), role.seats)))),
            seen,
            all_seen,
        }
    }

    /// The number that counts: the best that is told, else at least so many as were seen.
    pub(super) fn count(&self) -> Count {
        match self.users.first() {
            Some((who, number)) => {
                Count { seats: u32::try_from(*number).ok(), whole: true, source: format!("{who} {number}") }
            }
            None if self.seen > 0 => Count {
                seats: u32::try_from(self.seen).ok(),
                whole: false,
                source: "accounts that were seen, which need not be all".to_owned(),
            },
            None => Count { seats: None, whole: false, source: "nothing that was read tells".to_owned() },
        }
    }

    /// Whether all accounts were seen.
    pub(super) fn is_whole(&self) -> bool {
        self.all_seen
    }

    /// Whether nothing shows that there is such a product.
    pub(super) fn is_nothing(&self) -> bool {
        self.users.iter().all(|(_, number)| *number == 0) && self.capacity.is_none() && self.seen == 0
    }
}

/// The sum over sites. Jira of old names counts the same people under two keys: within a site the larger number is all
/// of them.
fn sum(numbers: impl Iterator<Item = (String, Option<u64>)>) -> Option<u64> {
    let mut by_site: BTreeMap<String, Option<u64>> = BTreeMap::new();
    for (host, number) in numbers {
        let known = by_site.entry(host).or_default();
        *known = (*known).max(number);
    }
    if by_site.is_empty() { None } else { by_site.into_values().sum() }
}

/// Hosts of the sites that have a product, sandboxes apart.
pub(super) fn sites(estate: &Estate, product: &str) -> BTreeSet<String> {
    let workspaces = estate.context.workspaces.iter();
    let here = workspaces
        .filter(|one| one.product == product && !one.sandbox && one.status.as_deref() != Some("deprecated"));
    let hosts = here.filter_map(|one| Some(host_of(one.host.as_deref()?)));
    let roles = estate.context.application_roles.iter().filter(|role| role.product == product);
    hosts.chain(roles.map(|role| host_of(&role.site))).collect()
}

/// The host of an address.
pub(super) fn host_of(address: &str) -> String {
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    bare.split('/').next().unwrap_or(bare).to_lowercase()
}
