//! Small readings of texts: hosts, searches, mentions, scopes.

use std::net::IpAddr;
use std::sync::LazyLock;

use regex::Regex;

use crate::atlassian::is_tell_tale_account_id;

#[expect(clippy::unwrap_used, reason = "the patterns are constants, compiled by the first test that runs")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap()
}

/// Account ids mentioned in a text: `[~accountid:…]`, `ri:account-id="…"`, `ari:cloud:identity::user/…`.
/// A smart value in their place is not an id.
pub(super) fn mentions(text: &str) -> impl Iterator<Item = &str> {
    static MENTION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r#"(?i)(?:\[~accountid:|account-id="|ari:cloud:identity::user/)([A-Za-z0-9:._-]{6,128})"#)
    });
    MENTION.captures_iter(text).filter_map(|found| found.get(1)).map(|id| id.as_str())
}

/// Account ids that stand in a text on their own and can be nothing else.
pub(super) fn tell_tale_ids(text: &str) -> impl Iterator<Item = &str> {
    static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9:_.-]{8,}"));
    WORD.find_iter(text)
        .map(|word| word.as_str().trim_end_matches(['.', ':', '-']))
        .filter(|word| is_tell_tale_account_id(word))
}

/// The values a JQL or CQL search compares with, quoted or bare, and whether they stand behind a field that
/// holds users: only there are 24 hex digits an account rather than anything else.
pub(super) fn search_operands(text: &str) -> impl Iterator<Item = (&str, bool)> {
    static TOKEN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#""([^"]+)"|'([^']+)'|([A-Za-z0-9:_.@+-]+)|[=~<>!]+"#));
    const USER_FIELDS: [&str; 12] = [
        "approver",
        "assignee",
        "by",
        "contributor",
        "creator",
        "mention",
        "participants",
        "reporter",
        "updatedby",
        "voter",
        "watcher",
        "worklogauthor",
    ];
    const BETWEEN: [&str; 6] = ["in", "not", "is", "was", "changed", "and"];
    let mut of_user_field = false;
    TOKEN.captures_iter(text).filter_map(move |found| {
        let quoted = found.get(1).or_else(|| found.get(2));
        let word = quoted.or_else(|| found.get(3))?.as_str();
        let lower = word.to_ascii_lowercase();
        if USER_FIELDS.contains(&lower.as_str()) {
            of_user_field = true;
            return None;
        }
        let is_operator = quoted.is_none() && BETWEEN.contains(&lower.as_str());
        let is_value = word.bytes().any(|byte| byte.is_ascii_digit()) || word.contains('@');
        // Any other word is another field, or the end of the list of values.
        if !is_value && !is_operator {
            of_user_field = false;
        }
        Some((word, of_user_field))
    })
}

/// Scheme, host and port of an http address; `None` when it is not one, or its host is computed. User and
/// password before the host have become a mark, which has spaces in it.
pub(super) fn origin(text: &str) -> Option<String> {
    static ORIGIN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)^\s*(https?)://(?:(?:⟦[^⟧]*⟧|[^/?#\s])*@)?([^/?#\s@{}⟦⟧]+)(?:[/?#]|\s*$)")
    });
    let found = ORIGIN.captures(text)?;
    Some(format!(
        "{}://{}",
        found.get(1)?.as_str().to_ascii_lowercase(),
        found.get(2)?.as_str().to_ascii_lowercase()
    ))
}

/// The host of an origin, without its port.
pub(super) fn host(origin: &str) -> Option<String> {
    let authority = origin.split_once("://")?.1;
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        None => authority.split(':').next()?,
    };
    Some(host.to_owned())
}

/// Whether an origin is on the machine itself, where clear text crosses no network.
pub(super) fn is_loopback(origin: &str) -> bool {
    host(origin).is_some_and(|host| {
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    })
}

/// What a rule works on, in words, from its scope.
pub(super) fn container(scope: &[String]) -> String {
    let mut words: Vec<String> = scope.iter().map(|resource| resource_words(resource)).collect();
    words.dedup();
    match words.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first, second] => format!("{first}, {second}"),
        [first, second, rest @ ..] => format!("{first}, {second} and {} more", rest.len()),
    }
}

fn resource_words(resource: &str) -> String {
    let last = resource.rsplit(':').next().unwrap_or(resource);
    if let Some((kind, id)) = last.split_once('/') {
        if kind != "site" {
            return format!("{kind} {id}");
        }
        let product = resource.strip_prefix("ari:cloud:").and_then(|rest| rest.split(':').next());
        return match product {
            Some("jira" | "confluence") | None => "whole site".to_owned(),
            Some(projects) => format!("all {projects} projects"),
        };
    }
    resource.to_owned()
}
