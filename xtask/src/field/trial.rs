//! A server that runs, its document, and where what tools say of it is kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{fs, io};

use super::description::{Description, DocumentPlace};
use super::environment::Environment;
use super::process::{RunningServer, free_port};

/// What tools need to test a server.
#[derive(Debug)]
pub(super) struct Trial {
    /// The server, ended with this.
    server: RunningServer,
    port: u16,
    folder: PathBuf,
    /// The file with the document.
    pub document: PathBuf,
    /// The path that operations are below.
    pub base: String,
    /// Words more for `trueline conform`.
    pub conform: Vec<String>,
    /// Words more for Schemathesis.
    pub schemathesis: Vec<String>,
}

impl Trial {
    /// Brings a server up with empty data, and fetches its document. What tools write is kept in a folder.
    ///
    /// # Errors
    /// Where it does not start, or shows no document.
    pub(super) fn begin(server: &Description, environment: &Environment, folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let data = folder.join("data");
        if data.exists() {
            fs::remove_dir_all(&data)?;
        }
        fs::create_dir_all(&data)?;
        let port = free_port()?;
        let places = [
            ("{port}", port.to_string()),
            ("{data}", data.display().to_string()),
            ("{environment}", environment.folder.display().to_string()),
            ("{here}", server.folder.display().to_string()),
        ];
        let fill = |text: &String| places.iter().fold(text.clone(), |text, (name, value)| text.replace(name, value));
        let fill_all = |texts: &[String]| texts.iter().map(fill).collect::<Vec<_>>();
        let variables: BTreeMap<_, _> =
            server.variables.iter().map(|(name, value)| (name.clone(), fill(value))).collect();
        if let Some(prepare) = &server.prepare {
            run_once(&fill_all(prepare), &variables, &data)?;
        }
        let running = RunningServer::start(&fill_all(&server.command), &variables, &data)?;
        let patience = Duration::from_secs(server.patience);
        let document = match &server.document {
            DocumentPlace::At(path) => {
                let text = running.wait_for(port, path, patience)?;
                let document = folder.join("openapi.json");
                fs::write(&document, text)?;
                document
            }
            DocumentPlace::File(path) => {
                let ready = server.ready.as_deref().unwrap_or("/");
                running.wait_for(port, ready, patience)?;
                PathBuf::from(fill(path))
            }
        };
        Ok(Self {
            server: running,
            port,
            folder: folder.to_owned(),
            document,
            base: server.base.clone(),
            conform: fill_all(&server.conform),
            schemathesis: fill_all(&server.schemathesis),
        })
    }

    /// The address that operations are below.
    pub(super) fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port, self.base)
    }

    /// A file or folder of the trial.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Whether the server lives.
    pub(super) fn is_alive(&self) -> bool {
        self.server.is_there()
    }
}

fn run_once(words: &[String], variables: &BTreeMap<String, String>, data: &Path) -> io::Result<()> {
    let Some((program, words)) = words.split_first() else { return Ok(()) };
    let output = Command::new(program).args(words).envs(variables).current_dir(data).output()?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("`{program}` failed: {}", errors.lines().next_back().unwrap_or_default())))
}
