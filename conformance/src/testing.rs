//! What unit tests share: documents written beside them.

use std::sync::Arc;

use trueline_spec::model::{Api, Checked};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

struct Text(&'static str);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.as_bytes().to_vec())
    }
}

/// Reads a document that has no errors.
pub(crate) fn api(text: &'static str) -> Arc<Checked<Api>> {
    Arc::new(load("test.yaml", &Text(text), LoadOptions::default()).expect("read").api.expect("right"))
}
