//! Reading filters, their subscriptions, and dashboards.

use std::collections::BTreeMap;

use serde_json::Value;

use super::facts::{Facts, SharedFacts, SubscriptionFacts, When};
use super::kind::{Kind, Role};
use super::touchpoint::{Binding, Spot, Touchpoint, Who};
use super::{Estate, Sites, names};
use crate::atlassian::Told;
use crate::atlassian::filters::{Dashboard, Filter};
use crate::snapshot::{Place, Record, Snapshot, SnapshotError, record};

/// A filter, as far as a board asks.
pub(super) struct Seen {
    /// Stable id of its touchpoint.
    pub(super) touchpoint: String,
    pub(super) owner: Who,
    pub(super) shared: Option<bool>,
}

/// The filters that were seen, by site and id.
pub(super) type Filters = BTreeMap<(String, String), Seen>;

/// Reads filters with their subscriptions, and dashboards; hands on the filters for the boards.
pub(super) fn read(
    estate: &mut Estate,
    snapshot: &Snapshot,
    sites: &Sites,
) -> Result<Filters, SnapshotError> {
    let mut seen = Filters::new();
    for record in estate.newest(snapshot, record::FILTER)? {
        let filter = Filter(&record.body);
        let id = filter.id().unwrap_or_else(|| record.key.clone());
        let name = filter.name().unwrap_or("(a filter without a name)");
        let touchpoint = of_site(Kind::Filter, &record.place, sites, &id, name);
        let facts = SharedFacts {
            shared: filter.shared(),
            favourites: filter.favourites(),
            last_used: used(estate, &record, &touchpoint, filter.last_used()),
            filters: names::values_of(filter.jql().unwrap_or_default(), names::FILTER_FIELDS),
        };
        let owner = owner(estate, &record, &touchpoint, filter.owner());
        let one = Seen { touchpoint: touchpoint.id.clone(), owner: owner.clone(), shared: facts.shared };
        read_subscriptions(estate, &record, sites, &id, &one);
        file(estate, &record, touchpoint, owner, facts, filter.page());
        seen.insert((record.place.site.clone(), id), one);
    }
    for record in estate.newest(snapshot, record::DASHBOARD)? {
        let dashboard = Dashboard(&record.body);
        let id = dashboard.id().unwrap_or_else(|| record.key.clone());
        let name = dashboard.name().unwrap_or("(a dashboard without a name)");
        let touchpoint = of_site(Kind::Dashboard, &record.place, sites, &id, name);
        let facts = SharedFacts {
            shared: dashboard.shared(),
            favourites: dashboard.favourites(),
            last_used: When::Unsaid,
            filters: Vec::new(),
        };
        let owner = match dashboard.owner() {
            // The one that Jira brings along is nobody's.
            None if dashboard.is_systems() => Who::Unknown,
            told => owner(estate, &record, &touchpoint, told),
        };
        file(estate, &record, touchpoint, owner, facts, dashboard.page());
    }
    Ok(seen)
}

fn read_subscriptions(estate: &mut Estate, record: &Record, sites: &Sites, filter: &str, of: &Seen) {
    let read = Filter(&record.body);
    let name = read.name().unwrap_or("(a filter without a name)");
    for (at, subscription) in read.subscriptions().enumerate() {
        let id = subscription.id().unwrap_or_else(|| format!("number {}", at + 1));
        let id = format!("{filter}/{id}");
        let mut touchpoint = of_site(Kind::FilterSubscription, &record.place, sites, &id, name);
        let group = subscription.group().map(str::to_owned);
        touchpoint.container = group.clone().unwrap_or_default();
        let mut bindings = Vec::new();
        match subscription.user().map(|user| estate.meet(user)) {
            Some(who @ Who::Account(_)) => {
                bindings.push(holds(Role::Owner, who.clone(), "set it up"));
                if group.is_none() {
                    bindings.push(holds(Role::Recipient, who, "gets the mails"));
                }
            }
            _ => gap(estate, record, &touchpoint, "does not say who set it up"),
        }
        touchpoint.facts = Facts::Subscription(SubscriptionFacts { filter: of.touchpoint.clone(), group });
        estate.file(touchpoint, bindings);
    }
}

/// Files a filter or a dashboard.
fn file(
    estate: &mut Estate,
    record: &Record,
    mut touchpoint: Touchpoint,
    owner: Who,
    facts: SharedFacts,
    page: Option<&str>,
) {
    touchpoint.state = match facts.shared {
        Some(true) => "shared",
        Some(false) => "private",
        None => {
            gap(estate, record, &touchpoint, "does not say whom it is shared with");
            "unknown"
        }
    }
    .to_owned();
    touchpoint.link = page.and_then(|page| link(page, &touchpoint.native_id, &record.place.site));
    touchpoint.facts = Facts::Shared(facts);
    estate.file(touchpoint, account_only(Role::Owner, owner, "owns it"));
}

/// Whom a thing belongs to; nobody that can be told is a gap.
fn owner(estate: &mut Estate, record: &Record, touchpoint: &Touchpoint, told: Option<&Value>) -> Who {
    let owner = told.map_or(Who::Unknown, |owner| estate.meet(owner));
    if owner == Who::Unknown {
        gap(estate, record, touchpoint, "names no owner that can be told");
    }
    owner
}

fn used(estate: &mut Estate, record: &Record, touchpoint: &Touchpoint, told: Told) -> When {
    match told {
        Told::At(time) => When::At(time),
        // Empty is "not since Jira began to note it", which is not never.
        Told::None => When::Omitted,
        Told::Absent => When::Unsaid,
        Told::Unreadable => {
            gap(estate, record, touchpoint, "says when it was last used in a way that is not understood");
            When::Unsaid
        }
    }
}

/// A thing of Jira; ids are unique only within a site.
pub(super) fn of_site(kind: Kind, place: &Place, sites: &Sites, id: &str, name: &str) -> Touchpoint {
    let mut touchpoint = Touchpoint::new(kind, format!("{}/{id}", sites.key(place)), name);
    touchpoint.product = "jira".to_owned();
    touchpoint.site = place.site.clone();
    touchpoint
}

/// A binding with the one spot that says so.
pub(super) fn holds(role: Role, who: Who, what: &str) -> Binding {
    Binding { touchpoint: 0, role, who, spots: vec![Spot::plain("", what)] }
}

/// The same, where an account is meant; nothing hangs on nobody.
pub(super) fn account_only(role: Role, who: Who, what: &str) -> Vec<Binding> {
    who.account().is_some().then(|| holds(role, who.clone(), what)).into_iter().collect()
}

/// Notes what a thing does not tell.
pub(super) fn gap(estate: &mut Estate, record: &Record, touchpoint: &Touchpoint, what: &str) {
    estate.gap(record, &format!("{} {what}", touchpoint.title()));
}

/// The address of a thing's page, where it lies on the site's own host: what a reply says elsewhere is not handed
/// on. The scrubber takes every value out of a query; the one that stands last here is the thing's id.
fn link(page: &str, native_id: &str, site: &str) -> Option<String> {
    let origin = names::origin(page)?;
    let (_, host) = origin.split_once("://")?;
    let (_, id) = native_id.rsplit_once('/')?;
    let page = match page.strip_suffix("=…") {
        Some(page) if id.bytes().all(|byte| byte.is_ascii_digit()) => format!("{page}={id}"),
        _ => page.to_owned(),
    };
    (host == site && !page.contains('…')).then_some(page)
}
