//! What does not conform: made smaller, shown, kept and reported.

use std::path::{Path, PathBuf};

use trueline_spec::file_name;

use super::halt::Halt;
use super::runner::{Run, shown_place};
use super::script::passed;
use crate::case::{Base, Case, CaseTree, Class, Ground, make_from};
use crate::check::{Check, Finding, Severity, Verdict};
use crate::laws::Exchange;
use crate::record::{Passed, Saved, curl, curl_of_script};
use crate::redact::{Redacted, Redactor};
use crate::report::{Event, Failure, Step, StopKind};
use crate::request::{CaseBuilder, WireRequest};
use crate::transport::{Answered, TransportErrorKind};

/// Requests that may be sent to make one failure smaller; the plainest case is small already.
const SHRINK_STEPS: usize = 120;
const SHRINK_STEPS_OF_PLAINEST: usize = 24;
/// Requests that may be sent to make all failures of a run smaller.
pub(super) const SHRINK_STEPS_IN_ALL: usize = 3000;
/// The numbers of cases that are made where a failing case does not fail again.
const NEW_CASES: std::ops::Range<usize> = 1_000_001..1_000_003;
/// Requests that are shown before the one that fails.
const MOST_STEPS: usize = 12;
/// Characters of an answer that are shown.
const LONGEST_ANSWER: usize = 1000;
/// Characters of a message that are shown.
pub(super) const LONGEST_MESSAGE: usize = 4000;

