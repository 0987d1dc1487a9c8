//! Reading spaces: who made them, whose they are, who holds rights in them, who administers them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::facts::{Facts, SpaceFacts};
use super::kind::{Kind, Role};
use super::touchpoint::{Binding, Spot, Touchpoint, Who};
use super::{Estate, Sites};
use crate::atlassian::spaces::{Mode, Principal, RoleAssignment, Space, SpacePermission, SpaceRole};
use crate::snapshot::{Place, Record, Snapshot, SnapshotError, Status, record};

/// A space of a site.
type At = (Place, String);

/// Who holds which right in one space.
#[derive(Default)]
struct Rights {
    held: BTreeMap<Who, BTreeSet<String>>,
    facts: SpaceFacts,
    /// Something in it was not understood, so somebody else may administer it.
    odd: bool,
    /// A role holds rights in it: who holds the role must be known too.
    by_role: bool,
}

pub(super) fn read(estate: &mut Estate, snapshot: &Snapshot, sites: &Sites) -> Result<(), SnapshotError> {
    let mut rights: BTreeMap<At, Rights> = BTreeMap::new();
    for record in estate.newest(snapshot, record::SPACE_PERMISSION)? {
        permission(estate, &mut rights, &record);
    }
    let mut roles: BTreeMap<At, Record> = BTreeMap::new();
    for record in estate.newest(snapshot, record::SPACE_ROLE)? {
        if let Some(id) = SpaceRole(&record.body).id() {
            roles.insert((record.place.clone(), id), record);
        }
    }
    for record in estate.newest(snapshot, record::SPACE_ROLE_ASSIGNMENT)? {
        assignment(estate, &mut rights, &roles, &record);
    }
    let mut reading = Reading::of(estate);
    for record in estate.newest(snapshot, record::SPACE_ROLE_MODE)? {
        if Mode::read(&record.body).is_none_or(|mode| mode.roles) {
            reading.with_roles.insert(record.place);
        }
    }
    for record in estate.newest(snapshot, record::SPACE)? {
        space(estate, sites, &mut rights, &reading, &record);
    }
    Ok(())
}

/// How well the rights in the spaces of each site were read.
#[derive(Default)]
struct Reading {
    standing: BTreeMap<Place, Status>,
    /// Spaces of which something is missing.
    missing: BTreeSet<At>,
    /// Sites of which it could not be learnt what their roles allow, or whether there are any.
    doubted: BTreeSet<Place>,
    /// Sites whose roles were asked for.
    with_roles: BTreeSet<Place>,
}

impl Reading {
    fn of(estate: &Estate) -> Reading {
        let standing = estate.coverage.iter().map(|row| (row.place.clone(), row.status)).collect();
        let mut reading = Reading { standing, ..Reading::default() };
        // What is missing is told by the address at which it was asked for.
        for gap in &estate.gaps {
            if gap.at.contains("/space-role") {
                reading.doubted.insert(gap.place.clone());
            }
            if let Some((id, _)) = gap.at.split_once("/spaces/").and_then(|(_, rest)| rest.split_once('/')) {
                reading.missing.insert((gap.place.clone(), id.to_owned()));
            }
        }
        reading
    }

    /// Whether all rights in a space were read, `some` of them being there. A surface that is whole but for other
    /// spaces is whole for this one; of a space without any right it may not have been asked.
    fn is_whole(&self, place: &Place, id: &str, some: bool) -> bool {
        match self.standing.get(place) {
            Some(Status::Complete) => true,
            Some(Status::Partial) => {
                let missing = self.missing.contains(&(place.clone(), id.to_owned()));
                some && !missing && !self.doubted.contains(place)
            }
            _ => false,
        }
    }
}

fn place_of(record: &Record) -> At {
    let space = record.body.get("spaceId").and_then(Value::as_str).unwrap_or_default();
    (record.place.clone(), space.to_owned())
}

fn permission(estate: &mut Estate, rights: &mut BTreeMap<At, Rights>, record: &Record) {
    let at = place_of(record);
    let permission = SpacePermission(record.body.get("permission").unwrap_or(&Value::Null));
    let found = rights.entry(at).or_default();
    // A right of a role is held by whom the role is given to, and that is asked by itself.
    if permission.principal() == Principal::Role {
        found.by_role = true;
        return;
    }
    let what = permission.operation().unwrap_or_else(|| "a right that it does not name".to_owned());
    if let Some(oddity) = found.add(permission.principal(), what, permission.administers()) {
        estate.gap(record, &format!("a permission in the space {} {oddity}", place_of(record).1));
    }
}

