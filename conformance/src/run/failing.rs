//! What does not conform: made smaller, shown, kept and told.

use super::runner::Run;
use crate::case::{Case, shrink};
use crate::check::{self, Finding, Verdict};
use crate::record::{Saved, curl};
use crate::redact::{Redacted, Redactor};
use crate::report::{Event, Failure};
use crate::request::Drafter;
use crate::transport::{Answered, TransportErrorKind};

/// Requests that may be sent to make one failure smaller; the plainest case is small already.
const SHRINK_STEPS: usize = 120;
const SHRINK_STEPS_OF_PLAINEST: usize = 24;
/// Requests that may be sent to make all failures of a run smaller.
pub(super) const SHRINK_STEPS_IN_ALL: usize = 3000;
/// Characters of an answer that are shown.
const LONGEST_ANSWER: usize = 1000;
/// Characters of a message that are shown.
pub(super) const LONGEST_MESSAGE: usize = 4000;

impl Run<'_> {
    /// Shrinks a failing case, and tells of it.
    pub(super) async fn fail(&mut self, drafter: &Drafter<'_>, case: &Case, finding: Finding, answer: &Answered) {
        let (case, finding, answer) = self.shrunk(drafter, case.clone(), finding, answer.clone()).await;
        let message = self.redactor.redact_start(&finding.message.0, LONGEST_MESSAGE).0;
        let finding = Finding { check: finding.check, message, rule: finding.rule };
        let failure = self.failure(drafter, &case, finding, &answer);
        self.tell(failure);
    }

    pub(super) async fn shrunk(
        &mut self,
        drafter: &Drafter<'_>,
        mut case: Case,
        mut finding: Finding,
        mut answer: Answered,
    ) -> (Case, Finding, Answered) {
        let most = if case.number == 0 { SHRINK_STEPS_OF_PLAINEST } else { SHRINK_STEPS };
        let most = match &answer {
            Ok(_) => most,
            Err(error) if error.kind == TransportErrorKind::Timeout => 0,
            // Broken connections cost more than answers.
            Err(_) => SHRINK_STEPS_OF_PLAINEST,
        };
        let allowed = most.min(self.shrink_steps_left);
        let mut left = allowed;
        'smaller: loop {
            for base in shrink::candidates(drafter, &case.base) {
                if left == 0 {
                    break 'smaller;
                }
                let Some(candidate) = shrink::smaller_case(drafter, &case, base) else { continue };
                left -= 1;
                if self.watch.is_over().is_some() {
                    break 'smaller;
                }
                let outcome = self.transport.send_patiently(&candidate.request, self.settings.timeout).await;
                let verdict = check::judge(drafter, &candidate.class, &candidate.request, &outcome);
                let Verdict::Violates(findings) = verdict else { continue };
                if status(&outcome) != status(&answer) {
                    continue;
                }
                let same =
                    findings.into_iter().find(|other| other.check == finding.check && other.rule == finding.rule);
                if let Some(same) = same {
                    (case, finding, answer) = (candidate, same, outcome);
                    continue 'smaller;
                }
            }
            break;
        }
        self.shrink_steps_left -= allowed - left;
        (case, finding, answer)
    }

    pub(super) fn failure(
        &self,
        drafter: &Drafter<'_>,
        case: &Case,
        finding: Finding<Redacted>,
        answer: &Answered,
    ) -> Failure {
        let redacted = |text: &str| self.redactor.redact(text);
        let place = finding.rule.as_ref().map(|rule| rule.place(drafter.api));
        let folder = self.settings.state.join("cases").join(&self.target.name);
        let saved = Saved::new(&folder, &drafter.operation.key, &case.class.name, finding.check);
        let curl = curl(&self.target.base_url, &case.request, &self.redactor, &saved.body);
        let failure = Failure {
            operation: redacted(&drafter.operation.key),
            class: redacted(&case.class.name),
            summary: redacted(&case.class.summary),
            line: finding.rule.as_ref().map(|rule| redacted(&rule.line(drafter.api))),
            place: place.map(|place| redacted(&format!("{}:{}:{}", place.file, place.line, place.column))),
            finding,
            curl: curl.line,
            body_file: curl.body.as_ref().map(|(path, _)| path.clone()),
            answer: shown(answer, &self.redactor),
            seed: self.settings.seed,
            case: case.number,
        };
        saved.write(&failure, curl.body);
        failure
    }

    pub(super) fn tell(&mut self, failure: Failure) {
        self.summary.failures += 1;
        (self.report)(Event::Failed(Box::new(failure)));
    }
}

/// What makes two findings of an operation one: the check and the rule, and what is not declared at all. The classes in
/// which it happens are told with the operation.
pub(super) fn dedup_key(finding: &Finding) -> (&'static str, String) {
    let rule = finding.rule.as_ref().map(|rule| format!("{rule:?}")).unwrap_or_default();
    let undeclared = if finding.check == check::UNDECLARED { finding.message.0.as_str() } else { "" };
    (finding.check, rule + undeclared)
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
