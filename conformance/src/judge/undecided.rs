//! Why it is unknown whether a value is valid.

use thiserror::Error;

use crate::limits::{PATTERN_STEPS, SCHEMA_DEPTH, SCHEMA_SIZE, named};
use crate::schema::StackError;

/// Characters of a pattern that are shown.
const LONGEST_PATTERN: usize = 80;

/// Why it is unknown whether a value is valid. Whoever judges says so, and accuses nobody.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Undecided {
    /// What may be done is done.
    #[error(transparent)]
    NoWorkLeft(#[from] NoWorkLeft),
    /// The schemas combine schemas too deep for a value of its depth.
    #[error("the schemas combine schemas too deep to judge the value {}", named("schema-depth", SCHEMA_DEPTH))]
    TooDeep,
    /// The schemas are larger than those that values are judged by.
    #[error("the schemas are larger than those that values are judged by {}", named("schema-size", SCHEMA_SIZE))]
    TooLarge,
    /// Judging took too many steps.
    #[error("judging the value was given up {}", named("judge-steps", .steps))]
    TooManySteps {
        /// The steps that it might take.
        steps: u64,
    },
    /// Whether a text matches took too many steps.
    #[error("the pattern `{}` was given up {}", shown(.pattern), named("pattern-steps", PATTERN_STEPS))]
    Pattern {
        /// The pattern.
        pattern: String,
    },
    /// The validator refuses the schema.
    #[error("{reason}")]
    Refused {
        /// What it says, without values.
        reason: String,
    },
    /// The value cannot be judged on a stack of its own.
    #[error(transparent)]
    Stack(#[from] StackError),
}

/// The steps are used up that making requests, or judging answers, may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it takes more work than its share of the run's {}", named("max-work", .allowed))]
pub struct NoWorkLeft {
    /// The steps of the share.
    pub allowed: u64,
}

/// The beginning of a pattern, for people.
fn shown(pattern: &str) -> String {
    pattern.chars().take(LONGEST_PATTERN).collect()
}
