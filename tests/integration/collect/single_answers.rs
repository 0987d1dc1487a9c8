//! Webhooks, apps and seats, read from a server that answers as it likes.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use serde_json::{Value, json};
use tempfile::TempDir;
use touchpoint::collect::{Access, Keys, Scan};
use touchpoint::config::Config;
use touchpoint::scrub::{Scrubber, Secret};
use touchpoint::snapshot::{Coverage, Record, Snapshot, record};

use crate::case::{ADA, BEN, CLOUD, as_of};
use crate::wire::server::{Seen, Server, TOKEN, fixed_now, json as answer, quick, serve, with};

/// A scan of a few surfaces of one site, done.
pub struct Scanned {
    pub server: Server,
    snapshot: Arc<Mutex<Snapshot>>,
    _folder: TempDir,
}

/// How a scan goes about it.
#[derive(Clone, Copy)]
pub struct How {
    pub surfaces: &'static [&'static str],
    pub access: &'static str,
    pub suspects: &'static [&'static str],
    pub probing: bool,
}

/// At the site's own host, suspecting nobody.
pub fn of(surfaces: &'static [&'static str]) -> How {
    How { surfaces, access: "site", suspects: &[], probing: false }
}

impl Scanned {
    pub async fn new(
        how: How,
        reply: impl Fn(&Seen, usize) -> Response + Clone + Send + Sync + 'static,
    ) -> Self {
        let server = serve(reply).await;
        let text = format!(
            "[org]\nid = \"o-1\"\napi = \"{0}\"\n[[site]]\nurl = \"{0}\"\ncloud_id = \"{CLOUD}\"\naccess = \"{1}\"\n\
             surfaces = {2:?}\n",
            server.base, how.access, how.surfaces
        );
        let mut config = Config::parse(&text, "a test's configuration", as_of().date_naive()).unwrap();
        config.org = config.org.filter(|_| how.access == "gateway");
        let token = Some(Secret::new(TOKEN));
        let keys = Keys { org_key: None, site_email: Some("me@acme.example".to_owned()), site_token: token };
        let scrubber = Arc::new(Scrubber::new());
        let access = Access::open(&config, &keys, &quick(), &scrubber).await.unwrap();
        let access = Access { org: None, ..access };
        let folder = tempfile::tempdir().unwrap();
        let snapshot = Snapshot::create(&folder.path().join("snapshot.db")).unwrap();
        let snapshot = Arc::new(Mutex::new(snapshot));
        let suspects: Vec<String> = how.suspects.iter().map(|id| (*id).to_owned()).collect();
        let scan = Scan {
            access,
            snapshot: Arc::clone(&snapshot),
            scrubber,
            now: fixed_now,
            concurrency: 4,
            watch: Arc::new(|_| ()),
            suspects: Arc::new(move |_| Ok(suspects.clone())),
            only: None,
            probing: how.probing,
        };
        scan.run().await.unwrap();
        Scanned { server, snapshot, _folder: folder }
    }

    pub fn coverage(&self, surface: &str) -> Coverage {
        let rows = self.snapshot.lock().unwrap().coverage().unwrap();
        rows.into_iter().find(|row| row.place.surface == surface).unwrap()
    }

    pub fn standing(&self, surface: &str) -> &'static str {
        self.coverage(surface).status.word()
    }

    pub fn records(&self, kind: &str) -> Vec<Record> {
        self.snapshot.lock().unwrap().records(kind).unwrap()
    }

    pub fn keys(&self, kind: &str) -> Vec<String> {
        self.records(kind).into_iter().map(|record| record.key).collect()
    }

    /// What was asked of a path, in order.
    pub fn asked(&self, path: &str) -> Vec<Seen> {
        self.server.seen().into_iter().filter(|seen| seen.path() == path).collect()
    }
}

fn missing() -> Response {
    with(404, &[], "{}")
}

fn webhook(id: &str) -> Value {
    json!({
        "self": format!("https://acme.atlassian.example/rest/webhooks/1.0/webhook/{id}"), "name": "To the build",
        "url": "https://build.acme.example/hook?token=Inv3nted-t0ken-0f-a-t3st", "enabled": true,
        "events": ["jira:issue_created"], "isSigned": false, "lastUpdatedUser": ADA,
    })
}

#[tokio::test]
async fn webhooks_come_bare_or_in_values_and_go_by_the_end_of_their_address() {
    let how = of(&["jira.webhooks", "confluence.webhooks"]);
    let scanned = Scanned::new(how, |seen, _| match seen.path() {
        "/rest/webhooks/1.0/webhook" => answer(&json!([webhook("1"), webhook("2")])),
        "/wiki/rest/webhooks/1.0/webhook" => answer(&json!({"values": [webhook("1")]})),
        _ => missing(),
    })
    .await;
    for surface in how.surfaces {
        assert_eq!(scanned.standing(surface), "complete");
    }
    assert_eq!(scanned.keys(record::WEBHOOK).len(), 3);
    let found = scanned.records(record::WEBHOOK);
    let confluence = found.iter().find(|record| record.place.surface == "confluence.webhooks").unwrap();
    assert_eq!(confluence.key, "1");
    let url = confluence.body["url"].as_str().unwrap();
    assert!(url.starts_with("https://build.acme.example/hook?token=⟦secret"), "{url}");
}

