//! The surfaces of Confluence; its rules, webhooks and apps are in files that both products share.

pub(super) mod activity;
pub(super) mod content;
pub(super) mod spaces;

use super::SiteAccess;
use crate::wire::{Call, WireError};

/// A search that is only there for the count of what it finds.
fn counting(site: &SiteAccess, surface: &'static str, cql: &str) -> Result<Call, WireError> {
    let call = site.call(surface, "GET search", "confluence", &["wiki", "rest", "api", "search"])?;
    // No client was seen to ask for none at all.
    Ok(call.query("cql", cql).query("limit", 1).query("excerpt", "none"))
}
