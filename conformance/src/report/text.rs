//! For people.

use std::fmt::Write as _;

use indexmap::IndexMap;
use trueline_spec::render::{counted, printable, printable_line};

use super::closing::{self, Closing};
use super::coverage;
use super::{ClassOutcome, Event, Failure, Repeated, ReplayOutcome, Replayed, Reporter, TextStyle, style::Ink};
use crate::check::Severity;

/// Text, piece by piece as the run goes on.
#[derive(Debug, Default)]
pub struct TextReport {
    style: TextStyle,
    /// Whether all of the document that was not seen is listed.
    lists_missing: bool,
    outcomes: Vec<ClassOutcome>,
    /// What is wrong with the operation that is under way.
    failures: Vec<Failure>,
    /// Whether an operation is under way, whose failures are reported at its end.
    is_within: bool,
    /// Where earlier causes show in it as well.
    repeated: Vec<Repeated>,
    /// What is reported at the end.
    closing: Closing,
    /// The last line.
    conclusion: Option<String>,
}

impl Reporter for TextReport {
    fn event(&mut self, event: &Event) -> String {
        self.text(event)
    }

    /// What an operation showed that did not come to its end, what failed where the run has no result, and the last line.
    fn finish(&mut self) -> String {
        let mut text: String = self.failures.drain(..).map(|failure| told(&failure, self.style)).collect();
        text.push_str(&std::mem::take(&mut self.closing).text(self.style));
        if let Some(conclusion) = self.conclusion.take() {
            let _ = writeln!(text, "{conclusion}");
        }
        text
    }
}

impl TextReport {
    /// Text in a style; [`default`](Self::default) is the one of files.
    #[must_use]
    pub fn new(style: TextStyle) -> Self {
        Self { style, ..Self::default() }
    }

    /// The same, with a list of all of the document that was not seen.
    #[must_use]
    pub fn listing_missing(self, lists_missing: bool) -> Self {
        Self { lists_missing, ..self }
    }

    /// What is to be printed for an event; often nothing.
    #[must_use]
    pub fn text(&mut self, event: &Event) -> String {
        match event {
            Event::Started { title, target, base_url, seed, operations, part } => {
                let at = if target == "embedded" {
                    "the embedded mock".to_owned()
                } else {
                    printable_line(&format!("{target} ({base_url})")).into_owned()
                };
                let title = self.style.paint(Ink::Title, &printable_line(title));
                let part = part.as_ref().map(|part| {
                    let all = counted(part.operations.len(), "operation");
                    format!(", part {} of {} of {all}", part.number, part.of)
                });
                let operations = counted(*operations, "operation");
                format!("{title} at {at}: {operations}, seed {seed}{}\n", part.unwrap_or_default())
            }
            Event::OperationStarted { key, method, path, .. } => {
                self.is_within = true;
                self.outcomes.clear();
                self.failures.clear();
                self.repeated.clear();
                let (key, own) = (printable_line(key), format!("{method} {path}"));
                let own = printable_line(&own);
                let title = self.style.paint(Ink::Title, &key);
                if key == own { format!("\n{title}\n") } else { format!("\n{title}  {own}\n") }
            }
            Event::ClassFinished(outcome) => {
                self.outcomes.push(outcome.clone());
                String::new()
            }
            Event::Failed(failure) => {
                self.failures.push((**failure).clone());
                self.closing.add(failure);
                String::new()
            }
            Event::Repeated(repeated) => {
                self.closing.add_repeated(repeated);
                self.repeated.push(repeated.clone());
                String::new()
            }
            Event::Replayed(replay) => self.replayed(replay),
            Event::Warned(message) => {
                format!("{}: {}\n", self.style.paint(Ink::Doubt, "warning"), printable_line(message))
            }
            Event::OperationFinished { key, without_success, .. } => {
                self.closing.add_operation(key, without_success.as_ref());
                self.is_within = false;
                let text = self.operation();
                self.failures.clear();
                text
            }
            Event::SnapshotsOrphaned { files, are_removed } => closing::orphaned(files, *are_removed),
            Event::CleanedUp(done) => closing::cleaned_up(done),
            Event::Stopped(stop) => closing::stopped(stop, self.style),
            Event::Finished(summary) => {
                let found = std::mem::take(&mut self.closing).text(self.style);
                found + &closing::finished(summary, self.style)
            }
            Event::Covered(covered) => {
                self.closing.add_coverage(coverage::text(covered, self.lists_missing, self.style));
                String::new()
            }
            Event::KnownGone(gone) => {
                self.closing.add_gone(gone);
                String::new()
            }
            Event::Concluded { code, reason } => {
                self.conclusion = Some(printable_line(&format!("exit code {code}: {reason}")).into_owned());
                String::new()
            }
            // The conclusion says why.
            Event::Aborted { .. } | Event::Undocumented(_) => String::new(),
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
        if let Some(curl) = replay.curl.as_ref().filter(|_| replay.outcome != ReplayOutcome::Failing) {
            let _ = writeln!(text, "    request: {}", printable_line(curl));
        }
        if !self.is_within {
            let failures = self.failures.drain(..).filter(|failure| failure.severity != Severity::Undeclared);
            failures.for_each(|failure| text.push_str(&told(&failure, self.style)));
        }
        text
    }

    /// What fails stands first.
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
        let (known, violating): (Vec<_>, Vec<_>) =
            self.outcomes.iter().filter(|outcome| outcome.violating > 0).partition(|outcome| self.is_known(outcome));
        let counted = |outcomes: Vec<&ClassOutcome>| -> Vec<String> {
            outcomes.iter().map(|outcome| format!("{} x{}", outcome.class, outcome.violating)).collect()
        };
        for (word, ink, names) in [
            ("FAIL", Ink::Failure, counted(violating)),
            ("known", Ink::Doubt, counted(known)),
            ("conform", Ink::Success, named(|outcome| outcome.conforming)),
            ("undeclared", Ink::Aside, named(|outcome| outcome.undeclared)),
        ] {
            self.paragraph(&mut text, (word, ink), &names.join(", "));
        }
        let undecided = |outcome: &ClassOutcome| {
            (outcome.undecided > 0).then(|| format!("{} x{}", outcome.class, outcome.undecided))
        };
        let unmade = |outcome: &ClassOutcome| is_unmade(outcome).then(|| outcome.class.to_string());
        for (reason, names) in self.by_reason(undecided) {
            self.paragraph(&mut text, ("undecided", Ink::Doubt), &format!("{}: {reason}", names.join(", ")));
        }
        for (reason, names) in self.by_reason(unmade) {
            self.paragraph(&mut text, ("not made", Ink::Aside), &format!("{}: {reason}", names.join(", ")));
        }
        let mut classes: IndexMap<usize, &str> = IndexMap::new();
        for repeated in &self.repeated {
            classes.entry(repeated.number).or_insert(&repeated.class);
        }
        for (number, class) in classes {
            if let Some(first) = self.closing.elsewhere(number, &self.failures) {
                let content = format!("{class}: {}, as in {} {}", first.finding.check, first.operation, first.class);
                let ink = if first.is_failure { Ink::Failure } else { Ink::Doubt };
                self.paragraph(&mut text, ("also", ink), &content);
            }
        }
        for failure in self.failures.iter().filter(|failure| failure.severity != Severity::Undeclared) {
            text.push_str(&told(failure, self.style));
        }
        text
    }

