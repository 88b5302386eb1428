//! Why there is no value of a schema.

use thiserror::Error;
use trueline_spec::model::SchemaId;

use super::generator::{DEPTH, SCHEMAS};
use crate::judge::NoWorkLeft;
use crate::limits::{ARRAY_ITEMS, OBJECT_MEMBERS, PATTERN_SIZE, REQUEST_SIZE, TEXT_LENGTH, named};

/// Characters of a pattern that are shown.
const LONGEST_PATTERN: usize = 80;

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct Impossible {
    /// The schema for which none was found.
    pub schema: SchemaId,
    /// The reason.
    pub reason: NoValue,
}

impl Impossible {
    pub(super) fn new(schema: SchemaId, reason: impl Into<NoValue>) -> Self {
        Self { schema, reason: reason.into() }
    }

    /// Whether a limit is the reason.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        use NoValue::{EmptyEnum, NoNumber, NoText, NoVariant, NoneAllowed, NoneValid};
        !matches!(self.reason, NoneAllowed | EmptyEnum | NoNumber | NoText | NoVariant | NoneValid)
    }
}

/// Why no value of a schema was found.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NoValue {
    /// The schema is one that allows none.
    #[error("the schema allows no value")]
    NoneAllowed,
    /// An enumeration is empty.
    #[error("the enumeration has no value")]
    EmptyEnum,
    /// No number is large and small enough.
    #[error("no number is within the bounds")]
    NoNumber,
    /// No text was found.
    #[error("no text was found that has the pattern, format and length")]
    NoText,
    /// Of a union no variant gave a value.
    #[error("no variant gave a value that suits the schema")]
    NoVariant,
    /// What was found breaks a rule.
    #[error("no generated value satisfies all of the schema's rules")]
    NoneValid,
    /// The shortest text is too long.
    #[error("a text of {characters} characters is longer than what is made {}", named("text-length", TEXT_LENGTH))]
    TextTooLong {
        /// Its length.
        characters: usize,
    },
    /// A pattern is too large.
    #[error("the pattern `{}` is larger than what is read {}", shown(.pattern), named("pattern-size", PATTERN_SIZE))]
    PatternTooLarge {
        /// The pattern.
        pattern: String,
    },
    /// The shortest array is too long.
    #[error("an array of {items} items is longer than what is made {}", named("array-items", ARRAY_ITEMS))]
    ArrayTooLong {
        /// Its length.
        items: usize,
    },
    /// The smallest object is too large.
    #[error("an object of {members} members is larger than what is made {}", named("object-members", OBJECT_MEMBERS))]
    ObjectTooLarge {
        /// Its members.
        members: usize,
    },
    /// The value has too many parts.
    #[error("the value has more parts than are drawn {}", named("value-parts", SCHEMAS))]
    TooManyParts,
    /// The value has too many bytes.
    #[error("the value is larger than what is sent {}", named("request-size", REQUEST_SIZE))]
    TooLarge,
    /// What is required requires more, and so on.
    #[error("the schema's required parts have no end {}", named("value-depth", DEPTH))]
    NoEnd,
    /// What may be done is done.
    #[error(transparent)]
    NoWorkLeft(#[from] NoWorkLeft),
}

/// The beginning of a pattern, for people.
fn shown(pattern: &str) -> String {
    pattern.chars().take(LONGEST_PATTERN).collect()
}
