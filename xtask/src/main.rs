//! This repository's errands: `cargo xtask regenerate`, `cargo xtask test`, `cargo xtask corpus`; every other word is
//! handed to `trueline`, with this repository's document where none is named.

mod corpus;
mod regenerate;
mod test;

use std::process::ExitCode;

use clap::Parser;

/// The document that this repository's client is generated from.
const DOCUMENT: &str = "spec/documents/tybrite-messaging.yaml";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        Some(("regenerate", rest)) => regenerate::run(rest).into(),
        Some(("corpus", rest)) => corpus::run(rest).into(),
        Some(("test", rest)) => test::run(rest).into(),
        _ => trueline::run(trueline::Arguments::parse_from(with_document(words))).into(),
    }
}

/// The words for `trueline`, the document put behind a command that takes one and names none.
fn with_document(mut words: Vec<String>) -> Vec<String> {
    let takes_document = words.first().is_some_and(|first| ["check", "mock", "conform"].contains(&first.as_str()));
    if takes_document && !names_document(&words[1..]) {
        words.insert(1, DOCUMENT.to_owned());
    }
    std::iter::once("cargo xtask".to_owned()).chain(words).collect()
}

/// Options whose value is the next word.
const WITH_VALUE: [&str; 14] = [
    "--format",
    "--addr",
    "--fixture",
    "--fault",
    "--target",
    "--config",
    "--document",
    "--base-url",
    "--seed",
    "--cases",
    "--report",
    "--snapshots",
    "--state",
    "--only",
];

fn names_document(words: &[String]) -> bool {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--document" || word.starts_with("--document=") || word == "--help" || word == "-h" {
            return true;
        }
        if WITH_VALUE.contains(&word.as_str()) {
            words.next();
        } else if !word.starts_with('-') {
            return true;
        }
    }
    false
}
