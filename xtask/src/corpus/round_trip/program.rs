//! A program that reads values of JSON as a client's types, and writes them again.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

use trueline_codegen::GeneratedType;

use super::super::dependencies;
use super::instances::Instance;

/// What of the program does not depend on the client.
const MAIN: &str = r#"use std::io::{BufRead, Write};

fn trip<T: serde::Serialize + serde::de::DeserializeOwned>(text: &str) -> Result<String, String> {
    let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    serde_json::to_string(&value).map_err(|error| error.to_string())
}

fn answer() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (index, text) = line.split_once(' ').unwrap_or_default();
        let trip = index.parse::<usize>().ok().and_then(|index| TRIPS.get(index));
        match trip.map_or_else(|| Err("no such type".to_owned()), |trip| trip(text)) {
            Ok(text) => writeln!(out, "+{text}")?,
            Err(error) => writeln!(out, "-{}", error.replace('\n', " "))?,
        }
    }
    out.flush()
}

fn main() {
    let deep = std::thread::Builder::new().stack_size(256 << 20).spawn(answer).expect("a thread");
    deep.join().expect("no panic").expect("a pipe");
}
"#;

/// The built program of one client.
pub(super) struct Program {
    name: String,
    package: String,
    folder: PathBuf,
    target: PathBuf,
}

impl Program {
    /// Writes and builds it, beside the client.
    pub(super) fn build(scratch: &Path, package: &str, values: &[GeneratedType]) -> io::Result<Self> {
        let name = format!("{package}-round-trip");
        let folder = scratch.join(&name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             client = {{ package = \"{package}\", path = \"../{package}\" }}\nchrono = \"0.4\"\nserde = \"1\"\n\
             serde_json = \"1\"\nuuid = \"1\"\n\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/main.rs"), source(values))?;
        fs::copy("Cargo.lock", folder.join("Cargo.lock"))?;
        let program = Self { name, package: package.to_owned(), folder, target: scratch.join("target-round-trip") };
        dependencies::at_hand(&program.folder)?;
        program.cargo(&["build"])?;
        Ok(program)
    }

    fn cargo(&self, words: &[&str]) -> io::Result<()> {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(words)
            .args(["--offline", "--quiet"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .stdin(Stdio::null())
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
    }

    /// Removes what was built of it and of the client: all clients of a folder together would fill a disk.
    pub(super) fn remove(self) -> io::Result<()> {
        self.cargo(&["clean", "--package", &self.name, "--package", &self.package])
    }

    /// What becomes of each value, in their order.
    pub(super) fn run(&self, instances: &[Instance]) -> io::Result<Vec<Result<String, String>>> {
        let file = self.target.join("debug").join(&self.name);
        let mut child = Command::new(file).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut input = child.stdin.take().ok_or_else(|| io::Error::other("no pipe"))?;
        let output = child.stdout.take().ok_or_else(|| io::Error::other("no pipe"))?;
        let answers = std::thread::scope(|scope| {
            let writing = scope.spawn(move || {
                instances.iter().try_for_each(|instance| writeln!(input, "{} {}", instance.value_type, instance.json))
            });
            let answers: io::Result<Vec<String>> = BufReader::new(output).lines().collect();
            let written = writing.join().map_err(|_| io::Error::other("the writer panicked"))?;
            answers.and_then(|answers| written.map(|()| answers))
        });
        let status = child.wait()?;
        let answers = answers?;
        if !status.success() || answers.len() != instances.len() {
            let message = format!("the program ended with {status} after {} values", answers.len());
            return Err(io::Error::other(message));
        }
        Ok(answers.iter().map(|line| result(line)).collect())
    }
}

fn result(line: &str) -> Result<String, String> {
    match line.strip_prefix('+') {
        Some(text) => Ok(text.to_owned()),
        None => Err(line.trim_start_matches('-').to_owned()),
    }
}

fn source(values: &[GeneratedType]) -> String {
    let mut text = format!("{MAIN}\nstatic TRIPS: [fn(&str) -> Result<String, String>; {}] = [\n", values.len());
    for value in values {
        let rust_type = value.rust_type.replace("crate ::", "client ::");
        // Writing to a text cannot fail.
        let _ = writeln!(text, "    trip::<{rust_type}>,");
    }
    text.push_str("];\n");
    text
}
