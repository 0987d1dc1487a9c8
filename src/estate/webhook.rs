//! Reading admin webhooks: where they send to, what lies open in the address, and who changed them last.

use std::collections::BTreeMap;

use super::account::Source;
use super::facts::{Credential, Facts, Target, WebhookFacts};
use super::kind::{Kind, Role};
use super::rule::Known;
use super::touchpoint::{Binding, Spot, Touchpoint, Who};
use super::{AccountId, Estate, Lookup, Sites, names};
use crate::atlassian::is_account_id;
use crate::atlassian::webhooks::Webhook;
use crate::scrub::Mark;
use crate::snapshot::{Record, Snapshot, SnapshotError, record};

/// Reads the webhooks of every site.
pub(super) fn read(estate: &mut Estate, snapshot: &Snapshot, sites: &Sites) -> Result<(), SnapshotError> {
    let lookup = Lookup::new(&estate.accounts, sites, &mut estate.gaps);
    let namesakes = Namesakes::of(estate);
    for record in estate.newest(snapshot, record::WEBHOOK)? {
        one(estate, &record, sites, &lookup, &namesakes);
    }
    Ok(())
}

fn one(estate: &mut Estate, record: &Record, sites: &Sites, lookup: &Lookup, namesakes: &Namesakes) {
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
    let who = editor(estate, namesakes, webhook);
    if let Who::Account(id) = &who {
        let name = webhook.editor_name().filter(|name| !name.eq_ignore_ascii_case("former user"));
        estate.account(id.as_str()).learn_name(name, None, Source::Named);
    } else {
        oddities.push(match webhook.editor_name().or(webhook.editor()) {
            Some(name) => format!("was changed last by \"{name}\", who leads to no single account"),
            None => "does not say who changed it last".to_owned(),
        });
    }
    for oddity in oddities {
        estate.gap(record, &format!("{} {oddity}", touchpoint.title()));
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

/// Accounts by name, in lower case; `None` where several share one. Going through all accounts for every webhook
/// would take hours where there are many of both.
pub(super) struct Namesakes(BTreeMap<String, Option<AccountId>>);

impl Namesakes {
    pub(super) fn of(estate: &Estate) -> Namesakes {
        let mut by_name = BTreeMap::new();
        for account in estate.accounts.values() {
            let Some(name) = &account.name else { continue };
            let only = by_name.entry(name.to_lowercase()).or_insert_with(|| Some(account.id.clone()));
            *only = only.take().filter(|id| *id == account.id);
        }
        Namesakes(by_name)
    }

    /// The account with this name, if one alone has it.
    fn only_one_called(&self, name: &str) -> Option<Who> {
        let name = Some(name.to_lowercase()).filter(|name| name != "former user")?;
        self.0.get(&name)?.clone().map(Who::Account)
    }
}

/// Who changed a webhook last: the account of that id, else the only one of that name.
pub(super) fn editor(estate: &Estate, namesakes: &Namesakes, webhook: Webhook<'_>) -> Who {
    let by_id = webhook.editor().map(Who::with_id).filter(|who| {
        who.account().is_some_and(|id| estate.accounts.contains_key(id) || is_account_id(id.as_str()))
    });
    // Some servers write the name where others write the id.
    let mut names = webhook.editor_name().into_iter().chain(webhook.editor());
    by_id.or_else(|| names.find_map(|name| namesakes.only_one_called(name))).unwrap_or(Who::Unknown)
}
