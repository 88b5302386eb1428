//! Answers held against their snapshots, and snapshots that no class has any more.

use std::collections::BTreeSet;
use std::sync::Arc;

use trueline_spec::model::{Api, Operation};

use super::runner::Run;
use super::{RunError, SnapshotMode};
use crate::case::{Case, Class, Intent};
use crate::check::{Check, Finding};
use crate::record::{Hidden, Outcome, Snapshots, body_value, differences, signature};
use crate::redact::Redacted;
use crate::report::Event;
use crate::request::CaseBuilder;
use crate::transport::{Answered, Received};

/// Lines of a difference from a snapshot that are shown.
const LONGEST_DIFFERENCE: usize = 24;

impl Run<'_> {
    /// Holds an answer against its snapshot, or keeps it. Of one that fails anyway no difference is reported: it only follows.
    pub(super) async fn compare(
        &mut self,
        builder: &CaseBuilder<'_>,
        case: &Case,
        answer: &Answered,
        fails: bool,
    ) -> Result<(), RunError> {
        let Ok(received) = answer else { return Ok(()) };
        let Some(snapshots) = self.snapshots.take_if(|_| self.settings.snapshots != SnapshotMode::Off) else {
            return Ok(());
        };
        let outcome = self.outcome(builder, case, received, &snapshots).await.map_err(failed(&snapshots));
        self.snapshots = Some(snapshots);
        match outcome? {
            None => self.summary.snapshots.written += 1,
            Some((Outcome::Different { .. }, _)) if fails => self.summary.snapshots.different += 1,
            Some((outcome, text)) => self.tell_outcome(builder, case, answer, (outcome, &text)),
        }
        Ok(())
    }

    /// Holds an answer against its snapshot, or keeps it. What is another each time is learnt where it matters: the request is
    /// sent once more, if it changes nothing.
    async fn outcome(
        &mut self,
        builder: &CaseBuilder<'_>,
        case: &Case,
        received: &Received,
        snapshots: &Snapshots,
    ) -> std::io::Result<Option<(Outcome, Redacted)>> {
        let (api, operation) = (builder.api, builder.operation);
        let name = name_of(operation, &case.class);
        self.planned.compared.insert(name.clone());
        let source = self.redactor.redact(&api.documents.place(operation.origin).file);
        let ignored = self.target.ignored_in_snapshots(builder.id).map(str::to_owned).collect();
        let mut hidden = Hidden { ignored, ..Hidden::default() };
        if self.settings.snapshots == SnapshotMode::Update {
            hidden.volatile = self.volatile(builder, case, received).await;
            let text = signature(api, operation, received, &hidden, &self.redactor);
            snapshots.update_without(&name, &source, &hidden.volatile, &text)?;
            return Ok(None);
        }
        hidden.volatile = snapshots.volatile(&name);
        let text = signature(api, operation, received, &hidden, &self.redactor);
        let outcome = snapshots.check_without(&name, &source, &hidden.volatile, &text)?;
        if matches!(outcome, Outcome::Different { .. }) {
            let known = hidden.volatile.len();
            hidden.volatile.extend(self.volatile(builder, case, received).await);
            if hidden.volatile.len() > known {
                // Who accepts it accepts what was learnt.
                let text = signature(api, operation, received, &hidden, &self.redactor);
                let outcome = snapshots.check_without(&name, &source, &hidden.volatile, &text)?;
                return Ok(Some((outcome, text)));
            }
        }
        Ok(Some((outcome, text)))
    }

    /// The places of an answer that are others when the same request is sent again, where that changes nothing.
    async fn volatile(&mut self, builder: &CaseBuilder<'_>, case: &Case, received: &Received) -> BTreeSet<String> {
        if !matches!(case.request.method.as_str(), "GET" | "HEAD") || self.watch.is_over().is_some() {
            return BTreeSet::new();
        }
        let Ok(again) = self.transport.send_alone(&case.request, self.settings.timeout).await else {
            return BTreeSet::new();
        };
        let value = |received: &Received| body_value(builder.api, builder.operation, received);
        let values = value(received).zip(value(&again)).filter(|_| received.status == again.status);
        let found = values.map(|(one, other)| differences(&one, &other)).unwrap_or_default();
        found.iter().map(|pointer| self.redactor.redact(pointer).to_string()).collect()
    }

    fn tell_outcome(
        &mut self,
        builder: &CaseBuilder<'_>,
        case: &Case,
        answer: &Answered,
        (outcome, text): (Outcome, &Redacted),
    ) {
        match outcome {
            Outcome::Same => self.summary.snapshots.same += 1,
            Outcome::Missing => {
                self.summary.snapshots.missing += 1;
                if self.requires_snapshots {
                    let message =
                        "the answer has no snapshot, and the target has others; make it with `--snapshots update`";
                    self.tell_snapshot(builder, case, answer, Redacted::ours(message));
                }
            }
            Outcome::Different { kept } => {
                self.summary.snapshots.different += 1;
                // What is kept was perhaps written where less was known of secrets.
                let changed = Redacted::difference(&self.redactor.redact(&kept), text, LONGEST_DIFFERENCE);
                let message = Redacted::ours("the answer differs from its snapshot:\n").with(&changed);
                self.tell_snapshot(builder, case, answer, message);
            }
        }
    }

    fn tell_snapshot(&mut self, builder: &CaseBuilder<'_>, case: &Case, answer: &Answered, message: Redacted) {
        if !self.settings.choice.takes_check(Check::Snapshot) || self.has_told_enough() {
            return;
        }
        let finding = Finding { check: Check::Snapshot, message, rule: None, is_null: false };
        let number = self.causes.another();
        let id = self.id(&name_of(builder.operation, &case.class));
        self.keys.insert(number, vec![id]);
        let failure = self.failure(builder, case, (number, finding), answer);
        self.tell(failure);
    }

    /// Notes the snapshots that an operation may have, whether its classes are sent or not.
    pub(super) fn plan_snapshots(&mut self, builder: &CaseBuilder<'_>, classes: &[Arc<Class>]) {
        if self.snapshots.is_none() || self.settings.snapshots == SnapshotMode::Off {
            return;
        }
        let kept = classes.iter().filter(|class| has_snapshot(class));
        self.planned.names.extend(kept.map(|class| name_of(builder.operation, class)));
        if classes.iter().any(|class| class.is_left_out()) {
            self.planned.open.push(prefix_of(builder.operation));
        }
    }

    /// After the whole plan: the document's snapshots that no class has any more are reported, and removed where what is seen
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
