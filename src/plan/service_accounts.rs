//! Which service accounts would have to be made: one for each tool and whoever it works as, never one for all.

use std::collections::{BTreeMap, BTreeSet};

use super::Basis;
use crate::audit::effects::{self, Effect, When, is_foreign};
use crate::audit::{Finding, Replacement};
use crate::estate::{Account, AccountId, Binding, Kind, Role, Who};
use crate::identity::{self, Looks};
use crate::money;

/// A service account to be made.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Whose work it takes over; `None` where nobody knows.
    pub account: Option<AccountId>,
    /// How that is called where it is no account that was seen.
    pub stand_in: Option<String>,
    /// The program that works with it.
    pub tool: String,
    /// A name for it.
    pub name: String,
    /// Indices of the touchpoints that it takes over.
    pub touchpoints: BTreeSet<usize>,
    /// Indices of the findings that are resolved with it.
    pub findings: Vec<usize>,
    /// Live things among those touchpoints that stop when the account goes, one way or the other.
    pub stops: u32,
    /// Whether nothing was seen that it would do.
    pub unseen: bool,
    /// Scopes that the surfaces it is seen to use need.
    pub scopes: Vec<&'static str>,
    /// The address before and after, for each site and product.
    pub addresses: Vec<String>,
    /// Why it cannot be done.
    pub blocked: Option<String>,
}

/// What one account's work comes to.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// Whose it is.
    pub account: Option<AccountId>,
    /// Indices of the service accounts it takes, among all of them.
    pub candidates: Vec<usize>,
    /// Indices of the findings that are resolved once all of it is moved.
    pub findings: Vec<usize>,
    /// Indices of the subscriptions whose seat is given back then.
    pub seats: Vec<usize>,
}

/// The service accounts to be made, and what belongs together.
#[derive(Debug, Clone, Default)]
pub struct Needed {
    /// Each of them.
    pub candidates: Vec<Candidate>,
    /// What belongs together.
    pub bundles: Vec<Bundle>,
    /// Live things that would break, or may, with each robot, beside what service accounts and the built-in actor take
    /// over: indices of touchpoints.
    pub breaks: BTreeMap<AccountId, BTreeSet<usize>>,
}

/// Products that no service account can work in.
const OUT_OF_REACH: [(&str, &str); 3] =
    [("bitbucket", "Bitbucket"), ("opsgenie", "JSM Operations"), ("jira-ops", "JSM Operations")];

/// Products that a service account can work in.
const WITHIN_REACH: [&str; 3] = ["jira", "jira-service-management", "confluence"];

type Key = (Option<AccountId>, Option<String>, String);

/// What is gathered for one tool and account.
#[derive(Default)]
struct Gathered {
    touchpoints: BTreeSet<usize>,
    findings: Vec<usize>,
}

