//! `trueline generate`: a document's client.

use std::path::{Path, PathBuf};

use trueline_codegen::files::FileSet;
use trueline_codegen::folder::{Differences, Foreign, Written};
use trueline_codegen::names::{LOCK, NameLock};
use trueline_codegen::{Config, Generated, Generator, Options, Selector, check_package_name, is_package_name};
use trueline_spec::render::{printable, printable_line};
use trueline_spec::{LoadOptions, Loaded};

use crate::Exit;
use crate::changelog;
use crate::load::{self, Format};

/// What `generate` takes.
#[derive(Debug, clap::Args)]
pub struct Generate {
    /// The OpenAPI document, YAML or JSON, or `-` for standard input. Default: the one in the configuration.
    #[arg(value_name = "DOCUMENT", required_unless_present = "config")]
    pub document: Option<String>,
    /// The folder of the package. Only files that Trueline generated are changed or removed; if others are in the way,
    /// nothing is written. Default: the one in the configuration.
    #[arg(long, value_name = "DIR", required_unless_present = "config")]
    pub out: Option<PathBuf>,
    /// A `trueline.toml` whose `[codegen]` is used for what these arguments leave out.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The package's name. Default: the name of the folder.
    #[arg(long, value_name = "NAME")]
    pub package: Option<String>,
    /// An overlay (OpenAPI Overlay 1.0) to apply to the document before it is read. Can be repeated.
    #[arg(long = "overlay", value_name = "FILE-OR-URL")]
    pub overlays: Vec<String>,
    /// Let references load this file, folder or address, and everything below it; see `trueline check --help`. Can be
    /// repeated.
    #[arg(long = "allow-ref", value_name = "PATH-OR-URL")]
    pub allow_refs: Vec<String>,
    /// Only operations with this operationId, tag (`tag:NAME`) or path (`/v1/**`, `GET /pets/*`), and the types that
    /// they need. Can be repeated.
    #[arg(long, value_name = "SELECTOR")]
    pub include: Vec<Selector>,
    /// No operations with this operationId, tag or path, nor types that only they need. Can be repeated.
    #[arg(long, value_name = "SELECTOR")]
    pub exclude: Vec<Selector>,
    /// Write nothing; exit 1 if anything would change.
    #[arg(long)]
    pub check: bool,
    /// Add to `CHANGELOG.md` how the package's public items differ from those generated before, divided by whether code
    /// that uses them still compiles. With `--check`, print it.
    #[arg(long)]
    pub changelog: bool,
    /// Overwrite files that Trueline did not generate if its own belong there, and settings that were edited since.
    #[arg(long)]
    pub force: bool,
}

impl Generate {
    /// What is generated: the arguments, completed by the configuration.
    fn task(&self, dev_dependencies: &str) -> Result<Task, String> {
        let config = match &self.config {
            Some(file) => Config::read(file).map_err(|error| error.to_string())?,
            None => Config::default(),
        };
        let missing =
            |what: &str| format!("error: the configuration has no `{what}`; add it, or pass it as an argument");
        let document = self.document.clone().or_else(|| config.document.clone()).ok_or_else(|| missing("document"))?;
        let out = self.out.clone().or_else(|| config.out.clone()).ok_or_else(|| missing("out"))?;
        let package = self.package.clone().or_else(|| config.package.clone()).or_else(|| package_of(&out));
        let package =
            package.ok_or("error: the folder's name is not a valid package name; set one with --package".to_owned())?;
        check_package_name(&package).map_err(|invalid| format!("error: {invalid}"))?;
        let mut options = Options { dev_dependencies: dev_dependencies.to_owned(), ..config.options(&package) };
        options.package = package;
        options.has_extension = ["src/ext.rs", "src/ext/mod.rs"].iter().any(|path| out.join(path).is_file());
        let or = |said: &[Selector], configured: &mut Vec<Selector>| {
            if !said.is_empty() {
                *configured = said.to_vec();
            }
        };
        or(&self.include, &mut options.selection.include);
        or(&self.exclude, &mut options.selection.exclude);
        let or = |said: &[String], configured: Vec<String>| if said.is_empty() { configured } else { said.to_vec() };
        let overlays = or(&self.overlays, config.overlays);
        let allow_refs = or(&self.allow_refs, config.allow_refs);
        let reading = LoadOptions { overlays, allow_refs, ..LoadOptions::default() };
        Ok(Task { document, out, reading, options })
    }
}

