//! The words of the command, and what it does with each server.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Parser;
use serde_json::Value;
use trueline::Exit;
use trueline_spec::render::printable;

use super::description::Description;
use super::environment::{self, Environment};
use super::outcome::Outcome;
use super::trial::Trial;
use super::verdicts::Verdicts;
use super::{beside, suite, table};
use crate::measured;

/// The folder with what is known of each server.
const SERVERS: &str = "xtask/field";

/// Tests real servers, installed by pip, npm and apt, each with its own document.
///
/// Findings are compared with the verdicts of people (`xtask/field/SERVER/verdicts.toml`). Exits 1 if a
/// finding is new, or if the suite misses a 5xx that Schemathesis finds.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask field")]
struct Arguments {
    /// The program to run. Default: the release build of this repository.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Only this server; can be repeated.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Run Schemathesis as well, on the same server, restarted.
    #[arg(long)]
    beside: bool,
    /// How long the suite may take on one server, `10m` for instance.
    #[arg(long, value_name = "DURATION", default_value = "10m")]
    max_time: String,
    /// Write the table as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What is reported of all servers.
#[derive(Debug, Default)]
struct Summary {
    rows: Vec<Value>,
    /// What follows the table: new and gone findings, missed errors, servers left out.
    notes: String,
    /// New findings, missed errors and servers that did not start.
    wrong: usize,
}

/// Runs it with the words after `field`.
pub(crate) fn run(words: &[String]) -> Exit {
    let name = "cargo xtask field".to_owned();
    let arguments = Arguments::parse_from(std::iter::once(&name).chain(words));
    match measure(&arguments) {
        Ok(0) => Exit::Success,
        Ok(_) => Exit::Findings,
        Err(error) => {
            eprintln!("error: {}", printable(&error.to_string()));
            Exit::Usage
        }
    }
}

fn measure(arguments: &Arguments) -> io::Result<usize> {
    let scratch = std::env::current_dir()?.join("target/field");
    let folder = Path::new(SERVERS);
    let mut servers = Description::all(folder)?;
    let names: Vec<String> = servers.iter().map(Description::name).collect();
    if let Some(unknown) = arguments.only.iter().find(|only| !names.contains(only)) {
        return Err(io::Error::other(format!("no server is named `{unknown}`; the servers are: {}", names.join(", "))));
    }
    servers.retain(|server| arguments.only.is_empty() || arguments.only.contains(&server.name()));
    let program = measured::program(arguments.program.as_deref())?.canonicalize()?;
    let schemathesis = arguments.beside.then(|| environment::schemathesis(folder, &scratch)).transpose()?;
    println!("{}", table::HEAD);
    let mut summary = Summary::default();
    for server in &servers {
        if let Err(error) = summary.test(server, &program, schemathesis.as_deref(), &scratch, &arguments.max_time) {
            summary.note(&format!("skipped | {} | {error}", server.name()));
            summary.wrong += 1;
        }
    }
    print!("\n{}", printable(&summary.notes));
    if let Some(file) = &arguments.json {
        fs::write(file, format!("{:#}\n", Value::Array(summary.rows)))?;
    }
    println!("\ncargo xtask field: {} servers, {} to look at", servers.len(), summary.wrong);
    Ok(summary.wrong)
}

impl Summary {
    /// Tests one server with the suite, then, brought up anew, with Schemathesis.
    fn test(
        &mut self,
        server: &Description,
        program: &Path,
        schemathesis: Option<&Path>,
        scratch: &Path,
        max_time: &str,
    ) -> io::Result<()> {
        let environment = Environment::of(server, scratch)?;
        let name = format!("{} {}", server.name(), environment.version);
        let verdicts = Verdicts::read(&server.folder)?;
        let folder = scratch.join("runs").join(server.name());
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let trial = Trial::begin(server, &environment, &folder)?;
        let suite = suite::run(program, &trial, max_time)?;
        self.tell(&name, &suite, &verdicts, &trial);
        drop(trial);
        if let Some(schemathesis) = schemathesis {
            let trial = Trial::begin(server, &environment, &folder)?;
            let other = beside::run(schemathesis, &trial, suite.operations.clone())?;
            self.tell(&name, &other, &verdicts, &trial);
            self.tell_missed(&name, &suite, &other);
        }
        Ok(())
    }

    fn tell(&mut self, name: &str, outcome: &Outcome, verdicts: &Verdicts, trial: &Trial) {
        let judged = verdicts.judge(outcome.tool, &outcome.findings);
        println!("{}", table::row(name, outcome, &judged));
        self.notes.push_str(&table::changes(name, outcome, &judged));
        self.rows.push(table::json(name, outcome, &judged));
        self.wrong += judged.new.len() + usize::from(outcome.broken.is_some());
        if !trial.is_alive() {
            self.note(&format!("dead | {name} | {} | the server's process has ended", outcome.tool.name()));
            self.wrong += 1;
        }
    }

    /// A line below the table.
    fn note(&mut self, line: &str) {
        self.notes.push_str(line);
        self.notes.push('\n');
    }

    /// Operations that fail for Schemathesis and not for the suite.
    fn tell_missed(&mut self, name: &str, suite: &Outcome, other: &Outcome) {
        let found = suite.exchanges.failures();
        for ((method, path), status) in other.exchanges.failures() {
            if !found.iter().any(|(operation, _)| *operation == &(method.clone(), path.clone())) {
                self.note(&format!("missed | {name} | {method} {path} | {status}"));
                self.wrong += 1;
            }
        }
    }
}
