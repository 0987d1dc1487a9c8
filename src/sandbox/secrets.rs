//! Fake secrets of the real form, so that a scrubber meets what it would meet outside.

use super::dice::Dice;
use base64::{Engine as _, engine::general_purpose::STANDARD};

const BASE64_URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ALPHANUMERIC: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A secret that stands in what the sandbox serves. None of them opens anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlantedSecret {
    /// The secret itself, as it stands in the JSON.
    pub value: String,
    /// What it is, e.g. `basic-header` or `slack-webhook`.
    pub kind: &'static str,
    /// Where it is: the name of the rule.
    pub place: String,
}

/// A token of Atlassian's form: prefix, 171 random characters, `=`, and the CRC-32 of everything before.
/// The checksum is what lets scanners tell a real token from noise, so a fake without it would prove nothing.
pub(crate) fn atlassian_token(prefix: &str, dice: &mut Dice) -> String {
    let body = format!("{prefix}{}=", dice.text(BASE64_URL, 171));
    let mut crc = flate2::Crc::new();
    crc.update(body.as_bytes());
    format!("{body}{:08X}", crc.sum())
}

/// A person's API token.
pub(crate) fn user_token(dice: &mut Dice) -> String {
    atlassian_token("ATATT3xFfGF0", dice)
}

/// An organisation's admin API key.
pub(crate) fn org_key(dice: &mut Dice) -> String {
    atlassian_token("ATCTT3xFfGN0", dice)
}

/// A service account's API token.
pub(crate) fn service_account_token(dice: &mut Dice) -> String {
    atlassian_token("ATSTT3xFfGF0", dice)
}

/// A secret without any recognisable prefix.
pub(crate) fn opaque(dice: &mut Dice) -> String {
    dice.text(ALPHANUMERIC, 40)
}

/// The part of a Basic header after the word `Basic`.
pub(crate) fn basic(user: &str, password: &str) -> String {
    STANDARD.encode(format!("{user}:{password}"))
}
