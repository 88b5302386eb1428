//! Why bytes are not read as a value.

use thiserror::Error;

use super::multipart::LONGEST_BOUNDARY;

/// Why bytes are not what their media type or their style says. It holds names and numbers, and nothing of what was read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// They are no JSON.
    #[error("no JSON: {0}")]
    NotJson(serde_json::Error),
    /// They are no text.
    #[error("no UTF-8: {0}")]
    NotUtf8(std::str::Utf8Error),
    /// A form has more fields than are read.
    #[error("more than {most} fields")]
    TooManyFields {
        /// How many are read.
        most: usize,
    },
    /// A multipart body has more parts than are read.
    #[error("more than {most} parts")]
    TooManyParts {
        /// How many are read.
        most: usize,
    },
    /// A property of a form has more keys within each other than are read.
    #[error("`{property}` is nested deeper than {most}")]
    PropertyTooDeep {
        /// The property.
        property: String,
        /// How many are read.
        most: usize,
    },
    /// A parameter has more keys within each other than are read.
    #[error("it is nested deeper than {most}")]
    TooDeep {
        /// How many are read.
        most: usize,
    },
    /// The content type says no boundary (RFC 2046 section 5.1.1).
    #[error("no multipart body: it has no boundary of at most {LONGEST_BOUNDARY} characters")]
    NoBoundary,
    /// The parts are not as RFC 2046 section 5.1.1 has them.
    #[error("no multipart body")]
    NotMultipart,
}
