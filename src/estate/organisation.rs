//! Reading what is known of the organisation beside accounts and credentials: groups, workspaces, domains,
//! policies, and its audit log.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::context::{self, Domain, Event, Group, Policy, Workspace};
use super::touchpoint::Who;
use super::{Estate, Gap};
use crate::atlassian::{organisation as wire, product_name};
use crate::snapshot::{Snapshot, SnapshotError, record};

/// Reads all of it.
pub(super) fn read(estate: &mut Estate, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    read_groups(estate, snapshot)?;
    read_workspaces(estate, snapshot)?;
    read_domains(estate, snapshot)?;
    read_policies(estate, snapshot)?;
    read_events(estate, snapshot)
}

fn read_groups(estate: &mut Estate, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    let mut groups = BTreeMap::new();
    for record in estate.newest(snapshot, record::GROUP)? {
        let group = wire::Group(&record.body);
        let Some(id) = group.id() else {
            estate.gap(&record, "the group has no id");
            continue;
        };
        let name = group.name().unwrap_or(id).to_owned();
        let one = Group { id: id.to_owned(), name, users: group.users(), grants: BTreeSet::new() };
        groups.insert(id.to_owned(), one);
    }
    for record in estate.newest(snapshot, record::GROUP_GRANT)? {
        let grant = wire::Grant(&record.body);
        let group = grant.group().and_then(|id| groups.get_mut(id));
        let (Some(group), Some(product)) = (group, grant.product()) else {
            estate.gap(&record, "what a group grants is not understood");
            continue;
        };
        group.grants.extend(grant.roles().map(|role| context::Grant {
            product: product_name(product),
            resource: grant.resource().unwrap_or_default().to_owned(),
            role: role.to_owned(),
        }));
    }
    estate.context.groups = groups.into_values().collect();
    Ok(())
}

fn read_workspaces(estate: &mut Estate, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    for record in estate.newest(snapshot, record::WORKSPACE)? {
        let workspace = wire::Workspace(&record.body);
        let (Some(id), Some(product)) = (workspace.id(), workspace.product()) else {
            estate.gap(&record, "the workspace does not say what it is");
            continue;
        };
        let one = Workspace {
            id: id.to_owned(),
            name: workspace.name().unwrap_or(id).to_owned(),
            product: product_name(product),
            host: workspace.host().map(str::to_owned),
            capacity: workspace.capacity(),
            status: workspace.status().map(str::to_owned),
            sandbox: workspace.is_sandbox(),
        };
        estate.context.workspaces.push(one);
    }
    let workspaces = estate.context.workspaces.iter().filter(|workspace| workspace.sandbox);
    let sandboxes: BTreeSet<&str> = workspaces.map(|workspace| workspace.id.as_str()).collect();
    for seat in estate.accounts.values_mut().flat_map(|account| account.seats.iter_mut().flatten()) {
        let (_, seat) = seat;
        seat.sandbox =
            !seat.resources.is_empty() && seat.resources.iter().all(|id| sandboxes.contains(id.as_str()));
    }
    Ok(())
}

fn read_domains(estate: &mut Estate, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    for record in estate.newest(snapshot, record::DOMAIN)? {
        let domain = wire::Domain(&record.body);
        let Some(name) = domain.name() else {
            estate.gap(&record, "the domain has no name");
            continue;
        };
        let one = Domain { name: name.to_owned(), status: domain.status().map(str::to_owned) };
        estate.context.domains.push(one);
    }
    Ok(())
}

fn read_policies(estate: &mut Estate, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    for record in estate.newest(snapshot, record::POLICY)? {
        let policy = wire::Policy(&record.body);
        let (Some(id), Some(kind)) = (policy.id(), policy.kind()) else {
            estate.gap(&record, "the policy has no id or no type");
            continue;
        };
        let name = policy.name().unwrap_or(id);
        let mut words = words_of(kind);
        words.extend(words_of(name));
        let mut days = days_in(&words);
        if let Some(rule) = policy.rule() {
            look_into(rule, &mut words, &mut days);
        }
        let one = Policy {
            id: id.to_owned(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            enabled: policy.enabled(),
            revokes: revokes(&words),
            after_days: days,
        };
        let unsaid = one.revokes && one.enabled.is_none();
        estate.context.policies.push(one);
        if unsaid {
            estate.gap(&record, "a policy that revokes tokens does not say whether it is enabled");
        }
    }
    Ok(())
}

/// The words of a text or a key, in lower case: `revokeUnusedTokens` has three.
fn words_of(text: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut before = ' ';
    for c in text.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    let words = spaced.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether these words speak of taking tokens or keys away. No such policy is documented, so words are all there is.
fn revokes(words: &[String]) -> bool {
    let any = |starts: &[&str]| words.iter().any(|word| starts.iter().any(|start| word.starts_with(start)));
    let takes = any(&["revok", "revoc"])
        || any(&["delet", "remov", "disabl", "deactivat", "block", "expir"])
            && any(&["unused", "inactiv", "idle", "dormant"]);
    takes && any(&["token", "key", "credential"])
}

/// `90` in "after 90 days".
fn days_in(words: &[String]) -> Option<i64> {
    let pairs = words.iter().zip(words.iter().skip(1));
    pairs
        .filter(|(_, unit)| unit.starts_with("day"))
        .find_map(|(count, _)| count.parse().ok())
        .filter(|days| *days > 0)
}

/// Gathers the words of a rule, and a number of days that a key or a text of it names. Keys are met in their own
/// order, so that the same rule always says the same.
fn look_into(rule: &Value, words: &mut Vec<String>, days: &mut Option<i64>) {
    match rule {
        Value::String(text) => {
            let said = words_of(text);
            *days = days.or_else(|| days_in(&said));
            words.extend(said);
        }
        Value::Array(rows) => rows.iter().for_each(|row| look_into(row, words, days)),
        Value::Object(fields) => {
            for (key, value) in fields {
                let named = words_of(key);
                if named.iter().any(|word| word.starts_with("day")) {
                    let told = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok());
                    *days = days.or(told.filter(|days| *days > 0));
                }
                words.extend(named);
                look_into(value, words, days);
            }
        }
        _ => {}
    }
}

fn read_events(estate: &mut Estate, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    let actions: Vec<_> = snapshot.records(record::EVENT_ACTION)?;
    let names: BTreeMap<&str, &str> = actions
        .iter()
        .filter_map(|record| {
            let action = wire::EventAction(&record.body);
            Some((action.id()?, action.name()?))
        })
        .collect();
    let mut events = Vec::new();
    let mut timeless = Vec::new();
    for record in snapshot.records(record::EVENT)? {
        let event = wire::Event(&record.body);
        let Some(time) = event.time() else {
            timeless.push(record);
            continue;
        };
        let action = event.action().unwrap_or("something the log does not name");
        events.push(Event {
            time,
            account: event.actor_id().and_then(|id| Who::with_id(id).account().cloned()),
            action: names.get(action).copied().unwrap_or(action).to_owned(),
            auth: event.auth().map(str::to_owned),
            token: event.token().map(str::to_owned),
        });
    }
    events.sort_by(|a, b| (a.time, &a.account, &a.action).cmp(&(b.time, &b.account, &b.action)));
    estate.context.events = events;
    // One line for all: a log has thousands of entries.
    if let Some(first) = timeless.first() {
        estate.gaps.push(Gap {
            place: first.place.clone(),
            at: first.found_at.clone(),
            reason: format!("{} entries of the audit log do not say when they happened", timeless.len()),
        });
    }
    Ok(())
}
