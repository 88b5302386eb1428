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

/// Keeps client, mock and conformance true to one OpenAPI document.
#[derive(Debug, Parser)]
#[command(name = "trueline", version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read documents and show every mistake. Exits 0, or 2 when one of them has errors.
    Check(Check),
    /// Write a document's client. Exits 0; 1 where --check finds a difference; 2 where the document is refused.
    Generate(Generate),
    /// Test a server against its document. Exits 0 where it conforms; 1 with findings; 2 where usage, configuration or
    /// the document is wrong; 3 where nothing that speaks HTTP answers, or not any more, or the credentials are refused
    /// everywhere; 130 where it is interrupted.
    Conform(Box<Conform>),
    /// Write a `trueline.toml` with every credential, actor and value that a document asks for. Exits 0; 2 where the document
    /// is refused or the file is there.
    Init(Init),
    /// Serve a document: validate every request and answer as it declares. Exits 0 when it is stopped; 2 where the
    /// document is refused or the address is in use.
    Mock(Serve),
    /// Send a case that failed before again, and tell what is seen. Exits 1 where it fails still; 0 where it does not; 2 where
    /// nobody can tell, or the case is not found; 3 as `conform`.
    Replay(Box<Replay>),
    /// Work with reports of runs.
    #[command(subcommand)]
    Report(Report),
    /// Show what things a document is about: what creates, lists, reads, changes and deletes them, and which answers tell
    /// their names. Exits 0; 2 where the document is refused.
    Resources(Show),
    /// Look at snapshots that differ from what is kept, and keep or forget what was seen.
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
            let mend = format!("trueline {}", words.collect::<Vec<_>>().join(" "));
            generate(&arguments, "", &mend)
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
