//! What should have been read whole and was not. An answer from which something is missing is never called clean.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, needed};
use crate::assessment::rows::CoverageRow;
use crate::assessment::tables::is_managed;
use crate::atlassian::automation::ari_cloud_id;
use crate::departure;
use crate::estate::{Account, Kind, State};
use crate::snapshot::{Coverage, Status};

/// Every such place.
pub(super) fn missing(answer: &Answer<'_>) -> Vec<CoverageRow> {
    let needed = needed(answer.estate, answer.question, &answer.leaving);
    let mut missing = answer.coverage(|row| {
        needed.contains(row.place.surface.as_str())
            && row.status != Status::Complete
            && !is_not_there(answer, &needed, row)
    });
    missing.extend(unlooked(answer, &needed));
    missing.extend(other_sites(answer));
    missing.extend(hidden_tokens(answer));
    missing.extend(unseen_members(answer));
    missing
}

fn row(surface: &str, site: &str, status: Status, reason: String, consequence: &str) -> CoverageRow {
    CoverageRow {
        surface: surface.to_owned(),
        product: surface.split('.').next().unwrap_or_default().replace("org", "organisation"),
        site: site.to_owned(),
        status: status.word().to_owned(),
        records: None,
        requests: 0,
        reason,
        consequence: consequence.to_owned(),
    }
}

/// Whether a place belongs to a product that the site does not have: every place of it that was asked there says so, and
/// the directory gives none of these accounts access to it. One of the two alone may be a want of permission.
fn is_not_there(answer: &Answer<'_>, needed: &BTreeSet<&'static str>, place: &Coverage) -> bool {
    let product = place.product.as_str();
    let mut beside = answer.estate.coverage.iter().filter(|row| {
        row.place.site == place.place.site
            && row.product == product
            && needed.contains(row.place.surface.as_str())
    });
    let mut accounts = answer.leaving.accounts.iter().map(|id| answer.estate.known_account(id));
    product == "confluence"
        && beside.all(|row| row.status == Status::Absent)
        && !answer.leaving.accounts.is_empty()
        && accounts.all(|account| {
            account
                .and_then(|account| account.seats.as_ref())
                .is_some_and(|seats| !seats.contains_key(product))
        })
}

/// Places that this evidence does not come from at all.
fn unlooked(answer: &Answer<'_>, needed: &BTreeSet<&'static str>) -> Vec<CoverageRow> {
    let looked: BTreeSet<&str> =
        answer.estate.coverage.iter().map(|row| row.place.surface.as_str()).collect();
    let unlooked = needed.iter().filter(|surface| !looked.contains(**surface));
    let rows = unlooked.map(|surface| {
        let reason = "this evidence does not come from there".to_owned();
        row(surface, "", Status::Skipped, reason, "what it would show of these accounts is not known")
    });
    rows.collect()
}

/// Sites of the organisation that nobody looked at, but for those that are there for trying things out.
fn other_sites(answer: &Answer<'_>) -> Vec<CoverageRow> {
    let known: BTreeSet<&str> =
        answer.estate.provenance.keys().filter_map(|key| key.strip_prefix("site:")).collect();
    let of_site = |product: &str| product.starts_with("jira") || product == "confluence";
    let mut others: BTreeMap<&str, &str> = BTreeMap::new();
    for workspace in &answer.estate.context.workspaces {
        let Some(cloud) = ari_cloud_id(&workspace.id) else { continue };
        let at_work =
            !workspace.sandbox && workspace.status.as_deref().is_none_or(|status| status == "online");
        if of_site(&workspace.product) && at_work && !known.contains(cloud) {
            let address = workspace.host.as_deref().unwrap_or(&workspace.name);
            let host = address.split_once("://").map_or(address, |(_, rest)| rest);
            others.insert(cloud, host.split('/').next().unwrap_or(host));
        }
    }
    let rows = others.into_values().map(|site| {
        let reason = "this site of the organisation is not in the configuration".to_owned();
        row(
            departure::SITES[0],
            site,
            Status::Skipped,
            reason,
            "rules, filters, boards and spaces of these accounts there",
        )
    });
    rows.collect()
}

/// Accounts that may hold API tokens that no list shows.
fn hidden_tokens(answer: &Answer<'_>) -> Vec<CoverageRow> {
    let accounts = answer.leaving.accounts.iter().filter_map(|id| answer.estate.known_account(id));
    let rows = accounts.filter(|account| hides_tokens(account)).map(|account| {
        let reason = format!(
            "{} is not known to be managed by the organisation, and tokens are shown of managed accounts only",
            account.title()
        );
        let consequence = "API tokens of this account: ask its holder";
        row(Kind::ApiToken.surfaces()[0], "", Status::NotCoverable, reason, consequence)
    });
    rows.collect()
}

fn hides_tokens(account: &Account) -> bool {
    let person = matches!(account.account_type.as_deref(), Some("atlassian") | None);
    let program = account.listed_service_account || account.app_type.is_some() || account.id.is_built_in();
    person && !program && account.state != State::Deleted && !is_managed(account)
}

/// Members of the group that were not seen in it.
fn unseen_members(answer: &Answer<'_>) -> Option<CoverageRow> {
    let group = answer.question.group.as_ref()?;
    let unseen = departure::unseen_members(answer.estate, group).filter(|unseen| *unseen > 0)?;
    let reason = format!(
        "the group \"{group}\" has {unseen} more member{} than were seen in it",
        if unseen == 1 { "" } else { "s" }
    );
    Some(row(departure::GROUPS[0], "", Status::Partial, reason, "who they are, and what they hold"))
}
