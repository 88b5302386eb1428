//! Answers held against their snapshots, and snapshots that no class has any more.

use std::collections::BTreeSet;
use std::sync::Arc;

use trueline_spec::model::{Api, Operation};

use super::runner::Run;
use super::{RunError, SnapshotMode};
use crate::case::{Case, Class, Intent};
use crate::check::{Check, Finding};
use crate::record::{Outcome, Snapshots, signature};
use crate::redact::Redacted;
use crate::report::Event;
use crate::request::Drafter;
use crate::transport::Answered;

/// Lines of a difference from a snapshot that are shown.
const LONGEST_DIFFERENCE: usize = 24;

impl Run<'_> {
    pub(super) fn compare(&mut self, drafter: &Drafter<'_>, case: &Case, answer: &Answered) -> Result<(), RunError> {
        let Ok(received) = answer else { return Ok(()) };
        let Some(snapshots) = self.snapshots.as_ref().filter(|_| self.settings.snapshots != SnapshotMode::Off) else {
            return Ok(());
        };
        let failed = failed(snapshots);
        let name = name_of(drafter.operation, &case.class);
        self.planned.compared.insert(name.clone());
        let source = self.redactor.redact(&drafter.api.documents.place(drafter.operation.origin).file);
        let text = signature(drafter.api, drafter.operation, received, &self.redactor);
        if self.settings.snapshots == SnapshotMode::Update {
            snapshots.update(&name, &source, &text).map_err(failed)?;
            self.summary.snapshots.written += 1;
            return Ok(());
        }
        match snapshots.check(&name, &source, &text).map_err(failed)? {
            Outcome::Same => self.summary.snapshots.same += 1,
            Outcome::Missing => {
                self.summary.snapshots.missing += 1;
                if self.requires_snapshots {
                    let message =
                        "the answer has no snapshot, and the target has others; make it with `--snapshots update`";
                    self.tell_snapshot(drafter, case, answer, Redacted::ours(message));
                }
            }
            Outcome::Different { kept } => {
                self.summary.snapshots.different += 1;
                // What is kept was perhaps written where less was known of secrets.
                let changed = Redacted::difference(&self.redactor.redact(&kept), &text, LONGEST_DIFFERENCE);
                let message = Redacted::ours("the answer differs from its snapshot:\n").with(&changed);
                self.tell_snapshot(drafter, case, answer, message);
            }
        }
        Ok(())
    }

    fn tell_snapshot(&mut self, drafter: &Drafter<'_>, case: &Case, answer: &Answered, message: Redacted) {
        if !self.settings.choice.takes_check(Check::Snapshot) || self.has_told_enough() {
            return;
        }
        let finding = Finding { check: Check::Snapshot, message, rule: None, is_null: false };
        let number = self.causes.another();
        let id = self.id(&name_of(drafter.operation, &case.class));
        self.keys.insert(number, vec![id]);
        let failure = self.failure(drafter, case, (number, finding), answer);
        self.tell(failure);
    }

    /// Notes the snapshots that an operation may have, whether its classes are sent or not.
    pub(super) fn plan_snapshots(&mut self, drafter: &Drafter<'_>, classes: &[Arc<Class>]) {
        if self.snapshots.is_none() || self.settings.snapshots == SnapshotMode::Off {
            return;
        }
        let kept = classes.iter().filter(|class| has_snapshot(class));
        self.planned.names.extend(kept.map(|class| name_of(drafter.operation, class)));
        if classes.iter().any(|class| class.is_left_out()) {
            self.planned.open.push(prefix_of(drafter.operation));
        }
    }

    /// After the whole plan: the document's snapshots that no class has any more are told, and removed where what is seen
    /// is kept.
    pub(super) fn orphans(&mut self, api: &Api) -> Result<(), RunError> {
        let is_whole = self.settings.is_whole() && !self.is_cut && self.summary.cut == 0;
        let Some(snapshots) = self.snapshots.as_ref().filter(|_| self.settings.snapshots != SnapshotMode::Off) else {
            return Ok(());
        };
        if !is_whole {
            return Ok(());
        }
        let failed = failed(snapshots);
        let documents: Vec<Redacted> = api.documents.names().map(|name| self.redactor.redact(name)).collect();
        let is_of_document = |source: &str| documents.iter().any(|document| is_same_file(document, source));
        let Planned { names, open, .. } = &self.planned;
        let orphans = snapshots.orphans(names, open, &is_of_document).map_err(&failed)?;
        if orphans.is_empty() {
            return Ok(());
        }
        let are_removed = self.settings.snapshots == SnapshotMode::Update;
        if are_removed {
            snapshots.remove(&orphans).map_err(&failed)?;
        }
        let count = &mut self.summary.snapshots;
        *(if are_removed { &mut count.removed } else { &mut count.orphaned }) = orphans.len();
        let files = orphans.iter().map(|path| self.redactor.redact(&path.to_string_lossy())).collect();
        (self.report)(Event::SnapshotsOrphaned { files, are_removed });
        Ok(())
    }
}

/// The snapshots of a plan.
#[derive(Debug, Default)]
pub(super) struct Planned {
    /// The names of those that the classes of the plan may have.
    names: BTreeSet<String>,
    /// What the names begin with of operations whose classes a limit cut.
    open: Vec<String>,
    /// The names of those that an answer was held against.
    compared: BTreeSet<String>,
}

impl Planned {
    /// Whether an answer was held against the snapshot of a class, or made it.
    pub(super) fn is_compared(&self, operation: &Operation, class: &str) -> bool {
        self.compared.contains(&(prefix_of(operation) + class))
    }
}

/// Whether a class has a snapshot: what a server may answer in several ways has none.
pub(super) fn has_snapshot(class: &Class) -> bool {
    class.intent != Intent::Tolerable
}

fn name_of(operation: &Operation, class: &Class) -> String {
    prefix_of(operation) + &class.name
}

fn prefix_of(operation: &Operation) -> String {
    format!("{}/", operation.key.replace('/', "%2f"))
}

/// Whether two names are of one file, however the way to it is written.
pub(super) fn is_same_file(one: &str, other: &str) -> bool {
    let canonical = |path: &str| std::fs::canonicalize(path).ok();
    one == other || canonical(one).is_some_and(|path| canonical(other) == Some(path))
}

fn failed(snapshots: &Snapshots) -> impl Fn(std::io::Error) -> RunError + use<> {
    let folder = snapshots.folder().to_owned();
    move |error| RunError::State { folder: folder.clone(), reason: error.to_string() }
}
