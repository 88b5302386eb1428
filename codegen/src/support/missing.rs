//! What a builder still lacks.

/// Marks a required value that a builder has not been given: `build` exists only when none is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Missing;
