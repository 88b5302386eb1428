//! The record of what was written, beside it: so that the next run knows its own files from those of people, and what was
//! edited since. The format is that of `sha256sum`, which can check it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::marks;
use crate::files::{FileSet, Ownership, TOML_HEADER};

/// The file of the record, below the package's folder.
pub const RECORD: &str = ".trueline-manifest";

/// The files that an earlier run wrote, each with the hash of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record {
    hashes: BTreeMap<PathBuf, String>,
}

impl Record {
    /// Of files as they are written, but for those that are somebody's from the beginning.
    pub(super) fn of(files: &FileSet) -> Self {
        let own = files.iter().filter(|(path, _)| files.ownership(path) != Ownership::Shared);
        Self { hashes: own.map(|(path, text)| (path.to_owned(), hash(text.as_bytes()))).collect() }
    }

    /// Reads what a file has; lines that are none of a record (marks of a merge) are passed over, so that their files count
    /// as edited.
    pub(super) fn parse(text: &str) -> Self {
        let entry = |line: &str| {
            let (hash, path) = line.split_once("  ")?;
            let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            (is_hash && is_below(Path::new(path))).then(|| (PathBuf::from(path), hash.to_owned()))
        };
        Self { hashes: text.lines().filter_map(entry).collect() }
    }

    /// The file's text.
    pub(super) fn text(&self) -> String {
        let mut text = TOML_HEADER.to_owned();
        text.push_str(
            "# Hashes of the generated files (`sha256sum`), without what is between marks; all other files are yours.\n",
        );
        for (path, hash) in &self.hashes {
            let _ = writeln!(text, "{hash}  {}", slashed(path));
        }
        text
    }

    /// Whether a text is what was written at a path.
    pub(super) fn is_as_written(&self, path: &Path, found: &str) -> bool {
        self.hashes.get(path).is_some_and(|known| *known == hash(found.as_bytes()))
    }

    /// The same, but for what is somebody's own between marks.
    pub(super) fn is_as_written_around_marks(&self, path: &Path, found: &str) -> bool {
        self.is_as_written(path, found) || self.is_as_written(path, &marks::emptied(found))
    }

    /// Whether something was written at a path.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.hashes.contains_key(path)
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.hashes.keys().map(PathBuf::as_path)
    }
}

/// The hash of a file's bytes.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether a path leads nowhere but below the folder that it is relative to.
pub(super) fn is_below(path: &Path) -> bool {
    let mut components = path.components().peekable();
    components.peek().is_some() && components.all(|component| matches!(component, std::path::Component::Normal(_)))
}

/// The same on every system.
pub(super) fn slashed(path: &Path) -> String {
    path.components().map(|component| component.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
