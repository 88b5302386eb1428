//! What writing a package would change in its folder, and what is in the way.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use super::record::{RECORD, Record, is_below};
use super::{marks, staging};
use crate::files::{FileSet, Ownership, has_header};
use crate::names::LOCK;

/// How a folder differs from what would be generated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// Files that would be made.
    pub missing: Vec<PathBuf>,
    /// Files whose text would change.
    pub changed: Vec<PathBuf>,
    /// Files that would be deleted.
    pub stale: Vec<PathBuf>,
    /// What is in the way.
    pub obstacles: Obstacles,
    /// Files that the generator offers and a user has edited: they are left unchanged.
    pub kept: Vec<PathBuf>,
    /// Files among `changed` and `stale` that were edited by hand since they were written.
    pub edited: Vec<PathBuf>,
    /// Whether an earlier run was interrupted while it replaced files; the next one finishes that.
    pub interrupted: bool,
}

/// Everything that is in the way of writing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Obstacles(pub Vec<(PathBuf, Obstacle)>);

/// What is in the way of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// A file that this program did not write.
    Foreign,
    /// A file of settings that this program wrote and a user has edited since.
    Edited,
    /// A symbolic link, at the path or on the way to it: it is never written through.
    Link,
    /// A folder where a file belongs, or a file where a folder does.
    Kind,
}

impl Obstacle {
    /// Whether `--force` takes it over.
    #[must_use]
    pub fn yields(self) -> bool {
        matches!(self, Self::Foreign | Self::Edited)
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Foreign => "was not written by Trueline",
            Self::Edited => "was edited since Trueline wrote it",
            Self::Link => "is a symbolic link, which is never written through",
            Self::Kind => "is a folder where a file belongs, or a file where a folder belongs",
        })
    }
}

impl fmt::Display for Obstacles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was written, since these are in the way:")?;
        for (path, obstacle) in &self.0 {
            write!(f, "\n  {}: {obstacle}", path.display())?;
        }
        if self.0.iter().any(|(_, obstacle)| *obstacle == Obstacle::Edited) {
            f.write_str(
                "\nkeys of your own belong between the marks of the file (`# >>> yours`), or into `[codegen.package]` and \
                 `[codegen.dependencies]` of a `trueline.toml`",
            )?;
        }
        if self.0.iter().any(|(_, obstacle)| obstacle.yields()) {
            f.write_str("\nchoose another folder, or let `--force` overwrite them")?;
        }
        if self.0.iter().any(|(_, obstacle)| !obstacle.yields()) {
            f.write_str("\nlinks and folders in the way have to be moved by hand")?;
        }
        Ok(())
    }
}

