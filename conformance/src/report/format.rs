//! The reports that there are, and how one is asked for.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

/// A kind of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReportFormat {
    /// For people.
    Text,
    /// For programs: one object.
    Json,
    /// For CI services: the XML of `JUnit`.
    Junit,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For the log of GitHub Actions: annotations, and the summary of the step.
    Github,
    /// For tools of browsers: every exchange, in HAR 1.2.
    Har,
    /// For people: one page.
    Html,
    /// For tools of coverage: LCOV.
    Lcov,
    /// For the provider: an overlay of the document with what it does not mention.
    Overlay,
}

impl ReportFormat {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::Json,
        Self::Junit,
        Self::Sarif,
        Self::Github,
        Self::Har,
        Self::Html,
        Self::Lcov,
        Self::Overlay,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Har => "har",
            Self::Html => "html",
            Self::Lcov => "lcov",
            Self::Overlay => "overlay",
        }
    }
}

impl fmt::Display for ReportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A report that is asked for: `FORMAT` for standard output, `FORMAT=FILE` for a file.
///
/// # Examples
///
/// ```
/// use trueline_conformance::report::{ReportFormat, ReportRequest};
///
/// let request: ReportRequest = "json=out/report.json".parse()?;
/// assert_eq!((request.format, request.file), (ReportFormat::Json, Some("out/report.json".into())));
/// assert_eq!("text".parse::<ReportRequest>()?.file, None);
/// # Ok::<(), trueline_conformance::report::UnknownReport>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRequest {
    /// Which report.
    pub format: ReportFormat,
    /// The file; without one the report goes to standard output.
    pub file: Option<PathBuf>,
}

/// No report is asked for so.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnknownReport {
    /// There is no such format.
    #[error("there is no report `{0}`; there are {names}", names = ReportFormat::ALL.map(ReportFormat::as_str).join(", "))]
    Format(String),
    /// The file has no name.
    #[error("the report `{0}=` has no file; write {0}=FILE")]
    NoFile(ReportFormat),
}

impl FromStr for ReportRequest {
    type Err = UnknownReport;

    fn from_str(text: &str) -> Result<Self, UnknownReport> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        let format = ReportFormat::ALL.into_iter().find(|format| format.as_str() == name);
        let format = format.ok_or_else(|| UnknownReport::Format(name.to_owned()))?;
        match file {
            Some("") => Err(UnknownReport::NoFile(format)),
            file => Ok(Self { format, file: file.map(PathBuf::from) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_as_they_are_written() {
        for format in ReportFormat::ALL {
            let request = format!("{format}=a=b").parse::<ReportRequest>();
            assert_eq!(request, Ok(ReportRequest { format, file: Some("a=b".into()) }));
        }
        assert_eq!("json=".parse::<ReportRequest>(), Err(UnknownReport::NoFile(ReportFormat::Json)));
        let unknown = "xml=a".parse::<ReportRequest>().map_err(|error| error.to_string());
        assert!(unknown.is_err_and(|error| error.starts_with("there is no report `xml`; there are text, json")));
    }
}