/// What is generated.
struct Task {
    document: String,
    out: PathBuf,
    reading: LoadOptions,
    options: Options,
}

/// Generates, or checks, with the manifest's lines for tests that are written by hand. `fix` is the command that the
/// message of a failed check shows.
#[must_use]
pub fn generate(arguments: &Generate, dev_dependencies: &str, fix: &str) -> Exit {
    let Task { document, out, reading, mut options } = match arguments.task(dev_dependencies) {
        Ok(task) => task,
        Err(message) => {
            anstream::eprintln!("{}", printable(&message));
            return Exit::Usage;
        }
    };
    let Some(loaded) = load::read(&document, reading, Format::Text) else { return Exit::Usage };
    let Loaded { api: Some(api), .. } = &loaded else {
        load::error(&format!("`{}` has errors, so nothing was generated", load::shown(&document)));
        return Exit::Usage;
    };
    match NameLock::read(&out) {
        Ok(names) => options.names = names,
        Err(error) => {
            load::error(&printable_line(&format!("`{}` cannot be read: {error}", out.join(LOCK).display())));
            return Exit::Usage;
        }
    }
    let mut generated = match Generator::new(options).generate(api) {
        Ok(generated) => generated,
        Err(error) => {
            load::error(&error.to_string());
            return Exit::Usage;
        }
    };
    show_omissions(&loaded, &generated);
    if arguments.changelog
        && let Err(error) = changelog::keep(&mut generated, &out, arguments.check)
    {
        load::error(&format!("`{}`: {error}", out.display()));
        return Exit::Usage;
    }
    if arguments.check {
        return check(&generated.files, &out, fix);
    }
    let foreign = if arguments.force { Foreign::Overwrite } else { Foreign::Refuse };
    match generated.files.write(&out, foreign) {
        Ok(written) => {
            show_written(&out, &written);
            Exit::Success
        }
        Err(error) => {
            load::error(&format!("`{}`: {error}", out.display()));
            Exit::Usage
        }
    }
}

fn show_written(out: &Path, Written { written, unchanged, removed, edited, finished_earlier }: &Written) {
    if *finished_earlier {
        anstream::eprintln!("note: an earlier run was interrupted while it wrote; it has been completed");
    }
    for path in edited {
        anstream::eprintln!(
            "warning: {} had been edited by hand; the changes were overwritten",
            shown(&out.join(path))
        );
    }
    let counts = if *written + *removed == 0 {
        format!("{unchanged} files are up to date")
    } else {
        format!("{written} written, {unchanged} unchanged, {removed} removed")
    };
    load::println(&format!("{}: {counts}", shown(out)));
}

/// A path on one line.
fn shown(path: &Path) -> String {
    printable_line(&path.display().to_string()).into_owned()
}

/// A package's name from its folder's.
fn package_of(folder: &Path) -> Option<String> {
    let name = folder.file_name()?.to_str()?;
    is_package_name(name).then(|| name.to_owned())
}

fn show_omissions(loaded: &Loaded, generated: &Generated) {
    for unsupported in &generated.unsupported {
        let place = loaded.documents.place(unsupported.origin);
        let unsupported = format!("{} is not supported; {}", unsupported.feature, unsupported.instead);
        load::warning(&printable_line(&format!("{}:{}:{}: {unsupported}", place.file, place.line, place.column)));
    }
}

fn check(files: &FileSet, out: &Path, fix: &str) -> Exit {
    match files.check(out) {
        Ok(differences) if differences.is_empty() => {
            load::println(&printable_line(&format!("{}: up to date", out.display())));
            Exit::Success
        }
        Ok(Differences { missing, changed, stale, obstacles, interrupted, .. }) => {
            for (word, paths) in [("missing", missing), ("would change", changed), ("would be removed", stale)] {
                for path in paths {
                    anstream::eprintln!("{word}: {}", shown(&out.join(path)));
                }
            }
            for (path, obstacle) in obstacles.0 {
                anstream::eprintln!("in the way: {} {obstacle}", shown(&out.join(path)));
            }
            if interrupted {
                anstream::eprintln!("an earlier run was interrupted while it wrote; the next one completes it");
            }
            load::error(&format!("the generated files are not up to date; run `{fix}`"));
            Exit::Findings
        }
        Err(error) => {
            load::error(&format!("`{}` cannot be read: {error}", out.display()));
            Exit::Usage
        }
    }
}
