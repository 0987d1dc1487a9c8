//! What went wrong, in words a reader can act on.
//!
//! An error of this room names the surface, the address without its query values, what the server said, and
//! what to try. It never holds a credential, a cookie, a cursor or a query value: those are removed where the
//! error is made, so nobody further right has to remember it.

use std::time::Duration;

use thiserror::Error;

/// A request that did not bring what was asked for.
#[derive(Debug, Clone, Error)]
#[error("{}", self.sentence())]
pub struct WireError {
    // Boxed: it travels in every `Result` of this room, and results should stay small.
    detail: Box<Detail>,
}

#[derive(Debug, Clone)]
struct Detail {
    surface: &'static str,
    address: String,
    kind: ErrorKind,
    said: Option<String>,
    attempts: u32,
}

/// The kinds of trouble, as far as callers treat them differently.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ErrorKind {
    /// 401: the server does not accept the credential.
    #[error("the server does not accept this credential (401)")]
    Unauthorised,
    /// 403: it knows the credential and says no.
    #[error("access was denied (403)")]
    Denied,
    /// 404 or 410: it is not there, or the credential may not know that it is.
    #[error("the server has nothing there ({status})")]
    Absent {
        /// 404 or 410.
        status: u16,
    },
    /// The server asked to wait longer than the session is willing to, or kept refusing for all tries.
    #[error("the server refuses more requests{}", within(.wait))]
    RateLimited {
        /// How long the server still wants to be left alone, if it said so.
        wait: Option<Duration>,
    },
    /// A redirect to another host, or one a search would have to follow. Nothing was sent there.
    #[error("the server wanted to send the request on to {host}; that was refused")]
    Redirect {
        /// Scheme, host and port it named.
        host: String,
    },
    /// More redirects on the same host than the session follows.
    #[error("the server redirected more than {limit} times")]
    RedirectLoop {
        /// How many are followed.
        limit: u32,
    },
    /// The answer was larger than a single answer may be.
    #[error("the answer is larger than {limit} bytes")]
    TooBig {
        /// The limit, in bytes after decompression.
        limit: usize,
    },
    /// The answer was not a JSON document.
    #[error("{what}")]
    NotJson {
        /// What came instead.
        what: String,
    },
    /// The answer was JSON, but not the page the documentation promises.
    #[error("{what}")]
    Shape {
        /// What is missing and what is there.
        what: String,
    },
    /// A 5xx status, after the retries.
    #[error("the server failed ({status})")]
    Server {
        /// The status.
        status: u16,
    },
    /// Any other status that is no success.
    #[error("the server rejected the request ({status})")]
    Client {
        /// The status.
        status: u16,
    },
    /// No answer at all.
    #[error("{0}")]
    Transport(Broken),
    /// The pages do not lead to an end. What was already handed out stays valid.
    #[error("{what}")]
    Paging {
        /// Which rule the server broke.
        what: String,
    },
    /// What the question builds on is not there, so it was not asked.
    #[error("{what}")]
    Unasked {
        /// What is not there.
        what: String,
    },
    /// The call could not be turned into a request.
    #[error("the request could not be built: {what}")]
    Call {
        /// Which part was refused.
        what: String,
    },
    /// The session could not be made.
    #[error("{what}")]
    Setup {
        /// Which setting was refused, and what to write instead.
        what: String,
    },
}

/// How a connection failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Broken {
    /// No connection came about.
    #[error("no connection to the server ({why})")]
    Connect {
        /// The innermost cause.
        why: String,
    },
    /// The answer took longer than `connect_timeout` or `request_timeout`.
    #[error("the server did not answer in time")]
    Timeout,
    /// The connection ended within the answer.
    #[error("the connection broke off in the middle ({why})")]
    Interrupted {
        /// The innermost cause.
        why: String,
    },
    /// The server's certificate was not accepted.
    #[error("the server's certificate was not accepted ({why})")]
    Certificate {
        /// The innermost cause.
        why: String,
    },
    /// This machine has no list of certificate authorities.
    #[error("this machine has no CA certificates, so no server can be verified")]
    NoAuthorities,
    /// The bytes that came could not be unpacked.
    #[error("the compressed answer is damaged ({why})")]
    Damaged {
        /// The innermost cause.
        why: String,
    },
}

fn within(wait: &Option<Duration>) -> String {
    match wait {
        Some(wait) => format!(" for another {} s", wait.as_secs().max(1)),
        None => String::new(),
    }
}

impl WireError {
    pub(super) fn new(surface: &'static str, address: String, kind: ErrorKind) -> Self {
        Self { detail: Box::new(Detail { surface, address, kind, said: None, attempts: 0 }) }
    }

    /// An error from before the first request.
    pub(super) fn setup(kind: ErrorKind) -> Self {
        Self::new("", String::new(), kind)
    }

