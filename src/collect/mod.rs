//! Reading an organisation: one file a surface, and this registry.
//!
//! A surface is a place to look. It says which calls make it up, turns pages into records, and says what it
//! could not read; a surface that is denied or absent becomes a line in the coverage and the scan goes on.

mod access;
mod apps;
mod automation;
mod confluence;
mod credentials;
mod hidden;
mod jira;
mod needs;
mod org;
mod scout;
mod surface;
mod suspects;

mod webhooks;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use futures::future::join_all;

pub use access::{Access, Keys, OrgAccess, SiteAccess, SiteReach};
pub use credentials::Credential;
pub use hidden::{Hidden, NOT_COVERABLE, hidden_coverage};
pub use surface::{Cost, Level, Needs, Reach, Surface, Wave};

use crate::scrub::Scrubber;
use crate::snapshot::{Coverage, Place, Snapshot, SnapshotError, Status, record};
use crate::wire::WireError;
use scout::{Scout, Trouble};

/// Every surface, in the order of the docs.
pub const SURFACES: &[&Surface] = &[
    &org::users::SURFACE,
    &org::service_accounts::SURFACE,
    &org::api_tokens::SURFACE,
    &org::managed_accounts::SURFACE,
    &org::service_account_credentials::SURFACE,
    &org::api_keys::SURFACE,
    &org::groups::SURFACE,
    &org::workspaces::SURFACE,
    &org::domains::SURFACE,
    &org::policies::SURFACE,
    &org::events::SURFACE,
    &jira::users::SURFACE,
    &jira::filters::SURFACE,
    &jira::boards::SURFACE,
    &jira::dashboards::SURFACE,
    &jira::workflows::SURFACE,
    &automation::JIRA,
    &automation::CONFLUENCE,
    &jira::projects::SURFACE,
    &jira::components::SURFACE,
    &jira::schemes::SURFACE,
    &confluence::spaces::SURFACE,
    &jira::seats::SURFACE,
    &webhooks::JIRA,
    &apps::JIRA,
    &jira::activity::SURFACE,
    &webhooks::CONFLUENCE,
    &apps::CONFLUENCE,
    &confluence::activity::SURFACE,
    &confluence::content::SURFACE,
];

/// What a scan tells whoever watches it.
#[derive(Debug, Clone)]
pub enum Event {
    /// How many requests a surface is foreseen to take altogether.
    Foreseen(Place, u64),
    /// A page was kept.
    Page {
        /// Surface and site.
        place: Place,
        /// Objects so far.
        records: u64,
        /// Requests so far.
        requests: u64,
        /// Requests foreseen beyond those.
        ahead: u64,
    },
    /// A surface is done.
    Done(Coverage),
}

/// Says which accounts are worth a request each, from what was read so far: their ids. Who that is, is not known
/// here.
pub type Suspects = Arc<dyn Fn(&Snapshot) -> Result<Vec<String>, SnapshotError> + Send + Sync>;

/// Everything a scan works with.
pub struct Scan {
    /// Where to look, with which credentials.
    pub access: Access,
    /// Where the evidence goes.
    pub snapshot: Arc<Mutex<Snapshot>>,
    /// What takes secrets out of it.
    pub scrubber: Arc<Scrubber>,
    /// The clock, for the journal.
    pub now: fn() -> DateTime<Utc>,
    /// Requests under way at once for the details of rules.
    pub concurrency: usize,
    /// Told what happens.
    pub watch: Arc<dyn Fn(Event) + Send + Sync>,
    /// Whom the surfaces of the last wave ask about.
    pub suspects: Suspects,
    /// The surfaces to look at; `None`: all of them.
    pub only: Option<BTreeSet<&'static str>>,
    /// Whether to ask only if each surface answers, by one page of each list.
    pub probing: bool,
}

impl Scan {
    /// Looks at every surface, side by side, and notes how well each could be read. What an earlier, cut-off
    /// run of the same scan read whole is not read again.
    ///
    /// # Errors
    /// Only when the evidence cannot be kept; whatever a server does is coverage.
    pub async fn run(&self) -> Result<(), SnapshotError> {
        let done: Vec<Place> = {
            let coverage = self.lock().coverage()?;
            coverage.into_iter().filter(|row| row.status == Status::Complete).map(|row| row.place).collect()
        };
        for (surface, site) in self.looks() {
            if self.skips(surface, site).is_none() {
                (self.watch)(Event::Foreseen(self.place(surface, site), surface.least()));
            }
        }
        for wave in [Wave::Lists, Wave::Details, Wave::Suspects] {
            let looks = self.looks().filter(|(surface, _)| surface.wave == wave);
            let reads = looks.map(|(surface, site)| self.read(surface, site, &done));
            join_all(reads).await.into_iter().collect::<Result<(), _>>()?;
        }
        self.note_hidden()
    }

