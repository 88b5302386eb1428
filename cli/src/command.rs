//! The words of the command line.

use clap::{Parser, Subcommand};

use crate::Exit;
use crate::check::{self, Check};
use crate::conform::{self, Conform};
use crate::generate::{Generate, generate};
use crate::init::{self, Init};
use crate::mock::{self, Serve};
use crate::replay::{self, Replay};
use crate::report::{self, Report};
use crate::resources::{self, Show};
use crate::snapshots;

/// Keeps client, mock server and conformance tests true to one OpenAPI document.
#[derive(Debug, Parser)]
#[command(name = "trueline", version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read documents and report every mistake. Exits 0, or 2 if one of them has errors.
    Check(Check),
    /// Generate a document's client. Exits 0; 1 if --check finds a difference; 2 if the document has errors.
    Generate(Generate),
    /// Test a server against its document. Exits 0 if it conforms; 1 with findings; 2 if usage, configuration or
    /// document are wrong; 3 if there is no HTTP server, it stops responding, or the credentials are refused
    /// everywhere; 130 if interrupted.
    Conform(Box<Conform>),
    /// Write a `trueline.toml` with every credential, actor and value that a document needs. Exits 0; 2 if the document
    /// has errors or the file exists.
    Init(Init),
    /// Serve a document: validate every request and respond as declared. Exits 0 when it is stopped; 2 if the document
    /// has errors or the address is in use.
    Mock(Serve),
    /// Send a case that failed before again, and report the result. Exits 1 if it still fails; 0 if it does not; 2 if
    /// that cannot be decided, or the case is not found; 3 as `conform`.
    Replay(Box<Replay>),
    /// Work with reports of runs.
    #[command(subcommand)]
    Report(Report),
    /// Show the resources of a document: which operations create, list, read, change and delete them, and which
    /// responses contain their identifiers. Exits 0; 2 if the document has errors.
    Resources(Show),
    /// Review snapshots that differ from the accepted ones, and accept or reject the new ones.
    #[command(subcommand)]
    Snapshots(snapshots::Command),
}

/// Runs a command.
#[must_use]
pub fn run(arguments: Arguments) -> Exit {
    match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Generate(arguments) => {
            // The same words without the one that only looks.
            let words = std::env::args().skip(1).filter(|word| word != "--check");
            let fix = format!("trueline {}", words.collect::<Vec<_>>().join(" "));
            generate(&arguments, "", &fix)
        }
        Command::Conform(arguments) => conform::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Mock(arguments) => mock::run(&arguments),
        Command::Replay(arguments) => replay::run(*arguments),
        Command::Report(command) => report::run(&command),
        Command::Resources(arguments) => resources::run(&arguments),
        Command::Snapshots(command) => snapshots::run(&command),
    }
}
