//! The words of the command line.

use clap::{Parser, Subcommand};

use crate::Exit;
use crate::check::{self, Check};

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
}

/// Runs a command.
#[must_use]
pub fn run(arguments: Arguments) -> Exit {
    match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
    }
}
