//! What hangs on what: a rule on the connection it reaches through, a board on the filter it shows, a step of a
//! workflow on the webhook it fires. They can be walked from either end.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, Search};
use super::kind::{Kind, Role};
use super::touchpoint::{Touchpoint, Who};
use super::{AccountId, Estate};
use crate::atlassian::automation::ari_cloud_id;
use crate::snapshot::{Gap, Place, digest};

/// An end of a dependency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A touchpoint, by its index in [`Estate::touchpoints`].
    Touchpoint(usize),
    /// A connection of a rule: the binding that lends it, and which of its spots.
    Connection(usize, usize),
    /// An account.
    Account(AccountId),
}

/// How one thing needs another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// A board shows what a filter finds.
    Shows,
    /// A subscription sends what a filter finds.
    Sends,
    /// A rule begins with a search in a saved filter.
    StartsFrom,
    /// A step of a rule, or a filter, searches in a saved filter.
    Searches,
    /// A step of a workflow fires a webhook.
    Fires,
    /// A rule works on a project or in a space.
    WorksOn,
    /// A rule reaches another system through a connection.
    ReachesThrough,
    /// A step of a rule carries a token.
    Carries,
    /// A credential is a service account's.
    BelongsTo,
}

impl Relation {
    /// All of them.
    pub const ALL: [Relation; 9] = [
        Relation::Shows,
        Relation::Sends,
        Relation::StartsFrom,
        Relation::Searches,
        Relation::Fires,
        Relation::WorksOn,
        Relation::ReachesThrough,
        Relation::Carries,
        Relation::BelongsTo,
    ];

    /// The word in files and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Relation::Shows => "shows",
            Relation::Sends => "sends",
            Relation::StartsFrom => "starts-from",
            Relation::Searches => "searches",
            Relation::Fires => "fires",
            Relation::WorksOn => "works-on",
            Relation::ReachesThrough => "reaches-through",
            Relation::Carries => "carries",
            Relation::BelongsTo => "belongs-to",
        }
    }

    /// The relation with this word.
    pub fn from_word(word: &str) -> Option<Relation> {
        Relation::ALL.into_iter().find(|relation| relation.word() == word)
    }

    /// The same seen from the other end, as a sentence has it: `shown by`.
    pub const fn passive(self) -> &'static str {
        match self {
            Relation::Shows => "shown by",
            Relation::Sends => "sent by",
            Relation::StartsFrom => "starts",
            Relation::Searches => "searched by",
            Relation::Fires => "fired by",
            Relation::WorksOn => "worked on by",
            Relation::ReachesThrough => "used by",
            Relation::Carries => "carried by",
            Relation::BelongsTo => "has",
        }
    }
}

/// One thing needs another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// What needs.
    pub from: Node,
    /// How.
    pub relation: Relation,
    /// What is needed.
    pub to: Node,
    /// Where in the first that is said: a step; empty where it is the whole of it.
    pub at: String,
    /// Whether it is this one for sure; else it is one of several that fit, such as the tokens of one holder.
    pub sure: bool,
}

/// Every dependency of an estate.
#[derive(Debug, Clone, Default)]
pub struct Dependencies {
    all: Vec<Dependency>,
    by_from: BTreeMap<Node, Vec<usize>>,
    by_to: BTreeMap<Node, Vec<usize>>,
}

impl Dependencies {
    fn new(mut all: Vec<Dependency>) -> Dependencies {
        all.sort();
        all.dedup();
        let mut dependencies = Dependencies { all, ..Dependencies::default() };
        for (at, one) in dependencies.all.iter().enumerate() {
            dependencies.by_from.entry(one.from.clone()).or_default().push(at);
            dependencies.by_to.entry(one.to.clone()).or_default().push(at);
        }
        dependencies
    }

    /// All of them, in the order of what needs.
    pub fn iter(&self) -> impl Iterator<Item = &Dependency> {
        self.all.iter()
    }

    /// What this needs.
    pub fn needs(&self, node: &Node) -> impl Iterator<Item = &Dependency> {
        self.by_from.get(node).into_iter().flatten().map(|at| &self.all[*at])
    }

    /// What needs this.
    pub fn needed_by(&self, node: &Node) -> impl Iterator<Item = &Dependency> {
        self.by_to.get(node).into_iter().flatten().map(|at| &self.all[*at])
    }
}

