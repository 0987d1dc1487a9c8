//! Touchpoints and bindings: what does integration work, and which account holds it how.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::AccountId;
use crate::scrub::SecretKind;
use crate::snapshot::digest;

/// What sort of thing a touchpoint is; the words are those of the table of effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An automation rule of Jira.
    JiraAutomationRule,
    /// An automation rule of Confluence.
    ConfluenceAutomationRule,
    /// An API token of a user.
    ApiToken,
}

impl Kind {
    /// The word in files, tables and ids.
    pub fn word(self) -> &'static str {
        match self {
            Kind::JiraAutomationRule => "jira-automation-rule",
            Kind::ConfluenceAutomationRule => "confluence-automation-rule",
            Kind::ApiToken => "api-token",
        }
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Kind::JiraAutomationRule => "Jira automation rule",
            Kind::ConfluenceAutomationRule => "Confluence automation rule",
            Kind::ApiToken => "API token",
        }
    }

    /// Whether it is an automation rule of either product.
    pub fn is_rule(self) -> bool {
        matches!(self, Kind::JiraAutomationRule | Kind::ConfluenceAutomationRule)
    }
}

/// How an account holds a touchpoint. Never mixed up: each has its own risk and its own remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The touchpoint acts as this account.
    Actor,
    /// It belongs to this account, who hears of its errors.
    Owner,
    /// The account may change it.
    Editor,
    /// The account lent it access to another system.
    Connection,
    /// A credential of this account is written inside it.
    Credential,
    /// It names the account: in a step, a condition, a search, a mention.
    Subject,
    /// The account holds it, as a token.
    Holder,
}

impl Role {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Role::Actor => "actor",
            Role::Owner => "owner",
            Role::Editor => "editor",
            Role::Connection => "connection",
            Role::Credential => "credential",
            Role::Subject => "subject",
            Role::Holder => "holder",
        }
    }
}

/// Who a binding leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// An account.
    Account(AccountId),
    /// An address that belongs to no account that was seen.
    Address(String),
    /// Nobody fixed: whoever triggers the rule.
    Initiator,
    /// Nobody fixed: computed while the rule runs.
    Computed,
    /// Somebody, but nothing says who.
    Unknown,
}

impl Who {
    /// The account with this id. `unknown` is what Atlassian writes for a corrupted record: it is nobody's id,
    /// and two that have it are not one account.
    pub fn with_id(id: &str) -> Who {
        if id.eq_ignore_ascii_case("unknown") { Who::Unknown } else { Who::Account(AccountId::new(id)) }
    }

    /// The account, where it is one.
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Who::Account(id) => Some(id),
            _ => None,
        }
    }

    /// What to call somebody who is not an account.
    pub fn stand_in(&self) -> &str {
        match self {
            Who::Account(id) => id.as_str(),
            Who::Address(address) => address,
            Who::Initiator => "whoever triggers the rule",
            Who::Computed => "computed while the rule runs",
            Who::Unknown => "unknown",
        }
    }
}

/// A secret as it was found: what sort, where, but never what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// What sort of secret.
    pub kind: SecretKind,
    /// The host that the step sends it to, where the step says.
    pub host: Option<String>,
    /// Whether it opens an Atlassian product, as far as kind and host tell.
    pub atlassian: Option<bool>,
    /// Keyed fingerprint: equal for equal secrets of one scan.
    pub fingerprint: Option<String>,
}

/// Where in a touchpoint something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The step, in words: `trigger`, `step 3.1`.
    pub step: String,
    /// What was found there, in words.
    pub what: String,
    /// The secret, where it is one.
    pub credential: Option<Credential>,
    /// How a connection proves itself (`OAUTH_3LO`, `FORGE` …), where it is one and says so.
    pub auth_type: Option<String>,
}

impl Spot {
    /// A spot that is neither a secret nor a connection.
    pub fn plain(step: &str, what: impl Into<String>) -> Spot {
        Spot { step: step.to_owned(), what: what.into(), credential: None, auth_type: None }
    }
}

/// How a connection's spot ends when no step uses it.
pub const UNUSED: &str = "used by no step";

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.step.is_empty() { f.write_str(&self.what) } else { write!(f, "{}: {}", self.step, self.what) }
    }
}

