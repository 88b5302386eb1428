//! What is told of a run: its events, one file a format, each of which knows nothing but the events, and several of them
//! at once (`reports.rs`).

mod closing;
mod event;
mod format;
mod json;
mod reporter;
mod reports;
mod style;
mod text;

pub use event::{
    ClassOutcome, Event, Failure, ReplayOutcome, ReplaySummary, Replayed, SnapshotSummary, Step, StopKind, Stopped,
    Summary,
};
pub use format::{ReportFormat, ReportRequest, UnknownReport};
pub use json::JsonReport;
pub(crate) use json::failure_text;
pub use reporter::Reporter;
pub use reports::{Reports, ReportsError};
pub use style::TextStyle;
pub use text::TextReport;
