//! Snapshots in insta's file format, so that `cargo insta review` works on what differs. One file a snapshot: `.snap`
//! is what was accepted, `.snap.new` beside it is what was seen instead.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{fs, io, io::ErrorKind};

use trueline_spec::{disk, file_name};

use super::snapshot_file::{content as content_of, header, normal, render};
use crate::redact::Redacted;

/// Where snapshots of a target are kept.
#[derive(Debug)]
pub struct Snapshots {
    folder: PathBuf,
    /// Which snapshot of this run has a path, by the path in lower case: some file systems know no other.
    claimed: Mutex<BTreeMap<String, String>>,
}

/// What became of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// What is kept is what was seen.
    Same,
    /// Nothing was kept.
    Missing,
    /// What is kept differs; what was seen is written beside it.
    Different {
        /// The text that is kept.
        kept: String,
    },
}

impl Snapshots {
    /// The snapshots of a target below a state folder.
    #[must_use]
    pub fn of_target(state: &Path, target: &str) -> Self {
        Self::new(state.join("snapshots").join(folder_name(&file_name::component(target))))
    }

    /// The snapshots in a folder.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, claimed: Mutex::default() }
    }

    /// Where they are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Compares, and writes `.snap.new` where something differs.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or written.
    pub fn check(&self, name: &str, source: &Redacted, content: &Redacted) -> io::Result<Outcome> {
        self.check_without(name, source, &BTreeSet::new(), content)
    }

    /// The same for a content in which places are hidden that are another each time.
    pub(crate) fn check_without(
        &self,
        name: &str,
        source: &Redacted,
        volatile: &BTreeSet<String>,
        content: &Redacted,
    ) -> io::Result<Outcome> {
        let file = self.file(name);
        let path = with_ending(&file, "snap");
        let kept = match fs::read_to_string(&path) {
            Ok(text) => content_of(&text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Outcome::Missing),
            Err(error) => return Err(error),
        };
        let pending = with_ending(&file, "snap.new");
        if kept == normal(content) {
            remove(&pending)?;
            return Ok(Outcome::Same);
        }
        disk::write(&pending, render(name, source, volatile, content).as_bytes())?;
        Ok(Outcome::Different { kept })
    }

    /// Keeps what was seen.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn update(&self, name: &str, source: &Redacted, content: &Redacted) -> io::Result<()> {
        self.update_without(name, source, &BTreeSet::new(), content)
    }

    /// The places that are another each time, as far as what is kept says so.
    pub(crate) fn volatile(&self, name: &str) -> BTreeSet<String> {
        let text = fs::read_to_string(with_ending(&self.file(name), "snap")).unwrap_or_default();
        header(&text).map(|header| header.info.volatile).unwrap_or_default()
    }

    /// The same for a content in which places are hidden that are another each time.
    pub(crate) fn update_without(
        &self,
        name: &str,
        source: &Redacted,
        volatile: &BTreeSet<String>,
        content: &Redacted,
    ) -> io::Result<()> {
        let file = self.file(name);
        let path = with_ending(&file, "snap");
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        disk::write(&path, render(name, source, volatile, content).as_bytes())?;
        remove(&with_ending(&file, "snap.new"))
    }

    /// The file of a snapshot, without its ending. Of names that differ in case alone the first of a run has the plain
    /// one, the others have a hash, and keep the file that has it.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        let [plain, hashed] = self.places(name);
        if with_ending(&hashed, "snap").exists() {
            return hashed;
        }
        let mut claimed = self.claimed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let owner = claimed.entry(plain.to_string_lossy().to_ascii_lowercase()).or_insert_with(|| name.to_owned());
        if owner == name { plain } else { hashed }
    }

    /// Where a snapshot of a name may be: the plain path, and the one with a hash.
    pub(super) fn places(&self, name: &str) -> [PathBuf; 2] {
        [plain_path(name), file_name::cut(&file_name::component(name), name)].map(|path| self.folder.join(path))
    }
}

/// The path of a name.
fn plain_path(name: &str) -> String {
    let path = file_name::path(name);
    let Some((folders, file)) = path.rsplit_once('/') else { return path };
    let folders = folders.split('/').map(folder_name);
    folders.chain([file.to_owned()]).collect::<Vec<_>>().join("/")
}

/// A folder that is not called like a snapshot, nor like the one that `cargo insta` never looks into.
fn folder_name(component: &str) -> String {
    match component.rsplit_once('.') {
        Some((stem, ending @ ("snap" | "new"))) => format!("{stem}%2e{ending}"),
        _ if component == "target" => "%74arget".to_owned(),
        _ => component.to_owned(),
    }
}

pub(super) fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".");
    path.push(ending);
    path.into()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        assert_eq!(plain_path("../a.b//..c"), "%2e%2e/a.b/%/%2e.c");
        assert_eq!(plain_path("a.snap/b.snap"), "a%2esnap/b.snap");
        assert_eq!(plain_path("target/target"), "%74arget/target");
        let folder = |target| Snapshots::of_target(Path::new("state"), target).folder().to_owned();
        assert_eq!(folder("../shop"), Path::new("state/snapshots/%2e.%2fshop"));
        assert_eq!(folder("target"), Path::new("state/snapshots/%74arget"));
    }

    #[test]
    fn names_of_any_length_and_case_have_a_file_each() {
        let folder = tempfile::tempdir().expect("a folder");
        let snapshots = Snapshots::new(folder.path().to_owned());
        let long = "x".repeat(300);
        let names = [
            "getPets/valid",
            "GetPets/valid",
            "getpets/valid",
            "con/valid",
            "a.snap/valid",
            "a",
            &long,
            &(long.clone() + "y"),
        ];
        let redacted = |text: &str| crate::redact::Redactor::default().redact(text);
        let source = redacted("api.yaml");
        for name in names {
            snapshots.update(name, &source, &redacted(name)).expect("written");
        }
        let mut files = std::collections::BTreeSet::new();
        for name in names {
            // Another run, which meets one of them alone, finds it too.
            for seen in [&snapshots, &Snapshots::new(folder.path().to_owned())] {
                assert_eq!(seen.check(name, &source, &redacted(name)).expect("read"), Outcome::Same, "{name}");
            }
            let file = snapshots.file(name).display().to_string().to_lowercase();
            assert!(files.insert(file.clone()), "{name} is where another is: {file}");
        }
    }

    #[test]
    fn a_difference_is_left_for_review() {
        let folder = std::env::temp_dir().join(format!("trueline-snapshots-{}", std::process::id()));
        let snapshots = Snapshots::new(folder.clone());
        let of = Redacted::ours;
        let name = "GET /things/{id}";
        assert_eq!(snapshots.check(name, &of("api.yaml"), &of("200")).expect("read"), Outcome::Missing);
        snapshots.update(name, &of("api.yaml"), &of("200\n---\nbody")).expect("written");
        assert_eq!(snapshots.check(name, &of("api.yaml"), &of("200\n---\nbody")).expect("read"), Outcome::Same);
        let kept = "200\n---\nbody".to_owned();
        assert_eq!(snapshots.check(name, &of("api.yaml"), &of("404")).expect("read"), Outcome::Different { kept });
        let pending = folder.join("GET%20/things/%7bid%7d.snap.new");
        let text = fs::read_to_string(&pending).expect("it is there");
        assert_eq!(text, "---\nsource: \"api.yaml\"\nexpression: \"GET /things/{id}\"\n---\n404\n");
        snapshots.update(name, &of("api.yaml"), &of("404")).expect("written");
        assert!(!pending.exists());
        fs::remove_dir_all(folder).expect("removed");
    }
}
