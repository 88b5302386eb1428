//! `trueline generate`: a document's client.

use std::path::{Path, PathBuf};

use trueline_codegen::files::{Differences, FileSet};
use trueline_codegen::{Generated, Generator, Options, Selection, Selector};
use trueline_spec::{LoadOptions, Loaded};

use crate::Exit;
use crate::load::{self, Format};

/// What `generate` takes.
#[derive(Debug, clap::Args)]
pub struct Generate {
    /// The OpenAPI document, YAML or JSON.
    #[arg(value_name = "DOCUMENT")]
    pub document: String,
    /// The folder of the package; only files that Trueline wrote are changed or removed in it.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The package's name; without it, the folder's.
    #[arg(long, value_name = "NAME")]
    pub package: Option<String>,
    /// An overlay (OpenAPI Overlay 1.0) that is applied to the document before it is read. May be given several times.
    #[arg(long = "overlay", value_name = "FILE-OR-URL")]
    pub overlays: Vec<String>,
    /// Only operations of this operationId, tag (`tag:NAME`) or path (`/v1/**`, `GET /pets/*`), with the types that they
    /// need. May be given several times.
    #[arg(long, value_name = "SELECTOR")]
    pub include: Vec<Selector>,
    /// No operations of this operationId, tag or path, nor types that only they need. May be given several times.
    #[arg(long, value_name = "SELECTOR")]
    pub exclude: Vec<Selector>,
    /// Write nothing; exit 1 where something would differ.
    #[arg(long)]
    pub check: bool,
}

/// Generates, or checks, with the manifest's lines for tests that are written by hand. `mend` is the command that the
/// message of a failed check names.
#[must_use]
pub fn generate(arguments: &Generate, dev_dependencies: &str, mend: &str) -> Exit {
    let options = LoadOptions { overlays: arguments.overlays.clone(), ..LoadOptions::default() };
    let Some(loaded) = load::read(&arguments.document, options, Format::Text) else {
        return Exit::Usage;
    };
    let Loaded { api: Some(api), .. } = &loaded else {
        anstream::eprintln!("error: `{}` has errors, so nothing was generated", arguments.document);
        return Exit::Usage;
    };
    let Some(package) = arguments.package.clone().or_else(|| package_of(&arguments.out)) else {
        anstream::eprintln!("error: the folder's name is no package's name; give one with --package");
        return Exit::Usage;
    };
    let selection = Selection { include: arguments.include.clone(), exclude: arguments.exclude.clone() };
    let options = Options { dev_dependencies: dev_dependencies.to_owned(), selection, ..Options::new(package) };
    let generated = match Generator::new(options).generate(api) {
        Ok(generated) => generated,
        Err(error) => {
            anstream::eprintln!("error: {error}");
            return Exit::Usage;
        }
    };
    show_omissions(&loaded, &generated);
    if arguments.check {
        return check(&generated.files, &arguments.out, mend);
    }
    match generated.files.write(&arguments.out) {
        Ok(()) => {
            let count = generated.files.iter().count();
            load::println(&format!("{}: {count} files are up to date", arguments.out.display()));
            Exit::Success
        }
        Err(error) => {
            anstream::eprintln!("error: `{}` cannot be written: {error}", arguments.out.display());
            Exit::Usage
        }
    }
}

/// A package's name from its folder's: what Cargo allows.
fn package_of(folder: &Path) -> Option<String> {
    let name = folder.file_name()?.to_str()?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(allowed)).then(|| name.to_owned())
}

fn show_omissions(loaded: &Loaded, generated: &Generated) {
    for omission in &generated.omissions {
        let place = loaded.documents.place(omission.origin);
        anstream::eprintln!(
            "warning: {}:{}:{}: {} is not supported; {}",
            place.file,
            place.line,
            place.column,
            omission.feature,
            omission.instead
        );
    }
}

fn check(files: &FileSet, out: &Path, mend: &str) -> Exit {
    match files.check(out) {
        Ok(differences) if differences.is_empty() => {
            load::println(&format!("{}: fresh", out.display()));
            Exit::Success
        }
        Ok(Differences { missing, changed, stale, .. }) => {
            for (word, paths) in [("missing", missing), ("would change", changed), ("would be removed", stale)] {
                for path in paths {
                    anstream::eprintln!("{word}: {}", out.join(path).display());
                }
            }
            anstream::eprintln!("error: what is generated is not what the document says; run `{mend}`");
            Exit::Findings
        }
        Err(error) => {
            anstream::eprintln!("error: `{}` cannot be read: {error}", out.display());
            Exit::Usage
        }
    }
}
