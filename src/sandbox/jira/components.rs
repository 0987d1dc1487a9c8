//! Components: who leads them, and whether new issues go to that lead.

use super::base::{Base, Holder, ordinary};
use super::ledger::{Ledger, Thing};
use super::pages::{USUAL, answered, paged};
use super::projects::{Project, assignable, no_project};
use crate::sandbox::account::Account;
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::World;
use serde_json::{Value, json};

/// Who gets new issues of a component, in Jira's own words.
const TO_LEAD: &str = "COMPONENT_LEAD";
const TO_PROJECT_LEAD: &str = "PROJECT_LEAD";
const TO_DEFAULT: &str = "PROJECT_DEFAULT";
const TO_NOBODY: &str = "UNASSIGNED";

struct Component {
    project: String,
    /// As the list without pages has it.
    plain: Value,
    issues: usize,
}

pub(super) struct Components(Vec<Component>);

/// `(project, name, lead, assignee)`
const BY_HAND: &[(&str, &str, Holder, &str)] = &[
    ("WEB", "Frontend", Holder::Who("dan"), TO_LEAD),
    ("WEB", "Backend", Holder::Who("ben"), TO_LEAD),
    ("WEB", "Design", Holder::Who("dan"), TO_DEFAULT),
    ("WEB", "Content", Holder::Nobody, TO_PROJECT_LEAD),
    ("WEB", "Search", Holder::Nobody, TO_LEAD),
    ("OPS", "Pipelines", Holder::Who("jenkins"), TO_LEAD),
    ("OPS", "Alerts", Holder::Who("monitoring"), TO_NOBODY),
    ("OPS", "Runbooks", Holder::Who("cleo"), TO_PROJECT_LEAD),
    ("OPS", "Hardware", Holder::Who("ivy"), TO_LEAD),
    ("OPS", "Cabling", Holder::Corrupted, TO_LEAD),
    ("SUP", "Portal", Holder::Who("fay"), TO_LEAD),
    ("SUP", "E-mail", Holder::Who("mailbox"), TO_DEFAULT),
    ("TEAM", "Ideas", Holder::Who("eve"), TO_DEFAULT),
    ("OLD", "Archive", Holder::Who("dan"), TO_LEAD),
    ("FIN", "Invoices", Holder::Who("hal"), TO_LEAD),
];

/// Enough in one project for its list to have several pages.
const MANY: usize = 21;

impl Components {
    pub(super) fn build(stage: &Stage<'_>, base: &Base, ledger: &mut Ledger) -> Self {
        let mut all = Maker { stage, base, ledger, made: vec![] };
        for &(key, name, lead, assignee) in BY_HAND {
            all.add(key, name, lead.account(stage), lead.json(stage), assignee);
        }
        let people = ordinary(stage);
        let mut dice = stage.dice.fork("jira components");
        for n in 1..=MANY {
            let lead = *dice.pick(&people);
            let assignee = *dice.pick(&[TO_LEAD, TO_DEFAULT, TO_NOBODY]);
            all.add("OPS", &format!("Part {n}"), Some(lead), Some(lead.jira_json()), assignee);
        }
        Self(all.made)
    }

    /// The components of a project, in the form without counts.
    pub(super) fn plain(&self, key: &str) -> Value {
        self.of(key).map(|c| c.plain.clone()).collect()
    }

    fn of(&self, key: &str) -> impl Iterator<Item = &Component> {
        self.0.iter().filter(move |c| c.project == key)
    }
}

struct Maker<'a> {
    stage: &'a Stage<'a>,
    base: &'a Base,
    ledger: &'a mut Ledger,
    made: Vec<Component>,
}

