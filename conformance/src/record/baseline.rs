//! What is known of a target: findings by which its runs fail no more, in a file that people keep beside their code.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use trueline_spec::disk;
use trueline_spec::render::printable_json;

use crate::report::Failure;

/// What the file is.
const VERSION: u32 = 1;

/// Findings that are known, by their causes.
///
/// The file has an entry of several lines for each, in the order of the causes, which neither the seed nor the number of
/// threads decides on: two branches that add different entries seldom touch the same lines.
///
/// # Examples
///
/// ```
/// use trueline_conformance::record::Baseline;
///
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("baseline.json");
/// assert!(Baseline::read(&file).is_err(), "what is not there is no empty baseline");
/// Baseline::default().write(&file)?;
/// assert_eq!(Baseline::read(&file)?, Baseline::default());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<u64, KnownFinding>);

/// A finding of a baseline; all but its cause is for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFinding {
    /// The check that found it.
    pub check: String,
    /// The operation in which it was found first.
    pub operation: String,
    /// How much it accuses the server.
    pub severity: String,
    /// What is wrong.
    pub message: String,
}

/// How a baseline is written.
#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    findings: BTreeMap<String, KnownFinding>,
}

/// Why a baseline cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// The file is not there, or cannot be read.
    #[error("the baseline `{}` cannot be read: {reason}", .file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// The file is no baseline.
    #[error("the baseline `{}` is broken: {reason}", .file.display())]
    Broken {
        /// Which.
        file: PathBuf,
        /// What of it.
        reason: ParseBaselineError,
    },
    /// The file cannot be written.
    #[error("the baseline `{}` cannot be written: {reason}", .file.display())]
    Unwritable {
        /// Which.
        file: PathBuf,
        /// Why.
        reason: io::Error,
    },
}

/// What of a file is no baseline.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ParseBaselineError {
    /// It is no JSON, or of another shape.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// It is of a version that this program does not know.
    #[error("its version is {0}, and this program reads {VERSION}")]
    Version(u32),
    /// The name of an entry is no cause.
    #[error("`{0}` is no cause, which has 16 hexadecimal digits")]
    Cause(String),
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// It is not there, or no baseline.
    pub fn read(file: &Path) -> Result<Self, BaselineError> {
        let text = std::fs::read_to_string(file)
            .map_err(|reason| BaselineError::Unreadable { file: file.to_owned(), reason })?;
        parse(&text).map_err(|reason| BaselineError::Broken { file: file.to_owned(), reason })
    }

    /// Writes a file, or leaves what was there.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn write(&self, file: &Path) -> Result<(), BaselineError> {
        let findings = self.0.iter().map(|(cause, known)| (format!("{cause:016x}"), known.clone())).collect();
        let text = serde_json::to_string_pretty(&Written { version: VERSION, findings }).unwrap_or_default();
        disk::write(file, format!("{}\n", printable_json(&text)).as_bytes())
            .map_err(|reason| BaselineError::Unwritable { file: file.to_owned(), reason })
    }

    /// Whether a cause is known.
    #[must_use]
    pub fn has(&self, cause: u64) -> bool {
        self.0.contains_key(&cause)
    }

    /// The findings with their causes, in the order of these.
    pub fn findings(&self) -> impl Iterator<Item = (u64, &KnownFinding)> {
        self.0.iter().map(|(cause, known)| (*cause, known))
    }

    /// How many findings are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a finding. What is known already stays as it is written.
    pub fn add(&mut self, failure: &Failure) {
        self.0.entry(failure.cause).or_insert_with(|| KnownFinding {
            check: failure.finding.check.to_string(),
            operation: failure.operation.to_string(),
            severity: failure.severity.to_string(),
            message: failure.finding.message.to_string(),
        });
    }

    /// Takes a finding out.
    pub fn remove(&mut self, cause: u64) {
        self.0.remove(&cause);
    }
}

fn parse(text: &str) -> Result<Baseline, ParseBaselineError> {
    let written: Written = serde_json::from_str(text)?;
    if written.version != VERSION {
        return Err(ParseBaselineError::Version(written.version));
    }
    let cause = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        u64::from_str_radix(text, 16).ok().filter(|_| text.len() == 16 && digits)
    };
    let findings = written.findings.into_iter().map(|(text, known)| {
        let cause = cause(&text).ok_or(ParseBaselineError::Cause(text))?;
        Ok((cause, known))
    });
    findings.collect::<Result<_, _>>().map(Baseline)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_baseline_is_said_where_it_is_known() {
        let entry = r#"{"check": "body", "operation": "a", "severity": "violation", "message": "m"}"#;
        let whole =
            |cause: &str, version: u32| format!(r#"{{"version": {version}, "findings": {{"{cause}": {entry}}}}}"#);
        let refused = |text: &str| parse(text).expect_err(text).to_string();
        assert!(parse(&whole("00000000000000ff", 1)).is_ok_and(|baseline| baseline.has(255) && baseline.len() == 1));
        assert!(refused(&whole("00000000000000FF", 1)).contains("is no cause"));
        assert!(refused(&whole("ff", 1)).contains("is no cause"));
        assert!(refused(&whole("00000000000000ff", 2)).contains("version is 2"));
        let conflict = format!("{{\n<<<<<<< ours\n{}", &whole("00000000000000ff", 1)[1..]);
        assert!(refused(&conflict).contains("line 2"), "{}", refused(&conflict));
        assert!(refused("").contains("EOF"));
        assert!(refused("[]").contains("expected struct") || refused("[]").contains("invalid"), "{}", refused("[]"));
    }
}
