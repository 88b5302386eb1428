//! Why a command is of no use.

use std::time::Duration;

use thiserror::Error;

use super::CommandLine;
use super::limits::{LINE, OUTPUT, SHOWN};
use crate::limits::named;
use crate::redact::{Redacted, Redactor};

/// Why a command is of no use.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CommandError {
    /// It cannot be started.
    #[error("`{program}` cannot be started: {reason}")]
    NotStarted {
        /// The program.
        program: String,
        /// What the system says.
        reason: String,
    },
    /// It ended with another code than 0, or by a signal.
    #[error("`{program}` ended with {status}{said}")]
    Failed {
        /// The program.
        program: String,
        /// The exit code, or the signal.
        status: String,
        /// What it printed on standard error.
        said: Redacted,
    },
    /// It took too long.
    #[error("`{program}` did not end within {} s{said}", .timeout.as_secs_f64())]
    TooSlow {
        /// The program.
        program: String,
        /// How long it may take.
        timeout: Duration,
        /// What it printed on standard error.
        said: Redacted,
    },
    /// It printed too much.
    #[error("`{program}` prints too much {}", named("command-output", format!("{OUTPUT} bytes")))]
    TooMuch {
        /// The program.
        program: String,
    },
    /// It did not answer a line in time.
    #[error("`{program}` did not answer a line within {} s{said}", .timeout.as_secs_f64())]
    NoLine {
        /// The program.
        program: String,
        /// How long it may take.
        timeout: Duration,
        /// What it printed on standard error.
        said: Redacted,
    },
    /// It answered too long a line.
    #[error("`{program}` answers a line that is too long {}", named("command-line", format!("{LINE} bytes")))]
    LongLine {
        /// The program.
        program: String,
    },
    /// What it printed is none of what it is asked for.
    #[error("`{program}` prints {what}{said}")]
    Unusable {
        /// The program.
        program: String,
        /// What it prints.
        what: String,
        /// What it printed on standard error.
        said: Redacted,
    },
}

impl CommandError {
    pub(crate) fn unusable(line: &CommandLine, what: impl Into<String>) -> Self {
        Self::Unusable { program: line.shown(), what: what.into(), said: Redacted::default() }
    }
}

/// The end of what was printed on standard error, for people.
pub(super) fn said(redactor: &Redactor, bytes: &[u8]) -> Redacted {
    let text = String::from_utf8_lossy(bytes);
    // It is redacted before it is cut.
    let text = redactor.redact(text.trim()).printable();
    if text.is_empty() {
        return text;
    }
    Redacted::ours(", and said: ").with(&text.end(SHOWN))
}
