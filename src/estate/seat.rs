//! Reading who holds a seat in Jira by which group, and what a group makes somebody an administrator of.

use std::collections::{BTreeMap, BTreeSet};

use super::account::{Source, State};
use super::context::{ApplicationRole, LicenceCount};
use super::{Account, Estate};
use crate::atlassian::people::JiraUser;
use crate::atlassian::seats::{self, Group};
use crate::atlassian::{product_name, scalar, text};
use crate::snapshot::{Record, Snapshot, SnapshotError, record};

/// Products by the site and the id or name of a group that grants a seat in them.
type Grants = BTreeMap<(String, String), BTreeSet<String>>;

/// Reads products, their counts, and the members of the groups that grant a seat.
pub(super) fn read(estate: &mut Estate, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    let mut grants = Grants::new();
    for record in estate.newest(snapshot, record::APPLICATION_ROLE)? {
        product(estate, record, &mut grants);
    }
    for record in estate.newest(snapshot, record::LICENCE_COUNT)? {
        count(estate, record);
    }
    let mut members = snapshot.records(record::GROUP_MEMBER)?;
    members.sort_by(|a, b| (&a.place, &a.key).cmp(&(&b.place, &b.key)));
    for record in members {
        member(estate, record, &grants);
    }
    estate.accounts.values_mut().for_each(settle);
    Ok(())
}

fn product(estate: &mut Estate, record: Record, grants: &mut Grants) {
    let role = seats::ApplicationRole(&record.body);
    let Some(key) = role.key() else {
        return estate.gap(&record, "the product has no key, so whose seats these are is not known");
    };
    let product = product_name(key);
    let site = &record.place.site;
    let groups = role.groups();
    for Group { id, name } in &groups {
        for group in id.iter().chain(name) {
            grants.entry((site.clone(), group.clone())).or_default().insert(product.clone());
        }
    }
    estate.context.application_roles.push(ApplicationRole {
        product,
        site: site.clone(),
        seats: role.seats(),
        remaining: role.remaining(),
        users: role.users(),
        groups: groups.into_iter().filter_map(|group| group.name.or(group.id)).collect(),
    });
}

fn count(estate: &mut Estate, record: Record) {
    let users = scalar(&record.body, "value").and_then(|value| value.parse().ok());
    let Some(users) = users else {
        return estate.gap(&record, "the count of licensed users is no number");
    };
    let product = text(&record.body, "product").map(product_name);
    estate.context.licence_counts.push(LicenceCount { product, site: record.place.site, users });
}

fn member(estate: &mut Estate, record: Record, grants: &Grants) {
    let user = JiraUser(&record.body["member"]);
    let group = text(&record.body, "groupName").or_else(|| text(&record.body, "groupId"));
    let (Some(id), Some(group)) = (user.id(), group) else {
        return estate.gap(&record, "a member without a usable account id, or of a group without a name");
    };
    let keys = [scalar(&record.body, "groupId"), Some(group.to_owned())];
    let products = keys.into_iter().flatten().find_map(|key| grants.get(&(record.place.site.clone(), key)));
    estate.meet(&record.body["member"]);
    let account = estate.account(id);
    account.learn_type(user.account_type(), Source::Jira);
    account.groups.insert(group.to_owned());
    // Apps and portal customers in a group take no seat, and neither does who is switched off.
    if user.active() == Some(false) || account.account_type.as_deref() != Some("atlassian") {
        return;
    }
    for product in products.into_iter().flatten() {
        account.seat_groups.entry(product.clone()).or_default().insert(group.to_owned());
    }
}

/// Holds what the groups of an account grant against what the directory says. That groups grant nothing proves
/// nothing: members of nested groups may be missing from the lists.
fn settle(account: &mut Account) {
    if matches!(account.state, State::Suspended | State::Deactivated | State::Deleted) {
        return;
    }
    let Some(seats) = &account.seats else {
        if !account.seat_groups.is_empty() {
            let granted = account.seat_groups.keys().map(|product| (product.clone(), Default::default()));
            account.seats = Some(granted.collect());
        }
        return;
    };
    for (product, groups) in &account.seat_groups {
        if !seats.contains_key(product) {
            let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
            account.conflicts.push(format!(
                "Jira says that it holds a seat in {product} by the group {}, the organisation's directory knows \
                 of none; the directory counts",
                groups.join(", ")
            ));
        }
    }
}

/// Notes what accounts administer by the groups they are in, once all groups are known: what the organisation says
/// that a group grants, else what its name says.
pub(super) fn administrators(estate: &mut Estate) {
    let mut granted: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for group in &estate.context.groups {
        for grant in &group.grants {
            let what = match grant.role.rsplit('/').next().unwrap_or_default() {
                "org-admin" => "the organisation",
                "site-admin" => "the site",
                "admin" => grant.product.as_str(),
                _ => continue,
            };
            granted.entry(&group.name).or_default().insert(what.to_owned());
        }
    }
    for account in estate.accounts.values_mut() {
        for group in &account.groups {
            let by_name = || administered(group).map(str::to_owned).into_iter().collect();
            for what in granted.get(group.as_str()).cloned().unwrap_or_else(by_name) {
                account.admin_of.insert(format!("{what}, by the group \"{group}\""));
            }
        }
    }
}

/// What members of a group administer, as far as its name is one that Atlassian gives to groups of administrators.
fn administered(group: &str) -> Option<&'static str> {
    let name = group.to_ascii_lowercase();
    let is =
        |stem: &str| name.strip_prefix(stem).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    match name.as_str() {
        "org-admins" => Some("the organisation"),
        "site-admins" | "administrators" | "system-administrators" => Some("the site"),
        _ if is("jira-admins") || is("jira-administrators") => Some("jira"),
        _ if is("confluence-admins") || is("confluence-administrators") => Some("confluence"),
        _ => None,
    }
}
