//! For people.

use std::fmt::Write as _;

use indexmap::IndexMap;
use trueline_spec::render::{printable, printable_line};

use super::{ClassOutcome, Event, Failure, ReplayOutcome, Replayed, Reporter, Stopped, Summary};
use crate::redact::Redacted;

/// Text, piece by piece as the run goes on.
#[derive(Debug, Default)]
pub struct TextReport {
    outcomes: Vec<ClassOutcome>,
    failures: Vec<Failure>,
    /// Whether an operation is under way, whose failures are told at its end.
    is_within: bool,
}

impl Reporter for TextReport {
    fn event(&mut self, event: &Event) -> String {
        self.text(event)
    }

    /// What an operation showed that did not come to its end.
    fn finish(&mut self) -> String {
        self.failures.drain(..).map(|failure| told(&failure)).collect()
    }
}

impl TextReport {
    /// What is to be printed for an event; often nothing.
    #[must_use]
    pub fn text(&mut self, event: &Event) -> String {
        match event {
            Event::Started { title, target, base_url, seed, operations } => {
                let at = if target == "embedded" {
                    "the embedded mock".to_owned()
                } else {
                    printable_line(&format!("{target} ({base_url})")).into_owned()
                };
                let title = printable_line(title);
                format!("{title} at {at}: {operations} operations, seed {seed}\n")
            }
            Event::OperationStarted { key, method, path, .. } => {
                self.is_within = true;
                self.outcomes.clear();
                self.failures.clear();
                let (key, own) = (printable_line(key), format!("{method} {path}"));
                let own = printable_line(&own);
                if key == own { format!("\n{own}\n") } else { format!("\n{key}  {own}\n") }
            }
            Event::ClassFinished(outcome) => {
                self.outcomes.push(outcome.clone());
                String::new()
            }
            Event::Failed(failure) => {
                self.failures.push((**failure).clone());
                String::new()
            }
            Event::Replayed(replay) => self.replayed(replay),
            Event::Warned(message) => format!("warning: {}\n", printable_line(message)),
            Event::OperationFinished { .. } => {
                self.is_within = false;
                let text = self.operation();
                self.failures.clear();
                text
            }
            Event::SnapshotsOrphaned { files, are_removed } => orphaned(files, *are_removed),
            Event::Stopped(stop) => stopped(stop),
            Event::Finished(summary) => finished(summary),
            // Who runs it says why, where errors are.
            Event::Aborted { .. } => String::new(),
        }
    }

    /// A case of an earlier run, with what it shows.
    fn replayed(&mut self, replay: &Replayed) -> String {
        let word = match replay.outcome {
            ReplayOutcome::Failing => "fails still, as in an earlier run",
            ReplayOutcome::Fixed => "fixed since the last run",
            ReplayOutcome::Gone => "failed in an earlier run, and cannot be made any more",
            ReplayOutcome::Undecided => "failed in an earlier run, and nobody can tell now",
        };
        let reason = replay.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        let Replayed { operation, class, check, .. } = replay;
        let mut text = format!("{word}: {}\n", printable_line(&format!("{operation} {class}: {check}{reason}")));
        if !self.is_within {
            self.failures.drain(..).for_each(|failure| text.push_str(&told(&failure)));
        }
        text
    }

    fn operation(&self) -> String {
        let mut text = String::new();
        let named = |pick: fn(&ClassOutcome) -> usize| {
            let of = |outcome: &&ClassOutcome| pick(outcome) > 0;
            self.outcomes
                .iter()
                .filter(of)
                .map(|outcome| format!("{} x{}", outcome.class, pick(outcome)))
                .collect::<Vec<_>>()
        };
        for (word, names) in
            [("conform", named(|outcome| outcome.conforming)), ("FAIL", named(|outcome| outcome.violating))]
        {
            paragraph(&mut text, word, &names.join(", "));
        }
        let undecided = |outcome: &ClassOutcome| {
            (outcome.undecided > 0).then(|| format!("{} x{}", outcome.class, outcome.undecided))
        };
        let unmade = |outcome: &ClassOutcome| is_unmade(outcome).then(|| outcome.class.to_string());
        for (reason, names) in self.by_reason(undecided) {
            paragraph(&mut text, "undecided", &format!("{}: {reason}", names.join(", ")));
        }
        for (reason, names) in self.by_reason(unmade) {
            paragraph(&mut text, "not made", &format!("{}: {reason}", names.join(", ")));
        }
        for failure in &self.failures {
            text.push_str(&told(failure));
        }
        text
    }

    /// What a class is called where it is told, by the reasons in the order in which they come.
    fn by_reason(&self, told: impl Fn(&ClassOutcome) -> Option<String>) -> IndexMap<&str, Vec<String>> {
        let mut found: IndexMap<&str, Vec<String>> = IndexMap::new();
        for outcome in &self.outcomes {
            if let Some(name) = told(outcome) {
                found.entry(outcome.reason.as_deref().unwrap_or_default()).or_default().push(name);
            }
        }
        found
    }
}

