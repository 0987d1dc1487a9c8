//! Reading admin webhooks: where they send to, what lies open in the address, and who changed them last.

use std::collections::BTreeMap;

use super::account::Source;
use super::facts::{Facts, Target, WebhookFacts};
use super::kind::{Kind, Role};
use super::rule::Known;
use super::touchpoint::{Binding, Credential, Spot, Touchpoint, Who};
use super::{AccountId, Estate, Lookup, Sites, names};
use crate::atlassian::is_account_id;
use crate::atlassian::webhooks::Webhook;
use crate::scrub::Mark;
use crate::snapshot::{Record, Snapshot, SnapshotError, record};

/// Reads the webhooks of every site.
pub(super) fn read(estate: &mut Estate, snapshot: &Snapshot, sites: &Sites) -> Result<(), SnapshotError> {
    let lookup = Lookup::new(&estate.accounts, sites, &mut estate.gaps);
    let named = ids_by_name(estate);
    for record in estate.newest(snapshot, record::WEBHOOK)? {
        one(estate, record, sites, &lookup, &named);
    }
    Ok(())
}

fn one(
    estate: &mut Estate,
    record: Record,
    sites: &Sites,
    lookup: &Lookup,
    named: &BTreeMap<String, Option<AccountId>>,
) {
    let webhook = Webhook(&record.body);
    let product = record.place.surface.split('.').next().unwrap_or_default().to_owned();
    let kind = if product == "confluence" { Kind::ConfluenceWebhook } else { Kind::AdminWebhook };
    let native_id = format!("{}/{}", sites.key(&record.place), record.key);
    let mut touchpoint =
        Touchpoint::new(kind, native_id, webhook.name().unwrap_or("(a webhook without a name)"));
    touchpoint.product = product;
    touchpoint.site.clone_from(&record.place.site);
    touchpoint.changed = webhook.updated();
    touchpoint.state = match webhook.enabled() {
        Some(true) => "enabled",
        Some(false) => "disabled",
        None => "unknown",
    }
    .to_owned();
    let facts = facts(webhook, lookup);
    let mut oddities = Vec::new();
    if webhook.enabled().is_none() {
        oddities.push("does not say whether it is enabled".to_owned());
    }
    match (&facts.target, webhook.url()) {
        (None, Some(_)) => oddities.push("sends to an address that is not understood".to_owned()),
        (None, None) => oddities.push("does not say where it sends to".to_owned()),
        (Some(_), _) => {}
    }
    touchpoint.facts = Facts::Webhook(facts);
    let who = editor(estate, webhook, named);
    if who == Who::Unknown {
        oddities.push(match webhook.editor_name().or(webhook.editor()) {
            Some(name) => format!("was changed last by \"{name}\", who leads to no single account"),
            None => "does not say who changed it last".to_owned(),
        });
    }
    for oddity in oddities {
        estate.gap(record.clone(), &format!("{} {oddity}", touchpoint.title()));
    }
    let spots = vec![Spot::plain("", "changed it last")];
    let binding = Binding { touchpoint: 0, role: Role::Editor, who, spots };
    let bindings = if binding.who == Who::Unknown { Vec::new() } else { vec![binding] };
    estate.file(touchpoint, bindings);
}

fn facts(webhook: Webhook<'_>, lookup: &Lookup) -> WebhookFacts {
    let url = webhook.url().unwrap_or_default();
    let origin = names::origin(url);
    let host = origin.as_deref().and_then(names::host);
    let credential = |mark: Mark| Credential {
        kind: mark.kind,
        host: host.clone(),
        atlassian: mark
            .kind
            .is_atlassian()
            .or_else(|| host.as_deref().map(|host| lookup.is_atlassian_host(host))),
        fingerprint: mark.fingerprint,
    };
    let secrets: Vec<Credential> = Mark::find_all(url).into_iter().map(credential).collect();
    let target = origin.map(|origin| Target {
        step: String::new(),
        clear_text: origin.starts_with("http://") && !names::is_loopback(&origin),
        with_credential: !secrets.is_empty(),
        origin,
    });
    WebhookFacts {
        target,
        secrets,
        signed: webhook.signed(),
        events: webhook.events().map(str::to_owned).collect(),
    }
}

/// Who changed a webhook last: by the account's id, else by the name, if one account alone has it.
fn editor(estate: &mut Estate, webhook: Webhook<'_>, named: &BTreeMap<String, Option<AccountId>>) -> Who {
    let (text, name) = (webhook.editor(), webhook.editor_name());
    let known = |text: &str| estate.accounts.contains_key(&AccountId::new(text));
    let id = text.filter(|text| is_account_id(text) || known(text)).map(Who::with_id);
    if let Some(Who::Account(id)) = id {
        let name = name.filter(|name| !name.eq_ignore_ascii_case("former user"));
        estate.account(id.as_str()).learn_name(name, None, Source::Named);
        return Who::Account(id);
    }
    let names = name.into_iter().chain(text).map(str::to_lowercase);
    let found = names.filter_map(|name| named.get(&name)).find_map(Clone::clone);
    found.map_or(Who::Unknown, Who::Account)
}

/// Accounts by display name, in lower case; nobody where several share one, and nobody who lost theirs.
fn ids_by_name(estate: &Estate) -> BTreeMap<String, Option<AccountId>> {
    let mut ids: BTreeMap<String, Option<AccountId>> = BTreeMap::new();
    for account in estate.accounts.values() {
        let Some(name) = account.name.as_deref().map(str::to_lowercase) else { continue };
        if name == "former user" {
            continue;
        }
        ids.entry(name).and_modify(|id| *id = None).or_insert_with(|| Some(account.id.clone()));
    }
    ids
}