impl Maker<'_> {
    fn add(&mut self, key: &str, name: &str, lead: Option<&Account>, shown: Option<Value>, assignee: &str) {
        let Some(project) = self.base.projects.named(key) else { return };
        let id = (10_500 + self.made.len()).to_string();
        if let Some(lead) = lead {
            let kind = if assignee == TO_LEAD { "component-default-assignee" } else { "component" };
            let thing = Thing { kind, id: &id, name, container: key, state: "active" };
            self.ledger.bind(&thing, "lead", lead);
        }
        let (real, real_assignee) = really(project, lead, assignee);
        let nominal = match assignee {
            TO_LEAD => shown.clone(),
            TO_PROJECT_LEAD => project.lead_json().cloned(),
            TO_DEFAULT => project.default_assignee().map(Account::jira_json),
            _ => None,
        };
        let valid = match assignee {
            TO_LEAD => shown.is_some(),
            TO_PROJECT_LEAD => project.lead_json().is_some(),
            _ => true,
        };
        let mut plain = json!({
            "self": format!("https://acme.example/rest/api/3/component/{id}"),
            "id": id, "name": name, "description": "", "assigneeType": assignee, "realAssigneeType": real,
            "isAssigneeTypeValid": valid, "project": key,
            "projectId": project.id.parse::<u64>().unwrap_or_default(),
        });
        let people =
            [("lead", shown), ("assignee", nominal), ("realAssignee", real_assignee.map(Account::jira_json))];
        for (field, who) in people {
            if let Some(who) = who {
                plain[field] = who;
            }
        }
        let issues = self.stage.dice.fork(&format!("component {id}")).below(50);
        self.made.push(Component { project: key.to_owned(), plain, issues });
    }
}

/// What happens to an issue, as against what is set: an account that is switched off gets none.
fn really<'a>(
    project: &'a Project,
    lead: Option<&'a Account>,
    assignee: &str,
) -> (&'static str, Option<&'a Account>) {
    match assignee {
        TO_LEAD if lead.is_some_and(assignable) => (TO_LEAD, lead),
        TO_PROJECT_LEAD if project.lead.as_ref().is_some_and(assignable) => {
            (TO_PROJECT_LEAD, project.lead.as_ref())
        }
        TO_NOBODY => (TO_NOBODY, None),
        _ => (TO_DEFAULT, project.default_assignee()),
    }
}

/// `GET /rest/api/3/project/{idOrKey}/component`.
pub(super) fn paged_list(world: &World, ask: &Ask<'_>, key_or_id: &str) -> Reply {
    let found = match of_project(world, ask, key_or_id) {
        Ok(found) => found,
        Err(refusal) => return refusal,
    };
    let row = |n: usize| {
        let component: &Component = found[n];
        let mut row = component.plain.clone();
        row["issueCount"] = json!(component.issues);
        // No schema has it, Atlassian's own example does: the component once more, with its lead's bare id.
        let mut bean = component.plain.clone();
        if let Some(id) = component.plain["lead"]["accountId"].as_str() {
            bean["leadAccountId"] = json!(id);
        }
        row["componentBean"] = bean;
        row
    };
    answered(paged(world, ask, USUAL, found.len(), row))
}

/// `GET /rest/api/3/project/{idOrKey}/components`: an array, without pages.
pub(super) fn whole_list(world: &World, ask: &Ask<'_>, key_or_id: &str) -> Reply {
    match of_project(world, ask, key_or_id) {
        Ok(found) => Reply::ok(&found.iter().map(|c| c.plain.clone()).collect()),
        Err(refusal) => refusal,
    }
}

fn of_project<'a>(world: &'a World, ask: &Ask<'_>, key_or_id: &str) -> Result<Vec<&'a Component>, Reply> {
    let project = world.jira.base.projects.open(key_or_id, ask.is_jira_admin()).ok_or_else(no_project)?;
    match ask.param("componentSource") {
        None | Some("jira" | "auto") => Ok(world.jira.components.of(&project.key).collect()),
        // Nothing here comes from Compass.
        Some("compass") => Ok(vec![]),
        Some(_) => Err(Reply::jira_error(400, "The component source is not known.")),
    }
}
