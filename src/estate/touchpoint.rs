//! Touchpoints and bindings: what does integration work, and which account holds it how.

use std::fmt;

use chrono::{DateTime, Utc};

use super::AccountId;
use super::facts::{
    BoardFacts, Credential, Facts, KeyFacts, RuleFacts, SharedFacts, SpaceFacts, StepFacts,
    SubscriptionFacts, TokenFacts, WebhookFacts,
};
use super::kind::{Kind, Role};
use crate::snapshot::digest;

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

/// Where in a touchpoint something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The step, in words: `trigger`, `step 3.1`.
    pub step: String,
    /// What was found there, in words.
    pub what: String,
    /// The secret, where it is one.
    pub credential: Option<Credential>,
    /// The connection, where it is one.
    pub connection: Option<Connection>,
}

/// An account's consent that lets a rule reach another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Its id; `None` when not said.
    pub id: Option<String>,
    /// What it reaches, as Atlassian calls it (`com.atlassian.confluence.native` …); `None` when not said.
    pub target: Option<String>,
    /// How it proves itself (`OAUTH_3LO`, `FORGE` …); `None` when not said.
    pub auth_type: Option<String>,
    /// The steps that use it.
    pub steps: Vec<String>,
}

impl Spot {
    /// A spot that is neither a secret nor a connection.
    pub fn plain(step: &str, what: impl Into<String>) -> Spot {
        Spot { step: step.to_owned(), what: what.into(), credential: None, connection: None }
    }
}

/// What the spot of a role says that administers its project.
pub const ADMINISTERS: &str = "acts in the role that administers the project";

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
    /// What people call it; empty where it keeps that to itself.
    pub name: String,
    /// Product it belongs to; empty for the organisation.
    pub product: String,
    /// Host of its site, or its cloud id where no host is known; empty for the organisation.
    pub site: String,
    /// What it works on: a project, a space, several, everything.
    pub container: String,
    /// `enabled`, `disabled`, `active`, `blocked`, `expired` …
    pub state: String,
    /// When it was made; `None` when not said.
    pub created: Option<DateTime<Utc>>,
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
        if self.name.is_empty() {
            let id = self.native_id.rsplit('/').next().unwrap_or_default();
            return format!("{} {id}", self.kind.title());
        }
        format!("{} \"{}\"", self.kind.title(), self.name)
    }

    /// A touchpoint of which nothing more is known yet.
    pub(super) fn new(kind: Kind, native_id: impl Into<String>, name: impl Into<String>) -> Touchpoint {
        let native_id = native_id.into();
        Touchpoint {
            id: Touchpoint::stable_id(kind, &native_id),
            kind,
            native_id,
            name: name.into(),
            product: String::new(),
            site: String::new(),
            container: String::new(),
            state: "active".to_owned(),
            created: None,
            changed: None,
            link: None,
            facts: Facts::Plain,
        }
    }

    /// Whether it is at work, or may be: what is not known to be switched off counts as at work. A credential
    /// is live only where nothing speaks against it, because each claim about it says that it opens something.
    pub fn is_live(&self) -> bool {
        match &self.facts {
            Facts::Token(_) | Facts::Key(_) => self.state == "active",
            _ => !["disabled", "archived", "inactive", "deleted"].contains(&self.state.as_str()),
        }
    }

    /// Its facts as a rule, if it is one.
    pub fn rule(&self) -> Option<&RuleFacts> {
        match &self.facts {
            Facts::Rule(facts) => Some(facts),
            _ => None,
        }
    }

    /// Its facts as the API token of a user, if it is one.
    pub fn token(&self) -> Option<&TokenFacts> {
        match &self.facts {
            Facts::Token(facts) => Some(facts),
            _ => None,
        }
    }

    /// Its facts as an organisation's key or the credential of a service account, if it is one.
    pub fn key(&self) -> Option<&KeyFacts> {
        match &self.facts {
            Facts::Key(facts) => Some(facts),
            _ => None,
        }
    }

    /// Its facts as a webhook, if it is one.
    pub fn webhook(&self) -> Option<&WebhookFacts> {
        match &self.facts {
            Facts::Webhook(facts) => Some(facts),
            _ => None,
        }
    }

    /// Its facts as a filter or dashboard, if it is one.
    pub fn shared(&self) -> Option<&SharedFacts> {
        match &self.facts {
            Facts::Shared(facts) => Some(facts),
            _ => None,
        }
    }

    /// Its facts as the subscription of a filter, if it is one.
    pub fn subscription(&self) -> Option<&SubscriptionFacts> {
        match &self.facts {
            Facts::Subscription(facts) => Some(facts),
            _ => None,
        }
    }

    /// Its facts as a board or its filter, if it is one.
    pub fn board(&self) -> Option<&BoardFacts> {
        match &self.facts {
            Facts::Board(facts) => Some(facts),
            _ => None,
        }
    }

    /// Its facts as a step of a workflow, if it is one.
    pub fn step(&self) -> Option<&StepFacts> {
        match &self.facts {
            Facts::Step(facts) => Some(facts),
            _ => None,
        }
    }

    /// Its facts as the rights in a space, if it is them.
    pub fn space(&self) -> Option<&SpaceFacts> {
        match &self.facts {
            Facts::Space(facts) => Some(facts),
            _ => None,
        }
    }
}
