//! What a report says, as events: every text was redacted when it was written.

use super::part_report as read;
use crate::check::{Finding, Severity};
use crate::redact::{Redacted, Redactor};
use crate::report::{
    ClassOutcome, Event, Failure, ReplayOutcome, Replayed, Step, StopKind, Stopped, Summary, WithoutSuccess,
};

/// A text of a report.
pub(super) fn text(text: &str) -> Redacted {
    Redactor::default().redact(text)
}

fn optional(optional: Option<&String>) -> Option<Redacted> {
    optional.map(|own| text(own))
}

/// A failure; its number is that of the merged run.
pub(super) fn failure(read: &read::Failure, number: usize) -> Failure {
    Failure {
        number,
        cause: read.cause,
        keys: read.keys.clone(),
        severity: read.severity.parse().unwrap_or(Severity::Violation),
        is_known: read.known,
        is_failure: read.fails,
        operation: text(&read.operation),
        class: text(&read.class),
        summary: text(&read.summary),
        finding: Finding { check: read.check, message: text(&read.message), rule: None, is_null: false },
        place: optional(read.rule.as_ref()),
        line: optional(read.line.as_ref()),
        before: read.before.iter().map(|step| Step { curl: text(&step.curl), answer: text(&step.answer) }).collect(),
        curl: text(&read.curl),
        body_file: read.body_file.clone(),
        status: read.status,
        answer: text(&read.answer),
        answer_again: optional(read.answer_again.as_ref()),
        seed: read.seed,
        case: read.case,
        base: read.base,
    }
}

pub(super) fn operation_started(read: &read::Operation) -> Event {
    Event::OperationStarted {
        key: text(&read.key),
        method: text(&read.method),
        path: text(&read.path),
        place: text(&read.place),
        classes: read.classes.as_ref().map_or(0, Vec::len),
    }
}

pub(super) fn class(operation: &str, read: &read::Class) -> Event {
    Event::ClassFinished(ClassOutcome {
        operation: text(operation),
        class: text(&read.name),
        summary: text(&read.summary),
        conforming: count(read.conforming),
        violating: count(read.violating),
        undeclared: count(read.undeclared),
        undecided: count(read.undecided),
        reason: optional(read.reason.as_ref()),
    })
}

pub(super) fn operation_finished(read: &read::Operation) -> Event {
    let reason = optional(read.without_success.as_ref());
    let without_success = reason.map(|reason| WithoutSuccess { group: read.without_success_cause, reason });
    Event::OperationFinished { key: text(&read.key), without_success, fingerprint: read.fingerprint }
}

pub(super) fn replayed(read: &read::Replay) -> Option<Event> {
    let outcome = ReplayOutcome::ALL.into_iter().find(|outcome| outcome.name() == read.outcome)?;
    Some(Event::Replayed(Replayed {
        operation: text(&read.operation),
        class: text(&read.class),
        check: read.check,
        outcome,
        reason: optional(read.reason.as_ref()),
        curl: None,
    }))
}

pub(super) fn stopped(read: &read::Stopped) -> Option<Stopped> {
    let kind = StopKind::ALL.into_iter().find(|kind| kind.name() == read.kind)?;
    let operations = read.operations.iter().map(|operation| text(operation)).collect();
    Some(Stopped { kind, reason: text(&read.reason), operations })
}

/// A number of a report: 32 bits each, so that no sum of them is too large.
pub(super) fn count(read: u32) -> usize {
    usize::try_from(read).unwrap_or(usize::MAX)
}

/// Adds the numbers of a part that are those of its requests.
pub(super) fn add(summary: &mut Summary, read: &read::Summary) {
    summary.operations += count(read.operations);
    summary.untested += count(read.untested_operations);
    summary.succeeded += count(read.succeeded_operations);
    summary.classes += count(read.classes);
    summary.unmade += count(read.unmade_classes);
    summary.cut += count(read.cut_classes);
    summary.requests += count(read.requests);
    summary.conforming += count(read.conforming);
    summary.violating += count(read.violating);
    summary.undeclared += count(read.undeclared);
    summary.undecided += count(read.undecided);
    summary.replays.failing += count(read.replays.failing);
    summary.replays.fixed += count(read.replays.fixed);
    summary.replays.gone += count(read.replays.gone);
    summary.replays.undecided += count(read.replays.undecided);
    let snapshots = &mut summary.snapshots;
    snapshots.same += count(read.snapshots.same);
    snapshots.different += count(read.snapshots.different);
    snapshots.missing += count(read.snapshots.missing);
    snapshots.written += count(read.snapshots.written);
}
