//! Filters, boards, dashboards and workflows, against a server that pages, refuses, or goes round in circles.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use serde_json::{Value, json};
use touchpoint::collect::{Access, Keys, Scan};
use touchpoint::config::Config;
use touchpoint::scrub::{Scrubber, Secret};
use touchpoint::snapshot::{Coverage, Record, Snapshot, Status, record};

use crate::case::{board, filter, workflow};
use crate::wire::server::{self, Seen, Server, TOKEN, fixed_now, quick, serve};

/// What a scan of one surface leaves.
struct Scanned {
    _folder: tempfile::TempDir,
    snapshot: Snapshot,
    coverage: Coverage,
}

impl Scanned {
    async fn of(server: &Server, surface: &str, probing: bool) -> Scanned {
        let folder = tempfile::tempdir().unwrap();
        let snapshot = Snapshot::create(&folder.path().join("snapshot.db")).unwrap();
        let snapshot = Arc::new(Mutex::new(snapshot));
        let scrubber = Arc::new(Scrubber::new());
        let toml =
            format!("[[site]]\nurl = \"{}\"\ncloud_id = \"c-1\"\nsurfaces = [\"{surface}\"]\n", server.base);
        let config = Config::parse(&toml, "a test's configuration", fixed_now().date_naive()).unwrap();
        let keys = Keys {
            site_email: Some("me@acme.example".to_owned()),
            site_token: Some(Secret::new(TOKEN)),
            ..Keys::default()
        };
        let scan = Scan {
            access: Access::open(&config, &keys, &quick(), &scrubber).await.unwrap(),
            snapshot: Arc::clone(&snapshot),
            scrubber,
            now: fixed_now,
            concurrency: 4,
            watch: Arc::new(|_| {}),
            suspects: Arc::new(|_| Ok(Vec::new())),
            only: None,
            probing,
        };
        scan.run().await.unwrap();
        drop(scan);
        let snapshot = Arc::into_inner(snapshot).unwrap().into_inner().unwrap();
        let rows = snapshot.coverage().unwrap();
        let coverage = rows.into_iter().find(|row| row.place.surface == surface).unwrap();
        Scanned { _folder: folder, snapshot, coverage }
    }

    fn records(&self, kind: &str) -> Vec<Record> {
        self.snapshot.records(kind).unwrap()
    }

    fn standing(&self) -> (Status, u64) {
        (self.coverage.status, self.coverage.records)
    }
}

/// A page of rows by `startAt`, two a page whatever is asked for.
fn page(seen: &Seen, rows: &[Value]) -> Response {
    let start: usize = seen.parameter("startAt").unwrap().parse().unwrap();
    let values: Vec<&Value> = rows.iter().skip(start).take(2).collect();
    server::json(&json!({
        "startAt": start, "maxResults": 2, "total": rows.len(), "isLast": start + 2 >= rows.len(), "values": values,
    }))
}

/// A server that says of whoever asks whether they administer Jira, or nothing; and answers the rest.
async fn asked_by(
    administrator: Option<bool>,
    answer: impl Fn(&Seen, usize) -> Response + Clone + Send + Sync + 'static,
) -> Server {
    serve(move |seen, count| match (seen.path(), administrator) {
        ("/rest/api/3/mypermissions", Some(held)) => {
            server::json(&json!({"permissions": {"ADMINISTER": {"havePermission": held}}}))
        }
        ("/rest/api/3/mypermissions", None) => server::with(403, &[], "{}"),
        _ => answer(seen, count),
    })
    .await
}

fn lists(server: &Server) -> Vec<Seen> {
    server.seen().into_iter().filter(|seen| seen.path() != "/rest/api/3/mypermissions").collect()
}

/// Jira shows less to whoever is no administrator and does not say so. A list is whole only where it is known that
/// an administrator asked.
#[tokio::test]
async fn what_others_are_shown_may_be_a_part() {
    for (surface, row) in [
        ("jira.filters", filter("1", "One")),
        ("jira.boards", json!({"id": 5})),
        ("jira.workflows", json!({"id": "w-1"})),
        ("jira.projects", json!({"id": "10000", "key": "WEB", "assigneeType": "UNASSIGNED"})),
    ] {
        for (administrator, status, reason) in [
            (Some(true), Status::Complete, ""),
            (Some(false), Status::Partial, "does not administer Jira"),
            (None, Status::Partial, "nothing says whether"),
        ] {
            let row = row.clone();
            let server = asked_by(administrator, move |seen, _| page(seen, std::slice::from_ref(&row))).await;
            let coverage = Scanned::of(&server, surface, false).await.coverage;
            assert_eq!(coverage.status, status, "{surface}, {administrator:?}: {}", coverage.reason);
            assert!(coverage.reason.contains(reason), "{surface}, {administrator:?}: {}", coverage.reason);
            assert_eq!(coverage.consequence.is_empty(), status == Status::Complete, "{surface}");
        }
    }
}

