//! The checks of whoever tests, within a run.

use super::CustomCheck;
use super::check::{CheckKind, CheckedCase};
use super::exchange_line::{exchange_line, messages};
use crate::check::{Check, Finding, Verdict};
use crate::command::LineCommand;
use crate::redact::Redactor;
use crate::target::Target;
use crate::transport::{Breakage, Received};

/// The checks of a run, in the order in which they were given.
pub(crate) struct CustomChecks {
    checks: Vec<(CustomCheck, Option<LineCommand>)>,
    base_url: String,
    redactor: Redactor,
    breakage: Breakage,
}

impl CustomChecks {
    /// Of those that are chosen.
    pub(crate) fn new(
        checks: &[CustomCheck],
        is_chosen: impl Fn(Check) -> bool,
        target: &Target,
        breakage: &Breakage,
    ) -> Self {
        let redactor = target.redactor();
        let start = |check: &CustomCheck| {
            let CheckKind::Command(config) = &check.kind else { return (check.clone(), None) };
            let environment = vec![("TRUELINE_BASE_URL".to_owned(), target.base_url.clone())];
            let command = LineCommand::new(config.command.clone(), environment, config.timeout, redactor.clone());
            (check.clone(), Some(command))
        };
        let checks = checks.iter().filter(|check| is_chosen(check.check)).map(start).collect();
        Self { checks, base_url: target.base_url.clone(), redactor, breakage: breakage.clone() }
    }

    /// Whether a check is one of these.
    pub(crate) fn has(&self, check: Check) -> bool {
        self.checks.iter().any(|(own, _)| own.check == check)
    }

    /// A verdict with what these find.
    pub(crate) async fn judged(&self, verdict: Verdict, case: CheckedCase<'_>, received: &Received) -> Verdict {
        let mut found = Vec::new();
        for (check, command) in &self.checks {
            if self.breakage.reason().is_some() {
                // What a check says that failed before is worth nothing.
                break;
            }
            let messages = match (&check.kind, command) {
                (CheckKind::Closure(judge), _) => judge(&case, received).err().into_iter().collect(),
                (CheckKind::Command(config), Some(command)) => {
                    let redactor = (!config.secrets).then_some(&self.redactor);
                    let line = exchange_line(check.check, case, received, &self.base_url, redactor);
                    let said = command.ask(&line).await.map_err(|error| error.to_string());
                    match said.and_then(|line| messages(&line)) {
                        Ok(messages) => messages,
                        Err(reason) => {
                            self.breakage.note(format!("the check `{}` fails: {reason}", check.check));
                            break;
                        }
                    }
                }
                (CheckKind::Command(_), None) => Vec::new(),
            };
            found.extend(messages.into_iter().map(|message| Finding::new(check.check, message, None)));
        }
        with(verdict, found)
    }

    /// Lets the commands end.
    pub(crate) async fn close(&self) {
        for command in self.checks.iter().filter_map(|(_, command)| command.as_ref()) {
            command.close().await;
        }
    }
}

/// A verdict with further findings.
fn with(verdict: Verdict, found: Vec<Finding>) -> Verdict {
    if found.is_empty() {
        return verdict;
    }
    match verdict {
        Verdict::Violates(mut findings) => {
            findings.extend(found);
            Verdict::Violates(findings)
        }
        Verdict::Conforms | Verdict::Undecided(_) => Verdict::Violates(found),
    }
}
