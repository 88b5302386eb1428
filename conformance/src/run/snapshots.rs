//! Answers held against their snapshots.

use super::runner::Run;
use super::{RunError, SnapshotMode};
use crate::case::Case;
use crate::check::Finding;
use crate::record::{Outcome, signature};
use crate::redact::Redacted;
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
        let folder = snapshots.folder().to_owned();
        let failed = |error: std::io::Error| RunError::State { folder: folder.clone(), reason: error.to_string() };
        let name = format!("{}/{}", drafter.operation.key.replace('/', "%2f"), case.class.name);
        let source = self.redactor.redact(&drafter.api.documents.place(drafter.operation.origin).file);
        let text = signature(drafter.api, drafter.operation, received, &self.redactor);
        if self.settings.snapshots == SnapshotMode::Update {
            snapshots.update(&name, &source, &text).map_err(failed)?;
            self.summary.snapshots.written += 1;
            return Ok(());
        }
        match snapshots.check(&name, &source, &text).map_err(failed)? {
            Outcome::Same => self.summary.snapshots.same += 1,
            Outcome::Missing => self.summary.snapshots.missing += 1,
            Outcome::Different { kept } => {
                self.summary.snapshots.different += 1;
                // What is kept was perhaps written where less was known of secrets.
                let changed = Redacted::difference(&self.redactor.redact(&kept), &text, LONGEST_DIFFERENCE);
                let message = Redacted::ours("the answer differs from its snapshot:\n").with(&changed);
                let finding = Finding { check: "snapshot", message, rule: None };
                let failure = self.failure(drafter, case, finding, answer);
                self.tell(failure);
            }
        }
        Ok(())
    }
}