impl Differences {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty()
            && self.changed.is_empty()
            && self.stale.is_empty()
            && self.obstacles.0.is_empty()
            && !self.interrupted
    }

    /// Compares a folder with the files that it should have, its record among them.
    pub(super) fn between(files: &FileSet, record: &Record, directory: &Path) -> io::Result<Self> {
        let mut differences = Self { interrupted: staging::is_interrupted(directory), ..Self::default() };
        let known = read(&directory.join(RECORD))?.map(|text| Record::parse(&text));
        for (path, text) in files.iter() {
            match files.ownership(path) {
                Ownership::Generated => differences.compare(directory, path, text, known.as_ref())?,
                Ownership::Offered => differences.compare_offered(directory, path, text, known.as_ref())?,
                Ownership::Shared => differences.compare_shared(directory, path, text)?,
            }
        }
        let text = record.text();
        differences.compare(directory, Path::new(RECORD), &text, Some(&Record::default()))?;
        for path in candidates(directory, known.as_ref())? {
            if !files.has(&path) {
                differences.stale(directory, path, known.as_ref())?;
            }
        }
        differences.stale.sort();
        Ok(differences)
    }

    fn compare(&mut self, directory: &Path, path: &Path, text: &str, known: Option<&Record>) -> io::Result<()> {
        if let Some(obstacle) = obstacle(directory, path)? {
            self.obstacles.0.push(obstacle);
            return Ok(());
        }
        let Some(found) = read(&directory.join(path))? else {
            self.missing.push(path.to_owned());
            return Ok(());
        };
        let merged = with_own_parts(path, text, &found);
        if merged.as_deref() == Some(found.as_str()) {
            return Ok(());
        }
        if !has_header(&found) {
            self.obstacles.0.push((path.to_owned(), Obstacle::Foreign));
        }
        // The names are read before they are written, so that nothing of them is lost.
        let is_read = [RECORD, LOCK].map(Path::new).contains(&path);
        let is_edited = !is_read && known.is_none_or(|known| !known.is_as_written_around_marks(path, &found));
        if (is_edited || merged.is_none()) && has_header(&found) {
            if is_source(path) {
                // Before there were records it cannot be decided.
                self.edited.extend(known.map(|_| path.to_owned()));
            } else {
                self.obstacles.0.push((path.to_owned(), Obstacle::Edited));
            }
        }
        self.changed.push(path.to_owned());
        Ok(())
    }

    /// What differs from the record is the user's: edited, deleted, or there before.
    fn compare_offered(&mut self, directory: &Path, path: &Path, text: &str, known: Option<&Record>) -> io::Result<()> {
        // A link, or a folder there or on the way.
        if obstacle(directory, path)?.is_some() {
            self.kept.push(path.to_owned());
            return Ok(());
        }
        let is_theirs = match read(&directory.join(path))? {
            Some(found) if found == text => return Ok(()),
            Some(found) => known.is_none_or(|known| !known.is_as_written(path, &found)),
            None if known.is_none_or(|known| !known.has(path)) => {
                self.missing.push(path.to_owned());
                return Ok(());
            }
            None => true,
        };
        if is_theirs { &mut self.kept } else { &mut self.changed }.push(path.to_owned());
        Ok(())
    }

    fn compare_shared(&mut self, directory: &Path, path: &Path, text: &str) -> io::Result<()> {
        if let Some(obstacle) = obstacle(directory, path)? {
            self.obstacles.0.push(obstacle);
            return Ok(());
        }
        match read(&directory.join(path))? {
            Some(found) if found == text => {}
            Some(_) => self.changed.push(path.to_owned()),
            None => self.missing.push(path.to_owned()),
        }
        Ok(())
    }

    /// What an earlier run wrote and this one does not; what a user has edited since is kept.
    fn stale(&mut self, directory: &Path, path: PathBuf, known: Option<&Record>) -> io::Result<()> {
        if obstacle(directory, &path)?.is_some() {
            return Ok(());
        }
        let Some(found) = read(&directory.join(&path))? else { return Ok(()) };
        if known.is_none_or(|known| !known.is_as_written(&path, &found)) {
            if !has_header(&found) {
                return Ok(());
            }
            if known.is_some() {
                if !is_source(&path) {
                    return Ok(());
                }
                self.edited.push(path.clone());
            }
        }
        self.stale.push(path);
        Ok(())
    }
}

impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, paths) in [("missing", &self.missing), ("changed", &self.changed), ("stale", &self.stale)] {
            for path in paths {
                writeln!(f, "{what}: {}", path.display())?;
            }
        }
        for (path, obstacle) in &self.obstacles.0 {
            writeln!(f, "in the way: {} {obstacle}", path.display())?;
        }
        if self.interrupted {
            writeln!(f, "an earlier run was interrupted")?;
        }
        Ok(())
    }
}

/// A file's text with what is somebody's own in the one that was found: the manifest alone has such parts. None where the
/// text has no place for them.
pub(super) fn with_own_parts<'a>(path: &Path, text: &'a str, found: &str) -> Option<Cow<'a, str>> {
    let has_parts = path == Path::new("Cargo.toml");
    if has_parts { marks::merged(text, found).map(Cow::Owned) } else { Some(Cow::Borrowed(text)) }
}

/// Whether its header warns that changes are overwritten.
fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "rs")
}

/// What may be deleted: what the record lists; without one, Rust files below `src` that have the header.
fn candidates(directory: &Path, known: Option<&Record>) -> io::Result<Vec<PathBuf>> {
    if let Some(known) = known {
        return Ok(known.paths().map(Path::to_owned).collect());
    }
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(directory.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let (path, kind) = (folder.join(entry.file_name()), entry.file_type()?);
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && is_source(&path) {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// What is in the way of writing a file, whatever it holds: on the way to it, or at its place.
pub(super) fn obstacle(directory: &Path, path: &Path) -> io::Result<Option<(PathBuf, Obstacle)>> {
    if !is_below(path) {
        return Err(io::Error::new(ErrorKind::InvalidInput, format!("`{}` is outside of the folder", path.display())));
    }
    let mut way = PathBuf::new();
    for component in path.components() {
        way.push(component);
        let is_last = way == path;
        match fs::symlink_metadata(directory.join(&way)) {
            Ok(found) if found.is_symlink() => return Ok(Some((way, Obstacle::Link))),
            Ok(found) if found.is_dir() && !is_last => {}
            Ok(found) if found.is_file() && is_last => {}
            Ok(_) => return Ok(Some((way, Obstacle::Kind))),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// The text of a file, where it is there.
pub(super) fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        })),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
