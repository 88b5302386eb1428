//! Documents of the command line.

use std::io::{IsTerminal, Write};

use trueline_spec::diagnostic::Severity;
use trueline_spec::{LoadOptions, Loaded, load, render};

use crate::fetch::Everywhere;
pub(crate) use crate::fetch::is_address;

/// The overlays of a document.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Overlays {
    /// An overlay (OpenAPI Overlay 1.0) that is applied to the document before it is read. May be given several times.
    #[arg(long = "overlay", value_name = "FILE-OR-URL")]
    pub overlays: Vec<String>,
}

impl Overlays {
    /// A reading with them.
    pub(crate) fn options(&self) -> LoadOptions {
        LoadOptions { overlays: self.overlays.clone(), ..LoadOptions::default() }
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

/// Reads a document and shows its diagnostics. Nothing comes back where the location gives nothing.
pub(crate) fn read(location: &str, options: LoadOptions, format: Format) -> Option<Loaded> {
    match load(location, &Everywhere, options) {
        Ok(loaded) => {
            show(&loaded, format);
            Some(loaded)
        }
        Err(error) => {
            match format {
                Format::Text => anstream::eprintln!("error: `{location}` cannot be read: {}", error.0),
                Format::Json => println(&serde_json::json!({
                    "code": "cannot-read", "severity": "error", "message": error.0, "file": location,
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
            Format::Json => println(&render::json(&loaded.documents, diagnostic)),
        }
    }
}

/// How many errors and warnings there are.
pub(crate) fn count(loaded: &Loaded) -> (usize, usize) {
    let errors = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    (errors, loaded.diagnostics.len() - errors)
}

/// Text that ends its own lines.
pub(crate) fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// A reader that closes its end early is no mistake of ours.
pub(crate) fn println(line: &impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
