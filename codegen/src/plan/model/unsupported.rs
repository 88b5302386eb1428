//! What of a document a client does not support.

use trueline_spec::source::Origin;

/// A feature of the document that the generated client does not support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// Its place in the document.
    pub origin: Origin,
    /// The feature, for messages.
    pub feature: String,
    /// What the client does instead.
    pub instead: &'static str,
}
