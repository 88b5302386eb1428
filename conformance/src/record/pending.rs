//! Snapshots that wait for review: what was seen, beside what is kept.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::Snapshots;
use super::snapshot::with_ending;
use super::snapshot_file::{content, header};

/// A snapshot that waits for review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// What it is called: the operation and the class.
    pub name: String,
    /// The file of what is kept; what was seen is in the one beside it, with the ending `.new`.
    pub file: PathBuf,
    /// What is kept, where anything is.
    kept: String,
    /// What was seen.
    seen: String,
}

impl Pending {
    /// What differs, as a unified diff without a head: secrets were taken out when the files were written, and what a terminal
    /// would act on is still in what people wrote there.
    #[must_use]
    pub fn difference(&self) -> String {
        TextDiff::from_lines(&self.kept, &self.seen).unified_diff().context_radius(3).to_string()
    }

    /// Keeps what was seen.
    ///
    /// # Errors
    ///
    /// The files cannot be changed.
    pub fn accept(&self) -> io::Result<()> {
        fs::rename(self.waiting(), &self.file)
    }

    /// Forgets what was seen.
    ///
    /// # Errors
    ///
    /// The file cannot be removed.
    pub fn reject(&self) -> io::Result<()> {
        fs::remove_file(self.waiting())
    }

    fn waiting(&self) -> PathBuf {
        with_ending(&self.file, "new")
    }
}

impl Snapshots {
    /// The snapshots of every target below a state folder, in the order of the targets' names.
    ///
    /// # Errors
    ///
    /// The folder cannot be read.
    pub fn of_every_target(state: &Path) -> io::Result<Vec<Self>> {
        let entries = match fs::read_dir(state.join("snapshots")) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut folders = Vec::new();
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
        folders.sort();
        Ok(folders.into_iter().map(Self::new).collect())
    }

    /// What waits for review, in the order of the files' names. Other files are left out.
    ///
    /// # Errors
    ///
    /// A file cannot be read.
    pub fn pending(&self) -> io::Result<Vec<Pending>> {
        let mut waiting = self.files()?;
        waiting.retain(|path| path.extension().is_some_and(|ending| ending == "new"));
        waiting.sort();
        let mut found = Vec::new();
        for path in waiting {
            let seen = fs::read(&path)?;
            let seen = String::from_utf8_lossy(&seen);
            let Some(header) = header(&seen) else { continue };
            let file = path.with_extension("");
            let kept = match fs::read(&file) {
                Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
                kept => kept?,
            };
            let text = |text: &str| {
                let text = content(text);
                if text.is_empty() { text } else { text + "\n" }
            };
            let kept = text(&String::from_utf8_lossy(&kept));
            found.push(Pending { name: header.expression, file, kept, seen: text(&seen) });
        }
        Ok(found)
    }
}
