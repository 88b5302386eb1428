//! Clients that a build script writes: `Generator` from the inside of a `build.rs`.

use std::fmt;
use std::path::{Path, PathBuf};

use trueline_spec::render::printable;
use trueline_spec::source::{Documents, FileSystem};
use trueline_spec::{LoadOptions, Loaded, load, render};

use crate::cargo::{Directive, say};
use crate::config::Config;
use crate::folder::Foreign;
use crate::generator::{GenerateError, Generated, Generator};
use crate::module::module;
use crate::names::field_name;
use crate::options::Options;

/// Features of a generated package that the code of a client looks at.
const FEATURES: [&str; 3] = ["blocking", "testing", "tracing"];

impl Generator {
    /// From a build script: reads a document, and writes its client to `OUT_DIR` as one module, `NAME.rs`, named like the
    /// package. Cargo is told to run the script again when any file changes that was read; what the client leaves out
    /// becomes a warning of Cargo.
    ///
    /// The crate takes the module in by `include!(concat!(env!("OUT_DIR"), "/NAME.rs"));`. It is of edition 2024, and
    /// depends on what a generated package depends on (see [`Generated::dependencies`]).
    ///
    /// # Errors
    /// Where the document is refused, with every mistake at its place; or where nothing can be written.
    ///
    /// # Examples
    /// ```no_run
    /// // build.rs
    /// use trueline_codegen::{BuildError, Generator, Options};
    ///
    /// fn main() -> Result<(), BuildError> {
    ///     Generator::new(Options::new("petstore")).build("openapi.yaml")?;
    ///     Ok(())
    /// }
    /// ```
    pub fn build(&self, document: &str) -> Result<PathBuf, BuildError> {
        self.build_with(document, LoadOptions::default())
    }

    /// The same as [`Generator::build`], with overlays for instance.
    ///
    /// # Errors
    /// As [`Generator::build`].
    pub fn build_with(&self, document: &str, options: LoadOptions) -> Result<PathBuf, BuildError> {
        let loaded = load(document, &FileSystem, options);
        let loaded = loaded.map_err(|error| {
            say(Directive::RerunIfChanged, document);
            BuildError(format!("`{document}` cannot be read: {}", error.0))
        })?;
        self.build_loaded(&loaded)
    }

    /// The same as [`Generator::build`], of a document that is read already: by another [`Fetch`], or held as a value of
    /// the `openapiv3` crate.
    ///
    /// # Errors
    /// As [`Generator::build`].
    ///
    /// # Examples
    #[cfg_attr(feature = "openapiv3", doc = "```no_run")]
    #[cfg_attr(not(feature = "openapiv3"), doc = "```ignore")]
    /// // build.rs
    /// use trueline_codegen::spec::{LoadOptions, load_openapiv3};
    /// use trueline_codegen::{BuildError, Generator, Options};
    ///
    /// fn main() -> Result<(), BuildError> {
    ///     let document = openapiv3::OpenAPI::default();
    ///     let loaded = load_openapiv3(&document, LoadOptions::default())?;
    ///     Generator::new(Options::new("petstore")).build_loaded(&loaded)?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// [`Fetch`]: trueline_spec::source::Fetch
    pub fn build_loaded(&self, loaded: &Loaded) -> Result<PathBuf, BuildError> {
        let generated = self.generated(loaded)?;
        let name = field_name(&self.options().package);
        let file = out_dir()?.join(format!("{name}.rs"));
        trueline_spec::disk::write(&file, module(&name, &generated.files).as_bytes())
            .map_err(|error| unwritable(&file, &error))?;
        Ok(file)
    }

    /// The same as [`Generator::build`], configured by `[codegen]` of a `trueline.toml`.
    ///
    /// # Errors
    /// As [`Generator::build`], and where the configuration is wrong.
    pub fn build_configured(configuration: &str) -> Result<PathBuf, BuildError> {
        say(Directive::RerunIfChanged, configuration);
        let config = Config::read(Path::new(configuration)).map_err(|error| BuildError(error.to_string()))?;
        let Some(document) = &config.document else {
            return Err(BuildError(format!("`{configuration}` sets no `document`")));
        };
        let (overlays, allow_refs) = (config.overlays.clone(), config.allow_refs.clone());
        let options = LoadOptions { overlays, allow_refs, ..LoadOptions::default() };
        Self::new(config.options("client")).build_with(document, options)
    }

    /// The same as [`Generator::build_loaded`], as a package in a folder of `OUT_DIR`, for scripts that do more with it.
    ///
    /// # Errors
    /// As [`Generator::build`].
    pub fn build_package(&self, loaded: &Loaded) -> Result<PathBuf, BuildError> {
        let generated = self.generated(loaded)?;
        let folder = out_dir()?.join(&self.options().package);
        // The folder is the script's own.
        generated.files.write(&folder, Foreign::Overwrite).map_err(|error| BuildError(error.to_string()))?;
        Ok(folder)
    }

    /// Generates, and prints the instructions for Cargo.
    fn generated(&self, loaded: &Loaded) -> Result<Generated, BuildError> {
        let documents = &loaded.documents;
        for file in documents.names().filter(|name| Path::new(name).exists()) {
            say(Directive::RerunIfChanged, file);
        }
        let Some(api) = &loaded.api else { return Err(BuildError::refused(documents, loaded)) };
        // Features are those of the crate that takes the client in, which has none for tags.
        let options = Options { tag_features: false, ..self.options().clone() };
        let generated = Self::new(options).generate(api)?;
        for unsupported in &generated.unsupported {
            let place = documents.place(unsupported.origin);
            let (file, line, column) = (place.file, place.line, place.column);
            let what = format!("{} is not supported; {}", unsupported.feature, unsupported.instead);
            say(Directive::Warning, format_args!("{file}:{line}:{column}: {what}"));
        }
        let features: Vec<String> = FEATURES.iter().map(|feature| format!("{feature:?}")).collect();
        say(Directive::CheckCfg, format_args!("cfg(feature, values({}))", features.join(", ")));
        Ok(generated)
    }
}

/// Where Cargo wants what a script writes.
fn out_dir() -> Result<PathBuf, BuildError> {
    let missing =
        || BuildError("`OUT_DIR` is not set: this function is for build scripts, which Cargo runs".to_owned());
    std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(missing)
}

fn unwritable(path: &Path, error: &std::io::Error) -> BuildError {
    BuildError(format!("`{}` cannot be written: {error}", path.display()))
}

/// Why a build script has written nothing. A script that returns it from `main` shows it as people read it.
pub struct BuildError(String);

impl BuildError {
    fn refused(documents: &Documents, loaded: &Loaded) -> Self {
        let shown = loaded.diagnostics.iter().map(|diagnostic| render::text(documents, diagnostic, false));
        Self(format!("the document has errors:\n{}", shown.collect::<Vec<_>>().join("\n")))
    }
}

impl From<GenerateError> for BuildError {
    fn from(error: GenerateError) -> Self {
        Self(error.to_string())
    }
}

impl From<trueline_spec::source::FetchError> for BuildError {
    fn from(error: trueline_spec::source::FetchError) -> Self {
        Self(error.0)
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.0))
    }
}

impl std::error::Error for BuildError {}
