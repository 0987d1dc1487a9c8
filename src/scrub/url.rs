//! Secrets in addresses: `user:password@`, query values, and paths that are themselves the secret.
//!
//! Scheme, host and plain path stay, so that a report can say where a rule sends its data and whether in clear
//! text; the names of query parameters stay, their values do not.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::mark::{self, DROPPED};
use super::{Scrubber, SecretKind, looks, text};

/// Query parameters of lists: their values stay, unless they are random. (Whoever follows a `next` link reads it
/// before it is scrubbed.)
const PAGING: &[&str] = &[
    "cursor",
    "limit",
    "start",
    "startat",
    "maxresults",
    "size",
    "page",
    "pagesize",
    "pagetoken",
    "nextpagetoken",
    "expand",
    "offset",
];

/// Walks over marks and smart values as if they were one letter: they may hold any of the delimiters.
fn find(text: &str, from: usize, stop: impl Fn(char) -> bool) -> Option<usize> {
    let mut at = from;
    while let Some(c) = text[at..].chars().next() {
        if let Some(len) = atom(&text[at..]) {
            at += len;
        } else if stop(c) {
            return Some(at);
        } else {
            at += c.len_utf8();
        }
    }
    None
}

fn atom(text: &str) -> Option<usize> {
    if text.starts_with('⟦') { mark::at_start(text) } else { looks::smart_at_start(text) }
}

fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(at) = find(text, from, |c| c == separator) {
        parts.push(&text[from..at]);
        from = at + separator.len_utf8();
    }
    parts.push(&text[from..]);
    parts
}

/// Where the scheme begins, given where `://` stands.
fn scheme_start(text: &str, colon: usize) -> Option<usize> {
    let scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let before = text[..colon].char_indices().rev().take(32).take_while(|&(_, c)| scheme(c)).last()?.0;
    text[before..colon].find(|c: char| c.is_ascii_alphabetic()).map(|skip| before + skip)
}

/// The next address in running text at or after `from`. It ends where the text around it says so: at white
/// space, at a quote, at the bracket that it stands in.
pub(super) fn next(text: &str, from: usize) -> Option<Range<usize>> {
    for (at, _) in text.get(from..)?.match_indices("://") {
        let colon = from + at;
        let Some(start) = scheme_start(text, colon).filter(|start| *start >= from) else { continue };
        let open = text[..start].chars().next_back();
        let stop = |c: char| {
            c.is_whitespace()
                || matches!(c, '"' | '<' | '>' | '`' | '\\' | '⟧')
                || (c == '\'' && open == Some('\''))
                || (matches!(c, '|' | ']') && matches!(open, Some('[' | '|')))
                || (c == ')' && open == Some('('))
                || (c == '}' && open == Some('}'))
        };
        let mut end = find(text, colon + 3, stop).unwrap_or(text.len());
        // A sentence's own punctuation is not the address's; a mark's bracket is no punctuation.
        end -=
            text[start..end].len() - text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?']).len();
        if end > colon + 3 {
            return Some(start..end);
        }
    }
    None
}

/// Whether the whole string is one address.
pub(super) fn whole(text: &str) -> bool {
    let text = text.trim();
    let Some(colon) = text.find("://") else { return false };
    scheme_start(text, colon) == Some(0) && find(text, colon + 3, char::is_whitespace).is_none()
}

/// A whole text that is an address without its scheme: it starts with a smart value, a slash or a host.
pub(super) fn rootless(text: &str) -> bool {
    static HOST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\.?(?::[0-9]+)?(?:[/?]|$)").expect("a valid pattern")
    });
    let text = text.trim();
    let smart = (text.starts_with("{{") || text.starts_with("${")) && text.contains(['/', '?']);
    let first = text.find(['/', '?']).unwrap_or(text.len());
    (smart || text.starts_with('/') || HOST.is_match(text))
        && !text[..first].contains("://")
        && !whole(text)
        && scheme_start(text, text.find("://").unwrap_or(0)) != Some(0)
}

/// Long and mixed, or a long hexadecimal number that is no UUID.
fn random_segment(segment: &str) -> bool {
    let hex = segment.len() >= 32 && segment.bytes().all(|b| b.is_ascii_hexdigit());
    hex || (segment.len() >= 24 && looks::random(segment))
}

