//! One session per server and credential.
//!
//! A request goes through here in the same steps every time: build the address on our own host, wait for the
//! pace, send, look at the limits the server tells, read within the size limit, parse, scrub. What leaves is a
//! scrubbed document or an error that says what to do.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::{Client, Response, Url};
use serde_json::{Map, Value};

use super::auth::Auth;
use super::body;
use super::call::{Ask, Call, Search, encode_path};
use super::client::client;
use super::error::{Broken, ErrorKind, WireError};
use super::headers::Signals;
use super::options::Options;
use super::origin::{Origin, host_of};
use super::pace::{Pace, TooLong};
use super::pages::{PageShape, Pages};
use super::paging::Turn;
use super::retry::{self, Jitter};
use super::said;
use crate::scrub::{Clean, Scrubber, Secret};

/// Redirects followed for one request, all on the same host.
const MOST_REDIRECTS: u32 = 3;
/// How much of an error's body is read for its message.
const ERROR_BODY: usize = 64 * 1024;

/// A document, scrubbed, and what it took to get it.
#[derive(Debug)]
pub struct Reply {
    /// The scrubbed document.
    pub document: Clean,
    /// The address asked, with every query value replaced by `…`.
    pub address: String,
    /// Size of the answer after decompression.
    pub bytes: usize,
    /// The status, 200 to 299.
    pub status: u16,
    /// Requests sent, retries included.
    pub attempts: u32,
}

/// A session with one server. Cloning is cheap and shares everything.
#[derive(Clone)]
pub struct Session {
    inner: Arc<Inner>,
}

struct Inner {
    origin: Origin,
    client: Client,
    authorization: Option<HeaderValue>,
    /// The credential in all its spellings, to take it out of what a server echoes.
    needles: Vec<Secret>,
    options: Options,
    scrubber: Arc<Scrubber>,
    pace: Arc<Pace>,
    jitter: Jitter,
    requests: AtomicU64,
}

/// A request ready to be sent, and sent again.
pub(super) struct Prepared {
    pub surface: &'static str,
    family: &'static str,
    url: Url,
    /// None: GET.
    body: Option<Map<String, Value>>,
    accept: &'static str,
    pub address: String,
}

/// An answer before scrubbing; it does not leave this room.
pub(super) struct Raw {
    pub document: Value,
    pub bytes: usize,
    pub status: u16,
    pub attempts: u32,
}

enum Outcome {
    Document {
        document: Value,
        bytes: usize,
        status: u16,
    },
    /// A redirect on the same host.
    Moved(Url),
}

/// A try that failed.
struct Fault {
    kind: ErrorKind,
    said: Option<String>,
    wait: Option<Duration>,
}

impl From<ErrorKind> for Fault {
    fn from(kind: ErrorKind) -> Self {
        Self { kind, said: None, wait: None }
    }
}

impl Session {
    /// A session with the server at `base` (`https://host`, or `http://` on loopback).
    ///
    /// # Errors
    /// When the base is no origin, the credential cannot be a header, the options make no sense, or this
    /// machine has no certificate authorities.
    pub fn new(
        base: &str,
        auth: Auth,
        options: &Options,
        scrubber: Arc<Scrubber>,
    ) -> Result<Self, WireError> {
        let refuse = |what: &str| WireError::setup(ErrorKind::Setup { what: what.to_owned() });
        let origin = Origin::parse(base)?;
        if options.concurrency == 0 || options.tries == 0 || options.max_pages == 0 {
            return Err(refuse("concurrency, tries and pages must be at least 1"));
        }
        let pace = Pace::new(options.requests_per_second, options.concurrency, options.max_wait)
            .ok_or_else(|| refuse("requests_per_second must be a number above zero"))?;
        let client = client(&origin, options).map_err(|error| match body::broken(error) {
            Broken::NoAuthorities => WireError::setup(ErrorKind::Transport(Broken::NoAuthorities)),
            other => refuse(&format!("the HTTP client could not be set up: {other}")),
        })?;
        Ok(Self {
            inner: Arc::new(Inner {
                origin,
                client,
                authorization: auth.header()?,
                needles: auth.needles(),
                options: options.clone(),
                scrubber,
                pace: Arc::new(pace),
                jitter: Jitter::new(),
                requests: AtomicU64::new(0),
            }),
        })
    }

