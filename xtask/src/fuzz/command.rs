//! The words of the command, and what it does with each document.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use std::{fs, io};

use clap::{Parser, ValueEnum};
use trueline::Exit;

use super::findings::Findings;
use super::mutate::mutant;
use super::seeds::{self, Seed};
use crate::draw::Draw;
use crate::measured::{self, LIMITS, Limits, Run};

/// Seconds that one document may take in all, waiting included.
const WALL: Duration = Duration::from_secs(60);

/// Changes documents at random, and runs the program over each under hard limits.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask fuzz")]
struct Arguments {
    /// What the program does with the documents.
    command: Kind,
    /// How many documents.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    runs: u64,
    /// The number of the first; `--first NUMBER --runs 1` repeats a single document.
    #[arg(long, value_name = "N", default_value_t = 0)]
    first: u64,
    /// The seed of random values.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The size of the largest original document, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 1_000_000)]
    largest: u64,
    /// The program to run. Default: the release build of this repository.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// How many run at once.
    #[arg(long, value_name = "N", default_value_t = 2)]
    jobs: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Check,
    Generate,
    Conform,
}

/// What came of all runs.
#[derive(Default)]
struct Outcome {
    /// How often each exit code was seen.
    codes: [u64; 4],
    failures: Vec<String>,
    slowest: (f64, u64),
    largest: (u64, u64),
    findings: Findings,
}

/// Runs it with the words after `fuzz`; exits 1 where a document breaks the program or exceeds a limit, and where the
/// suite and the mock read one differently.
pub(crate) fn run(words: &[String]) -> Exit {
    let name = "cargo xtask fuzz".to_owned();
    let arguments = Arguments::parse_from(std::iter::once(&name).chain(words));
    match fuzz(&arguments) {
        Ok(outcome) => report(&arguments, &outcome),
        Err(error) => {
            eprintln!("error: {error}");
            Exit::Usage
        }
    }
}

fn fuzz(arguments: &Arguments) -> io::Result<Outcome> {
    let program = measured::program(arguments.program.as_deref())?;
    let seeds = seeds::all(arguments.largest)?;
    let scratch = PathBuf::from("target/fuzz");
    fs::create_dir_all(&scratch)?;
    println!("{} original documents, seed {}", seeds.len(), arguments.seed);
    let (next, outcome) = (AtomicU64::new(arguments.first), Mutex::new(Outcome::default()));
    let end = arguments.first.saturating_add(arguments.runs);
    std::thread::scope(|scope| {
        for worker in 0..arguments.jobs.max(1) {
            let scratch = scratch.join(worker.to_string());
            let (program, seeds, next, outcome) = (&program, &seeds, &next, &outcome);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= end {
                        break;
                    }
                    one(arguments, program, seeds, &scratch, number, outcome);
                }
            });
        }
    });
    let mut outcome = outcome.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    outcome.failures.sort();
    Ok(outcome)
}

/// Makes a document, runs the program over it, and keeps it where something is wrong.
fn one(arguments: &Arguments, program: &Path, seeds: &[Seed], scratch: &Path, number: u64, outcome: &Mutex<Outcome>) {
    let text = mutant(&mut Draw::of(arguments.seed, number), seeds);
    let run = measure(arguments.command, program, scratch, &text);
    let mut outcome = outcome.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let failure = match &run {
        Ok(run) => run.excess(&LIMITS),
        Err(error) => Some(error.to_string()),
    };
    if let Some(failure) = failure {
        let kept = PathBuf::from(format!("target/fuzz/{:?}-{}-{number}.yaml", arguments.command, arguments.seed));
        let kept_as = fs::write(&kept, &text).map_or_else(|error| error.to_string(), |()| kept.display().to_string());
        let failure = format!("{number}: {failure} ({kept_as})");
        eprintln!("{failure}");
        outcome.failures.push(failure);
    }
    let Ok(run) = run else { return };
    if let measured::End::Code(code) = run.end
        && let Some(count) = usize::try_from(code).ok().and_then(|code| outcome.codes.get_mut(code))
    {
        *count += 1;
    }
    if run.cpu_seconds > outcome.slowest.0 {
        outcome.slowest = (run.cpu_seconds, number);
    }
    if run.memory_mib > outcome.largest.0 {
        outcome.largest = (run.memory_mib, number);
    }
    if arguments.command == Kind::Conform {
        outcome.findings.add(number, &scratch.join("report.json"));
    }
}

fn measure(command: Kind, program: &Path, scratch: &Path, text: &str) -> io::Result<Run> {
    if scratch.exists() {
        fs::remove_dir_all(scratch)?;
    }
    fs::create_dir_all(scratch)?;
    let document = scratch.join("openapi.yaml");
    fs::write(&document, text)?;
    let path = |name: &str| scratch.join(name).display().to_string();
    let (document, out, report) = (path("openapi.yaml"), path("out"), format!("json={}", path("report.json")));
    let words = match command {
        Kind::Check => vec!["check", &document],
        Kind::Generate => vec!["generate", &document, "--out", &out, "--package", "client"],
        Kind::Conform => vec!["conform", &document, "--state", &out, "--cases", "16", "--report", &report],
    };
    measured::run(program, &words, &scratch.join("figures"), &Limits { wall: WALL, ..LIMITS })
}

fn report(arguments: &Arguments, outcome: &Outcome) -> Exit {
    let Outcome { codes, failures, slowest, largest, findings } = outcome;
    if arguments.command == Kind::Conform {
        print!("{}", findings.table());
    }
    let [fine, differing, refused, unreachable] = codes;
    println!(
        "{} documents: exit 0 {fine}, 1 {differing}, 2 {refused}, 3 {unreachable}; the slowest ({}) took {:.1} CPU s, the \
         largest ({}) {} MiB; {} failures",
        arguments.runs,
        slowest.1,
        slowest.0,
        largest.1,
        largest.0,
        failures.len()
    );
    if failures.is_empty() && findings.disagreeing() == 0 { Exit::Success } else { Exit::Findings }
}