fn filters() -> Vec<Value> {
    ["1", "2", "3"].map(|id| filter(id, &format!("Filter {id}"))).to_vec()
}

#[tokio::test]
async fn filters_are_asked_for_whoever_they_are_shared_with() {
    let server = asked_by(Some(true), |seen, _| page(seen, &filters())).await;
    let scanned = Scanned::of(&server, "jira.filters", false).await;
    assert_eq!(scanned.standing(), (Status::Complete, 3));
    assert_eq!(scanned.records(record::FILTER).len(), 3);
    for seen in lists(&server) {
        assert_eq!(seen.path(), "/rest/api/3/filter/search");
        assert_eq!(seen.parameter("overrideSharePermissions").as_deref(), Some("true"));
    }
    // Asked only whether it answers.
    let server = asked_by(Some(true), |seen, _| page(seen, &filters())).await;
    Scanned::of(&server, "jira.filters", true).await;
    assert_eq!(lists(&server).len(), 1);
}

/// Which status somebody has who is no administrator is not documented.
#[tokio::test]
async fn whoever_may_not_see_all_filters_sees_some_and_that_is_said() {
    for status in [400, 403] {
        let server = serve(move |seen, _| match seen.parameter("overrideSharePermissions") {
            Some(_) => server::with(status, &[], "{}"),
            None => page(seen, &filters()),
        })
        .await;
        let scanned = Scanned::of(&server, "jira.filters", false).await;
        assert_eq!(scanned.standing(), (Status::Partial, 3), "{status}");
        assert!(scanned.coverage.reason.contains("shared with it"), "{}", scanned.coverage.reason);
        assert!(!scanned.coverage.consequence.is_empty());
    }
    for (status, standing) in [(403, Status::Denied), (401, Status::Denied), (400, Status::Failed)] {
        let server = serve(move |_, _| server::with(status, &[], "{}")).await;
        assert_eq!(Scanned::of(&server, "jira.filters", false).await.standing(), (standing, 0), "{status}");
    }
}

/// A server that gives the same page for ever ends, and is not called whole.
#[tokio::test]
async fn going_round_in_circles_ends() {
    let again = |row: Value| {
        move |_: &Seen, _: usize| server::json(&json!({"isLast": false, "values": [row.clone()]}))
    };
    for (surface, row) in [
        ("jira.filters", filter("1", "Again")),
        ("jira.dashboards", json!({"id": "1"})),
        ("jira.boards", board(1, "Again")),
        ("jira.workflows", json!({"id": "w-1"})),
    ] {
        let server = serve(again(row)).await;
        let scanned = Scanned::of(&server, surface, false).await;
        assert_eq!(scanned.standing(), (Status::Partial, 1), "{surface}: {}", scanned.coverage.reason);
        assert!(server.count() < 10, "{surface}: {}", server.count());
    }
}

#[tokio::test]
async fn a_board_is_asked_what_it_shows() {
    let boards = || vec![board(5, "One"), board(6, "Two"), board(7, "Three")];
    let server = asked_by(Some(true), move |seen, _| match seen.path() {
        "/rest/agile/1.0/board" => page(seen, &boards()),
        "/rest/agile/1.0/board/6/configuration" => server::with(404, &[], "{}"),
        path => {
            let id = path.trim_start_matches("/rest/agile/1.0/board/").trim_end_matches("/configuration");
            server::json(&json!({"id": 1, "name": "x", "filter": {"id": format!("1{id}")}}))
        }
    })
    .await;
    let scanned = Scanned::of(&server, "jira.boards", false).await;
    // A board and what it shows count as one.
    assert_eq!(scanned.standing(), (Status::Partial, 3), "{}", scanned.coverage.reason);
    assert!(scanned.coverage.reason.contains("board 6"), "{}", scanned.coverage.reason);
    let shown: Vec<Value> =
        scanned.records(record::BOARD_CONFIGURATION).into_iter().map(|record| record.body).collect();
    let kept: Vec<(&str, &str)> = shown
        .iter()
        .map(|body| {
            (body["boardId"].as_str().unwrap(), body["configuration"]["filter"]["id"].as_str().unwrap())
        })
        .collect();
    assert_eq!(kept, [("5", "15"), ("7", "17")]);
    let list = &server.seen()[0];
    assert_eq!(list.parameter("includePrivate").as_deref(), Some("true"));
    assert_eq!(list.parameter("expand").as_deref(), Some("admins,permissions"));
    // One of each is enough to know whether they answer.
    let server = asked_by(Some(true), move |seen, _| match seen.path() {
        "/rest/agile/1.0/board" => page(seen, &[board(5, "One"), board(6, "Two")]),
        _ => server::json(&json!({})),
    })
    .await;
    Scanned::of(&server, "jira.boards", true).await;
    assert_eq!(lists(&server).len(), 2);
}

