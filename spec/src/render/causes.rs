//! An error of a library, with what caused it.

use std::error::Error;

/// The error and its causes on one line: clients of HTTP say what happened in the last of them.
#[must_use]
pub fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
