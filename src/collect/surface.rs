//! What a place to look says of itself: what it shows, what it needs, what it costs. The docs, `doctor` and the
//! progress bar are made from these lines.

use futures::future::BoxFuture;

pub use super::needs::{Cost, Level, Needs, Reach, Wave};
use super::scout::{Scout, Trouble};

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
