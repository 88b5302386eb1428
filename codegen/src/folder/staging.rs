//! Replaces many files as one: every new text is on the disk before the first old one goes, and a journal lets the next run
//! finish what was interrupted.
//!
//! The staging folder is within the package's, so that texts are moved into their places and never copied. A run without a
//! journal has changed nothing yet; one with a journal has all its texts, and each step of it can be done again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use trueline_spec::disk;

use super::changes::obstacle;
use super::error::WriteError;
use super::record::{hash, is_below, slashed};

/// The folder of what is not in its place yet.
const STAGING: &str = ".trueline-staging";
/// The steps, once all texts are there.
const JOURNAL: &str = "journal";
/// What is held while a run writes.
const LOCK: &str = "lock";

/// What happens to one file.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// It gets the staged text of this number.
    Replace(usize),
    /// It goes.
    Remove,
}

/// The staging folder of a run, which no other run uses.
#[derive(Debug)]
pub(super) struct Staging {
    directory: PathBuf,
    folder: PathBuf,
    /// Held until the end of the run.
    lock: File,
    /// By path; with the hash of the file that it found there, if any.
    steps: BTreeMap<PathBuf, (Step, Option<String>)>,
}

/// Whether an earlier run has replaced some of its files and not all.
pub(super) fn is_interrupted(directory: &Path) -> bool {
    directory.join(STAGING).join(JOURNAL).is_file()
}

impl Staging {
    /// Takes the folder, finishes what an earlier run has begun, and leaves it empty. Says whether there was something.
    pub(super) fn take(directory: &Path) -> Result<(Self, bool), WriteError> {
        let folder = directory.join(STAGING);
        if fs::symlink_metadata(&folder).is_ok_and(|found| !found.is_dir()) {
            let error = std::io::Error::new(ErrorKind::AlreadyExists, "it is not a folder; move it away");
            return Err(WriteError::Io(folder, error));
        }
        let lock = loop {
            fs::create_dir_all(&folder).map_err(WriteError::at(&folder))?;
            let path = folder.join(LOCK);
            let lock = File::create(&path).map_err(WriteError::at(&path))?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(WriteError::Busy(directory.to_owned())),
                Err(TryLockError::Error(error)) => return Err(WriteError::Io(path, error)),
            }
            // Whoever held it before may have deleted the folder since.
            if path.exists() {
                break lock;
            }
        };
        let mut staging = Self { directory: directory.to_owned(), folder, lock, steps: BTreeMap::new() };
        let was_interrupted = staging.recover()?;
        Ok((staging, was_interrupted))
    }

    /// Puts a text where it waits for its place.
    pub(super) fn stage(&mut self, path: &Path, text: &str, found: Option<&str>) -> Result<(), WriteError> {
        let number = self.steps.len();
        let staged = self.staged(number);
        fs::write(&staged, text).map_err(WriteError::at(&staged))?;
        self.steps.insert(path.to_owned(), (Step::Replace(number), found.map(|text| hash(text.as_bytes()))));
        Ok(())
    }

    /// Notes a file that goes.
    pub(super) fn stage_removal(&mut self, path: &Path, found: &str) {
        self.steps.insert(path.to_owned(), (Step::Remove, Some(hash(found.as_bytes()))));
    }

    /// Moves every text into its place. From the moment the journal is there, the next run finishes what this one does not.
    pub(super) fn commit(self) -> Result<(), WriteError> {
        let journal = self.folder.join(JOURNAL);
        disk::write(&journal, render(&self.steps).as_bytes()).map_err(WriteError::at(&journal))?;
        for (path, (step, _)) in &self.steps {
            self.apply(path, step)?;
        }
        self.end()
    }

    /// Leaves the folder as it was found, but for what was finished of an earlier run.
    pub(super) fn end(self) -> Result<(), WriteError> {
        let journal = self.folder.join(JOURNAL);
        remove(&journal)?;
        drop(self.lock);
        match fs::remove_dir_all(&self.folder) {
            // Another run may have taken it in this moment.
            Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty) => {
                Err(WriteError::Io(self.folder, error))
            }
            _ => Ok(()),
        }
    }

    /// Finishes what a journal says: each file that is still as that run found it; what was changed since is left to the
    /// comparison that follows. Without a journal nothing was changed, and what was staged is thrown away.
    fn recover(&mut self) -> Result<bool, WriteError> {
        let journal = self.folder.join(JOURNAL);
        let text = match fs::read_to_string(&journal) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(WriteError::Io(journal, error)),
        };
        for (path, (step, found)) in text.as_deref().map(parse).unwrap_or_default() {
            let now = fs::read(self.directory.join(&path)).ok().map(|bytes| hash(&bytes));
            let is_safe = obstacle(&self.directory, &path).map_err(WriteError::at(&path))?.is_none();
            if now == found && is_safe {
                self.apply(&path, &step)?;
            }
        }
        remove(&journal)?;
        for entry in fs::read_dir(&self.folder).map_err(WriteError::at(&self.folder))? {
            let entry = entry.map_err(WriteError::at(&self.folder))?;
            if entry.file_name() != LOCK {
                remove(&entry.path())?;
            }
        }
        Ok(text.is_some())
    }

    fn apply(&self, path: &Path, step: &Step) -> Result<(), WriteError> {
        let target = self.directory.join(path);
        match step {
            Step::Remove => remove(&target),
            Step::Replace(number) => {
                if let Some(parent) = target.parent() {
                    fs::create_dir_all(parent).map_err(WriteError::at(parent))?;
                }
                match fs::rename(self.staged(*number), &target) {
                    // It is in its place already.
                    Err(error) if error.kind() == ErrorKind::NotFound && target.is_file() => Ok(()),
                    result => result.map_err(WriteError::at(&target)),
                }
            }
        }
    }

    fn staged(&self, number: usize) -> PathBuf {
        self.folder.join(number.to_string())
    }
}

