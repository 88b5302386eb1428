//! This repository's tasks: `cargo xtask regenerate`, `cargo xtask test`, `cargo xtask corpus`,
//! `cargo xtask fuzz`, `cargo xtask random-schemas`, `cargo xtask hostile`, `cargo xtask field`; every other word is
//! handed to `trueline`, with this repository's document where none is named.

mod corpus;
mod draw;
mod field;
mod fuzz;
mod hostile;
mod measured;
mod random_schemas;
mod regenerate;
mod test;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

/// The document that this repository's client is generated from.
const DOCUMENT: &str = "spec/documents/tybrite-messaging.yaml";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        Some(("regenerate", rest)) => regenerate::run(rest).into(),
        Some(("corpus", rest)) => corpus::run(rest).into(),
        Some(("fuzz", rest)) => fuzz::run(rest).into(),
        Some(("random-schemas", rest)) => random_schemas::run(rest).into(),
        Some(("hostile", rest)) => hostile::run(rest).into(),
        Some(("field", rest)) => field::run(rest).into(),
        Some(("test", rest)) => test::run(rest).into(),
        _ => trueline::run(trueline::Arguments::parse_from(with_document(words))).into(),
    }
}

/// The words for `trueline`, this repository's document put behind a command that asks for one and names none; `conform` has
/// it from `trueline.toml`.
fn with_document(mut words: Vec<String>) -> Vec<String> {
    let program = || std::iter::once("cargo xtask".to_owned());
    let lacks_one = trueline::Arguments::try_parse_from(program().chain(words.clone()))
        .is_err_and(|error| error.kind() == ErrorKind::MissingRequiredArgument);
    if lacks_one && words.first().is_some_and(|first| ["check", "mock"].contains(&first.as_str())) {
        words.insert(1, DOCUMENT.to_owned());
    }
    program().chain(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(words: &[&str]) -> Vec<String> {
        with_document(words.iter().map(|word| (*word).to_owned()).collect()).split_off(1)
    }

    #[test]
    fn the_document_is_named_where_nobody_names_one() {
        assert_eq!(completed(&["mock"]), ["mock", DOCUMENT]);
        assert_eq!(completed(&["check", "--strict"]), ["check", DOCUMENT, "--strict"]);
        assert_eq!(completed(&["conform", "--seed", "3"]), ["conform", "--seed", "3"]);
        for named in [&["conform", "other.yaml"][..], &["conform", "--document", "other.yaml"], &["check", "a", "b"]] {
            assert_eq!(completed(named), named);
        }
    }
}