    /// Another credential for the same server. Connections and pace are shared (limits count per host), the
    /// count of requests is not.
    ///
    /// # Errors
    /// When the credential cannot be a header.
    pub fn with_auth(&self, auth: Auth) -> Result<Self, WireError> {
        let inner = &self.inner;
        Ok(Self {
            inner: Arc::new(Inner {
                origin: inner.origin.clone(),
                client: inner.client.clone(),
                authorization: auth.header()?,
                needles: auth.needles(),
                options: inner.options.clone(),
                scrubber: Arc::clone(&inner.scrubber),
                pace: Arc::clone(&inner.pace),
                jitter: Jitter::new(),
                requests: AtomicU64::new(0),
            }),
        })
    }

    /// The server.
    pub fn origin(&self) -> &Origin {
        &self.inner.origin
    }

    /// Requests sent so far, retries and redirects included.
    pub fn requests(&self) -> u64 {
        self.inner.requests.load(Ordering::Relaxed)
    }

    /// Reads one document.
    ///
    /// # Errors
    /// See [`ErrorKind`]; whatever can pass by itself was retried before.
    pub async fn get(&self, call: &Call) -> Result<Reply, WireError> {
        self.ask(&Ask::Get(call.clone())).await
    }

    /// Asks one of the questions that Atlassian answers to a POST only.
    ///
    /// # Errors
    /// As for [`get`](Self::get).
    pub async fn search(&self, search: &Search) -> Result<Reply, WireError> {
        self.ask(&Ask::Search(search.clone())).await
    }

    /// Asks either.
    ///
    /// # Errors
    /// As for [`get`](Self::get).
    pub async fn ask(&self, ask: &Ask) -> Result<Reply, WireError> {
        let request = self.prepare(ask, &Turn::End)?;
        let raw = self.run(&request).await?;
        Ok(Reply {
            document: self.inner.scrubber.clean(raw.document),
            address: request.address,
            bytes: raw.bytes,
            status: raw.status,
            attempts: raw.attempts,
        })
    }

    /// Walks through a list. Nothing is sent before the first [`Pages::next`].
    pub fn pages(&self, ask: impl Into<Ask>, shape: PageShape) -> Pages {
        Pages::new(self.clone(), ask.into(), shape)
    }

    pub(super) fn options(&self) -> &Options {
        &self.inner.options
    }

    pub(super) fn scrubber(&self) -> &Scrubber {
        &self.inner.scrubber
    }

    /// A sentence about a page of the wrong shape: `what`, and which names the page has instead.
    pub(super) fn fit(&self, what: &str, page: &Value) -> String {
        let found = match page {
            Value::Object(fields) if fields.is_empty() => "an empty object".to_owned(),
            Value::Object(fields) => {
                let names: Vec<&str> = fields.keys().take(10).map(String::as_str).collect();
                format!("an object with {}", names.join(", "))
            }
            Value::Array(rows) => format!("an array of {}", rows.len()),
            Value::Null => "null".to_owned(),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => "a single value".to_owned(),
        };
        format!("{what}; it is {}", said::tame(&self.inner.scrubber.text(&found)))
    }

