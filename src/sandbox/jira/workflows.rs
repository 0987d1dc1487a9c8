//! Workflows and what their transitions do.

use super::base::Base;
use super::ledger::{Ledger, Thing};
use super::pages::{USUAL, answered, expands, paged};
use super::workflow_steps::{
    Place, Rule, assign, assign_mover, check_permission, connect, connect_validator, fire, forge,
    on_pull_request, only, only_roles, start_agent, unheard_of, write_label, write_user,
};
use crate::sandbox::account::stamp;
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::World;
use chrono::Duration;
use serde_json::{Map, Value, json};

/// Who changed which admin webhook last.
const WEBHOOK_EDITORS: &[(&str, &str)] = &[("1", "dan"), ("2", "ben"), ("3", "eve")];

/// Everything a page needs beside the workflows themselves.
pub(super) struct Workflows {
    all: Vec<Workflow>,
    statuses: Value,
}

struct Workflow {
    active: bool,
    /// Key of the team-managed project it belongs to.
    project: Option<String>,
    full: Value,
}

struct Plan {
    name: String,
    active: bool,
    project: Option<&'static str>,
    transitions: Vec<(&'static str, Vec<Rule>)>,
}

impl Workflows {
    pub(super) fn build(stage: &Stage<'_>, base: &Base, count: usize, ledger: &mut Ledger) -> Self {
        let mut plans = by_hand(stage);
        for n in plans.len()..count {
            let transitions = vec![("Start", vec![write_label()]), ("Finish", vec![check_permission()])];
            let name = format!("Team workflow {}", n + 1);
            plans.push(Plan { name, active: n % 7 != 6, project: None, transitions });
        }
        let all = plans.iter().map(|plan| workflow(stage, base, plan, ledger)).collect();
        let status = |(id, name, category): (&str, &str, &str)| {
            json!({
                "id": id, "name": name, "description": "", "scope": { "type": "GLOBAL" },
                "statusCategory": category, "statusReference": id,
            })
        };
        let statuses =
            [("10001", "To do", "TODO"), ("10002", "In progress", "IN_PROGRESS"), ("10003", "Done", "DONE")];
        Self { all, statuses: statuses.into_iter().map(status).collect() }
    }
}

fn by_hand(stage: &Stage<'_>) -> Vec<Plan> {
    let plan =
        |name: &str, transitions| Plan { name: name.to_owned(), active: true, project: None, transitions };
    vec![
        plan(
            "Operations workflow",
            vec![
                ("Take over", vec![assign(stage, "ben"), check_permission()]),
                ("Hand over", vec![assign(stage, "dan"), assign_mover().without_id()]),
                ("Escalate", vec![write_user(stage, "customfield_10050", "cleo", "replace"), write_label()]),
                // One webhook that is switched off, and one that is not.
                ("Announce", vec![fire("3"), fire("1")]),
                ("Summarise", vec![start_agent(stage, "agent")]),
                ("Merge", vec![on_pull_request()]),
                ("Script", vec![connect(stage, &["jenkins"], false), connect_validator()]),
                ("Old script", vec![connect(stage, &["dan"], true)]),
                ("Harmless script", vec![connect(stage, &[], false)]),
            ],
        ),
        plan(
            "Website workflow",
            vec![
                ("Publish", vec![fire("2"), assign(stage, "mailbox").without_id()]),
                ("Withdraw", vec![assign(stage, "fay"), forge(stage, "eve")]),
                ("Page somebody", vec![unheard_of(stage, "hal")]),
                ("Approve", vec![only_roles()]),
            ],
        ),
        plan(
            "Support workflow",
            vec![
                ("Ask for approval", vec![write_user(stage, "customfield_10051", "ivy", "append")]),
                ("Answer", vec![assign_mover()]),
            ],
        ),
        Plan {
            active: false,
            ..plan(
                "Retired workflow",
                vec![
                    ("Close", vec![assign(stage, "eve")]),
                    ("Reopen", vec![connect(stage, &["deploybot"], false), fire("1")]),
                ],
            )
        },
        Plan {
            project: Some("TEAM"),
            ..plan(
                "Team space workflow",
                vec![
                    ("Sign off", vec![only(stage, &["dan", "cleo"])]),
                    (
                        "Sign off twice",
                        vec![only_roles(), only(stage, &["jenkins"]).at(Place::InnerCondition)],
                    ),
                ],
            )
        },
        Plan { project: Some("NEXT"), ..plan("Next things workflow", vec![("Done", vec![write_label()])]) },
    ]
}

fn workflow(stage: &Stage<'_>, base: &Base, plan: &Plan, ledger: &mut Ledger) -> Workflow {
    let mut dice = stage.dice.fork(&format!("jira workflow {}", plan.name));
    let id = dice.uuid('4');
    let project = plan.project.and_then(|key| base.projects.named(key));
    let scope = match project {
        Some(project) => json!({ "type": "PROJECT", "project": { "id": project.id } }),
        None => json!({ "type": "GLOBAL" }),
    };
    let mut transitions = vec![json!({
        "id": "1", "name": "Create", "description": "", "type": "INITIAL", "toStatusReference": "10001",
        "links": [], "properties": {}, "actions": [], "validators": [], "triggers": [],
    })];
    for (n, (name, rules)) in plan.transitions.iter().enumerate() {
        let number = (11 + 10 * n).to_string();
        let ids: Vec<String> = rules.iter().map(|_| dice.uuid('4')).collect();
        for (rule, rule_id) in rules.iter().zip(&ids) {
            let state = match (rule.disabled, plan.active) {
                (true, _) => "disabled",
                (false, true) => "active",
                (false, false) => "inactive",
            };
            let (kind, role, accounts) = rule.duty.bound(stage, WEBHOOK_EDITORS);
            let thing = Thing {
                kind,
                id: &format!("{id}/{number}/{rule_id}"),
                name: &format!("{}: {name}", plan.name),
                container: plan.project.unwrap_or_default(),
                state,
            };
            accounts.iter().for_each(|who| ledger.bind(&thing, role, who));
        }
        transitions.push(transition(&number, name, rules, &ids));
    }
    let full = json!({
        "id": id, "name": plan.name, "description": "", "scope": scope, "isEditable": true,
        "created": stamp(stage.today - Duration::days(700)),
        "updated": stamp(stage.today - Duration::days(dice.below(300) as i64)),
        "version": { "id": dice.uuid('4'), "versionNumber": 3 }, "taskId": null,
        "statuses": [status("10001"), status("10002"), status("10003")],
        "startPointLayout": { "x": -100.0, "y": -153.0 }, "transitions": transitions,
    });
    Workflow { active: plan.active, project: project.map(|p| p.key.clone()), full }
}

fn status(reference: &str) -> Value {
    json!({ "statusReference": reference, "deprecated": false, "properties": {}, "layout": { "x": 1.0, "y": 2.0 } })
}

fn transition(id: &str, name: &str, rules: &[Rule], ids: &[String]) -> Value {
    let at = |place: Place| -> Vec<Value> {
        rules
            .iter()
            .zip(ids)
            .filter(|(rule, _)| rule.place == place)
            .map(|(rule, id)| rule.json(id))
            .collect()
    };
    let (outer, inner) = (at(Place::Condition), at(Place::InnerCondition));
    let conditions = if outer.is_empty() && inner.is_empty() {
        Value::Null
    } else {
        let groups = if inner.is_empty() {
            json!([])
        } else {
            json!([{ "operation": "ANY", "conditions": inner, "conditionGroups": [] }])
        };
        json!({ "operation": "ALL", "conditions": outer, "conditionGroups": groups })
    };
    json!({
        "id": id, "name": name, "description": "", "type": "DIRECTED", "toStatusReference": "10002",
        "links": [{ "fromPort": 0, "fromStatusReference": "10001", "toPort": 1 }], "properties": {},
        "actions": at(Place::Action), "validators": at(Place::Validator), "triggers": at(Place::Trigger),
        "conditions": conditions, "customIssueEventId": null,
    })
}

impl Rule {
    fn json(&self, id: &str) -> Value {
        let mut row = Map::new();
        let shown = if self.without_id { Value::Null } else { json!(id) };
        row.insert("id".to_owned(), shown);
        row.insert("ruleKey".to_owned(), json!(self.key));
        row.insert("parameters".to_owned(), Value::Object(self.parameters.clone()));
        Value::Object(row)
    }
}

/// `GET /rest/api/3/workflows/search`.
pub(super) fn search(world: &World, ask: &Ask<'_>) -> Reply {
    let active = match ask.param("isActive") {
        None => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => return Reply::jira_error(400, "isActive must be true or false."),
    };
    let scope = ask.param("scope").map(str::to_uppercase);
    if scope.as_deref().is_some_and(|s| !["GLOBAL", "PROJECT"].contains(&s)) {
        return Reply::jira_error(400, "The scope is not known.");
    }
    if !ask.is_jira_admin() {
        // The only list that answers 401, and not 403, to whoever may not see it.
        return Reply::jira_error(401, "You do not have permission to see workflows.");
    }
    let part = ask.param("queryString").unwrap_or_default().to_lowercase();
    let wanted = |w: &&Workflow| {
        let own = if w.project.is_some() { "PROJECT" } else { "GLOBAL" };
        active.is_none_or(|a| a == w.active)
            && scope.as_deref().is_none_or(|s| s == own)
            && w.full["name"].as_str().unwrap_or_default().to_lowercase().contains(&part)
    };
    let found: Vec<&Workflow> = world.jira.workflows.all.iter().filter(wanted).collect();
    let with_transitions = expands(ask).contains(&"values.transitions");
    let row = |n: usize| {
        let mut row = found[n].full.clone();
        if let (false, Some(map)) = (with_transitions, row.as_object_mut()) {
            map.shift_remove("transitions");
        }
        row
    };
    let body = paged(world, ask, USUAL, found.len(), row).map(|mut body| {
        body.insert("statuses".to_owned(), world.jira.workflows.statuses.clone());
        body
    });
    answered(body)
}

/// What `GET /workflow/search`, `GET /search` and `POST /search` say since they are gone.
pub(super) fn gone() -> Reply {
    Reply::jira_error(410, "The requested API has been removed. Please migrate to its successor.")
}
