//! The section `[codegen]`, and its errors.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use trueline_spec::diagnostic::Diagnostic;
use trueline_spec::model::DeclaredPaging;
use trueline_spec::render;
use trueline_spec::source::Documents;

use crate::options::{Layout, OperationName, Options, TypeOptions};
use crate::select::Selection;

/// The configuration of generation in a `trueline.toml`.
///
/// # Examples
/// ```
/// use trueline_codegen::Config;
///
/// let config = Config::parse("trueline.toml", "[codegen]\npackage = \"pets\"\nexclude = [\"tag:admin\"]\n")?;
/// assert_eq!(config.options("client").package, "pets");
///
/// let error = Config::parse("trueline.toml", "[codegen]\npakage = \"pets\"\n").unwrap_err().to_string();
/// assert!(error.contains("trueline.toml:2:1") && error.contains("did you mean `package`?"));
/// # Ok::<(), trueline_codegen::ConfigError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The OpenAPI document; without one of its own, the one that the whole file names.
    pub document: Option<String>,
    /// The folder of the package.
    pub out: Option<PathBuf>,
    /// The package's name.
    pub package: Option<String>,
    /// The package's version.
    pub version: Option<String>,
    /// Keys of `[package]` with their values as TOML.
    pub package_keys: BTreeMap<String, String>,
    /// Overlays of the document.
    pub overlays: Vec<String>,
    /// What references may load in addition to the document's folder and public addresses.
    pub allow_refs: Vec<String>,
    /// Which operations there are.
    pub selection: Selection,
    /// How the client is divided.
    pub layout: Option<Layout>,
    /// What operations are called.
    pub operations: Vec<OperationName>,
    /// How values are written.
    pub types: TypeOptions,
    /// How the pages of operations follow each other.
    pub pages: BTreeMap<String, Option<DeclaredPaging>>,
    /// Whether each tag has a cargo feature.
    pub tag_features: bool,
    /// Lines below `[dependencies]`.
    pub dependencies: String,
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it cannot be read, or with every mistake in it.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|error| ConfigError::unreadable(file, &error))?;
        Self::parse(&file.to_string_lossy(), &text)
    }

    /// Parses the text of a file; only its `[codegen]` is read, and `document` at its top.
    ///
    /// # Errors
    /// With every mistake in it.
    pub fn parse(file: &str, text: &str) -> Result<Self, ConfigError> {
        super::reading::read(file, text)
    }

    /// The decisions, with a name for a package that has none.
    #[must_use]
    pub fn options(&self, package: &str) -> Options {
        let usual = Options::new(self.package.as_deref().unwrap_or(package));
        Options {
            version: self.version.clone(),
            package_keys: self.package_keys.clone(),
            dependencies: self.dependencies.clone(),
            selection: self.selection.clone(),
            types: self.types.clone(),
            layout: self.layout,
            operations: self.operations.clone(),
            pages: self.pages.clone(),
            tag_features: self.tag_features,
            ..usual
        }
    }
}

/// What is wrong with a configuration; its text shows each mistake at its place.
#[derive(Debug)]
pub struct ConfigError(String);

impl ConfigError {
    pub(super) fn unreadable(file: &Path, error: &std::io::Error) -> Self {
        Self(format!("error: the configuration `{}` cannot be read: {error}\n", file.display()))
    }

    pub(super) fn new(documents: &Documents, diagnostics: &[Diagnostic]) -> Self {
        let shown: Vec<String> =
            diagnostics.iter().map(|diagnostic| render::text(documents, diagnostic, false)).collect();
        Self(shown.join("\n"))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_end())
    }
}

impl std::error::Error for ConfigError {}
