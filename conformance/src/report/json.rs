//! For programs: one object.

use serde_json::{Value, json};
use trueline_spec::render::printable_json;

use super::coverage;
use super::repeats::Repeats;
use super::{ClassOutcome, Event, Failure, GoneFinding, Part, Replayed, Reporter, WithoutSuccess};
use crate::redact::Redacted;

/// Collects a run, to be written at its end. Nothing in it depends on time or on the number of threads.
#[derive(Debug, Default)]
pub struct JsonReport {
    head: Value,
    /// Which part of a plan was tested; null where it was all of it.
    partition: Value,
    operations: Vec<Value>,
    classes: Vec<Value>,
    failures: Vec<Failure>,
    repeats: Repeats,
    summary: Value,
    /// Why the run ended early; null where it did not.
    stopped: Value,
    /// What became of failing cases of earlier runs.
    replays: Vec<Value>,
    warnings: Vec<Value>,
    /// Snapshots that no class has any more; null where there are none.
    orphaned: Value,
    /// What became of what the run created; null where it created nothing.
    cleanup: Value,
    /// Findings of the baseline that the run did not find.
    gone: Vec<Value>,
    /// What of the document was seen; null where the run did not come to its end.
    coverage: Value,
    /// Why the run has no result; null where it has one.
    error: Value,
    /// How the program ends; null where it does not say.
    exit: Value,
}

impl Reporter for JsonReport {
    fn event(&mut self, event: &Event) -> String {
        Self::event(self, event);
        String::new()
    }

    fn finish(&mut self) -> String {
        self.text()
    }
}

impl JsonReport {
    /// Takes an event.
    pub fn event(&mut self, event: &Event) {
        match event {
            Event::Started { title, target, base_url, seed, part, .. } => {
                self.partition = part.as_deref().map(part_value).unwrap_or_default();
                self.head = json!({ "document": title, "target": target, "baseUrl": base_url, "seed": seed });
            }
            Event::OperationStarted { key, method, path, place, .. } => {
                self.operations.push(json!({ "key": key, "method": method, "path": path, "place": place }));
                self.classes.clear();
            }
            Event::ClassFinished(outcome) => self.classes.push(class(outcome)),
            Event::OperationFinished { without_success, fingerprint, .. } => {
                let classes = std::mem::take(&mut self.classes);
                if let Some(operation) = self.operations.last_mut() {
                    operation["classes"] = classes.into();
                    operation["fingerprint"] = hex(*fingerprint).into();
                    if let Some(WithoutSuccess { reason, group }) = without_success {
                        operation["withoutSuccess"] = json!(reason);
                        operation["withoutSuccessCause"] = hex(*group).into();
                    }
                }
            }
            Event::Failed(failure) => self.failures.push((**failure).clone()),
            Event::Repeated(repeated) => self.repeats.add(repeated),
            Event::Replayed(replay) => self.replays.push(replay_value(replay)),
            Event::Warned(message) => self.warnings.push(json!(message)),
            Event::SnapshotsOrphaned { files, are_removed } => {
                self.orphaned = json!({ "files": files, "removed": are_removed });
            }
            Event::Stopped(stop) => {
                self.stopped =
                    json!({ "kind": stop.kind.name(), "reason": stop.reason, "operations": stop.operations });
            }
            Event::CleanedUp(done) => {
                let left = done.left.iter();
                let left = left.map(|left| json!({ "path": left.path, "count": left.count, "reason": left.reason }));
                self.cleanup = json!({ "removed": done.removed, "left": left.collect::<Vec<_>>() });
            }
            Event::Aborted { reason } => self.error = json!(reason),
            Event::Undocumented(_) => {}
            Event::Covered(covered) => {
                self.coverage = coverage::value(covered);
                if !self.partition.is_null() {
                    // Whoever merges parts needs all points of each.
                    self.coverage["files"] = coverage::files(covered);
                    self.coverage["points"] = coverage::points(covered);
                }
            }
            Event::Concluded { code, reason } => self.exit = json!({ "code": code, "reason": reason }),
            Event::KnownGone(gone) => self.gone.extend(gone.iter().map(gone_value)),
            Event::Finished(summary) => {
                self.summary = json!({
                    "operations": summary.operations,
                    "untestedOperations": summary.untested,
                    "succeededOperations": summary.succeeded,
                    "classes": summary.classes,
                    "unmadeClasses": summary.unmade,
                    "cutClasses": summary.cut,
                    "requests": summary.requests,
                    "conforming": summary.conforming,
                    "violating": summary.violating,
                    "undecided": summary.undecided,
                    "undeclared": summary.undeclared,
                    "failures": summary.failures,
                    "noted": summary.noted,
                    "known": summary.known,
                    "gone": summary.gone,
                    "fingerprint": hex(summary.fingerprint),
                    "replays": {
                        "failing": summary.replays.failing,
                        "fixed": summary.replays.fixed,
                        "gone": summary.replays.gone,
                        "undecided": summary.replays.undecided,
                    },
                    "snapshots": {
                        "same": summary.snapshots.same,
                        "different": summary.snapshots.different,
                        "missing": summary.snapshots.missing,
                        "written": summary.snapshots.written,
                        "orphaned": summary.snapshots.orphaned,
                        "removed": summary.snapshots.removed,
                    },
                });
            }
        }
    }