/// Finds out which are needed. `left` are the indices of the findings that are to be resolved.
pub(super) fn needed(basis: &Basis<'_>, left: &[usize]) -> Needed {
    let mut gathered: BTreeMap<Key, Gathered> = BTreeMap::new();
    let mut of_account: BTreeMap<AccountId, Vec<usize>> = BTreeMap::new();
    for &index in left {
        let finding = &basis.findings[index];
        if finding.replacement != Some(Replacement::ServiceAccount) || is_personal(basis, finding) {
            continue;
        }
        match finding.touchpoint {
            Some(touchpoint) => {
                let key = (finding.account.clone(), finding.stand_in.clone(), tool_of(basis, touchpoint));
                let one = gathered.entry(key).or_default();
                one.touchpoints.insert(touchpoint);
                one.findings.push(index);
            }
            None => {
                if let Some(account) = &finding.account {
                    of_account.entry(account.clone()).or_default().push(index);
                }
            }
        }
    }
    // A robot whose seat somebody answers for by an exception keeps it.
    let bindings = by_robot(basis, &of_account);
    for (id, held) in &bindings {
        for binding in held.iter().filter(|binding| works_with_credential(basis, binding)) {
            let key = (Some((*id).clone()), None, tool_of(basis, binding.touchpoint));
            gathered.entry(key).or_default().touchpoints.insert(binding.touchpoint);
        }
    }
    let mut bundles: BTreeMap<AccountId, Bundle> = BTreeMap::new();
    let busy: BTreeSet<AccountId> = gathered.keys().filter_map(|(account, ..)| account.clone()).collect();
    for id in of_account.keys().cloned().collect::<Vec<_>>() {
        let Some(account) = basis.estate.accounts.get(&id) else { continue };
        let rules_alone =
            works_by_rules_alone(basis, account, bindings.get(&id).map_or(&[][..], Vec::as_slice));
        if !busy.contains(&id) && !rules_alone {
            let tool = identity::tool(account.title()).unwrap_or_else(|| "integration".to_owned());
            gathered.entry((Some(id.clone()), None, tool)).or_default();
        }
        let findings = of_account.remove(&id).unwrap_or_default();
        // Where the seat itself is not to be acted on, it is kept.
        let held = findings.iter().any(|index| basis.findings[*index].product.is_some());
        let seats = basis.ledger.robots.get(&id).filter(|_| held);
        let seats = seats.into_iter().flatten().map(|seat| seat.subscription);
        bundles.insert(
            id.clone(),
            Bundle { account: Some(id.clone()), candidates: Vec::new(), findings, seats: seats.collect() },
        );
    }
    let mut needed = Needed { breaks: breaks(basis, &bindings), ..Needed::default() };
    let mut names = BTreeMap::new();
    for ((account, stand_in, tool), one) in gathered {
        let candidate = candidate(basis, account, stand_in, tool, one, &mut names);
        let index = needed.candidates.len();
        match candidate.account.as_ref().and_then(|id| bundles.get_mut(id)) {
            Some(bundle) => bundle.candidates.push(index),
            // A person's integrations have nothing to wait for.
            None => needed.bundles.push(Bundle {
                account: candidate.account.clone(),
                candidates: vec![index],
                ..Bundle::default()
            }),
        }
        needed.candidates.push(candidate);
    }
    for bundle in bundles.values_mut() {
        stuck(basis, bundle, &needed.candidates);
    }
    needed.bundles.extend(bundles.into_values());
    needed.bundles.sort_by(|a, b| (&a.account, &a.candidates).cmp(&(&b.account, &b.candidates)));
    needed
}

/// A seat is not given back as long as something that cannot move keeps it.
fn stuck(basis: &Basis<'_>, bundle: &mut Bundle, candidates: &[Candidate]) {
    let subscriptions = &basis.ledger.subscriptions;
    if bundle.candidates.iter().any(|at| candidates[*at].blocked.is_some()) {
        bundle.seats.clear();
    }
    let Some(id) = &bundle.account else { return };
    let keeps = basis.ledger.confluence_rules.contains_key(id);
    if keeps {
        // It goes on holding a seat, so what was found of it is not resolved.
        bundle.findings.clear();
        // With an app of Confluence it is the same.
        bundle.seats.retain(|at| {
            let one = &subscriptions[*at];
            one.host.as_deref().unwrap_or(&one.product) != "confluence"
        });
    }
    bundle.seats.retain(|at| subscriptions[*at].reach == money::Reach::Documented);
}

/// A person's own use of a token needs no service account.
fn is_personal(basis: &Basis<'_>, finding: &Finding) -> bool {
    let likeness = finding.touchpoint.and_then(|index| basis.likeness.get(&index));
    likeness.is_some_and(|likeness| likeness.looks == Looks::Personal)
}

fn by_robot<'a>(
    basis: &Basis<'a>,
    robots: &BTreeMap<AccountId, Vec<usize>>,
) -> BTreeMap<&'a AccountId, Vec<&'a Binding>> {
    let mut held: BTreeMap<&AccountId, Vec<&Binding>> = BTreeMap::new();
    for binding in &basis.estate.bindings {
        if let Who::Account(id) = &binding.who
            && basis.ledger.robots.contains_key(id)
            && robots.contains_key(id)
        {
            held.entry(id).or_default().push(binding);
        }
    }
    held
}

