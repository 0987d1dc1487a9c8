//! Where a secret is, and how to get it from there.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Serialize, Serializer};

use super::ConfigError;
use crate::scrub::Secret;

/// No credential is longer; a file or command that gives more is the wrong one.
const LONGEST: u64 = 64 * 1024;

/// Where a secret is. The configuration file can name the first three; the secret itself it cannot hold.
#[derive(Debug, Clone)]
pub enum SecretSource {
    /// An environment variable.
    Env(String),
    /// The first line of a file.
    File(PathBuf),
    /// What a shell command prints.
    Command(String),
    /// The secret itself, given by the program; for the demo, whose sandbox makes its own.
    Given(Secret),
}

/// For the digest of a configuration: where, never what.
impl Serialize for SecretSource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Env(name) => serializer.collect_str(&format_args!("env:{name}")),
            Self::File(path) => serializer.collect_str(&format_args!("file:{}", path.display())),
            Self::Command(line) => serializer.collect_str(&format_args!("command:{line}")),
            Self::Given(_) => serializer.serialize_str("given"),
        }
    }
}

impl SecretSource {
    /// Gets the secret.
    ///
    /// # Errors
    /// If it is not there or empty. The error says where it was looked for, never what was found.
    pub fn read(&self) -> Result<Secret, ConfigError> {
        let found = match self {
            Self::Given(secret) => return Ok(secret.clone()),
            Self::Env(name) => environment(name).ok_or_else(|| {
                refused(format!("the environment variable {name} is not set\n  set it, or change [credentials] to where the secret is"))
            })?,
            Self::File(path) => {
                let text = open(path).map_err(|error| {
                    refused(format!("{}: {error}\n  [credentials] says that a secret is in this file", path.display()))
                })?;
                text.lines().next().unwrap_or_default().to_owned()
            }
            Self::Command(line) => run(line)?,
        };
        let found = Secret::new(found);
        if found.expose().is_empty() {
            return Err(refused(format!(
                "{} is empty, where [credentials] says that a secret is",
                self.place()
            )));
        }
        // A header cannot carry it, and whoever tries would print it in an error.
        if found.expose().contains(|c: char| c.is_control()) {
            return Err(refused(format!("{} gives more than one line; a secret is one line", self.place())));
        }
        Ok(found)
    }

    /// Something that works but should not stay: a file that others can read.
    pub fn warning(&self) -> Option<String> {
        match self {
            #[cfg(unix)]
            Self::File(path) => {
                use std::os::unix::fs::PermissionsExt as _;
                let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
                let path = path.display();
                (mode & 0o077 != 0).then(|| {
                    format!(
                        "{path} holds a secret and others can read it (mode {mode:03o}): chmod 600 {path}"
                    )
                })
            }
            _ => None,
        }
    }

    fn place(&self) -> String {
        match self {
            Self::Env(name) => format!("the environment variable {name}"),
            Self::File(path) => format!("the first line of {}", path.display()),
            // Not the command line itself: people write secrets into those.
            Self::Command(_) => "the output of the command".to_owned(),
            Self::Given(_) => "the given secret".to_owned(),
        }
    }
}

/// The one place that reads the environment for the library.
#[allow(clippy::disallowed_methods, reason = "the configuration names the variables that it wants")]
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn refused(what: String) -> ConfigError {
    ConfigError::Secret { what }
}

fn open(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

fn run(line: &str) -> Result<String, ConfigError> {
    let failed = |why: String| {
        refused(format!(
            "the command that should print a secret {why}\n  run it by hand to see; its output is not shown here"
        ))
    };
    // Standard input and error stay the terminal's: a password manager may ask for its own password.
    let mut child = Command::new("sh")
        .args(["-c", line])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("could not be started: {error}")))?;
    let mut output = Vec::new();
    let read = match child.stdout.take() {
        Some(pipe) => pipe.take(LONGEST).read_to_end(&mut output),
        None => Ok(0),
    };
    let status = child.wait().map_err(|error| failed(format!("did not end: {error}")))?;
    if !status.success() {
        return Err(failed(format!("failed ({status})")));
    }
    read.map_err(|error| failed(format!("could not be read: {error}")))?;
    String::from_utf8(output).map_err(|_| failed("did not print text".to_owned()))
}
