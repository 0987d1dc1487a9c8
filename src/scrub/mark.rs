//! What stays behind where a secret was: a [`Mark`] with its kind, whose it is and a keyed fingerprint.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::looks;

/// Declares the kinds once: variant, name in a mark, words for people.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident $name:literal $title:literal,)*) => {
        /// What kind of secret was found, told from its prefix, its place or the name next to it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum SecretKind { $($(#[$doc])* $variant,)* }

        impl SecretKind {
            /// Every kind, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name used inside a mark, in kebab case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The kind in words for people, with its article.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

kinds! {
    /// User and password (or token) of HTTP basic authentication, in a header or in an address.
    BasicAuth "basic-auth" "a user name with its password or token",
    /// A bearer token of no recognised make.
    BearerToken "bearer-token" "a bearer token",
    /// `ATATT3…`: the API token of an Atlassian user.
    AtlassianUserToken "atlassian-user-token" "an Atlassian API token of a user",
    /// `ATCTT3…`: both makes look the same.
    AtlassianOrgKey "atlassian-org-key" "an Atlassian organisation API key or a Bitbucket access token",
    /// `ATSTT3…`: the API token of an Atlassian service account.
    AtlassianServiceToken "atlassian-service-token" "an Atlassian API token of a service account",
    /// `ATBB…`.
    BitbucketAppPassword "bitbucket-app-password" "a Bitbucket app password",
    /// `ghp_…`, `gho_…`, `ghs_…`, `github_pat_…`.
    GithubToken "github-token" "a GitHub token",
    /// `glpat-…` and its relatives.
    GitlabToken "gitlab-token" "a GitLab token",
    /// `xoxb-…` and its relatives.
    SlackToken "slack-token" "a Slack token",
    /// An address below `hooks.slack.com`: whoever knows it can post.
    SlackWebhook "slack-webhook" "a Slack webhook address",
    /// An address of a Teams or Power Automate webhook.
    TeamsWebhook "teams-webhook" "a Microsoft Teams webhook address",
    /// An address below `discord.com/api/webhooks`.
    DiscordWebhook "discord-webhook" "a Discord webhook address",
    /// The address or token that starts an incoming webhook, Atlassian's own included.
    WebhookToken "webhook-token" "the secret address or token of an incoming webhook",
    /// `AKIA…`, `ASIA…`, or a secret key by its name.
    AwsKey "aws-key" "an AWS access key",
    /// `AIza…`.
    GoogleKey "google-key" "a Google API key",
    /// A signed JSON web token.
    Jwt "jwt" "a JSON web token",
    /// A PEM private key.
    PrivateKey "private-key" "a private key",
    /// A password, told by the name next to it.
    Password "password" "a password",
    /// A key or token in a header, query or body, told by the name next to it.
    ApiKey "api-key" "an API key",
    /// A reference to a secret that the server keeps under a name (Data Center).
    StoredSecret "stored-secret" "a secret stored under a name on the server",
    /// The server itself hid the value.
    Hidden "hidden" "a secret that the server keeps hidden",
    /// Looks like a secret, of no known kind.
    UnknownSecret "unknown-secret" "a secret of unknown kind",
}

impl SecretKind {
    /// The kind with this [`SecretKind::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether the secret opens something of Atlassian's: `None` where only its target could tell.
    pub fn is_atlassian(self) -> Option<bool> {
        match self {
            Self::AtlassianUserToken
            | Self::AtlassianOrgKey
            | Self::AtlassianServiceToken
            | Self::BitbucketAppPassword => Some(true),
            Self::GithubToken
            | Self::GitlabToken
            | Self::SlackToken
            | Self::SlackWebhook
            | Self::TeamsWebhook
            | Self::DiscordWebhook
            | Self::AwsKey
            | Self::GoogleKey => Some(false),
            Self::BasicAuth
            | Self::BearerToken
            | Self::WebhookToken
            | Self::Jwt
            | Self::PrivateKey
            | Self::Password
            | Self::ApiKey
            | Self::StoredSecret
            | Self::Hidden
            | Self::UnknownSecret => None,
        }
    }
}

impl fmt::Display for SecretKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is kept of a secret. Its text form, `⟦secret kind=basic-auth whose=svc@acme.example fp=0123456789ab⟧`,
/// stands where the secret stood; the brackets are ones that neither JSON, nor addresses, nor people use.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark {
    /// What kind of secret it was.
    pub kind: SecretKind,
    /// The e-mail address or account id that stood beside it. Never a user name of another form: where a
    /// token is used as the user name, that would be the secret itself.
    pub whose: Option<String>,
    /// The first 12 hex digits of an HMAC under a key that lives as long as one [`super::Scrubber`]: equal
    /// within one run means the same secret, and outside of it the digits say nothing.
    pub fingerprint: Option<String>,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "⟦secret kind={}", self.kind)?;
        if let Some(whose) = &self.whose {
            write!(f, " whose={whose}")?;
        }
        if let Some(fingerprint) = &self.fingerprint {
            write!(f, " fp={fingerprint}")?;
        }
        f.write_str("⟧")
    }
}

/// What stands for a value that was left out without being a secret.
pub(super) const DROPPED: &str = "⟦dropped⟧";

/// How long an e-mail address may be (RFC 5321).
const LONGEST_EMAIL: usize = 254;

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"⟦(?:dropped|secret kind=([a-z-]+)(?: whose=([^\s⟦⟧]+))?(?: fp=([0-9a-f]{12}))?)⟧";
    Regex::new(pattern).expect("a valid pattern")
});

impl Mark {
    /// Every mark in a text, in order. Text that merely resembles a mark is none.
    pub fn find_all(text: &str) -> Vec<Self> {
        spans(text).into_iter().filter_map(|(_, mark)| mark).collect()
    }
}

/// Where the marks are; `None` for a dropped value. Only what this module could have written counts: a mark is
/// exempt from scrubbing, so a forged one must not be a way to carry a secret past it.
pub(super) fn spans(text: &str) -> Vec<(Range<usize>, Option<Mark>)> {
    if !text.contains('⟦') {
        return Vec::new();
    }
    let genuine = |found: regex::Captures<'_>| {
        let span = found.get(0)?.range();
        let Some(kind) = found.get(1) else { return Some((span, None)) };
        let kind = SecretKind::from_name(kind.as_str())?;
        let whose = match found.get(2) {
            Some(whose) => Some(looks::identity(whose.as_str()).filter(|who| who.len() <= LONGEST_EMAIL)?),
            None => None,
        };
        let fingerprint = found.get(3).map(|fp| fp.as_str().to_owned());
        Some((span, Some(Mark { kind, whose: whose.map(str::to_owned), fingerprint })))
    };
    MARK.captures_iter(text).filter_map(genuine).collect()
}

/// The length of the mark at the start of `text`, if one is there.
pub(super) fn at_start(text: &str) -> Option<usize> {
    if !text.starts_with('⟦') {
        return None;
    }
    // A window, so that a text of nothing but opening brackets takes no quadratic time.
    let window = looks::window(text, LONGEST_EMAIL + 100);
    let end = window.find('⟧')? + '⟧'.len_utf8();
    // Another one before the end: this is none, and reading on would be done again for each.
    if text['⟦'.len_utf8()..end].contains('⟦') {
        return None;
    }
    spans(&text[..end]).first().filter(|(span, _)| span.start == 0).map(|(span, _)| span.end)
}

/// The text without its marks.
pub(super) fn without(text: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for (span, _) in spans(text) {
        rest.push_str(&text[from..span.start]);
        from = span.end;
    }
    rest.push_str(&text[from..]);
    rest
}
