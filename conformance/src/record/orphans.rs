//! What is kept of a target's snapshots, and which of them nothing of the document writes any more.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::Snapshots;
use super::snapshot::with_ending;
use super::snapshot_file::{Header, header};

/// Bytes of a file in which the header of a snapshot ends.
const HEAD: u64 = 64 * 1024;

impl Snapshots {
    /// The snapshots of a document, kept or waiting for review, that none of the planned names has: their paths within the
    /// folder, in order. What is no snapshot of a run, or one of another document, is none of them, nor is one whose name
    /// begins as one of `open`.
    ///
    /// # Errors
    ///
    /// A folder or a file that cannot be read.
    pub(crate) fn orphans(
        &self,
        planned: &BTreeSet<String>,
        open: &[String],
        is_of_document: &dyn Fn(&str) -> bool,
    ) -> io::Result<Vec<PathBuf>> {
        // A file system may show the names of another case than it was asked for.
        let lower = |path: &Path| path.to_string_lossy().to_lowercase();
        let claimed: BTreeSet<String> = planned
            .iter()
            .flat_map(|name| ["snap", "snap.new"].map(|ending| lower(&with_ending(&self.file(name), ending))))
            .collect();
        let mut found = Vec::new();
        for path in self.files()? {
            if claimed.contains(&lower(&path)) {
                continue;
            }
            let Some(Header { source, expression, .. }) = self.header_of(&path)? else { continue };
            if is_of_document(&source) && !open.iter().any(|prefix| expression.starts_with(prefix)) {
                found.extend(path.strip_prefix(self.folder()).map(Path::to_owned));
            }
        }
        found.sort();
        Ok(found)
    }

    /// Removes snapshots, and the folders that are empty then.
    ///
    /// # Errors
    ///
    /// A file that cannot be removed.
    pub(crate) fn remove(&self, orphans: &[PathBuf]) -> io::Result<()> {
        for orphan in orphans {
            let path = self.folder().join(orphan);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let folders = path.ancestors().skip(1).take_while(|folder| *folder != self.folder());
            // A folder with anything in it stays, and all above it.
            let _ = folders.map(fs::remove_dir).take_while(Result::is_ok).count();
        }
        Ok(())
    }

    /// Whether nothing is kept: no file that is there is called like a snapshot.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let is_kept = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "snap");
        !self.files().is_ok_and(|files| files.iter().any(is_kept))
    }

    /// Every file that is called like a snapshot; links are not followed.
    pub(super) fn files(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let mut waiting = vec![self.folder().to_owned()];
        while let Some(folder) = waiting.pop() {
            let entries = match fs::read_dir(&folder) {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                entries => entries?,
            };
            for entry in entries {
                let entry = entry?;
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    waiting.push(entry.path());
                } else if kind.is_file() && is_called_snapshot(&entry.path()) {
                    found.push(entry.path());
                }
            }
        }
        Ok(found)
    }

    /// The header of a file that a run wrote: it is where a snapshot of that name is kept.
    fn header_of(&self, path: &Path) -> io::Result<Option<Header>> {
        let mut head = Vec::new();
        File::open(path)?.take(HEAD).read_to_end(&mut head)?;
        let is_here = |header: &Header| {
            let places = self.places(&header.expression);
            places.iter().any(|place| ["snap", "snap.new"].iter().any(|ending| with_ending(place, ending) == path))
        };
        Ok(header(&String::from_utf8_lossy(&head)).filter(is_here))
    }
}

/// Whether a file is called like a snapshot, or like one that waits for review.
fn is_called_snapshot(path: &Path) -> bool {
    let ends = |path: &Path, ending: &str| path.extension().is_some_and(|own| own == ending);
    ends(path, "snap") || ends(path, "new") && ends(&path.with_extension(""), "snap")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Redactor;

    fn written(folder: &Path, names: &[&str]) -> Snapshots {
        let snapshots = Snapshots::new(folder.to_owned());
        let redacted = |text: &str| Redactor::default().redact(text);
        for name in names {
            snapshots.update(name, &redacted("api.yaml"), &redacted("status: 200")).expect("written");
        }
        snapshots
    }

    fn orphans(snapshots: &Snapshots, planned: &[&str]) -> Vec<String> {
        let planned = planned.iter().map(|name| (*name).to_owned()).collect();
        let found = snapshots.orphans(&planned, &["open/".to_owned()], &|source| source == "api.yaml").expect("read");
        found.iter().map(|path| path.display().to_string()).collect()
    }

    #[test]
    fn what_no_class_has_is_an_orphan_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let snapshots =
            written(folder.path(), &["a/valid", "a/old", "GetPets/valid", "getPets/valid", "gone/x/valid", "open/old"]);
        let at = |name: &str| folder.path().join(name);
        fs::copy(at("a/old.snap"), at("a/old.snap.new")).expect("copied");
        fs::copy(at("a/valid.snap"), at("a/valid.snap.new")).expect("copied");
        // None of these is a snapshot of the document.
        let foreign = "---\nsource: other.yaml\nexpression: a/foreign\n---\nstatus: 200\n";
        let moved = "---\nsource: api.yaml\nexpression: b/other\n---\nstatus: 200\n";
        let others = [
            ("a/notes.txt", "mine"),
            ("a/package.snap", "squashfs"),
            ("a/foreign.snap", foreign),
            ("a/moved.snap", moved),
            ("gone/keep.snap.bak", moved),
        ];
        for (name, text) in others {
            fs::write(at(name), text).expect("written");
        }
        let found = orphans(&snapshots, &["a/valid", "GetPets/valid", "getPets/valid"]);
        assert_eq!(found, ["a/old.snap", "a/old.snap.new", "gone/x/valid.snap"]);
        assert_eq!(
            orphans(&snapshots, &["a/valid", "a/old", "GetPets/valid", "getPets/valid", "gone/x/valid"]),
            [""; 0]
        );

        let paths: Vec<PathBuf> = found.iter().map(PathBuf::from).collect();
        snapshots.remove(&paths).expect("removed");
        assert!(paths.iter().all(|path| !at(&path.to_string_lossy()).exists()) && !at("gone/x").exists());
        assert!(others.iter().all(|(name, _)| at(name).exists()) && at("a/valid.snap.new").exists());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let snapshots = written(folder.path(), &["a/valid"]);
        written(other.path(), &["a/valid"]);
        std::os::unix::fs::symlink(other.path(), folder.path().join("linked")).expect("linked");
        std::os::unix::fs::symlink(other.path().join("a/valid.snap"), folder.path().join("one.snap")).expect("linked");
        assert_eq!(orphans(&snapshots, &[]), ["a/valid.snap"]);
    }

    #[test]
    fn where_there_is_no_folder_there_is_no_orphan() {
        let folder = tempfile::tempdir().expect("a folder");
        let snapshots = Snapshots::new(folder.path().join("none"));
        assert_eq!(orphans(&snapshots, &[]), [""; 0]);
        assert!(snapshots.is_empty() && !written(folder.path(), &["a/valid"]).is_empty());
    }
}
