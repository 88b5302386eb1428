//! `cargo xtask regenerate`: the client of this repository's document.

use clap::Parser;
use trueline::{Exit, Generate, generate};

/// Writes `generated/` as configured by `[codegen]` of `trueline.toml`.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask regenerate")]
struct Arguments {
    /// Write nothing; exit 1 if anything would change.
    #[arg(long)]
    check: bool,
    /// Overwrite files that were not generated.
    #[arg(long)]
    force: bool,
}

/// What the tests of the generated package, written by hand, stand on.
const DEV_DEPENDENCIES: &str = include_str!("../dev-dependencies.toml");

/// Runs it with the words after `regenerate`.
pub(crate) fn run(words: &[String]) -> Exit {
    let name = "cargo xtask regenerate".to_owned();
    let Arguments { check, force } = Arguments::parse_from(std::iter::once(&name).chain(words));
    let arguments = Generate {
        document: None,
        out: None,
        config: Some("trueline.toml".into()),
        package: None,
        overlays: Vec::new(),
        allow_refs: Vec::new(),
        include: Vec::new(),
        exclude: Vec::new(),
        check,
        changelog: false,
        force,
    };
    generate(&arguments, DEV_DEPENDENCIES, "cargo xtask regenerate")
}
