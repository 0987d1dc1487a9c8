//! Notification schemes: which event writes to whom.

use super::base::Base;
use super::ledger::{Ledger, Thing};
use super::pages::{USUAL, answered, expands, paged};
use super::sharing::user_details;
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::steps::Whom;
use crate::sandbox::world::World;
use serde_json::{Value, json};

pub(super) struct NotificationSchemes(Vec<Value>);

#[derive(Clone, Copy)]
enum To {
    User(&'static str),
    Address(&'static str),
    Group(&'static str),
    /// A project role by id.
    Role(&'static str),
    /// A custom field of users or of groups.
    Field(&'static str, &'static str),
    /// Whoever fills a place, e.g. the reporter.
    Place(&'static str),
}

use To::{Address, Field, Group, Place, Role, User};

/// `(event's id, its name, recipients)`
type Event = (u64, &'static str, &'static [To]);

/// `(name, projects, events)`
const BY_HAND: &[(&str, &[u64], &[Event])] = &[
    (
        "Default Notification Scheme",
        &[10_001, 10_003],
        &[
            (1, "Issue created", &[Place("CurrentAssignee"), Place("Reporter"), Place("AllWatchers")]),
            // An event without recipients is still listed.
            (2, "Issue updated", &[]),
        ],
    ),
    (
        "Release notices",
        &[10_002],
        &[
            (1, "Issue created", &[User("dan"), User("cleo")]),
            (4, "Issue resolved", &[User("dan"), Group("release-managers"), Place("ProjectLead")]),
        ],
    ),
    ("Build notices", &[10_005], &[(1, "Issue created", &[User("jenkins"), Address("builds@acme.example")])]),
    // The address of a robot that has an account.
    ("Mailbox notices", &[10_004], &[(6, "Issue commented", &[Address("integration@acme.example")])]),
    (
        "Supplier notices",
        &[],
        &[
            (3, "Issue assigned", &[Address("orders@supplier.example"), Role("10010")]),
            (5, "Issue closed", &[Field("UserCustomField", "customfield_10041"), Place("ComponentLead")]),
        ],
    ),
    ("Hand-over notices", &[10_008], &[(1, "Issue created", &[User("ivy"), User("fay"), User("notify")])]),
];

impl NotificationSchemes {
    pub(super) fn build(stage: &Stage<'_>, base: &Base, schemes: usize, ledger: &mut Ledger) -> Self {
        let mut all: Vec<Value> = vec![];
        for &(name, projects, events) in BY_HAND {
            let id = 10_200 + all.len();
            for to in events.iter().flat_map(|(.., recipients)| *recipients) {
                if let Some(whom) = to.whom(stage) {
                    let (kind, id) = ("notification-scheme", id.to_string());
                    let thing = Thing { kind, id: &id, name, container: "", state: "active" };
                    ledger.bind_whom(&thing, "recipient", &whom);
                }
            }
            let events: Vec<Value> = events.iter().map(|event| event_json(stage, base, event)).collect();
            all.push(scheme(id, name, projects, &events));
        }
        let usual: Event =
            (1, "Issue created", &[Place("CurrentAssignee"), Group("jira-software-users-acme")]);
        for n in all.len()..schemes {
            let events = [event_json(stage, base, &usual)];
            all.push(scheme(10_200 + n, &format!("Team notices {}", n + 1), &[], &events));
        }
        all.sort_by(|a, b| a["name"].as_str().cmp(&b["name"].as_str()));
        Self(all)
    }
}

fn scheme(id: usize, name: &str, projects: &[u64], events: &[Value]) -> Value {
    json!({
        "expand": "notificationSchemeEvents,user,group,projectRole,field,all", "id": id,
        "self": format!("https://acme.example/rest/api/3/notificationscheme/{id}"),
        "name": name, "description": "", "projects": projects, "notificationSchemeEvents": events,
    })
}

fn event_json(stage: &Stage<'_>, base: &Base, (id, name, recipients): &Event) -> Value {
    let notifications: Vec<Value> =
        recipients.iter().enumerate().map(|(n, to)| to.json(stage, base, 10_000 + n)).collect();
    let event = json!({ "id": id, "name": name, "description": format!("The event {name}") });
    json!({ "event": event, "notifications": notifications })
}

impl To {
    /// Who is written to by name. An address may be that of an account.
    fn whom(self, stage: &Stage<'_>) -> Option<Whom> {
        match self {
            Self::User(handle) => Some(stage.who(handle).into()),
            Self::Address(address) => Some(stage.whose(address)),
            Self::Group(_) | Self::Role(_) | Self::Field(..) | Self::Place(_) => None,
        }
    }

    fn json(self, stage: &Stage<'_>, base: &Base, id: usize) -> Value {
        let to = |kind: &str, recipient: &str, field: &str, value: Value| {
            json!({
                "id": id, "notificationType": kind, "parameter": recipient, "recipient": recipient,
                "expand": field, field: value,
            })
        };
        match self {
            Self::User(handle) => {
                let who = stage.who(handle);
                to("User", &who.id, "user", user_details(who))
            }
            Self::Address(address) => json!({
                "id": id, "notificationType": "EmailAddress", "parameter": address, "recipient": address,
                "emailAddress": address,
            }),
            Self::Group(name) => {
                let mut row = to("Group", base.groups.id_of(name), "group", base.groups.short(name));
                row["parameter"] = json!(name);
                row
            }
            Self::Role(role) => {
                let known: u64 = role.parse().unwrap_or_default();
                to("ProjectRole", role, "projectRole", json!({ "id": known, "name": "Developers" }))
            }
            Self::Field(kind, field) => to(kind, field, "field", json!({ "id": field, "key": field })),
            Self::Place(kind) => json!({ "id": id, "notificationType": kind }),
        }
    }
}

/// `GET /rest/api/3/notificationscheme`: those of projects that the caller administers.
pub(super) fn list(world: &World, ask: &Ask<'_>) -> Reply {
    let all: &[Value] = if ask.is_jira_admin() { &world.jira.notices.0 } else { &[] };
    let asked = expands(ask);
    let row = |n: usize| {
        let mut row = all[n].clone();
        if asked.is_empty() {
            if let Some(map) = row.as_object_mut() {
                map.shift_remove("notificationSchemeEvents");
            }
            return row;
        }
        for event in row["notificationSchemeEvents"].as_array_mut().into_iter().flatten() {
            for notice in event["notifications"].as_array_mut().into_iter().flatten() {
                expand_only(notice, &asked);
            }
        }
        row
    };
    answered(paged(world, ask, USUAL, all.len(), row))
}

fn expand_only(notice: &mut Value, asked: &[&str]) {
    const EXPANDED: &[&str] = &["user", "group", "projectRole", "field"];
    if let Some(map) = notice.as_object_mut() {
        map.retain(|key, _| {
            !EXPANDED.contains(&key.as_str()) || asked.contains(&key.as_str()) || asked.contains(&"all")
        });
    }
}
