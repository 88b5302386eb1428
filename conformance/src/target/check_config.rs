//! Checks of a configuration.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use crate::command::{CommandLine, default_timeout, seconds};

/// `[checks.NAME]`: a command that judges exchanges. It gets each as a line of JSON, and answers with a line that has what
/// it found.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckConfig {
    /// The program with its arguments; it runs as long as the run does.
    pub command: CommandLine,
    /// How long one answer may take; in the configuration as a number of seconds.
    #[serde(default = "default_timeout", deserialize_with = "seconds")]
    pub timeout: Duration,
    /// Whether it gets exchanges with their secrets; without them it gets the names of their variables.
    #[serde(default)]
    pub secrets: bool,
}

impl CheckConfig {
    /// The same with the command in a folder.
    #[must_use]
    pub fn below(self, folder: &Path) -> Self {
        Self { command: self.command.below(folder), ..self }
    }
}
