//! What a server needs, installed by pip or npm in pinned versions below `target/field`; what is there already stays.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use super::debian;
use super::description::Description;

/// What lists the distributions for pip with their versions.
const REQUIREMENTS: &str = "requirements.txt";
/// What lists the packages of npm with their versions, as npm wrote it.
const LOCK: &str = "package-lock.json";
/// The name of the copy that says what was installed.
const INSTALLED: &str = "installed.txt";

/// What was installed for a server.
#[derive(Debug)]
pub(super) struct Environment {
    /// A virtual environment of Python, or the folder with `node_modules`.
    pub folder: PathBuf,
    /// The version of the package that the server is.
    pub version: String,
}

impl Environment {
    /// Installs what a server needs.
    ///
    /// # Errors
    /// Where something is missing that nobody can install without asking, or where an installation fails.
    pub(super) fn of(server: &Description, scratch: &Path) -> io::Result<Self> {
        let folder = scratch.join("environments").join(server.name());
        if let Some(package) = &server.debian {
            let version = debian::version(package)?;
            return Ok(Self { folder, version });
        }
        let requirements = server.folder.join(REQUIREMENTS);
        let lock = server.folder.join(LOCK);
        let (list, version) = if requirements.is_file() {
            install_once(&requirements, &folder, python)?;
            (requirements, pinned_by_pip as fn(&str, &str) -> Option<String>)
        } else {
            install_once(&lock, &folder, node)?;
            (lock, pinned_by_npm as fn(&str, &str) -> Option<String>)
        };
        let version = version(&fs::read_to_string(list)?, &server.package).unwrap_or_default();
        Ok(Self { folder, version })
    }
}

/// Schemathesis, in an environment of its own.
///
/// # Errors
/// Where it cannot be installed.
pub(super) fn schemathesis(servers: &Path, scratch: &Path) -> io::Result<PathBuf> {
    let folder = scratch.join("environments/schemathesis");
    install_once(&servers.join("schemathesis.txt"), &folder, python)?;
    Ok(folder.join("bin/schemathesis"))
}

/// Installs what a list names into a folder, unless this very list was installed there.
fn install_once(list: &Path, folder: &Path, install: fn(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
    let wanted = fs::read(list).map_err(|error| io::Error::other(format!("{}: {error}", list.display())))?;
    let installed = folder.join(INSTALLED);
    if fs::read(&installed).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    eprintln!("installing {} …", list.display());
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    install(list, folder)?;
    fs::write(installed, wanted)
}

fn python(requirements: &Path, folder: &Path) -> io::Result<()> {
    succeed(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let mut pip = Command::new(folder.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--requirement"]);
    succeed(pip.arg(requirements))
}

fn node(lock: &Path, folder: &Path) -> io::Result<()> {
    for file in fs::read_dir(lock.parent().unwrap_or(lock))? {
        let file = file?.path();
        // Modules find their packages beside themselves.
        if file.extension().is_some_and(|kind| kind == "json" || kind == "mjs") {
            fs::copy(&file, folder.join(file.file_name().unwrap_or_default()))?;
        }
    }
    succeed(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder))
}

fn succeed(command: &mut Command) -> io::Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status =
        command.status().map_err(|error| io::Error::other(format!("`{program}` cannot be started: {error}")))?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("`{program}` failed: {status}"))) }
}

fn pinned_by_pip(list: &str, package: &str) -> Option<String> {
    let version = |line: &str| line.split_once("==").map(|(name, version)| (name.to_owned(), version.to_owned()));
    list.lines().filter_map(version).find(|(name, _)| name.eq_ignore_ascii_case(package)).map(|(_, version)| version)
}

fn pinned_by_npm(lock: &str, package: &str) -> Option<String> {
    let lock: serde_json::Value = serde_json::from_str(lock).ok()?;
    lock["packages"][format!("node_modules/{package}")]["version"].as_str().map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_where_they_are_pinned() {
        assert_eq!(pinned_by_pip("a==1\nChromaDB==1.5.9\n", "chromadb").as_deref(), Some("1.5.9"));
        assert_eq!(pinned_by_pip("a==1\n", "chromadb"), None);
        let lock = r#"{"packages": {"node_modules/fastify": {"version": "5.6.1"}}}"#;
        assert_eq!(pinned_by_npm(lock, "fastify").as_deref(), Some("5.6.1"));
    }
}
