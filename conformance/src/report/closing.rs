//! What stands at the end of a text: what failed, and the run in numbers.

use std::fmt::Write as _;

use indexmap::IndexMap;
use trueline_spec::render::{counted, counted_verb, printable_line};

use super::repeats::Repeats;
use super::text::head;
use super::{CleanUp, Failure, GoneFinding, Left, Repeated, Stopped, Summary, TextStyle, WithoutSuccess, style::Ink};
use crate::check::{Check, Severity};
use crate::redact::Redacted;

/// What was found, for the end of a text.
#[derive(Debug, Default)]
pub(super) struct Closing {
    failures: Vec<Failure>,
    repeats: Repeats,
    gone: Vec<GoneFinding>,
    /// What of the document was seen.
    coverage: String,
    operations: usize,
    /// The operations without a success, by the reasons, which are reported as the first has them.
    without_success: IndexMap<u64, (Redacted, Vec<Redacted>)>,
}

/// Findings beyond which a table counts them.
const MANY: usize = 10;
/// Operations that a table has.
const ROWS: usize = 20;
/// Characters of an operation in a table.
const LONGEST_OPERATION: usize = 60;

impl Closing {
    pub(super) fn add(&mut self, failure: &Failure) {
        self.failures.push(failure.clone());
    }

    pub(super) fn add_repeated(&mut self, repeated: &Repeated) {
        self.repeats.add(repeated);
    }

    pub(super) fn add_gone(&mut self, gone: &[GoneFinding]) {
        self.gone.extend_from_slice(gone);
    }

    pub(super) fn add_coverage(&mut self, text: String) {
        self.coverage = text;
    }

    /// An operation that came to its end.
    pub(super) fn add_operation(&mut self, key: &Redacted, without_success: Option<&WithoutSuccess>) {
        self.operations += 1;
        if let Some(WithoutSuccess { group, reason }) = without_success {
            self.without_success.entry(*group).or_insert_with(|| (reason.clone(), Vec::new())).1.push(key.clone());
        }
    }

    /// A failure by its number.
    pub(super) fn told(&self, number: usize) -> Option<&Failure> {
        self.failures.iter().find(|failure| failure.number == number)
    }

    /// A failure that was reported before those of an operation.
    pub(super) fn elsewhere(&self, number: usize, own: &[Failure]) -> Option<&Failure> {
        let is_own = own.iter().any(|failure| failure.number == number);
        let told = |failure: &&Failure| failure.number == number && failure.severity != Severity::Undeclared;
        self.failures.iter().find(told).filter(|_| !is_own)
    }

    /// A line for each cause by which the run fails and each that is unstable, and a table of what is not declared.
    pub(super) fn text(&self, style: TextStyle) -> String {
        let mut text = String::new();
        let is_table = |failure: &Failure| failure.severity == Severity::Undeclared;
        let (known, new): (Vec<_>, Vec<_>) = self.failures.iter().partition(|failure| failure.is_known);
        let (undeclared, others): (Vec<_>, Vec<_>) = new.into_iter().partition(|failure| is_table(failure));
        let (failed, noted): (Vec<_>, Vec<_>) = others.into_iter().partition(|failure| failure.is_failure);
        for (word, ink, listed) in [("failed", Ink::Failure, failed), ("noted, and no failure", Ink::Doubt, noted)] {
            if listed.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n{}:", style.paint(ink, word));
            for failure in listed {
                text.push_str(&style.entry(&format!("{}{}", head(failure), self.elsewhere_too(failure))));
            }
        }
        if let Some(first) = undeclared.first() {
            let hint = if first.is_failure { "" } else { " (no failure; `--deny undeclared` makes it one)" };
            let _ =
                writeln!(text, "\n{}{hint}:", style.paint(Ink::Doubt, "refused with a status that is not declared"));
            for failure in undeclared {
                let status = failure.status.map(|status| status.to_string()).unwrap_or_default();
                let operations: Vec<&str> =
                    std::iter::once(failure.operation.as_str()).chain(self.repeats.others(failure)).collect();
                let line = format!("{}: {}", failure.class, listed(&operations));
                for line in style.wrapped(&format!("  {status}  "), &printable_line(&line), 7) {
                    let _ = writeln!(text, "{line}");
                }
                let _ = writeln!(text, "       {}", printable_line(&failure.curl));
            }
        }
        self.known(&mut text, &known, style);
        self.by_check(&mut text);
        self.by_operation(&mut text, style);
        self.never_succeeded(&mut text, style);
        text.push_str(&self.coverage);
        text
    }

