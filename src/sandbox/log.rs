//! What the sandbox saw: tests ask here whether a credential strayed or somebody tried to write.

use std::sync::{Arc, Mutex, PoisonError};

/// Which of the two listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// Stands for `api.atlassian.com`.
    Api,
    /// Stands for the site's own address.
    Site,
}

/// One request and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedRequest {
    /// The listener it came to.
    pub host: Host,
    /// HTTP method.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Query string, empty when there is none.
    pub query: String,
    /// Status of the answer; 0 as long as there is none, and for ever if the client went away before.
    pub status: u16,
    /// It carried a credential that was made for the other host.
    pub leaked: bool,
    /// It was neither a GET nor a search.
    pub write_attempt: bool,
}

/// All requests so far, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestLog {
    /// The requests.
    pub requests: Vec<LoggedRequest>,
}

impl RequestLog {
    /// Requests that carried a credential to a host it was not made for. Must be empty.
    pub fn leaked(&self) -> Vec<&LoggedRequest> {
        self.requests.iter().filter(|r| r.leaked).collect()
    }

    /// Requests that were not a read. Must be empty.
    pub fn write_attempts(&self) -> Vec<&LoggedRequest> {
        self.requests.iter().filter(|r| r.write_attempt).collect()
    }

    /// How many requests went to paths that begin with `prefix`.
    pub fn count(&self, prefix: &str) -> usize {
        self.requests.iter().filter(|r| r.path.starts_with(prefix)).count()
    }
}

/// The log while the server writes it.
#[derive(Clone, Default)]
pub(crate) struct SharedLog(Arc<Mutex<RequestLog>>);

impl SharedLog {
    /// Notes a request that came; its answer is noted under the number this returns.
    pub(crate) fn came(&self, request: LoggedRequest) -> usize {
        self.with(|log| {
            log.requests.push(request);
            log.requests.len() - 1
        })
    }

    pub(crate) fn answered(&self, number: usize, status: u16) {
        self.with(|log| log.requests[number].status = status);
    }

    pub(crate) fn copy(&self) -> RequestLog {
        self.with(|log| log.clone())
    }

    fn with<T>(&self, f: impl FnOnce(&mut RequestLog) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
