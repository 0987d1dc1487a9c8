//! A server on loopback that answers by a closure and remembers what it was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use touchpoint::scrub::{Scrubber, Secret};
use touchpoint::wire::{Auth, Call, Options, Session};

/// The token of every session here; no error may ever contain it.
pub const TOKEN: &str = "ATATT3xFfGF0T0k3nT0k3nT0k3n";

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    /// Path and query, still encoded.
    pub uri: String,
    pub authorization: Option<String>,
    pub accept: Option<String>,
    pub body: String,
    pub at: Instant,
}

impl Seen {
    /// A parameter of the query, decoded.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let url = reqwest::Url::parse(&format!("http://server.invalid{}", self.uri)).unwrap();
        url.query_pairs().find_map(|(found, value)| (found == name).then(|| value.into_owned()))
    }

    pub fn path(&self) -> &str {
        self.uri.split('?').next().unwrap()
    }
}

pub struct Server {
    pub base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// Seconds between the first request and each one.
    pub fn times(&self) -> Vec<f64> {
        let seen = self.seen();
        seen.iter().map(|one| (one.at - seen[0].at).as_secs_f64()).collect()
    }
}

/// Starts a server; the closure gets the request and how many came before it.
pub async fn serve(answer: impl Fn(&Seen, usize) -> Response + Clone + Send + Sync + 'static) -> Server {
    serve_slowly(Duration::ZERO, answer).await
}

/// The same, each answer taking some time.
pub async fn serve_slowly(
    latency: Duration,
    answer: impl Fn(&Seen, usize) -> Response + Clone + Send + Sync + 'static,
) -> Server {
    let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
    let notes = Arc::clone(&seen);
    let app = Router::new().fallback(move |request: Request| {
        let (notes, answer) = (Arc::clone(&notes), answer.clone());
        async move {
            let at = Instant::now();
            let (parts, body) = request.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let header = |name: &str| parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
            let one = Seen {
                method: parts.method.to_string(),
                uri: parts.uri.to_string(),
                authorization: header("authorization"),
                accept: header("accept"),
                body: String::from_utf8(body.to_vec()).unwrap(),
                at,
            };
            let before = {
                let mut notes = notes.lock().unwrap();
                notes.push(one.clone());
                notes.len() - 1
            };
            if !latency.is_zero() {
                tokio::time::sleep(latency).await;
            }
            answer(&one, before)
        }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    Server { base, seen }
}

/// Starts a server below HTTP: each connection gets the next of these bytes, then is closed.
pub async fn serve_bytes(answers: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for answer in answers {
            let (stream, _) = listener.accept().await.unwrap();
            read_head(&stream).await;
            let mut rest = answer.as_slice();
            while !rest.is_empty() {
                stream.writable().await.unwrap();
                if let Ok(written) = stream.try_write(rest) {
                    rest = &rest[written..];
                }
            }
        }
    });
    base
}

async fn read_head(stream: &TcpStream) {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        stream.readable().await.unwrap();
        match stream.try_read(&mut buffer) {
            Ok(0) => return,
            Ok(read) => head.extend_from_slice(&buffer[..read]),
            Err(_) => {}
        }
    }
}

pub fn json(document: &Value) -> Response {
    with(200, &[], &document.to_string())
}

pub fn with(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    let mut builder = Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(Body::from(body.to_owned())).unwrap()
}

/// 2026-03-26 15:59:30 UTC, whenever it is asked.
pub fn fixed_now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_774_540_770, 0).unwrap()
}

/// Options that do not slow tests down; the ones about waiting set their own pace.
pub fn quick() -> Options {
    Options { requests_per_second: 10_000.0, ..Options::new(fixed_now) }
}

pub fn session_with(base: &str, options: &Options) -> Session {
    let auth = Auth::Basic { user: "me@acme.example".into(), token: Secret::new(TOKEN) };
    Session::new(base, auth, options, Arc::new(Scrubber::new())).unwrap()
}

pub fn session(base: &str) -> Session {
    session_with(base, &quick())
}

/// A call of the surface `test.surface`.
pub fn call(segments: &[&str]) -> Call {
    Call::new("test.surface", "family").path(segments)
}