fn is_unmade(outcome: &ClassOutcome) -> bool {
    outcome.conforming + outcome.violating + outcome.undecided == 0
}

/// A word, and text behind it in lines of at most 120 characters. A line feed of the text is none of the report's.
fn paragraph(text: &mut String, word: &str, content: &str) {
    const WIDTH: usize = 120;
    const INDENT: usize = 13;
    if content.is_empty() {
        return;
    }
    let content = printable_line(content);
    let mut line = format!("  {word:<width$}", width = INDENT - 2);
    for piece in content.split_inclusive(' ') {
        if line.chars().count() + piece.trim_end().chars().count() > WIDTH && line.trim().len() > word.len() {
            let _ = writeln!(text, "{}", line.trim_end());
            line = " ".repeat(INDENT);
        }
        line.push_str(piece);
    }
    let _ = writeln!(text, "{}", line.trim_end());
}

fn told(failure: &Failure) -> String {
    let mut text = String::new();
    let head = format!("{} {}: {}", failure.operation, failure.class, failure.finding.check);
    let _ = writeln!(text, "\n  FAIL {}", printable_line(&head));
    let message = printable(&failure.finding.message);
    let mut lines = message.lines();
    let _ = writeln!(text, "    {}", lines.next().unwrap_or_default());
    for line in lines {
        let _ = writeln!(text, "      {line}");
    }
    let mut row = |name: &str, content: &str| {
        let _ = writeln!(text, "    {name:<9}{}", printable_line(content));
    };
    row("sent:", &failure.summary);
    if let Some(place) = &failure.place {
        row("rule:", place);
        if let Some(line) = &failure.line {
            row("", &format!("| {line}"));
        }
    }
    for step in &failure.before {
        row("before:", &step.curl);
        row("answer:", &step.answer);
    }
    row("request:", &failure.curl);
    row("answer:", &failure.answer);
    row("seed:", &format!("{}, case {}", failure.seed, failure.case));
    text
}

fn stopped(stop: &Stopped) -> String {
    let mut text = format!("\nstopped: {}\n", stop.reason);
    if !stop.operations.is_empty() {
        let _ = writeln!(text, "operations of which nothing was tested: {}", listed(&stop.operations));
    }
    text
}

fn orphaned(files: &[Redacted], are_removed: bool) -> String {
    let (count, files) = (files.len(), listed(files));
    let done = if are_removed { "are removed" } else { "are kept; `--snapshots update` removes them" };
    format!("\nsnapshots that no class has any more: {count}, which {done}: {}\n", printable_line(&files))
}

/// The first of many.
fn listed(all: &[impl AsRef<str>]) -> String {
    const LISTED: usize = 20;
    let listed = all.iter().take(LISTED).map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

fn finished(summary: &Summary) -> String {
    let mut text = String::from("\n");
    let snapshots = summary.snapshots;
    let parts = [
        (snapshots.same, "as before"),
        (snapshots.different, "different"),
        (snapshots.missing, "not there yet"),
        (snapshots.written, "written"),
        (snapshots.orphaned, "of no class any more"),
        (snapshots.removed, "removed"),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if !parts.is_empty() {
        let _ = writeln!(text, "snapshots: {}", parts.join(", "));
    }
    if snapshots.different > 0 {
        let _ = writeln!(text, "  review them with `cargo insta review`, or keep them all with `--snapshots update`");
    } else if snapshots.missing > 0 {
        let _ = writeln!(text, "  make them with `--snapshots update`");
    }
    let replays = summary.replays;
    for (count, word) in [
        (replays.failing, "failures of earlier runs that fail still"),
        (replays.fixed, "fixed since the last run"),
        (replays.gone, "failures of earlier runs that cannot be made any more, removed"),
        (replays.undecided, "failures of earlier runs of which nobody can tell, kept"),
    ] {
        if count > 0 {
            let _ = writeln!(text, "{word}: {count}");
        }
    }
    if summary.untested > 0 {
        let _ = writeln!(text, "operations without any request: {}", summary.untested);
    }
    if summary.unmade > 0 {
        let _ = writeln!(text, "classes of which no request could be made: {}", summary.unmade);
    }
    if summary.cut > 0 {
        let _ = writeln!(
            text,
            "classes with fewer requests than wanted (limits `max-work`, `max-time`, `max-operation-time`): {}",
            summary.cut
        );
    }
    let Summary { operations, classes, requests, conforming, undecided, violating, failures, .. } = summary;
    let _ = writeln!(
        text,
        "{operations} operations, {classes} classes, {requests} requests: {conforming} conform, {undecided} undecided, \
         {violating} do not; {failures} failures"
    );
    text
}
