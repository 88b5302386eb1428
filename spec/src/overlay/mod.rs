//! Overlays (OpenAPI Overlay 1.0.0): changes that a document gets before anything of it is understood. What an overlay
//! puts in keeps its places in the overlay's text; nothing past this stage knows of overlays.

mod action;
mod change;
mod cost;
mod document;

use crate::diagnostic::Sink;
use crate::source::{self, Documents, FetchError, Fetched, Origin, shown};
pub use change::ADDED_LIMIT;
use change::Target;
pub use cost::OVERLAY_LIMIT;

/// Applies overlays to a document, in order. What is wrong goes to the sink.
///
/// # Errors
/// When the location of an overlay gives nothing.
pub(crate) fn apply(
    documents: &mut Documents,
    entry: Origin,
    locations: Vec<String>,
    fetch: &dyn Fn(&str) -> Result<Fetched, FetchError>,
    sink: &mut Sink,
) -> Result<(), FetchError> {
    let mut overlays = Vec::new();
    for location in locations {
        let unreadable = |error: FetchError| FetchError(format!("the overlay `{}`: {}", shown(&location), error.0));
        let fetched = fetch(&location).map_err(unreadable)?;
        let location = fetched.location.unwrap_or(location);
        if let Some(root) = source::read(documents, &location, fetched.bytes, sink, true) {
            overlays.push(document::actions(documents, documents.node(root), sink));
        }
    }
    if sink.has_errors() {
        return Ok(());
    }
    let mut target = Target::new(documents, entry, sink);
    for action in overlays.iter().flatten() {
        target.apply(action);
    }
    documents.settle(entry);
    Ok(())
}
