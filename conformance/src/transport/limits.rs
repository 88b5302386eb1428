//! How much of an answer is read.

/// How much of an answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerLimits {
    /// Bytes of the status line and the headers (`answer-head`).
    pub head: usize,
    /// Bytes of the body (`answer-size`).
    pub body: usize,
}

impl Default for AnswerLimits {
    fn default() -> Self {
        Self { head: 64 * 1024, body: 8 * 1024 * 1024 }
    }
}

/// Headers of one answer (`answer-headers`).
pub(super) const HEADERS: usize = 1000;
