//! Reads a document and writes its client.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use trueline_codegen::folder::Foreign;
use trueline_codegen::{Generated, Generator, Options};
use trueline_spec::diagnostic::Severity;
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, Loaded, load, render};

use super::missing_items;
use super::round_trip::Subject;
use super::row::Row;

/// Reads a document and writes its package below the scratch folder.
pub(super) fn row(document: &Path, scratch: &Path) -> Row {
    let name = document.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let package = package_of(&name);
    let mut row = Row { document: name, package, ..Row::default() };
    if let Err(error) = fill(&mut row, document, scratch) {
        row.errors.push(error);
    }
    row
}

fn fill(row: &mut Row, document: &Path, scratch: &Path) -> Result<(), String> {
    let start = Instant::now();
    let mut loaded = load(&document.to_string_lossy(), &FileSystem, LoadOptions::default()).map_err(|error| error.0)?;
    row.read = start.elapsed();
    row.warnings = loaded.diagnostics.iter().filter(|one| one.severity == Severity::Warning).count();
    let Some(api) = loaded.api.take() else { return Err(errors(&loaded)) };
    let api = &Arc::new(api);
    (row.operations, row.schemas) = (api.operations.len(), api.named_schemas.len());
    let start = Instant::now();
    let generator = Generator::new(Options::new(row.package.clone()));
    let Generated { files, unsupported, items, .. } = generator.generate(api).map_err(|error| error.to_string())?;
    row.generate = start.elapsed();
    row.unsupported = unsupported.len();
    row.lines = files.iter().filter(|(path, _)| is_rust(path)).map(|(_, text)| text.lines().count()).sum();
    row.errors.extend(missing_items::missing(api, &items, &files));
    let folder = scratch.join(&row.package);
    files.write(&folder, Foreign::Overwrite).map_err(|error| error.to_string())?;
    row.folder = folder;
    row.subject = Some(Subject { api: Arc::clone(api), values: items.values, absent_nulls: items.absent_nulls });
    Ok(())
}

fn errors(loaded: &Loaded) -> String {
    let errors = loaded.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    errors.map(|one| render::text(&loaded.documents, one, false)).collect::<Vec<_>>().join("\n")
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

/// A package's name from a document's: what Cargo allows.
fn package_of(document: &str) -> String {
    let stem = document.rsplit_once('.').map_or(document, |(stem, _)| stem);
    let sign = |sign: char| if sign.is_ascii_alphanumeric() { sign.to_ascii_lowercase() } else { '-' };
    format!("corpus-{}", stem.chars().map(sign).collect::<String>())
}
