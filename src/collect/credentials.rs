//! What the credentials are: asked of the servers, by one or two requests each.

use serde_json::Value;

use super::SURFACES;
use super::access::{Access, OrgAccess, SiteAccess, SiteReach};
use super::needs::Reach;
use crate::snapshot::{Snapshot, SnapshotError, Status, record};
use crate::wire::{Call, Reply, WireError};

/// A credential, as the servers take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its key under `[credentials]`.
    pub name: &'static str,
    /// Host of the site it was tried at; empty for the organisation's.
    pub site: String,
    /// What sort of credential it is, in words.
    pub kind: String,
    /// Whether it is accepted; `None` where that could not be told.
    pub valid: Option<bool>,
    /// What to do about it; empty where nothing is to be done.
    pub advice: String,
}

impl Access {
    /// Looks at each credential. `snapshot` is what was read with them, for the id of an account to ask about.
    ///
    /// # Errors
    /// When the snapshot cannot be read.
    pub async fn credentials(
        &self,
        snapshot: &std::sync::Mutex<Snapshot>,
    ) -> Result<Vec<Credential>, SnapshotError> {
        let (someone, answered) = {
            let snapshot = snapshot.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let someone =
                snapshot.records(record::DIRECTORY_USER)?.into_iter().next().map(|record| record.key);
            let read = snapshot.coverage()?.into_iter();
            let read = read.filter(|row| matches!(row.status, Status::Complete | Status::Partial));
            let answered: Vec<String> =
                read.filter(|row| is_of_scopes(&row.place.surface)).map(|row| row.place.site).collect();
            (someone, answered)
        };
        let mut found = Vec::new();
        if let Some(org) = &self.org {
            found.push(org_key(org, someone.as_deref()).await);
        }
        for site in &self.sites {
            found.push(site_token(site).await);
        }
        // A token that lacks the scope of one question may be refused like an unknown one (401); what else it was
        // given an answer to says that it is known.
        for credential in found.iter_mut().filter(|one| answered.contains(&one.site)) {
            if credential.valid != Some(true) {
                credential.valid = Some(true);
                credential.advice.clear();
            }
        }
        Ok(found)
    }
}

/// Whether what a surface was answered tells that the credential belongs at this door: rules are read at an address
/// of their own, which takes the token of the other door too.
fn is_of_scopes(surface: &str) -> bool {
    let reaches = [Reach::OrgKey, Reach::Either];
    SURFACES.iter().any(|known| known.name == surface && reaches.contains(&known.needs.reach))
}

/// User management answers a key without scopes, and refuses one that was made with scopes: no scope for it can be
/// chosen (ID-9051). Nothing else tells the two apart.
async fn org_key(org: &OrgAccess, someone: Option<&str>) -> Credential {
    let call = Call::new("doctor", "GET orgs/{org}").path(["admin", "v1", "orgs", &org.id]);
    let known = org.session.get(&call).await;
    let managed = match someone {
        Some(id) => {
            let call = Call::new("doctor", "GET users/{id}/manage").path(["users", id, "manage"]);
            Some(org.session.get(&call).await)
        }
        None => None,
    };
    let refused = |reply: &Result<Reply, WireError>| matches!(reply, Err(error) if error.is_unauthorised());
    let kind = match &managed {
        Some(Ok(_)) => "API key of the organisation, without scopes",
        Some(Err(error)) if error.is_forbidden() => "API key of the organisation, with scopes",
        _ => "API key of the organisation; whether it has scopes could not be told",
    };
    let valid = match (&known, someone) {
        (Ok(_), _) | (_, Some(_)) => Some(true),
        (reply, None) if refused(reply) => Some(false),
        // A scoped key may lack the scope for this question; what it may read, the surfaces tell.
        (Err(error), None) if error.is_forbidden() => Some(true),
        _ => None,
    };
    let advice = match valid {
        Some(false) => {
            "the key is not accepted: it may have expired or been revoked; make a new one under \
                        admin.atlassian.com, Settings, API keys"
        }
        _ => "",
    };
    Credential {
        name: "org_key",
        site: String::new(),
        kind: kind.to_owned(),
        valid,
        advice: advice.to_owned(),
    }
}

async fn site_token(site: &SiteAccess) -> Credential {
    let at_gateway = matches!(site.reach, SiteReach::Gateway);
    let sort = match (at_gateway, site.names_user) {
        (false, true) => "API token of a user, without scopes",
        (false, false) => "token without an address",
        (true, true) => "API token of a user, with scopes",
        (true, false) => "token of a service account, or an OAuth access token",
    };
    let answer = match site.call("doctor", "GET myself", "jira", &["rest", "api", "3", "myself"]) {
        Ok(call) => site.session.get(&call).await,
        Err(error) => Err(error),
    };
    let answer = match answer {
        // A site without Jira still has Confluence.
        Err(error) if error.is_absent() || error.is_forbidden() => {
            match site.call(
                "doctor",
                "GET user/current",
                "confluence",
                &["wiki", "rest", "api", "user", "current"],
            ) {
                Ok(call) => site.session.get(&call).await,
                Err(error) => Err(error),
            }
        }
        answer => answer,
    };
    let who = answer.as_ref().ok().and_then(|reply| {
        let me = reply.document.get();
        let name = me.get("displayName").and_then(Value::as_str)?;
        // One line, of bearable length: whoever named the account is not to write lines of ours.
        let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(100).collect();
        Some(format!("{sort}, of {name}"))
    });
    let valid = match &answer {
        Ok(_) => Some(true),
        Err(error) if error.is_unauthorised() => Some(false),
        Err(error) if error.is_forbidden() => Some(true),
        Err(_) => None,
    };
    let advice = match (valid, at_gateway, site.names_user) {
        (Some(false), false, _) => {
            "the site does not accept it: a token with scopes, or that of a service account, works with access = \
             \"gateway\" only; else it may have expired or been revoked, or the address beside it is another's"
        }
        (Some(false), true, true) => {
            "the gateway does not accept it: a token without scopes works with access = \"site\" only; that of a \
             service account goes without site_email; else it may have expired or been revoked"
        }
        (Some(false), true, false) => {
            "the gateway does not accept it: the token of a user needs site_email beside it; else it may have expired \
             or been revoked"
        }
        (_, true, _) => {
            "automation rules, admin webhooks and installed apps cannot be read with it: they need an unscoped token \
             of a person and access = \"site\""
        }
        _ => "",
    };
    Credential {
        name: "site_token",
        site: site.host.clone(),
        kind: who.unwrap_or_else(|| sort.to_owned()),
        valid,
        advice: advice.to_owned(),
    }
}
