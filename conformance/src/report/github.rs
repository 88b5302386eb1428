//! Annotations of GitHub Actions: workflow commands, which the runner reads from the log.

use std::fmt::Write as _;
use std::sync::Arc;

use trueline_spec::render::printable;

use super::{Event, Failure, Reporter, Subject};

/// The most annotations that are written; GitHub shows no more of a job.
const ANNOTATIONS: usize = 50;

/// Collects findings, and gives a command for each at the end.
#[derive(Debug)]
pub struct GithubReport {
    subject: Arc<Subject>,
    failures: Vec<Failure>,
    ended: Vec<String>,
}

impl GithubReport {
    /// Findings in a document; its paths are to be relative to the repository.
    #[must_use]
    pub fn new(subject: Arc<Subject>) -> Self {
        Self { subject, failures: Vec::new(), ended: Vec::new() }
    }

    fn annotation(&self, failure: &Failure) -> String {
        let title = format!("{} {}: {}", failure.operation, failure.class, failure.finding.check);
        let location = self.subject.location(failure);
        let place = location.map(|location| {
            let (line, column) = (location.line, location.column);
            format!("file={},line={line},col={column},", property(&location.path))
        });
        let message = format!("{}\n{}", failure.finding.message, failure.curl);
        let word = if failure.is_failure { "error" } else { "notice" };
        format!("::{word} {}title={}::{}\n", place.unwrap_or_default(), property(&title), data(&message))
    }
}

impl Reporter for GithubReport {
    fn event(&mut self, event: &Event) -> String {
        match event {
            Event::Failed(failure) => self.failures.push((**failure).clone()),
            Event::Stopped(stopped) => {
                self.ended
                    .push(format!("::warning title=Trueline::{}\n", data(&format!("stopped: {}", stopped.reason))));
            }
            Event::Aborted { reason } => self.ended.push(format!("::error title=Trueline::{}\n", data(reason))),
            _ => {}
        }
        String::new()
    }

    fn finish(&mut self) -> String {
        let mut text: String = self.failures.iter().take(ANNOTATIONS).map(|failure| self.annotation(failure)).collect();
        if let Some(more @ 1..) = self.failures.len().checked_sub(ANNOTATIONS) {
            let _ = writeln!(text, "::notice title=Trueline::{more} more findings are in the log");
        }
        text.extend(self.ended.drain(..));
        text
    }
}

/// The message of a command: what `@actions/core` escapes there, after what a log would act on.
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_forges_a_command() {
        let hostile = "a\n::error::b\r::set-output name=x::1 ##[command]%0A\u{1b}[2K,c:d";
        let written = format!("::error title={}::{}\n", property(hostile), data(hostile));
        assert_eq!(written.lines().count(), 1);
        assert!(!written.contains("##[") && !written.contains('\r') && !written.contains('\u{1b}'), "{written}");
        let (properties, message) = written["::error ".len()..].split_once("::").expect("the end of the properties");
        assert!(!properties.contains([':', ',']), "{properties}");
        assert!(message.starts_with("a%0A"), "{message}");
        // What the runner makes of it begins no command on any of its lines either.
        let shown = message.replace("%0A", "\n").replace("%25", "%");
        assert!(shown.lines().all(|line| !line.trim_start().starts_with("::")), "{shown}");
    }
}
