//! Documents that a program holds as values of the `openapiv3` crate.

use openapiv3::OpenAPI;

use crate::load::{LoadOptions, Loaded, load};
use crate::source::{Fetch, FetchError, FileSystem};

/// What places name instead of a file.
const NAME: &str = "<openapiv3 value>";

/// Reads a document that is held as a value of the `openapiv3` crate, exactly as [`load()`] reads its JSON.
///
/// What that crate leaves out of a document when it reads it (3.1, for instance) is not there. References to other
/// documents lead to nothing, since a value has no folder; overlays are files.
///
/// # Errors
/// When the value cannot be written as JSON, or an overlay cannot be read.
///
/// # Examples
/// ```
/// use openapiv3::{Info, OpenAPI};
/// use trueline_spec::{LoadOptions, load_openapiv3};
///
/// let info = Info { title: "Pets".to_owned(), version: "1".to_owned(), ..Info::default() };
/// let document = OpenAPI { openapi: "3.0.3".to_owned(), info, ..OpenAPI::default() };
/// let loaded = load_openapiv3(&document, LoadOptions::default())?;
/// assert!(loaded.api.is_some_and(|api| api.info.title == "Pets"));
/// # Ok::<(), trueline_spec::source::FetchError>(())
/// ```
pub fn load_openapiv3(document: &OpenAPI, options: LoadOptions) -> Result<Loaded, FetchError> {
    let text = serde_json::to_string_pretty(document).map_err(|error| FetchError(error.to_string()))?;
    let held = Held { text: text.into_bytes(), overlays: options.overlays.clone() };
    load(NAME, &held, options)
}

/// The one text that is there, and files of overlays.
struct Held {
    text: Vec<u8>,
    overlays: Vec<String>,
}

impl Fetch for Held {
    fn fetch(&self, location: &str) -> Result<Vec<u8>, FetchError> {
        if location == NAME {
            return Ok(self.text.clone());
        }
        if self.overlays.iter().any(|overlay| overlay == location) {
            return FileSystem.fetch(location);
        }
        Err(FetchError("a document in memory cannot refer to other files".to_owned()))
    }
}
