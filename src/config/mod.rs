//! `touchpoint.toml`: what to audit, where the credentials are, and what only its author knows.
//!
//! The file is strict: an unknown key, a date in the past, a secret written into it are refused, each with its
//! line and what to do, all of them at once. No error repeats a value.

mod error;
mod fields;
mod licence;
mod read;
mod secret;

use std::path::Path;

use chrono::NaiveDate;
use ring::digest;
use serde::Serialize;
use toml::de::DeTable;

pub use error::{ConfigError, Problem};
pub use licence::{BandPrice, Billing, Licence, Rounding};
pub use secret::SecretSource;

use read::{Reader, Section};

/// Larger than this is no configuration.
const LARGEST: u64 = 1024 * 1024;

/// Everything that can be configured. The default is nothing configured, which is enough to work from files.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Config {
    /// The organisation; `None` to audit sites alone.
    pub org: Option<OrgConfig>,
    /// The sites.
    pub sites: Vec<SiteConfig>,
    /// Where the secrets are.
    pub credentials: Credentials,
    /// What to ask of the servers at most.
    pub pace: Pace,
    /// Ages that the checks judge by.
    pub policy: Policy,
    /// Who is a robot and who is not.
    pub identity: IdentityHints,
    /// What is paid for.
    pub licences: Vec<Licence>,
    /// How many service accounts may be made.
    pub quota: Quota,
    /// Who answers for which account.
    pub register: Vec<RegisterEntry>,
    /// Exceptions.
    pub accept: Vec<Accept>,
    /// Where it was read, for errors that are found later.
    #[serde(skip)]
    pub origin: Origin,
}

/// The file that a configuration came from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// Its name; empty for a configuration made in code.
    pub file: String,
    /// Every surface that it names, with line and column.
    pub surfaces: Vec<(String, usize, usize)>,
}

/// `[org]`
#[derive(Debug, Clone, Serialize)]
pub struct OrgConfig {
    /// The organisation id.
    pub id: String,
    /// Where the API is, without a slash at the end.
    pub api: String,
}

/// Where Atlassian's API is.
pub const DEFAULT_API: &str = "https://api.atlassian.com";

/// `[[site]]`
#[derive(Debug, Clone, Serialize)]
pub struct SiteConfig {
    /// Its address, without a slash at the end.
    pub url: String,
    /// Its cloud id, if given.
    pub cloud_id: Option<String>,
    /// By which way to read it.
    pub access: Access,
    /// Only these surfaces, if given.
    pub surfaces: Option<Vec<String>>,
}

/// By which way a site is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// An unscoped user token at the site's own host; the only way to automation rules.
    #[default]
    Site,
    /// A scoped or service-account token at `<api>/ex/…`.
    Gateway,
}

/// `[credentials]`
#[derive(Debug, Clone, Default, Serialize)]
pub struct Credentials {
    /// An API key of the organisation.
    pub org_key: Option<SecretSource>,
    /// Whose token `site_token` is.
    pub site_email: Option<SecretSource>,
    /// An API token for the sites.
    pub site_token: Option<SecretSource>,
    /// What pseudonyms are keyed with, instead of the key that comes with the evidence.
    pub pseudonym_key: Option<SecretSource>,
}

/// `[pace]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pace {
    /// For each host, 1 to 100.
    pub requests_per_second: u32,
    /// Requests under way at once, 1 to 32.
    pub concurrency: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { requests_per_second: 20, concurrency: 8 }
    }
}

/// `[policy]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Unused for longer than this many days is stale.
    pub stale_days: i64,
    /// What runs out within this many days is expiring.
    pub expiring_days: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self { stale_days: 90, expiring_days: 30 }
    }
}

/// `[identity]`: account ids or e-mail addresses, with `*` and `?`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct IdentityHints {
    /// Accounts that are robots.
    pub robots: Vec<String>,
    /// Accounts that are people.
    pub people: Vec<String>,
}

impl IdentityHints {
    /// Whether one of the globs in `list` matches the account id (exactly) or the e-mail address (in any case).
    pub fn matches(list: &[String], account_id: &str, email: Option<&str>) -> bool {
        if list.is_empty() {
            return false;
        }
        let email = email.map(str::to_lowercase);
        list.iter().any(|pattern| {
            glob(pattern, account_id)
                || email.as_deref().is_some_and(|email| glob(&pattern.to_lowercase(), email))
        })
    }
}

/// `*` is any number of letters, `?` is one. Linear in practice: only the last star is ever taken back.
fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match &mut star {
                Some((at, taken)) => {
                    *taken += 1;
                    p = *at + 1;
                    t = *taken;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

/// `[quota]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// How many service accounts the organisation may have.
    pub service_accounts: u32,
    /// What a plan cares for first.
    pub first: Aim,
}

/// What a plan cares for first, where there is not room for everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Aim {
    /// What stops when somebody goes; then what is saved.
    #[default]
    Risk,
    /// What is saved; then what stops.
    Cost,
}

