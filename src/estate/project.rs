//! Reading projects and components: who leads them, and whether new issues go there.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::kind::{Kind, Role};
use super::touchpoint::{Binding, Spot, Touchpoint, Who};
use super::{Estate, Sites, complete};
use crate::atlassian::projects::{Component, Project};
use crate::snapshot::{Place, Record, Snapshot, SnapshotError, record};

pub(super) fn read(estate: &mut Estate, snapshot: &Snapshot, sites: &Sites) -> Result<(), SnapshotError> {
    for record in whole(snapshot.records(record::PROJECT)?) {
        project(estate, sites, record);
    }
    for record in estate.newest(snapshot, record::COMPONENT)? {
        component(estate, sites, record);
    }
    Ok(())
}

/// One record for each project: the list's row, completed by the project's own document.
fn whole(records: Vec<Record>) -> impl Iterator<Item = Record> {
    let mut projects: BTreeMap<(Place, String), Record> = BTreeMap::new();
    for record in records {
        let key = (record.place.clone(), record.key.clone());
        match projects.get_mut(&key) {
            Some(earlier) => complete(&mut earlier.body, &record.body),
            None => drop(projects.insert(key, record)),
        }
    }
    projects.into_values()
}

/// Whom an object of an account leads to; where to nobody who can be told, that is a gap.
fn lead(estate: &mut Estate, record: &Record, title: &str, user: Option<&serde_json::Value>) -> Option<Who> {
    let user = user?;
    match estate.meet(user) {
        Who::Account(id) => Some(Who::Account(id)),
        _ => {
            estate.gap(record, &format!("{title} has a lead without a usable account id"));
            None
        }
    }
}

fn file(estate: &mut Estate, thing: Touchpoint, who: &Who, what: String) {
    let spots = vec![Spot::plain("", what)];
    estate.file(thing, vec![Binding { touchpoint: 0, role: Role::Lead, who: who.clone(), spots }]);
}

fn project(estate: &mut Estate, sites: &Sites, record: Record) {
    let project = Project(&record.body);
    let id = project.id().unwrap_or_else(|| record.key.clone());
    let name = project.name().or(project.key()).unwrap_or("(a project without a name)").to_owned();
    let title = format!("the project \"{name}\"");
    let Some(who) = lead(estate, &record, &title, project.lead()) else { return };
    let state = match (project.is_deleted(), project.is_archived()) {
        (true, _) => "deleted",
        (false, true) => "archived",
        (false, false) => "live",
    };
    let thing = |kind| Touchpoint {
        container: project.key().unwrap_or_default().to_owned(),
        state: state.to_owned(),
        facts: Facts::Plain,
        ..sites.thing(kind, &record.place, &id, &name)
    };
    file(estate, thing(Kind::Project), &who, format!("leads the project{}", life(project)));
    match project.assignee_type() {
        Some("PROJECT_LEAD") => {
            let what = format!("new issues go to the project's lead{}", life(project));
            file(estate, thing(Kind::ProjectDefaultAssignee), &who, what);
        }
        Some("UNASSIGNED") => {}
        Some(other) => {
            let why = format!("{title} gives new issues to \"{other}\", which is not known");
            estate.gap(&record, &why);
        }
        None if project.is_deleted() => {}
        None => estate.gap(&record, &format!("{title} does not say to whom new issues go")),
    }
}

/// How much goes on in a project, as far as it says.
fn life(project: Project<'_>) -> String {
    let count = project.issues().map(|count| match count {
        1 => "1 issue".to_owned(),
        count => format!("{count} issues"),
    });
    match (count, project.last_issue_change()) {
        (Some(count), Some(at)) => format!(" ({count}, the last change on {})", at.format("%Y-%m-%d")),
        (Some(count), None) => format!(" ({count})"),
        (None, _) => String::new(),
    }
}

fn component(estate: &mut Estate, sites: &Sites, record: Record) {
    let component = Component(record.body.get("component").unwrap_or(&serde_json::Value::Null));
    let project = record.body.get("projectKey").and_then(serde_json::Value::as_str).unwrap_or_default();
    let id = component.id().unwrap_or_else(|| record.key.clone());
    let name = component.name().unwrap_or("(a component without a name)").to_owned();
    let title = format!("the component \"{name}\" of {project}");
    let Some(who) = lead(estate, &record, &title, component.lead()) else { return };
    let kind = match component.assignee_type() {
        Some("COMPONENT_LEAD") => Kind::ComponentDefaultAssignee,
        Some("PROJECT_LEAD" | "PROJECT_DEFAULT" | "UNASSIGNED") => Kind::Component,
        Some(other) => {
            let why = format!("{title} gives new issues to \"{other}\", which is not known");
            estate.gap(&record, &why);
            Kind::Component
        }
        None => {
            estate.gap(&record, &format!("{title} does not say to whom new issues go"));
            Kind::Component
        }
    };
    let what = match (kind, component.real_assignee_type()) {
        (Kind::Component, _) => "leads the component",
        (_, Some("COMPONENT_LEAD") | None) => "new issues go to the component's lead",
        (_, Some(_)) => "new issues are meant for the component's lead, and go elsewhere by now",
    };
    let thing = Touchpoint { container: project.to_owned(), ..sites.thing(kind, &record.place, &id, &name) };
    file(estate, thing, &who, what.to_owned());
}
