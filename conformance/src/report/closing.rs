//! What stands at the end of a text: what failed, and the run in numbers.

use std::fmt::Write as _;

use trueline_spec::render::printable_line;

use super::{Stopped, Summary, TextStyle, style::Ink};
use crate::redact::Redacted;

/// A line for everything that failed.
pub(super) fn failed(lines: &[String], style: TextStyle) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}:\n", style.paint(Ink::Failure, "failed"));
    for line in lines {
        let _ = writeln!(text, "  {line}");
    }
    text
}

/// Why the run ended before its plan, and what it did not come to.
pub(super) fn stopped(stop: &Stopped, style: TextStyle) -> String {
    let mut text = format!("\n{}: {}\n", style.paint(Ink::Doubt, "stopped"), stop.reason);
    if !stop.operations.is_empty() {
        let _ = writeln!(text, "operations of which nothing was tested: {}", listed(&stop.operations));
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
    let ink = if *failures > 0 { Ink::Failure } else { Ink::Success };
    let failures = style.paint(ink, &format!("{failures} failures"));
    let _ = writeln!(
        text,
        "{operations} operations, {classes} classes, {requests} requests: {conforming} conform, {undecided} undecided, \
         {violating} do not; {failures}"
    );
    text
}