fn assignment(
    estate: &mut Estate,
    rights: &mut BTreeMap<At, Rights>,
    roles: &BTreeMap<At, Record>,
    record: &Record,
) {
    let assignment = RoleAssignment(record.body.get("assignment").unwrap_or(&Value::Null));
    let id = assignment.role().unwrap_or_default();
    let role = roles.get(&(record.place.clone(), id.to_owned())).map(|role| SpaceRole(&role.body));
    let name = role.and_then(SpaceRole::name).unwrap_or(id);
    let found = rights.entry(place_of(record)).or_default();
    let administers = role.and_then(SpaceRole::administers);
    if let Some(oddity) = found.add(assignment.principal(), format!("role {name}"), administers) {
        estate.gap(record, &format!("a role in the space {} {oddity}", place_of(record).1));
    }
}

impl Rights {
    /// Adds one right; says what is odd about it.
    fn add(
        &mut self,
        principal: Principal<'_>,
        what: String,
        administers: Option<bool>,
    ) -> Option<&'static str> {
        // What is not known to be less may be the right to administer.
        self.odd |= administers.is_none();
        let admin = administers == Some(true);
        match principal {
            Principal::User(id) => match Who::with_id(id) {
                Who::Account(account) => {
                    if admin && !self.facts.admins.contains(&account) {
                        self.facts.admins.push(account.clone());
                    }
                    self.held.entry(Who::Account(account)).or_default().insert(what);
                }
                _ => {
                    self.odd = true;
                    return Some("is held by an account whose record is damaged");
                }
            },
            Principal::Group(id) if admin => self.note_group(format!("group {id}")),
            Principal::Class(id) if admin => self.note_group(format!("class {id}")),
            Principal::Group(_) | Principal::Class(_) | Principal::Role => {}
            Principal::Unknown => {
                self.odd = true;
                return Some("is held by somebody it does not name");
            }
        }
        administers.is_none().then_some("does not say what it allows")
    }

    fn note_group(&mut self, name: String) {
        if !self.facts.admin_groups.contains(&name) {
            self.facts.admin_groups.push(name);
        }
    }
}

fn space(
    estate: &mut Estate,
    sites: &Sites,
    rights: &mut BTreeMap<At, Rights>,
    reading: &Reading,
    record: &Record,
) {
    let space = Space(&record.body);
    let id = space.id().unwrap_or_else(|| record.key.clone());
    let name = space.name().or(space.key()).unwrap_or("(a space without a name)");
    let thing = |kind| Touchpoint {
        container: space.key().unwrap_or_default().to_owned(),
        state: space.status().unwrap_or("unknown").to_owned(),
        ..sites.thing(kind, &record.place, &id, name)
    };
    if !matches!(space.status(), Some("current" | "archived")) {
        estate.gap(record, &format!("the space \"{name}\" has a status that is not known"));
    }
    let (kind, role, what) = match space.is_personal() {
        true => (Kind::PersonalSpace, Role::Owner, "it is their personal space"),
        false => (Kind::Space, Role::Author, "created the space"),
    };
    match space.author().map(Who::with_id) {
        Some(who @ Who::Account(_)) => {
            let spots = vec![Spot::plain("", what)];
            estate.file(thing(kind), vec![Binding { touchpoint: 0, role, who, spots }]);
        }
        _ => estate.gap(record, &format!("the space \"{name}\" does not say who created it")),
    }
    let Some(mut found) = rights.remove(&(record.place.clone(), id.clone())) else { return };
    let some = !found.held.is_empty() || !found.facts.admin_groups.is_empty();
    let roles_known = !found.by_role || reading.with_roles.contains(&record.place);
    found.facts.whole = !found.odd && roles_known && reading.is_whole(&record.place, &id, some);
    found.facts.personal = space.is_personal();
    found.facts.admins.sort();
    found.facts.admin_groups.sort();
    let binding = |(who, rights): (Who, BTreeSet<String>)| {
        let spots = rights.into_iter().map(|what| Spot::plain("", what)).collect();
        Binding { touchpoint: 0, role: Role::Grantee, who, spots }
    };
    let bindings: Vec<Binding> = found.held.into_iter().map(binding).collect();
    if !bindings.is_empty() {
        let permission = Touchpoint { facts: Facts::Space(found.facts), ..thing(Kind::SpacePermission) };
        estate.file(permission, bindings);
    }
}
