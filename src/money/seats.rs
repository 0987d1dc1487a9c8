//! Who holds a seat by what, and what taking it away takes along.

use std::collections::{BTreeMap, BTreeSet};

use crate::atlassian::is_billed_product;
use crate::estate::{Account, Estate, Group, State};
use crate::identity::{Class, Confidence, Verdict};

/// How an account came to a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Groups that give it, by name; empty where none was seen.
    pub groups: Vec<String>,
    /// How sure it is that it holds the seat, and by these groups.
    pub sure: Confidence,
    /// What taking it away takes, in words.
    pub removal: String,
}

/// Whether an account is a robot beyond mere suspicion, and billed: who is suspended, deactivated or deleted is not.
pub fn is_robot(account: &Account, verdict: &Verdict) -> bool {
    verdict.class == Class::Robot && verdict.confidence != Confidence::Low && account.state == State::Active
}

/// Groups by name: what each grants, and how many are in it.
pub(super) struct Groups<'a> {
    known: BTreeMap<&'a str, Vec<&'a Group>>,
    /// Products of the groups of Jira's own application roles.
    of_roles: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Groups<'a> {
    pub(super) fn of(estate: &'a Estate) -> Groups<'a> {
        let mut known: BTreeMap<&str, Vec<&Group>> = BTreeMap::new();
        for group in &estate.context.groups {
            known.entry(&group.name).or_default().push(group);
        }
        let mut of_roles: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for role in &estate.context.application_roles {
            for group in &role.groups {
                of_roles.entry(group).or_default().insert(&role.product);
            }
        }
        Groups { known, of_roles }
    }

    /// Products in which a group gives a seat that is paid for.
    fn gives(&self, name: &str) -> BTreeSet<&'a str> {
        let groups = self.known.get(name).into_iter().flatten();
        let granted = groups.flat_map(|group| &group.grants).filter(|grant| {
            // The other roles on a product are not billed, by their own description.
            matches!(grant.role.rsplit('/').next(), Some("user" | "admin"))
        });
        let granted = granted.map(|grant| grant.product.as_str());
        granted.chain(self.of_roles.get(name).into_iter().flatten().copied()).collect()
    }

    fn members(&self, name: &str) -> Option<u64> {
        self.known.get(name)?.iter().filter_map(|group| group.users).max()
    }

    /// How an account came to its seat in a product.
    pub(super) fn way(&self, account: &Account, product: &str) -> Way {
        let by_role = account.seat_groups.get(product).into_iter().flatten().map(String::as_str);
        let by_grant =
            account.groups.iter().map(String::as_str).filter(|name| self.gives(name).contains(product));
        let groups: BTreeSet<&str> = by_role.chain(by_grant).collect();
        let removal = match groups.len() {
            0 => "no group that gives it was seen: take the product away from the account itself, under Directory, \
                  Users; if it is not there, a group that could not be read gives it"
                .to_owned(),
            1 => format!("take it out of the group {}", self.told(&groups, product)),
            _ => format!("take it out of all of the groups {}", self.told(&groups, product)),
        };
        let sure = if groups.is_empty() { Confidence::Medium } else { Confidence::High };
        Way { groups: groups.into_iter().map(str::to_owned).collect(), sure, removal }
    }

    fn told(&self, groups: &BTreeSet<&str>, product: &str) -> String {
        let told = groups.iter().map(|name| {
            let mut also: Vec<&str> =
                self.gives(name).into_iter().filter(|other| *other != product).collect();
            also.retain(|other| is_billed_product(other));
            let others = self.members(name).map(|users| users.saturating_sub(1));
            let mut facts = Vec::new();
            if !also.is_empty() {
                facts.push(format!("which gives it {} as well", also.join(" and ")));
            }
            match others {
                Some(0) => facts.push("nobody else is in it".to_owned()),
                Some(n) => facts.push(format!("its {n} other members keep theirs")),
                None => {}
            }
            if facts.is_empty() {
                format!("\"{name}\"")
            } else {
                format!("\"{name}\" ({})", facts.join("; "))
            }
        });
        told.collect::<Vec<_>>().join(" and ")
    }
}
