//! What is reported of a run: its events, one file a format, each of which knows nothing but the events, and several of them
//! at once (`reports.rs`).

mod closing;
mod coverage;
mod event;
mod format;
mod github;
mod har;
mod html;
mod html_document;
mod html_operations;
mod json;
mod junit;
mod lcov;
mod overlay;
mod repeats;
mod reporter;
mod reports;
mod sarif;
mod style;
mod subject;
mod summary;
mod text;

pub use event::{
    ClassOutcome, CleanUp, Event, Failure, GoneFinding, Left, Omission, Omitted, Part, Repeated, ReplayOutcome,
    ReplaySummary, Replayed, SnapshotSummary, Step, StopKind, Stopped, Summary, WithoutSuccess,
};
pub use format::{ReportFormat, ReportRequest, UnknownReport};
pub use github::GithubReport;
pub use har::HarRecorder;
pub use html::HtmlReport;
pub use json::JsonReport;
pub(crate) use json::failure_text;
pub use junit::JunitReport;
pub use lcov::LcovReport;
pub use overlay::OverlayReport;
pub use reporter::Reporter;
pub use reports::{ReportContext, Reports, ReportsError};
pub use sarif::SarifReport;
pub use style::TextStyle;
pub use subject::Subject;
pub use summary::StepSummary;
pub use text::TextReport;
