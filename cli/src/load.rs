//! Documents of the command line.

use std::io::{IsTerminal, Write};

use trueline_spec::diagnostic::Severity;
use trueline_spec::source;
pub(crate) use trueline_spec::source::is_address;
use trueline_spec::{LoadOptions, Loaded, load, render};

use crate::fetch::{Everywhere, INPUT};

/// How a document is read: its overlays, and what it may refer to.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Reading {
    /// An overlay (OpenAPI Overlay 1.0) to apply to the document before it is read. Can be repeated.
    #[arg(long = "overlay", value_name = "FILE-OR-URL")]
    pub overlays: Vec<String>,
    /// Let references load this file, folder or address, and everything below it. Without it, a document may refer to
    /// its own folder and to public addresses; one from an address, to its origin and to public https addresses. Can be
    /// repeated.
    #[arg(long = "allow-ref", value_name = "PATH-OR-URL")]
    pub allow_refs: Vec<String>,
}

impl Reading {
    /// The options that say so.
    pub(crate) fn options(&self) -> LoadOptions {
        let Self { overlays, allow_refs } = self.clone();
        LoadOptions { overlays, allow_refs, ..LoadOptions::default() }
    }
}

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people, on standard error.
    Text,
    /// One object a line, on standard output.
    Json,
}

/// The document that is standard input.
pub(crate) const STDIN: &str = "-";

/// Reads a document and shows its diagnostics. Nothing comes back where the location gives nothing.
pub(crate) fn read(location: &str, options: LoadOptions, format: Format) -> Option<Loaded> {
    let loaded = if location == STDIN {
        Everywhere::with_input().and_then(|everywhere| load(INPUT, &everywhere, options))
    } else {
        load(location, &Everywhere::default(), options)
    };
    match loaded {
        Ok(loaded) => {
            show(&loaded, format);
            Some(loaded)
        }
        Err(error) => {
            match format {
                Format::Text => self::error(&format!("`{}` cannot be read: {}", shown(location), error.0)),
                Format::Json => println_json(&serde_json::json!({
                    "code": "cannot-read", "severity": "error", "message": error.0,
                    "file": if location == STDIN { INPUT.into() } else { source::shown(location) },
                })),
            }
            None
        }
    }
}

fn show(loaded: &Loaded, format: Format) {
    let colours = std::io::stderr().is_terminal();
    for diagnostic in &loaded.diagnostics {
        match format {
            Format::Text => anstream::eprintln!("{}", render::text(&loaded.documents, diagnostic, colours)),
            Format::Json => println_json(&render::json(&loaded.documents, diagnostic)),
        }
    }
}

/// How many errors and warnings there are.
pub(crate) fn count(loaded: &Loaded) -> (usize, usize) {
    let errors = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    (errors, loaded.diagnostics.len() - errors)
}

/// What is wrong, on standard error. Texts of documents, servers, files and the environment act on no terminal and no log.
pub(crate) fn error(message: &str) {
    line("error", message);
}

/// What the user should know, on standard error.
pub(crate) fn note(message: &str) {
    line("note", message);
}

/// What may be wrong, on standard error.
pub(crate) fn warning(message: &str) {
    line("warning", message);
}

fn line(word: &str, message: &str) {
    let message = render::printable(message);
    let mut lines = message.lines();
    anstream::eprintln!("{word}: {}", lines.next().unwrap_or_default());
    // Lines behind the first are indented, so that none passes for one of the program's own.
    for line in lines {
        anstream::eprintln!("  {line}");
    }
}

/// Text that ends its own lines.
pub(crate) fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// A location as messages name it: without credentials, and in one line.
pub(crate) fn shown(location: &str) -> String {
    if location == STDIN {
        return INPUT.to_owned();
    }
    render::printable_line(&source::shown(location)).into_owned()
}

/// One object a line.
fn println_json(value: &serde_json::Value) {
    println(&render::printable_json(&value.to_string()));
}

/// A reader that closes its end early is no mistake of ours.
pub(crate) fn println(line: &impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
