//! What a session may take.
//!
//! Everything that grows or waits has a limit here: the length of an answer and of a list, the number of tries,
//! every wait. A request therefore ends: after at most `tries` times `request_timeout` plus `max_wait`, and the
//! time it stands in line.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// What a session may take: time, memory and the server's patience.
#[derive(Debug, Clone)]
pub struct Options {
    /// The `User-Agent` header.
    pub user_agent: String,
    /// For a connection to come about. 10 s.
    pub connect_timeout: Duration,
    /// For one try, from sending to the last byte of the answer. 60 s.
    pub request_timeout: Duration,
    /// The largest answer, in bytes after decompression. 32 MiB.
    pub body_limit: usize,
    /// The longest list, in pages. 10 000.
    pub max_pages: u64,
    /// Tries per request, the first included. 4.
    pub tries: u32,
    /// Requests per second and host. 20.
    pub requests_per_second: f64,
    /// Requests in flight at once. 8.
    pub concurrency: usize,
    /// The longest single wait a server may ask for; beyond, the call fails and says how long. 5 min.
    pub max_wait: Duration,
    /// The wall clock, only for servers that give a date to wait for without telling their own.
    pub now: fn() -> DateTime<Utc>,
}

impl Options {
    /// The defaults, with a wall clock (the clock is passed in so that nothing in this room reads one).
    pub fn new(now: fn() -> DateTime<Utc>) -> Self {
        Self {
            user_agent: concat!("touchpoint/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(60),
            body_limit: 32 * 1024 * 1024,
            max_pages: 10_000,
            tries: 4,
            requests_per_second: 20.0,
            concurrency: 8,
            max_wait: Duration::from_secs(5 * 60),
            now,
        }
    }
}
