//! `trueline check`: is the document right?

use trueline_spec::LoadOptions;
use trueline_spec::render::counted;

use crate::Exit;
use crate::load::{self, Format, Reading};

/// What `check` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// OpenAPI documents, YAML or JSON: files, addresses, or `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    documents: Vec<String>,
    /// Treat mistakes as errors that are otherwise corrected by a guess, with a warning.
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    reading: Reading,
    /// How diagnostics are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Reads every document, so that all mistakes of all of them are reported.
pub(crate) fn run(arguments: &Check) -> Exit {
    let options = LoadOptions { strict: arguments.strict, ..arguments.reading.options() };
    if arguments.documents.iter().filter(|document| *document == load::STDIN).count() > 1 {
        load::error("standard input is one document; it cannot be read twice");
        return Exit::Usage;
    }
    let mut exit = Exit::Success;
    for location in &arguments.documents {
        let loaded = load::read(location, options.clone(), arguments.format);
        if loaded.as_ref().is_none_or(|loaded| loaded.api.is_none()) {
            exit = Exit::Usage;
        }
        let Some(loaded) = loaded else { continue };
        if arguments.format == Format::Text {
            let (errors, warnings) = load::count(&loaded);
            let size = loaded.api.as_ref().map_or_else(
                || "refused".to_owned(),
                |api| {
                    let schemas = counted(api.named_schemas.len(), "named schema");
                    format!("{}, {schemas}", counted(api.operations.len(), "operation"))
                },
            );
            let location = load::shown(location);
            let (errors, warnings) = (counted(errors, "error"), counted(warnings, "warning"));
            load::println(&format!("{location}: {size}, {errors}, {warnings}"));
        }
    }
    exit
}
