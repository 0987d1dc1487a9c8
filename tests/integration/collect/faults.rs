//! What every surface promises when servers refuse, have nothing, or break off in the middle.
//!
//! A healthy scan writes down which addresses each surface reads; then those fail. So a new surface is held to
//! this without a line here.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use touchpoint::collect::{Level, SURFACES, Surface, Wave};
use touchpoint::sandbox::{Fault, Faults, Retry, Sandbox, Settings, World};
use touchpoint::snapshot::{Coverage, Status};

use super::scan::scan;
use crate::common::today;

/// What a surface goes through, where that is known to be little; of others every list is read before.
const BUILDS_ON: [(&str, &[&str]); 2] =
    [("jira.components", &["jira.projects"]), ("jira.schemes", &["jira.projects"])];

/// Where a surface looks when its first address does not answer, which a healthy scan does not show.
const OTHER_WAYS: [(&str, &str); 1] = [("org.service-account-credentials", "/admin/api-access")];

/// Surfaces of which every list is one page by its nature.
const ONE_PAGE: [&str; 9] = [
    "jira.webhooks",
    "jira.apps",
    "jira.seats",
    "jira.activity",
    "confluence.webhooks",
    "confluence.apps",
    "confluence.activity",
    "confluence.content",
    "org.policies",
];

/// An organisation of short pages, and which addresses each surface reads of it.
struct Ward {
    sandbox: Sandbox,
    addresses: BTreeMap<String, Vec<String>>,
}

impl Ward {
    async fn new() -> Ward {
        let settings = Settings { page_cap: 2, ..Settings::demo(today()) };
        let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
        let mut ward = Ward { sandbox, addresses: BTreeMap::new() };
        let folder = tempfile::tempdir().unwrap();
        let coverage = scan(&ward.sandbox, &ward.sandbox.config_toml(), folder.path()).await;
        for row in coverage.iter().filter(|row| is_read(&row.place.surface)) {
            let whole = row.status == Status::Complete && row.records > 0;
            assert!(whole, "{} before anything fails: {row:#?}", row.place.surface);
        }
        ward.addresses = journal(folder.path());
        ward
    }

    /// How well a surface is read while these faults are in force.
    async fn with(&self, surface: &Surface, faults: &[(String, Fault, Option<usize>)]) -> Coverage {
        self.sandbox.faults().clear();
        for (path, fault, times) in faults {
            self.sandbox.faults().inject(path, fault.clone(), *times);
        }
        let folder = tempfile::tempdir().unwrap();
        let coverage = scan(&self.sandbox, &self.config_of(surface), folder.path()).await;
        self.sandbox.faults().clear();
        coverage.into_iter().find(|row| row.place.surface == surface.name).unwrap()
    }

    /// A configuration that reads a surface, what it builds on, and little else.
    fn config_of(&self, surface: &Surface) -> String {
        let whole = self.sandbox.config_toml();
        let (org, rest) = whole.split_once("[[site]]").unwrap();
        let (site, credentials) = rest.split_once("[credentials]").unwrap();
        if surface.level == Level::Organisation {
            return format!("{org}\n[credentials]{credentials}");
        }
        let before =
            || SURFACES.iter().filter(|other| other.level == Level::Site && other.wave < surface.wave);
        let mut named = match BUILDS_ON.iter().find(|(name, _)| *name == surface.name) {
            Some((_, on)) => on.to_vec(),
            None => before().map(|other| other.name).collect(),
        };
        named.push(surface.name);
        format!("[[site]]{site}surfaces = {named:?}\n\n[credentials]{credentials}")
    }

    /// Every address of a surface fails in one way.
    async fn all_fail(&self, surface: &Surface, status: u16) -> Coverage {
        let mut paths = self.addresses.get(surface.name).cloned().unwrap_or_default();
        assert!(!paths.is_empty(), "{} reads nothing", surface.name);
        let other = OTHER_WAYS.iter().filter(|(name, _)| *name == surface.name);
        paths.extend(other.map(|(_, path)| (*path).to_owned()));
        paths.sort();
        paths.dedup();
        let fault = Fault::Status { status, retry: Retry::Silent };
        let faults: Vec<_> = paths.into_iter().map(|path| (path, fault.clone(), None)).collect();
        self.with(surface, &faults).await
    }
}