impl Estate {
    /// A stable id of an end of a dependency: of a touchpoint its own, of an account its own, of a connection one of
    /// its own kind.
    pub fn node_id(&self, node: &Node) -> String {
        match node {
            Node::Touchpoint(index) => self.touchpoints[*index].id.clone(),
            Node::Account(id) => id.to_string(),
            Node::Connection(binding, spot) => {
                let held = &self.bindings[*binding];
                let rule = &self.touchpoint_of(held).id;
                let own = held.spots[*spot].connection.as_ref().and_then(|connection| connection.id.clone());
                let own = own.unwrap_or_else(|| format!("{} {spot}", held.who.stand_in()));
                format!("c-{}", &digest(format!("{rule}\0{own}").as_bytes())[..16])
            }
        }
    }
}

/// Finds every dependency of an estate whose touchpoints and bindings are in their order; whatever is named and was
/// not seen is a gap.
pub(super) fn read(estate: &mut Estate) {
    let projects = estate.touchpoints.iter().enumerate().filter(|(_, thing)| thing.kind == Kind::Project);
    let by_key = projects.map(|(index, thing)| ((thing.site.clone(), thing.container.clone()), index));
    estate.projects = by_key.collect();
    let (all, gaps) = Finder::new(estate).find();
    estate.gaps.extend(gaps);
    estate.dependencies = Dependencies::new(all);
}

/// One gap for all that a place says of filters that were not seen, because where none were read it is many.
fn unseen(place: Place, searches: &[String]) -> Gap {
    const NAMED: usize = 3;
    let first = searches.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
    let more = match searches.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let count = if searches.len() == 1 {
        "1 search names a saved filter".to_owned()
    } else {
        format!("{} searches name saved filters", searches.len())
    };
    let reason = format!("{count} not seen, so what hangs on it is not known: {first}{more}");
    Gap { place, at: "searches".to_owned(), reason }
}

struct Finder<'a> {
    estate: &'a Estate,
    by_id: BTreeMap<&'a str, usize>,
    /// Filters by site and name in lower case.
    filters: BTreeMap<(&'a str, String), Vec<usize>>,
    /// Cloud ids by host.
    clouds: BTreeMap<&'a str, &'a str>,
    /// Live API tokens by holder.
    tokens: BTreeMap<&'a AccountId, Vec<usize>>,
    found: Vec<Dependency>,
    /// Searches in filters that were not seen.
    unseen: BTreeMap<Place, Vec<String>>,
}

