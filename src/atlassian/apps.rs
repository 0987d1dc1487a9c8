//! Installed apps, as the plugin manager of Jira and Confluence lists them; in no specification.

use serde_json::Value;

use super::{flag, text};

/// The rows of the plugin manager's answer; `None` where it has no list.
pub fn plugins(answer: &Value) -> Option<&[Value]> {
    Some(answer.get("plugins")?.as_array()?.as_slice())
}

/// An app, or a part of the product: the plugin manager calls both a plugin.
#[derive(Debug, Clone, Copy)]
pub struct Plugin<'a>(pub &'a Value);

impl<'a> Plugin<'a> {
    /// Its key.
    pub fn key(self) -> Option<&'a str> {
        text(self.0, "key")
    }

    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// Who makes it.
    pub fn vendor(self) -> Option<&'a str> {
        let vendor = self.0.get("vendor")?;
        text(vendor, "name").or_else(|| text(self.0, "vendor"))
    }

    /// Whether somebody installed it, rather than that it came with the product.
    pub fn user_installed(self) -> Option<bool> {
        flag(self.0, "userInstalled")
    }

    /// Whether it is switched on.
    pub fn enabled(self) -> Option<bool> {
        flag(self.0, "enabled")
    }
}
