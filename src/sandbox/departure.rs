//! What happens when accounts go: they are really switched off or closed in a model of the organisation, with what
//! Atlassian says that takes along, and then every integration is asked whether it still runs.
//!
//! An opinion of its own, written from Atlassian's texts: the auditor's table is not read here. Where those texts say
//! nothing, or contradict each other, the answer is that nobody can say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::rule::{Product, Rule};
use super::truth::TrueBinding;
use super::world::World;

/// How accounts go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Going {
    /// Switched off.
    Deactivated,
    /// Closed for good.
    Deleted,
}

/// What became of a touchpoint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fate {
    /// Kind of the touchpoint.
    pub kind: String,
    /// Its id, as in the truth.
    pub native_id: String,
    /// Its name; empty where no endpoint tells it.
    pub name: String,
    /// How somebody who goes holds it; empty where nobody who goes does.
    pub role: String,
    /// Who; empty likewise.
    pub account_id: String,
    /// Whether it was at work before.
    pub live: bool,
    /// `stops`, `stops-silently`, `degrades`, `loses-owner`, `survives` or `unverified`.
    pub effect: &'static str,
}

/// The organisation after they went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Departed {
    /// What they held, role by role.
    pub held: Vec<Fate>,
    /// What ran before and does not, or only in part, because something it needs is gone; whoever holds it.
    pub reached: Vec<Fate>,
}

/// What an account can still do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    There,
    Off,
    Closed,
}

/// The organisation as far as anything hangs on anything.
struct Model<'a> {
    world: &'a World,
    states: BTreeMap<&'a str, State>,
    /// Filters that are there, with the filters that each needs.
    filters: BTreeMap<&'a str, Vec<&'a str>>,
    /// Dashboards that are gone.
    lost_dashboards: BTreeSet<&'a str>,
}

impl<'a> Model<'a> {
    fn of(world: &'a World) -> Self {
        let state = |word: &str| match word {
            "deactivated" => State::Off,
            "deleted" => State::Closed,
            // Of a suspended account nothing is known but that it is there.
            _ => State::There,
        };
        let searches = world.jira.saved_searches();
        Self {
            world,
            states: world.accounts.iter().map(|one| (one.id.as_str(), state(one.state))).collect(),
            filters: searches.into_iter().map(|search| (search.id, search.names)).collect(),
            lost_dashboards: BTreeSet::new(),
        }
    }

    /// Switches an account off, or closes it with everything that is its own.
    fn let_go(&mut self, who: &'a str, going: Going) {
        let state = self.states.entry(who).or_insert(State::There);
        if going == Going::Deleted || *state == State::Closed {
            *state = State::Closed;
            for search in self.world.jira.saved_searches() {
                if search.owner == Some(who) {
                    self.filters.remove(search.id);
                }
            }
            self.lost_dashboards.extend(self.world.jira.dashboards_of(who));
        } else {
            *state = State::Off;
        }
    }

    fn is_closed(&self, who: &str) -> bool {
        self.states.get(who) == Some(&State::Closed)
    }

    /// Whether a search that names a filter finds anything: the filter is there, and so is all that it names itself.
    fn finds(&self, filter: &str) -> bool {
        self.finds_below(filter, &mut BTreeSet::new())
    }

    fn finds_below<'b>(&'b self, filter: &'b str, above: &mut BTreeSet<&'b str>) -> bool {
        let Some(names) = self.filters.get(filter) else { return false };
        !above.insert(filter) || names.iter().all(|named| self.finds_below(named, above))
    }

    /// How much of a rule's work can still be done, whoever it runs as.
    fn searches(&self, rule: &Rule) -> Option<&'static str> {
        let document = &rule.full["rule"];
        let all_found = |jql: &str| self.world.jira.filters_in(jql).iter().all(|filter| self.finds(filter));
        if !texts(&document["trigger"]).into_iter().all(all_found) {
            return Some("stops");
        }
        (!texts(&document["components"]).into_iter().all(all_found)).then_some("degrades")
    }
}

/// Every text in a document.
fn texts(document: &Value) -> Vec<&str> {
    match document {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(fields) => fields.values().flat_map(texts).collect(),
        _ => vec![],
    }
}

impl World {
    /// Lets these accounts go, and looks what still runs.
    pub fn without(&self, who: &[&str], going: Going) -> Departed {
        let before = Model::of(self);
        let mut after = Model::of(self);
        // "Automation for Jira" is nobody's, and goes nowhere.
        let built_in = self.accounts.iter().find(|one| one.handle == "automation").map(|one| one.id.as_str());
        let goes = |one: &&str| Some(*one) != built_in;
        let leaving: BTreeSet<&str> = who.iter().copied().filter(|one| goes(one)).collect();
        for one in self.accounts.iter().filter(|one| leaving.contains(one.id.as_str())) {
            after.let_go(&one.id, going);
        }
        // Some are known only because something names them.
        let named: Vec<String> = leaving.iter().map(|one| (*one).to_owned()).collect();
        let truth = self.truth();
        let boards: BTreeMap<String, &str> = self.jira.shown_filters().collect();
        let held = truth.bindings.iter().filter(|binding| named.contains(&binding.account_id));
        let held = held.map(|binding| Fate {
            kind: binding.kind.clone(),
            native_id: binding.native_id.clone(),
            name: binding.name.clone(),
            role: binding.role.clone(),
            account_id: binding.account_id.clone(),
            live: is_live(binding),
            effect: self.fate(&after, binding, &boards, going),
        });
        Departed { held: held.collect(), reached: self.reached(&before, &after, &truth.bindings, &boards) }
    }

