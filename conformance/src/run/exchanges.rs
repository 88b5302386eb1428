//! The exchanges of a class: sent several at once, judged in the order of the plan, and counted.

use std::sync::Arc;

use futures_util::{Stream, StreamExt, stream};

use super::RunError;
use super::halt::Halt;
use super::runner::Run;
use super::snapshots::has_snapshot;
use super::unanswered::{Unanswered, is_lost};
use super::watch::Presence;
use crate::case::{Case, CaseTree, Class};
use crate::check::{Finding, Verdict};
use crate::laws;
use crate::report::{ClassOutcome, StopKind};
use crate::request::{CaseBuilder, WireRequest};
use crate::transport::{Answered, TransportErrorKind};

/// A case whose answer breaks something, and what.
type Failed<'d> = (CaseTree<CaseBuilder<'d>>, Answered, Vec<Finding>);

impl Run<'_> {
    /// Sends cases, several at once, and judges the answers in the order of the plan: whether nothing more is to be sent.
    pub(super) async fn exchanges<'d>(
        &mut self,
        builder: &CaseBuilder<'d>,
        class: &Arc<Class>,
        cases: Vec<CaseTree<CaseBuilder<'d>>>,
        outcome: &mut ClassOutcome,
    ) -> Result<bool, RunError> {
        let (transport, timeout) = (self.transport, self.settings.timeout);
        let sent: Vec<_> =
            cases.iter().map(|tree| (self.replay.answer(tree.case()), Arc::clone(&tree.case().request))).collect();
        let mut answers = stream::iter(sent)
            .map(|(received, request)| async move {
                match received {
                    Some(received) => Ok(received),
                    None => transport.send_expecting(&request, timeout, class.expects()).await,
                }
            })
            .buffered(self.settings.concurrency.max(1));
        let (mut failed, mut lost, mut first) = (Vec::new(), Vec::new(), None);
        let mut is_over = true;
        let (count, mut refused) = (cases.len(), 0);
        for tree in cases {
            let Some(answer) = next_before(self.watch.end(), &mut answers).await else { break };
            if answer.as_ref().is_err_and(|error| error.kind == TransportErrorKind::Interrupted) {
                break;
            }
            let case = tree.case();
            let presence = self.watch(builder, case, &answer)?;
            let is_refused = answer.as_ref().is_ok_and(|received| class.expects().contains(&received.status));
            refused += usize::from(is_refused);
            if self.bases.has_accepted() {
                self.causes.tried_value(self.groups.of(builder.id), builder.api, class, &case.request, is_refused);
            }
            self.keep_accepted(builder, case, &answer);
            if let Err(error) = &answer
                && is_lost(error)
            {
                is_over = false;
                let is_refused = error.kind == TransportErrorKind::Connect;
                lost.push((tree, error.clone()));
                if is_refused {
                    break;
                }
                continue;
            }
            let verdict = self.judge(builder, class, &case.request, &answer).await;
            self.succeeds(class, &answer);
            let verdict = self.controlled(class, verdict);
            self.count(&verdict, &answer, outcome);
            self.tally.notice(builder, case, &answer, &verdict);
            if class.is_valid() {
                self.learn_of_valid(builder, case, &answer);
            }
            if case.number == 0 && has_snapshot(class) {
                let is_failure = |finding: &Finding| !self.is_noted(finding.check, &answer);
                let fails = matches!(&verdict, Verdict::Violates(findings) if findings.iter().any(is_failure));
                first = Some((tree.clone(), answer.clone(), fails));
            }
            if let Verdict::Violates(findings) = verdict {
                failed.push((tree, answer, findings));
            }
            self.look_at_presence(presence).await;
            is_over = self.halt.is_some();
            if is_over {
                break;
            }
            if let Err(reason) = self.check_target() {
                self.summary.cut += 1;
                outcome.reason.get_or_insert_with(|| self.redactor.redact(&reason.to_string()));
                is_over = true;
                break;
            }
        }
        drop(answers);
        self.note_changes(builder);
        if !failed.is_empty() && self.is_sabotaged(builder).await {
            for (_, answer, findings) in failed {
                self.withdraw(&findings, &answer, outcome);
            }
            return Ok(true);
        }
        if let Some((tree, answer, fails)) = first {
            self.compare(builder, tree.case(), &answer, fails).await?;
        }
        if self.bases.has_accepted() && !class.expects().is_empty() {
            let (group, is_refused) = (self.groups.of(builder.id), refused == count);
            self.causes.tried(group, builder.api, builder.id, class, is_refused);
        }
        Ok(self.tell_failed(builder, class, (failed, lost), outcome).await || is_over)
    }

    /// Tells what is new of what failed, and why there was no answer: whether nothing more is to be sent.
    async fn tell_failed<'d>(
        &mut self,
        builder: &CaseBuilder<'d>,
        class: &Arc<Class>,
        (failed, lost): (Vec<Failed<'d>>, Vec<Unanswered<'d>>),
        outcome: &mut ClassOutcome,
    ) -> bool {
        let mut told = Vec::new();
        for (tree, answer, findings) in failed {
            let new =
                |finding| Some((self.notice(builder, class, (&tree.case().request, &answer), &finding)?, finding));
            let findings: Vec<_> = findings.into_iter().filter_map(new).collect();
            if !findings.is_empty() {
                told.push((tree, answer, findings));
            }
        }
        if !lost.is_empty() {
            self.unanswered(builder, class, lost, outcome).await;
        }
        self.look_at_credentials(told.iter().map(|(_, answer, _)| answer)).await;
        if matches!(self.halt, Some(Halt::Run(StopKind::CredentialsExpired, _))) {
            return true;
        }
        // Nothing else is under way while a failure is made smaller.
        for (tree, answer, findings) in told {
            for finding in findings {
                if self.has_told_enough() {
                    return true;
                }
                self.fail(builder, tree.clone(), finding, &answer).await;
            }
        }
        self.halt.is_some() || self.has_told_enough()
    }

    /// Ends the run where the target is gone.
    async fn look_at_presence(&mut self, presence: Presence) {
        match presence {
            Presence::There => {}
            Presence::Gone(reason) => self.halt = Some(Halt::Run(StopKind::Gone, reason)),
            _ => self.halt = self.probe().await,
        }
    }

    /// Notes all that the answer to a valid request shows.
    fn learn_of_valid(&mut self, builder: &CaseBuilder<'_>, case: &Case, answer: &Answered) {
        self.bases.note(case, answer);
        self.with_and_without.note(builder.operation, case, answer);
        self.identities_of(builder, &case.class.name, &case.request, answer);
        self.learn(builder, &case.request, answer);
    }

    /// Notes what the answer to a valid request shows of the target's things.
    pub(super) fn learn(&mut self, builder: &CaseBuilder<'_>, request: &WireRequest, answer: &Answered) {
        let Ok(received) = answer else { return };
        builder.things.learn(builder.api, builder.id, laws::told(request, received), &mut self.learned);
    }

    /// A verdict, as far as the operation is known to take valid requests, and by the checks that are chosen.
    pub(super) fn controlled(&self, class: &Class, verdict: Verdict) -> Verdict {
        let verdict = if self.has_succeeded || class.is_valid() { verdict } else { verdict.without_control() };
        self.settings.choice.judged(verdict)
    }

    pub(super) fn count(&mut self, verdict: &Verdict, answer: &Answered, outcome: &mut ClassOutcome) {
        self.summary.requests += 1;
        match verdict {
            Verdict::Conforms => {
                self.summary.conforming += 1;
                outcome.conforming += 1;
            }
            Verdict::Violates(findings) if findings.iter().all(|finding| self.is_noted(finding.check, answer)) => {
                self.summary.undeclared += 1;
                outcome.undeclared += 1;
            }
            Verdict::Violates(_) => {
                self.summary.violating += 1;
                outcome.violating += 1;
            }
            Verdict::Undecided(reason) => {
                self.summary.undecided += 1;
                outcome.undecided += 1;
                outcome.reason.get_or_insert_with(|| self.redactor.redact(reason));
            }
        }
    }

    /// Counts as undecided what was counted as a violation, for the target was broken by then.
    fn withdraw(&mut self, findings: &[Finding], answer: &Answered, outcome: &mut ClassOutcome) {
        let is_noted = findings.iter().all(|finding| self.is_noted(finding.check, answer));
        let (own, all) = if is_noted {
            (&mut outcome.undeclared, &mut self.summary.undeclared)
        } else {
            (&mut outcome.violating, &mut self.summary.violating)
        };
        (*own, *all) = (own.saturating_sub(1), all.saturating_sub(1));
        outcome.undecided += 1;
        self.summary.undecided += 1;
    }
}

/// The next of several, where it comes before an end.
async fn next_before<T>(end: Option<tokio::time::Instant>, all: &mut (impl Stream<Item = T> + Unpin)) -> Option<T> {
    match end {
        Some(end) => tokio::time::timeout_at(end, all.next()).await.ok().flatten(),
        None => all.next().await,
    }
}