/// What each robot holds that would break if it were switched off, or may, and that has to go elsewhere first.
fn breaks(
    basis: &Basis<'_>,
    bindings: &BTreeMap<&AccountId, Vec<&Binding>>,
) -> BTreeMap<AccountId, BTreeSet<usize>> {
    let estate = basis.estate;
    let would = |binding: &&&Binding| {
        let outcome = effects::of_departure(estate, binding, When::Deactivate);
        let acts = matches!(binding.role, Role::Actor | Role::Connection | Role::Credential);
        let runs_rule = binding.role == Role::Actor && estate.touchpoint_of(binding).kind.is_rule();
        estate.touchpoint_of(binding).is_live()
            && !works_with_credential(basis, binding)
            && !runs_rule
            && outcome.is_some_and(|outcome| {
                outcome.effect.breaks() || (acts && outcome.effect == Effect::Unverified)
            })
    };
    let held = bindings.iter().map(|(id, held)| {
        ((*id).clone(), held.iter().filter(would).map(|binding| binding.touchpoint).collect::<BTreeSet<_>>())
    });
    held.filter(|(_, things)| !things.is_empty()).collect()
}

/// A live token, or one that stands in a rule.
fn works_with_credential(basis: &Basis<'_>, binding: &Binding) -> bool {
    let touchpoint = basis.estate.touchpoint_of(binding);
    let token = binding.role == Role::Holder && touchpoint.kind == Kind::ApiToken;
    let embedded = binding.role == Role::Credential && !is_foreign(binding);
    touchpoint.is_live() && (token || embedded)
}

/// Whether a robot is known to do nothing but to be set in rules and lists: it holds no token, and all tokens were seen.
fn works_by_rules_alone(basis: &Basis<'_>, account: &Account, held: &[&Binding]) -> bool {
    let acts = held
        .iter()
        .any(|binding| binding.role == Role::Actor && basis.estate.touchpoint_of(binding).is_live());
    let writes = basis.estate.context.activity.iter().any(|one| one.account == account.id && one.count > 0);
    acts && !writes && basis.tokens_known && account.managed == Some(true)
}

/// The program that works with a token, or that carries a credential.
fn tool_of(basis: &Basis<'_>, index: usize) -> String {
    let touchpoint = &basis.estate.touchpoints[index];
    match touchpoint.kind {
        kind if kind.is_rule() => "automation".to_owned(),
        Kind::ApiToken => identity::tool(&touchpoint.name).unwrap_or_else(|| "integration".to_owned()),
        kind => kind.word().to_owned(),
    }
}

fn candidate(
    basis: &Basis<'_>,
    account: Option<AccountId>,
    stand_in: Option<String>,
    tool: String,
    one: Gathered,
    names: &mut BTreeMap<String, usize>,
) -> Candidate {
    let known = account.as_ref().and_then(|id| basis.estate.accounts.get(id));
    let owner = known.and_then(|account| (basis.answers)(account)).and_then(|owner| identity::slug(&owner));
    let stem = match owner {
        Some(owner) => format!("svc-{tool}-{owner}"),
        None => format!("svc-{tool}"),
    };
    let taken = names.entry(stem.clone()).or_default();
    *taken += 1;
    let name = if *taken == 1 { stem } else { format!("{stem}-{taken}") };
    let products = products(basis, known, &one.touchpoints);
    let blocked = match (&*products.within, products.beyond) {
        ([], Some(product)) => Some(format!("service accounts cannot work in {product} yet")),
        _ => None,
    };
    Candidate {
        name,
        tool,
        stops: stops(basis, account.as_ref(), &one.touchpoints),
        unseen: one.touchpoints.is_empty(),
        scopes: scopes(basis, known, &products.within),
        addresses: addresses(basis, &products.within, &one.touchpoints),
        blocked,
        touchpoints: one.touchpoints,
        findings: one.findings,
        account,
        stand_in,
    }
}