    /// An answer that is a document, but not the one that was promised; for callers who read it further.
    pub fn shape(surface: &'static str, address: String, what: &str) -> Self {
        Self::new(surface, address, ErrorKind::Shape { what: what.to_owned() })
    }

    /// A question that was not asked, because what it builds on is not there.
    pub fn unasked(surface: &'static str, what: &str) -> Self {
        Self::new(surface, String::new(), ErrorKind::Unasked { what: what.to_owned() })
    }

    pub(super) fn after(mut self, attempts: u32) -> Self {
        self.detail.attempts = attempts;
        self
    }

    pub(super) fn saying(mut self, said: Option<String>) -> Self {
        self.detail.said = said;
        self
    }

    /// What kind of trouble it is.
    pub fn kind(&self) -> &ErrorKind {
        &self.detail.kind
    }

    /// The surface whose call failed; empty for an error of [`Session::new`](super::Session::new).
    pub fn surface(&self) -> &'static str {
        self.detail.surface
    }

    /// The address asked, with every query value replaced by `…`.
    pub fn address(&self) -> &str {
        &self.detail.address
    }

    /// The server's own message: at most 200 characters, scrubbed, on one line.
    pub fn said(&self) -> Option<&str> {
        self.detail.said.as_deref()
    }

    /// Requests sent before giving up, the failing one included; 0 when none left this machine.
    pub fn attempts(&self) -> u32 {
        self.detail.attempts
    }

    /// Whether the credential is the obstacle: 401 or 403.
    pub fn is_denied(&self) -> bool {
        matches!(self.kind(), ErrorKind::Unauthorised | ErrorKind::Denied)
    }

    /// Whether the credential is not accepted at all: 401.
    pub fn is_unauthorised(&self) -> bool {
        matches!(self.kind(), ErrorKind::Unauthorised)
    }

    /// Whether the credential is known and may not do this: 403.
    pub fn is_forbidden(&self) -> bool {
        matches!(self.kind(), ErrorKind::Denied)
    }

    /// Whether the server says there is nothing: 404 or 410.
    pub fn is_absent(&self) -> bool {
        matches!(self.kind(), ErrorKind::Absent { .. })
    }

    fn sentence(&self) -> String {
        let detail = &*self.detail;
        let mut text = String::new();
        for part in [detail.surface, &detail.address] {
            if !part.is_empty() {
                text.push_str(part);
                text.push_str(": ");
            }
        }
        text.push_str(&detail.kind.to_string());
        if detail.attempts > 1 {
            text.push_str(&format!(" after {} requests", detail.attempts));
        }
        if let Some(said) = &detail.said {
            text.push_str(&format!(", saying \"{said}\""));
        }
        let advice = detail.kind.advice();
        if !advice.is_empty() {
            text.push_str("; ");
            text.push_str(advice);
        }
        text
    }
}

impl ErrorKind {
    /// What a reader can try.
    fn advice(&self) -> &'static str {
        match self {
            ErrorKind::Unauthorised => {
                "check that it is current and made for this address: scoped and service-account tokens work at \
                 https://api.atlassian.com/ex/… only, unscoped user tokens at the site's own address"
            }
            ErrorKind::Denied => {
                "the credential lacks a scope or its account a permission; `touchpoint doctor` says which"
            }
            ErrorKind::Absent { .. } => {
                "the feature is not there, or the account may not see it: Atlassian answers the same for both"
            }
            ErrorKind::RateLimited { .. } => "run again later, or lower requests_per_second under [pace]",
            ErrorKind::Redirect { .. } => {
                "the credential was not sent there; check the address in the configuration"
            }
            ErrorKind::RedirectLoop { .. } => "check the address in the configuration",
            ErrorKind::TooBig { .. } => "report it: touchpoint should ask for smaller pages there",
            ErrorKind::Server { .. } => "try again later; status.atlassian.com tells of incidents",
            ErrorKind::Client { .. } => "the interface may have changed; look for a newer touchpoint",
            ErrorKind::Shape { .. } => "the interface may have changed; look for a newer touchpoint",
            ErrorKind::Paging { .. } => "what came before stays valid; run again to read the rest",
            ErrorKind::Transport(Broken::Connect { .. }) => "check the address, the network and the proxy",
            ErrorKind::Transport(Broken::Timeout | Broken::Interrupted { .. }) => {
                "check the network and the proxy, then run again"
            }
            ErrorKind::Transport(Broken::Certificate { .. }) => {
                "an inspecting proxy? add its certificate to this machine's certificate store"
            }
            ErrorKind::Transport(Broken::NoAuthorities) => {
                "install the package ca-certificates, or point SSL_CERT_FILE at a bundle"
            }
            ErrorKind::Transport(Broken::Damaged { .. }) => "a proxy in between? run again",
            // These carry their own advice in `what`, or are a fault in the program itself.
            ErrorKind::NotJson { .. }
            | ErrorKind::Unasked { .. }
            | ErrorKind::Call { .. }
            | ErrorKind::Setup { .. } => "",
        }
    }
}
