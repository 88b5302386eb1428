//! Why a file is no kept case, or stays.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::limits::named;

/// Why a file holds no failing case of an earlier run.
#[derive(Debug, Error)]
pub(crate) enum NotKept {
    /// The system does not read it.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is a folder, a link or a pipe.
    #[error("holds no failing case: it is no file")]
    NoFile,
    /// It is too large.
    #[error("holds no failing case: it is too large {}", named("kept-file-size", .most))]
    TooLarge {
        /// Bytes that are read.
        most: u64,
    },
    /// Its text is none of a case.
    #[error("holds no failing case: {0}")]
    NoCase(#[from] serde_json::Error),
    /// No run has a case of this number.
    #[error("holds no failing case: there is no case {number}")]
    NoSuchNumber {
        /// The number.
        number: usize,
    },
    /// It has not the name that a run gives it.
    #[error("holds no failing case: it is called otherwise")]
    OtherName,
}

/// Why the file of a kept case is still there.
#[derive(Debug, Error)]
#[error("`{}` cannot be removed: {error}", .path.display())]
pub(crate) struct NotRemoved {
    /// The file.
    pub path: PathBuf,
    /// What the system says.
    pub error: io::Error,
}
