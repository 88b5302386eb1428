//! What a finding says of the server, and what of the document.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use thiserror::Error;

use super::Check;

/// How much a finding accuses the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "&'static str")]
#[non_exhaustive]
pub enum Severity {
    /// The server breaks what the document declares.
    Violation,
    /// The server fails, or gives no answer.
    ServerError,
    /// The server does not do what HTTP has it do with the thing that the document seems to be about.
    Likely,
    /// A refusal that HTTP allows, and of which the document says nothing.
    Undeclared,
    /// It was seen, and not again when the request was sent once more.
    Unstable,
}

/// No severity has such a name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no severity `{0}`")]
pub struct UnknownSeverity(pub String);

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Self; 5] = [Self::Violation, Self::ServerError, Self::Likely, Self::Undeclared, Self::Unstable];

    /// Its name in reports: `server-error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::ServerError => "server-error",
            Self::Likely => "likely",
            Self::Undeclared => "undeclared",
            Self::Unstable => "unstable",
        }
    }

    /// Whether a run fails by it unless it is configured otherwise.
    #[must_use]
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Violation | Self::ServerError | Self::Likely)
    }

    /// The severity of what a check found in an answer with a status, if there was one.
    pub(crate) fn of(check: Check, status: Option<u16>) -> Self {
        match check {
            Check::ServerError | Check::NoAnswer => Self::ServerError,
            // A client cannot read a success that is not declared; of a refusal it knows enough.
            Check::UndeclaredStatus if status.is_some_and(|status| (400..500).contains(&status)) => Self::Undeclared,
            // Which operations are about one thing is read from names and paths.
            Check::Deleted
            | Check::ForeignAccess
            | Check::IdentityReused
            | Check::Isolation
            | Check::Kept
            | Check::Listed
            | Check::Lost
            | Check::Orphan => Self::Likely,
            _ => Self::Violation,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<Severity> for &'static str {
    fn from(severity: Severity) -> Self {
        severity.as_str()
    }
}

impl FromStr for Severity {
    type Err = UnknownSeverity;

    fn from_str(name: &str) -> Result<Self, UnknownSeverity> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == name).ok_or_else(|| UnknownSeverity(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for severity in Severity::ALL {
            assert_eq!(severity.as_str().parse(), Ok(severity));
        }
        assert_eq!("fatal".parse::<Severity>(), Err(UnknownSeverity("fatal".to_owned())));
    }

    #[test]
    fn a_refusal_that_is_not_declared_accuses_nobody() {
        assert_eq!(Severity::of(Check::UndeclaredStatus, Some(404)), Severity::Undeclared);
        assert_eq!(Severity::of(Check::UndeclaredStatus, Some(202)), Severity::Violation);
        assert_eq!(Severity::of(Check::ServerError, Some(500)), Severity::ServerError);
        assert_eq!(Severity::of(Check::Deleted, Some(200)), Severity::Likely);
        assert_eq!(Severity::of(Check::InvalidAccepted, Some(200)), Severity::Violation);
    }
}
