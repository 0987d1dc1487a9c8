//! What may be asked: any GET, and a closed list of searches.
//!
//! Reading is the only thing that can be expressed here. A [`Call`] is always a GET. The few questions that
//! Atlassian only answers to a POST are variants of [`Search`], each with its own fixed path; there is no way to
//! POST to a path of one's own.

use std::fmt;

use serde_json::{Map, Value};

/// A GET, put together from parts that cannot spill into each other.
///
/// Path segments and query values come as plain text and are percent-encoded here, so an id with a `/`, a `?`
/// or a `..` in it stays an id.
#[derive(Clone)]
pub struct Call {
    pub(super) surface: &'static str,
    pub(super) family: &'static str,
    pub(super) segments: Vec<String>,
    pub(super) query: Vec<(String, String)>,
    pub(super) accept: Option<&'static str>,
    pub(super) slash: bool,
}

impl Call {
    /// A GET for `surface` (as in `jira.users`), paced together with the other calls of `family`.
    ///
    /// A family is an endpoint's template (`users/search`, `user/{id}`): Atlassian's burst limits count per
    /// tenant, endpoint and method (<https://developer.atlassian.com/cloud/jira/platform/rate-limiting/>).
    pub fn new(surface: &'static str, family: &'static str) -> Self {
        Self { surface, family, segments: Vec::new(), query: Vec::new(), accept: None, slash: false }
    }

    /// Appends path segments, each as plain text. Empty segments, `.` and `..` make the call fail when it is
    /// sent: they would change which endpoint is asked.
    #[must_use]
    pub fn path<S: AsRef<str>>(mut self, segments: impl IntoIterator<Item = S>) -> Self {
        self.segments.extend(segments.into_iter().map(|segment| segment.as_ref().to_owned()));
        self
    }

    /// Adds a query parameter, its value as plain text.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Ends the path with a slash: the list of installed apps is served there and nowhere else.
    #[must_use]
    pub fn slash(mut self) -> Self {
        self.slash = true;
        self
    }

    /// Asks for another media type than `application/json`.
    #[must_use]
    pub fn accept(mut self, media: &'static str) -> Self {
        self.accept = Some(media);
        self
    }
}

impl fmt::Debug for Call {
    /// Without the query's values: they may hold names, e-mail addresses or cursors.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.query.iter().map(|(name, _)| name.as_str()).collect();
        write!(f, "Call({} GET /{} {names:?})", self.surface, self.segments.join("/"))
    }
}

/// Where a site's product is reached.
#[derive(Debug, Clone)]
pub enum Door {
    /// At the site's own host.
    Site,
    /// Through `api.atlassian.com/ex/{product}/{cloudId}`, for scoped and service-account tokens.
    Gateway {
        /// The site's cloud id.
        cloud: String,
    },
}

/// The POSTs that only read. Each variant knows its path; the caller brings ids and the question.
///
/// To add one: a variant here, a line in `segments` and in `names`.
#[derive(Debug, Clone)]
pub enum Search {
    /// `POST /admin/v2/orgs/{org}/directories/-/users/search`: accounts over all directories.
    OrgUsers {
        /// Organisation id.
        org: String,
        /// Filters, `expand`, `limit`; the cursor is added by the paging.
        body: Map<String, Value>,
    },
    /// `POST /admin/v2/orgs/{org}/directories/-/groups/search`: groups over all directories.
    OrgGroups {
        /// Organisation id.
        org: String,
        /// Filters, `expand`, `limit`; the cursor is added by the paging.
        body: Map<String, Value>,
    },
    /// `POST /admin/v2/orgs/{org}/workspaces`: sites and products with their licensed capacity.
    OrgWorkspaces {
        /// Organisation id.
        org: String,
        /// The first question; later pages carry the cursor alone, as the documentation demands.
        body: Map<String, Value>,
    },
    /// `POST /rest/api/3/search/approximate-count`: how many issues match, without reading one.
    JiraApproximateCount {
        /// How Jira is reached.
        door: Door,
        /// `{"jql": …}`.
        body: Map<String, Value>,
    },
    /// `POST /wiki/api/v2/users-bulk`: Confluence's view of accounts known by id.
    ConfluenceUsersBulk {
        /// How Confluence is reached.
        door: Door,
        /// `{"accountIds": […]}`.
        body: Map<String, Value>,
    },
}

