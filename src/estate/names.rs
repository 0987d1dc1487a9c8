//! Small readings of texts: hosts, searches, mentions, scopes.

use std::net::IpAddr;
use std::sync::LazyLock;

use regex::Regex;

use crate::atlassian::{is_email, is_tell_tale_account_id};

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

/// Fields of JQL whose values are saved filters.
pub(super) const FILTER_FIELDS: &[&str] = &["filter", "request", "savedfilter", "searchrequest"];
/// Fields of JQL whose values are projects.
pub(super) const PROJECT_FIELDS: &[&str] = &["project"];

/// The values that a JQL search compares these fields with, each once: after `=`, `!=`, `in (…)` or `not in (…)`.
/// A smart value is not one, because nobody can tell from outside what it becomes.
pub(super) fn values_of(jql: &str, fields: &[&str]) -> Vec<String> {
    static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r#""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\{\{[^}]*\}\}|([^\s=!<>~(),"'{}]+)|([=!<>~]+)|([(),])"#,
        )
    });
    let mut values: Vec<String> = Vec::new();
    let mut state = Clause::Elsewhere;
    for token in TOKEN.captures_iter(jql) {
        let quoted = token.get(1).or_else(|| token.get(2)).map(|text| text.as_str());
        let word = token.get(3).map(|text| text.as_str());
        let sign = token.get(4).or_else(|| token.get(5)).map(|text| text.as_str());
        let is = |wanted: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(wanted));
        state = match (state, sign) {
            (Clause::Field, Some("=" | "!=")) => Clause::Value,
            (Clause::Field, _) if is("in") => Clause::List,
            (Clause::Field, _) if is("not") => Clause::Field,
            (Clause::List, Some("(")) => Clause::Listed,
            (Clause::Listed, Some(",")) => Clause::Listed,
            (Clause::Value, None) | (Clause::Listed, None) => {
                let value = quoted.or(word).map(unescaped).filter(|value| !value.contains("{{"));
                if let Some(value) = value.filter(|value| !values.contains(value)) {
                    values.push(value);
                }
                if state == Clause::Value { Clause::Elsewhere } else { Clause::Listed }
            }
            _ => {
                let field =
                    quoted.or(word).is_some_and(|word| fields.iter().any(|f| f.eq_ignore_ascii_case(word)));
                if field { Clause::Field } else { Clause::Elsewhere }
            }
        };
    }
    values
}

/// Where in a search a reader of [`values_of`] stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clause {
    /// Outside of what is looked for.
    Elsewhere,
    /// Behind the field.
    Field,
    /// Behind the sign: one value follows.
    Value,
    /// Behind `in`: a list follows.
    List,
    /// In the list.
    Listed,
}

/// A quoted text of JQL as it is meant.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        plain.extend(if letter == '\\' { letters.next() } else { Some(letter) });
    }
    plain
}

/// The e-mail addresses in a field that holds nothing else: one, several, or with names around them.
pub(super) fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([',', ';']).map(str::trim);
    parts.filter_map(|part| {
        let inside = part.split_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
        Some(inside.unwrap_or(part)).filter(|address| is_email(address))
    })
}

/// Scheme, host and port of an http address; `None` when it is not one. User and password before the host have
/// become a mark, which has spaces in it; a host that is computed stays the smart value it is.
pub(super) fn origin(text: &str) -> Option<String> {
    static ORIGIN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\s*(https?)://(?:(?:⟦[^⟧]*⟧|[^/?#\s])*@)?((?:\{\{[^}]*\}\}|[^/?#\s@{}⟦⟧])+)(?:[/?#]|\s*$)",
        )
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
