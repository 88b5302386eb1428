//! `trueline`, the program.

use std::process::ExitCode;

use clap::Parser;

/// Documents are read, and Rust is written, by many small pieces.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    trueline::run(trueline::Arguments::parse()).into()
}
