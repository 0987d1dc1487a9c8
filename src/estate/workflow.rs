//! Reading workflows: the rules on their transitions that name accounts, fire webhooks, start agents or were set
//! up in an app.

mod settings;

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, StepFacts};
use super::filter::{gap, holds, of_site};
use super::kind::{Kind, Role};
use super::touchpoint::{Binding, Spot, Touchpoint, Who};
use super::webhook::{Namesakes, editor};
use super::{Estate, Sites, newest, page};
use crate::atlassian::scalar;
use crate::atlassian::webhooks::Webhook;
use crate::atlassian::workflows::{StepRule, Transition, Workflow};
use crate::snapshot::{Gap, Place, Record, Snapshot, SnapshotError, record};
use settings::Settings;

/// A webhook, as far as a step asks.
struct Hook {
    editor: Who,
    name: String,
    enabled: Option<bool>,
}

/// What steps ask of the rest of the estate.
struct Known {
    /// Ids of the accounts.
    ids: BTreeSet<String>,
    /// Webhooks of Jira by site and id.
    hooks: BTreeMap<(String, String), Hook>,
    /// Keys of projects by site and id.
    projects: BTreeMap<(String, String), String>,
}

/// Where a step stands.
struct At<'a> {
    record: &'a Record,
    sites: &'a Sites,
    workflow: Workflow<'a>,
    /// `workflow: transition`.
    name: String,
    /// `action 1`.
    place: String,
    /// What its id begins with: the workflow's and the transition's.
    id: String,
}

/// Reads the steps of every workflow.
pub(super) fn read(estate: &mut Estate, snapshot: &Snapshot, sites: &Sites) -> Result<(), SnapshotError> {
    let known = Known {
        ids: estate.accounts.keys().map(|id| id.as_str().to_owned()).collect(),
        hooks: hooks(estate, snapshot)?,
        projects: projects(snapshot)?,
    };
    let mut unseen: BTreeMap<Place, usize> = BTreeMap::new();
    for record in estate.newest(snapshot, record::WORKFLOW)? {
        let missed = read_workflow(estate, &record, sites, &known);
        *unseen.entry(record.place.clone()).or_default() += missed;
    }
    for (place, steps) in unseen.into_iter().filter(|(_, steps)| *steps > 0) {
        let reason = format!("{steps} steps of workflows fire webhooks that were not seen");
        estate.gaps.push(Gap { place, at: "workflows".to_owned(), reason });
    }
    Ok(())
}

/// Files the steps of a workflow; how many of them fire a webhook that was not seen.
fn read_workflow(estate: &mut Estate, record: &Record, sites: &Sites, known: &Known) -> usize {
    let workflow = Workflow(&record.body);
    let id = workflow.id().unwrap_or_else(|| record.key.clone());
    let title = workflow.name().map_or_else(|| format!("workflow {id}"), str::to_owned);
    let Some(transitions) = workflow.transitions() else {
        estate.gap(record, &format!("the workflow \"{title}\" does not tell its transitions"));
        return 0;
    };
    let (mut used, mut unseen) = (BTreeSet::new(), 0);
    for (number, transition) in transitions.enumerate() {
        let (name, own_id) = called(transition, number + 1);
        let name = format!("{title}: {name}");
        let (rules, too_deep) = transition.rules();
        if too_deep {
            let reason =
                format!("the conditions of \"{name}\" are nested too deep to be followed to their end");
            estate.gap(record, &reason);
        }
        for (place, rule) in rules {
            // An id that occurs twice would make two steps one.
            let own = rule.id().map(|rule| format!("{id}/{own_id}/{rule}"));
            let id =
                own.filter(|id| used.insert(id.clone())).unwrap_or_else(|| format!("{id}/{own_id}/{place}"));
            let at = At { record, sites, workflow, name: name.clone(), place, id };
            unseen += usize::from(!read_step(estate, rule, at, known));
        }
    }
    unseen
}

fn called(transition: Transition<'_>, number: usize) -> (String, String) {
    let id = transition.id().unwrap_or_else(|| format!("number {number}"));
    (transition.name().map_or_else(|| format!("transition {id}"), str::to_owned), id)
}

/// Files a step, if anything hangs on it; whether what it needs of elsewhere was seen.
fn read_step(estate: &mut Estate, rule: StepRule<'_>, at: At<'_>, known: &Known) -> bool {
    let Some(key) = rule.key() else {
        let reason = format!("{} of \"{}\" does not say what it is", at.place, at.name);
        estate.gap(at.record, &reason);
        let named = Settings::of(rule, &known.ids);
        return file_named(estate, Kind::WorkflowStep, Role::Subject, rule, at, known, named);
    };
    match key {
        "system:trigger-webhook" => return fire(estate, rule, at, known),
        "system:trigger-agent" => {
            let agent = expected(estate, rule.parameter("agentId"), &at, "the agent that it starts");
            let named = Settings::given(agent, "starts it");
            return file_named(estate, Kind::WorkflowStepAgent, Role::Actor, rule, at, known, named);
        }
        _ => {}
    }
    let named = match key {
        "system:change-assignee" => {
            // The account of another setting may still stand there.
            let to_account = rule.parameter("type").is_none_or(|kind| kind == "to-selected-user");
            let id = to_account.then(|| {
                expected(estate, rule.parameter("accountId"), &at, "the account it hands issues to")
            });
            Settings::given(id.flatten(), "hands issues to it")
        }
        "system:restrict-issue-transition" => {
            Settings::listed(rule.parameter("accountIds"), "lets it through")
        }
        _ => Settings::of(rule, &known.ids),
    };
    let (kind, role) = match rule.is_of_app() {
        true => (Kind::WorkflowStepApp, Role::Actor),
        false => (Kind::WorkflowStep, Role::Subject),
    };
    file_named(estate, kind, role, rule, at, known, named)
}

