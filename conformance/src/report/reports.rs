//! Several reports of one run.

use std::io;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use trueline_spec::disk::{self, AtomicFile};

use super::{
    Event, GithubReport, HarRecorder, HtmlReport, JsonReport, JunitReport, LcovReport, OverlayReport, ReportFormat,
    ReportRequest, Reporter, SarifReport, StepSummary, Subject, TextReport, TextStyle,
};
use crate::redact::Redacted;
use crate::transport::Transport;

/// The reports of a run. Each is made of the same events; files are there as a whole when the run has ended, early or not.
///
/// Standard output has the text, or the one report that is asked for without a file.
#[derive(Default)]
pub struct Reports {
    outputs: Vec<Output>,
    /// Exchanges reach these without events, and their files are written as the run goes.
    recorders: Vec<(HarRecorder, Option<PathBuf>)>,
}

/// What reports are made with, beside events.
#[derive(Debug, Clone)]
pub struct ReportContext {
    /// How text on standard output looks; in files it has the default.
    pub style: TextStyle,
    /// The document, for reports that point into it.
    pub subject: Arc<Subject>,
    /// Whether the text lists all of the document that was not seen.
    pub lists_missing: bool,
    /// The file that `GITHUB_STEP_SUMMARY` names, to which annotations of GitHub append a summary.
    pub step_summary: Option<PathBuf>,
}

struct Output {
    reporter: Box<dyn Reporter>,
    destination: Destination,
    /// What is to be written to a file.
    text: String,
}

enum Destination {
    StandardOutput,
    File(PathBuf),
    /// What is in the file already stays.
    EndOf(PathBuf),
}

/// Why reports cannot be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportsError {
    /// Two of them would be mixed.
    #[error("the reports `{0}` and `{1}` would both go to standard output; write {1}=FILE")]
    StandardOutputTwice(ReportFormat, ReportFormat),
    /// Two of them have one file.
    #[error("two reports would go to `{}`", .0.display())]
    FileTwice(PathBuf),
    /// A file cannot be written.
    #[error("`{}` cannot be written: {reason}", .file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        reason: io::Error,
    },
}

impl Reports {
    /// Makes the reports that are asked for. Standard output has the text where no other has it; beside annotations, which a
    /// log is read for, it has both.
    /// Whether the files can be written is tried before anything is tested.
    ///
    /// # Errors
    ///
    /// Two reports would go to one place, or a file cannot be written.
    pub fn new(requests: &[ReportRequest], context: &ReportContext) -> Result<Self, ReportsError> {
        check_places(requests)?;
        let style = context.style;
        let text = |style| TextReport::new(style).listing_missing(context.lists_missing);
        let mut reports = Self::default();
        let mut printed = requests.iter().filter(|request| request.file.is_none()).map(|request| request.format);
        if printed.all(|format| format == ReportFormat::Github) {
            reports.add(Box::new(text(style)), Destination::StandardOutput);
        }
        for ReportRequest { format, file } in requests {
            let reporter: Box<dyn Reporter> = match (format, file) {
                (ReportFormat::Text, None) => Box::new(text(style)),
                (ReportFormat::Text, Some(_)) => Box::new(text(TextStyle::default())),
                (ReportFormat::Json, _) => Box::<JsonReport>::default(),
                (ReportFormat::Junit, _) => Box::<JunitReport>::default(),
                (ReportFormat::Sarif, _) => Box::new(SarifReport::new(Arc::clone(&context.subject))),
                (ReportFormat::Github, _) => {
                    if let Some(file) = &context.step_summary {
                        reports.add(Box::<StepSummary>::default(), Destination::EndOf(file.clone()));
                    }
                    Box::new(GithubReport::new(Arc::clone(&context.subject)))
                }
                (ReportFormat::Har, file) => {
                    let recorder = context
                        .subject
                        .recorder(file.as_deref())
                        .map_err(|reason| ReportsError::File { file: file.clone().unwrap_or_default(), reason })?;
                    reports.recorders.push((recorder, file.clone()));
                    continue;
                }
                (ReportFormat::Html, _) => Box::new(HtmlReport::of(Arc::clone(&context.subject))),
                (ReportFormat::Lcov, _) => Box::new(LcovReport::new(Arc::clone(&context.subject))),
                (ReportFormat::Overlay, _) => Box::new(OverlayReport::new(Arc::clone(&context.subject))),
            };
            let destination = file.clone().map_or(Destination::StandardOutput, Destination::File);
            reports.add(reporter, destination);
        }
        Ok(reports)
    }

    fn add(&mut self, reporter: Box<dyn Reporter>, destination: Destination) {
        self.outputs.push(Output { reporter, destination, text: String::new() });
    }

    /// The way to the target on which the reports see every exchange, where one of them is of these.
    #[must_use]
    pub fn observe(&self, transport: Transport) -> Transport {
        self.recorders.iter().fold(transport, |transport, (recorder, _)| {
            let recorder = recorder.clone();
            transport.observed(move |exchange| recorder.record(exchange))
        })
    }

    /// Takes an event, and gives what is to be printed of it.
    #[must_use]
    pub fn event(&mut self, event: &Event) -> String {
        self.pass(|reporter| reporter.event(event))
    }

