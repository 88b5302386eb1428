//! The failing cases that earlier runs kept. Of their files only names and numbers are read: a request is made again of its
//! seed and number, never of a text that stands there. Whoever wrote the files, reading them ends.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Saved;
use super::kept_error::{NotKept, NotRemoved};
use crate::check::Check;
use crate::limits::{KEPT_FILE_SIZE, KEPT_FILES, named};

/// The greatest number of a case that is made again; `--cases` takes no more.
const GREATEST_NUMBER: usize = 1_000_000;

/// A case that failed in an earlier run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) struct Kept {
    /// The document's file.
    pub document: String,
    /// The operation's key, as reports have it.
    pub operation: String,
    /// The class, as reports have it.
    pub class: String,
    /// The check that found it.
    pub check: Check,
    /// The number within the class.
    pub case: usize,
    /// The number of the valid case that it is made from, where that matters.
    #[serde(default)]
    pub base: Option<usize>,
    /// The seed.
    pub seed: u64,
    /// What distinguishes its cause from others, where the file says it.
    #[serde(default)]
    pub cause: Option<String>,
    /// The name of the target, where the file says it.
    #[serde(default)]
    pub target: Option<String>,
    /// Its address, where the file says it.
    #[serde(default, rename = "baseUrl")]
    pub base_url: Option<String>,
    /// The file.
    #[serde(skip)]
    pub path: PathBuf,
}

impl Kept {
    /// Removes the file, and the body beside it.
    pub(crate) fn remove(&self) -> Result<(), NotRemoved> {
        for path in [self.path.clone(), self.path.with_extension("body")] {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(NotRemoved { path, error });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The kept cases of a folder in the order of their names, and what is to be said of files that hold none.
pub(crate) fn kept_cases(folder: &Path) -> (Vec<Kept>, Option<String>) {
    let mut paths: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.take(2 * KEPT_FILES + 1).filter_map(|entry| Some(entry.ok()?.path())).collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => return (Vec::new(), None),
        Err(error) => return (Vec::new(), Some(format!("`{}` cannot be read: {error}", folder.display()))),
    };
    let is_cut = paths.len() > 2 * KEPT_FILES;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    let is_cut = is_cut || paths.len() > KEPT_FILES;
    let (mut found, mut wrong, mut first) = (Vec::new(), 0, None);
    for path in paths.into_iter().take(KEPT_FILES) {
        match read(&path) {
            Ok(kept) => found.push(kept),
            Err(reason) => {
                wrong += 1;
                first.get_or_insert_with(|| format!("`{}` {reason}", path.display()));
            }
        }
    }
    let more = if wrong > 1 { format!(", and {} more files do not", wrong - 1) } else { String::new() };
    let mut said: Vec<String> = Vec::new();
    said.extend(first.map(|first| format!("{first}{more}; they are left as they are")));
    if is_cut {
        let limit = named("kept-files", KEPT_FILES);
        said.push(format!("`{}` has more files than are read {limit}", folder.display()));
    }
    (found, (!said.is_empty()).then(|| said.join("; ")))
}

/// The text of a file of cases.
pub(super) fn text(path: &Path, most: u64) -> Result<Vec<u8>, NotKept> {
    // What is opened may wait for ever, a pipe for instance.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(NotKept::NoFile);
    }
    let mut text = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut text)?;
    if text.len() as u64 > most {
        return Err(NotKept::TooLarge { most });
    }
    Ok(text)
}

/// A case that can be made again.
pub(super) fn checked(kept: Kept) -> Result<Kept, NotKept> {
    if kept.case.max(kept.base.unwrap_or_default()) > GREATEST_NUMBER {
        return Err(NotKept::NoSuchNumber { number: kept.case });
    }
    Ok(kept)
}

