//! Why schemas are not said as one.

use super::typed::Combined;

/// What schemas say together, or why that is not said.
pub(super) type Outcome = Result<Combined, Obstacle>;

/// Why schemas are not said as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// No value holds to all of them.
    Impossible,
    /// One schema of one kind cannot say it, or it costs too much to find out.
    Unsayable,
}