/// A list that holds nothing that can be named is kept all the same.
#[tokio::test]
async fn odd_webhooks_are_kept_and_what_is_no_object_is_a_gap() {
    let scanned =
        Scanned::new(of(&["jira.webhooks"]), |_, _| answer(&json!([{"name": "odd"}, null, 7]))).await;
    assert_eq!(scanned.standing("jira.webhooks"), "partial");
    assert_eq!(scanned.records(record::WEBHOOK).len(), 1);
}

#[tokio::test]
async fn a_404_of_confluence_may_be_a_refusal_and_a_403_is_one() {
    let how = of(&["jira.webhooks", "confluence.webhooks", "jira.apps", "confluence.apps"]);
    let scanned = Scanned::new(how, |seen, _| match seen.path().starts_with("/wiki/") {
        true => missing(),
        false => with(403, &[], "{}"),
    })
    .await;
    for (surface, standing) in [
        ("jira.webhooks", "denied"),
        ("jira.apps", "denied"),
        ("confluence.webhooks", "absent"),
        ("confluence.apps", "absent"),
    ] {
        assert_eq!(scanned.standing(surface), standing, "{surface}");
    }
    for surface in ["confluence.webhooks", "confluence.apps"] {
        let reason = scanned.coverage(surface).reason;
        assert!(reason.contains("may not see it"), "{reason}");
    }
}

/// Neither has a scope, so a token at the gateway is not sent there.
#[tokio::test]
async fn the_gateway_is_not_asked_for_webhooks_and_apps() {
    let how = How { access: "gateway", ..of(&["jira.webhooks", "confluence.webhooks", "jira.apps"]) };
    let scanned = Scanned::new(how, |_, _| missing()).await;
    for surface in how.surfaces {
        assert_eq!(scanned.standing(surface), "denied", "{surface}");
    }
    assert_eq!(scanned.server.count(), 0);
}

#[tokio::test]
async fn apps_are_asked_for_behind_a_slash_and_only_installed_ones_are_kept() {
    let list = json!({"plugins": [
        {"key": "com.acme.jenkins", "name": "Jenkins", "enabled": true, "userInstalled": true},
        {"key": "com.atlassian.core", "name": "Core", "enabled": true, "userInstalled": false},
        {"key": "com.acme.unsaid", "name": "Unsaid", "enabled": true},
        {"name": "nameless", "userInstalled": true},
        null,
    ]});
    let scanned = Scanned::new(of(&["jira.apps"]), move |seen, _| match seen.path() {
        // As the server does it: plain JSON is refused.
        "/rest/plugins/1.0/" if seen.accept.as_deref() != Some("application/json") => answer(&list),
        "/rest/plugins/1.0/" => with(406, &[], ""),
        _ => missing(),
    })
    .await;
    assert_eq!(scanned.keys(record::APP), ["com.acme.jenkins", "com.acme.unsaid"]);
    let coverage = scanned.coverage("jira.apps");
    assert_eq!((coverage.status.word(), coverage.requests), ("partial", 1));
    assert!(coverage.reason.contains("2 rows of the list have no key"), "{}", coverage.reason);
}

#[tokio::test]
async fn a_list_without_even_built_in_apps_is_not_believed() {
    for (body, standing) in [
        (json!({"plugins": []}), "partial"),
        (json!({"plugins": [{"key": "a", "userInstalled": false}]}), "complete"),
        (json!({"plugins": null}), "failed"),
        (json!([]), "failed"),
    ] {
        let list = body.clone();
        let scanned = Scanned::new(of(&["confluence.apps"]), move |_, _| answer(&list)).await;
        assert_eq!(scanned.standing("confluence.apps"), standing, "{body}");
        assert_eq!(scanned.asked("/wiki/rest/plugins/1.0/").len(), 1);
    }
}

fn roles() -> Value {
    json!([
        {"key": "jira-software", "groups": ["users"], "groupDetails": [{"name": "users", "groupId": "g-1"}]},
        {"key": "jira-servicedesk", "groups": ["users", "agents"], "groupDetails": [
            {"name": "users", "groupId": "g-1"},
        ]},
        {"key": "something-new", "groupDetails": null},
    ])
}

fn member(id: &str) -> Value {
    json!({"accountId": id, "accountType": "atlassian", "active": true, "displayName": "Somebody"})
}

