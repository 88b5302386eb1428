//! What ends an operation or a run before its plan: a target that is gone, time, and work.

use super::RunError;
use super::failing::LONGEST_MESSAGE;
use super::overworked::Overworked;
use super::runner::Run;
use super::watch::Presence;
use crate::case::Case;
use crate::judge::{Validators, work};
use crate::redact::Redacted;
use crate::report::{Event, StopKind, Stopped};
use crate::request::CaseBuilder;
use crate::transport::Answered;

/// Why nothing more is sent.
pub(super) enum Halt {
    Operation(String),
    Run(StopKind, String),
}

impl Halt {
    pub(super) fn reason(&self) -> &str {
        match self {
            Self::Operation(reason) | Self::Run(_, reason) => reason,
        }
    }
}

impl Run<'_> {
    /// Notices a target that is not there.
    pub(super) fn watch(
        &mut self,
        builder: &CaseBuilder<'_>,
        case: &Case,
        answer: &Answered,
    ) -> Result<Presence, RunError> {
        if let Ok(received) = answer
            && case.class.is_valid()
            && !builder.operation.security.is_empty()
        {
            self.valid.0 += 1;
            self.valid.1 += usize::from(matches!(received.status, 401 | 403));
        }
        match (self.watch.notice(answer, self.transport.spoke_http()), answer) {
            (Presence::NeverThere, Err(error)) => {
                let base_url = self.redactor.redact(&self.target.base_url);
                let reason = self.redactor.redact_start(&error.message, LONGEST_MESSAGE).0;
                Err(RunError::Unreachable { base_url, reason })
            }
            (presence, _) => Ok(presence),
        }
    }

    /// Reports once that the target asks for longer waits than the run has.
    pub(super) fn tell_of_waits(&mut self) {
        if let Some(note) = self.transport.take_note() {
            (self.report)(Event::Warned(self.redactor.redact(&note)));
        }
    }

    /// Looks whether the target is there after time-outs: if so, the operation ends, else the run.
    pub(super) async fn probe(&mut self) -> Option<Halt> {
        match self.watch.probe(self.transport, "/").await {
            Some(reason) => Some(Halt::Run(StopKind::Gone, reason)),
            None => self.watch.reason_of_timeouts().map(Halt::Operation),
        }
    }

    /// Notices that the time is over.
    pub(super) fn look_at_clock(&mut self) {
        if matches!(self.halt, Some(Halt::Run(..))) {
            return;
        }
        if let Some((kind, reason)) = self.watch.run_is_over() {
            self.halt = Some(Halt::Run(kind, reason));
        } else if let (None, Some(reason)) = (&self.halt, self.watch.is_over()) {
            self.halt = Some(Halt::Operation(reason));
        }
    }

    /// Gives an operation its share of the work that is left.
    pub(super) fn share(&mut self, validators: &Validators, index: usize, operations: usize) {
        let most = self.settings.work();
        validators.work.allow(work::share(most, validators.work.done(), index, operations));
        validators.work_of_answers.allow(work::share(most / 2, validators.work_of_answers.done(), index, operations));
        let of_target = self.transport.work().saturating_sub(self.work_before);
        self.work_of_target = of_target.saturating_add(work::share(most / 2, of_target, index, operations));
    }

    /// Looks whether a target in this process took more work than it may.
    ///
    /// # Errors
    ///
    /// It did.
    pub(super) fn check_target(&self) -> Result<(), Overworked> {
        if self.transport.work().saturating_sub(self.work_before) <= self.work_of_target {
            return Ok(());
        }
        Err(Overworked { allowed: self.settings.work() / 2 })
    }

    /// Ends the run before its plan.
    pub(super) fn stop(&mut self, kind: StopKind, reason: &str, operations: &[&str]) {
        let reason = self.redactor.redact_start(reason, LONGEST_MESSAGE).0;
        let operations: Vec<Redacted> = operations.iter().map(|key| self.redactor.redact(key)).collect();
        self.summary.stopped = Some(kind);
        self.summary.not_reached = operations.len();
        (self.report)(Event::Stopped(Stopped { kind, reason, operations }));
    }
}
