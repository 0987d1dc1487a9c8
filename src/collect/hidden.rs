//! The places that no API shows.
//!
//! Each is a line of the coverage with what it hides, because silence would read as *none*.

use crate::snapshot::{Coverage, Place, Status};

/// A place that no API shows.
#[derive(Debug, Clone, Copy)]
pub struct Hidden {
    /// Its name.
    pub name: &'static str,
    /// Product it belongs to.
    pub product: &'static str,
    /// What the report cannot see because of that.
    pub hides: &'static str,
    /// Where a person can look instead.
    pub look: &'static str,
}

/// Places that no API shows to an auditor; each is a check to be made by hand.
pub const NOT_COVERABLE: &[Hidden] = &[
    Hidden {
        name: "dynamic-webhooks",
        product: "jira",
        hides: "webhooks that apps registered; those of a non-public OAuth app hang on one person",
        look: "only the app itself may list them: ask the vendor of each app",
    },
    Hidden {
        name: "private-dashboards",
        product: "jira",
        hides: "dashboards that are not shared with the account that was used: they are deleted with their owner",
        look: "Jira lists them to nobody but their owners, not even to an administrator (JRACLOUD-79274): ask \
               people before they leave",
    },
    Hidden {
        name: "private-boards",
        product: "jira",
        hides: "whose filter is behind a board that is private to somebody else",
        look: "Jira lists such a board without its name, and what it shows to its owner alone: ask people before \
               they leave",
    },
    Hidden {
        name: "restricted-spaces",
        product: "confluence",
        hides: "spaces that the account which was used may not view, and the content in them: who administers them, \
                and what robots write there",
        look: "Confluence leaves them out without a word, perhaps for an administrator too; an admin key would show \
               them, but switches rights on, which an audit does not do: ask those who keep such spaces",
    },
    Hidden {
        name: "tokens-of-external-users",
        product: "organisation",
        hides: "API tokens of accounts that the organisation does not manage, and the integrations that work with them",
        look: "only tokens of managed accounts are listed: ask partners and contractors; tokens of external users \
               can also be blocked for the whole organisation",
    },
    Hidden {
        name: "members-of-nested-groups",
        product: "jira",
        hides: "seats and rights that an account holds only through a group inside another group",
        look: "Jira promises the members of a group, not those of groups within it: compare the number of users of \
               each product with those listed",
    },
    Hidden {
        name: "audit-log-of-token-use",
        product: "organisation",
        hides: "what tokens did, where the organisation's plan does not log it: the log does not say what it leaves out",
        look: "the use of API tokens is logged with Guard Premium or Cloud Enterprise only: see which of them you have",
    },
    Hidden {
        name: "application-links",
        product: "jira",
        hides: "links to other products, and as whom they speak",
        look: "no API of Atlassian Cloud lists them: see Jira settings, Products, Application links",
    },
    Hidden {
        name: "oauth-credentials",
        product: "jira",
        hides: "OAuth credentials made for build and deployment tools",
        look: "no API lists them: see Jira settings, Apps, OAuth credentials",
    },
    Hidden {
        name: "devops-connections",
        product: "jira",
        hides: "connections to source hosting, builds and deployments, and whose they are",
        look: "only the connected app may list them: see Jira settings, Apps, and the DevOps tools there",
    },
    Hidden {
        name: "oauth-3lo-grants",
        product: "organisation",
        hides: "products that a person connected by logging in with their own account",
        look: "no API lists them: each person sees their own under Connected apps of their Atlassian account",
    },
];

/// The coverage of every such place.
pub fn hidden_coverage() -> impl Iterator<Item = Coverage> {
    NOT_COVERABLE.iter().map(|hidden| Coverage {
        place: Place { surface: hidden.name.to_owned(), site: String::new() },
        product: hidden.product.to_owned(),
        status: Status::NotCoverable,
        records: 0,
        requests: 0,
        reason: hidden.look.to_owned(),
        consequence: hidden.hides.to_owned(),
    })
}