    /// What the baseline has, and what of it was not found.
    fn known(&self, text: &mut String, known: &[&Failure], style: TextStyle) {
        if !known.is_empty() {
            let title = style.paint(Ink::Doubt, "known, and no failure");
            let _ = writeln!(text, "\n{title} ({} in the baseline):", known.len());
            for failure in known {
                text.push_str(&style.entry(&format!("{}{}", head(failure), self.elsewhere_too(failure))));
            }
        }
        if !self.gone.is_empty() {
            let title = style.paint(Ink::Success, "in the baseline, and not found any more");
            let _ = writeln!(text, "\n{title} ({}; `--update-baseline` takes them out):", self.gone.len());
            for gone in &self.gone {
                let line = format!("{} {}: {}", gone.operation, gone.check, gone.message);
                text.push_str(&style.entry(&printable_line(&line)));
            }
        }
    }

    /// How many findings each check has, where there are many; checks with the most failures first.
    fn by_check(&self, text: &mut String) {
        if self.failures.len() <= MANY {
            return;
        }
        let mut counts: IndexMap<Check, [usize; 3]> = IndexMap::new();
        for failure in &self.failures {
            let column = if failure.is_failure { 0 } else { 1 + usize::from(failure.is_known) };
            counts.entry(failure.finding.check).or_default()[column] += 1;
        }
        counts.sort_by(|one, a, other, b| b.cmp(a).then(one.cmp(other)));
        let _ = writeln!(text, "\n{:<20}{:>9}{:>7}{:>7}", "findings by check", "failures", "noted", "known");
        for (check, [failures, noted, known]) in counts {
            let _ = writeln!(text, "  {check:<18}{failures:>9}{noted:>7}{known:>7}");
        }
    }

    /// How many causes show in each operation, where there are many; operations with the most failures first.
    fn by_operation(&self, text: &mut String, style: TextStyle) {
        if self.failures.len() <= MANY {
            return;
        }
        let mut counts: IndexMap<&str, [usize; 3]> = IndexMap::new();
        for failure in &self.failures {
            let column = if failure.is_failure { 0 } else { 1 + usize::from(failure.is_known) };
            for operation in std::iter::once(failure.operation.as_str()).chain(self.repeats.others(failure)) {
                counts.entry(operation).or_default()[column] += 1;
            }
        }
        if counts.len() < 2 {
            return;
        }
        // Operations with as many stand in the order of the run.
        counts.sort_by(|_, one, _, other| other.cmp(one));
        let width = style.width.saturating_sub(2 + 9 + 7 + 7).clamp(18, LONGEST_OPERATION);
        let longest = counts.keys().take(ROWS).map(|key| printable_line(key).chars().count()).max().unwrap_or_default();
        let width = longest.clamp(18, width);
        let _ = writeln!(
            text,
            "\n{:<head$}{:>9}{:>7}{:>7}",
            "causes by operation",
            "failures",
            "noted",
            "known",
            head = width + 2
        );
        for (operation, [failures, noted, known]) in counts.iter().take(ROWS) {
            let operation = cut(&printable_line(operation), width);
            let _ = writeln!(text, "  {operation:<width$}{failures:>9}{noted:>7}{known:>7}");
        }
        if let Some(more @ 1..) = counts.len().checked_sub(ROWS) {
            let _ = writeln!(text, "  and {}", counted(more, "more operation"));
        }
    }

