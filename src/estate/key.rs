//! Reading keys of the organisation, and credentials of service accounts.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::facts::{Facts, KeyFacts, KeyForm};
use super::kind::{Kind, Role};
use super::token::{standing, when};
use super::touchpoint::{Binding, Spot, Touchpoint, Who};
use super::{Estate, Source, ids_by_email};
use crate::atlassian::access::{OrgKey, ServiceCredential};
use crate::atlassian::people::ServiceAccount;
use crate::atlassian::{Told, is_account_id};
use crate::snapshot::{Record, Snapshot, SnapshotError, record};

/// Reads both.
pub(super) fn read(
    estate: &mut Estate,
    snapshot: &Snapshot,
    as_of: DateTime<Utc>,
) -> Result<(), SnapshotError> {
    read_org_keys(estate, snapshot, as_of)?;
    read_credentials(estate, snapshot, as_of)
}

/// What a source says of a key, whichever sort it is.
struct Said {
    form: KeyForm,
    native_id: String,
    label: Option<String>,
    status: Option<String>,
    created: Option<DateTime<Utc>>,
    expires: Told,
    last_active: Told,
    scopes: Option<Vec<String>>,
}

impl Said {
    /// The touchpoint, and what could not be understood of it.
    fn touchpoint(
        self,
        (tells_expiry, tells_use): (bool, bool),
        as_of: DateTime<Utc>,
    ) -> (Touchpoint, Vec<String>) {
        let mut oddities = Vec::new();
        let expires = when(self.expires, tells_expiry, "when it runs out", &mut oddities);
        let last_used = when(self.last_active, tells_use, "when it was last used", &mut oddities);
        let (kind, unnamed) = match self.form {
            KeyForm::OrgKey => (Kind::OrgApiKey, "(a key without a label)"),
            KeyForm::Token => (Kind::ServiceAccountCredential, "(a token without a label)"),
            KeyForm::OauthClient => (Kind::ServiceAccountCredential, "(a client without a name)"),
        };
        let name = self.label.as_deref().unwrap_or(unnamed);
        let mut touchpoint = Touchpoint::new(kind, self.native_id, name);
        touchpoint.state = standing(self.status.as_deref(), expires, as_of, &mut oddities);
        touchpoint.created = self.created;
        touchpoint.changed = self.created;
        touchpoint.facts = Facts::Key(KeyFacts {
            form: self.form,
            created: self.created,
            expires,
            last_used,
            scopes: self.scopes,
        });
        (touchpoint, oddities)
    }
}

/// Whether any of a source's rows speaks of expiry, and of use: then one that does not probably has neither.
fn tells(said: &[(Record, Said)]) -> (bool, bool) {
    let any = |of: fn(&Said) -> Told| said.iter().any(|(_, said)| of(said) != Told::Absent);
    (any(|said| said.expires), any(|said| said.last_active))
}

fn read_org_keys(
    estate: &mut Estate,
    snapshot: &Snapshot,
    as_of: DateTime<Utc>,
) -> Result<(), SnapshotError> {
    let said = estate.newest(snapshot, record::ORG_KEY)?.into_iter().map(|record| {
        let key = OrgKey(&record.body);
        let said = Said {
            form: KeyForm::OrgKey,
            native_id: key.id().unwrap_or_else(|| record.key.clone()),
            label: key.label().map(str::to_owned),
            status: key.status().map(str::to_owned),
            created: key.created(),
            expires: key.expires(),
            last_active: key.last_active(),
            scopes: key.scopes(),
        };
        (record, said)
    });
    let said: Vec<(Record, Said)> = said.collect();
    let tells = tells(&said);
    let by_email = ids_by_email(&estate.accounts, &mut estate.gaps);
    for (record, said) in said {
        let key = OrgKey(&record.body);
        let email = key.maker_email();
        let who = match key.maker().map(Who::with_id) {
            Some(Who::Account(id)) => Some(Who::Account(id)),
            _ => email.map(|email| match by_email.get(&email.to_lowercase()) {
                Some(id) => Who::Account(id.clone()),
                None => Who::Address(email.to_owned()),
            }),
        };
        if let Some(Who::Account(id)) = &who {
            estate.account(id.as_str()).learn_name(key.maker_name(), email, Source::Named);
        }
        file(estate, &record, said.touchpoint(tells, as_of), who, (Role::Author, "made the key"));
    }
    Ok(())
}

fn read_credentials(
    estate: &mut Estate,
    snapshot: &Snapshot,
    as_of: DateTime<Utc>,
) -> Result<(), SnapshotError> {
    let mut by_management_id = BTreeMap::new();
    for record in snapshot.records(record::SERVICE_ACCOUNT)? {
        let account = ServiceAccount(&record.body);
        if let (Some(here), Some(elsewhere)) = (account.management_id(), account.id()) {
            by_management_id.insert(here.to_owned(), elsewhere.to_owned());
        }
    }
    let forms = [(record::SERVICE_TOKEN, KeyForm::Token), (record::OAUTH_CLIENT, KeyForm::OauthClient)];
    for (kind, form) in forms {
        let said = estate.newest(snapshot, kind)?.into_iter().map(|record| {
            let credential = ServiceCredential(&record.body);
            let said = Said {
                form,
                native_id: credential.id().unwrap_or_else(|| record.key.clone()),
                label: credential.label().map(str::to_owned),
                status: credential.status().map(str::to_owned),
                created: credential.created(),
                expires: credential.expires(),
                last_active: credential.last_active(),
                scopes: credential.scopes(),
            };
            (record, said)
        });
        let said: Vec<(Record, Said)> = said.collect();
        let tells = tells(&said);
        for (record, said) in said {
            let known = |id: &str| {
                let joined = by_management_id.get(id).cloned();
                joined.or_else(|| is_account_id(id).then(|| id.to_owned()))
            };
            let holder = ServiceCredential(&record.body).accounts().find_map(known);
            let who = holder.as_deref().map(Who::with_id);
            file(estate, &record, said.touchpoint(tells, as_of), who, (Role::Holder, "holds the credential"));
        }
    }
    Ok(())
}

/// Files a key with the one who holds it. What belongs to nobody that can be told is filed without.
fn file(
    estate: &mut Estate,
    record: &Record,
    (touchpoint, mut oddities): (Touchpoint, Vec<String>),
    who: Option<Who>,
    (role, spot): (Role, &str),
) {
    if who.is_none() {
        oddities.push(match role {
            Role::Author => "does not say who made it".to_owned(),
            _ => "does not say whose it is".to_owned(),
        });
    }
    for oddity in oddities {
        estate.gap(record, &format!("{} {oddity}", touchpoint.title()));
    }
    let bindings = who.map(|who| Binding { touchpoint: 0, role, who, spots: vec![Spot::plain("", spot)] });
    estate.file(touchpoint, bindings.into_iter().collect());
}
