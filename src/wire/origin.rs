//! The one server a session may talk to.
//!
//! A credential goes to the host it was made for and nowhere else. That promise is easiest to keep when there
//! is a single place that turns a path into an address: [`Origin::url`]. Nothing a server says (a redirect, an
//! absolute `next`) becomes an address without passing [`Origin::holds`].

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

use super::error::{ErrorKind, WireError};

/// Scheme, host and port of a server, for instance `https://api.atlassian.com`.
#[derive(Clone, PartialEq, Eq)]
pub struct Origin {
    root: Url,
}

impl Origin {
    /// Reads the base address of a server.
    ///
    /// # Errors
    /// [`ErrorKind::Setup`] when it is no address, not `https` (`http` is allowed on loopback only), or carries
    /// more than an origin: a path, a query, a fragment or a user name. The refused text is not repeated in
    /// the message, because a user name in an address usually comes with a password.
    pub fn parse(base: &str) -> Result<Self, WireError> {
        let refuse = |what: String| Err(WireError::setup(ErrorKind::Setup { what }));
        let Ok(root) = Url::parse(base.trim()) else {
            return refuse(
                "the base address cannot be read; write it like https://acme.atlassian.net".into(),
            );
        };
        let Some(host) = root.host_str().map(str::to_owned) else {
            return refuse("the base address names no host; write it like https://acme.atlassian.net".into());
        };
        match root.scheme() {
            "https" => {}
            "http" if is_loopback(&host) => {}
            "http" => {
                return refuse(format!(
                    "http://{host} would send the credential in clear text; use https:// (http:// is for loopback only)"
                ));
            }
            other => return refuse(format!("{other}:// is not spoken here; use https://{host}")),
        }
        if !root.username().is_empty() || root.password().is_some() {
            return refuse(format!(
                "the base address of {host} carries a user name; leave it out and put the credential under [credentials]"
            ));
        }
        if root.path() != "/" || root.query().is_some() || root.fragment().is_some() {
            return refuse(format!(
                "the base address of {host} carries a path; only scheme and host belong there"
            ));
        }
        Ok(Self { root })
    }

    /// Whether the server is this machine: the sandbox, or a test.
    pub fn is_loopback(&self) -> bool {
        self.root.host_str().is_some_and(is_loopback)
    }

    /// Whether `url` lies on this very server: same scheme, host and port.
    pub fn holds(&self, url: &Url) -> bool {
        self.root.scheme() == url.scheme()
            && self.root.host_str() == url.host_str()
            && self.root.port_or_known_default() == url.port_or_known_default()
    }

    /// What a link in an answer points to, if that is on this server; else the host it wanted.
    pub(super) fn resolve(&self, link: &str) -> Result<Url, String> {
        match self.root.join(link) {
            Ok(url) if self.holds(&url) => Ok(url),
            Ok(url) => Err(host_of(&url)),
            Err(_) => Err("an address that cannot be read".to_owned()),
        }
    }

    /// The address of an already encoded absolute path, or nothing if the address library would change it.
    ///
    /// The comparison is the second lock on the door: should an encoding rule ever be forgotten, a path that
    /// means something else than it says is refused instead of sent.
    pub(super) fn url(&self, path: &str) -> Option<Url> {
        let mut url = self.root.clone();
        url.set_path(path);
        (url.path() == path).then_some(url)
    }
}

/// `scheme://host[:port]` of an address: all of a foreign address that may appear in a message.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or("(no host)");
    match url.port() {
        Some(port) => format!("{}://{host}:{port}", url.scheme()),
        None => format!("{}://{host}", url.scheme()),
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(ip) => ip.is_loopback(),
        // RFC 6761 reserves the name for this machine; resolvers must not send it to the network.
        Err(_) => bare == "localhost" || bare.ends_with(".localhost"),
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&host_of(&self.root))
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Origin({self})")
    }
}