    /// Turns a question into a request for the page that `turn` names.
    pub(super) fn prepare(&self, ask: &Ask, turn: &Turn) -> Result<Prepared, WireError> {
        let (surface, family, segments) = match ask {
            Ask::Get(call) => (call.surface, call.family, call.segments.clone()),
            Ask::Search(search) => {
                let (surface, family) = search.names();
                (surface, family, search.segments())
            }
        };
        let refuse =
            |what: String| WireError::new(surface, self.inner.origin.to_string(), ErrorKind::Call { what });
        let mut path = encode_path(&segments).map_err(&refuse)?;
        if matches!(ask, Ask::Get(call) if call.slash) {
            path.push('/');
        }
        let mut url =
            self.inner.origin.url(&path).ok_or_else(|| refuse("its path is ambiguous".to_owned()))?;
        let mut body = None;
        match (ask, turn) {
            (Ask::Get(call), Turn::End) => add_query(&mut url, &call.query, &[]),
            (Ask::Get(call), Turn::Query(changed)) => add_query(&mut url, &call.query, changed),
            (Ask::Search(search), Turn::Body(cursor)) => body = Some(search.body_from(cursor)),
            (Ask::Search(search), Turn::End) => body = Some(search.body().clone()),
            (Ask::Search(search), Turn::Query(changed)) if changed.is_empty() => {
                body = Some(search.body().clone());
            }
            (Ask::Get(_), Turn::Body(_)) | (Ask::Search(_), Turn::Query(_)) => {
                return Err(refuse("this paging style does not fit this kind of call".to_owned()));
            }
        }
        let accept = match ask {
            Ask::Get(call) => call.accept.unwrap_or("application/json"),
            Ask::Search(_) => "application/json",
        };
        let address = masked(&url);
        Ok(Prepared { surface, family, url, body, accept, address })
    }

    /// Sends a request until it is answered or given up.
    pub(super) async fn run(&self, request: &Prepared) -> Result<Raw, WireError> {
        let inner = &*self.inner;
        let fail =
            |kind, attempts| WireError::new(request.surface, request.address.clone(), kind).after(attempts);
        let mut url = request.url.clone();
        let (mut attempts, mut tries, mut redirects) = (0, 1, 0);
        loop {
            let seat = inner
                .pace
                .admit(request.family)
                .await
                .map_err(|TooLong(wait)| fail(ErrorKind::RateLimited { wait: Some(wait) }, attempts))?;
            attempts += 1;
            let outcome = self.attempt(request, &url).await;
            drop(seat);
            let fault = match outcome {
                Ok(Outcome::Document { document, bytes, status }) => {
                    return Ok(Raw { document, bytes, status, attempts });
                }
                Ok(Outcome::Moved(_)) if redirects == MOST_REDIRECTS => {
                    return Err(fail(ErrorKind::RedirectLoop { limit: MOST_REDIRECTS }, attempts));
                }
                Ok(Outcome::Moved(next)) => {
                    redirects += 1;
                    url = next;
                    continue;
                }
                Err(fault) => fault,
            };
            let patient = fault.wait.is_none_or(|wait| wait <= inner.options.max_wait);
            if !patient {
                // Whatever the status was, the way forward is to come back later.
                return Err(fail(ErrorKind::RateLimited { wait: fault.wait }, attempts).saying(fault.said));
            }
            if !retry::again(&fault.kind, tries, inner.options.tries) {
                return Err(fail(fault.kind, attempts).saying(fault.said));
            }
            // Spread only upwards from what the server asked for: earlier would be refused.
            let pause = inner.jitter.spread(retry::backoff(tries)).max(fault.wait.unwrap_or_default());
            tokio::time::sleep(pause).await;
            tries += 1;
        }
    }