impl<'a> Finder<'a> {
    fn new(estate: &'a Estate) -> Finder<'a> {
        let mut finder = Finder {
            estate,
            by_id: BTreeMap::new(),
            filters: BTreeMap::new(),
            clouds: BTreeMap::new(),
            tokens: BTreeMap::new(),
            found: Vec::new(),
            unseen: BTreeMap::new(),
        };
        for (key, host) in &estate.provenance {
            if let Some(cloud) = key.strip_prefix("site:") {
                finder.clouds.insert(host, cloud);
            }
        }
        for (index, touchpoint) in estate.touchpoints.iter().enumerate() {
            finder.by_id.insert(&touchpoint.id, index);
            let site = touchpoint.site.as_str();
            if touchpoint.kind == Kind::Filter {
                finder.filters.entry((site, touchpoint.name.to_lowercase())).or_default().push(index);
            }
        }
        for binding in &estate.bindings {
            let token = estate.touchpoint_of(binding);
            if token.kind == Kind::ApiToken
                && token.is_live()
                && let Who::Account(id) = &binding.who
            {
                finder.tokens.entry(id).or_default().push(binding.touchpoint);
            }
        }
        finder
    }

    fn find(mut self) -> (Vec<Dependency>, Vec<Gap>) {
        for (index, touchpoint) in self.estate.touchpoints.iter().enumerate() {
            match &touchpoint.facts {
                Facts::Board(board) if touchpoint.kind == Kind::BoardFilter => {
                    self.known(index, Relation::Shows, board.filter.as_deref());
                }
                Facts::Subscription(subscription) => {
                    self.known(index, Relation::Sends, Some(&subscription.filter));
                }
                Facts::Step(step) => self.known(index, Relation::Fires, step.webhook.as_deref()),
                Facts::Shared(shared) => {
                    for named in &shared.filters {
                        self.filter(index, Relation::Searches, named, "");
                    }
                }
                Facts::Rule(rule) => {
                    for search in &rule.searches {
                        self.search(index, search);
                    }
                    for resource in &rule.scope {
                        self.place_of_scope(index, resource);
                    }
                }
                _ => {}
            }
        }
        for (number, binding) in self.estate.bindings.iter().enumerate() {
            let from = Node::Touchpoint(binding.touchpoint);
            let kind = self.estate.touchpoint_of(binding).kind;
            match (binding.role, &binding.who) {
                (Role::Connection, _) => {
                    for (spot, found) in binding.spots.iter().enumerate() {
                        let steps = found.connection.as_ref().map(|connection| connection.steps.join(", "));
                        let to = Node::Connection(number, spot);
                        self.add(from.clone(), Relation::ReachesThrough, to, steps.unwrap_or_default(), true);
                    }
                }
                (Role::Credential, Who::Account(id)) if kind.is_rule() => {
                    let tokens = self.tokens.get(id).cloned().unwrap_or_default();
                    let opens = binding.spots.iter().filter(|spot| {
                        spot.credential.as_ref().is_some_and(|credential| credential.atlassian != Some(false))
                    });
                    let steps: BTreeSet<&str> = opens.map(|spot| spot.step.as_str()).collect();
                    for step in steps {
                        for token in &tokens {
                            let to = Node::Touchpoint(*token);
                            self.add(from.clone(), Relation::Carries, to, step.to_owned(), tokens.len() == 1);
                        }
                    }
                }
                (Role::Holder, Who::Account(id)) if kind == Kind::ServiceAccountCredential => {
                    self.add(from, Relation::BelongsTo, Node::Account(id.clone()), String::new(), true);
                }
                _ => {}
            }
        }
        let gaps = self.unseen.into_iter().map(|(place, searches)| unseen(place, &searches));
        (self.found, gaps.collect())
    }

    fn add(&mut self, from: Node, relation: Relation, to: Node, at: String, sure: bool) {
        self.found.push(Dependency { from, relation, to, at, sure });
    }

    /// What a touchpoint needs by the other's stable id; one that was not seen was told of where it was read.
    fn known(&mut self, from: usize, relation: Relation, id: Option<&str>) {
        if let Some(to) = id.and_then(|id| self.by_id.get(id)) {
            let to = Node::Touchpoint(*to);
            self.add(Node::Touchpoint(from), relation, to, String::new(), true);
        }
    }

    fn search(&mut self, from: usize, search: &Search) {
        let relation = if search.starts { Relation::StartsFrom } else { Relation::Searches };
        for named in &search.filters {
            self.filter(from, relation, named, &search.step);
        }
        let site = self.estate.touchpoints[from].site.as_str();
        for named in &search.projects {
            let by_key = self.estate.projects.get(&(site.to_owned(), named.clone())).copied();
            if let Some(project) = by_key.or_else(|| self.of_site(Kind::Project, site, named)) {
                let to = Node::Touchpoint(project);
                self.add(Node::Touchpoint(from), Relation::WorksOn, to, search.step.clone(), true);
            }
        }
    }

    /// The saved filter that a search names: the one with that id, else those with that name, of which Jira takes one
    /// that whoever searches may see.
    fn filter(&mut self, from: usize, relation: Relation, named: &str, at: &str) {
        let estate = self.estate;
        let asking = &estate.touchpoints[from];
        let site = asking.site.as_str();
        let by_id = self.of_site(Kind::Filter, site, named).map(|index| vec![index]);
        let by_name = || self.filters.get(&(site, named.to_lowercase())).cloned();
        let found = by_id.or_else(by_name).unwrap_or_default();
        if found.is_empty() {
            let surface = if asking.kind.is_rule() { "jira.automation" } else { "jira.filters" };
            let place = Place { surface: surface.to_owned(), site: asking.site.clone() };
            let names = self.unseen.entry(place).or_default();
            names.push(format!("{} names \"{named}\"", asking.title()));
        }
        let sure = found.len() == 1;
        for to in found.into_iter().filter(|to| *to != from) {
            self.add(Node::Touchpoint(from), relation, Node::Touchpoint(to), at.to_owned(), sure);
        }
    }

    /// The project or space that a rule is limited to.
    fn place_of_scope(&mut self, from: usize, resource: &str) {
        let kinds: &[Kind] = if resource.contains("space/") {
            &[Kind::Space, Kind::PersonalSpace]
        } else if resource.contains("project/") {
            &[Kind::Project]
        } else {
            return;
        };
        let Some((_, id)) = resource.rsplit_once('/') else { return };
        let site = self.estate.touchpoints[from].site.as_str();
        let key = ari_cloud_id(resource).map_or_else(|| self.site_key(site), str::to_owned);
        for kind in kinds {
            let id = Touchpoint::stable_id(*kind, &format!("{key}/{id}"));
            self.known(from, Relation::WorksOn, Some(&id));
        }
    }

    /// A thing of a site, by the id it has there.
    fn of_site(&self, kind: Kind, site: &str, id: &str) -> Option<usize> {
        let id = Touchpoint::stable_id(kind, &format!("{}/{id}", self.site_key(site)));
        self.by_id.get(id.as_str()).copied()
    }

    /// What stands for a site in a stable id.
    fn site_key(&self, site: &str) -> String {
        (*self.clouds.get(site).unwrap_or(&site)).to_owned()
    }
}