fn seats(seen: &Seen) -> Response {
    match seen.path() {
        "/rest/api/3/applicationrole" => answer(&roles()),
        "/rest/api/3/group/member" if seen.parameter("groupname").is_some() => {
            answer(&json!({"isLast": true, "total": 1, "values": [{"accountId": "unknown"}]}))
        }
        "/rest/api/3/group/member" => {
            let first = seen.parameter("startAt").as_deref() == Some("0");
            let values = if first { json!([member(ADA)]) } else { json!([member(BEN)]) };
            answer(&json!({"isLast": !first, "total": 2, "values": values}))
        }
        path if path.starts_with("/rest/api/3/license/approximateLicenseCount") => {
            answer(&json!({"key": "license.totalApproximateUserCount", "value": "1000"}))
        }
        _ => missing(),
    }
}

#[tokio::test]
async fn seats_are_products_counts_and_the_members_of_each_group_once() {
    let scanned = Scanned::new(of(&["jira.seats"]), |seen, _| seats(seen)).await;
    assert_eq!(scanned.standing("jira.seats"), "complete", "{}", scanned.coverage("jira.seats").reason);
    assert_eq!(scanned.records(record::APPLICATION_ROLE).len(), 3);
    // A product that Jira does not count is not asked for.
    assert_eq!(scanned.keys(record::LICENCE_COUNT), ["all", "jira-software", "jira-servicedesk"]);
    let groups: Vec<_> =
        scanned.asked("/rest/api/3/group/member").iter().map(|s| s.parameter("groupId")).collect();
    assert_eq!(groups.iter().flatten().count(), 2, "one group by id in two pages, one by name: {groups:?}");
    let members = scanned.records(record::GROUP_MEMBER);
    let keys: Vec<&str> = members.iter().map(|record| record.key.as_str()).collect();
    assert_eq!(keys, ["agents/unknown", &format!("g-1/{ADA}"), &format!("g-1/{BEN}")]);
    assert_eq!(members[1].body["groupName"], "users");
    assert_eq!(scanned.asked("/rest/api/3/group/member")[0].parameter("maxResults").as_deref(), Some("50"));
}

/// The count is experimental, and a product's worth of members is not given up for it.
#[tokio::test]
async fn a_missing_count_is_a_gap_and_members_are_read_all_the_same() {
    let scanned = Scanned::new(of(&["jira.seats"]), |seen, _| match seen.path().contains("/license/") {
        true => missing(),
        false => seats(seen),
    })
    .await;
    assert_eq!(scanned.standing("jira.seats"), "partial");
    assert_eq!(scanned.records(record::GROUP_MEMBER).len(), 3);
}

#[tokio::test]
async fn a_group_that_never_ends_is_partial() {
    let endless = || answer(&json!({"isLast": false, "values": [member(ADA)]}));
    let scanned = Scanned::new(of(&["jira.seats"]), move |seen, _| match seen.path() {
        "/rest/api/3/group/member" => endless(),
        _ => seats(seen),
    })
    .await;
    assert_eq!(scanned.standing("jira.seats"), "partial");
    assert!(scanned.server.count() < 20, "{}", scanned.server.count());
}

/// Rows without an id are never known again, so it is the page that is.
#[tokio::test]
async fn a_server_that_heeds_no_position_and_gives_no_ids_is_left_soon() {
    let scanned = Scanned::new(of(&["jira.users"]), |_, _| {
        answer(&json!([{"accountId": "unknown"}, {"accountId": "unknown"}, {"accountId": ADA}]))
    })
    .await;
    assert_eq!(scanned.standing("jira.users"), "partial");
    assert!(scanned.coverage("jira.users").reason.contains("repeats itself"));
    assert!(scanned.server.count() < 10, "{}", scanned.server.count());
}

/// A list among many waits in memory until its turn to be kept comes, so it must not grow for ever.
#[tokio::test]
async fn a_list_among_many_has_a_size_it_cannot_outgrow() {
    let padding = " ".repeat(25 << 20);
    let scanned = Scanned::new(of(&["jira.seats"]), move |seen, _| match seen.path() {
        "/rest/api/3/group/member" if seen.parameter("groupId").is_some() => {
            let id = format!("a-{}", seen.parameter("startAt").unwrap_or_default());
            let page = json!({"isLast": false, "values": [member(&id)]});
            with(200, &[], &format!("{padding}{page}"))
        }
        _ => seats(seen),
    })
    .await;
    let coverage = scanned.coverage("jira.seats");
    assert_eq!(coverage.status.word(), "partial");
    assert!(coverage.reason.contains("group g-1 is longer than"), "{}", coverage.reason);
    assert_eq!(scanned.keys(record::GROUP_MEMBER).iter().filter(|key| key.starts_with("g-1/")).count(), 3);
}

#[tokio::test]
async fn who_may_not_see_seats_is_denied() {
    let scanned = Scanned::new(of(&["jira.seats"]), |_, _| with(403, &[], "{}")).await;
    assert_eq!(scanned.standing("jira.seats"), "denied");
    assert_eq!(scanned.server.count(), 1);
}

/// A look whether the surface answers takes one page of one group.
#[tokio::test]
async fn a_probe_of_seats_is_short() {
    let how = How { probing: true, ..of(&["jira.seats"]) };
    let scanned = Scanned::new(how, |seen, _| seats(seen)).await;
    assert_eq!(scanned.server.count(), 4);
}
