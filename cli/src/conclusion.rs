//! How a run of `conform` ends: the exit code, and why it is this one.

use std::collections::BTreeMap;

use trueline_conformance::check::Severity;
use trueline_conformance::report::{Event, ReplaySummary, StopKind, Summary};
use trueline_conformance::{Partition, RunError};
use trueline_spec::render::counted;

use crate::{Exit, load};

/// The failures of a run by their severity.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<Severity, usize>);

impl Tally {
    pub(crate) fn event(&mut self, event: &Event) {
        if let Event::Failed(failure) = event
            && failure.is_failure
        {
            *self.0.entry(failure.severity).or_default() += 1;
        }
    }

    fn text(&self) -> String {
        let counts = self.0.iter().map(|(severity, count)| format!("{count} {severity}"));
        counts.collect::<Vec<_>>().join(", ")
    }
}

/// The end of a run.
#[derive(Debug)]
pub(crate) struct Conclusion {
    pub exit: Exit,
    pub reason: String,
    /// Whether the reason is an error, which is told on standard error too.
    is_error: bool,
}

impl Conclusion {
    fn error(exit: Exit, reason: impl Into<String>) -> Self {
        Self { exit, reason: reason.into(), is_error: true }
    }

    fn result(exit: Exit, reason: impl Into<String>) -> Self {
        Self { exit, reason: reason.into(), is_error: false }
    }

    /// The end of a part that has no operations, since there are more parts than groups of operations.
    pub(crate) fn of_empty_part(partition: Partition) -> Self {
        Self::result(Exit::Success, format!("the part {partition} has no operations"))
    }

    /// Tells an error, and gives the code.
    pub(crate) fn tell(self) -> Exit {
        if self.is_error {
            load::error(&self.reason);
        }
        self.exit
    }
}

/// How a run without a result ends.
pub(crate) fn failed(error: &RunError) -> (Exit, String) {
    let is_usage = matches!(error, RunError::State { .. } | RunError::NoSuchClass { .. } | RunError::SignIn(_));
    (if is_usage { Exit::Usage } else { Exit::Unreachable }, error.to_string())
}

/// The end of a run, with what became of its baseline where that is written.
pub(crate) fn conclusion(
    result: &Result<&Summary, (Exit, String)>,
    tally: &Tally,
    baseline: Result<Option<String>, String>,
) -> Conclusion {
    let summary = match result {
        Ok(summary) => summary,
        Err((exit, error)) => return Conclusion::error(*exit, error),
    };
    let baseline = match baseline {
        Ok(baseline) => baseline,
        Err(error) => return Conclusion::error(Exit::Usage, error),
    };
    match unproven(summary) {
        Some(unproven) => unproven,
        None => proven(summary, tally, baseline),
    }
}

/// The end of a run that tried nothing but cases that failed before.
pub(crate) fn replayed(summary: &Summary) -> Conclusion {
    if summary.stopped.is_some()
        && let Some(unproven) = unproven(summary)
    {
        return unproven;
    }
    let ReplaySummary { failing, fixed, gone, undecided } = summary.replays;
    match failing + fixed + gone + undecided {
        0 => Conclusion::error(Exit::Usage, "no tested operation has the case; is it of another document?"),
        all if failing > 0 => Conclusion::result(Exit::Findings, format!("{failing} of {all} cases still fail")),
        all if gone + undecided > 0 => {
            let reason = format!("{} of {all} cases could not be decided; the reasons are above", gone + undecided);
            Conclusion::error(Exit::Usage, reason)
        }
        all => Conclusion::result(Exit::Success, format!("{fixed} of {all} cases no longer fail")),
    }
}

/// The end of a run that did not come to its own.
fn unproven(summary: &Summary) -> Option<Conclusion> {
    Some(match summary {
        Summary { stopped: Some(StopKind::Interrupted), .. } => {
            Conclusion::result(Exit::Interrupted, "the run was interrupted; what was found before is above")
        }
        Summary { stopped: Some(StopKind::Gone), .. } => {
            Conclusion::error(Exit::Unreachable, "the target no longer responds; what was found before is above")
        }
        Summary { stopped: Some(StopKind::CredentialsExpired), .. } => Conclusion::error(
            Exit::Unreachable,
            "the target no longer accepts the credentials; what was found before is above",
        ),
        Summary { stopped: Some(StopKind::StateBroken), .. } => Conclusion::error(
            Exit::Unreachable,
            "a request broke the state of the target, so the run could not continue; what was found before is above",
        ),
        Summary { stopped: Some(StopKind::CommandFailed), .. } => Conclusion::error(
            Exit::Usage,
            "a command of the configuration fails, so the run could not continue; what was found before is above",
        ),
        Summary { stopped: Some(StopKind::Time), requests: 0, .. } => {
            Conclusion::error(Exit::Usage, "the time was up before any response was judged, so nothing was tested")
        }
        Summary { requests: 0, operations: 1.., .. } => Conclusion::error(
            Exit::Usage,
            "no request could be made, so nothing was tested; what is missing is listed after `not made`",
        ),
        Summary { failures: 0, operations: 0, .. } => {
            Conclusion::error(Exit::Usage, "the document has no operations, so nothing was tested")
        }
        Summary { failures: 0, known: 0, conforming: 0, .. } => Conclusion::error(
            Exit::Usage,
            "nothing could be judged, so nothing is proven; the reasons are listed after `undecided`",
        ),
        Summary { failures: 0, known: 0, succeeded: 0, .. } => {
            Conclusion::error(Exit::Usage, "no valid request succeeded, so nothing is proven")
        }
        _ => return None,
    })
}

fn proven(summary: &Summary, tally: &Tally, baseline: Option<String>) -> Conclusion {
    if let Some(baseline) = baseline {
        return Conclusion::result(Exit::Success, baseline);
    }
    let known = match summary.known {
        0 => String::new(),
        known => format!(", and {known} known"),
    };
    match summary.failures {
        0 => Conclusion::result(Exit::Success, format!("no failures{known}")),
        failures => {
            let noun = if summary.known > 0 { "new failure" } else { "failure" };
            let failures = counted(failures, noun);
            Conclusion::result(Exit::Findings, format!("{failures} ({}){known}", tally.text()))
        }
    }
}
