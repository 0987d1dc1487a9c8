//! What each table of the file means, and which values are refused.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use toml::de::DeValue;

use super::read::{At, Reader, Section, nearest};
use super::{
    Accept, Access, Aim, Config, Credentials, DEFAULT_API, IdentityHints, OrgConfig, Origin, Pace, Policy,
    Quota, RegisterEntry, SecretSource, SiteConfig, licence, secret,
};

/// The whole file.
pub(super) fn read(reader: &Reader<'_>, root: &Section<'_, '_>, today: NaiveDate) -> Config {
    let mut origin = Origin::default();
    let sites = root
        .tables("site")
        .iter()
        .filter_map(|site| read_site(reader, site, &mut origin))
        .collect::<Vec<_>>();
    refuse_twice(root, "site", "url", normal_url);
    refuse_twice(root, "register", "account", str::to_lowercase);
    Config {
        org: root.table("org").and_then(|org| read_org(&org)),
        sites,
        credentials: root.table("credentials").map_or_else(Credentials::default, |section| Credentials {
            org_key: read_secret(reader, &section, "org_key"),
            site_email: read_secret(reader, &section, "site_email"),
            site_token: read_secret(reader, &section, "site_token"),
            pseudonym_key: read_secret(reader, &section, "pseudonym_key"),
        }),
        pace: root.table("pace").map_or_else(Pace::default, |pace| read_pace(&pace)),
        policy: root.table("policy").map_or_else(Policy::default, |policy| read_policy(&policy)),
        identity: root.table("identity").map_or_else(IdentityHints::default, |identity| IdentityHints {
            robots: read_globs(&identity, "robots"),
            people: read_globs(&identity, "people"),
        }),
        licences: licence::read(root, today),
        quota: root.table("quota").map_or_else(Quota::default, |quota| Quota {
            service_accounts: number(&quota, "service_accounts", 0, 1_000_000).unwrap_or(5),
            first: quota.choice("first", &[("risk", Aim::Risk), ("cost", Aim::Cost)]).unwrap_or_default(),
        }),
        register: root.tables("register").iter().filter_map(read_register).collect(),
        accept: root.tables("accept").iter().filter_map(|accept| read_accept(accept, today)).collect(),
        origin,
    }
}

pub(super) fn number(section: &Section<'_, '_>, key: &str, least: u32, most: u32) -> Option<u32> {
    section.number(key, i64::from(least)..=i64::from(most)).and_then(|number| u32::try_from(number).ok())
}

fn read_pace(pace: &Section<'_, '_>) -> Pace {
    let default = Pace::default();
    let concurrency = number(pace, "concurrency", 1, 32).and_then(|number| usize::try_from(number).ok());
    Pace {
        requests_per_second: number(pace, "requests_per_second", 1, 100)
            .unwrap_or(default.requests_per_second),
        concurrency: concurrency.unwrap_or(default.concurrency),
    }
}

fn read_policy(policy: &Section<'_, '_>) -> Policy {
    let default = Policy::default();
    // Ten years: beyond that a typing error is likelier than a policy.
    let days = |key, default| policy.number(key, 0..=3650).unwrap_or(default);
    Policy {
        stale_days: days("stale_days", default.stale_days),
        expiring_days: days("expiring_days", default.expiring_days),
    }
}

fn read_org(org: &Section<'_, '_>) -> Option<OrgConfig> {
    let id = org.required(
        "id",
        "it stands in the address of the admin pages: admin.atlassian.com/o/<id>; or take [org] out",
    );
    let api = read_url(org, "api").unwrap_or_else(|| DEFAULT_API.to_owned());
    Some(OrgConfig { id: identifier(org, "id", id?)?, api })
}

