//! One change that an overlay asks for (Overlay 1.0.0, Action Object).

use serde_json_path::JsonPath;

use crate::source::Origin;

/// A change, and where.
#[derive(Debug)]
pub(super) struct Action {
    /// Where the target is written.
    pub origin: Origin,
    /// What it selects.
    pub target: JsonPath,
    /// How the target is written.
    pub text: String,
    /// What happens to that.
    pub change: Change,
}

/// What happens to what a target selects.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    /// This value of the overlay is merged with each object, and appended to each array.
    Update(Origin),
    /// It is taken out.
    Remove,
}
