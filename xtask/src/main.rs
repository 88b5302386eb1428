//! This repository's errands: `cargo xtask regenerate`, `cargo xtask test`; every other word is handed to `trueline`,
//! with this repository's document where none is named.

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
        Some(("test", rest)) => test::run(rest).into(),
        _ => trueline::run(trueline::Arguments::parse_from(with_document(words))).into(),
    }
}

/// The words for `trueline`, the document appended to a `check` that names none.
fn with_document(words: Vec<String>) -> Vec<String> {
    let names_document = words.iter().skip(1).any(|word| !word.starts_with('-'));
    let needs_document = words.first().is_some_and(|first| first == "check");
    let document = (needs_document && !names_document).then(|| DOCUMENT.to_owned());
    std::iter::once("cargo xtask".to_owned()).chain(words).chain(document).collect()
}