/// Live things among these that stop when the account goes, whether it is switched off or deleted.
fn stops(basis: &Basis<'_>, account: Option<&AccountId>, touchpoints: &BTreeSet<usize>) -> u32 {
    let estate = basis.estate;
    let stops = |binding: &&Binding| {
        let ways = [When::Deactivate, When::Delete];
        let mut outcomes = ways.into_iter().filter_map(|when| effects::of_departure(estate, binding, when));
        outcomes.any(|outcome| outcome.effect.stops())
    };
    let stopping = touchpoints.iter().filter(|index| {
        let first = estate.bindings.partition_point(|binding| binding.touchpoint < **index);
        let held = estate.bindings[first..].iter().take_while(|binding| binding.touchpoint == **index);
        let mut held = held.filter(|binding| binding.who.account() == account && account.is_some());
        estate.touchpoints[**index].is_live() && held.any(|binding| stops(&binding))
    });
    u32::try_from(stopping.count()).unwrap_or(u32::MAX)
}

struct Products {
    within: Vec<&'static str>,
    beyond: Option<&'static str>,
}

/// The products that the account may use, as far as a service account can work in them; where nothing tells, the one in
/// which its things are.
fn products(basis: &Basis<'_>, account: Option<&Account>, touchpoints: &BTreeSet<usize>) -> Products {
    let of_things: BTreeSet<&str> =
        touchpoints.iter().map(|index| basis.estate.touchpoints[*index].product.as_str()).collect();
    let of_things = |product: &str| of_things.contains(product);
    let may_use = account.and_then(|account| account.seats.as_ref());
    let used = |product: &str| match may_use {
        // What stands in a rule of a product works there.
        _ if of_things(product) => true,
        Some(seats) => seats.contains_key(product),
        None => product == "jira" && !of_things("confluence"),
    };
    Products {
        within: WITHIN_REACH.into_iter().filter(|product| used(product)).collect(),
        beyond: OUT_OF_REACH.into_iter().find(|(product, _)| used(product)).map(|(_, name)| name),
    }
}

/// The scopes to read what it may use, and to write where it was seen to.
fn scopes(basis: &Basis<'_>, account: Option<&Account>, products: &[&'static str]) -> Vec<&'static str> {
    let writes = |product: &str| {
        let mut activity = basis.estate.context.activity.iter();
        account.is_some_and(|account| {
            activity.any(|one| one.account == account.id && one.product == product && one.count > 0)
        })
    };
    let mut scopes = Vec::new();
    for product in products {
        let (read, write) = match *product {
            "confluence" => ("read:confluence-content.all", "write:confluence-content"),
            "jira-service-management" => ("read:servicedesk-request", "write:servicedesk-request"),
            _ => ("read:jira-work", "write:jira-work"),
        };
        scopes.push(read);
        if writes(product) {
            scopes.push(write);
        }
    }
    scopes
}

/// What has to be called instead of what, for each site.
fn addresses(basis: &Basis<'_>, products: &[&'static str], touchpoints: &BTreeSet<usize>) -> Vec<String> {
    let own: BTreeSet<&str> = touchpoints
        .iter()
        .map(|index| basis.estate.touchpoints[*index].site.as_str())
        .filter(|site| !site.is_empty())
        .collect();
    let mut sites: Vec<(String, String)> = basis
        .sites
        .iter()
        .filter(|(cloud, host)| own.is_empty() || own.contains(host.as_str()) || own.contains(cloud.as_str()))
        .map(|(cloud, host)| (host.clone(), cloud.clone()))
        .collect();
    if sites.is_empty() {
        sites.push(("{site}.atlassian.net".to_owned(), "{cloudId}".to_owned()));
    }
    let mut addresses = Vec::new();
    for (host, cloud) in sites {
        if products.iter().any(|product| *product != "confluence") {
            addresses.push(format!("https://{host} -> https://api.atlassian.com/ex/jira/{cloud}"));
        }
        if products.contains(&"confluence") {
            addresses
                .push(format!("https://{host}/wiki -> https://api.atlassian.com/ex/confluence/{cloud}/wiki"));
        }
    }
    addresses
}
