//! Who relies on a touchpoint, in words.

use std::collections::BTreeSet;

use crate::estate::{Account, Estate, Kind, Node, Relation, Role, Touchpoint, Who};

/// Who relies on a touchpoint: where it works, what needs it, who else gets something from it.
pub fn relying(estate: &Estate, index: usize) -> Vec<String> {
    let touchpoint = &estate.touchpoints[index];
    let mut found: Vec<String> = Vec::new();
    for need in estate.dependencies.needs(&Node::Touchpoint(index)) {
        if need.relation == Relation::WorksOn
            && let Node::Touchpoint(place) = need.to
        {
            found.push(place_words(&estate.touchpoints[place]));
        }
    }
    if found.is_empty() && works_for_its_container(touchpoint.kind) && !touchpoint.container.is_empty() {
        let project = estate.projects.get(&(touchpoint.site.clone(), touchpoint.container.clone()));
        found.push(match project {
            Some(project) => place_words(&estate.touchpoints[*project]),
            None if touchpoint.kind == Kind::FilterSubscription => {
                format!("the group {}", touchpoint.container)
            }
            None => touchpoint.container.clone(),
        });
    }
    for need in estate.dependencies.needed_by(&Node::Touchpoint(index)) {
        if let Node::Touchpoint(from) = need.from
            && need.relation != Relation::WorksOn
        {
            found.push(needing(estate, from, need.relation));
        }
    }
    if let Some(shared) = touchpoint.shared() {
        match shared.favourites {
            Some(1) => found.push("a favourite of 1 person".to_owned()),
            Some(people) if people > 1 => found.push(format!("a favourite of {people} people")),
            _ => {}
        }
        if shared.shared == Some(true) {
            found.push("shared with others".to_owned());
        }
    }
    let mut told = BTreeSet::new();
    found.retain(|words| told.insert(words.clone()));
    found
}

/// What needs it, as a reader knows it: the board rather than what it shows, the people rather than the mail.
fn needing(estate: &Estate, from: usize, relation: Relation) -> String {
    let other = &estate.touchpoints[from];
    match other.kind {
        Kind::BoardFilter if other.name.is_empty() => "shown by a board".to_owned(),
        Kind::BoardFilter => format!("shown by the board \"{}\"", other.name),
        Kind::FilterSubscription => format!("mailed to {}", readers(estate, from)),
        _ => format!("{} {}", relation.passive(), other.title()),
    }
}

/// Who gets the mails of a subscription.
fn readers(estate: &Estate, subscription: usize) -> String {
    let container = &estate.touchpoints[subscription].container;
    if !container.is_empty() {
        return format!("the group {container}");
    }
    let first = estate.bindings.partition_point(|binding| binding.touchpoint < subscription);
    let own = estate.bindings[first..].iter().take_while(|binding| binding.touchpoint == subscription);
    let readers = own.filter(|binding| binding.role == Role::Recipient).map(|binding| match &binding.who {
        Who::Account(id) => estate.known_account(id).map_or(id.as_str(), Account::title),
        other => other.stand_in(),
    });
    let readers: Vec<&str> = readers.collect();
    if readers.is_empty() { "somebody who is not told".to_owned() } else { readers.join(" and ") }
}

/// Whether those who work where it stands rely on it; of others the container only says where to find them.
fn works_for_its_container(kind: Kind) -> bool {
    match kind {
        Kind::Project
        | Kind::ProjectDefaultAssignee
        | Kind::Space
        | Kind::PersonalSpace
        | Kind::SpacePermission
        | Kind::IssueSecurity
        | Kind::PermissionGrant
        | Kind::NotificationScheme
        | Kind::Page => false,
        kind => !kind.is_webhook(),
    }
}

/// A project or a space.
fn place_words(place: &Touchpoint) -> String {
    let what = if place.kind == Kind::Project { "project" } else { "space" };
    match place.container.as_str() {
        "" => place.title(),
        key if place.name == key => format!("{what} {key}"),
        key => format!("{what} {key} ({})", place.name),
    }
}