    /// Whether all that was found in a class is known.
    fn is_known(&self, outcome: &ClassOutcome) -> bool {
        let own = self.failures.iter().filter(|failure| failure.class == outcome.class);
        let repeated = self.repeated.iter().filter(|repeated| repeated.class == outcome.class);
        let elsewhere = repeated.filter_map(|repeated| self.closing.told(repeated.number));
        let mut causes = own.chain(elsewhere).peekable();
        causes.peek().is_some() && causes.all(|failure| failure.is_known)
    }

    /// What a class is called where it is reported, by the reasons in the order in which they come.
    fn by_reason(&self, told: impl Fn(&ClassOutcome) -> Option<String>) -> IndexMap<&str, Vec<String>> {
        let mut found: IndexMap<&str, Vec<String>> = IndexMap::new();
        for outcome in &self.outcomes {
            if let Some(name) = told(outcome) {
                found.entry(outcome.reason.as_deref().unwrap_or_default()).or_default().push(name);
            }
        }
        found
    }

    /// A word, and text behind it in lines of the style's width. A line feed of the text is none of the report's.
    fn paragraph(&self, text: &mut String, (word, ink): (&str, Ink), content: &str) {
        const INDENT: usize = 13;
        if content.is_empty() {
            return;
        }
        let content = printable_line(content);
        let lines = self.style.wrapped(&format!("  {word:<width$}", width = INDENT - 2), &content, INDENT);
        let mut lines = lines.iter();
        let first = lines.next().map(String::as_str).unwrap_or_default();
        let _ = writeln!(text, "  {}{}", self.style.paint(ink, word), &first[2 + word.len()..]);
        for line in lines {
            let _ = writeln!(text, "{line}");
        }
    }
}

fn is_unmade(outcome: &ClassOutcome) -> bool {
    outcome.requests() == 0
}

/// What fails, in a line.
pub(super) fn head(failure: &Failure) -> String {
    let head = format!("{} {}: {}", failure.operation, failure.class, failure.finding.check);
    printable_line(&head).into_owned()
}

/// A failure with all that reproduces it.
pub(super) fn told(failure: &Failure, style: TextStyle) -> String {
    let mut text = String::new();
    let (word, ink) = match failure {
        Failure { is_known: true, .. } => ("known", Ink::Doubt),
        Failure { severity: Severity::Unstable, .. } => ("UNSTABLE", Ink::Doubt),
        Failure { is_failure: false, .. } => ("note", Ink::Doubt),
        _ => ("FAIL", Ink::Failure),
    };
    let _ = writeln!(text, "\n  {} {}", style.paint(ink, word), style.paint(Ink::Title, &head(failure)));
    let message = printable(&failure.finding.message);
    let mut lines = message.lines();
    let _ = writeln!(text, "    {}", lines.next().unwrap_or_default());
    for line in lines {
        let _ = writeln!(text, "      {line}");
    }
    let mut row = |name: &str, content: &str| {
        let name = format!("{name:<9}");
        let _ = writeln!(text, "    {}{}", style.paint(Ink::Aside, &name), printable_line(content));
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
    if let Some(again) = &failure.answer_again {
        row("again:", again);
    }
    row("seed:", &format!("{}, case {}", failure.seed, failure.case));
    text
}
