//! `cargo xtask test`: every test, formatting, lints, and that what is generated is fresh.

use std::path::Path;
use std::process::Command;

use clap::Parser;
use trueline::Exit;

use crate::measured;

/// The steps in order, the quick ones first; all run, so that one failure does not hide another.
const STEPS: [(&str, &[&str]); 6] = [
    ("format", &["fmt", "--all", "--check"]),
    ("generated is fresh", &["run", "--quiet", "--package", "xtask", "--", "regenerate", "--check"]),
    ("the mock conforms", &["run", "--quiet", "--package", "xtask", "--", "conform"]),
    ("lints", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]),
    (
        "documentation",
        &["--config", "build.rustdocflags=['-D', 'warnings']", "doc", "--workspace", "--no-deps", "--quiet"],
    ),
    ("tests", &["test", "--workspace", "--no-fail-fast"]),
];

/// What `--full` adds: tests that take minutes, the client in browsers, and every client of the real documents compiled.
const FULL: [(&str, &[&str]); 10] = [
    ("tests that take long", &["test", "--workspace", "--no-fail-fast", "--", "--ignored"]),
    (
        "the client in browsers",
        &["clippy", "--package", "tybrite", "--target", BROWSERS, "--quiet", "--", "-D", "warnings"],
    ),
    ("clients of real documents", &["run", "--quiet", "--package", "xtask", "--", "corpus", CORPUS, "--check"]),
    (
        "clients of every version of one document",
        &["run", "--quiet", "--package", "xtask", "--", "corpus", HISTORY, "--check"],
    ),
    (
        "values of real documents",
        &[
            "run",
            "--quiet",
            "--package",
            "xtask",
            "--",
            "corpus",
            CORPUS,
            "--round-trip",
            "--only",
            "ogen-*",
            "--only",
            "readme-*",
            "--only",
            "oapicodegen-*",
            "--only",
            "ory-*",
            "--only",
            "redocly-*",
            "--only",
            "telegram-*",
        ],
    ),
    (
        "values of random schemas",
        &["run", "--quiet", "--package", "xtask", "--", "random-schemas", "--schemas", "1000"],
    ),
    ("documents that cost too much", &["run", "--quiet", "--package", "xtask", "--", "hostile"]),
    (
        "documents changed at random, read",
        &["run", "--quiet", "--package", "xtask", "--", "fuzz", "check", "--runs", "4000"],
    ),
    (
        "documents changed at random, generated",
        &["run", "--quiet", "--package", "xtask", "--", "fuzz", "generate", "--runs", "1000"],
    ),
    (
        "documents changed at random, against their own mock",
        &["run", "--quiet", "--package", "xtask", "--", "fuzz", "conform", "--runs", "300", "--largest", "200000"],
    ),
];

/// What runs the program under limits, which GNU time measures.
const MEASURED: [&str; 2] = ["hostile", "fuzz"];

/// What programs in browsers are compiled for.
const BROWSERS: &str = "wasm32-unknown-unknown";

/// Real documents, beside the repository.
const CORPUS: &str = "../shared/corpus";

/// Every version that a vendor published of one.
const HISTORY: &str = "../shared/tybrite/history";

/// Runs the steps.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask test")]
struct Arguments {
    /// Run the slow steps, too; required before an issue is resolved.
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
    if !Path::new(CORPUS).is_dir() {
        println!("not run: there is no {CORPUS}, so nothing is tested with real documents");
        steps.retain(|(_, words)| !words.contains(&CORPUS) && !words.contains(&HISTORY));
    }
    if full && !is_installed(BROWSERS) {
        println!(
            "not run: the target is not installed (`rustup target add {BROWSERS}`), so the client in browsers is not compiled"
        );
        steps.retain(|(_, words)| !words.contains(&BROWSERS));
    }
    if full && !measured::is_available() {
        println!("not run: GNU time is not installed (package `time`), so the limits of runs are not tested");
        steps.retain(|(_, words)| !words.iter().any(|word| MEASURED.contains(word)));
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

/// Whether there is a standard library for a target.
fn is_installed(target: &str) -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(["--print", "target-libdir", "--target", target]).output();
    output.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

fn step(name: &str, words: &[&str]) -> bool {
    println!("== {name}: cargo {}", words.join(" "));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // What differs from a snapshot fails; only a person keeps it.
    match Command::new(cargo).args(words).env("INSTA_UPDATE", "no").status() {
        Ok(status) => status.success(),
        Err(error) => {
            eprintln!("error: cargo cannot be started: {error}");
            false
        }
    }
}
