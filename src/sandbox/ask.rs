//! One request as the API families see it.

use super::credentials::Caller;
use super::faults::Fault;
use super::reply::Reply;

pub(crate) struct Ask<'a> {
    /// As the product knows it: what the gateway puts in front is taken off.
    pub path: &'a str,
    pub query: Vec<(String, String)>,
    pub body: &'a [u8],
    /// The media types it takes; empty where it does not say.
    pub accept: &'a str,
    pub caller: Caller,
    /// What the credential was made for; `None`: made without scopes, everything its owner may.
    pub scopes: Option<&'a [String]>,
    /// Of interest only where it is one of paging; all others are dealt with by the server.
    pub fault: Option<&'a Fault>,
    /// The address in front of `path`: a host's own, or that of the product at the gateway.
    pub own_url: &'a str,
    /// The host that this request did not come to.
    pub other_url: &'a str,
    /// The site's own address, which products name also when asked at the gateway.
    pub site_url: &'a str,
}

impl Ask<'_> {
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Whether the credential holds `scope`. What its owner may is another question.
    pub(crate) fn may(&self, scope: &str) -> bool {
        self.scopes.is_none_or(|all| all.iter().any(|s| s == scope))
    }

    /// The refusal of a product whose `scope` the token lacks. The gateway was seen to say 401 and not 403; no
    /// document tells.
    pub(crate) fn lacks(&self, scope: &str) -> Option<Reply> {
        (!self.may(scope)).then(|| Reply::gateway_error(401, "Unauthorized; scope does not match"))
    }

    /// The refusal of an admin API: 401 without a key of the organisation, 403 where the key lacks `scope`.
    pub(crate) fn key_lacks(&self, scope: &str) -> Option<Reply> {
        if !self.caller.is_org_key() {
            return Some(Reply::gateway_error(401, "Unauthorized"));
        }
        (!self.may(scope)).then(|| Reply::gateway_error(403, "Forbidden"))
    }

    /// Holds the global permission "Administer Jira".
    pub(crate) fn is_jira_admin(&self) -> bool {
        self.administers()
    }

    /// Is a Confluence administrator.
    pub(crate) fn is_confluence_admin(&self) -> bool {
        self.administers()
    }

    /// The site's administrator rules both products, and so does the service account made to read them.
    fn administers(&self) -> bool {
        matches!(self.caller, Caller::SiteAdmin | Caller::ScopedUser | Caller::ServiceAccount)
    }
}
