//! Answers that are not what was asked for, and what is said about them.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, json};
use touchpoint::scrub::Scrubber;
use touchpoint::wire::{
    Auth, Broken, ErrorKind, Options, PageShape, Rows, Search, Session, Style, WireError,
};

use super::server::{
    TOKEN, call, json as answer, quick, serve, serve_bytes, serve_slowly, session, session_with, with,
};

/// Asks a server that always answers this.
async fn ask(
    status: u16,
    headers: &'static [(&str, &str)],
    body: &str,
) -> Result<serde_json::Value, WireError> {
    let body = body.to_owned();
    let server = serve(move |_, _| with(status, headers, &body)).await;
    session(&server.base)
        .get(&call(&["users"]).query("query", "x"))
        .await
        .map(|reply| reply.document.get().clone())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_reply_says_what_it_took() {
    let server = serve(|_, _| answer(&json!({"a": [1, null]}))).await;
    let session = session(&server.base);
    let reply = session.get(&call(&["rest", "x"])).await.unwrap();
    assert_eq!(reply.document.get(), &json!({"a": [1, null]}));
    assert_eq!((reply.bytes, reply.status, reply.attempts), (14, 200, 1));
    assert_eq!(reply.address, format!("{}/rest/x", server.base));
    assert_eq!(session.requests(), 1);
}

#[tokio::test]
async fn documents_and_rows_are_scrubbed_and_cursors_arrive_unharmed() {
    // A cursor that looks like a token, next to a row that holds one.
    let row = json!({"id": 1, "headers": [{"name": "Authorization", "value": format!("Bearer {TOKEN}")}]});
    let page = json!({"data": [row], "links": {"next": format!("?cursor={TOKEN}")}});
    let server = serve({
        let page = page.clone();
        move |seen, _| match seen.parameter("cursor").as_deref() {
            None => answer(&page),
            Some(TOKEN) => answer(&json!({"data": []})),
            Some(other) => panic!("{other}"),
        }
    })
    .await;
    let scrubber = Arc::new(Scrubber::new());
    let session = Session::new(&server.base, Auth::Anonymous, &quick(), Arc::clone(&scrubber)).unwrap();
    let reply = session.get(&call(&["rules"])).await.unwrap();
    assert_eq!(reply.document, scrubber.clean(page));
    let mut pages = session.pages(call(&["rules"]), PageShape::new(Style::LinksQuery, Rows::At("data")));
    assert_eq!(pages.next().await.unwrap().unwrap().rows, [scrubber.clean(row)]);
    assert!(pages.next().await.unwrap().unwrap().rows.is_empty());
}

#[tokio::test(start_paused = true)]
async fn each_status_has_its_kind_and_its_advice() {
    for (status, kind, says) in [
        (401, ErrorKind::Unauthorised, "credential"),
        (403, ErrorKind::Denied, "permission"),
        (404, ErrorKind::Absent { status: 404 }, "may not see it"),
        (410, ErrorKind::Absent { status: 410 }, "may not see it"),
        (400, ErrorKind::Client { status: 400 }, "rejected"),
        (409, ErrorKind::Client { status: 409 }, "rejected"),
        (418, ErrorKind::Client { status: 418 }, "rejected"),
        (500, ErrorKind::Server { status: 500 }, "try again later"),
        (501, ErrorKind::Server { status: 501 }, "try again later"),
        (503, ErrorKind::Server { status: 503 }, "try again later"),
    ] {
        let error = ask(status, &[], r#"{"message": "that did not work"}"#).await.unwrap_err();
        assert_eq!(error.kind(), &kind);
        let text = error.to_string();
        assert!(text.starts_with("test.surface: http://127.0.0.1:"), "{text}");
        assert!(text.contains("/users?query=…: "), "{text}");
        assert!(text.contains(&status.to_string()) && text.contains(says), "{text}");
        assert!(text.contains(r#"saying "that did not work""#), "{text}");
        assert_eq!(error.is_denied(), matches!(status, 401 | 403));
        assert_eq!(error.is_absent(), matches!(status, 404 | 410));
        assert_eq!(error.surface(), "test.surface");
    }
}

#[tokio::test]
async fn the_servers_message_is_found_in_every_shape() {
    for (body, said) in [
        (
            r#"{"errors":[{"id":"1","status":400,"code":"api.validation","title":"'limit' is wrong","detail":"1 to 100"}]}"#,
            Some("'limit' is wrong: 1 to 100: api.validation"),
        ),
        (r#"{"errorMessages":["No such user."],"errors":{}}"#, Some("No such user.")),
        (r#"{"errorMessages":[],"errors":{"jql":"is bad"}}"#, Some("is bad")),
        (
            r#"{"code":401,"message":"Unauthorized; scope does not match"}"#,
            Some("Unauthorized; scope does not match"),
        ),
        (r#"{"code":"FORBIDDEN"}"#, Some("FORBIDDEN")),
        (r#"{"key":"forbidden.action"}"#, Some("forbidden.action")),
        (r#"{"error":"invalid_grant","error_description":"gone"}"#, Some("gone")),
        (r#""just a text""#, Some("just a text")),
        ("Current user not permitted", Some("Current user not permitted")),
        ("two\u{1b}[31m\r\nlines\u{202e}", Some("two [31m lines")),
        ("<html>Forbidden</html>", None),
        ("", None),
        ("{}", None),
        ("[1]", None),
        ("{broken", None),
    ] {
        let error = ask(403, &[], body).await.unwrap_err();
        assert_eq!(error.said(), said, "{body}");
    }
    let long = ask(403, &[], &"é".repeat(5000)).await.unwrap_err();
    assert_eq!(long.said().unwrap().chars().count(), 201, "200 and the dots");
    let huge = ask(403, &[], &"x".repeat(100_000)).await.unwrap_err();
    assert_eq!((huge.said(), huge.kind()), (None, &ErrorKind::Denied));
}

#[tokio::test]
async fn what_a_request_carried_does_not_come_back() {
    // The worst server: it echoes all it got.
    let server = serve(|seen, _| {
        let authorization = seen.authorization.clone().unwrap();
        let body = format!("{authorization} {TOKEN} {} {}", seen.uri, seen.body);
        with(400, &[("set-cookie", "session=COOKIESECRET")], &json!({"message": body}).to_string())
    })
    .await;
    let session = session(&server.base);
    let ask = call(&["users"]).query("query", "hunter2@acme.example").query("cursor", "CURSOR secret/+=");
    let search = Search::OrgUsers {
        org: "o-1".into(),
        body: Map::from_iter([("emails".to_owned(), json!(["hunter3@acme.example"]))]),
    };
    let pair = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        format!("me@acme.example:{TOKEN}"),
    );
    for error in [session.get(&ask).await.unwrap_err(), session.search(&search).await.unwrap_err()] {
        for shown in [error.to_string(), format!("{error:?}"), error.said().unwrap().to_owned()] {
            assert!(shown.contains('…'), "{shown}");
            for secret in [TOKEN, &pair, "hunter2", "hunter3", "CURSOR", "COOKIESECRET"] {
                assert!(!shown.contains(secret), "{secret} in {shown}");
            }
        }
    }
}

#[tokio::test]
async fn a_cursor_is_in_no_error() {
    let server = serve(|seen, before| match before {
        0 => answer(&json!({"data": [1], "links": {"next": "?cursor=CURS%2FOR1234"}})),
        _ => with(
            400,
            &[],
            &json!({"message": format!("bad cursor {} {}", seen.uri, seen.parameter("cursor").unwrap())})
                .to_string(),
        ),
    })
    .await;
    let mut pages =
        session(&server.base).pages(call(&["list"]), PageShape::new(Style::LinksQuery, Rows::At("data")));
    pages.next().await.unwrap().unwrap();
    let error = pages.next().await.unwrap().unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("cursor=…") && !shown.contains("1234"), "{shown}");
}

#[tokio::test]
async fn what_is_no_json_is_told_plainly() {
    for (body, says) in [
        ("<!DOCTYPE html><html>Log in</html>", "log-in page"),
        ("\n  <html>", "log-in page"),
        ("", "empty"),
        ("  \n", "empty"),
        ("{\"a\": ", "not JSON (EOF"),
        ("hello", "not JSON"),
        ("{} {}", "not JSON (trailing"),
    ] {
        let error = ask(200, &[], body).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NotJson { .. }), "{error}");
        assert!(error.to_string().contains(says), "{body:?}: {error}");
        assert_eq!(error.attempts(), 1, "not tried again");
    }
    let deep = ask(200, &[], &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))).await.unwrap_err();
    assert!(deep.to_string().contains("nested"), "{deep}");
    assert!(ask(200, &[], &format!("{}{}", "[".repeat(100), "]".repeat(100))).await.is_ok());
}

#[tokio::test]
async fn a_byte_order_mark_is_no_obstacle_and_broken_utf8_is() {
    assert_eq!(ask(200, &[], "\u{feff}{\"a\":1}").await.unwrap(), json!({"a": 1}));
    let server = serve(|_, _| Response::new(Body::from(b"{\"a\":\"\xff\"}".to_vec()))).await;
    let error = session(&server.base).get(&call(&["x"])).await.unwrap_err();
    assert!(error.to_string().contains("not UTF-8 (byte 6)"), "{error}");
}

#[tokio::test]
async fn a_body_has_a_largest_size_packed_or_not() {
    let options = Options { body_limit: 1000, ..quick() };
    let sizes = [(998, true), (999, false)]; // two quotation marks come on top
    for (letters, fits) in sizes {
        let body = json!("a".repeat(letters)).to_string();
        let plain = body.clone();
        let server = serve(move |_, _| with(200, &[], &plain)).await;
        let result = session_with(&server.base, &options).get(&call(&["x"])).await;
        assert_eq!(result.is_ok(), fits, "{letters} letters");

        let packed = gzip(body.as_bytes());
        let server = serve(move |_, _| {
            Response::builder().header("content-encoding", "gzip").body(Body::from(packed.clone())).unwrap()
        })
        .await;
        let result = session_with(&server.base, &options).get(&call(&["x"])).await;
        match result {
            Ok(reply) => assert_eq!((fits, reply.bytes), (true, 1000)),
            Err(error) => {
                assert!(!fits);
                assert_eq!(error.kind(), &ErrorKind::TooBig { limit: 1000 });
                assert_eq!(server.count(), 1, "not tried again");
            }
        }
    }
}

#[tokio::test]
async fn a_gzip_bomb_stops_at_the_limit() {
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 100_000);
    let server = serve(move |_, _| {
        Response::builder().header("content-encoding", "gzip").body(Body::from(bomb.clone())).unwrap()
    })
    .await;
    let error = session(&server.base).get(&call(&["x"])).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooBig { limit: 32 * 1024 * 1024 });
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_breaks_off_is_tried_again() {
    let whole = b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\n{\"a\":1}".to_vec();
    let cuts: [&[u8]; 3] = [
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\":",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n",
    ];
    let mut answers: Vec<Vec<u8>> = cuts.iter().map(|cut| cut.to_vec()).collect();
    answers.push(whole);
    let base = serve_bytes(answers).await;
    let reply = session(&base).get(&call(&["x"])).await.unwrap();
    assert_eq!((reply.document.get(), reply.attempts), (&json!({"a": 1}), 4));

    for cut in cuts {
        let base = serve_bytes(vec![cut.to_vec(); 4]).await;
        let error = session(&base).get(&call(&["x"])).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Transport(Broken::Interrupted { .. })), "{error}");
        assert_eq!(error.attempts(), 4);
        assert!(error.to_string().contains("after 4 requests"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_truncated_gzip_is_tried_again_and_a_damaged_one_is_not() {
    let packed = gzip(json!({"a": "b".repeat(500)}).to_string().as_bytes());
    let frame = |body: &[u8]| {
        let mut bytes = format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            packed.len()
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        bytes
    };
    let base = serve_bytes(vec![frame(&packed[..packed.len() / 2]), frame(&packed)]).await;
    assert_eq!(session(&base).get(&call(&["x"])).await.unwrap().attempts, 2);

    // The beginning, the kind of the first block, the sum at the end.
    for (at, wrong) in [(0, 0), (10, 0x07), (packed.len() - 8, !packed[packed.len() - 8])] {
        let mut damaged = packed.clone();
        damaged[at] = wrong;
        let base = serve_bytes(vec![frame(&damaged); 4]).await;
        let error = session(&base).get(&call(&["x"])).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Transport(Broken::Damaged { .. })), "{at}: {error}");
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_there_or_says_nothing() {
    // A port that was just free: nobody listens.
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let error = session(&format!("http://127.0.0.1:{port}")).get(&call(&["x"])).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(Broken::Connect { .. })), "{error}");
    assert!(error.to_string().contains("check the address"), "{error}");
    assert_eq!(error.attempts(), 4);

    let server = serve_slowly(Duration::from_secs(3600), |_, _| answer(&json!({}))).await;
    let options = Options { request_timeout: Duration::from_secs(60), ..quick() };
    let error = session_with(&server.base, &options).get(&call(&["x"])).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Transport(Broken::Timeout));
    assert_eq!((error.attempts(), server.count()), (4, 4));
}