/// Touchpoint × account × role.
#[derive(Debug, Clone)]
pub struct Binding {
    /// Index of the touchpoint in [`super::Estate::touchpoints`].
    pub touchpoint: usize,
    /// How the account holds it.
    pub role: Role,
    /// Who.
    pub who: Who,
    /// Every place in the touchpoint that says so.
    pub spots: Vec<Spot>,
}

/// A thing that does integration work or keeps it alive.
#[derive(Debug, Clone)]
pub struct Touchpoint {
    /// Stable id: the same thing next quarter and on another machine.
    pub id: String,
    /// What sort of thing.
    pub kind: Kind,
    /// The id it has at Atlassian.
    pub native_id: String,
    /// What people call it.
    pub name: String,
    /// Product it belongs to; empty for the organisation.
    pub product: String,
    /// Host of its site, or its cloud id where no host is known; empty for the organisation.
    pub site: String,
    /// What it works on: a project, a space, several, everything.
    pub container: String,
    /// `enabled`, `disabled`, `active`, `blocked`, `expired` …
    pub state: String,
    /// When it was last changed.
    pub changed: Option<DateTime<Utc>>,
    /// Where a person finds it; `None` where no source tells the address of its page.
    pub link: Option<String>,
    /// What only its kind has.
    pub facts: Facts,
}

impl Touchpoint {
    /// The stable id of a thing with this kind and native id.
    pub fn stable_id(kind: Kind, native_id: &str) -> String {
        format!("t-{}", &digest(format!("{}\0{native_id}", kind.word()).as_bytes())[..16])
    }

    /// What a sentence calls it: `Jira automation rule "Close stale issues"`.
    pub fn title(&self) -> String {
        format!("{} \"{}\"", self.kind.title(), self.name)
    }

    /// Whether it is at work, or may be: a rule whose state is not known is not known to be switched off. A token
    /// is live only where nothing speaks against it, because each claim about it says that it opens something.
    pub fn is_live(&self) -> bool {
        match &self.facts {
            Facts::Rule(_) => self.state != "disabled",
            Facts::Token(_) => self.state == "active",
        }
    }

    /// Its facts as a rule, if it is one.
    pub fn rule(&self) -> Option<&RuleFacts> {
        match &self.facts {
            Facts::Rule(facts) => Some(facts),
            Facts::Token(_) => None,
        }
    }

    /// Its facts as a token, if it is one.
    pub fn token(&self) -> Option<&TokenFacts> {
        match &self.facts {
            Facts::Token(facts) => Some(facts),
            Facts::Rule(_) => None,
        }
    }
}

/// What only one kind of touchpoint has.
#[derive(Debug, Clone)]
pub enum Facts {
    /// An automation rule.
    Rule(RuleFacts),
    /// A token.
    Token(TokenFacts),
}

/// Who may change a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteAccess {
    /// Its owner alone.
    OwnerOnly,
    /// The owner and those named.
    Named,
    /// Every administrator.
    Everybody,
    /// The rule does not say, or says something new.
    Unknown,
}

/// An address that a step of a rule sends to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The step.
    pub step: String,
    /// Scheme and host, without anything secret.
    pub origin: String,
    /// Whether what is sent can be read on the way.
    pub clear_text: bool,
    /// Whether the same step carries a credential.
    pub with_credential: bool,
}

/// What only a rule has.
#[derive(Debug, Clone)]
pub struct RuleFacts {
    /// Who may change it.
    pub write_access: WriteAccess,
    /// Addresses its steps send to.
    pub targets: Vec<Target>,
    /// Number of its steps, trigger included; `None` when only its summary could be read.
    pub steps: Option<usize>,
}

/// When something happened, keeping *never* and *not said* apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At this instant.
    At(DateTime<Utc>),
    /// The source says: never.
    Never,
    /// The source says it of others and leaves it out here: probably never.
    Omitted,
    /// The source does not say.
    Unsaid,
}

impl When {
    /// The instant, if there is one.
    pub fn at(self) -> Option<DateTime<Utc>> {
        match self {
            When::At(time) => Some(time),
            When::Never | When::Omitted | When::Unsaid => None,
        }
    }
}

/// What only a token has.
#[derive(Debug, Clone)]
pub struct TokenFacts {
    /// When it was made.
    pub created: Option<DateTime<Utc>>,
    /// When it runs out.
    pub expires: When,
    /// When it was last used.
    pub last_used: When,
    /// Number of scopes; zero for a token that may do all its holder may; `None` when not said.
    pub scopes: Option<usize>,
}