/// Nothing but marks, left-out values and smart values: already clean.
fn settled(part: &str) -> bool {
    part.is_empty() || part == "…" || looks::residue(part).is_empty()
}

impl Scrubber {
    /// Every address in running text.
    pub(super) fn without_urls<'a>(&self, text: std::borrow::Cow<'a, str>) -> std::borrow::Cow<'a, str> {
        let Some(mut span) = next(&text, 0) else { return text };
        let mut out = String::with_capacity(text.len());
        let mut copied = 0;
        loop {
            out.push_str(&text[copied..span.start]);
            out.push_str(&self.url(&text[span.clone()]));
            copied = span.end;
            match next(&text, copied) {
                Some(another) => span = another,
                None => break,
            }
        }
        out.push_str(&text[copied..]);
        std::borrow::Cow::Owned(out)
    }

    /// One address, scrubbed.
    pub(super) fn url(&self, url: &str) -> String {
        self.url_of(url, false)
    }

    /// The address that a step sends to: a random segment of its path is a secret, announced or not.
    pub(super) fn target_url(&self, url: &str) -> String {
        self.url_of(url, true)
    }

    /// An address without a scheme, see [`rootless`].
    pub(super) fn rootless_url(&self, url: &str, target: bool) -> String {
        let slashes = if url.starts_with("//") { "x:" } else { "x://" };
        let cleaned = self.url_of(&format!("{slashes}{url}"), target);
        cleaned.strip_prefix(slashes).unwrap_or(&cleaned).to_owned()
    }

    fn url_of(&self, url: &str, target: bool) -> String {
        let Some(colon) = url.find("://") else { return url.to_owned() };
        let authority_from = colon + 3;
        let mut authority_to =
            find(url, authority_from, |c| matches!(c, '/' | '?' | '#' | '\\')).unwrap_or(url.len());
        // A raw `/`, `?` or `#` in a password cuts the authority short; then what looks like the port is none.
        let port_like = |authority: &str| match authority.rsplit_once(':') {
            Some((_, port)) => {
                port.bytes().all(|b| b.is_ascii_digit()) || settled(port) || authority.ends_with(']')
            }
            None => true,
        };
        let cut = &url[authority_from..authority_to];
        let later = url.rfind('@').filter(|at| *at > authority_to && !cut.contains('@') && !port_like(cut));
        if let Some(at) = later {
            authority_to = find(url, at, |c| matches!(c, '/' | '?' | '#' | '\\')).unwrap_or(url.len());
        }
        let authority = &url[authority_from..authority_to];
        let mut out = url[..authority_from].to_owned();
        let host = match last_at(authority) {
            Some(at) => {
                let user = &authority[..at];
                if settled(user.trim_matches(':')) || settled(&user.replacen(':', "", 1)) {
                    out.push_str(user);
                } else {
                    out.push_str(&self.basic(&looks::percent_decoded(user)));
                }
                out.push('@');
                &authority[at + 1..]
            }
            None => authority,
        };
        if port_like(host) {
            out.push_str(host);
        } else {
            let (host, _) = host.rsplit_once(':').unwrap_or((host, ""));
            out.push_str(host);
            out.push(':');
            out.push_str(DROPPED);
        }

        let rest = &url[authority_to..];
        // A fragment never reaches a server; some log-ins put tokens there.
        let rest = find(rest, 0, |c| c == '#').map_or(rest, |end| &rest[..end]);
        let (path, query) = match find(rest, 0, |c| c == '?') {
            Some(at) => (&rest[..at], Some(&rest[at + 1..])),
            None => (rest, None),
        };
        if let Some(kind) = secret_path(host, path) {
            out.push_str(&self.secret_rest(path, query, kind.0, kind.1));
            return out;
        }
        out.push_str(&self.path(path, target));
        if let Some(query) = query {
            out.push('?');
            out.push_str(&self.query(query));
        }
        out
    }

    /// The address of a webhook, where path and query are the secret whatever they look like.
    pub(super) fn webhook_url(&self, url: &str) -> String {
        let Some(colon) = url.find("://") else { return self.mark(SecretKind::WebhookToken, None, url) };
        // What stands before the address is no part of it, and nobody writes it there for others to read.
        let in_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let start = url[..colon].trim_end_matches(in_scheme).len();
        if !settled(url[..start].trim()) {
            let before = self.mark(SecretKind::WebhookToken, None, url[..start].trim());
            return format!("{before} {}", self.webhook_url(&url[start..]));
        }
        let end = find(url, colon + 3, |c| matches!(c, '/' | '?' | '#' | '\\')).unwrap_or(url.len());
        let (front, rest) = url.split_at(end);
        let host = front[colon + 3..].rsplit('@').next().unwrap_or_default();
        let kind = secret_path(host, rest).map_or(SecretKind::WebhookToken, |(kind, _)| kind);
        let front = self.url(front);
        if settled(rest.trim_matches(['/', '?'])) {
            return format!("{front}{rest}");
        }
        format!("{front}/{}", self.mark(known_or(rest, kind), None, rest.trim_start_matches('/')))
    }

    /// A path of which everything behind `keep` bytes is the secret.
    fn secret_rest(&self, path: &str, query: Option<&str>, kind: SecretKind, keep: usize) -> String {
        let (kept, secret) = path.split_at(keep);
        let secret = match query {
            Some(query) if !query.is_empty() => format!("{secret}?{query}"),
            _ => secret.to_owned(),
        };
        if settled(secret.trim_matches(['/', '?'])) {
            return format!("{kept}{secret}");
        }
        format!("{kept}{}", self.mark(kind, None, &secret))
    }

    /// A plain path: a segment goes only if it is a secret by its own form, or random behind a word that
    /// announces a hook or a key.
    fn path(&self, path: &str, target: bool) -> String {
        const BEFORE: &[&str] = &[
            "hook",
            "hooks",
            "webhook",
            "webhooks",
            "webhookb2",
            "integration",
            "integrations",
            "key",
            "token",
            "apikey",
            "alert",
            "trigger",
            "generic",
            "incoming",
            "secret",
            "v1",
            "v2",
            "v3",
        ];
        let mut announced = false;
        let segments: Vec<String> = split(path, '/')
            .into_iter()
            .map(|segment| {
                let word = segment.to_ascii_lowercase();
                let hook =
                    announced && (looks::random(segment) || (segment.len() >= 32 && !plain_words(segment)));
                let hook = hook || (target && random_segment(segment));
                let cleaned = if hook && !settled(segment) {
                    self.mark(known_or(segment, SecretKind::WebhookToken), None, segment)
                } else {
                    self.parameters(segment)
                };
                // The announcement holds for the rest of the path: hooks have an id before their token.
                announced |= BEFORE.contains(&word.as_str()) && !matches!(word.as_str(), "v1" | "v2" | "v3");
                cleaned
            })
            .collect();
        segments.join("/")
    }

    /// `;name=value` inside a path segment.
    fn parameters(&self, segment: &str) -> String {
        if !segment.contains(';') {
            return segment.to_owned();
        }
        split(segment, ';').into_iter().map(|part| self.named_part(part, false)).collect::<Vec<_>>().join(";")
    }

    fn query(&self, query: &str) -> String {
        split(query, '&').into_iter().map(|part| self.named_part(part, true)).collect::<Vec<_>>().join("&")
    }

    /// `name=value`: the name stays, unless it is a secret itself.
    fn named_part(&self, part: &str, always: bool) -> String {
        let Some(equals) = find(part, 0, |c| c == '=') else {
            let word = part.len() <= 24
                && part.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | '.'));
            return if settled(part) || word || !always {
                part.to_owned()
            } else if text::known(part).is_some() || looks::random(part) {
                self.mark(known_or(part, SecretKind::ApiKey), None, part)
            } else {
                "…".to_owned()
            };
        };
        let (name, value) = (&part[..equals], &part[equals + 1..]);
        let shown = if settled(name) || !(text::known(name).is_some() || looks::random(name)) {
            name.to_owned()
        } else {
            self.mark(known_or(name, SecretKind::ApiKey), None, name)
        };
        if settled(value) {
            return format!("{shown}={value}");
        }
        let plain = looks::percent_decoded(value);
        let name = looks::percent_decoded(name);
        let paging = PAGING.contains(&name.to_ascii_lowercase().as_str());
        let secret_by_name = looks::secret_parameter(&name) && !identifier(&plain);
        if text::known(&plain).is_some() || (!paging && secret_by_name) || looks::random(&plain) {
            format!("{shown}={}", self.named(&name, &plain))
        } else if paging || !always {
            format!("{shown}={value}")
        } else {
            format!("{shown}=…")
        }
    }
}