    /// What became of something, as far as it hangs on the account that holds it.
    fn fate(
        &self,
        after: &Model<'_>,
        binding: &TrueBinding,
        boards: &BTreeMap<String, &str>,
        going: Going,
    ) -> &'static str {
        let id = binding.native_id.as_str();
        let closed = going == Going::Deleted || after.is_closed(&binding.account_id);
        let rule = self.rules.iter().find(|rule| rule.uuid == id);
        match (binding.kind.as_str(), binding.role.as_str()) {
            // A rule does what its actor may; Confluence does not tell anybody when that is nothing.
            (_, "actor") if rule.is_some_and(|rule| rule.product == Product::Confluence) => "stops-silently",
            (_, "actor") if rule.is_some() => "stops",
            (_, "owner") if rule.is_some() => "loses-owner",
            (_, "credential") => match rule.is_some_and(|rule| rule.at_home.contains(&binding.account_id)) {
                true if closed => "degrades",
                true => "unverified",
                false => "survives",
            },
            ("filter", _) if !after.filters.contains_key(id) => "stops",
            ("dashboard", _) if after.lost_dashboards.contains(id) => "stops",
            ("filter" | "dashboard" | "board" | "component", _) => "loses-owner",
            ("board-filter", _) => match boards.get(id) {
                Some(filter) if !after.filters.contains_key(filter) => "stops",
                Some(filter) if self.is_private(filter) => "unverified",
                _ => "survives",
            },
            // New issues fall back to the project's default assignee.
            ("component-default-assignee", _) => "degrades",
            ("api-token" | "service-account-credential", "holder") if closed => "stops",
            ("project-role", _) if !closed => "survives",
            // What runs as nobody, or is only on record.
            ("org-api-key" | "space" | "page", "author") | (_, "editor") => "survives",
            _ => "unverified",
        }
    }

    fn is_private(&self, filter: &str) -> bool {
        let bindings = self.jira.bindings.iter();
        let states = bindings.filter(|binding| binding.kind == "filter" && binding.native_id == filter);
        states.map(|binding| binding.state.as_str()).any(|state| state == "private")
    }

    /// What found something before and does not now.
    fn reached(
        &self,
        before: &Model<'_>,
        after: &Model<'_>,
        bindings: &[TrueBinding],
        boards: &BTreeMap<String, &str>,
    ) -> Vec<Fate> {
        let lost = |filter: &str| before.finds(filter) && !after.finds(filter);
        let searches = self.jira.saved_searches();
        let mut reached: Vec<Fate> = Vec::new();
        let mut add = |kind: &str, id: &str, name: &str, live, effect| {
            reached.push(Fate {
                kind: kind.to_owned(),
                native_id: id.to_owned(),
                name: name.to_owned(),
                role: String::new(),
                account_id: String::new(),
                live,
                effect,
            });
        };
        for search in searches.iter().filter(|search| lost(search.id)) {
            // One that is gone itself was its owner's.
            if after.filters.contains_key(search.id) {
                add("filter", search.id, search.name, true, "stops");
            }
            let mails = search.subscriptions.iter();
            mails.for_each(|mail| add("filter-subscription", mail, search.name, true, "stops"));
        }
        // What a board shows that nobody may look at, nobody can miss.
        for board in bindings.iter().filter(|one| one.kind == "board-filter") {
            if boards.get(&board.native_id).is_some_and(|filter| lost(filter)) {
                add("board-filter", &board.native_id, &board.name, is_live(board), "stops");
            }
        }
        for rule in &self.rules {
            let (then, now) = (before.searches(rule), after.searches(rule));
            if let Some(effect) = now.filter(|_| then != now) {
                let live = rule.summary["state"] == "ENABLED";
                let name = rule.summary["name"].as_str().unwrap_or_default();
                add("jira-automation-rule", &rule.uuid, name, live, effect);
            }
        }
        reached
    }
}

/// Whether something was at work: of a credential that has to be said, of anything else only the contrary.
fn is_live(binding: &TrueBinding) -> bool {
    match binding.kind.as_str() {
        "api-token" | "org-api-key" | "service-account-credential" => binding.state == "active",
        _ => !["disabled", "archived", "inactive", "deleted"].contains(&binding.state.as_str()),
    }
}
