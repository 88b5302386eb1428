//! Cases that failed before, found again by a file or by what they are called.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;
use trueline_spec::file_name;

use super::kept::{Kept, checked, kept_cases, text};
use super::kept_error::NotKept;
use crate::limits::REPORT_SIZE;

/// Cases that failed before, and that a run tries again in place of its plan ([`Settings::replays`](crate::Settings)).
#[derive(Debug, Clone)]
pub struct KeptCases {
    pub(crate) cases: Vec<Kept>,
}

/// Why there are none.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NoCases {
    /// The file holds none.
    #[error("`{}` {reason}", .file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// The folder of kept cases cannot be read.
    #[error("`{}` cannot be read: {reason}", .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// Nothing that is kept is called so.
    #[error(
        "`{id}` is neither a file nor the beginning of a cause or of a name of the {count} cases that are kept in `{}`",
        .folder.display()
    )]
    Unknown {
        /// What was asked for.
        id: String,
        /// How many cases there are.
        count: usize,
        /// Where they are.
        folder: PathBuf,
    },
    /// Several causes are called so.
    #[error("`{id}` may mean several cases:\n{}", .names.join("\n"))]
    Ambiguous {
        /// What was asked for.
        id: String,
        /// The causes, with the names of their files.
        names: Vec<String>,
    },
}

/// A report, as far as it names cases.
#[derive(Deserialize)]
struct Report {
    failures: Vec<serde_json::Map<String, serde_json::Value>>,
    target: Option<String>,
    #[serde(rename = "baseUrl")]
    base_url: Option<String>,
}

impl KeptCases {
    /// The case of a file below `STATE/cases`, or all failures of a JSON report.
    ///
    /// # Errors
    ///
    /// The file holds none.
    pub fn of_file(file: &Path) -> Result<Self, NoCases> {
        let unusable = |reason: NotKept| NoCases::File { file: file.to_owned(), reason: reason.to_string() };
        let text = text(file, REPORT_SIZE).map_err(unusable)?;
        let cases = match serde_json::from_slice::<Report>(&text) {
            Ok(report) => of_report(report),
            Err(_) => serde_json::from_slice(&text).map_err(NotKept::from).and_then(checked).map(|kept| vec![kept]),
        };
        let cases: Vec<Kept> = cases.map_err(unusable)?;
        if cases.is_empty() {
            let reason = "has no failures, so that nothing can be tried again".to_owned();
            return Err(NoCases::File { file: file.to_owned(), reason });
        }
        Ok(Self { cases })
    }

    /// The cases below a state folder whose cause, or the name of whose file, begins so; of all targets where none is named.
    ///
    /// # Errors
    ///
    /// There is none, or they are of several causes.
    pub fn of_id(state: &Path, target: Option<&str>, id: &str) -> Result<Self, NoCases> {
        let folder = state.join("cases");
        let folders = match target {
            Some(target) => vec![folder.join(file_name::component(target))],
            None => folders_below(&folder)?,
        };
        let all: Vec<Kept> = folders.iter().flat_map(|folder| kept_cases(folder).0).collect();
        let count = all.len();
        let is_called = |kept: &Kept| {
            let by_cause = kept.cause.as_deref().is_some_and(|cause| cause.starts_with(&id.to_ascii_lowercase()));
            !id.is_empty() && (by_cause || name(kept).starts_with(id))
        };
        let cases: Vec<Kept> = all.into_iter().filter(is_called).collect();
        let identity = |kept: &Kept| kept.cause.clone().unwrap_or_else(|| name(kept));
        let Some(first) = cases.first() else {
            return Err(NoCases::Unknown { id: id.to_owned(), count, folder });
        };
        if cases.iter().any(|kept| identity(kept) != identity(first)) {
            let named = |kept: &Kept| format!("{}  {}", kept.cause.as_deref().unwrap_or("-"), name(kept));
            return Err(NoCases::Ambiguous { id: id.to_owned(), names: cases.iter().map(named).collect() });
        }
        Ok(Self { cases })
    }

    /// The document's file, where the case says it.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        self.cases.first().map(|kept| kept.document.as_str()).filter(|document| !document.is_empty())
    }

    /// The name of the target, where the case says it.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.cases.first()?.target.as_deref()
    }

    /// The target's address, where the case says it.
    #[must_use]
    pub fn base_url(&self) -> Option<&str> {
        self.cases.first()?.base_url.as_deref()
    }
}

/// The failures of a report. It does not say where the document is.
fn of_report(report: Report) -> Result<Vec<Kept>, NotKept> {
    let Report { failures, target, base_url } = report;
    let kept = failures.into_iter().map(|mut failure| {
        failure.entry("document").or_insert_with(|| "".into());
        let kept: Kept = serde_json::from_value(failure.into())?;
        checked(Kept { target: target.clone(), base_url: base_url.clone(), ..kept })
    });
    kept.collect()
}

fn folders_below(folder: &Path) -> Result<Vec<PathBuf>, NoCases> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(reason) => return Err(NoCases::Folder { folder: folder.to_owned(), reason }),
    };
    let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    Ok(folders)
}

/// The name of its file, without the ending.
fn name(kept: &Kept) -> String {
    kept.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