fn read_site(reader: &Reader<'_>, site: &Section<'_, '_>, origin: &mut Origin) -> Option<SiteConfig> {
    site.required("url", "say which site: url = \"https://<name>.atlassian.net\"");
    let url = read_url(site, "url");
    let cloud_id = site.text("cloud_id").and_then(|id| identifier(site, "cloud_id", id));
    let access =
        site.choice("access", &[("site", Access::Site), ("gateway", Access::Gateway)]).unwrap_or_default();
    let surfaces = site.texts("surfaces").map(|surfaces| {
        let place = |surface: At<String>| {
            let (line, column) = reader.position(surface.span.start);
            origin.surfaces.push((surface.value.clone(), line, column));
            surface.value
        };
        surfaces.into_iter().map(place).collect()
    });
    Some(SiteConfig { url: url?, cloud_id, access, surfaces })
}

/// An id that becomes part of an address: nothing in it may change which address.
fn identifier(section: &Section<'_, '_>, key: &str, id: At<String>) -> Option<String> {
    let fits = id.value.len() <= 100 && id.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !fits {
        section.refuse(key, id.span.start, "is no id", "an id has letters, digits and hyphens only");
    }
    fits.then_some(id.value)
}

/// Where a credential will be sent: nothing but scheme, host and port, and never in clear text over a network.
fn read_url(section: &Section<'_, '_>, key: &str) -> Option<String> {
    let url = if section.has(key) { section.text(key)? } else { return None };
    let refuse = |what: &str, help: &str| {
        section.refuse(key, url.span.start, what, help);
        None
    };
    let normal = normal_url(&url.value);
    let Some((scheme, host)) = normal.split_once("://") else {
        return refuse("is no address", "write it with its scheme: https://<name>.atlassian.net");
    };
    if scheme != "https" && scheme != "http" {
        return refuse("is no web address", "write it as https://…");
    }
    if host.contains('@') {
        return refuse(
            "has a user name in it",
            "take out everything up to the @; credentials go into [credentials]",
        );
    }
    if host.contains(['/', '?', '#', '\\']) {
        return refuse(
            "has a path, query or fragment",
            "write only scheme and host: https://<name>.atlassian.net",
        );
    }
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !host.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let name_fits = if let Some(inner) = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        inner.parse::<std::net::Ipv6Addr>().is_ok()
    } else {
        let label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
        };
        name.len() <= 253 && name.split('.').all(label)
    };
    let port_fits =
        port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0) && !port.starts_with('+'));
    if !name_fits || !port_fits {
        return refuse("has no valid host", "write it as https://<name>.atlassian.net");
    }
    if scheme == "http" && !loopback(name) {
        return refuse(
            "sends credentials in clear text",
            "write https://; http:// is for loopback only (127.0.0.1, [::1], localhost)",
        );
    }
    Some(normal)
}

/// Scheme and host do not care for case; a slash at the end says nothing.
fn normal_url(url: &str) -> String {
    let url = url.trim();
    let bare = url.strip_suffix('/').filter(|bare| !bare.ends_with(":/")).unwrap_or(url);
    bare.to_ascii_lowercase()
}

fn loopback(host: &str) -> bool {
    let v4 = host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    v4 || host == "localhost" || host == "[::1]"
}

/// Where a secret is: an inline table with exactly one of three keys.
fn read_secret(reader: &Reader<'_>, section: &Section<'_, '_>, key: &str) -> Option<SecretSource> {
    const HELP: &str = "say where it is: { env = \"NAME\" }, { file = \"path\" } or { command = \"…\" }";
    let value = section.raw(key)?;
    let at = value.span().start;
    let table = match value.get_ref() {
        DeValue::Table(table) => table,
        // An e-mail address is no secret, but a rule with an exception is no rule.
        DeValue::String(_) if key == "site_email" => {
            section.refuse(key, at, "is written into this file", HELP);
            return None;
        }
        _ => {
            reader.secret(at);
            return None;
        }
    };
    let known = ["env", "file", "command"];
    for (name, _) in table {
        if !known.contains(&name.get_ref().as_ref()) {
            let help = nearest(name.get_ref(), &known)
                .map_or(HELP.to_owned(), |near| format!("did you mean `{near}`?"));
            section.refuse(&format!("{key}.{}", name.get_ref()), name.span().start, "unknown key", &help);
            return None;
        }
    }
    let mut entries = table.iter();
    let (Some((name, value)), None) = (entries.next(), entries.next()) else {
        section.refuse(key, at, "needs exactly one place", HELP);
        return None;
    };
    let text = match value.get_ref() {
        DeValue::String(text) if !text.trim().is_empty() => text.trim(),
        _ => {
            section.refuse(key, value.span().start, "is empty or no text", HELP);
            return None;
        }
    };
    match name.get_ref().as_ref() {
        "env" => {
            let fits = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !text.starts_with(|c: char| c.is_ascii_digit());
            if !fits {
                let help =
                    "write only its name, without $ and without the secret: { env = \"TOUCHPOINT_TOKEN\" }";
                section.refuse(key, value.span().start, "is no name of an environment variable", help);
            }
            fits.then(|| SecretSource::Env(text.to_owned()))
        }
        "file" => Some(SecretSource::File(home(text))),
        _ => Some(SecretSource::Command(text.to_owned())),
    }
}