    async fn attempt(&self, request: &Prepared, url: &Url) -> Result<Outcome, Fault> {
        let inner = &*self.inner;
        let mut builder = match &request.body {
            None => inner.client.get(url.clone()),
            Some(body) => inner
                .client
                .post(url.clone())
                .header(CONTENT_TYPE, "application/json")
                .body(Value::Object(body.clone()).to_string()),
        };
        builder = builder.header(ACCEPT, request.accept);
        // The last lock: whatever happened above, the credential leaves for its own host only.
        if let Some(authorization) = inner.authorization.as_ref().filter(|_| inner.origin.holds(url)) {
            builder = builder.header(AUTHORIZATION, authorization.clone());
        }
        inner.requests.fetch_add(1, Ordering::Relaxed);
        let mut response =
            builder.send().await.map_err(|error| Fault::from(ErrorKind::Transport(body::broken(error))))?;

        let status = response.status().as_u16();
        let wait = self.heed(request.family, status, &response);
        match status {
            200..=299 => {
                let bytes = body::read(&mut response, inner.options.body_limit).await?;
                let document = body::parse(&bytes)?;
                Ok(Outcome::Document { document, bytes: bytes.len(), status })
            }
            300..=399 => self.moved(request, url, status, &response),
            _ => {
                let said = match body::read(&mut response, ERROR_BODY).await {
                    Ok(bytes) => self.said(&bytes, request, url),
                    Err(_) => None, // the status says enough
                };
                let kind = match status {
                    401 => ErrorKind::Unauthorised,
                    403 => ErrorKind::Denied,
                    404 | 410 => ErrorKind::Absent { status },
                    429 => ErrorKind::RateLimited { wait },
                    500..=599 => ErrorKind::Server { status },
                    _ => ErrorKind::Client { status },
                };
                Err(Fault { kind, said, wait })
            }
        }
    }

    /// Passes on to the pace what the server says of its limits, as soon as the headers are in: other tasks
    /// should stop before this one has read the body. Returns how long to wait, if the server refused.
    fn heed(&self, family: &'static str, status: u16, response: &Response) -> Option<Duration> {
        let pace = &self.inner.pace;
        let headers = response.headers();
        let signals = Signals::read(
            |name| headers.get(name).and_then(|value| value.to_str().ok()),
            (self.inner.options.now)(),
        );
        match status {
            429 => Some(pace.refused(family, &signals)),
            503 if signals.wait().is_some() => Some(pace.refused(family, &signals)),
            200..=299 => {
                pace.answered(family, &signals);
                None
            }
            _ => None,
        }
    }

    /// A redirect: followed on the same host and for a GET only. A search sent on to another path would no
    /// longer be on the closed list.
    fn moved(
        &self,
        request: &Prepared,
        from: &Url,
        status: u16,
        response: &Response,
    ) -> Result<Outcome, Fault> {
        let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let Some(target) = target.and_then(|target| from.join(target).ok()) else {
            return Err(ErrorKind::Client { status }.into());
        };
        if request.body.is_none()
            && matches!(status, 301 | 302 | 303 | 307 | 308)
            && self.inner.origin.holds(&target)
        {
            return Ok(Outcome::Moved(target));
        }
        Err(ErrorKind::Redirect { host: host_of(&target) }.into())
    }

    /// The server's message, without anything the request carried.
    fn said(&self, body: &[u8], request: &Prepared, url: &Url) -> Option<String> {
        let message = said::message(body)?;
        let mut carried: Vec<String> =
            self.inner.needles.iter().map(|needle| needle.expose().to_owned()).collect();
        for address in [url, &request.url] {
            carried.extend(address.query().map(str::to_owned));
            carried.extend(address.query_pairs().map(|(_, value)| value.into_owned()));
            // As it stood in the address: servers echo that form as well.
            let raw = address.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
            carried.extend(raw.map(|(_, value)| value.to_owned()));
        }
        if let Some(body) = &request.body {
            body.values().for_each(|value| texts(value, &mut carried));
        }
        let message = said::without(&message, carried.iter().map(String::as_str));
        Some(said::tame(&self.inner.scrubber.text(&message)))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({})", self.inner.origin)
    }
}

/// All texts in a document.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, into)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Writes the query: the first request's parameters, except those that `changed` replaces.
fn add_query(url: &mut Url, first: &[(String, String)], changed: &[(String, String)]) {
    let kept = first.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    let mut all = kept.chain(changed).peekable();
    if all.peek().is_some() {
        url.query_pairs_mut().extend_pairs(all);
    }
}

/// An address fit to be shown: names of the query stay, values become `…`.
fn masked(url: &Url) -> String {
    let mut text = format!("{}{}", host_of(url), url.path());
    for (position, (name, _)) in url.query_pairs().enumerate() {
        text.push(if position == 0 { '?' } else { '&' });
        text.push_str(&said::tame(&name));
        text.push_str("=…");
    }
    text
}
