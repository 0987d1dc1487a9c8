//! `org.service-account-credentials`: API tokens and OAuth clients of service accounts, from the lists over the
//! whole organisation, or account by account where those are not served.

use std::collections::BTreeSet;

use futures::FutureExt;
use serde_json::Value;

use super::service_accounts::is_unrouted;
use crate::collect::access::OrgAccess;
use crate::collect::scout::{Scout, Trouble, id_at};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{Call, PageShape, Pages, Rows, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "org.service-account-credentials",
    product: "organisation",
    level: Level::Organisation,
    // Account by account it goes through the list of service accounts.
    wave: Wave::Details,
    shows: "API tokens and OAuth clients of service accounts: whose, and expiry, last use and scopes as far as \
            Atlassian tells them",
    needs: Needs { reach: Reach::OrgKey, permission: "", scopes: &["read:service-accounts-tokens:admin"] },
    hides: "what works as a service account is not seen, so none is known to be idle or without credentials",
    cost: &[
        Cost::Once(2, "for the two lists, or one for each page of them"),
        Cost::Each("service account and list that is not served whole"),
    ],
    read: |scout| read(scout).boxed(),
};

/// One of the two lists.
struct List {
    /// Its part of the address.
    segment: &'static str,
    /// Its endpoint over the organisation, and for one account.
    families: [&'static str; 2],
    kind: &'static str,
    what: &'static str,
}

const TOKENS: List = List {
    segment: "api-tokens",
    families: ["GET service-accounts/api-tokens", "GET service-accounts/{id}/api-tokens"],
    kind: record::SERVICE_TOKEN,
    what: "the API tokens of service account",
};

const CLIENTS: List = List {
    segment: "oauth-clients",
    families: ["GET service-accounts/oauth-clients", "GET service-accounts/{id}/oauth-clients"],
    kind: record::OAUTH_CLIENT,
    what: "the OAuth clients of service account",
};

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(org) = scout.org() else { return Ok(()) };
    let tokens = read_list(scout, &org, &TOKENS).await;
    if let Err(Trouble::Snapshot(error)) = tokens {
        return Err(error.into());
    }
    match (tokens, read_list(scout, &org, &CLIENTS).await) {
        (Ok(()), Err(Trouble::Wire(error))) | (Err(Trouble::Wire(error)), Ok(())) => {
            let why = format!("one of the two lists could not be read: {error}");
            scout.miss(error.address(), why)
        }
        (tokens, clients) => tokens.and(clients),
    }
}

async fn read_list(scout: &mut Scout, org: &OrgAccess, list: &List) -> Result<(), Trouble> {
    let over_all = scout.drain(pages(org, list, None), list.kind, key).await;
    let error = match over_all {
        Err(Trouble::Wire(error)) if is_unrouted(&error) && scout.kept(list.kind)?.is_empty() => error,
        outcome => return outcome.map(drop),
    };
    let (accounts, whole) = scout.given_by("org.service-accounts", record::SERVICE_ACCOUNT)?;
    // The path wants the id of the management collection, not the account id.
    let ids: BTreeSet<String> = accounts.iter().filter_map(|account| id_at(&account.body, "id")).collect();
    if ids.is_empty() && !(whole && accounts.is_empty()) {
        return Err(error.into());
    }
    if !whole {
        let why = "the list of service accounts is not whole, so neither are their credentials".to_owned();
        scout.miss(error.address(), why)?;
    }
    let lists: Vec<(String, Pages)> =
        ids.into_iter().map(|id| (id.clone(), pages(org, list, Some(&id)))).collect();
    let asked = if scout.probing { lists.len().min(1) } else { lists.len() };
    let before = scout.troubles.len();
    scout.each_list(lists, list.kind, list.what, belonging).await?;
    if asked > 0 && scout.troubles.len() - before >= asked && scout.kept(list.kind)?.is_empty() {
        // Not served account by account either.
        return Err(error.into());
    }
    Ok(())
}

fn pages(org: &OrgAccess, list: &List, account: Option<&str>) -> Pages {
    let call = Call::new(SURFACE.name, list.families[usize::from(account.is_some())])
        .path(["admin", "api-access", "v1", "orgs", &org.id, "service-accounts"])
        .path(account)
        .path([list.segment]);
    // What these replies look like is written nowhere.
    let shape = PageShape::new(Style::QueryCursor, Rows::AnyOf(&["data", "items"])).key(key);
    org.session.pages(call, shape)
}

fn key(row: &Value) -> Option<String> {
    id_at(row, "id").or_else(|| id_at(row, "clientId"))
}

/// A credential with whose it is, which the reply may say in its address only.
fn belonging(account: &str, row: &Value) -> Option<(String, Value)> {
    let mut body = row.as_object()?.clone();
    let name = || id_at(row, "label").or_else(|| id_at(row, "name")).unwrap_or_default();
    let key = key(row).unwrap_or_else(|| format!("{account} {}", name()));
    body.entry("serviceAccountId").or_insert_with(|| Value::from(account));
    Some((key, Value::Object(body)))
}