/// `~/…`, as in a shell.
fn home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), secret::environment("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(path),
    }
}

fn read_globs(section: &Section<'_, '_>, key: &str) -> Vec<String> {
    let mut globs = Vec::new();
    for glob in section.texts(key).unwrap_or_default() {
        let at = glob.span.start;
        if glob.value.chars().all(|c| matches!(c, '*' | '?')) {
            section.refuse(
                key,
                at,
                "matches every account",
                "write a part of the address as well: \"svc-*@acme.example\"",
            );
        } else if glob.value.contains(['[', ']', '{', '}', '\\', '!'])
            || glob.value.contains(char::is_whitespace)
        {
            section.refuse(
                key,
                at,
                "is no pattern",
                "* is any number of letters, ? is one; nothing else is special",
            );
        } else {
            globs.push(glob.value);
        }
    }
    globs
}

fn read_register(entry: &Section<'_, '_>) -> Option<RegisterEntry> {
    let account = entry.required("account", "say which: an account id or an e-mail address");
    let owner = entry.required("owner", "say who answers for the account: a team or a person");
    let purpose = entry.text("purpose").map(|purpose| purpose.value);
    let review_by = entry.date("review_by").map(|date| date.value);
    Some(RegisterEntry { account: account?.value, owner: owner?.value, purpose, review_by })
}

fn read_accept(accept: &Section<'_, '_>, today: NaiveDate) -> Option<Accept> {
    let finding = accept.text("finding").map(|text| text.value);
    let check = accept.text("check").map(|text| text.value);
    let account = accept.text("account").map(|text| text.value);
    let one = accept.has("finding") && !accept.has("check") && !accept.has("account");
    let pair = !accept.has("finding") && accept.has("check") && accept.has("account");
    if !one && !pair {
        accept.refuse(
            if accept.has("finding") { "finding" } else { "check" },
            accept.start(),
            "has to say what is accepted",
            "give either finding = \"f-…\" alone, or check = \"…\" together with account = \"…\"",
        );
    }
    let reason = accept
        .required("reason", "say why this is acceptable; an exception without a reason is not accepted");
    let approver = accept.required("approver", "say who takes the responsibility");
    let until = accept.required_date("until", "say until when: until = 2027-03-31; no exception is for ever");
    if let Some(until) = until.as_ref().filter(|until| until.value < today) {
        accept.refuse(
            "until",
            until.span.start,
            "is past: this exception has expired",
            "take the table out, or have it approved again with a new date",
        );
    }
    Some(Accept {
        finding,
        check,
        account,
        reason: reason?.value,
        approver: approver?.value,
        until: until?.value,
        line: accept.line_of(accept.start()),
    })
}

/// Refuses a second table with the same key.
fn refuse_twice(root: &Section<'_, '_>, name: &'static str, key: &str, normal: impl Fn(&str) -> String) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for section in root.quiet_tables(name) {
        let Some((text, at)) = section.quiet_text(key) else { continue };
        match seen.get(&normal(text)) {
            Some(line) => {
                section.refuse(key, at, &format!("is the same as on line {line}"), "keep one of them")
            }
            None => {
                seen.insert(normal(text), root.line_of(at));
            }
        }
    }
}
