//! Reading what accounts did lately, how Confluence knows them, and the pages that robots write.

use std::collections::BTreeMap;

use super::context::Activity;
use super::kind::{Kind, Role};
use super::touchpoint::{Binding, Spot, Touchpoint, Who};
use super::{AccountId, Estate, Sites};
use crate::atlassian::people::ConfluenceUser;
use crate::atlassian::text;
use crate::snapshot::{Place, Record, Snapshot, SnapshotError, record};

/// Reads how Confluence knows the accounts it was asked about.
pub(super) fn read_accounts(estate: &mut Estate, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    for record in estate.newest(snapshot, record::CONFLUENCE_USER)? {
        let user = ConfluenceUser(&record.body);
        match user.id() {
            Some(id) => estate.account(id).learn_confluence(user),
            None => estate.gap(&record, "the user has no account id"),
        }
    }
    Ok(())
}

/// Reads the counts, and makes a touchpoint of what each account wrote on a site.
pub(super) fn read(estate: &mut Estate, snapshot: &Snapshot, sites: &Sites) -> Result<(), SnapshotError> {
    for record in estate.newest(snapshot, record::ACTIVITY)? {
        let product = text(&record.body, "product").unwrap_or_default().to_owned();
        let what = text(&record.body, "what").unwrap_or_default().to_owned();
        note(estate, record, product, what);
    }
    let mut written: BTreeMap<(Place, AccountId), Written> = BTreeMap::new();
    for record in estate.newest(snapshot, record::CONTENT_COUNT)? {
        let place = record.place.clone();
        let what = match record.body.get("days") {
            None => "pages and blog posts made",
            Some(_) => "own pages and blog posts changed",
        }
        .to_owned();
        let Some(told) = note(estate, record, "confluence".to_owned(), what) else { continue };
        let count = written.entry((place, told.account)).or_default();
        match told.days {
            None => count.ever = told.count,
            Some(_) => count.lately = Some(told.count),
        }
    }
    for ((place, account), count) in written {
        if count.ever > 0 {
            pages(estate, &place, account, count, sites);
        }
    }
    Ok(())
}

/// How much an account wrote on a site.
#[derive(Default)]
struct Written {
    ever: u64,
    lately: Option<u64>,
}

/// Notes one count; what is none is a gap.
fn note(estate: &mut Estate, record: Record, product: String, what: String) -> Option<Activity> {
    let body = &record.body;
    let who = text(body, "accountId").map(Who::with_id);
    let account = who.as_ref().and_then(Who::account).cloned();
    let count = body.get("count").and_then(serde_json::Value::as_u64);
    let (Some(account), Some(count)) = (account, count) else {
        let why = "the answer has no count, or none that belongs to an account";
        estate.gap(&record, why);
        return None;
    };
    let days = body.get("days").and_then(serde_json::Value::as_i64);
    let activity = Activity { account, product, site: record.place.site, what, days, count };
    estate.context.activity.push(activity.clone());
    Some(activity)
}

fn pages(estate: &mut Estate, place: &Place, account: AccountId, count: Written, sites: &Sites) {
    let known = estate.account(account.as_str());
    let title = known.name.clone().unwrap_or_else(|| account.to_string());
    let native_id = format!("{}/{account}", sites.key(place));
    let mut touchpoint = Touchpoint::new(Kind::Page, native_id, format!("pages written by {title}"));
    touchpoint.product = "confluence".to_owned();
    touchpoint.site.clone_from(&place.site);
    let (state, lately) = match count.lately {
        Some(0) => ("idle", ", none changed lately".to_owned()),
        Some(lately) => ("active", format!(", {lately} changed lately")),
        None => ("unknown", String::new()),
    };
    touchpoint.state = state.to_owned();
    if count.lately.is_none() {
        let reason = format!("how much {title} wrote lately is not known");
        estate.gaps.push(super::Gap { place: place.clone(), at: account.to_string(), reason });
    }
    let spots = vec![Spot::plain("", format!("made {} pages and blog posts{lately}", count.ever))];
    let who = Who::Account(account);
    estate.file(touchpoint, vec![Binding { touchpoint: 0, role: Role::Author, who, spots }]);
}
