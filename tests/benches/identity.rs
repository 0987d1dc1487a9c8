//! How long the accounts of a large organisation take to classify, on one core, and how much memory that needs:
//! `cargo bench --bench identity`.
//!
//! The accounts are the labelled identities of `fixtures/identities`, over and over, nine people to one robot; each
//! other one has a family name that nobody else has, and a token that was used yesterday.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints, and fails where it stands"
)]

use std::path::Path;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use touchpoint::config::IdentityHints;
use touchpoint::estate::Estate;
use touchpoint::identity::classify;
use touchpoint::scrub::Scrubber;
use touchpoint::snapshot::{NewRecord, Page, Place, Snapshot, record, rfc3339};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rounds of which the quickest counts: the others met something else on the machine.
const ROUNDS: usize = 3;

fn main() {
    let names = names();
    for many in [75_000, 150_000] {
        let estate = estate(&names, many);
        let before = resident();
        let mut quickest = f64::MAX;
        let mut robots = 0;
        let mut more = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let verdicts = classify(&estate, &IdentityHints::default(), as_of());
            quickest = quickest.min(start.elapsed().as_secs_f64());
            more = more.max(resident().saturating_sub(before));
            robots = verdicts.values().filter(|verdict| verdict.class.word() == "robot").count();
        }
        println!("{many} accounts: {quickest:.2} s, {} MB more, {robots} robots", more / 1024);
    }
}

fn as_of() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// Name, address and job title of the labelled identities: nine people, then a robot.
fn names() -> Vec<[String; 3]> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/identities");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    let rows = files.iter().flat_map(|file| csv::Reader::from_path(file).unwrap().into_records());
    let (mut people, mut robots) = (Vec::new(), Vec::new());
    for row in rows.map(Result::unwrap) {
        let called = [row[2].to_owned(), row[3].to_owned(), row[4].to_owned()];
        if &row[0] == "robot" { robots.push(called) } else { people.push(called) }
    }
    let mut robots = robots.into_iter();
    people
        .chunks(9)
        .flat_map(|people| people.iter().cloned().chain(robots.next()).collect::<Vec<_>>())
        .collect()
}

fn estate(names: &[[String; 3]], many: usize) -> Estate {
    let folder = tempfile::tempdir().unwrap();
    let mut snapshot = Snapshot::create(&folder.path().join("snapshot.db")).unwrap();
    let scrubber = Scrubber::new();
    let mut keep = |surface: &str, kind: &'static str, bodies: &mut dyn Iterator<Item = (String, Value)>| {
        let place = Place { surface: surface.to_owned(), site: String::new() };
        let records = bodies
            .map(|(key, body)| NewRecord {
                kind,
                place: format!("row {key}"),
                key,
                body: scrubber.clean(body),
            })
            .collect::<Vec<_>>();
        let address = "https://api.atlassian.example/page";
        let page = Page { place: &place, address, bytes: 100, tries: 1, records, gaps: Vec::new() };
        snapshot.keep(page, &scrubber, as_of()).unwrap();
    };
    let id = |at: usize| format!("712020:{at:08x}-0000-4000-8000-{at:012x}");
    let ago = |days: i64| rfc3339(as_of() - TimeDelta::days(days));
    keep(
        "org.users",
        record::DIRECTORY_USER,
        &mut (0..many).map(|at| {
            let [name, email, title] = &names[at % names.len()];
            let name = match (at % 2, name.rsplit_once(' ')) {
                (0, Some((given, _))) => format!("{given} {}", family(at)),
                _ => name.clone(),
            };
            let (local, host) = email.split_once('@').unwrap_or(("", ""));
            let viewed = (at % 3 > 0).then(|| ago((at % 400) as i64));
            let body = json!({
                "accountId": id(at), "name": name, "email": format!("{local}@b{}{host}", at % 9),
                "jobTitle": title, "mfaEnabled": at % 4 > 0, "accountStatus": "active", "status": "active",
                "managementSource": if at % 10 == 0 { "invited" } else { "synced" },
                "groups": [{"name": "jira-users"}, {"name": format!("team-{}", at % 500)}],
                "productAccess": [{"key": "jira-software", "lastActiveTimestamp": viewed}],
            });
            (id(at), body)
        }),
    );
    keep(
        "org.api-tokens",
        record::API_TOKEN,
        &mut (0..many).step_by(2).map(|at| {
            let body = json!({
                "id": format!("t-{at}"), "label": "nightly export", "status": "ALLOWED", "createdAt": ago(60),
                "expiresAt": ago(-300), "lastActiveAt": ago(1), "user": {"id": id(at)}, "scopes": [],
            });
            (format!("t-{at}"), body)
        }),
    );
    snapshot.finish(as_of()).unwrap();
    Estate::read(&snapshot, as_of()).unwrap()
}

/// A name that nobody else has.
fn family(number: usize) -> String {
    const PARTS: [&str; 10] = ["ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu"];
    format!("{number:06}").bytes().map(|digit| PARTS[usize::from(digit - b'0')]).collect()
}

/// Memory that is in use, in kB; none where the machine does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
