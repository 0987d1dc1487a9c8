//! What a place to look says of itself: what it shows, what it needs, what it costs. The docs, `doctor` and the
//! progress bar are made from these lines.

use futures::future::BoxFuture;

use super::scout::{Scout, Trouble};

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

/// A place to look.
pub struct Surface {
    /// Its name: in reports, in the configuration, in the docs.
    pub name: &'static str,
    /// Product it belongs to, `organisation` where it is none.
    pub product: &'static str,
    /// Whether it is looked at once, or once a site.
    pub level: Level,
    /// When it is read.
    pub wave: Wave,
    /// What it shows.
    pub shows: &'static str,
    /// The credential and permission it needs.
    pub needs: Needs,
    /// What the report cannot see without it.
    pub hides: &'static str,
    /// What it costs in requests.
    pub cost: &'static [Cost],
    pub(super) read: for<'a> fn(&'a mut Scout) -> BoxFuture<'a, Result<(), Trouble>>,
}

impl Surface {
    /// The requests it takes at least, known before it starts; how many more, the lists themselves tell.
    pub fn least(&self) -> u64 {
        let least = |cost: &Cost| match cost {
            Cost::Once(times, _) => u64::from(*times),
            Cost::Pages(..) => 1,
            Cost::Each(_) => 0,
        };
        self.cost.iter().map(least).sum()
    }

    /// What it costs in requests, in words.
    pub fn cost_words(&self) -> String {
        self.cost.iter().map(|cost| cost.words()).collect::<Vec<_>>().join(", ")
    }

    /// What it needs, in words.
    pub fn needs_words(&self) -> String {
        let credential = match self.needs.reach {
            Reach::OrgKey => "an API key of the organisation",
            Reach::Either => {
                "a token at the site's own address, or a scoped or service-account token at the gateway"
            }
            Reach::SiteHost => "an unscoped token of a person at the site's own address",
            Reach::SiteHostReportedly => {
                "an unscoped token of a person at the site's own address; scoped and service-account tokens are \
                 reported not to reach it"
            }
        };
        let mut words = credential.to_owned();
        if !self.needs.permission.is_empty() {
            words.push_str("; ");
            words.push_str(self.needs.permission);
        }
        match (self.needs.scopes, self.needs.reach) {
            ([], _) | (_, Reach::SiteHost | Reach::SiteHostReportedly) => {}
            (scopes, Reach::OrgKey) => {
                words.push_str(&format!("; where the key has scopes: `{}`", scopes.join("` `")));
            }
            (scopes, Reach::Either) => {
                words.push_str(&format!("; at the gateway with scopes: `{}`", scopes.join("` `")));
            }
        }
        words
    }
}
