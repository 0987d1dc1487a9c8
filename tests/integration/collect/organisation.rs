//! The surfaces of the organisation, against a server that pages, refuses, has nothing, or talks nonsense.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use serde_json::{Value, json};
use touchpoint::assessment::{Assessment, assess};
use touchpoint::collect::{Access, OrgAccess, SURFACES, Scan};
use touchpoint::config::Config;
use touchpoint::scrub::Scrubber;
use touchpoint::snapshot::{Coverage, Snapshot, Status};

use crate::case::{SERVICE, credential, org_key, service_account, with};
use crate::wire::server::{self, Seen, Server, fixed_now, serve, session};

const ORG: &str = "o-1";

/// What a scan of the organisation alone leaves.
struct Scanned {
    _folder: tempfile::TempDir,
    snapshot: Snapshot,
}

impl Scanned {
    async fn of(server: &Server, probing: bool) -> Scanned {
        let folder = tempfile::tempdir().unwrap();
        let snapshot = Snapshot::create(&folder.path().join("snapshot.db")).unwrap();
        let snapshot = Arc::new(Mutex::new(snapshot));
        let scan = Scan {
            access: Access {
                org: Some(OrgAccess { id: ORG.to_owned(), session: session(&server.base) }),
                sites: Vec::new(),
            },
            snapshot: Arc::clone(&snapshot),
            scrubber: Arc::new(Scrubber::new()),
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
        snapshot.finish(fixed_now()).unwrap();
        Scanned { _folder: folder, snapshot }
    }

    fn coverage(&self, surface: &str) -> Coverage {
        let rows = self.snapshot.coverage().unwrap();
        rows.into_iter().find(|row| row.place.surface == surface).unwrap()
    }

    fn statuses(&self) -> Vec<(String, Status, u64)> {
        let organisation = |row: &Coverage| row.place.surface.starts_with("org.");
        let rows = self.snapshot.coverage().unwrap().into_iter().filter(organisation);
        rows.map(|row| (row.place.surface, row.status, row.records)).collect()
    }

    fn assess(&self) -> Assessment {
        assess(&self.snapshot, None, &Config::default(), None).unwrap()
    }
}

/// An answer: a document, or only a status.
enum Say {
    Document(Value),
    Status(u16),
}

/// A server that answers by what is asked of the organisation: `GET users`, `POST workspaces`.
async fn organisation(answer: impl Fn(&str, &Seen) -> Say + Clone + Send + Sync + 'static) -> Server {
    serve(move |seen, _| -> Response {
        let path = seen.path().split_once(&format!("orgs/{ORG}/")).map_or("", |(_, rest)| rest);
        match answer(&format!("{} {path}", seen.method), seen) {
            Say::Document(document) => server::json(&document),
            Say::Status(status) => server::with(status, &[], "{}"),
        }
    })
    .await
}

fn managed() -> Value {
    json!({"account_id": SERVICE, "account_type": "atlassian", "account_status": "active", "name": "x"})
}

fn event(id: &str) -> Value {
    json!({"id": id, "type": "events", "attributes": {
        "time": "2026-03-26T10:00:00Z", "processedAt": "2026-03-26T10:00:01Z", "action": "api_request",
        "actor": {"id": SERVICE, "name": "x", "email": "somebody@acme.example",
            "auth": {"authType": "api-token", "tokenId": "c-1", "tokenLabel": "sync"}},
        "context": [{"id": "i-1", "type": "issues", "attributes": {"title": "About Ada"}}],
        "location": {"ip": "203.0.113.7", "city": "Springfield"},
    }})
}

/// Two pages wherever there are any, one row each.
fn whole(asked: &str, seen: &Seen) -> Say {
    let second = seen.parameter("cursor").is_some() || seen.body.contains("cursor");
    let page = |rows: [Value; 2], next: &str| {
        let [first, last] = rows;
        Say::Document(match second {
            false => json!({"data": [first], "links": {"next": next}}),
            true => json!({"data": [last], "links": {}}),
        })
    };
    let list = |row: fn(&str) -> Value| page([row("1"), row("2")], "c2");
    let address = format!("/admin/v1/orgs/{ORG}/x?cursor=c2");
    match asked {
        "POST directories/-/users/search" => list(|id| json!({"accountId": id, "accountStatus": "active"})),
        "GET service-accounts" => Say::Document(json!({"items": [service_account(SERVICE)], "links": {}})),
        "GET api-tokens" => list(|id| json!({"id": id, "user": {"id": SERVICE}})),
        "GET users" => page([managed(), with(managed(), json!({"account_id": "a-2"}))], &address),
        "GET service-accounts/api-tokens" => list(|id| credential(id, SERVICE, "sync")),
        "GET service-accounts/oauth-clients" => {
            list(|id| json!({"clientId": format!("cl-{id}"), "serviceAccountId": "sa-1"}))
        }
        "GET api-keys" => list(|id| org_key(id, SERVICE, "SCIM bridge")),
        "POST directories/-/groups/search" => page(
            [
                json!({"id": "g-1", "name": "agents", "counts": {"users": 3, "resources": 1}}),
                json!({"id": "g-2", "name": "idle", "counts": {"users": 3, "resources": 0}}),
            ],
            "c2",
        ),
        "GET directories/-/groups/g-1/role-assignments" => list(|id| json!({"resourceId": id, "roles": []})),
        "POST workspaces" => list(|id| json!({"id": id, "attributes": {"typeKey": "confluence"}})),
        "GET domains" => page([json!({"id": "d-1"}), json!({"id": "d-2"})], &address),
        "GET policies" => match second {
            false => Say::Document(json!({"data": [{"id": "p-1"}], "meta": {"next": "c2"}})),
            true => Say::Document(json!({"data": [{"id": "p-2"}], "meta": {"next": null}})),
        },
        // The stream has a cursor with every page, the last one too.
        "GET events-stream" => match seen.parameter("cursor").as_deref() {
            None => Say::Document(json!({"data": [event("e-1")], "meta": {"next": "c2"}})),
            Some("c2") => Say::Document(json!({"data": [event("e-2")], "meta": {"next": "c3"}})),
            _ => Say::Document(json!({"data": [], "meta": {"next": "c3"}})),
        },
        "GET event-actions" => Say::Document(json!({"data": [{"id": "api_request"}]})),
        _ => Say::Status(404),
    }
}

#[tokio::test]
async fn every_surface_is_read_to_its_end() {
    let server = organisation(whole).await;
    let scanned = Scanned::of(&server, false).await;
    let wanted = [
        ("org.api-keys", 2),
        ("org.api-tokens", 2),
        ("org.domains", 2),
        ("org.events", 3),
        ("org.groups", 4),
        ("org.managed-accounts", 2),
        ("org.policies", 2),
        ("org.service-account-credentials", 4),
        ("org.service-accounts", 1),
        ("org.users", 2),
        ("org.workspaces", 2),
    ];
    let mut statuses = scanned.statuses();
    statuses.sort();
    let wanted: Vec<_> =
        wanted.into_iter().map(|(name, records)| (name.to_owned(), Status::Complete, records)).collect();
    assert_eq!(statuses, wanted);
}

/// The promises of the reference: what is sent, and what is not.
#[tokio::test]
async fn each_is_asked_as_documented() {
    let server = organisation(whole).await;
    Scanned::of(&server, false).await;
    let seen = server.seen();
    let asked = |path: &str| seen.iter().filter(|one| one.path().ends_with(path)).collect::<Vec<_>>();
    // Only three types could be asked for by name.
    assert!(asked("/policies").iter().all(|one| one.parameter("type").is_none()));
    // A page behind a cursor carries the cursor alone.
    let bodies: Vec<_> = asked("/workspaces").iter().map(|one| one.body.clone()).collect();
    assert_eq!(bodies, [json!({"limit": 100}).to_string(), json!({"cursor": "c2"}).to_string()]);
    let stream = asked("/events-stream");
    assert_eq!(stream.len(), 3);
    let from: i64 = stream[0].parameter("from").unwrap().parse().unwrap();
    assert_eq!(fixed_now().timestamp_millis() - from, 30 * 86_400_000);
    assert_eq!(stream[1].parameter("from"), stream[0].parameter("from"));
    assert_eq!(stream[0].parameter("sortOrder").as_deref(), Some("desc"));
    // A group that grants nothing costs no request.
    assert!(asked("/g-2/role-assignments").is_empty());
    // Whatever is unknown to these is answered with 500.
    for one in asked("/api-keys").into_iter().chain(asked("/api-tokens")) {
        let known = ["pageSize", "cursor"];
        let url = one.uri.split_once('?').map_or("", |(_, query)| query);
        assert!(
            url.split('&')
                .filter(|part| !part.is_empty())
                .all(|part| { known.iter().any(|name| part.starts_with(&format!("{name}="))) })
        );
    }
    assert!(seen.iter().all(|one| one.method == "GET" || one.method == "POST"));
}

/// Who was where, and what about, is nobody's business here.
#[tokio::test]
async fn of_the_audit_log_only_the_necessary_is_kept() {
    let server = organisation(whole).await;
    let scanned = Scanned::of(&server, false).await;
    let events = scanned.snapshot.records("event").unwrap();
    assert_eq!(events.len(), 2);
    for event in &events {
        let text = event.body.to_string();
        assert!(text.contains("tokenId") && text.contains("c-1"), "{text}");
        for private in ["203.0.113.7", "Springfield", "About Ada", "somebody@acme.example"] {
            assert!(!text.contains(private), "{text}");
        }
    }
}

#[tokio::test]
async fn a_probe_asks_for_one_page_of_each() {
    let server = organisation(whole).await;
    Scanned::of(&server, true).await;
    let seen = server.seen();
    assert!(seen.iter().all(|one| one.parameter("cursor").is_none() && !one.body.contains("cursor")));
}

/// Every surface of the organisation says that it is blind, what that hides, and nothing is made of the silence.
#[tokio::test]
async fn denied_is_denied_and_no_finding_rests_on_it() {
    for (status, wanted) in [(403, Status::Denied), (401, Status::Denied), (404, Status::Absent)] {
        let server = organisation(move |_, _| Say::Status(status)).await;
        let scanned = Scanned::of(&server, false).await;
        for (surface, found, records) in scanned.statuses() {
            assert_eq!((found, records), (wanted, 0), "{surface} on {status}");
            let row = scanned.coverage(&surface);
            let hides = SURFACES.iter().find(|one| one.name == surface).unwrap().hides;
            assert_eq!(row.consequence, hides);
            assert!(!row.reason.is_empty(), "{surface}");
        }
        let assessment = scanned.assess();
        assert!(assessment.findings.is_empty() && !assessment.summary.complete);
        assert_eq!(assessment.plan.quota.used, None);
    }
}

fn nothing(asked: &str, _: &Seen) -> Say {
    match asked {
        "GET service-accounts" => Say::Document(json!({"items": [], "links": {}, "total": 0})),
        _ => Say::Document(json!({"data": [], "links": {}, "meta": {}})),
    }
}

/// An empty list is none where it was read whole; where somebody must stand in it, or the plan decides, it is not.
#[tokio::test]
async fn empty_is_not_always_none() {
    let server = organisation(nothing).await;
    let scanned = Scanned::of(&server, false).await;
    let doubtful = ["org.users", "org.api-keys", "org.events"];
    for (surface, status, _) in scanned.statuses() {
        let wanted = if doubtful.contains(&surface.as_str()) { Status::Partial } else { Status::Complete };
        assert_eq!(status, wanted, "{surface}");
    }
    assert!(scanned.coverage("org.events").reason.contains("proves nothing"));
    assert!(scanned.coverage("org.events").consequence.contains("never means that it is unused"));
    assert!(scanned.assess().findings.is_empty());
}

/// Rows that are no rows, and rows without anything in them.
#[tokio::test]
async fn nonsense_is_told_row_by_row() {
    let server = organisation(|asked, _| {
        let rows = json!([null, 7, "x", {}, {"id": null}, {"id": 3, "attributes": "x"}]);
        match asked {
            "GET service-accounts" => Say::Document(json!({"items": rows})),
            _ => Say::Document(json!({"data": rows})),
        }
    })
    .await;
    let scanned = Scanned::of(&server, false).await;
    for (surface, status, _) in scanned.statuses() {
        assert_eq!(status, Status::Partial, "{surface}");
    }
    let assessment = scanned.assess();
    assert!(!assessment.gaps.is_empty() && !assessment.summary.complete);
    let told = |check: &str| assessment.findings.iter().any(|row| row.check == check);
    assert!(!told("service-account-without-credentials") && !told("service-account-quota"));
}

/// A page that leads to itself, for ever.
#[tokio::test]
async fn a_list_without_an_end_is_partial() {
    let server = organisation(|asked, seen| match whole(asked, seen) {
        Say::Document(mut page) if page.get("data").is_some() => {
            page["links"] = json!({"next": "c2"});
            page["data"] = json!([{"id": "same", "accountId": "same", "account_id": "same", "clientId": "same",
                "attributes": {"time": "2026-03-26T10:00:00Z"}}]);
            if asked == "GET users" || asked == "GET domains" {
                page["links"]["next"] = json!(format!("/admin/v1/orgs/{ORG}/x?cursor=c2"));
            }
            Say::Document(page)
        }
        other => other,
    })
    .await;
    let scanned = Scanned::of(&server, false).await;
    for (surface, status, records) in scanned.statuses() {
        if surface != "org.service-accounts" {
            assert_eq!((status, records > 0), (Status::Partial, true), "{surface}");
        }
    }
}

#[tokio::test]
async fn a_long_log_is_read_from_its_newest_end_and_said_to_go_on() {
    let server = organisation(|asked, seen| match asked {
        "GET events-stream" => {
            let at: u32 = seen.parameter("cursor").map_or(0, |cursor| cursor.parse().unwrap());
            let id = format!("e-{at}");
            Say::Document(json!({"data": [event(&id)], "meta": {"next": (at + 1).to_string()}}))
        }
        _ => whole(asked, seen),
    })
    .await;
    let scanned = Scanned::of(&server, false).await;
    let row = scanned.coverage("org.events");
    assert_eq!((row.status, row.records), (Status::Partial, 21));
    assert!(row.reason.contains("the list goes on after 20 pages, the most that are read"), "{}", row.reason);
}

/// The log may be open while the names of its kinds are not.
#[tokio::test]
async fn without_names_the_log_is_still_evidence() {
    let server = organisation(|asked, seen| match asked {
        "GET event-actions" => Say::Status(403),
        _ => whole(asked, seen),
    })
    .await;
    let row = Scanned::of(&server, false).await.coverage("org.events");
    assert_eq!((row.status, row.records), (Status::Partial, 2));
}

fn account_by_account(asked: &str, seen: &Seen) -> Say {
    match asked {
        "GET service-accounts/api-tokens" | "GET service-accounts/oauth-clients" => Say::Status(404),
        "GET service-accounts/sa-1/api-tokens" => {
            Say::Document(json!([with(credential("c-1", SERVICE, "sync"), json!({"serviceAccount": null}))]))
        }
        "GET service-accounts/sa-1/oauth-clients" => {
            Say::Document(json!({"items": [{"clientId": "cl-1", "name": "Warehouse"}]}))
        }
        _ => whole(asked, seen),
    }
}

#[tokio::test]
async fn credentials_are_asked_for_account_by_account_where_the_lists_are_not_served() {
    let server = organisation(account_by_account).await;
    let scanned = Scanned::of(&server, false).await;
    let row = scanned.coverage("org.service-account-credentials");
    assert_eq!((row.status, row.records), (Status::Complete, 2), "{}", row.reason);
    let held: Vec<_> = scanned
        .assess()
        .touchpoints
        .into_iter()
        .filter(|row| row.kind == "service-account-credential")
        .map(|row| (row.name, row.account_id))
        .collect();
    assert_eq!(held.len(), 2);
    assert!(held.iter().all(|(_, account)| account.as_deref() == Some(SERVICE)), "{held:?}");
}

#[tokio::test]
async fn credentials_that_only_one_list_shows_are_partial() {
    for (refused, wanted) in [
        (["api-tokens"].as_slice(), Status::Partial),
        (["oauth-clients"].as_slice(), Status::Partial),
        (["api-tokens", "oauth-clients"].as_slice(), Status::Denied),
    ] {
        let server = organisation(move |asked, seen| {
            let part = asked.strip_prefix("GET service-accounts/").unwrap_or_default();
            if refused.contains(&part) { Say::Status(403) } else { whole(asked, seen) }
        })
        .await;
        let row = Scanned::of(&server, false).await.coverage("org.service-account-credentials");
        assert_eq!(row.status, wanted, "{refused:?}: {}", row.reason);
        // A refusal is the same for each account: they are not asked one by one.
        assert!(server.seen().iter().all(|one| !one.path().contains("/sa-1/")));
    }
}

/// Nothing answers for any account either: that is not that they have none.
#[tokio::test]
async fn credentials_that_nothing_serves_are_absent() {
    let server = organisation(|asked, seen| match asked {
        "GET service-accounts" => {
            let other =
                with(service_account("712020:5e000000-0000-4000-8000-000000000006"), json!({"id": "sa-2"}));
            Say::Document(json!({"items": [service_account(SERVICE), other]}))
        }
        asked if asked.starts_with("GET service-accounts/") => Say::Status(404),
        _ => whole(asked, seen),
    })
    .await;
    let scanned = Scanned::of(&server, false).await;
    let row = scanned.coverage("org.service-account-credentials");
    assert_eq!(row.status, Status::Absent, "{}", row.reason);
    assert!(scanned.assess().findings.iter().all(|row| row.check != "service-account-without-credentials"));
}

/// Without the list of service accounts nobody knows whom to ask about.
#[tokio::test]
async fn credentials_without_a_list_of_accounts_are_not_complete() {
    let server = organisation(|asked, seen| match asked {
        asked if asked.starts_with("GET service-accounts") => Say::Status(404),
        _ => whole(asked, seen),
    })
    .await;
    let scanned = Scanned::of(&server, false).await;
    assert_eq!(scanned.coverage("org.service-account-credentials").status, Status::Absent);
}
