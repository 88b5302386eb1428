//! What is known of a server: `xtask/field/NAME/server.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;

/// A server that can be brought up. In its texts `{port}`, `{data}` (an empty folder), `{environment}` (what was installed)
/// and `{here}` (the folder of this file) stand for what they are in a run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Description {
    /// The folder of the file; its last part is the server's name.
    #[serde(skip)]
    pub folder: PathBuf,
    /// The package that is shown with its version: one of pip's, npm's or apt's.
    pub package: String,
    /// Packages of Debian that have to be there; nobody installs them but the user.
    #[serde(default)]
    pub debian: Option<String>,
    /// What is run once before it starts.
    #[serde(default)]
    pub prepare: Option<Vec<String>>,
    /// The program and its words.
    pub command: Vec<String>,
    /// Variables of its environment.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
    /// Where the document is.
    pub document: DocumentPlace,
    /// The path that is answered with 200 as soon as the server is ready, where that is another one than its document's.
    #[serde(default)]
    pub ready: Option<String>,
    /// The path that operations are below.
    #[serde(default)]
    pub base: String,
    /// Words more for `trueline conform`.
    #[serde(default)]
    pub conform: Vec<String>,
    /// Words more for Schemathesis.
    #[serde(default)]
    pub schemathesis: Vec<String>,
    /// Seconds until it has to answer.
    #[serde(default = "a_minute")]
    pub patience: u64,
}

/// Where a server's document is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum DocumentPlace {
    /// The server shows it at this path.
    At(String),
    /// It is a file.
    File(String),
}

fn a_minute() -> u64 {
    60
}

impl Description {
    /// Every server of a folder, by name.
    ///
    /// # Errors
    /// Where a file cannot be read, or says what is unknown.
    pub(super) fn all(folder: &Path) -> io::Result<Vec<Self>> {
        let mut all = Vec::new();
        for entry in fs::read_dir(folder)? {
            let file = entry?.path().join("server.toml");
            if file.is_file() {
                all.push(Self::read(&file)?);
            }
        }
        all.sort_by(|one, other| one.folder.cmp(&other.folder));
        Ok(all)
    }

    fn read(file: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(file)?;
        let read: Self =
            toml::from_str(&text).map_err(|error| io::Error::other(format!("{}: {error}", file.display())))?;
        let folder = file.parent().unwrap_or(file).canonicalize()?;
        Ok(Self { folder, ..read })
    }

    /// The server's name.
    pub(super) fn name(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}
