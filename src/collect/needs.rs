//! The words in which a surface says when it is read, what it needs and what it costs.

/// Whether a surface is looked at once, or once a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Of the organisation.
    Organisation,
    /// Of each site.
    Site,
}

/// When a surface is read: what it builds on must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wave {
    /// At once.
    Lists,
    /// Once the lists are read: it goes through one of them.
    Details,
    /// Once everything else is read: it asks about the few accounts that are suspected to be robots.
    Suspects,
}

/// Which credential reaches a surface, and at which address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// An API key of the organisation, with the scope or without scopes.
    OrgKey,
    /// A token at the site's own host, or a scoped or service-account token at the gateway.
    Either,
    /// The site's own host alone, with an unscoped token of a person: there is no scope for it.
    SiteHost,
    /// As [`SiteHost`](Self::SiteHost) by every report, though Atlassian does not say it outright: the gateway is
    /// asked all the same.
    SiteHostReportedly,
}

/// What a credential must be, and may do, to read a surface.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    /// Which credential, at which address.
    pub reach: Reach,
    /// What the credential's account must be allowed to, in words that follow "needs".
    pub permission: &'static str,
    /// The scopes that a scoped credential must have: the classic ones, else their granular likes. Empty where
    /// no scope is documented.
    pub scopes: &'static [&'static str],
}

/// A part of what a surface costs in requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// So many requests, for this.
    Once(u32, &'static str),
    /// One request for each so many of these; more where the server caps its pages.
    Pages(&'static str, u32),
    /// One request for each of these.
    Each(&'static str),
}

impl Cost {
    /// In words: `one request per 100 tokens`.
    pub fn words(self) -> String {
        match self {
            Cost::Once(1, what) => format!("one request {what}"),
            Cost::Once(several, what) => format!("{several} requests {what}"),
            Cost::Pages(what, size) => format!("one request per {size} {what}"),
            Cost::Each(what) => format!("one request for each {what}"),
        }
    }
}