impl Run<'_> {
    /// Shrinks a failing case, sends it once more, and reports it.
    pub(super) async fn fail(
        &mut self,
        builder: &CaseBuilder<'_>,
        tree: CaseTree<CaseBuilder<'_>>,
        (number, finding): (usize, Finding),
        answer: &Answered,
    ) {
        let (case, finding, answer) = self.shrunk(builder, tree, finding, answer.clone()).await;
        let other = self.other_answer(builder, &case, &finding, &answer).await;
        let finding = self.redacted(finding);
        let failure = self.failure(builder, &case, (number, finding), &answer);
        let failure = match other {
            Some(other) => {
                Failure { severity: Severity::Unstable, answer_again: Some(shown(&other, &self.redactor)), ..failure }
            }
            None => failure,
        };
        self.tell(failure);
    }

    /// Reports a failing case without any further request.
    pub(super) fn fail_as_it_is(
        &mut self,
        builder: &CaseBuilder<'_>,
        case: &Case,
        (number, finding): (usize, Finding),
        answer: &Answered,
    ) {
        let finding = self.redacted(finding);
        let failure = self.failure(builder, case, (number, finding), answer);
        self.tell(failure);
    }

    /// Sends a failing case once more, alone and on a connection of its own: the other answer, where it does not fail again.
    ///
    /// What the first request changed may be the reason of another answer, so that cases of the same class that are new to the
    /// target count as well.
    async fn other_answer(
        &mut self,
        builder: &CaseBuilder<'_>,
        case: &Case,
        finding: &Finding,
        answer: &Answered,
    ) -> Option<Answered> {
        if self.watch.is_over().is_some() || self.halt.is_some() {
            return None;
        }
        let first =
            self.transport.send_alone_expecting(&case.request, self.settings.timeout, case.class.expects()).await;
        if first.is_err() && answer.is_ok() {
            // Who does not answer any more takes nothing back.
            return None;
        }
        let verdict = self.judge(builder, &case.class, &case.request, &first).await;
        if same_failure(verdict, &first, finding, answer).is_some() {
            return None;
        }
        for number in NEW_CASES {
            let base = case.base_number.map(|number| Base { number, template: &case.base });
            let ground = Ground { base, ..self.ground(&case.class, number) };
            let Ok(tree) = make_from(builder, &case.class, number, self.settings.seed, ground) else { break };
            let request = &tree.case().request;
            let again = self.transport.send_alone_expecting(request, self.settings.timeout, case.class.expects()).await;
            let verdict = self.judge(builder, &case.class, request, &again).await;
            if same_failure(verdict, &again, finding, answer).is_some() {
                return None;
            }
        }
        Some(first)
    }

    /// The smallest case that is found to fail in the same way, with what it showed.
    async fn shrunk(
        &mut self,
        builder: &CaseBuilder<'_>,
        mut tree: CaseTree<CaseBuilder<'_>>,
        mut finding: Finding,
        mut answer: Answered,
    ) -> (Case, Finding, Answered) {
        let allowed = shrink_steps(tree.case(), &answer).min(self.shrink_steps_left);
        let mut left = allowed;
        let mut is_kept = true;
        while left > 0 && tree.shrink(is_kept) {
            left -= 1;
            is_kept = false;
            if self.watch.is_over().is_some() {
                break;
            }
            let case = tree.case();
            let outcome =
                self.transport.send_expecting(&case.request, self.settings.timeout, case.class.expects()).await;
            let verdict = self.judge(builder, &case.class, &case.request, &outcome).await;
            if let Some(same) = same_failure(verdict, &outcome, &finding, &answer) {
                (finding, answer, is_kept) = (same, outcome, true);
            }
        }
        self.shrink_steps_left -= allowed - left;
        (tree.into_kept(is_kept), finding, answer)
    }

    pub(super) fn failure(
        &mut self,
        builder: &CaseBuilder<'_>,
        case: &Case,
        finding: (usize, Finding<Redacted>),
        answer: &Answered,
    ) -> Failure {
        let failure = self.failure_of(builder, &case.class, finding, &case.request, answer);
        self.saved(
            builder,
            Failure { case: case.number, base: case.base_number, ..failure },
            &case.class.name,
            &case.request,
        )
    }

    /// Reports a failure that takes several exchanges, the accused one last.
    pub(super) fn tell_exchanges(
        &mut self,
        builder: &CaseBuilder<'_>,
        class: &Class,
        (number, finding): (usize, Finding),
        exchanges: &[&Exchange],
    ) {
        let Some((last, earlier)) = exchanges.split_last() else { return };
        let finding = self.redacted(finding);
        let earlier = &earlier[earlier.len().saturating_sub(MOST_STEPS)..];
        let shown: Vec<&Exchange> = earlier.iter().chain([last]).copied().collect();
        let passed = passed(builder, &shown);
        let before = earlier.iter().zip(&passed).map(|(step, passed)| self.step(step, passed)).collect();
        let failure = self.failure_of(builder, class, (number, finding), &last.request, &last.answer);
        let mut failure = self.saved(builder, Failure { before, ..failure }, &class.name, &last.request);
        if let Some(passed) = passed.last().filter(|passed| !passed.takes.is_empty()) {
            let body = failure.body_file.as_deref().unwrap_or(Path::new("body-of-the-request"));
            failure.curl = curl_of_script(self.target, &last.request, &self.redactor, body, passed).line;
        }
        self.tell(failure);
    }

    fn redacted(&self, finding: Finding) -> Finding<Redacted> {
        let message = self.redactor.redact_start(&finding.message.0, LONGEST_MESSAGE).0;
        Finding { check: finding.check, message, rule: finding.rule, is_null: finding.is_null }
    }

    /// An earlier request. A body that fits no line is not kept for it.
    fn step(&self, exchange: &Exchange, passed: &Passed) -> Step {
        let body = Path::new("body-of-the-request");
        let line = curl_of_script(self.target, &exchange.request, &self.redactor, body, passed).line;
        Step { curl: line, answer: shown(&exchange.answer, &self.redactor) }
    }

    fn failure_of(
        &self,
        builder: &CaseBuilder<'_>,
        class: &Class,
        (number, finding): (usize, Finding<Redacted>),
        request: &WireRequest,
        answer: &Answered,
    ) -> Failure {
        let redacted = |text: &str| self.redactor.redact(text);
        let place = finding.rule.as_ref().map(|rule| rule.place(builder.api));
        let curl = curl(self.target, request, &self.redactor, &self.kept(builder, &class.name, finding.check).body);
        Failure {
            number,
            cause: self.cause(number).unwrap_or_default(),
            keys: self.keys.get(&number).cloned().unwrap_or_default(),
            severity: Severity::of(finding.check, status(answer)),
            operation: redacted(&builder.operation.key),
            class: redacted(&class.name),
            summary: redacted(&class.summary),
            line: finding.rule.as_ref().map(|rule| redacted(&rule.line(builder.api))),
            place: place.map(|place| redacted(&shown_place(&place))),
            finding,
            before: Vec::new(),
            curl: curl.line,
            body_file: curl.body.as_ref().map(|(path, _)| path.clone()),
            status: status(answer),
            answer: shown(answer, &self.redactor),
            answer_again: None,
            is_known: false,
            is_failure: true,
            seed: self.replay.seed.unwrap_or(self.settings.seed),
            case: 0,
            base: None,
        }
    }

    /// Where failing cases of the target are kept.
    pub(super) fn kept_folder(&self) -> PathBuf {
        let state = self.settings.state.clone().unwrap_or_default();
        state.join("cases").join(file_name::component(&self.target.name))
    }

    /// Where a failing case is kept.
    fn kept(&self, builder: &CaseBuilder<'_>, class: &str, check: Check) -> Saved {
        Saved::new(&self.kept_folder(), &builder.operation.key, class, check)
    }

    /// Keeps a failure, with the body that its line reads, where there is a folder for it.
    fn saved(&mut self, builder: &CaseBuilder<'_>, failure: Failure, class: &str, request: &WireRequest) -> Failure {
        if self.settings.state.is_none() {
            return failure;
        }
        let kept = self.kept(builder, class, failure.finding.check);
        let curl = curl(self.target, request, &self.redactor, &kept.body);
        let document = self.redactor.redact(&builder.api.documents.place(builder.operation.origin).file);
        let (target, base_url) = (self.redactor.redact(&self.target.name), self.redactor.redact(&self.target.base_url));
        kept.write(&failure, [("document", document), ("target", target), ("baseUrl", base_url)], curl.body);
        self.replay.note_written(kept.case());
        failure
    }

    pub(super) fn tell(&mut self, failure: Failure) {
        let is_known = self.settings.baseline.as_ref().is_some_and(|baseline| baseline.has(failure.cause));
        let is_failure = !is_known && self.settings.denied.contains(&failure.severity);
        self.summary.known += usize::from(is_known);
        *(if is_failure { &mut self.summary.failures } else { &mut self.summary.noted }) += 1;
        (self.report)(Event::Failed(Box::new(Failure { is_known, is_failure, ..failure })));
        if self.has_told_enough() {
            let reason = format!("the most failures that are asked for were found: {}", self.summary.failures);
            self.halt = Some(Halt::Run(StopKind::Findings, reason));
        }
    }

    /// Whether as many failures were found as are wanted.
    pub(super) fn has_told_enough(&self) -> bool {
        self.settings.max_failures.is_some_and(|most| self.summary.failures >= most)
    }
}

