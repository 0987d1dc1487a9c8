//! Reading installed apps.

use super::Estate;
use super::context::InstalledApp;
use crate::atlassian::apps::Plugin;
use crate::snapshot::{Record, Snapshot, SnapshotError, record};

/// Reads the apps of every site and product.
pub(super) fn read(estate: &mut Estate, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    for record in estate.newest(snapshot, record::APP)? {
        one(estate, record);
    }
    Ok(())
}

fn one(estate: &mut Estate, record: Record) {
    let plugin = Plugin(&record.body);
    let key = plugin.key().unwrap_or(&record.key).to_owned();
    estate.context.apps.push(InstalledApp {
        name: plugin.name().unwrap_or(&key).to_owned(),
        vendor: plugin.vendor().map(str::to_owned),
        product: record.place.surface.split('.').next().unwrap_or_default().to_owned(),
        site: record.place.site.clone(),
        enabled: plugin.enabled() == Some(true),
        key: key.clone(),
    });
    if plugin.enabled().is_none() {
        let why = format!("the app {key} does not say whether it is enabled, so it is not taken for enabled");
        estate.gap(&record, &why);
    }
    if plugin.user_installed().is_none() {
        let why = format!("the app {key} does not say whether somebody installed it; it may be built in");
        estate.gap(&record, &why);
    }
}
