//! `trueline`, the program.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    trueline::run(trueline::Arguments::parse()).into()
}
