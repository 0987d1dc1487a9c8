//! Where to look and with which credentials: one session for each server.

use std::sync::Arc;

use super::needs::Reach;
use crate::config::{self, Config};
use crate::scrub::{Scrubber, Secret};
use crate::wire::{Auth, Call, Door, Options, Session, WireError};

/// The secrets a scan works with, read from where the configuration says they are.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// API key of the organisation.
    pub org_key: Option<Secret>,
    /// Whose token it is.
    pub site_email: Option<String>,
    /// Token for the sites.
    pub site_token: Option<Secret>,
}

/// The organisation.
#[derive(Clone)]
pub struct OrgAccess {
    /// Its id.
    pub id: String,
    /// The session with its API.
    pub session: Session,
}

/// How the products of a site are reached.
#[derive(Clone)]
pub enum SiteReach {
    /// At the site's own host, with an unscoped token of a person.
    Host,
    /// Through `…/ex/{product}/{cloudId}`, with a scoped token or that of a service account.
    Gateway,
}

/// A site.
#[derive(Clone)]
pub struct SiteAccess {
    /// Its host, with the port where it is not the usual one.
    pub host: String,
    /// Its cloud id, from the configuration or asked from the site; why not, if neither worked.
    pub cloud_id: Result<String, Arc<WireError>>,
    /// How its products are reached.
    pub reach: SiteReach,
    /// The session through which they are.
    pub session: Session,
    /// The session with Atlassian's API host under the same credential, where sending it there is safe.
    pub api: Option<Session>,
    /// Whether the token goes with an address, as those of users do.
    pub(super) names_user: bool,
    surfaces: Option<Vec<String>>,
}

impl SiteAccess {
    /// Whether the configuration leaves a surface out.
    pub fn leaves_out(&self, surface: &str) -> bool {
        self.surfaces.as_ref().is_some_and(|surfaces| !surfaces.iter().any(|name| name == surface))
    }

    /// Whether its credential, by the way it is used, can get to what needs `reach` at all.
    pub(super) fn reaches(&self, reach: Reach) -> bool {
        matches!(self.reach, SiteReach::Host) || reach != Reach::SiteHost
    }

    /// How a reading POST gets to a product.
    pub(super) fn door(&self) -> Result<Door, WireError> {
        Ok(match self.reach {
            SiteReach::Host => Door::Site,
            SiteReach::Gateway => Door::Gateway { cloud: self.cloud_id()? },
        })
    }

    /// A call to a product of the site.
    pub(super) fn call(
        &self,
        surface: &'static str,
        family: &'static str,
        product: &str,
        path: &[&str],
    ) -> Result<Call, WireError> {
        let call = Call::new(surface, family);
        Ok(match self.reach {
            SiteReach::Host => call.path(path),
            SiteReach::Gateway => call.path(["ex", product, &self.cloud_id()?]).path(path),
        })
    }

    /// The cloud id. Without it nothing was asked of the surface itself, so that it is not there, or denied, is
    /// not what the error may say.
    pub(super) fn cloud_id(&self) -> Result<String, WireError> {
        self.cloud_id.clone().map_err(|error| {
            let what =
                format!("the site's cloud id is not known ({error}); write it as cloud_id under [[site]]");
            WireError::shape("site", error.address().to_owned(), &what)
        })
    }
}

/// Everything a scan may reach.
#[derive(Clone, Default)]
pub struct Access {
    /// The organisation, where one is configured.
    pub org: Option<OrgAccess>,
    /// The sites.
    pub sites: Vec<SiteAccess>,
}

impl Access {
    /// Opens a session for each server of the configuration, and asks each site for its cloud id where the
    /// configuration leaves it out.
    ///
    /// # Errors
    /// When a session cannot be made. A site that does not tell its id is no error here: its surfaces say so.
    pub async fn open(
        config: &Config,
        keys: &Keys,
        options: &Options,
        scrubber: &Arc<Scrubber>,
    ) -> Result<Access, WireError> {
        let org = match &config.org {
            None => None,
            Some(org) => {
                let auth = keys.org_key.clone().map_or(Auth::Anonymous, Auth::Bearer);
                let session = Session::new(&org.api, auth, options, Arc::clone(scrubber))?;
                Some(OrgAccess { id: org.id.clone(), session })
            }
        };
        let mut sites = Vec::new();
        for site in &config.sites {
            sites.push(open_site(site, keys, options, scrubber, org.as_ref()).await?);
        }
        Ok(Access { org, sites })
    }
}

async fn open_site(
    site: &config::SiteConfig,
    keys: &Keys,
    options: &Options,
    scrubber: &Arc<Scrubber>,
    org: Option<&OrgAccess>,
) -> Result<SiteAccess, WireError> {
    let auth = match (&keys.site_email, &keys.site_token) {
        (Some(user), Some(token)) => Auth::Basic { user: user.clone(), token: token.clone() },
        // Service-account tokens go without an address.
        (None, Some(token)) => Auth::Bearer(token.clone()),
        (_, None) => Auth::Anonymous,
    };
    let host = Session::new(&site.url, auth.clone(), options, Arc::clone(scrubber))?;
    // Limits count per host: where the organisation has a session with it, the site's credential shares its pace.
    let api = match (org, host.origin().is_loopback()) {
        (Some(org), _) => Some(org.session.with_auth(auth)?),
        (None, false) => Some(Session::new(config::DEFAULT_API, auth, options, Arc::clone(scrubber))?),
        // A test on this machine has no API host beside it: its credential stays with it.
        (None, true) => None,
    };
    let cloud_id = match &site.cloud_id {
        Some(id) => Ok(id.clone()),
        None => ask_cloud_id(&host).await.map_err(Arc::new),
    };
    let (reach, session) = match (site.access, &api) {
        (config::Access::Site, _) => (SiteReach::Host, host.clone()),
        (config::Access::Gateway, Some(api)) => (SiteReach::Gateway, api.clone()),
        // A scoped token works at the API host only, and must not be sent to the site instead.
        (config::Access::Gateway, None) => {
            let what = "access = \"gateway\" on this machine needs an [org] whose `api` is the gateway";
            return Err(WireError::shape("site", site.url.clone(), what));
        }
    };
    let name = site.url.split_once("://").map_or(site.url.as_str(), |(_, rest)| rest);
    Ok(SiteAccess {
        host: name.trim_end_matches('/').to_ascii_lowercase(),
        cloud_id,
        reach,
        session,
        api,
        names_user: keys.site_email.is_some(),
        surfaces: site.surfaces.clone(),
    })
}

async fn ask_cloud_id(host: &Session) -> Result<String, WireError> {
    // The question is anonymous, so the credential stays at home.
    let anonymous = host.with_auth(Auth::Anonymous)?;
    let call = Call::new("site", "_edge/tenant_info").path(["_edge", "tenant_info"]);
    let reply = anonymous.get(&call).await?;
    let id = reply.document.get().get("cloudId").and_then(serde_json::Value::as_str);
    id.map(str::to_owned).ok_or_else(|| {
        WireError::shape(
            "site",
            reply.address,
            "the answer has no cloudId; is this a site of Atlassian Cloud?",
        )
    })
}