/// How many requests may be sent to make a failing case smaller.
fn shrink_steps(case: &Case, answer: &Answered) -> usize {
    match answer {
        Ok(_) if case.number == 0 => SHRINK_STEPS_OF_PLAINEST,
        Ok(_) => SHRINK_STEPS,
        Err(error) if error.kind == TransportErrorKind::Timeout => 0,
        // Broken connections cost more than answers.
        Err(_) => SHRINK_STEPS_OF_PLAINEST,
    }
}

/// What a smaller case shows of the finding that is shrunk: the same check and rule, and an answer of the same status.
fn same_failure(verdict: Verdict, outcome: &Answered, finding: &Finding, answer: &Answered) -> Option<Finding> {
    let Verdict::Violates(findings) = verdict else { return None };
    if status(outcome) != status(answer) {
        return None;
    }
    findings.into_iter().find(|other| other.check == finding.check && other.rule == finding.rule)
}

/// Another status is another fault, whatever the check and the rule.
fn status(answer: &Answered) -> Option<u16> {
    answer.as_ref().ok().map(|received| received.status)
}

/// An answer for people. It is redacted before it is cut.
fn shown(answer: &Answered, redactor: &Redactor) -> Redacted {
    let received = match answer {
        Ok(received) => received,
        Err(error) => {
            return Redacted::ours("none: ").with(&redactor.redact_start(&error.to_string(), LONGEST_MESSAGE).0);
        }
    };
    let content_type = received.header("content-type").unwrap_or("no content type");
    let (content_type, _) = redactor.redact_start(content_type, LONGEST_ANSWER);
    let (text, is_cut) = redactor.redact_start(&String::from_utf8_lossy(&received.body), LONGEST_ANSWER);
    let shown = Redacted::joined([Redacted::count(received.status.into()), content_type, text], " ");
    if !is_cut {
        return shown;
    }
    let bytes = Redacted::count(received.body.len());
    shown.with(&Redacted::ours(" ... (")).with(&bytes).with(&Redacted::ours(" bytes)"))
}
