//! What is told of a run. One file a format; each knows nothing but the events.

mod json;
mod text;

pub use json::JsonReport;
pub(crate) use json::failure_text;
pub use text::TextReport;
