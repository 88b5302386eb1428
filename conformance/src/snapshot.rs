//! Snapshots in insta's file format, so that `cargo insta review` works on what differs. One file a snapshot: `.snap`
//! is what was accepted, `.snap.new` beside it is what was seen instead.

use std::io;
use std::path::{Path, PathBuf};
use std::{fs, io::ErrorKind};

/// Where snapshots of a target are kept.
#[derive(Debug, Clone)]
pub struct Snapshots {
    folder: PathBuf,
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
    /// The snapshots in a folder.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Compares, and writes `.snap.new` where something differs.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or written.
    pub fn check(&self, name: &str, source: &str, content: &str) -> io::Result<Outcome> {
        let path = self.path(name, "snap");
        let kept = match fs::read_to_string(&path) {
            Ok(text) => body(&text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Outcome::Missing),
            Err(error) => return Err(error),
        };
        let pending = self.path(name, "snap.new");
        if kept == normal(content) {
            remove(&pending)?;
            return Ok(Outcome::Same);
        }
        fs::write(pending, render(name, source, content))?;
        Ok(Outcome::Different { kept })
    }

    /// Keeps what was seen.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn update(&self, name: &str, source: &str, content: &str) -> io::Result<()> {
        let path = self.path(name, "snap");
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        fs::write(path, render(name, source, content))?;
        remove(&self.path(name, "snap.new"))
    }

    fn path(&self, name: &str, extension: &str) -> PathBuf {
        self.folder.join(format!("{}.{extension}", file_name(name)))
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A name that every file system takes, in folders as the name has them; what it has no room for is written as its code
/// in hexadecimal.
fn file_name(name: &str) -> String {
    let mut file = String::new();
    for character in name.chars() {
        // A dot that begins a part could lead out of the folder.
        let begins = file.is_empty() || file.ends_with('/');
        let is_plain = character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
        if is_plain || (!begins && matches!(character, '.' | '/')) {
            file.push(character);
        } else {
            file.extend(["%".to_owned(), format!("{:x}", u32::from(character))]);
        }
    }
    file
}

/// The header says what it is of; JSON strings are YAML strings.
fn render(name: &str, source: &str, content: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    format!("---\nsource: {}\nexpression: {}\n---\n{}\n", quoted(source), quoted(name), normal(content))
}

/// What follows the header.
fn body(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map(|(_, body)| body);
    normal(body.unwrap_or(&text))
}

fn normal(content: &str) -> String {
    content.replace("\r\n", "\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        assert_eq!(file_name("../a.b//..c"), "%2e./a.b/%2f..c");
    }

    #[test]
    fn a_difference_is_left_for_review() {
        let folder = std::env::temp_dir().join(format!("trueline-snapshots-{}", std::process::id()));
        let snapshots = Snapshots::new(folder.clone());
        let name = "GET /things/{id}";
        assert_eq!(snapshots.check(name, "api.yaml", "200").expect("read"), Outcome::Missing);
        snapshots.update(name, "api.yaml", "200\n---\nbody").expect("written");
        assert_eq!(snapshots.check(name, "api.yaml", "200\n---\nbody").expect("read"), Outcome::Same);
        let kept = "200\n---\nbody".to_owned();
        assert_eq!(snapshots.check(name, "api.yaml", "404").expect("read"), Outcome::Different { kept });
        let pending = folder.join("GET%20/things/%7bid%7d.snap.new");
        let text = fs::read_to_string(&pending).expect("it is there");
        assert_eq!(text, "---\nsource: \"api.yaml\"\nexpression: \"GET /things/{id}\"\n---\n404\n");
        snapshots.update(name, "api.yaml", "404").expect("written");
        assert!(!pending.exists());
        fs::remove_dir_all(folder).expect("removed");
    }
}
