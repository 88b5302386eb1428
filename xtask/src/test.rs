//! `cargo xtask test`: every test, formatting, lints, and that what is generated is fresh.

use std::process::Command;

use trueline::Exit;

/// The steps in order, the quick ones first; all run, so that one failure does not hide another.
const STEPS: [(&str, &[&str]); 4] = [
    ("format", &["fmt", "--all", "--check"]),
    ("generated is fresh", &["run", "--quiet", "--package", "xtask", "--", "regenerate", "--check"]),
    ("lints", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]),
    ("tests", &["test", "--workspace", "--no-fail-fast"]),
];

/// Runs every step; exits 1 where one fails.
pub(crate) fn run(words: &[String]) -> Exit {
    if let Some(word) = words.first() {
        eprintln!("error: `cargo xtask test` knows no `{word}`");
        return Exit::Usage;
    }
    let failed: Vec<&str> =
        STEPS.into_iter().filter(|(name, words)| !step(name, words)).map(|(name, _)| name).collect();
    if failed.is_empty() {
        println!("cargo xtask test: all {} steps passed", STEPS.len());
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
