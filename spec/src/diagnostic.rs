//! What is wrong with a document, for people and for programs.

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The meaning is still clear.
    Warning,
    /// It is not.
    Error,
}