fn known_or(value: &str, otherwise: SecretKind) -> SecretKind {
    // The forms of webhook addresses need their host; here only the token's own form counts.
    text::known(value).unwrap_or(otherwise)
}

/// The `@` that ends the user part, outside marks and smart values.
fn last_at(authority: &str) -> Option<usize> {
    let mut last = None;
    let mut from = 0;
    while let Some(at) = find(authority, from, |c| c == '@') {
        last = Some(at);
        from = at + 1;
    }
    last
}

/// An issue key or a project key: `?issueKey=ABC-1` is no API key.
fn identifier(value: &str) -> bool {
    let (project, number) = value.rsplit_once('-').unwrap_or((value, "0"));
    project.len() <= 10
        && project.starts_with(|c: char| c.is_ascii_uppercase())
        && project.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && !number.is_empty()
        && number.len() <= 8
        && number.bytes().all(|b| b.is_ascii_digit())
}

fn plain_words(segment: &str) -> bool {
    segment.split(['-', '_', '.', ' ']).all(|word| word.chars().all(char::is_alphabetic) && word.len() <= 20)
}

/// For a host whose paths are secrets: the kind, and how much of the path is not.
fn secret_path(host: &str, path: &str) -> Option<(SecretKind, usize)> {
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    let below =
        |domain: &str| host == domain || host.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.'));
    let lower = path.to_ascii_lowercase();
    let after = |prefix: &str| lower.starts_with(prefix).then_some(prefix.len());
    // Lower-casing ASCII only keeps lengths; `to_ascii_lowercase` does just that.
    let slash = usize::from(path.starts_with('/'));
    if below("hooks.slack.com") || below("hooks.slack-gov.com") {
        return Some((SecretKind::SlackWebhook, slash));
    }
    if below("webhook.office.com") || below("logic.azure.com") || below("api.powerplatform.com") {
        return Some((SecretKind::TeamsWebhook, slash));
    }
    if below("outlook.office.com") || below("outlook.office365.com") {
        return after("/webhook/").map(|keep| (SecretKind::TeamsWebhook, keep));
    }
    if below("discord.com") || below("discordapp.com") {
        let keep = lower.find("/webhooks/").filter(|_| lower.starts_with("/api/"))?;
        return Some((SecretKind::DiscordWebhook, keep + "/webhooks/".len()));
    }
    if below("automation.atlassian.com") {
        return after("/pro/hooks/").map(|keep| (SecretKind::WebhookToken, keep));
    }
    if below("api-private.atlassian.com") {
        return after("/automation/webhooks/").map(|keep| (SecretKind::WebhookToken, keep));
    }
    if below("api.telegram.org") {
        return after("/bot").map(|keep| (SecretKind::ApiKey, keep));
    }
    if below("maker.ifttt.com") {
        let keep = lower.find("/key/")? + "/key/".len();
        return Some((SecretKind::WebhookToken, keep));
    }
    let hook_host = ["make.com", "integromat.com", "celonis.com"].iter().any(|domain| below(domain))
        && host.starts_with("hook");
    if hook_host || below("hooks.zapier.com") || below("webhook.site") || below("chat.googleapis.com") {
        return Some((SecretKind::WebhookToken, slash));
    }
    if below("events.pagerduty.com") {
        return after("/integration/").map(|keep| (SecretKind::WebhookToken, keep));
    }
    if below("alert.victorops.com") {
        return after("/integrations/").map(|keep| (SecretKind::WebhookToken, keep));
    }
    None
}