/// Workflows do not say whether they are in use, so that is asked; the removed addresses never are.
#[tokio::test]
async fn workflows_are_asked_for_by_scope_and_use() {
    let server = asked_by(Some(true), |seen, _| {
        let asked = (seen.parameter("scope").unwrap(), seen.parameter("isActive").unwrap());
        let names: &[&str] = match (asked.0.as_str(), asked.1.as_str()) {
            ("GLOBAL", "true") => &["a", "b", "c"],
            ("GLOBAL", "false") => &["d"],
            ("PROJECT", "true") => &["e"],
            _ => &[],
        };
        let rows: Vec<Value> =
            names.iter().map(|name| workflow(name, json!({}))["workflow"].clone()).collect();
        page(seen, &rows)
    })
    .await;
    let scanned = Scanned::of(&server, "jira.workflows", false).await;
    assert_eq!(scanned.standing(), (Status::Complete, 5), "{}", scanned.coverage.reason);
    let mut used: Vec<(String, bool)> = scanned
        .records(record::WORKFLOW)
        .into_iter()
        .map(|record| {
            let name = record.body["workflow"]["name"].as_str().unwrap().to_owned();
            (name, record.body["isActive"].as_bool().unwrap())
        })
        .collect();
    used.sort();
    let wanted = [("a", true), ("b", true), ("c", true), ("d", false), ("e", true)];
    assert_eq!(used, wanted.map(|(name, used)| (name.to_owned(), used)));
    for seen in lists(&server) {
        assert_eq!(seen.path(), "/rest/api/3/workflows/search");
        assert_eq!(seen.parameter("expand").as_deref(), Some("values.transitions"));
    }
    let server = serve(|_, _| server::with(403, &[], "{}")).await;
    assert_eq!(Scanned::of(&server, "jira.workflows", false).await.standing(), (Status::Denied, 0));
}

/// What an administrator is shown is all there is to be shown; that there is more is said elsewhere.
/// A board costs a request: there may be more of them than a night is long.
#[tokio::test]
async fn boards_beyond_a_bearable_number_are_not_asked_and_that_is_said() {
    let server = serve(move |seen, _| match seen.path() {
        "/rest/agile/1.0/board" => {
            let boards: Vec<Value> = (0..50_007).map(|id| json!({"id": id, "name": "x"})).collect();
            server::json(&json!({"values": boards, "isLast": true}))
        }
        // What is refused three times in a row is not asked again, which keeps this test short.
        _ => server::with(403, &[], "{}"),
    })
    .await;
    let scanned = Scanned::of(&server, "jira.boards", false).await;
    let reason = &scanned.coverage.reason;
    assert!(reason.contains("50000 are the most that are asked for one by one; 7 were not"), "{reason}");
    assert_eq!(scanned.coverage.status, Status::Partial);
}

#[tokio::test]
async fn dashboards_are_whole_and_those_of_others_are_a_line_of_their_own() {
    let server = serve(|seen, _| page(seen, &[json!({"id": "1", "name": "Wall"}), json!({"id": "2"})])).await;
    let scanned = Scanned::of(&server, "jira.dashboards", false).await;
    assert_eq!(scanned.standing(), (Status::Complete, 2));
    let rows = scanned.snapshot.coverage().unwrap();
    for name in ["private-dashboards", "private-boards", "restricted-spaces", "tokens-of-external-users"] {
        let hidden = rows.iter().find(|row| row.place.surface == name).unwrap();
        assert_eq!(hidden.status, Status::NotCoverable, "{name}");
        assert!(!hidden.consequence.is_empty() && !hidden.reason.is_empty(), "{name}");
    }
}
