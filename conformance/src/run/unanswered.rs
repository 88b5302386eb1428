//! Requests that got no answer: which of them is why, and whether the target is there again.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::halt::Halt;
use super::runner::Run;
use crate::case::{CaseTree, Class};
use crate::check::{Check, Finding, Verdict};
use crate::laws;
use crate::report::{ClassOutcome, StopKind};
use crate::request::{CaseBuilder, WireRequest};
use crate::transport::{Answered, TransportError, TransportErrorKind};

/// How often it is looked whether a target is there again.
const PAUSE: Duration = Duration::from_millis(100);
/// How long one such look takes at most.
const LOOK: Duration = Duration::from_secs(2);

/// A case without an answer.
pub(super) type Unanswered<'d> = (CaseTree<CaseBuilder<'d>>, TransportError);

impl Run<'_> {
    /// Sends again, alone, what got no answer, and judges the answers: what gives none again is why. The others had the
    /// misfortune to be under way with it.
    pub(super) async fn unanswered<'d>(
        &mut self,
        builder: &CaseBuilder<'d>,
        class: &Arc<Class>,
        unanswered: Vec<Unanswered<'d>>,
        outcome: &mut ClassOutcome,
    ) {
        for (tree, error) in unanswered {
            if self.watch.is_over().is_some() || self.has_told_enough() {
                return;
            }
            if !self.is_there_again().await {
                self.gone(builder, &tree, error, outcome);
                return;
            }
            let case = tree.case();
            let answer =
                self.transport.send_alone_expecting(&case.request, self.settings.timeout, class.expects()).await;
            let is_crash = answer.as_ref().is_err_and(is_lost) && !self.is_there().await;
            let verdict = match self.judge(builder, class, &case.request, &answer).await {
                Verdict::Violates(findings) if is_crash => {
                    Verdict::Violates(findings.into_iter().map(crashed).collect())
                }
                verdict => verdict,
            };
            self.succeeds(class, &answer);
            let verdict = self.controlled(class, verdict);
            self.count(&verdict, &answer, outcome);
            self.tally.notice(builder, case, &answer, &verdict);
            let Verdict::Violates(findings) = verdict else { continue };
            for finding in findings {
                let Some(number) = self.notice(builder, class, (&tree.case().request, &answer), &finding) else {
                    continue;
                };
                if is_crash {
                    // It was sent twice, and each smaller one would cost another start of the server.
                    self.fail_as_it_is(builder, tree.case(), (number, finding), &answer);
                } else {
                    self.fail(builder, tree.clone(), (number, finding), &answer).await;
                }
            }
        }
    }

    /// Reports that the target does not come back, with the first request that it did not answer.
    fn gone(
        &mut self,
        builder: &CaseBuilder<'_>,
        tree: &CaseTree<CaseBuilder<'_>>,
        error: TransportError,
        outcome: &mut ClassOutcome,
    ) {
        let case = tree.case();
        let reason =
            format!("the target takes no more connections, for {} s: {error}", self.settings.wait.as_secs_f64());
        let answer: Answered = Err(error);
        let verdict = laws::judge(builder, &case.class, &case.request, &answer);
        self.count(&verdict, &answer, outcome);
        if let Verdict::Violates(findings) = verdict {
            for finding in findings.into_iter().map(not_back) {
                if let Some(number) = self.notice(builder, &case.class, (&case.request, &answer), &finding) {
                    self.fail_as_it_is(builder, case, (number, finding), &answer);
                }
            }
        }
        self.halt = Some(Halt::Run(StopKind::Gone, reason));
    }

    /// Waits for a target, as long as the settings say: whether it is there.
    pub(super) async fn is_there_again(&mut self) -> bool {
        // A time that no clock reaches has no end.
        let end = Instant::now().checked_add(self.settings.wait);
        while !self.is_there().await {
            if end.is_some_and(|end| Instant::now() >= end) || self.watch.is_over().is_some() {
                return false;
            }
            tokio::time::sleep(PAUSE).await;
        }
        true
    }

    /// Whether the target takes a connection.
    async fn is_there(&mut self) -> bool {
        let request =
            WireRequest { method: "GET".to_owned(), target: "/".to_owned(), headers: Vec::new(), body: Vec::new() };
        let answer = self.transport.send_alone(&request, LOOK.min(self.settings.timeout)).await;
        !matches!(answer, Err(TransportError { kind: TransportErrorKind::Connect, .. }))
    }
}

/// Whether a connection came to nothing, or broke before its answer.
pub(super) fn is_lost(error: &TransportError) -> bool {
    matches!(error.kind, TransportErrorKind::Connect | TransportErrorKind::Broken)
}

/// A finding of a server that takes no connections after a request.
fn crashed(finding: Finding) -> Finding {
    said(finding, "; the server takes no connections after it")
}

/// A finding of a server that does not come back.
fn not_back(finding: Finding) -> Finding {
    said(finding, "; it, or a request that was under way with it, is the last that the server took")
}

fn said(finding: Finding, more: &str) -> Finding {
    if finding.check != Check::NoAnswer {
        return finding;
    }
    Finding::new(finding.check, finding.message.0 + more, finding.rule)
}
