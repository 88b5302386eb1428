//! Why something that recurses deeply is not done.

use thiserror::Error;

/// Why something that recurses deeply, and takes a stack of its own for that, is not done.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StackError {
    /// The system gives no thread.
    #[error("no thread can be started: {system}")]
    NoThread {
        /// What the system says.
        system: String,
    },
    /// The thread ended before it was done.
    #[error("judging the value failed")]
    Ended,
}