    /// Which operations never succeeded, by the reasons, the most frequent first.
    fn never_succeeded(&self, text: &mut String, style: TextStyle) {
        if self.without_success.is_empty() {
            return;
        }
        let count: usize = self.without_success.values().map(|(_, operations)| operations.len()).sum();
        let title = style.paint(Ink::Doubt, "operations that never succeeded");
        let _ = writeln!(text, "\n{title} ({count} of {}):", self.operations);
        let mut reasons: Vec<_> = self.without_success.values().collect();
        reasons.sort_by_key(|(_, operations)| std::cmp::Reverse(operations.len()));
        for (reason, operations) in reasons {
            text.push_str(&style.entry(&printable_line(&format!("{reason}: {}", listed(operations)))));
        }
    }

    fn elsewhere_too(&self, failure: &Failure) -> String {
        match self.repeats.others(failure).count() {
            0 => String::new(),
            count => format!(", and in {}", counted(count, "more operation")),
        }
    }
}

/// A text of a table's column.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

/// What became of the things that the run created.
pub(super) fn cleaned_up(done: &CleanUp) -> String {
    let mut text = format!("\nthings that the run created and removed: {}\n", done.removed);
    for Left { path, count, reason } in &done.left {
        let _ = writeln!(text, "{}", printable_line(&format!("  left: {count} of {path}: {reason}")));
    }
    text
}

/// Why the run ended before its plan, and what it did not come to.
pub(super) fn stopped(stop: &Stopped, style: TextStyle) -> String {
    let mut text = format!("\n{}: {}\n", style.paint(Ink::Doubt, "stopped"), printable_line(&stop.reason));
    if !stop.operations.is_empty() {
        let lines = style.wrapped(
            "",
            &format!("operations of which nothing was tested: {}", printable_line(&listed(&stop.operations))),
            2,
        );
        let _ = writeln!(text, "{}", lines.join("\n"));
    }
    text
}

/// Snapshots that no class has any more.
pub(super) fn orphaned(files: &[Redacted], are_removed: bool) -> String {
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

/// The whole of a run in numbers.
pub(super) fn finished(summary: &Summary, style: TextStyle) -> String {
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
        let _ = writeln!(
            text,
            "  review them with `trueline snapshots review`, or keep them all with `--snapshots update`"
        );
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
    let Summary {
        operations, classes, requests, conforming, undeclared, undecided, violating, failures, noted, ..
    } = summary;
    let ink = if *failures > 0 { Ink::Failure } else { Ink::Success };
    let failures = style.paint(ink, &counted(*failures, "failure"));
    let undeclared = if *undeclared > 0 {
        format!("{}, ", counted_verb(*undeclared, "is not declared", "are not declared"))
    } else {
        String::new()
    };
    let noted = match (*noted, summary.known) {
        (0, _) => String::new(),
        (noted, 0) => format!(", {noted} noted"),
        (noted, known) => format!(", {noted} noted ({known} of them known)"),
    };
    let _ = writeln!(
        text,
        "{}, {}, {}: {}, {undeclared}{undecided} undecided, {}; {failures}{noted}",
        counted(*operations, "operation"),
        counted(*classes, "class"),
        counted(*requests, "request"),
        counted_verb(*conforming, "conforms", "conform"),
        counted_verb(*violating, "does not", "do not"),
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::StopKind;

    #[test]
    fn why_a_run_stopped_acts_on_no_terminal() {
        let text = Redacted::ours("gone \u{1b}[2J\r0 failures\n::error::forged");
        let stopped = Stopped { kind: StopKind::Gone, reason: text.clone(), operations: vec![text] };
        let shown = super::stopped(&stopped, TextStyle::default());
        assert!(!shown.contains(['\u{1b}', '\r']) && !shown.contains("\n::error"), "{shown:?}");
        assert_eq!(shown.lines().count(), 3, "{shown:?}");
    }
}
