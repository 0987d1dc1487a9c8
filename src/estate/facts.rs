//! What only one kind of touchpoint has.

use chrono::{DateTime, Utc};

use super::AccountId;
use crate::scrub::SecretKind;

/// What only one kind of touchpoint has.
#[derive(Debug, Clone)]
pub enum Facts {
    /// An automation rule.
    Rule(RuleFacts),
    /// An API token of a user.
    Token(TokenFacts),
    /// An API key of the organisation, or a credential of a service account.
    Key(KeyFacts),
    /// An admin webhook.
    Webhook(WebhookFacts),
    /// A filter or a dashboard.
    Shared(SharedFacts),
    /// A subscription of a filter.
    Subscription(SubscriptionFacts),
    /// A board, or the filter behind it.
    Board(BoardFacts),
    /// A step of a workflow.
    Step(StepFacts),
    /// The rights in a space.
    Space(SpaceFacts),
    /// Nothing beyond what every touchpoint has.
    Plain,
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
    /// What it works on, as Atlassian writes it: ARIs, or `project/<id>`; see [`super::Touchpoint::container`] for
    /// the same in words.
    pub scope: Vec<String>,
    /// Searches that its steps make.
    pub searches: Vec<Search>,
}

/// A search that a step of a rule makes, as far as it leads to other things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// The step.
    pub step: String,
    /// Whether the rule begins with it: then nothing happens where it finds nothing.
    pub starts: bool,
    /// Saved filters that it names, by id or name.
    pub filters: Vec<String>,
    /// Projects that it names, by key, id or name.
    pub projects: Vec<String>,
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

/// What sort of credential a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyForm {
    /// An API key of the organisation.
    OrgKey,
    /// An API token of a service account.
    Token,
    /// An OAuth client of a service account.
    OauthClient,
}

/// What only an organisation's key or the credential of a service account has.
#[derive(Debug, Clone)]
pub struct KeyFacts {
    /// What sort of credential.
    pub form: KeyForm,
    /// When it was made.
    pub created: Option<DateTime<Utc>>,
    /// When it runs out.
    pub expires: When,
    /// When it was last used.
    pub last_used: When,
    /// Its scopes; empty for a key that may do all; `None` when not said.
    pub scopes: Option<Vec<String>>,
}

/// What only an admin webhook has.
#[derive(Debug, Clone)]
pub struct WebhookFacts {
    /// Where it sends to; `None` where its address is not understood.
    pub target: Option<Target>,
    /// Secrets in its address: what sort, never what they are.
    pub secrets: Vec<Credential>,
    /// Whether what it sends is signed; `None` when not said.
    pub signed: Option<bool>,
    /// The events it is sent for.
    pub events: Vec<String>,
}

/// What only a filter or a dashboard has.
#[derive(Debug, Clone)]
pub struct SharedFacts {
    /// Whether anybody beside its owner may see it; `None` when not said.
    pub shared: Option<bool>,
    /// How many people marked it as a favourite; `None` when not said.
    pub favourites: Option<u64>,
    /// When it was last used.
    pub last_used: When,
    /// Other saved filters that its search names, by id or name.
    pub filters: Vec<String>,
}

/// What only a subscription has.
#[derive(Debug, Clone)]
pub struct SubscriptionFacts {
    /// Stable id of the filter's touchpoint.
    pub filter: String,
    /// The group it is sent to, where it is one.
    pub group: Option<String>,
}

/// What only a board, or the filter behind it, has.
#[derive(Debug, Clone)]
pub struct BoardFacts {
    /// Stable id of the filter's touchpoint, where the board's configuration could be read.
    pub filter: Option<String>,
    /// Whether the board is private; `None` when not said.
    pub private: Option<bool>,
    /// Whether its filter is shared with anybody; `None` when the filter was not seen.
    pub filter_shared: Option<bool>,
}

/// What only a step of a workflow has.
#[derive(Debug, Clone)]
pub struct StepFacts {
    /// What the step is, as Jira names it (`system:change-assignee` …).
    pub rule_key: String,
    /// Whether a project uses the workflow; `None` when not said.
    pub in_use: Option<bool>,
    /// Stable id of the webhook's touchpoint, where the step fires one.
    pub webhook: Option<String>,
    /// Whether that webhook is enabled; `None` when it was not seen.
    pub webhook_enabled: Option<bool>,
}

/// Who administers a space.
#[derive(Debug, Clone, Default)]
pub struct SpaceFacts {
    /// Accounts that administer it by name.
    pub admins: Vec<AccountId>,
    /// Groups, and classes of access, that administer it.
    pub admin_groups: Vec<String>,
    /// Whether all of that was read.
    pub whole: bool,
    /// Whether the space is somebody's personal one.
    pub personal: bool,
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
