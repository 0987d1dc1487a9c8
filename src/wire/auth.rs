//! What a session shows at the door.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;

use super::error::{ErrorKind, WireError};
use crate::scrub::Secret;

/// The credential of a session. Printing one shows its kind and nothing else.
#[derive(Clone)]
pub enum Auth {
    /// Organisation API keys and service-account tokens.
    Bearer(Secret),
    /// User API tokens: the account's e-mail address and the token.
    Basic {
        /// E-mail address of the account the token belongs to.
        user: String,
        /// The API token, in the place of a password.
        token: Secret,
    },
    /// Nothing; for `/_edge/tenant_info`, which answers everybody.
    Anonymous,
}

impl Auth {
    /// The `Authorization` header, marked sensitive: it stays out of debug output and of HTTP/2's header
    /// compression table.
    pub(super) fn header(&self) -> Result<Option<HeaderValue>, WireError> {
        let text = match self {
            Auth::Bearer(token) => format!("Bearer {}", token.expose()),
            Auth::Basic { user, token } => format!("Basic {}", pair(user, token)),
            Auth::Anonymous => return Ok(None),
        };
        let refuse = |what: &str| WireError::setup(ErrorKind::Setup { what: what.to_owned() });
        if let Auth::Basic { user, .. } = self
            && (user.contains(':') || user.chars().any(char::is_control))
        {
            return Err(refuse("the user name of a credential holds a colon or a control character"));
        }
        if self.tokens().any(|token| token.expose().is_empty()) {
            return Err(refuse("a credential is empty; check where it is read from"));
        }
        // The library's own error is dropped on purpose: nothing that saw the value gets to speak.
        let mut value = HeaderValue::from_str(&text).map_err(|_| {
            refuse("a credential holds characters no header can carry (a line break?); check its file")
        })?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    /// Every spelling of the credential that must never come back in a message: a server may echo it.
    pub(super) fn needles(&self) -> Vec<Secret> {
        let mut needles: Vec<Secret> = self.tokens().cloned().collect();
        if let Auth::Basic { user, token } = self {
            needles.push(Secret::new(pair(user, token)));
        }
        needles.retain(|needle| !needle.expose().is_empty());
        needles
    }

    fn tokens(&self) -> impl Iterator<Item = &Secret> {
        match self {
            Auth::Bearer(token) | Auth::Basic { token, .. } => Some(token).into_iter(),
            Auth::Anonymous => None.into_iter(),
        }
    }
}

fn pair(user: &str, token: &Secret) -> String {
    STANDARD.encode(format!("{user}:{}", token.expose()))
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Auth::Bearer(_) => "Bearer(***)",
            Auth::Basic { .. } => "Basic(***)",
            Auth::Anonymous => "Anonymous",
        })
    }
}
