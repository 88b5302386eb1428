//! What is wrong with a request, found before it is sent.

use std::fmt;

/// A request that was not sent because it breaks rules of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstraintError {
    operation: &'static str,
    violations: Vec<Violation>,
}

impl ConstraintError {
    /// Creates the error from at least one violation.
    pub(super) fn new(operation: &'static str, violations: Vec<Violation>) -> Self {
        Self { operation, violations }
    }

    /// The operation, as the API's document names it.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Every violation, in the order of the API's document.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for ConstraintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the request was not sent: ", self.operation)?;
        for (index, violation) in self.violations.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConstraintError {}

/// A rule of the API that a request breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    kind: &'static str,
    name: String,
    message: String,
}

impl Violation {
    /// `kind` and `name` say where, `message` says what.
    pub(super) fn new(kind: &'static str, name: impl Into<String>, message: impl fmt::Display) -> Self {
        Self { kind, name: name.into(), message: message.to_string() }
    }

    /// The name of the parameter, or the place in the body.
    #[must_use]
    pub fn parameter(&self) -> &str {
        &self.name
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() {
            write!(f, "{}: {}", self.kind, self.message)
        } else {
            write!(f, "{} `{}`: {}", self.kind, self.name, self.message)
        }
    }
}