impl Search {
    /// Surface and family.
    pub(super) fn names(&self) -> (&'static str, &'static str) {
        match self {
            Search::OrgUsers { .. } => ("org.users", "POST users/search"),
            Search::OrgGroups { .. } => ("org.groups", "POST groups/search"),
            Search::OrgWorkspaces { .. } => ("org.workspaces", "POST workspaces"),
            Search::JiraApproximateCount { .. } => ("jira.activity", "POST search/approximate-count"),
            Search::ConfluenceUsersBulk { .. } => ("confluence.activity", "POST users-bulk"),
        }
    }

    pub(super) fn segments(&self) -> Vec<String> {
        let owned = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect();
        match self {
            Search::OrgUsers { org, .. } => {
                owned(&["admin", "v2", "orgs", org, "directories", "-", "users", "search"])
            }
            Search::OrgGroups { org, .. } => {
                owned(&["admin", "v2", "orgs", org, "directories", "-", "groups", "search"])
            }
            Search::OrgWorkspaces { org, .. } => owned(&["admin", "v2", "orgs", org, "workspaces"]),
            Search::JiraApproximateCount { door, .. } => {
                through(door, "jira", &["rest", "api", "3", "search", "approximate-count"])
            }
            Search::ConfluenceUsersBulk { door, .. } => {
                through(door, "confluence", &["wiki", "api", "v2", "users-bulk"])
            }
        }
    }

    pub(super) fn body(&self) -> &Map<String, Value> {
        match self {
            Search::OrgUsers { body, .. }
            | Search::OrgGroups { body, .. }
            | Search::OrgWorkspaces { body, .. }
            | Search::JiraApproximateCount { body, .. }
            | Search::ConfluenceUsersBulk { body, .. } => body,
        }
    }

    /// The body that asks for the page behind `cursor`.
    pub(super) fn body_from(&self, cursor: &str) -> Map<String, Value> {
        let mut body = match self {
            Search::OrgWorkspaces { .. } => Map::new(),
            other => other.body().clone(),
        };
        body.insert("cursor".to_owned(), Value::String(cursor.to_owned()));
        body
    }
}

fn through(door: &Door, product: &str, path: &[&str]) -> Vec<String> {
    let mut segments = match door {
        Door::Site => Vec::new(),
        Door::Gateway { cloud } => vec!["ex".to_owned(), product.to_owned(), cloud.clone()],
    };
    segments.extend(path.iter().map(|part| (*part).to_owned()));
    segments
}

/// Something a session can be asked page by page.
#[derive(Debug, Clone)]
pub enum Ask {
    /// A GET.
    Get(Call),
    /// One of the closed list of reading POSTs.
    Search(Search),
}

impl From<Call> for Ask {
    fn from(call: Call) -> Self {
        Ask::Get(call)
    }
}

impl From<Search> for Ask {
    fn from(search: Search) -> Self {
        Ask::Search(search)
    }
}

/// Joins segments to an encoded absolute path, or says which part cannot be one.
pub(super) fn encode_path(segments: &[String]) -> Result<String, String> {
    let mut path = String::new();
    for (position, segment) in segments.iter().enumerate() {
        match segment.as_str() {
            // `/rule/` and `/rule` are two endpoints: an empty id must not turn one into the other.
            "" => return Err(format!("part {} of its path is empty", position + 1)),
            // Dots cannot be encoded away: address parsers read `%2e%2e` as `..` as well.
            "." | ".." => return Err(format!("part {} of its path is `{segment}`", position + 1)),
            _ => {}
        }
        path.push('/');
        for byte in segment.bytes() {
            // RFC 3986 "unreserved", and `:` `@`, which paths may hold bare and account ids do (`712020:…`).
            if byte.is_ascii_alphanumeric() || b"-._~:@".contains(&byte) {
                path.push(char::from(byte));
            } else {
                path.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    if path.is_empty() { Err("it has no path".to_owned()) } else { Ok(path) }
}
