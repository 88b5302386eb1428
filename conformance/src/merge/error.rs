//! Why reports do not make one.

use std::io;

use thiserror::Error;

use crate::limits::named;

/// Why a text is no report of a part.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NoPart {
    /// The system does not read it.
    #[error("it cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// It is too large.
    #[error("it is too large {}", named("report-size", .most))]
    TooLarge {
        /// Bytes that are read.
        most: u64,
    },
    /// It is no JSON, or of another shape.
    #[error("it is no report of `trueline conform --report json`: {0}")]
    Json(#[from] serde_json::Error),
    /// It is of a version that this program does not know.
    #[error("its version is {0}, and this program reads 1")]
    Version(u64),
    /// There is no such part.
    #[error("it is of part {number} of {of}, which no plan has")]
    Number {
        /// Which part.
        number: usize,
        /// Of how many.
        of: usize,
    },
    /// It is the report of a whole run.
    #[error("it is the report of a whole run, made without `--partition`")]
    Whole,
}

/// Why reports do not belong together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MergeError {
    /// There is none.
    #[error("there is no report")]
    Nothing,
    /// They differ in what all parts of a plan share.
    #[error("`{file}` is of another {what} than `{first}`: {is}, and not {wanted}")]
    Other {
        /// The name of the first report.
        first: String,
        /// The name of the other.
        file: String,
        /// What differs.
        what: &'static str,
        /// How it is in the other.
        is: String,
        /// How it is in the first.
        wanted: String,
    },
    /// A part is there twice.
    #[error("`{first}` and `{second}` are both of part {number}")]
    Twice {
        /// The number of the part.
        number: usize,
        /// The name of its first report.
        first: String,
        /// The name of its second.
        second: String,
    },
    /// Parts are missing.
    #[error("of {of} parts these are missing: {}", .missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Missing {
        /// How many there are.
        of: usize,
        /// The numbers of those that are missing.
        missing: Vec<usize>,
    },
}
