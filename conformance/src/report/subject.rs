//! The document that a run is about, for reports that point into its files.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rustc_hash::FxHashMap;
use trueline_spec::model::{Api, Checked, OperationId};
use trueline_spec::source::is_address;

use super::{Failure, HarRecorder};
use crate::redact::{Redacted, Redactor};
use crate::target::Target;

/// The document that a run is about: where its operations and rules are.
#[derive(Clone)]
pub struct Subject {
    known: Known,
    root: PathBuf,
}

/// What is known of a document.
#[derive(Clone)]
enum Known {
    /// All of it, and of the target that it is held against.
    Document {
        api: Arc<Checked<Api>>,
        redactor: Redactor,
        base_url: String,
        operations: FxHashMap<String, OperationId>,
    },
    /// Where its operations stand, as reports have it.
    Reported { operations: FxHashMap<String, Redacted> },
}

impl fmt::Debug for Subject {
    /// Without the address, which may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operations = match &self.known {
            Known::Document { operations, .. } => operations.len(),
            Known::Reported { operations } => operations.len(),
        };
        write!(f, "Subject({operations} operations)")
    }
}

/// A place in a file of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Location {
    /// The path from the root with `/` between its parts; what is not below it as the user gave it, an address as it is.
    pub path: Redacted,
    /// From 1.
    pub line: usize,
    /// From 1, in Unicode scalar values.
    pub column: usize,
}

impl Subject {
    /// The document of a run. `root` is the folder that paths in reports are relative to, of the repository for instance.
    #[must_use]
    pub fn new(api: Arc<Checked<Api>>, target: &Target, root: &Path) -> Self {
        let redactor = target.redactor();
        let operations =
            api.operations().map(|(id, operation)| (redactor.redact(&operation.key).to_string(), id)).collect();
        let known = Known::Document { api, redactor, base_url: target.base_url.clone(), operations };
        Self { known, root: root.to_owned() }
    }

    /// The document of reports that were written before, by the places of its operations: `file:line:column`.
    #[must_use]
    pub fn reported(operations: impl IntoIterator<Item = (String, Redacted)>, root: &Path) -> Self {
        Self { known: Known::Reported { operations: operations.into_iter().collect() }, root: root.to_owned() }
    }

    /// Where the rule is that a failure is about; the operation, where it is about none.
    pub(super) fn location(&self, failure: &Failure) -> Option<Location> {
        if let Some(place) = &failure.place {
            return self.located(place);
        }
        match &self.known {
            Known::Document { api, redactor, operations, .. } => {
                let id = operations.get(failure.operation.as_str())?;
                let place = api.documents.place(api.operation(*id).origin);
                self.located(&redactor.redact(&format!("{}:{}:{}", place.file, place.line, place.column)))
            }
            Known::Reported { operations } => self.located(operations.get(failure.operation.as_str())?),
        }
    }

    /// The document, where it is at hand.
    pub(super) fn api(&self) -> Option<&Api> {
        match &self.known {
            Known::Document { api, .. } => Some(api),
            Known::Reported { .. } => None,
        }
    }

    /// A text of the document without secrets.
    pub(super) fn redacted(&self, text: &str) -> Redacted {
        self.redactor().redact(text)
    }

    fn redactor(&self) -> Cow<'_, Redactor> {
        match &self.known {
            Known::Document { redactor, .. } => Cow::Borrowed(redactor),
            Known::Reported { .. } => Cow::Owned(Redactor::default()),
        }
    }

    /// A log of what is sent to the target.
    pub(super) fn recorder(&self, file: Option<&Path>) -> io::Result<HarRecorder> {
        match &self.known {
            Known::Document { redactor, base_url, .. } => HarRecorder::new(file, base_url, redactor.clone()),
            Known::Reported { .. } => Err(io::Error::other("nothing is sent")),
        }
    }

    /// The path of a file from the root, with `/` between its parts; an address as it is.
    pub(super) fn path(&self, file: &str) -> String {
        if is_address(file) { file.to_owned() } else { relative(&self.root, file) }
    }

    /// A place as reports have it: `file:line:column`.
    fn located(&self, place: &Redacted) -> Option<Location> {
        let mut parts = place.rsplitn(3, ':');
        let (column, line, file) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
        let path = self.path(file);
        let path = self.redacted(&path);
        Some(Location { path, line, column })
    }
}

impl Location {
    /// The path as a URI reference (RFC 3986); an address as it is.
    pub(super) fn uri(&self) -> String {
        const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
        match self.path.as_str() {
            address if is_address(address) => address.to_owned(),
            absolute if absolute.starts_with('/') => format!("file://{}", utf8_percent_encode(absolute, KEPT)),
            path => utf8_percent_encode(path, KEPT).to_string(),
        }
    }
}

/// A file's path from a folder, where it is below it.
fn relative(root: &Path, file: &str) -> String {
    let below = |root: PathBuf, file: PathBuf| file.strip_prefix(&root).ok().map(Path::to_owned);
    let lexical = || below(std::path::absolute(root).ok()?, std::path::absolute(file).ok()?);
    let real = || below(std::fs::canonicalize(root).ok()?, std::fs::canonicalize(file).ok()?);
    let has_steps_up = |path: &Path| path.components().any(|part| part == Component::ParentDir);
    let found = lexical().filter(|path| !has_steps_up(path)).or_else(real).unwrap_or_else(|| file.into());
    let parts: Vec<_> = found.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/").replacen("//", "/", 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Redactor;

    #[test]
    fn paths_are_relative_to_the_root() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("a b");
        std::fs::create_dir_all(root.join("docs")).expect("made");
        std::fs::write(root.join("docs/openapi.yaml"), "").expect("written");
        let given = |below: &str| root.join(below).to_string_lossy().into_owned();
        assert_eq!(relative(&root, &given("docs/openapi.yaml")), "docs/openapi.yaml");
        assert_eq!(relative(&root, &given("docs/../docs/openapi.yaml")), "docs/openapi.yaml");
        assert_eq!(relative(&root.join("docs"), &given("none/x.yaml")), given("none/x.yaml"));
    }

    #[test]
    fn what_a_uri_does_not_take_is_encoded() {
        let uri = |path: &str| {
            let path = Redactor::default().redact(path);
            Location { path, line: 1, column: 1 }.uri()
        };
        assert_eq!(uri("a b/c:d%.yaml"), "a%20b/c%3Ad%25.yaml");
        assert_eq!(uri("/etc/x y"), "file:///etc/x%20y");
        assert_eq!(uri("https://example.org/a?b=1"), "https://example.org/a?b=1");
    }
}
