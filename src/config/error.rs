//! Why a configuration was refused: every problem with its line, and what to do. Never a value: it may be a
//! secret.

use std::fmt;
use std::path::PathBuf;

/// One thing that is wrong in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The key or table that it is about, as in `policy.stale_days`.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub help: String,
}

/// A configuration that cannot be used, or a credential that could not be had.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file says something wrong: all of it at once, by line.
    Refused {
        /// The name of the file.
        file: String,
        /// At least one.
        problems: Vec<Problem>,
    },
    /// A credential is not where the configuration says.
    Secret {
        /// What is wrong and what to do.
        what: String,
    },
}

impl ConfigError {
    /// What is wrong in the file, by line; empty for the other kinds.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Refused { problems, .. } => problems,
            Self::Unreadable { .. } | Self::Secret { .. } => &[],
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, source } => {
                write!(f, "{}: {source}", path.display())?;
                if source.kind() == std::io::ErrorKind::NotFound {
                    f.write_str("\n  `touchpoint init` writes one; `--config FILE` names another")?;
                }
                Ok(())
            }
            Self::Refused { file, problems } => {
                for (i, Problem { line, column, key, what, help }) in problems.iter().enumerate() {
                    let key = if key.is_empty() { String::new() } else { format!("`{key}`: ") };
                    let end = if i == 0 { "" } else { "\n" };
                    write!(f, "{end}{file}:{line}:{column}: {key}{what}")?;
                    if !help.is_empty() {
                        write!(f, "\n  {help}")?;
                    }
                }
                Ok(())
            }
            Self::Secret { what } => f.write_str(what),
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            Self::Refused { .. } | Self::Secret { .. } => None,
        }
    }
}
