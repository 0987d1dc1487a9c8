//! A scan of a sandbox in this process: of what a configuration names, and without patience.

use std::path::Path;
use std::sync::{Arc, Mutex};

use chrono::Utc;
use touchpoint::collect::{Access, Keys, Scan};
use touchpoint::config::Config;
use touchpoint::sandbox::Sandbox;
use touchpoint::scrub::{Scrubber, Secret};
use touchpoint::snapshot::{Coverage, Snapshot};
use touchpoint::wire::Options;

use crate::common::today;

/// Scans into `snapshot.db` of the folder, and says how well each surface was read.
pub(super) async fn scan(sandbox: &Sandbox, config: &str, folder: &Path) -> Vec<Coverage> {
    let config = Config::parse(config, "a test's configuration", today().date_naive()).unwrap();
    let known = sandbox.credentials();
    let keys = Keys {
        org_key: Some(Secret::new(known.org_key.clone())),
        site_email: Some(known.site_email.clone()),
        site_token: Some(Secret::new(known.site_token.clone())),
    };
    let options = Options { tries: 1, requests_per_second: 10_000.0, ..Options::new(Utc::now) };
    let scrubber = Arc::new(Scrubber::new());
    let access = Access::open(&config, &keys, &options, &scrubber).await.unwrap();
    let snapshot = Snapshot::create(&folder.join("snapshot.db")).unwrap();
    let robots = sandbox.truth().accounts.into_iter().filter(|account| account.class == "robot");
    let robots: Vec<String> = robots.map(|account| account.account_id).collect();
    let scan = Scan {
        access,
        snapshot: Arc::new(Mutex::new(snapshot)),
        scrubber,
        now: Utc::now,
        concurrency: 8,
        watch: Arc::new(|_| ()),
        suspects: Arc::new(move |_| Ok(robots.clone())),
        only: None,
        probing: false,
    };
    scan.run().await.unwrap();
    let snapshot = scan.snapshot.lock().unwrap();
    snapshot.coverage().unwrap()
}
