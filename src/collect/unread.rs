//! The places nobody looked at: those this version does not read, and those no API shows.
//!
//! Each is a line of the coverage with what it hides, because silence would read as *none*.

use super::SURFACES;
use crate::snapshot::{Coverage, Place, Status};

/// A place that is not read.
#[derive(Debug, Clone, Copy)]
pub struct Unread {
    /// Its name.
    pub name: &'static str,
    /// Product it belongs to.
    pub product: &'static str,
    /// What the report cannot see because of that.
    pub hides: &'static str,
    /// Where a person can look instead.
    pub look: &'static str,
}

const fn unread(name: &'static str, product: &'static str, hides: &'static str) -> Unread {
    Unread { name, product, hides, look: "this version does not read it" }
}

/// Places that an API shows and this version does not read.
pub const UNREAD: &[Unread] = &[
    unread("jira.projects", "jira", "project leads and default assignees"),
    unread("jira.components", "jira", "component leads"),
    unread("jira.schemes", "jira", "permissions and notifications given to an account by name"),
];

/// Places that no API shows to an auditor; each is a check to be made by hand.
pub const NOT_COVERABLE: &[Unread] = &[
    Unread {
        name: "dynamic-webhooks",
        product: "jira",
        hides: "webhooks that apps registered; those of a non-public OAuth app hang on one person",
        look: "only the app itself may list them: ask the vendor of each app",
    },
    Unread {
        name: "private-dashboards",
        product: "jira",
        hides: "dashboards that are not shared with the account that was used: they are deleted with their owner",
        look: "Jira lists them to nobody but their owners, not even to an administrator (JRACLOUD-79274): ask \
               people before they leave",
    },
    Unread {
        name: "application-links",
        product: "jira",
        hides: "links to other products, and as whom they speak",
        look: "no API of Atlassian Cloud lists them: see Jira settings, Products, Application links",
    },
    Unread {
        name: "oauth-credentials",
        product: "jira",
        hides: "OAuth credentials made for build and deployment tools",
        look: "no API lists them: see Jira settings, Apps, OAuth credentials",
    },
    Unread {
        name: "devops-connections",
        product: "jira",
        hides: "connections to source hosting, builds and deployments, and whose they are",
        look: "only the connected app may list them: see Jira settings, Apps, and the DevOps tools there",
    },
    Unread {
        name: "oauth-3lo-grants",
        product: "organisation",
        hides: "products that a person connected by logging in with their own account",
        look: "no API lists them: each person sees their own under Connected apps of their Atlassian account",
    },
];

/// The coverage of every place that is not read.
pub fn unread_coverage() -> impl Iterator<Item = Coverage> {
    let row = |unread: &Unread, status| Coverage {
        place: Place { surface: unread.name.to_owned(), site: String::new() },
        product: unread.product.to_owned(),
        status,
        records: 0,
        requests: 0,
        reason: unread.look.to_owned(),
        consequence: unread.hides.to_owned(),
    };
    let unread = UNREAD.iter().filter(|unread| SURFACES.iter().all(|surface| surface.name != unread.name));
    let skipped = unread.map(move |unread| row(unread, Status::Skipped));
    skipped.chain(NOT_COVERABLE.iter().map(move |unread| row(unread, Status::NotCoverable)))
}
