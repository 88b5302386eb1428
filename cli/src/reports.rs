//! The reports of a run.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use trueline_conformance::redact::Redacted;
use trueline_conformance::report::{
    Event, ReportContext, ReportFormat, ReportRequest, Reports, ReportsError, Subject, TextStyle,
};
use trueline_conformance::target::Target;
use trueline_conformance::transport::Transport;
use trueline_spec::model::{Api, Checked};

use crate::load;
use crate::progress::Progress;

/// Text that is narrower is wrapped by the terminal.
const NARROWEST: usize = 40;

/// Which reports are written.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct ReportOptions {
    /// Write a report: `text`, `html`, `json`, `junit`, `sarif`, `har`, `lcov`, `overlay` or `github` (annotations, and
    /// the summary of the step). Without a file it is written to standard output, in place of the text, or after it for
    /// `github`. Can be repeated.
    #[arg(long = "report", value_name = "FORMAT[=FILE]")]
    requests: Vec<ReportRequest>,
    /// Write an overlay (OpenAPI Overlay 1.0) with everything that was observed and that the document does not mention:
    /// statuses, content types and null. With `--overlay FILE` the next run tests the server against both. The same as
    /// `--report overlay=FILE`.
    #[arg(long, value_name = "FILE")]
    overlay_out: Option<PathBuf>,
    /// List at the end of the text every part of the document that was not covered: operations without a success,
    /// statuses, constraints that no refused request breaks, listed values; each with its line.
    #[arg(long)]
    coverage: bool,
    /// Do not show the progress. By default a terminal shows it, and in CI a line per minute is written to standard
    /// error.
    #[arg(long, short)]
    quiet: bool,
}

impl ReportOptions {
    fn requests(&self) -> Vec<ReportRequest> {
        let overlay =
            self.overlay_out.clone().map(|file| ReportRequest { format: ReportFormat::Overlay, file: Some(file) });
        self.requests.iter().cloned().chain(overlay).collect()
    }
}

/// What is shown during a run, and what is written at its end.
pub(crate) struct Shown {
    reports: Reports,
    progress: Progress,
}

impl Shown {
    pub(crate) fn new(options: &ReportOptions, api: &Arc<Checked<Api>>, target: &Target) -> Result<Self, ReportsError> {
        let subject = Subject::new(Arc::clone(api), target, &root());
        let context = ReportContext { lists_missing: options.coverage, ..context(subject) };
        let reports = Reports::new(&options.requests(), &context)?;
        Ok(Self { reports, progress: Progress::new(options.quiet, is_ci()) })
    }

    /// Reports of what was reported before.
    ///
    /// # Errors
    ///
    /// They cannot be written, or take more than reports have.
    pub(crate) fn reported(options: &ReportOptions, places: Vec<(String, Redacted)>) -> Result<Self, String> {
        let requests = options.requests();
        let of_run = |format| matches!(format, ReportFormat::Har | ReportFormat::Overlay);
        if let Some(request) = requests.iter().find(|request| of_run(request.format)) {
            return Err(format!(
                "the report `{}` can only be written by the runs themselves, one for each part",
                request.format
            ));
        }
        let context = ReportContext { lists_missing: options.coverage, ..context(Subject::reported(places, &root())) };
        let reports = Reports::new(&requests, &context).map_err(|error| error.to_string())?;
        Ok(Self { reports, progress: Progress::new(true, false) })
    }

    /// The way to the target on which every exchange is seen.
    pub(crate) fn observe(&self, transport: Transport) -> Transport {
        self.progress.observe(self.reports.observe(transport))
    }

    pub(crate) fn event(&mut self, event: &Event) {
        self.progress.event(event);
        let text = self.reports.event(event);
        if !text.is_empty() {
            self.progress.print(&text);
        }
    }

    /// Writes every report. `error` is the reason if the run has no result.
    pub(crate) fn finish(self, error: Option<Redacted>) -> Result<(), ReportsError> {
        self.progress.end();
        let (text, written) = self.reports.finish(error);
        load::print(&text);
        written
    }
}

/// Paths in reports are relative to the repository.
fn root() -> PathBuf {
    std::env::var_os("GITHUB_WORKSPACE").map_or_else(|| PathBuf::from("."), PathBuf::from)
}

fn context(subject: Subject) -> ReportContext {
    ReportContext {
        style: style(),
        subject: Arc::new(subject),
        lists_missing: false,
        step_summary: std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()).map(PathBuf::from),
    }
}

/// Whether `CI` is set so that nobody can review new snapshots, by insta's rule: it is set, and to none of these.
pub(crate) fn is_ci() -> bool {
    let variable = std::env::var_os("CI");
    variable.is_some_and(|value| !["", "0", "false"].iter().any(|none| value.eq_ignore_ascii_case(none)))
}

/// How text looks on standard output: colours and its width on a terminal alone.
fn style() -> TextStyle {
    let default = TextStyle::default();
    let output = std::io::stdout();
    if !output.is_terminal() {
        return default;
    }
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let size = || terminal_size::terminal_size_of(&output).map(|(width, _)| usize::from(width.0));
    let width = columns.filter(|columns| *columns > 0).or_else(size).unwrap_or(default.width);
    let has_colours = anstream::AutoStream::choice(&output) != anstream::ColorChoice::Never;
    TextStyle { width: width.max(NARROWEST), has_colours }
}
