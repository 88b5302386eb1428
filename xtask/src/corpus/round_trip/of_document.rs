//! The values of one document.

use std::path::Path;

use super::super::generate;
use super::trial::{RoundTrip, run};

/// Generates the client of a document, and has it read and write values of every named schema.
pub(crate) fn round_trip_of(document: &Path, scratch: &Path) -> Result<RoundTrip, String> {
    let row = generate::row(document, scratch);
    match (&row.subject, row.errors.as_slice()) {
        (Some(subject), []) => run(subject, scratch, &row.package).map_err(|error| error.to_string()),
        (_, errors) => Err(format!("{}: {}", row.document, errors.join("\n"))),
    }
}
