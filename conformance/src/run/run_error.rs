//! Why a run has no result.

use std::fmt;
use std::path::PathBuf;

use trueline_spec::render::printable_line;

use crate::redact::Redacted;

/// Why a run has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunError {
    /// Nothing answers, or what answers does not speak HTTP.
    Unreachable {
        /// The address.
        base_url: Redacted,
        /// What happened.
        reason: Redacted,
    },
    /// Every valid request was answered with 401 or 403.
    CredentialsRefused {
        /// The address.
        base_url: Redacted,
    },
    /// No chosen operation has a class of those that are chosen.
    NoSuchClass {
        /// The expressions that are searched in the names of classes.
        patterns: Vec<String>,
        /// What may have been meant.
        near: Vec<String>,
    },
    /// A snapshot cannot be read or written.
    State {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        reason: String,
    },
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable { base_url, reason } => {
                write!(
                    f,
                    "nothing that speaks HTTP answers at {base_url}: {reason}; is the server running, and is the address right?"
                )
            }
            Self::CredentialsRefused { base_url } => write!(
                f,
                "{base_url} refuses the credentials of every valid request (401 or 403); are they right, and of this environment?"
            ),
            Self::NoSuchClass { patterns, near } => {
                let shown = |names: &[String]| {
                    names.iter().map(|name| format!("`{}`", printable_line(name))).collect::<Vec<_>>().join(" or ")
                };
                write!(f, "no class of the operations has {} in its name", shown(patterns))?;
                if near.is_empty() { Ok(()) } else { write!(f, "; did you mean {}?", shown(near)) }
            }
            Self::State { folder, reason } => write!(f, "the folder `{}` cannot be used: {reason}", folder.display()),
        }
    }
}

impl std::error::Error for RunError {}
