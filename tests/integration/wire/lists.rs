//! Lists read over HTTP: what is handed out, what is dropped, and when it ends in an error.

use serde_json::{Map, Value, json};
use touchpoint::wire::{ErrorKind, Options, Page, PageShape, Pages, Rows, Search, Session, Style, WireError};

use super::server::{call, json as answer, quick, serve, session, session_with, with};

fn id(row: &Value) -> Option<String> {
    row.get("id").map(Value::to_string)
}

async fn drain(mut pages: Pages) -> (Vec<Page>, Option<WireError>) {
    let mut read = Vec::new();
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => read.push(page),
            Err(error) => {
                assert!(pages.next().await.is_none(), "nothing follows an error");
                return (read, Some(error));
            }
        }
    }
    assert!(pages.next().await.is_none(), "nothing follows the end");
    (read, None)
}

fn ids(pages: &[Page]) -> Vec<u64> {
    pages.iter().flat_map(|page| &page.rows).filter_map(|row| row.get().get("id")?.as_u64()).collect()
}

/// Rows `from..` of a list of `size`, at most `most`.
fn rows(from: u64, most: u64, size: u64) -> Vec<Value> {
    (from..size.min(from + most)).map(|number| json!({"id": number})).collect()
}

fn users(session: &Session) -> Pages {
    let call = call(&["rest", "api", "3", "users", "search"]).query("startAt", 0).query("maxResults", 1000);
    session.pages(call, PageShape::new(Style::StartAtArray, Rows::Bare).key(id))
}

