//! What a tool's run at a server came to.

use serde::Deserialize;

use super::exchanges::{Exchanges, Operation};
use super::finding::Finding;

/// What tests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Tool {
    /// `trueline conform`.
    #[default]
    Trueline,
    /// Schemathesis.
    Schemathesis,
}

impl Tool {
    /// Its name in tables.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Trueline => "trueline",
            Self::Schemathesis => "schemathesis",
        }
    }
}

/// A run.
#[derive(Debug)]
pub(super) struct Outcome {
    /// Whose.
    pub tool: Tool,
    /// The document's operations.
    pub operations: Vec<Operation>,
    /// What was sent and answered.
    pub exchanges: Exchanges,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Seconds of processors of the tool, user and system.
    pub cpu_seconds: f64,
    /// Seconds that it took.
    pub wall_seconds: f64,
    /// Why it ended early, or broke.
    pub broken: Option<String>,
}
