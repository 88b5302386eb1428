//! A program with its arguments, as a configuration has them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::{Deserialize, Deserializer};
use thiserror::Error;
use tokio::process::Command;
use trueline_spec::render::printable_line;

use super::limits::{LONGEST, TIMEOUT};

/// A program with its arguments: `["sh", "-c", "..."]`. No shell reads it unless it names one.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct CommandLine {
    program: String,
    arguments: Vec<String>,
    /// Where it runs; the working folder where there is none.
    folder: Option<PathBuf>,
}

/// A command without a program.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a command is a list of a program and its arguments, as in [\"sh\", \"-c\", \"...\"]")]
pub struct NoProgram;

impl TryFrom<Vec<String>> for CommandLine {
    type Error = NoProgram;

    fn try_from(words: Vec<String>) -> Result<Self, NoProgram> {
        let mut words = words.into_iter();
        let program = words.next().filter(|program| !program.is_empty()).ok_or(NoProgram)?;
        Ok(Self { program, arguments: words.collect(), folder: None })
    }
}

impl fmt::Debug for CommandLine {
    /// Without the arguments, of which one may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CommandLine({:?}, {} arguments)", self.program, self.arguments.len())
    }
}

impl CommandLine {
    /// The same in a folder.
    #[must_use]
    pub fn below(self, folder: &Path) -> Self {
        let folder = Some(folder.to_owned()).filter(|folder| !folder.as_os_str().is_empty());
        Self { folder, ..self }
    }

    /// The program, for people.
    pub(super) fn shown(&self) -> String {
        printable_line(&self.program).into_owned()
    }

    /// The process, which ends with whoever waits for it.
    pub(super) fn process(&self, environment: &[(&str, &str)]) -> Command {
        let mut process = Command::new(&self.program);
        process.args(&self.arguments).envs(environment.iter().copied()).kill_on_drop(true);
        process.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(folder) = &self.folder {
            process.current_dir(folder);
        }
        process
    }
}

/// A time in seconds, above zero.
pub(crate) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let number = f64::deserialize(deserializer)?;
    let time = Duration::try_from_secs_f64(number).ok().filter(|time| !time.is_zero() && number <= LONGEST);
    time.ok_or_else(|| serde::de::Error::custom("a command's `timeout` is a number of seconds up to 3600"))
}

/// How long a command may take.
pub(crate) fn default_timeout() -> Duration {
    TIMEOUT
}
