//! Writes a package, or reports how its folder differs.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::changes::{Differences, Obstacles, read, with_own_parts};
use super::error::WriteError;
use super::record::{RECORD, Record};
use super::staging::Staging;
use crate::files::FileSet;

/// What happens to files that people wrote, where a generated one belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Nothing is written, and all of them are reported.
    Refuse,
    /// They are overwritten.
    Overwrite,
}

/// What writing has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have another text.
    pub written: usize,
    /// Files that were as they should be.
    pub unchanged: usize,
    /// Files of an earlier run that went.
    pub removed: usize,
    /// Files that had been edited by hand, which is lost.
    pub edited: Vec<PathBuf>,
    /// Whether an earlier run had been interrupted, and was finished first.
    pub finished_earlier: bool,
}

impl FileSet {
    /// Writes every file that differs and deletes those of an earlier run that are no longer wanted: all of it or, where
    /// that fails before the last moment, nothing. What an earlier run could not finish is finished first.
    ///
    /// # Errors
    /// Where files that are not this program's are in the way, where another run writes the folder, or where a file or
    /// folder cannot be read, written or deleted.
    pub fn write(&self, directory: &Path, foreign: Foreign) -> Result<Written, WriteError> {
        let is_new = !directory.exists();
        fs::create_dir_all(directory).map_err(WriteError::at(directory))?;
        let result = self.write_into(directory, foreign);
        if is_new && result.is_err() {
            // It stays where there is something in it.
            let _ = fs::remove_dir(directory);
        }
        result
    }

    fn write_into(&self, directory: &Path, foreign: Foreign) -> Result<Written, WriteError> {
        let (mut staging, finished_earlier) = Staging::take(directory)?;
        match self.stage(directory, foreign, &mut staging) {
            Ok(written) if written.written + written.removed == 0 => {
                staging.end()?;
                Ok(Written { finished_earlier, ..written })
            }
            Ok(written) => {
                staging.commit()?;
                Ok(Written { finished_earlier, ..written })
            }
            Err(error) => {
                staging.end()?;
                Err(error)
            }
        }
    }

    /// Has every text on the disk that will be moved into its place.
    fn stage(&self, directory: &Path, foreign: Foreign, staging: &mut Staging) -> Result<Written, WriteError> {
        let record = Record::of(self);
        let differences = Differences::between(self, &record, directory).map_err(WriteError::at(directory))?;
        let Differences { missing, changed, stale, obstacles, edited, kept, .. } = differences;
        let overwrites = foreign == Foreign::Overwrite;
        let in_the_way: Vec<_> =
            obstacles.0.into_iter().filter(|(_, obstacle)| !(overwrites && obstacle.yields())).collect();
        if !in_the_way.is_empty() {
            return Err(WriteError::Obstacles(Obstacles(in_the_way)));
        }
        let text = record.text();
        let mut written = 0;
        for path in missing.iter().chain(&changed) {
            let found = read(&directory.join(path)).map_err(WriteError::at(directory.join(path)))?;
            let is_record = path == Path::new(RECORD);
            let text = if is_record { text.as_str() } else { self.text(path).unwrap_or_default() };
            // Whoever takes a file over takes all of it.
            let merged = found.as_deref().and_then(|found| with_own_parts(path, text, found));
            staging.stage(path, merged.as_deref().unwrap_or(text), found.as_deref())?;
            written += usize::from(!is_record);
        }
        let mut removed = 0;
        for path in &stale {
            if let Some(found) = read(&directory.join(path)).map_err(WriteError::at(directory.join(path)))? {
                staging.stage_removal(path, &found);
                removed += 1;
            }
        }
        // A record that is new or was edited is a change too.
        let counts = missing.iter().chain(&changed).any(|path| path == Path::new(RECORD)) && written + removed == 0;
        let all = self.iter().count();
        Ok(Written {
            written: written + usize::from(counts),
            unchanged: all - written - kept.len(),
            removed,
            edited,
            finished_earlier: false,
        })
    }

