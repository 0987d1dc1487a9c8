//! Who asks: the kinds of credential, what each of them opens, and where none of them belongs.

use super::log::Host;
use super::secrets::{basic, org_key, service_account_token, user_token};
use super::world::World;
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// The credentials that the sandbox accepts. They open nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Key of the organisation, made without scopes; goes as Bearer to the API host.
    pub org_key: String,
    /// E-mail address of an administrator of the organisation, of Jira and of Confluence.
    pub site_email: String,
    /// That administrator's token, made without scopes; goes as Basic, with the address, to the site host.
    pub site_token: String,
    /// A valid key of the organisation that lacks every scope: 403.
    pub limited_org_key: String,
    /// E-mail address of somebody who is no admin.
    pub limited_email: String,
    /// That person's token: 403 where an admin is needed.
    pub limited_token: String,
    /// Key of the organisation with [`Settings::org_key_scopes`](super::Settings::org_key_scopes).
    pub scoped_org_key: String,
    /// The administrator's token with [`Settings::token_scopes`](super::Settings::token_scopes); goes as Basic,
    /// with `site_email`, to `/ex/{product}/{cloudId}` of the API host.
    pub scoped_token: String,
    /// Token of a service account, with the same scopes; goes as Bearer to the same addresses.
    pub service_account_token: String,
}

/// Who asks, by the credential alone; the host is checked by whoever answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    Nobody,
    SiteAdmin,
    SiteMember,
    /// The same administrator, by a token with scopes.
    ScopedUser,
    ServiceAccount,
    OrgAdmin,
    OrgScoped,
    OrgLimited,
    /// There was a credential, and nobody knows it.
    Wrong,
}

impl Caller {
    /// At the site's own host only tokens without scopes are known; anonymous callers may ask for a few things.
    pub(crate) fn may_enter_site(self) -> bool {
        matches!(self, Self::Nobody | Self::SiteAdmin | Self::SiteMember)
    }

    /// `/ex/{product}/{cloudId}` is for tokens with scopes.
    pub(crate) fn may_enter_gateway(self) -> bool {
        matches!(self, Self::ScopedUser | Self::ServiceAccount)
    }

    /// Whether there is a key of the organisation at all, whatever it may.
    pub(crate) fn is_org_key(self) -> bool {
        matches!(self, Self::OrgAdmin | Self::OrgScoped | Self::OrgLimited)
    }
}

impl Credentials {
    pub(crate) fn of(world: &World) -> Self {
        let mut dice = world.dice("credentials");
        let address = |who: &super::account::Account| who.email.clone().unwrap_or_default();
        Self {
            org_key: org_key(&mut dice),
            site_email: address(world.admin()),
            site_token: user_token(&mut dice),
            limited_org_key: org_key(&mut dice),
            limited_email: address(world.member()),
            limited_token: user_token(&mut dice),
            scoped_org_key: org_key(&mut dice),
            scoped_token: user_token(&mut dice),
            service_account_token: service_account_token(&mut dice),
        }
    }

    pub(crate) fn caller(&self, authorization: Option<&str>) -> Caller {
        let Some(authorization) = authorization else { return Caller::Nobody };
        let bearer = |key: &str| format!("Bearer {key}");
        let basic = |email: &str, token: &str| format!("Basic {}", basic(email, token));
        [
            (bearer(&self.org_key), Caller::OrgAdmin),
            (bearer(&self.scoped_org_key), Caller::OrgScoped),
            (bearer(&self.limited_org_key), Caller::OrgLimited),
            (basic(&self.site_email, &self.site_token), Caller::SiteAdmin),
            (basic(&self.limited_email, &self.limited_token), Caller::SiteMember),
            (basic(&self.site_email, &self.scoped_token), Caller::ScopedUser),
            (bearer(&self.service_account_token), Caller::ServiceAccount),
        ]
        .into_iter()
        .find(|(header, _)| header == authorization)
        .map_or(Caller::Wrong, |(_, caller)| caller)
    }

    /// Whether a secret came to a host it was not made for, in whatever wrapping. The automation API is documented
    /// to take a person's token without scopes at the API host too, at its own address and nowhere else.
    pub(crate) fn strayed(&self, host: Host, path: &str, authorization: Option<&str>, query: &str) -> bool {
        let header = authorization.unwrap_or_default();
        let encoded = header.split_once(' ').map_or(header, |(_, rest)| rest);
        let unwrapped = STANDARD.decode(encoded).unwrap_or_default();
        let sent = [header, &String::from_utf8_lossy(&unwrapped), query].concat();
        let of_api = [
            &self.org_key,
            &self.scoped_org_key,
            &self.limited_org_key,
            &self.scoped_token,
            &self.service_account_token,
        ];
        match host {
            Host::Site => of_api.iter().any(|secret| sent.contains(secret.as_str())),
            Host::Api if path.starts_with("/automation/public/") => false,
            Host::Api => sent.contains(&self.site_token) || sent.contains(&self.limited_token),
        }
    }
}
