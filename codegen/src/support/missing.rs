//! What a builder lacks.

/// Stands in a builder's type for what is required and not given yet: `build` is there once nothing is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Missing;