    /// Compares with what is on the disk.
    ///
    /// # Errors
    /// Where a file or folder cannot be read.
    pub fn check(&self, directory: &Path) -> io::Result<Differences> {
        Differences::between(self, &Record::of(self), directory)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::{Foreign, Written};
    use crate::files::{FileSet, HEADER};
    use crate::folder::{Obstacle, RECORD, WriteError};

    fn package(files: &[(&str, &'static str)]) -> FileSet {
        let mut set = FileSet::new();
        for (path, text) in files {
            if Path::new(path).extension().is_some_and(|ending| ending == "rs") {
                set.add_rust(*path, text);
            } else {
                set.add_toml(*path, text);
            }
        }
        set
    }

    fn obstacles(set: &FileSet, directory: &Path) -> Vec<(PathBuf, Obstacle)> {
        match set.write(directory, Foreign::Refuse) {
            Err(WriteError::Obstacles(obstacles)) => obstacles.0,
            other => panic!("{other:?}"),
        }
    }

    /// Every file of a folder with its text.
    fn tree(folder: &Path) -> Vec<(PathBuf, String)> {
        let mut files = Vec::new();
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).expect("listed") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    files.push((path.clone(), fs::read_to_string(&path).unwrap_or_default()));
                }
            }
        }
        files.sort();
        files
    }

    #[test]
    fn only_what_was_generated_is_ever_changed_or_deleted() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        let first = package(&[("src/a.rs", "fn a() {}\n"), ("src/b.rs", "fn b() {}\n"), ("Cargo.toml", "[package]\n")]);
        let written = first.write(folder.path(), Foreign::Refuse).expect("written");
        assert_eq!(written, Written { written: 3, ..Written::default() });
        assert_eq!(first.write(folder.path(), Foreign::Refuse).expect("written").unchanged, 3);
        assert!(first.check(folder.path()).expect("read").is_empty());
        fs::create_dir(at("src/ext")).expect("a folder");
        fs::write(at("src/ext/own.rs"), "fn own() {}\n").expect("written");
        // Somebody starts from a generated file: it is theirs, header or not.
        fs::copy(at("src/b.rs"), at("src/ext/copy.rs")).expect("copied");
        let second = package(&[("src/a.rs", "fn c() {}\n"), ("Cargo.toml", "[package]\n")]);
        let differences = second.check(folder.path()).expect("read");
        assert_eq!(differences.changed, [PathBuf::from("src/a.rs"), PathBuf::from(RECORD)]);
        assert_eq!(differences.stale, [PathBuf::from("src/b.rs")]);
        let written = second.write(folder.path(), Foreign::Refuse).expect("written");
        assert_eq!(written, Written { written: 1, unchanged: 1, removed: 1, ..Written::default() });
        assert!(second.check(folder.path()).expect("read").is_empty());
        assert!(at("src/ext/own.rs").exists() && at("src/ext/copy.rs").exists() && !at("src/b.rs").exists());
    }

    #[test]
    fn files_of_people_are_refused_all_at_once_and_nothing_is_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        fs::create_dir(at("src")).expect("a folder");
        for path in ["Cargo.toml", "src/lib.rs", "src/models.rs"] {
            fs::write(at(path), "mine\n").expect("written");
        }
        let set = package(&[("Cargo.toml", ""), ("src/lib.rs", ""), ("src/models.rs", ""), ("src/new.rs", "")]);
        let before = tree(folder.path());
        let found = obstacles(&set, folder.path());
        assert_eq!(found, ["Cargo.toml", "src/lib.rs", "src/models.rs"].map(|p| (p.into(), Obstacle::Foreign)));
        assert_eq!(tree(folder.path()), before);
        set.write(folder.path(), Foreign::Overwrite).expect("taken over");
        assert!(set.check(folder.path()).expect("read").is_empty());
    }

    #[test]
    fn edits_of_sources_are_overwritten_and_reported_and_those_of_manifests_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        let set = package(&[("Cargo.toml", "[package]\n"), ("src/a.rs", "fn a() {}\n"), ("src/b.rs", "fn b() {}\n")]);
        set.write(folder.path(), Foreign::Refuse).expect("written");
        let edited = fs::read_to_string(at("Cargo.toml")).expect("read") + "anyhow = \"1\"\n";
        fs::write(at("Cargo.toml"), &edited).expect("written");
        assert_eq!(obstacles(&set, folder.path()), [(PathBuf::from("Cargo.toml"), Obstacle::Edited)]);
        assert_eq!(fs::read_to_string(at("Cargo.toml")).expect("read"), edited);
        set.write(folder.path(), Foreign::Overwrite).expect("written");
        fs::write(at("src/a.rs"), format!("{HEADER}fn edited() {{}}\n")).expect("written");
        let written = set.write(folder.path(), Foreign::Refuse).expect("written");
        assert_eq!(written.edited, [PathBuf::from("src/a.rs")]);
        // Whoever takes the header away makes it their own.
        fs::write(at("src/a.rs"), "fn mine() {}\n").expect("written");
        assert_eq!(obstacles(&set, folder.path()), [(PathBuf::from("src/a.rs"), Obstacle::Foreign)]);
    }

    #[test]
    fn own_parts_of_a_manifest_stay_and_are_no_edit() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("Cargo.toml");
        let marks = crate::folder::marks::part("package").concat();
        let manifest = |version: u8| {
            let mut set = FileSet::new();
            set.add_toml("Cargo.toml", &format!("[package]\nversion = \"{version}\"\n{marks}"));
            set
        };
        manifest(1).write(folder.path(), Foreign::Refuse).expect("written");
        let own = |text: &str| text.replace("(package)\n", "(package)\nkeywords = [\"mine\"]\n");
        fs::write(&path, own(&fs::read_to_string(&path).expect("read"))).expect("written");
        assert!(manifest(1).check(folder.path()).expect("read").is_empty());
        let written = manifest(2).write(folder.path(), Foreign::Refuse).expect("written");
        assert_eq!((written.written, written.unchanged), (1, 0));
        let text = fs::read_to_string(&path).expect("read");
        assert!(text.contains("version = \"2\"\n# >>> yours (package)\nkeywords = [\"mine\"]\n# <<<"), "{text}");
        assert!(manifest(2).check(folder.path()).expect("read").is_empty());
        // A part that nobody would write any more is not lost, and what is around the marks is still an edit.
        let without = package(&[("Cargo.toml", "[package]\n")]);
        assert_eq!(obstacles(&without, folder.path()), [(PathBuf::from("Cargo.toml"), Obstacle::Edited)]);
        fs::write(&path, text.replace("version = \"2\"", "version = \"9\"")).expect("written");
        assert_eq!(obstacles(&manifest(3), folder.path()), [(PathBuf::from("Cargo.toml"), Obstacle::Edited)]);
        manifest(3).write(folder.path(), Foreign::Overwrite).expect("taken over");
        assert!(fs::read_to_string(&path).expect("read").contains("keywords = [\"mine\"]"));
    }

    #[test]
    fn what_is_offered_is_somebodys_once_it_is_edited_or_deleted() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        let offer = |text: &str| {
            let mut set = package(&[("Cargo.toml", "[package]\n")]);
            set.add_offered("README.md", text);
            set.add_offered("LICENSE", text);
            set
        };
        let write = |set: &FileSet, foreign| set.write(folder.path(), foreign).expect("written");
        let read = |path: &str| fs::read_to_string(at(path)).expect("read");
        fs::write(at("LICENSE"), "mine").expect("written");
        let first = write(&offer("one"), Foreign::Overwrite);
        assert_eq!((first.written, read("README.md"), read("LICENSE")), (2, "one".to_owned(), "mine".to_owned()));
        assert_eq!(write(&offer("two"), Foreign::Refuse).written, 1);
        assert_eq!(read("README.md"), "two");
        fs::write(at("README.md"), "edited").expect("written");
        assert!(offer("two").check(folder.path()).expect("read").is_empty());
        let differences = offer("three").check(folder.path()).expect("read");
        assert_eq!(differences.kept, ["LICENSE", "README.md"].map(PathBuf::from));
        write(&offer("three"), Foreign::Overwrite);
        assert_eq!(read("README.md"), "edited");
        fs::remove_file(at("README.md")).expect("removed");
        write(&offer("four"), Foreign::Refuse);
        assert!(!at("README.md").exists());
        // What is not offered any more goes where nobody has touched it.
        let third = tempfile::tempdir().expect("a folder");
        offer("one").write(third.path(), Foreign::Refuse).expect("written");
        fs::write(third.path().join("LICENSE"), "mine").expect("written");
        let written = package(&[("Cargo.toml", "[package]\n")]).write(third.path(), Foreign::Refuse).expect("written");
        assert_eq!(written.removed, 1);
        assert!(third.path().join("LICENSE").exists() && !third.path().join("README.md").exists());
    }

    #[test]
    fn what_is_shared_is_written_and_never_recorded() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("CHANGELOG.md");
        fs::write(&path, "mine").expect("written");
        let mut set = package(&[("Cargo.toml", "[package]\n")]);
        set.add_shared("CHANGELOG.md", "mine and more");
        assert_eq!(set.write(folder.path(), Foreign::Refuse).expect("written").written, 2);
        assert_eq!(fs::read_to_string(&path).expect("read"), "mine and more");
        let without = package(&[("Cargo.toml", "[package]\n")]);
        assert!(without.check(folder.path()).expect("read").is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let at = |path: &str| folder.path().join(path);
        let link = |to: &Path, from: &str| std::os::unix::fs::symlink(to, at(from)).expect("linked");
        fs::write(other.path().join("profile"), "kept").expect("written");
        link(other.path(), "src");
        link(&other.path().join("profile"), "Cargo.toml");
        link(&other.path().join("nowhere"), "dangling.toml");
        let set = package(&[("src/lib.rs", ""), ("Cargo.toml", ""), ("dangling.toml", "")]);
        for foreign in [Foreign::Refuse, Foreign::Overwrite] {
            let Err(WriteError::Obstacles(found)) = set.write(folder.path(), foreign) else { panic!("it was written") };
            assert!(found.0.iter().all(|(_, obstacle)| *obstacle == Obstacle::Link) && found.0.len() == 3, "{found:?}");
        }
        assert_eq!(tree(other.path()).len(), 1);
        assert_eq!(fs::read_to_string(other.path().join("profile")).expect("read"), "kept");
        // Nor through one in place of the folder of what is staged.
        let third = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(other.path(), third.path().join(".trueline-staging")).expect("linked");
        assert!(matches!(set.write(third.path(), Foreign::Refuse), Err(WriteError::Io(..))));
        assert_eq!(tree(other.path()).len(), 1);
    }

    #[test]
    fn a_folder_in_the_way_and_a_path_out_of_the_folder_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("src/lib.rs")).expect("a folder");
        let found = obstacles(&package(&[("src/lib.rs", "")]), folder.path());
        assert_eq!(found, [(PathBuf::from("src/lib.rs"), Obstacle::Kind)]);
        for path in ["../out.rs", "/out.rs", "src/../../out.rs"] {
            assert!(package(&[(path, "")]).write(folder.path(), Foreign::Overwrite).is_err(), "{path}");
        }
    }
}