#[tokio::test]
async fn a_server_that_caps_the_limit_silently_is_read_whole() {
    // 1000 asked for, 70 given at most.
    let server = serve(|seen, _| {
        let start = seen.parameter("startAt").unwrap().parse().unwrap();
        answer(&json!(rows(start, 70, 205)))
    })
    .await;
    let session = session(&server.base);
    let (pages, error) = drain(users(&session)).await;
    assert!(error.is_none());
    assert_eq!(ids(&pages), (0..205).collect::<Vec<_>>());
    assert_eq!(pages.iter().map(|page| page.rows.len()).collect::<Vec<_>>(), [70, 70, 65, 0]);
    assert_eq!(pages.iter().map(|page| page.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(session.requests(), 4);
    let uris: Vec<_> = server.seen().into_iter().map(|seen| seen.uri).collect();
    assert_eq!(
        uris[0], "/rest/api/3/users/search?startAt=0&maxResults=1000",
        "the first request is unchanged"
    );
    assert_eq!(uris[3], "/rest/api/3/users/search?maxResults=1000&startAt=205");
}

#[tokio::test]
async fn a_walk_starts_where_the_caller_says() {
    let server = serve(|seen, _| {
        let start = seen.parameter("startAt").unwrap().parse().unwrap();
        answer(&json!({"values": rows(start, 50, 130), "total": 130}))
    })
    .await;
    let call = call(&["list"]).query("startAt", 40);
    let shape = PageShape::new(Style::StartAtValues, Rows::At("values"));
    let (pages, error) = drain(session(&server.base).pages(call, shape)).await;
    assert!(error.is_none());
    assert_eq!(ids(&pages), (40..130).collect::<Vec<_>>());
    assert!(pages.iter().all(|page| page.total == Some(130)));
}

#[tokio::test]
async fn filters_stay_while_the_cursor_moves_and_no_cursor_is_kept() {
    let server = serve(|seen, _| {
        assert_eq!(seen.parameter("status").as_deref(), Some("allowed"));
        match seen.parameter("cursor").as_deref() {
            None => answer(&json!({"data": [{"id": 1}], "links": {"next": "CURSOR+1/="}})),
            Some("CURSOR+1/=") => answer(&json!({"data": [{"id": 2}], "links": {"next": "CURSOR2"}})),
            Some("CURSOR2") => answer(&json!({"data": [{"id": 3}], "links": {}})),
            Some(other) => panic!("{other}"),
        }
    })
    .await;
    let call = call(&["api-tokens"]).query("status", "allowed");
    let shape = PageShape::new(Style::QueryCursor, Rows::At("data"));
    let (pages, error) = drain(session(&server.base).pages(call, shape)).await;
    assert!(error.is_none());
    assert_eq!(ids(&pages), [1, 2, 3]);
    assert_eq!(pages[1].address, format!("{}/api-tokens?status=…&cursor=…", server.base));
    assert!(!format!("{pages:?}").contains("CURSOR"));
}

#[tokio::test]
async fn a_search_carries_its_cursor_in_the_body() {
    let server = serve(|seen, _| {
        let body: Value = serde_json::from_str(&seen.body).unwrap();
        match body.get("cursor").and_then(Value::as_str) {
            None => answer(&json!({"data": [{"id": 1}], "links": {"next": "C1"}})),
            Some("C1") => answer(&json!({"data": [{"id": 2}], "links": {"next": null}})),
            Some(other) => panic!("{other}"),
        }
    })
    .await;
    let session = session(&server.base);
    let body = Map::from_iter([("expand".to_owned(), json!(["productAccess"]))]);
    let shape = PageShape::new(Style::BodyCursor, Rows::At("data"));
    for (search, second) in [
        (
            Search::OrgUsers { org: "o".into(), body: body.clone() },
            r#"{"expand":["productAccess"],"cursor":"C1"}"#,
        ),
        // Workspaces want the cursor alone.
        (Search::OrgWorkspaces { org: "o".into(), body }, r#"{"cursor":"C1"}"#),
    ] {
        let (pages, error) = drain(session.pages(search, shape)).await;
        assert!(error.is_none());
        assert_eq!(ids(&pages), [1, 2]);
        assert_eq!(server.seen().last().unwrap().body, second);
    }
    assert!(server.seen().iter().all(|seen| seen.method == "POST"));
}

#[tokio::test]
async fn a_style_that_does_not_fit_the_call_is_refused() {
    let server = serve(|_, _| answer(&json!({"data": [1], "links": {"next": "C"}}))).await;
    let (pages, error) =
        drain(session(&server.base).pages(call(&["x"]), PageShape::new(Style::BodyCursor, Rows::At("data"))))
            .await;
    assert_eq!(pages.len(), 1);
    assert!(matches!(error.unwrap().kind(), ErrorKind::Call { .. }));
}

#[tokio::test]
async fn rows_that_moved_between_pages_are_dropped_and_counted() {
    // A user was added in front while the list was read: one row comes again on the second page.
    let server = serve(|seen, _| match seen.parameter("startAt").as_deref() {
        Some("0") => answer(&json!([{"id": 1}, {"id": 2}, {"id": 2}])),
        Some("3") => answer(&json!([{"id": 2}, {"id": 3}, {"name": "no id"}, 7, null, {"name": "no id"}])),
        _ => answer(&json!([])),
    })
    .await;
    let (pages, error) = drain(users(&session(&server.base))).await;
    assert!(error.is_none());
    assert_eq!(ids(&pages), [1, 2, 3]);
    assert_eq!(pages.iter().map(|page| page.duplicates).collect::<Vec<_>>(), [1, 1, 0]);
    let second: Vec<_> = pages[1].rows.iter().map(|row| row.get().clone()).collect();
    // Rows without a key, and rows that are no objects, are passed on as they are.
    assert_eq!(
        second,
        [json!({"id": 3}), json!({"name": "no id"}), json!(7), Value::Null, json!({"name": "no id"})]
    );
}

#[tokio::test]
async fn a_server_that_ignores_the_position_is_found_out() {
    let server = serve(|_, _| answer(&json!(rows(0, 50, 200)))).await;
    let (pages, error) = drain(users(&session(&server.base))).await;
    assert_eq!(ids(&pages), (0..50).collect::<Vec<_>>(), "what came first stays");
    let error = error.unwrap();
    assert!(matches!(error.kind(), ErrorKind::Paging { .. }));
    assert!(error.to_string().contains("repeats itself"), "{error}");
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_cursor_that_leads_back_is_found_out_after_its_page_was_handed_out() {
    let server = serve(|_, before| {
        let cursor = ["A", "B", "A"][before];
        answer(&json!({"data": [{"id": before}], "links": {"next": format!("?cursor={cursor}")}}))
    })
    .await;
    let shape = PageShape::new(Style::LinksQuery, Rows::At("data")).key(id);
    let (pages, error) = drain(session(&server.base).pages(call(&["rules"]), shape)).await;
    assert_eq!(ids(&pages), [0, 1, 2]);
    assert!(error.unwrap().to_string().contains("already read"));
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn a_list_without_end_stops_at_the_page_limit() {
    let server = serve(|_, before| {
        answer(&json!({"data": [{"id": before}], "links": {"next": format!("?cursor={before}")}}))
    })
    .await;
    let session = session_with(&server.base, &Options { max_pages: 5, ..quick() });
    let shape = PageShape::new(Style::LinksQuery, Rows::At("data"));
    let (pages, error) = drain(session.pages(call(&["rules"]), shape)).await;
    assert_eq!((pages.len(), server.count()), (5, 5));
    assert!(error.unwrap().to_string().contains("5 pages"));
}

#[tokio::test]
async fn a_page_of_another_shape_says_what_is_missing_and_what_is_there() {
    for (body, place, says) in [
        (
            json!({"items": [], "total": 0}),
            Rows::At("data"),
            "no array `data`; it is an object with items, total",
        ),
        (
            json!({"data": null}),
            Rows::At("data"),
            "`data` in the answer is no array; it is an object with data",
        ),
        (json!({"data": {"a": 1}}), Rows::At("data"), "`data` in the answer is no array"),
        (json!({}), Rows::At("data"), "it is an empty object"),
        (json!([1, 2]), Rows::At("data"), "it is an array of 2"),
        (json!({"values": []}), Rows::Bare, "no array; it is an object with values"),
        (json!("text"), Rows::Bare, "it is a single value"),
        (json!(null), Rows::BareOr("values"), "it is null"),
    ] {
        let server = serve(move |_, _| answer(&body)).await;
        let (pages, error) =
            drain(session(&server.base).pages(call(&["x"]), PageShape::new(Style::Single, place))).await;
        let error = error.unwrap();
        assert!(pages.is_empty() && matches!(error.kind(), ErrorKind::Shape { .. }), "{error}");
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test]
async fn a_list_may_come_bare_or_wrapped() {
    for body in [json!([{"id": 1}]), json!({"values": [{"id": 1}]})] {
        let server = serve(move |_, _| answer(&body)).await;
        let shape = PageShape::new(Style::Single, Rows::BareOr("values"));
        let (pages, error) = drain(session(&server.base).pages(call(&["webhook"]), shape)).await;
        assert!(error.is_none());
        assert_eq!((ids(&pages), server.count()), (vec![1], 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_in_the_middle_leaves_the_pages_before_it() {
    let server = serve(|seen, before| match (seen.parameter("startAt").as_deref(), before) {
        (Some("0"), _) => answer(&json!(rows(0, 2, 9))),
        (Some("2"), 1) => with(502, &[], ""),
        (Some("2"), _) => answer(&json!(rows(2, 2, 9))),
        _ => with(403, &[], ""),
    })
    .await;
    let (pages, error) = drain(users(&session(&server.base))).await;
    assert_eq!(ids(&pages), [0, 1, 2, 3]);
    assert_eq!(pages.iter().map(|page| page.attempts).collect::<Vec<_>>(), [1, 2]);
    let error = error.unwrap();
    assert!(error.is_denied());
    let requests: u32 = pages.iter().map(|page| page.attempts).sum::<u32>() + error.attempts();
    assert_eq!(requests as usize, server.count(), "a surface's requests add up");
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_page_is_asked_for() {
    let server = serve(|_, _| answer(&json!([]))).await;
    let mut pages = users(&session(&server.base));
    assert_eq!(server.count(), 0);
    pages.next().await.unwrap().unwrap();
    assert_eq!(server.count(), 1);
    drop(pages);
}
