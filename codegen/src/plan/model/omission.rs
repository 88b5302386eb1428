//! What of a document a client leaves out.

use trueline_spec::source::Origin;

/// Something of the document that the generated client does not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// Where it stands.
    pub origin: Origin,
    /// What it is, for people.
    pub feature: String,
    /// What the client does instead.
    pub instead: &'static str,
}