impl Aim {
    /// The word in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Aim::Risk => "risk",
            Aim::Cost => "cost",
        }
    }
}

impl Default for Quota {
    fn default() -> Self {
        Self { service_accounts: 5, first: Aim::default() }
    }
}

/// `[[register]]`: who answers for an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterEntry {
    /// Account id or e-mail address.
    pub account: String,
    /// Who answers for it.
    pub owner: String,
    /// What it is for.
    pub purpose: Option<String>,
    /// When somebody should ask again whether it is needed.
    pub review_by: Option<NaiveDate>,
}

impl RegisterEntry {
    /// Whether it is about the account with this id and this address.
    pub fn is_for(&self, id: &str, email: Option<&str>) -> bool {
        means(&self.account, id, email)
    }
}

/// Whether a name in the configuration means an account: its id, or its e-mail address.
pub fn means(name: &str, id: &str, email: Option<&str>) -> bool {
    name == id || email.is_some_and(|email| email.eq_ignore_ascii_case(name))
}

/// `[[accept]]`: a finding, or a check for one account, that somebody took responsibility for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accept {
    /// The finding's id; otherwise `check` and `account` are there.
    pub finding: Option<String>,
    /// The check's name.
    pub check: Option<String>,
    /// Account id or e-mail address.
    pub account: Option<String>,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub approver: String,
    /// The last day on which it holds.
    pub until: NaiveDate,
    /// The line of the file on which it begins.
    #[serde(skip)]
    pub line: usize,
}

impl Config {
    /// The commented file that `touchpoint init` writes.
    pub const TEMPLATE: &str = include_str!("template.toml");

    /// Reads a file. `today` decides which exceptions have expired.
    ///
    /// # Errors
    /// If the file cannot be read or says something wrong.
    pub fn load(path: &Path, today: NaiveDate) -> Result<Self, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        let size = std::fs::metadata(path).map_err(unreadable)?.len();
        if size > LARGEST {
            return Err(unreadable(std::io::Error::other(format!(
                "is larger than {LARGEST} bytes; not a configuration"
            ))));
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let mut config = Self::parse(&text, &path.display().to_string(), today)?;
        // A relative path means: beside the configuration, wherever the program is started.
        let folder = path.parent().unwrap_or(Path::new(""));
        let Credentials { org_key, site_email, site_token, pseudonym_key } = &mut config.credentials;
        for source in [org_key, site_email, site_token, pseudonym_key].into_iter().flatten() {
            if let SecretSource::File(file) = source {
                *file = folder.join(&*file);
            }
        }
        Ok(config)
    }

    /// Reads a text; `name` is what errors call it.
    ///
    /// # Errors
    /// If it says something wrong: every problem at once.
    pub fn parse(text: &str, name: &str, today: NaiveDate) -> Result<Self, ConfigError> {
        // A byte order mark, as some editors write.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let reader = Reader::new(text);
        let mut config = Self::default();
        match DeTable::parse(text) {
            Ok(table) => {
                reader.no_secrets(table.get_ref());
                config = fields::read(&reader, &Section::root(&reader, table.get_ref()), today);
            }
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                reader.refuse(at, "", format!("this is not TOML: {}", error.message()), "");
            }
        }
        let problems = reader.finish();
        if !problems.is_empty() {
            return Err(ConfigError::Refused { file: name.to_owned(), problems });
        }
        config.origin.file = name.to_owned();
        Ok(config)
    }

    /// Refuses surfaces that are not among `known`: the registry of surfaces is not this room's to know.
    ///
    /// # Errors
    /// If a site names an unknown surface.
    pub fn check_surfaces(&self, known: &[&str]) -> Result<(), ConfigError> {
        let places = &self.origin.surfaces;
        let problem = |name: &String| {
            let place = places.iter().find(|(surface, ..)| surface == name);
            let (line, column) = place.map_or((1, 1), |(_, line, column)| (*line, *column));
            let help = match read::nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known: {}", known.join(", ")),
            };
            Problem {
                line,
                column,
                key: "site.surfaces".to_owned(),
                what: format!("unknown surface `{name}`"),
                help,
            }
        };
        let named = self.sites.iter().filter_map(|site| site.surfaces.as_ref()).flatten();
        let problems: Vec<_> = named.filter(|name| !known.contains(&name.as_str())).map(problem).collect();
        if problems.is_empty() {
            return Ok(());
        }
        Err(ConfigError::Refused { file: self.origin.file.clone(), problems })
    }

    /// SHA-256 in hex of everything that is configured, for a report to say what it was made with. Where secrets
    /// are goes into it, what they are does not.
    pub fn digest(&self) -> String {
        let canonical = serde_json::to_vec(self).unwrap_or_default();
        digest::digest(&digest::SHA256, &canonical)
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
