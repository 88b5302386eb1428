//! The words of the command, and what it does in turn.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Parser;
use trueline::Exit;
use trueline_codegen::glob;
use trueline_spec::render::printable;

use super::row::Row;
use super::workers::each;
use super::{check, generate, package, round_trip, table};

/// Reads, generates and compiles every document of a folder.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask corpus")]
struct Arguments {
    /// The folder with the documents.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Compile each client with `cargo check --all-targets`; a warning is an error.
    #[arg(long)]
    check: bool,
    /// Run `cargo package` and `cargo doc` on each client; a warning is an error.
    #[arg(long)]
    package: bool,
    /// Decode random values of every named schema with the client's types, and encode them again.
    #[arg(long)]
    round_trip: bool,
    /// Only documents with such a file name; `*` matches any text.
    #[arg(long, value_name = "GLOB")]
    only: Vec<String>,
    /// How many documents are processed at once; the figures vary least with one.
    #[arg(long, value_name = "N", default_value_t = 1)]
    jobs: usize,
    /// Where to write the table as JSON.
    #[arg(long, value_name = "FILE", default_value = "target/corpus/table.json")]
    json: PathBuf,
}

/// Runs it with the words after `corpus`; exits 1 where a document fails.
pub(crate) fn run(words: &[String]) -> Exit {
    let name = "cargo xtask corpus".to_owned();
    let arguments = Arguments::parse_from(std::iter::once(&name).chain(words));
    match measure(&arguments) {
        Ok(rows) if rows.is_empty() => {
            complain(&format!("error: `{}` has no such document", arguments.folder.display()));
            Exit::Usage
        }
        Ok(rows) => finish(&rows, &arguments.json),
        Err(error) => {
            complain(&format!("error: {error}"));
            Exit::Usage
        }
    }
}

fn measure(arguments: &Arguments) -> io::Result<Vec<Row>> {
    let documents = documents(&arguments.folder, &arguments.only)?;
    let scratch = std::env::current_dir()?.join("target/corpus");
    let rows = each(&documents, arguments.jobs, |_, document| generate::row(document, &scratch));
    let mut rows = if arguments.check { check::rows(rows, &scratch, arguments.jobs)? } else { rows };
    if arguments.package {
        package::rows(&mut rows, &scratch)?;
    }
    if arguments.round_trip {
        for row in &mut rows {
            trip(row, &scratch);
        }
    }
    Ok(rows)
}

fn trip(row: &mut Row, scratch: &Path) {
    let Some(subject) = &row.subject else { return };
    match round_trip::run(subject, scratch, &row.package) {
        Ok(found) => {
            let equal = found.equal + found.unknown;
            complain(&format!("{}: {equal} values equal, {} not", row.document, found.failures));
            row.errors.extend(found.told.iter().map(ToString::to_string));
            row.round_trip = Some(found);
        }
        Err(error) => row.errors.push(format!("its values cannot be tried: {error}")),
    }
}

/// The documents of a folder by name; of patterns, those alone that one takes.
fn documents(folder: &Path, only: &[String]) -> io::Result<Vec<PathBuf>> {
    let mut documents = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let kind = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if matches!(kind, "json" | "yaml" | "yml")
            && (only.is_empty() || only.iter().any(|only| glob::matches(only, name)))
        {
            documents.push(path);
        }
    }
    documents.sort();
    Ok(documents)
}

fn finish(rows: &[Row], json: &Path) -> Exit {
    say(&table::text(rows));
    if let Err(error) = table::write(rows, json) {
        complain(&format!("error: `{}` cannot be written: {error}", json.display()));
        return Exit::Usage;
    }
    let failed: Vec<&Row> = rows.iter().filter(|row| !row.errors.is_empty()).collect();
    for row in &failed {
        complain(&format!("\n{}:", row.document));
        row.errors.iter().for_each(|error| complain(error));
    }
    let passed = rows.len() - failed.len();
    say(&printable(&format!("{passed} of {} documents passed; the table is in {}", rows.len(), json.display())));
    if failed.is_empty() { Exit::Success } else { Exit::Findings }
}

/// To standard error; documents and compilers act on no terminal and no log.
fn complain(text: &str) {
    eprintln!("{}", printable(text));
}

/// A reader that closes its end early is no mistake of ours.
fn say(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}