fn read(path: &Path) -> Result<Kept, NotKept> {
    let kept = checked(serde_json::from_slice(&text(path, KEPT_FILE_SIZE)?)?)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    // A run removes what it wrote itself, and nothing else.
    if Saved::new(folder, &kept.operation, &kept.class, kept.check).case() != path {
        return Err(NotKept::OtherName);
    }
    Ok(Kept { path: path.to_owned(), ..kept })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(operation: &str, case: &str) -> String {
        format!(
            "{{\"document\": \"a\", \"operation\": {operation:?}, \"class\": \"valid\", \"check\": \"body\", \"seed\": 7, \
             \"case\": {case}, \"curl\": \"curl\", \"answer\": null}}"
        )
    }

    fn path(folder: &Path, operation: &str) -> PathBuf {
        Saved::new(folder, operation, "valid", Check::Body).case().to_owned()
    }

    #[test]
    fn what_is_kept_is_read_and_all_else_is_said_and_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(path(folder.path(), "GET /a"), text("GET /a", "3")).expect("written");
        fs::write(path(folder.path(), "GET /a").with_extension("body"), "body").expect("written");
        fs::write(at("notes.txt"), "mine").expect("written");
        let (found, said) = kept_cases(folder.path());
        assert_eq!((found.len(), found[0].seed, found[0].case, said), (1, 7, 3, None));

        let deep = format!("{{\"answer\": {}", "[".repeat(100_000));
        let huge = format!("{}{}", text("GET /b", "0"), " ".repeat(usize::try_from(KEPT_FILE_SIZE).expect("small")));
        let garbage: [(PathBuf, &[u8], &str); 7] = [
            (at("binary.json"), &[0xff, 0, 0xfe], "expected value"),
            (at("deep.json"), deep.as_bytes(), "EOF while parsing"),
            (path(folder.path(), "GET /b"), huge.as_bytes(), "limit `kept-file-size`"),
            (
                path(folder.path(), "GET /c"),
                &text("GET /c", "99999999999").into_bytes(),
                "there is no case 99999999999",
            ),
            (at("other.json"), &text("GET /a", "0").into_bytes(), "it is called otherwise"),
            (path(folder.path(), "GET /d"), &text("GET /d", "-1").into_bytes(), "expected usize"),
            (
                path(folder.path(), "GET /e"),
                &text("GET /e", "0").replace("\"body\"", "\"Bodies\"").into_bytes(),
                "there is no check `Bodies`",
            ),
        ];
        for (path, text, reason) in garbage {
            fs::write(&path, text).expect("written");
            let (found, said) = kept_cases(folder.path());
            let said = said.unwrap_or_else(|| panic!("{}", path.display()));
            assert!(said.contains(reason) && said.contains(&*path.to_string_lossy()), "{said}");
            assert_eq!(found.len(), 1);
            fs::remove_file(path).expect("it is left");
        }
        for name in ["one.json", "two.json"] {
            fs::create_dir(at(name)).expect("created");
        }
        let (_, said) = kept_cases(folder.path());
        assert!(said.is_some_and(|said| said.contains("it is no file, and 1 more files do not")));

        found[0].remove().expect("removed");
        assert!(!found[0].path.exists() && !found[0].path.with_extension("body").exists() && at("notes.txt").exists());
    }

    #[test]
    fn no_more_files_are_read_than_the_limit() {
        let folder = tempfile::tempdir().expect("a folder");
        for number in 0..=KEPT_FILES {
            let operation = format!("GET /{number}");
            fs::write(path(folder.path(), &operation), text(&operation, "0")).expect("written");
        }
        let (found, said) = kept_cases(folder.path());
        assert_eq!(found.len(), KEPT_FILES);
        assert!(said.is_some_and(|said| said.contains("limit `kept-files`")));
    }

    #[cfg(unix)]
    #[test]
    fn what_would_wait_or_never_end_is_not_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = path(folder.path(), "GET /pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|status| status.success()), "mkfifo is there");
        std::os::unix::fs::symlink("/dev/zero", path(folder.path(), "GET /zero")).expect("linked");
        let (found, said) = kept_cases(folder.path());
        assert!(found.is_empty() && said.is_some_and(|said| said.contains("it is no file, and 1 more files do not")));
    }
}
