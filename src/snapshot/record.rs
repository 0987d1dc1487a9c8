//! The kinds of record a snapshot holds. Collectors and importers write them, the estate reads them, and there
//! are no others.

/// A user of the organisation's directory, or of a file exported from it.
pub const DIRECTORY_USER: &str = "user.directory";
/// A user as Jira lists them.
pub const JIRA_USER: &str = "user.jira";
/// A service account of the organisation's list.
pub const SERVICE_ACCOUNT: &str = "user.service-account";
/// An automation rule, whole.
pub const RULE: &str = "rule";
/// What the list says of a rule.
pub const RULE_SUMMARY: &str = "rule.summary";
/// An API token of a user.
pub const API_TOKEN: &str = "token.api";
/// An API token in a list that somebody keeps.
pub const LISTED_TOKEN: &str = "token.listed";

/// All of them.
pub const ALL: [&str; 7] =
    [DIRECTORY_USER, JIRA_USER, SERVICE_ACCOUNT, RULE, RULE_SUMMARY, API_TOKEN, LISTED_TOKEN];
