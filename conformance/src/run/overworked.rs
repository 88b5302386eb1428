//! A target in this process that takes too much work.

use thiserror::Error;

use crate::limits::named;

/// The answers of a target in this process take more steps than are theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the mock's answers take more work than its share of the run's {}", named("max-work", .allowed))]
pub(super) struct Overworked {
    /// The steps that all answers together may take.
    pub(super) allowed: u64,
}
