//! `cargo xtask test`: every test, formatting, lints, and that what is generated is fresh.

use std::path::Path;
use std::process::Command;

use clap::Parser;
use trueline::Exit;

/// The steps in order, the quick ones first; all run, so that one failure does not hide another.
const STEPS: [(&str, &[&str]); 5] = [
    ("format", &["fmt", "--all", "--check"]),
    ("generated is fresh", &["run", "--quiet", "--package", "xtask", "--", "regenerate", "--check"]),
    ("the mock conforms", &["run", "--quiet", "--package", "xtask", "--", "conform"]),
    ("lints", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]),
    ("tests", &["test", "--workspace", "--no-fail-fast"]),
];

/// What `--full` adds: tests that take minutes, and every client of the real documents compiled.
const FULL: [(&str, &[&str]); 2] = [
    ("tests that take long", &["test", "--workspace", "--no-fail-fast", "--", "--ignored"]),
    ("clients of real documents", &["run", "--quiet", "--package", "xtask", "--", "corpus", CORPUS, "--check"]),
];

/// Real documents, beside the repository.
const CORPUS: &str = "../shared/corpus";

/// Runs the steps.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask test")]
struct Arguments {
    /// Also what takes long; before an issue is called resolved.
    #[arg(long)]
    full: bool,
}

/// Runs every step; exits 1 where one fails.
pub(crate) fn run(words: &[String]) -> Exit {
    let name = "cargo xtask test".to_owned();
    let Arguments { full } = Arguments::parse_from(std::iter::once(&name).chain(words));
    let mut steps = STEPS.to_vec();
    if full {
        steps.extend(FULL);
    }
    if full && !Path::new(CORPUS).is_dir() {
        println!("not run: there is no {CORPUS}, so no client of a real document is compiled");
        steps.pop();
    }
    let count = steps.len();
    let failed: Vec<&str> =
        steps.into_iter().filter(|(name, words)| !step(name, words)).map(|(name, _)| name).collect();
    if failed.is_empty() {
        println!("cargo xtask test: all {count} steps passed");
        return Exit::Success;
    }
    println!("cargo xtask test: failed: {}", failed.join(", "));
    Exit::Findings
}

fn step(name: &str, words: &[&str]) -> bool {
    println!("== {name}: cargo {}", words.join(" "));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    match Command::new(cargo).args(words).status() {
        Ok(status) => status.success(),
        Err(error) => {
            eprintln!("error: cargo cannot be started: {error}");
            false
        }
    }
}