    /// Every surface once for the organisation or once for each site.
    fn looks(&self) -> impl Iterator<Item = (&'static Surface, Option<usize>)> {
        let sites = self.access.sites.len();
        let wanted = |surface: &&&Surface| self.only.as_ref().is_none_or(|only| only.contains(surface.name));
        SURFACES.iter().filter(wanted).flat_map(move |surface| {
            let looks: Vec<Option<usize>> = match surface.level {
                Level::Organisation => vec![None],
                Level::Site => (0..sites).map(Some).collect(),
            };
            looks.into_iter().map(|site| (*surface, site))
        })
    }

    fn place(&self, surface: &Surface, site: Option<usize>) -> Place {
        let host = site.map(|site| self.access.sites[site].host.clone());
        Place { surface: surface.name.to_owned(), site: host.unwrap_or_default() }
    }

    /// Why a surface is not asked although it is known, and what that makes of it.
    fn skips(&self, surface: &Surface, site: Option<usize>) -> Option<(Status, &'static str)> {
        let Some(site) = site.map(|site| &self.access.sites[site]) else {
            return self.access.org.is_none().then_some((Status::Skipped, "no [org] is configured"));
        };
        if site.leaves_out(surface.name) {
            return Some((Status::Skipped, "left out by `surfaces` in the configuration"));
        }
        let why = "a scoped or service-account token cannot reach it, so it was not asked; use an unscoped token of \
                   a person and access = \"site\" for this site";
        (!site.reaches(surface.needs.reach)).then_some((Status::Denied, why))
    }

    async fn read(
        &self,
        surface: &'static Surface,
        site: Option<usize>,
        done: &[Place],
    ) -> Result<(), SnapshotError> {
        let place = self.place(surface, site);
        if done.contains(&place) {
            return Ok(());
        }
        // A rule costs a request: what is left of an earlier run is looked at again once the list is read.
        self.lock().restart(&place, &[record::RULE])?;
        let mut coverage = Coverage {
            place: place.clone(),
            product: surface.product.to_owned(),
            status: Status::Running,
            records: 0,
            requests: 0,
            reason: String::new(),
            consequence: surface.hides.to_owned(),
        };
        self.lock().cover(&coverage, &self.scrubber)?;
        if let Some((status, reason)) = self.skips(surface, site) {
            coverage.status = status;
            coverage.reason = reason.to_owned();
        } else {
            let mut scout = Scout::new(self, place, site);
            let outcome = (surface.read)(&mut scout).await;
            if let Err(Trouble::Snapshot(error)) = outcome {
                return Err(error);
            }
            let failed = outcome.err().and_then(Trouble::wire);
            (coverage.status, coverage.reason) = standing(failed.as_ref(), &scout);
            coverage.requests = scout.requests;
            coverage.records = self.lock().count(&coverage.place)?;
        }
        if coverage.status == Status::Complete {
            coverage.consequence.clear();
        }
        self.lock().cover(&coverage, &self.scrubber)?;
        (self.watch)(Event::Done(coverage));
        Ok(())
    }

    /// Says of every place that no API shows that none does.
    fn note_hidden(&self) -> Result<(), SnapshotError> {
        let snapshot = self.lock();
        for coverage in hidden_coverage() {
            snapshot.cover(&coverage, &self.scrubber)?;
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Snapshot> {
        self.snapshot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How well a surface was read, and why not better.
fn standing(failed: Option<&WireError>, scout: &Scout) -> (Status, String) {
    let mut reasons: Vec<String> = failed.map(ToString::to_string).into_iter().collect();
    reasons.extend(scout.troubles.iter().cloned());
    let status = match failed {
        None if scout.troubles.is_empty() => Status::Complete,
        None => Status::Partial,
        Some(_) if scout.records > 0 => Status::Partial,
        Some(error) if error.is_denied() => Status::Denied,
        Some(error) if error.is_absent() => Status::Absent,
        Some(_) => Status::Failed,
    };
    const SHOWN: usize = 3;
    let more = reasons.len().saturating_sub(SHOWN);
    let mut reason = reasons.into_iter().take(SHOWN).collect::<Vec<_>>().join("; ");
    if more > 0 {
        reason.push_str(&format!("; and {more} more, see the gaps"));
    }
    (status, reason)
}