fn is_read(surface: &str) -> bool {
    SURFACES.iter().any(|other| other.name == surface)
}

/// The paths that each surface read, in order, one for each page.
fn journal(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let db = Connection::open(folder.join("snapshot.db")).unwrap();
    let mut pages = db.prepare("SELECT surface, address FROM page ORDER BY id").unwrap();
    let mut paths: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let rows = pages.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    for (surface, address) in rows.map(Result::unwrap) {
        let (_, path) = address.split_once("://").unwrap().1.split_once('/').unwrap();
        let path = path.split('?').next().unwrap();
        paths.entry(surface).or_default().push(format!("/{path}"));
    }
    paths
}

/// A surface whose answer is no is denied, one that is not there is absent; either says why, and what stays hidden.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_is_denied_and_nothing_there_is_absent() {
    let ward = Ward::new().await;
    let mut wrong = Vec::new();
    for surface in SURFACES {
        for (code, wanted) in [(403, Status::Denied), (404, Status::Absent)] {
            let row = ward.all_fail(surface, code).await;
            // Where a part of it is asked at an address that answers, that part was read.
            let partly = row.status == Status::Partial && row.records > 0;
            let told = row.reason.contains(&format!("({code})")) && !row.consequence.is_empty();
            if !(row.status == wanted || partly) || !told {
                wrong.push(format!("{} at {code}: {row:#?}", surface.name));
            }
        }
    }
    ward.sandbox.stop().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A list that breaks off keeps what came before, and says that this is not all; so does the only page of one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_breaks_off_is_partial_and_keeps_its_first_page() {
    let ward = Ward::new().await;
    let mut wrong = Vec::new();
    for surface in SURFACES {
        let paths = &ward.addresses[surface.name];
        let repeated = |path: &&String| paths.iter().filter(|other| other == path).count() > 1;
        let Some(list) = paths.iter().find(repeated) else {
            assert!(ONE_PAGE.contains(&surface.name), "{} has no list of several pages", surface.name);
            let broken = paths.iter().map(|path| (path.clone(), Fault::Truncated, None)).collect::<Vec<_>>();
            let row = ward.with(surface, &broken).await;
            let said = !row.reason.is_empty() && !row.consequence.is_empty();
            if !matches!(row.status, Status::Failed | Status::Partial) || !said {
                wrong.push(format!("{} broken off in its one page: {row:#?}", surface.name));
            }
            continue;
        };
        let broken = Fault::Status { status: 500, retry: Retry::Silent };
        // Compressed is a right answer: it stands for the page before the break.
        let faults = [(list.clone(), Fault::Gzip, Some(1)), (list.clone(), broken, None)];
        let row = ward.with(surface, &faults).await;
        let kept = row.status == Status::Partial && row.records > 0;
        if !kept || !row.reason.contains("(500)") || row.consequence.is_empty() {
            wrong.push(format!("{} after {list}: {row:#?}", surface.name));
        }
    }
    ward.sandbox.stop().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What goes through a list that could not be read was not asked: that is no empty list.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_what_it_builds_on_a_surface_has_failed() {
    let ward = Ward::new().await;
    for (name, on) in BUILDS_ON {
        let surface = SURFACES.iter().find(|surface| surface.name == name).unwrap();
        assert_ne!(surface.wave, Wave::Lists, "{name}");
        let fault = Fault::Status { status: 403, retry: Retry::Silent };
        let faults: Vec<_> =
            on.iter().map(|on| (ward.addresses[*on][0].clone(), fault.clone(), None)).collect();
        let row = ward.with(surface, &faults).await;
        let told = row.reason.contains("could not be read") && !row.consequence.is_empty();
        assert!(matches!(row.status, Status::Failed | Status::Partial) && told, "{row:#?}");
    }
    ward.sandbox.stop().await;
}
