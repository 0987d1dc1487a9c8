//! The surfaces of Confluence; its rules, webhooks and apps are in files that both products share.

pub(super) mod activity;
pub(super) mod content;
pub(super) mod spaces;

use super::SiteAccess;
use super::scout::{Scout, Trouble};
use crate::wire::{Call, WireError};

/// Passes an outcome on. Where Confluence says that something is not there, it may as well be denied: it tells the
/// two apart for nobody.
pub(super) fn doubted(scout: &mut Scout, outcome: Result<(), Trouble>) -> Result<(), Trouble> {
    if let Err(Trouble::Wire(error)) = &outcome
        && error.is_absent()
    {
        let why = "Confluence answers 404 to whoever may not look as well, so this may be a refusal";
        scout.troubles.push(why.to_owned());
    }
    outcome
}

/// A search that is only there for the count of what it finds.
fn counting(site: &SiteAccess, surface: &'static str, cql: &str) -> Result<Call, WireError> {
    let call = site.call(surface, "GET search", "confluence", &["wiki", "rest", "api", "search"])?;
    // No client was seen to ask for none at all.
    Ok(call.query("cql", cql).query("limit", 1).query("excerpt", "none"))
}
