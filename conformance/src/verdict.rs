//! What is made of an answer.

use crate::rule::Rule;

/// The judgement of one exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The answer is what the document says.
    Conforms,
    /// It is not.
    Violates(Vec<Finding>),
    /// Nobody can tell; with the reason. Never counted as conforming.
    Undecided(String),
}

/// A way in which an answer departs from the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The check that found it: `unexpected-status`.
    pub check: &'static str,
    /// What is wrong, for people.
    pub message: String,
    /// The rule that the server does not keep.
    pub rule: Option<Rule>,
}

impl Finding {
    /// A finding of a check.
    #[must_use]
    pub fn new(check: &'static str, message: impl Into<String>, rule: Option<Rule>) -> Self {
        Self { check, message: message.into(), rule }
    }
}