/// A setting without which the step makes no sense.
fn expected(estate: &mut Estate, told: Option<String>, at: &At<'_>, what: &str) -> Option<String> {
    if told.is_none() {
        let reason = format!("{} of \"{}\" does not tell {what}", at.place, at.name);
        estate.gap(at.record, &reason);
    }
    told
}

/// Files a step that names accounts; one that names none is no touchpoint.
fn file_named(
    estate: &mut Estate,
    kind: Kind,
    role: Role,
    rule: StepRule<'_>,
    at: At<'_>,
    known: &Known,
    named: Settings,
) -> bool {
    let mut touchpoint = step(kind, rule, &at, known);
    if named.too_deep {
        gap(
            estate,
            at.record,
            &touchpoint,
            "has settings that are nested too deep to be followed to their end",
        );
    }
    let label = label(rule, &at);
    let mut bindings = Vec::new();
    for (id, spots) in named.accounts {
        match Who::with_id(&id) {
            Who::Account(id) => {
                let spots = spots.iter().map(|what| Spot::plain(&label, what)).collect();
                bindings.push(Binding { touchpoint: 0, role, who: Who::Account(id), spots });
            }
            _ => gap(estate, at.record, &touchpoint, "names an account that cannot be told"),
        }
    }
    if rule.is_disabled() {
        touchpoint.state = "disabled".to_owned();
    }
    if !bindings.is_empty() {
        estate.file(touchpoint, bindings);
    }
    true
}

/// Files a step that fires a webhook; whether that webhook was seen.
fn fire(estate: &mut Estate, rule: StepRule<'_>, at: At<'_>, known: &Known) -> bool {
    let Some(id) = expected(estate, rule.parameter("webhookId"), &at, "the webhook that it fires") else {
        return true;
    };
    let mut touchpoint = step(Kind::WorkflowStepWebhook, rule, &at, known);
    let hook = known.hooks.get(&(at.record.place.site.clone(), id.clone()));
    if let Facts::Step(facts) = &mut touchpoint.facts {
        facts.webhook = Some(of_site(Kind::AdminWebhook, &at.record.place, at.sites, &id, "").id);
        facts.webhook_enabled = hook.and_then(|hook| hook.enabled);
    }
    let mut bindings = Vec::new();
    if let Some(hook) = hook.filter(|hook| hook.editor.account().is_some()) {
        let what = format!("fires the webhook \"{}\", which it changed last", hook.name);
        let mut binding = holds(Role::Editor, hook.editor.clone(), &what);
        binding.spots = vec![Spot::plain(&label(rule, &at), what)];
        bindings.push(binding);
    }
    estate.file(touchpoint, bindings);
    hook.is_some()
}

fn label(rule: StepRule<'_>, at: &At<'_>) -> String {
    rule.key().map_or_else(|| at.place.clone(), |key| format!("{} ({key})", at.place))
}

fn step(kind: Kind, rule: StepRule<'_>, at: &At<'_>, known: &Known) -> Touchpoint {
    let mut touchpoint = of_site(kind, &at.record.place, at.sites, &at.id, &at.name);
    touchpoint.container = at.workflow.project().map_or_else(String::new, |id| {
        known.projects.get(&(at.record.place.site.clone(), id.clone())).cloned().unwrap_or(id)
    });
    let in_use = at.workflow.active();
    touchpoint.state = match in_use {
        Some(true) => "active",
        Some(false) => "inactive",
        None => "unknown",
    }
    .to_owned();
    touchpoint.link = at.workflow.name().and_then(|name| page::workflow(&touchpoint.site, name));
    touchpoint.changed = at.workflow.updated();
    touchpoint.facts = Facts::Step(StepFacts {
        rule_key: rule.key().unwrap_or_default().to_owned(),
        in_use,
        webhook: None,
        webhook_enabled: None,
    });
    touchpoint
}

/// The admin webhooks of Jira that were seen. Whatever is odd about them is told where they are read themselves.
fn hooks(
    estate: &mut Estate,
    snapshot: &Snapshot,
) -> Result<BTreeMap<(String, String), Hook>, SnapshotError> {
    let mut records = snapshot.records(record::WEBHOOK)?;
    records.retain(|record| record.place.surface == "jira.webhooks");
    let namesakes = Namesakes::of(estate);
    let mut hooks = BTreeMap::new();
    for record in newest(records, |_| None, &mut Vec::new()) {
        let webhook = Webhook(&record.body);
        let id = webhook.id().unwrap_or_else(|| record.key.clone());
        let hook = Hook {
            editor: editor(estate, &namesakes, webhook),
            name: webhook.name().unwrap_or(&id).to_owned(),
            enabled: webhook.enabled(),
        };
        hooks.insert((record.place.site.clone(), id), hook);
    }
    Ok(hooks)
}

/// Keys of the projects that were seen, because a workflow knows its project by id.
fn projects(snapshot: &Snapshot) -> Result<BTreeMap<(String, String), String>, SnapshotError> {
    let keys = snapshot.records(record::PROJECT)?.into_iter().filter_map(|record| {
        let (id, key) = (scalar(&record.body, "id")?, scalar(&record.body, "key")?);
        Some(((record.place.site, id), key))
    });
    Ok(keys.collect())
}
