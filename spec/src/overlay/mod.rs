//! Overlays (OpenAPI Overlay 1.0.0): changes that a document gets before anything of it is understood. What an overlay
//! puts in keeps its places in the overlay's text; nothing past this stage knows of overlays.

mod action;
mod change;
mod document;

use crate::diagnostic::Sink;
use crate::source::{self, Documents, Fetch, FetchError, Origin};
use change::Target;

/// Applies overlays to a document, in order. What is wrong goes to the sink.
///
/// # Errors
/// When the location of an overlay gives nothing.
pub(crate) fn apply(
    documents: &mut Documents,
    entry: Origin,
    locations: Vec<String>,
    fetch: &dyn Fetch,
    sink: &mut Sink,
) -> Result<(), FetchError> {
    let mut overlays = Vec::new();
    for location in locations {
        let unreadable = |error: FetchError| FetchError(format!("the overlay `{location}`: {}", error.0));
        let bytes = fetch.fetch(&location).map_err(unreadable)?;
        if let Some(root) = source::read(documents, &location, bytes, sink, true) {
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
    Ok(())
}
