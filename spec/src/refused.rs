//! A document that is refused, as an error.

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::load::Loaded;
use crate::model::{Api, Checked};
use crate::render;
use crate::source::Documents;

/// A document with mistakes that leave no meaning. Its text shows each of them at its place.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The texts that were read.
    pub documents: Arc<Documents>,
    /// Every mistake, in the order of their places; warnings are among them.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// The model; without one, the mistakes as an error. Warnings of what is accepted are in
    /// [`diagnostics`](Self::diagnostics) before.
    ///
    /// # Errors
    /// Where any diagnostic is an error.
    ///
    /// # Examples
    /// ```
    /// use trueline_spec::{LoadOptions, load, source::{Fetch, FetchError}};
    ///
    /// struct Text;
    /// impl Fetch for Text {
    ///     fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
    ///         Ok(b"swagger: '2.0'\n".to_vec())
    ///     }
    /// }
    ///
    /// let refused = load("openapi.yaml", &Text, LoadOptions::default())?.into_result().unwrap_err();
    /// assert!(refused.to_string().contains("--> openapi.yaml:1:10"));
    /// assert_eq!(refused.diagnostics[0].to_string(), "error[swagger-2]: this is a Swagger 2.0 document");
    /// # Ok::<(), FetchError>(())
    /// ```
    pub fn into_result(self) -> Result<Checked<Api>, Refused> {
        let Self { documents, diagnostics, api } = self;
        api.ok_or(Refused { documents, diagnostics })
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        let shown: Vec<String> = errors.map(|error| render::text(&self.documents, error, false)).collect();
        f.write_str(shown.join("\n").trim_end())
    }
}

impl std::error::Error for Refused {}
