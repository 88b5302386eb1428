//! Runs the program over every hostile document, and holds what that costs against the limits.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

use clap::Parser;
use trueline::Exit;

use super::document::HostileDocument;
use super::{check_documents, conform_documents, generate_documents};

/// Seconds of processors that a command may take for a document.
const CPU_SECONDS: f64 = 10.0;
/// Memory that a command may take for a document, in MiB.
const MEMORY_MIB: u64 = 1024;
/// Seconds after which a command is ended: what waits costs no processor.
const WALL_SECONDS: u64 = 120;
/// Measures resources (GNU time), and ends what takes too long (GNU coreutils).
const TIME: &str = "/usr/bin/time";

/// Runs `check`, `generate` and `conform` over every document.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask hostile")]
struct Arguments {
    /// The program; without it, the release build of this repository's.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Only documents whose name contains it.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Only this command: `check`, `generate` or `conform`.
    #[arg(long, value_name = "COMMAND")]
    command: Option<String>,
}

/// What a command cost for a document.
struct Cost {
    cpu_seconds: f64,
    memory_mib: u64,
    end: End,
}

/// How a command ended.
#[derive(PartialEq)]
enum End {
    /// With one of the documented exit codes.
    Code(i32),
    /// By a signal, a panic or the limit of time; with what it wrote last.
    Broken(String),
}

/// Runs it with the words after `hostile`; exits 1 where a limit is exceeded.
pub(crate) fn run(words: &[String]) -> Exit {
    let name = "cargo xtask hostile".to_owned();
    let arguments = Arguments::parse_from(std::iter::once(&name).chain(words));
    match measure_all(&arguments) {
        Ok(0) => Exit::Success,
        Ok(exceeded) => {
            println!("cargo xtask hostile: {exceeded} runs exceed a limit");
            Exit::Findings
        }
        Err(error) => {
            eprintln!("error: {error}");
            Exit::Usage
        }
    }
}

fn measure_all(arguments: &Arguments) -> io::Result<usize> {
    if !Path::new(TIME).is_file() {
        return Err(io::Error::other(format!(
            "`{TIME}` is not installed; it measures what a run costs (package `time`)"
        )));
    }
    let program = match &arguments.program {
        Some(program) => program.clone(),
        None => release_program()?,
    };
    let scratch = PathBuf::from("target/hostile");
    fs::create_dir_all(&scratch)?;
    println!("limits: {CPU_SECONDS} s of processors, {MEMORY_MIB} MiB\n\ndocument | MB | command | CPU s | MiB | exit");
    let mut exceeded = 0;
    let documents = [check_documents::DOCUMENTS, generate_documents::DOCUMENTS, conform_documents::DOCUMENTS];
    let chosen = documents.into_iter().flatten().filter(|document| document.name.contains(arguments.only.as_str()));
    let mut runs = 0;
    for HostileDocument { name, text } in chosen {
        let text = text();
        let file = scratch.join(format!("{name}.yaml"));
        fs::write(&file, &text)?;
        for command in ["check", "generate", "conform"] {
            if arguments.command.as_ref().is_some_and(|only| only != command) {
                continue;
            }
            let cost = measure(&program, command, &file, &scratch)?;
            let (row, is_within) = row(name, text.len(), command, &cost);
            println!("{row}");
            exceeded += usize::from(!is_within);
            runs += 1;
        }
        fs::remove_file(&file)?;
    }
    println!("\n{runs} runs, {exceeded} beyond a limit");
    if runs == 0 {
        return Err(io::Error::other("nothing is chosen; `--only` and `--command` name no document and command"));
    }
    Ok(exceeded)
}

/// Builds the program as it is installed.
fn release_program() -> io::Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).args(["build", "--release", "--quiet", "--package", "trueline"]).status()?;
    if !status.success() {
        return Err(io::Error::other("the program could not be built"));
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    Ok(target.join("release/trueline"))
}

fn measure(program: &Path, command: &str, document: &Path, scratch: &Path) -> io::Result<Cost> {
    let figures = scratch.join("figures");
    let out = scratch.join("out");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let mut run = Command::new("timeout");
    run.args(["--signal=KILL", &WALL_SECONDS.to_string(), TIME, "--format=%U %S %M", "--output"]).arg(&figures);
    run.arg(program).arg(command).arg(document);
    match command {
        "generate" => run.arg("--out").arg(&out).args(["--package", "client"]),
        "conform" => run.arg("--state").arg(&out),
        _ => &mut run,
    };
    let output = run.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
    let last = String::from_utf8_lossy(&output.stderr).lines().next_back().unwrap_or_default().to_owned();
    let end = match output.status.code() {
        Some(code @ 0..=3) => End::Code(code),
        Some(code) => End::Broken(format!("{code}: {last}")),
        None => End::Broken("ended after the limit of time".to_owned()),
    };
    let written = fs::read_to_string(&figures).unwrap_or_default();
    let mut numbers = written.lines().next_back().unwrap_or_default().split(' ');
    let mut number = || numbers.next().and_then(|text| text.parse::<f64>().ok());
    let (user, system, kilobytes) = (number(), number(), number());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size in kilobytes, which is small")]
    let memory_mib = kilobytes.map_or(0, |kilobytes| (kilobytes / 1024.0) as u64);
    let cpu_seconds = user.zip(system).map_or(f64::INFINITY, |(user, system)| user + system);
    Ok(Cost { cpu_seconds, memory_mib, end })
}

/// A row of the table, and whether the run is within the limits.
fn row(name: &str, bytes: usize, command: &str, cost: &Cost) -> (String, bool) {
    let Cost { cpu_seconds, memory_mib, end } = cost;
    let is_within = *cpu_seconds <= CPU_SECONDS && *memory_mib <= MEMORY_MIB && matches!(end, End::Code(_));
    #[allow(clippy::cast_precision_loss, reason = "a size of a few megabytes")]
    let megabytes = bytes as f64 / 1e6;
    let end = match end {
        End::Code(code) => code.to_string(),
        End::Broken(reason) => reason.clone(),
    };
    let mut row = format!("{name} | {megabytes:.2} | {command} | {cpu_seconds:.2} | {memory_mib} | {end}");
    if !is_within {
        let _ = write!(row, " | BEYOND");
    }
    (row, is_within)
}