    /// The whole as text: what a terminal, an editor or a log would act on is escaped as JSON has it, which changes no
    /// value.
    #[must_use]
    pub fn text(&self) -> String {
        pretty(&self.value())
    }

    /// The whole.
    #[must_use]
    pub fn value(&self) -> Value {
        let failures: Vec<Value> = self.failures.iter().map(|failure| self.failure(failure)).collect();
        let mut whole =
            json!({ "version": 1, "summary": self.summary, "failures": failures, "operations": self.operations });
        let single = [&self.partition, &self.stopped, &self.error, &self.cleanup, &self.exit, &self.coverage];
        let names = ["partition", "stopped", "error", "cleanup", "exit", "coverage"];
        for (name, value) in names.into_iter().zip(single) {
            if !value.is_null() {
                whole[name] = value.clone();
            }
        }
        for (name, all) in [("replays", &self.replays), ("warnings", &self.warnings), ("gone", &self.gone)] {
            if !all.is_empty() {
                whole[name] = all.clone().into();
            }
        }
        if !self.orphaned.is_null() {
            whole["orphanedSnapshots"] = self.orphaned.clone();
        }
        if let (Value::Object(whole), Value::Object(head)) = (&mut whole, &self.head) {
            whole.extend(head.clone());
        }
        whole
    }
}

impl JsonReport {
    /// A failure, and where its cause shows as well.
    fn failure(&self, failure: &Failure) -> Value {
        let mut value = failure_value(failure);
        let is_part = !self.partition.is_null();
        if is_part {
            value["keys"] = hexes(&failure.keys);
        }
        let also = self.repeats.of(failure).map(|(operation, elsewhere)| {
            let mut value = json!({ "operation": operation, "classes": elsewhere.classes });
            if is_part && !elsewhere.keys.is_empty() {
                value["keys"] = hexes(&elsewhere.keys);
            }
            value
        });
        let also: Vec<Value> = also.collect();
        if !also.is_empty() {
            value["also"] = also.into();
        }
        value
    }
}

/// A fingerprint, or a cause, as text.
fn hex(number: u64) -> String {
    format!("{number:016x}")
}

fn hexes(numbers: &[u64]) -> Value {
    numbers.iter().map(|number| hex(*number)).collect()
}

fn part_value(part: &Part) -> Value {
    json!({
        "number": part.number,
        "of": part.of,
        "version": part.version,
        "document": hex(part.document),
        "plan": hex(part.plan),
        "isWhole": part.is_whole,
        "operations": part.operations,
    })
}

fn replay_value(replay: &Replayed) -> Value {
    let mut value = json!({
        "operation": replay.operation,
        "class": replay.class,
        "check": replay.check,
        "outcome": replay.outcome.name(),
        "reason": replay.reason,
    });
    if let Some(curl) = &replay.curl {
        value["curl"] = json!(curl);
    }
    value
}

fn gone_value(gone: &GoneFinding) -> Value {
    json!({
        "cause": hex(gone.cause),
        "check": gone.check,
        "operation": gone.operation,
        "message": gone.message,
    })
}

fn class(outcome: &ClassOutcome) -> Value {
    json!({
        "name": outcome.class,
        "summary": outcome.summary,
        "conforming": outcome.conforming,
        "violating": outcome.violating,
        "undeclared": outcome.undeclared,
        "undecided": outcome.undecided,
        "reason": outcome.reason,
    })
}

/// A failure as a text of its own, with what it is of.
pub(crate) fn failure_text(failure: &Failure, of: [(&'static str, Redacted); 3]) -> String {
    let mut value: Value = of.into_iter().map(|(name, text)| (name.to_owned(), json!(text))).collect();
    if let (Value::Object(whole), Value::Object(failure)) = (&mut value, failure_value(failure)) {
        whole.extend(failure);
    }
    pretty(&value)
}

/// An object as text, harmless where it is shown.
fn pretty(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    format!("{}\n", printable_json(&text))
}

/// A failure as an object.
fn failure_value(failure: &Failure) -> Value {
    let mut value = json!({
        "cause": hex(failure.cause),
        "operation": failure.operation,
        "class": failure.class,
        "summary": failure.summary,
        "check": failure.finding.check,
        "severity": failure.severity,
        "isFailure": failure.is_failure,
        "message": failure.finding.message,
        "rule": failure.place,
        "line": failure.line,
        "curl": failure.curl,
        "bodyFile": failure.body_file,
        "status": failure.status,
        "answer": failure.answer,
        "seed": failure.seed,
        "case": failure.case,
    });
    if let Some(base) = failure.base {
        value["base"] = json!(base);
    }
    if failure.is_known {
        value["known"] = json!(true);
    }
    if let Some(again) = &failure.answer_again {
        value["answerAgain"] = json!(again);
    }
    if !failure.before.is_empty() {
        let steps = failure.before.iter().map(|step| json!({ "curl": step.curl, "answer": step.answer }));
        value["before"] = steps.collect();
    }
    value
}
