//! Runs the program over every hostile document, and holds what that costs against the limits.

use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Parser;
use trueline::Exit;

use super::document::HostileDocument;
use super::{check_documents, conform_documents, generate_documents};
use crate::measured::{self, End, LIMITS, Run};

/// Runs `check`, `generate`, `conform` and `mock` over every document.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask hostile")]
struct Arguments {
    /// The program to run. Default: the release build of this repository.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Only documents whose name contains it.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Only this command: `check`, `generate`, `conform` or `mock`.
    #[arg(long, value_name = "COMMAND")]
    command: Option<String>,
}

/// Runs it with the words after `hostile`; exits 1 where a limit is exceeded.
pub(crate) fn run(words: &[String]) -> Exit {
    let name = "cargo xtask hostile".to_owned();
    let arguments = Arguments::parse_from(std::iter::once(&name).chain(words));
    match measure_all(&arguments) {
        Ok(0) => Exit::Success,
        Ok(_) => Exit::Findings,
        Err(error) => {
            eprintln!("error: {error}");
            Exit::Usage
        }
    }
}

/// How many runs exceed a limit.
fn measure_all(arguments: &Arguments) -> io::Result<usize> {
    let program = measured::program(arguments.program.as_deref())?;
    let scratch = PathBuf::from("target/hostile");
    if scratch.exists() {
        fs::remove_dir_all(&scratch)?;
    }
    fs::create_dir_all(scratch.join("out"))?;
    println!(
        "limits: {} CPU s, {} MiB\n\ndocument | MB | command | CPU s | MiB | exit",
        LIMITS.cpu_seconds, LIMITS.memory_mib
    );
    let documents = [check_documents::DOCUMENTS, generate_documents::DOCUMENTS, conform_documents::DOCUMENTS];
    let chosen = documents.into_iter().flatten().filter(|document| document.name.contains(arguments.only.as_str()));
    let (mut runs, mut exceeding) = (0, 0);
    for HostileDocument { name, text } in chosen {
        let text = text();
        let file = scratch.join(format!("{name}.yaml"));
        fs::write(&file, &text)?;
        for command in ["check", "generate", "conform", "mock"] {
            if arguments.command.as_ref().is_some_and(|only| only != command) {
                continue;
            }
            let run = measure(&program, command, &file, &scratch)?;
            println!("{}", row(name, text.len(), command, &run));
            exceeding += usize::from(run.excess(&LIMITS).is_some());
            runs += 1;
        }
        fs::remove_file(&file)?;
    }
    fs::remove_dir_all(scratch.join("out"))?;
    if runs == 0 {
        return Err(io::Error::other("nothing is chosen: `--only` and `--command` name no document and command"));
    }
    println!("\ncargo xtask hostile: {runs} runs, {exceeding} beyond a limit");
    Ok(exceeding)
}

fn measure(program: &Path, command: &str, document: &Path, scratch: &Path) -> io::Result<Run> {
    // What is deleted now would slow down the creation of the next files on some file systems.
    let out = scratch.join("out").join(document.with_extension(command).file_name().unwrap_or_default());
    let (document, out) = (document.display().to_string(), out.display().to_string());
    let words = match command {
        "generate" => vec![command, &document, "--out", &out, "--package", "client"],
        "conform" => vec![command, &document, "--state", &out],
        _ => vec![command, &document],
    };
    let figures = scratch.join("figures");
    match command {
        "mock" => measured::serve(program, &[words, vec!["--addr", "127.0.0.1:0"]].concat(), &figures, &LIMITS, talk),
        _ => measured::run(program, &words, &figures, &LIMITS),
    }
}

/// Sends what most of the documents have an operation for; whatever the answers are, they cost no more than the limits.
fn talk(address: &str) {
    let authority = address.trim_start_matches("http://").trim_end_matches('/');
    for (method, path, body) in [("GET", "/a", ""), ("POST", "/a", "{}"), ("POST", "/things", "{}")] {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {authority}\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        let Ok(mut connection) = TcpStream::connect(authority) else { return };
        // An answer that does not come is the program's time-out, which is measured.
        if connection.write_all(request.as_bytes()).is_ok() {
            drop(io::copy(&mut connection, &mut io::sink()));
        }
    }
}

fn row(name: &str, bytes: usize, command: &str, run: &Run) -> String {
    let Run { cpu_seconds, memory_mib, end } = run;
    #[allow(clippy::cast_precision_loss, reason = "a size of a few megabytes")]
    let megabytes = bytes as f64 / 1e6;
    let end = match end {
        End::Code(code) => code.to_string(),
        End::Broken(_) => "-".to_owned(),
    };
    let excess = run.excess(&LIMITS).map(|excess| format!(" | BEYOND: {excess}")).unwrap_or_default();
    format!("{name} | {megabytes:.2} | {command} | {cpu_seconds:.2} | {memory_mib} | {end}{excess}")
}