fn remove(path: &Path) -> Result<(), WriteError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(WriteError::Io(path.to_owned(), error)),
        _ => Ok(()),
    }
}

/// One line a step: its number or `-`, the hash of what was found or `-`, the path.
fn render(steps: &BTreeMap<PathBuf, (Step, Option<String>)>) -> String {
    let mut text = String::new();
    for (path, (step, found)) in steps {
        let step = match step {
            Step::Replace(number) => number.to_string(),
            Step::Remove => "-".to_owned(),
        };
        let _ = writeln!(text, "{step} {} {}", found.as_deref().unwrap_or("-"), slashed(path));
    }
    text
}

fn parse(text: &str) -> BTreeMap<PathBuf, (Step, Option<String>)> {
    let step = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let step = match words.next()? {
            "-" => Step::Remove,
            number => Step::Replace(number.parse().ok()?),
        };
        let found = words.next().filter(|hash| *hash != "-").map(str::to_owned);
        let path = PathBuf::from(words.next()?);
        is_below(&path).then_some((path, (step, found)))
    };
    text.lines().filter_map(step).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{JOURNAL, STAGING, Staging, is_interrupted};
    use crate::folder::WriteError;

    #[test]
    fn what_was_interrupted_is_finished_and_what_was_edited_since_stays() {
        let package = tempfile::tempdir().expect("a folder");
        let at = |path: &str| package.path().join(path);
        fs::write(at("a.rs"), "old a").expect("written");
        fs::write(at("b.rs"), "old b").expect("written");
        fs::write(at("c.rs"), "old c").expect("written");
        let (mut staging, was_interrupted) = Staging::take(package.path()).expect("free");
        assert!(!was_interrupted);
        staging.stage("a.rs".as_ref(), "new a", Some("old a")).expect("staged");
        staging.stage("b.rs".as_ref(), "new b", Some("old b")).expect("staged");
        staging.stage("src/d.rs".as_ref(), "new d", None).expect("staged");
        staging.stage_removal("c.rs".as_ref(), "old c");
        // Killed with the journal written and one file moved; then somebody edits another.
        fs::write(at(STAGING).join(JOURNAL), super::render(&staging.steps)).expect("written");
        fs::rename(staging.staged(0), at("a.rs")).expect("moved");
        drop(staging);
        fs::write(at("b.rs"), "edited").expect("written");
        assert!(is_interrupted(package.path()));
        let (staging, was_interrupted) = Staging::take(package.path()).expect("free");
        assert!(was_interrupted);
        staging.end().expect("ended");
        let read = |path: &str| fs::read_to_string(at(path)).expect("read");
        assert_eq!([read("a.rs"), read("b.rs"), read("src/d.rs")], ["new a", "edited", "new d"]);
        assert!(!at("c.rs").exists() && !at(STAGING).exists());
    }

    #[test]
    fn what_was_only_staged_is_thrown_away() {
        let package = tempfile::tempdir().expect("a folder");
        let (mut staging, _) = Staging::take(package.path()).expect("free");
        staging.stage("a.rs".as_ref(), "new a", None).expect("staged");
        drop(staging);
        assert!(!is_interrupted(package.path()));
        let (staging, was_interrupted) = Staging::take(package.path()).expect("free");
        staging.end().expect("ended");
        assert!(!was_interrupted && fs::read_dir(package.path()).expect("listed").next().is_none());
    }

    #[test]
    fn two_runs_do_not_write_at_once() {
        let package = tempfile::tempdir().expect("a folder");
        let (first, _) = Staging::take(package.path()).expect("free");
        assert!(matches!(Staging::take(package.path()), Err(WriteError::Busy(_))));
        first.end().expect("ended");
        assert!(Staging::take(package.path()).is_ok());
    }
}