    /// Ends the reports: gives what is still to be printed, and whether the files could be written. `error` says why the run
    /// has no result, where it has none. A file that cannot be written keeps no other from being written.
    pub fn finish(mut self, error: Option<Redacted>) -> (String, Result<(), ReportsError>) {
        let mut printed = String::new();
        if let Some(reason) = error {
            printed.push_str(&self.event(&Event::Aborted { reason }));
        }
        printed.push_str(&self.pass(Reporter::finish));
        let outputs = self.outputs.into_iter().map(Output::write);
        let recorders = self.recorders.into_iter().map(|(recorder, file)| {
            let file = file.unwrap_or_else(|| "standard output".into());
            recorder.finish().map_err(|reason| ReportsError::File { file, reason })
        });
        let written = outputs.chain(recorders).fold(Ok(()), Result::and);
        (printed, written)
    }

    /// Has every reporter give text, and keeps what is for files.
    fn pass(&mut self, mut give: impl FnMut(&mut (dyn Reporter + 'static)) -> String) -> String {
        let mut printed = String::new();
        for output in &mut self.outputs {
            let text = give(output.reporter.as_mut());
            match output.destination {
                Destination::StandardOutput => printed.push_str(&text),
                Destination::File(_) | Destination::EndOf(_) => output.text.push_str(&text),
            }
        }
        printed
    }
}

impl Output {
    fn write(self) -> Result<(), ReportsError> {
        let (file, written) = match self.destination {
            Destination::StandardOutput => return Ok(()),
            Destination::File(file) => {
                let written = disk::write(&file, self.text.as_bytes());
                (file, written)
            }
            Destination::EndOf(file) => {
                let end = std::fs::OpenOptions::new().append(true).create(true).open(&file);
                let written = end.and_then(|mut end| end.write_all(self.text.as_bytes()));
                (file, written)
            }
        };
        written.map_err(|reason| ReportsError::File { file, reason })
    }
}

/// Whether every report has a place of its own that can be written.
fn check_places(requests: &[ReportRequest]) -> Result<(), ReportsError> {
    let mut printed = requests.iter().filter(|request| request.file.is_none()).map(|request| request.format);
    if let (Some(first), Some(second)) = (printed.next(), printed.next()) {
        return Err(ReportsError::StandardOutputTwice(first, second));
    }
    let files: Vec<&Path> = requests.iter().filter_map(|request| request.file.as_deref()).collect();
    for (number, file) in files.iter().enumerate() {
        if is_device(file) {
            continue;
        }
        if files[..number].contains(file) {
            return Err(ReportsError::FileTwice(file.to_path_buf()));
        }
        if let Err(reason) = AtomicFile::create(file) {
            return Err(ReportsError::File { file: file.to_path_buf(), reason });
        }
    }
    Ok(())
}

/// Whether a path is one that several may write to: `/dev/null`.
fn is_device(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(texts: &[&str]) -> Vec<ReportRequest> {
        texts.iter().map(|text| text.parse().expect("a report")).collect()
    }

    fn context() -> ReportContext {
        let api = crate::testing::api("{openapi: 3.1.0, info: {title: A, version: '1'}, paths: {}}");
        let config = crate::target::TargetConfig::at("http://127.0.0.1:1");
        let target = crate::target::Target::resolve("a", &config, &api, &|_| None).expect("a target");
        let subject = Arc::new(Subject::new(api, &target, Path::new(".")));
        ReportContext { style: TextStyle::default(), subject, lists_missing: false, step_summary: None }
    }

    #[test]
    fn reports_have_places_of_their_own() {
        let refused = |texts: &[&str]| Reports::new(&requests(texts), &context()).err().map(|error| error.to_string());
        assert_eq!(
            refused(&["text", "json"]).as_deref(),
            Some("the reports `text` and `json` would both go to standard output; write json=FILE")
        );
        let folder = tempfile::tempdir().expect("a folder");
        let file = format!("json={}", folder.path().join("a").display());
        assert!(refused(&[&file, &file]).is_some_and(|error| error.starts_with("two reports would go to `")));
        let below = format!("json={}", folder.path().join("none/a").display());
        assert!(refused(&[&below]).is_some_and(|error| error.contains("cannot be written")));
        assert_eq!(refused(&["json", &file]), None);
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 0, "nothing is written before the end");
    }

    #[test]
    fn each_report_goes_to_its_place_also_where_a_run_has_no_result() {
        let folder = tempfile::tempdir().expect("a folder");
        let (json, text) = (folder.path().join("a.json"), folder.path().join("a.txt"));
        let asked = [format!("json={}", json.display()), format!("text={}", text.display())];
        let mut reports = Reports::new(&requests(&[&asked[0], &asked[1]]), &context()).expect("they can be written");
        let printed = reports.event(&Event::Warned(Redacted::ours("a file is damaged")));
        assert_eq!(printed, "warning: a file is damaged\n");
        let (rest, written) = reports.finish(Some(Redacted::ours("nothing answers")));
        written.expect("it can be written");
        assert_eq!(std::fs::read_to_string(text).expect("it is there"), printed + &rest);
        let json: serde_json::Value =
            serde_json::from_slice(&std::fs::read(json).expect("it is there")).expect("it is JSON");
        assert_eq!((&json["error"], &json["warnings"][0]), (&"nothing answers".into(), &"a file is damaged".into()));
    }
}
