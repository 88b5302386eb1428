//! What is told of a run: its events, and one file a format; each knows nothing but the events.

mod event;
mod json;
mod text;

pub use event::{
    ClassOutcome, Event, Failure, ReplayOutcome, ReplaySummary, Replayed, SnapshotSummary, Step, StopKind, Stopped,
    Summary,
};
pub use json::JsonReport;
pub(crate) use json::failure_text;
pub use text::TextReport;
