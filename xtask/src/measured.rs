//! The program as its user runs it, under hard limits, with what a run costs.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use std::{fs, io};

/// Measures resources (GNU time).
const TIME: &str = "/usr/bin/time";

/// What a run may cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Seconds of processors, user and system.
    pub cpu_seconds: f64,
    /// Memory in MiB.
    pub memory_mib: u64,
    /// After this time a run is ended: what waits costs no processor.
    pub wall: Duration,
}

/// What any command may cost for a document of less than 10 MB.
pub(crate) const LIMITS: Limits = Limits { cpu_seconds: 10.0, memory_mib: 1024, wall: Duration::from_secs(120) };

/// A run of the program.
#[derive(Debug)]
pub(crate) struct Run {
    /// Seconds of processors, user and system.
    pub cpu_seconds: f64,
    /// The greatest memory in MiB.
    pub memory_mib: u64,
    /// How it ended.
    pub end: End,
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With one of the documented exit codes.
    Code(i32),
    /// By a signal, a panic or the limit of time; with the last line that it wrote.
    Broken(String),
}

impl Run {
    /// What of it is beyond the limits; nothing where it is within them.
    pub(crate) fn excess(&self, limits: &Limits) -> Option<String> {
        match &self.end {
            End::Broken(reason) => Some(reason.clone()),
            End::Code(_) if self.cpu_seconds > limits.cpu_seconds => Some(format!("{:.1} CPU s", self.cpu_seconds)),
            End::Code(_) if self.memory_mib > limits.memory_mib => Some(format!("{} MiB", self.memory_mib)),
            End::Code(_) => None,
        }
    }
}

/// Whether runs can be measured here.
pub(crate) fn is_available() -> bool {
    Path::new(TIME).is_file()
}

/// Builds the program as it is installed, and says where it is.
///
/// # Errors
/// Where it cannot be built, or where what measures it is missing.
pub(crate) fn program(given: Option<&Path>) -> io::Result<PathBuf> {
    if !is_available() {
        return Err(io::Error::other(format!("`{TIME}` is missing; it measures a run (package `time`)")));
    }
    if let Some(program) = given {
        return Ok(program.to_owned());
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).args(["build", "--release", "--quiet", "--package", "trueline"]).status()?;
    if !status.success() {
        return Err(io::Error::other("the program cannot be built"));
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    Ok(target.join("release/trueline"))
}

/// Runs the program with words, and writes its figures to a file for that.
///
/// # Errors
/// Where it cannot be started.
pub(crate) fn run(program: &Path, words: &[impl AsRef<OsStr>], figures: &Path, limits: &Limits) -> io::Result<Run> {
    let mut run = measuring(figures, limits);
    let output = run.arg(program).args(words).stdout(Stdio::null()).output()?;
    Ok(figured(&output, figures, limits))
}

/// Runs a program that serves at an address which it prints, talks to it, and asks it to end.
///
/// # Errors
/// Where it cannot be started, or asked to end.
pub(crate) fn serve(
    program: &Path,
    words: &[impl AsRef<OsStr>],
    figures: &Path,
    limits: &Limits,
    talk: impl FnOnce(&str),
) -> io::Result<Run> {
    // The shell becomes the program, and says its process before.
    let shell = r#"echo "$$"; exec "$0" "$@""#;
    // What it says of a document may be more than a pipe holds that nobody reads yet.
    let errors = figures.with_extension("errors");
    let mut serving = measuring(figures, limits);
    serving
        .args(["sh", "-c", shell])
        .arg(program)
        .args(words)
        .stdout(Stdio::piped())
        .stderr(fs::File::create(&errors)?);
    let mut child = serving.spawn()?;
    let mut lines = BufReader::new(child.stdout.take().ok_or_else(|| io::Error::other("no output"))?).lines();
    let process = lines.next().transpose()?.unwrap_or_default();
    let address =
        lines.by_ref().map_while(Result::ok).find_map(|line| line.find("http://").map(|at| line[at..].to_owned()));
    if let Some(address) = address {
        talk(address.split_whitespace().next().unwrap_or_default());
        Command::new("kill").args(["-TERM", &process]).status()?;
    }
    let mut output = child.wait_with_output()?;
    output.stderr = fs::read(&errors)?;
    Ok(figured(&output, figures, limits))
}

/// What runs a program under the limit of time, and writes its figures.
fn measuring(figures: &Path, limits: &Limits) -> Command {
    let mut run = Command::new("timeout");
    run.args(["--signal=KILL", &limits.wall.as_secs().to_string(), TIME, "--format=%U %S %M", "--output"]);
    run.arg(figures).stdin(Stdio::null()).stderr(Stdio::piped());
    run
}

/// What a run cost, and how it ended.
fn figured(output: &Output, figures: &Path, limits: &Limits) -> Run {
    let errors = String::from_utf8_lossy(&output.stderr);
    let end = match output.status.code() {
        Some(code @ 0..=3) if !errors.contains("panicked at") => End::Code(code),
        Some(code) => End::Broken(format!("exit {code}: {}", essence(&errors))),
        None => End::Broken(format!("ended after {} s", limits.wall.as_secs())),
    };
    let written = fs::read_to_string(figures).unwrap_or_default();
    let mut numbers = written.lines().next_back().unwrap_or_default().split(' ');
    let mut number = || numbers.next().and_then(|text| text.parse::<f64>().ok());
    let (user, system, kilobytes) = (number(), number(), number());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kilobytes of a process")]
    let memory_mib = kilobytes.map_or(0, |kilobytes| (kilobytes / 1024.0) as u64);
    let cpu_seconds = user.zip(system).map_or(limits.wall.as_secs_f64(), |(user, system)| user + system);
    Run { cpu_seconds, memory_mib, end }
}

/// The line that says why a program broke: that of a panic, else the last.
fn essence(errors: &str) -> String {
    let panic = errors.lines().find(|line| line.contains("panicked at"));
    panic
        .or(errors.lines().next_back())
        .unwrap_or_default()
        .chars()
        .take(300)
        .map(|sign| if sign.is_control() { '?' } else { sign })
        .collect()
}
