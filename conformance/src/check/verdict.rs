//! What is made of an answer.

use std::fmt;

use super::Check;
use crate::judge::Rule;

/// The judgement of one exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The answer is what the document says.
    Conforms,
    /// It is not.
    Violates(Vec<Finding>),
    /// It cannot be decided; with the reason. Never counted as conforming.
    Undecided(String),
}

impl Verdict {
    /// What is left of a verdict on an invalid request where no valid one ever succeeded: a refusal proves nothing then,
    /// whatever its status, for anything else may be its reason.
    pub(crate) fn without_control(self) -> Self {
        let undecided =
            || Self::Undecided("no valid request of the operation succeeded, so a refusal proves nothing".to_owned());
        match self {
            Self::Conforms => undecided(),
            Self::Violates(mut findings) => {
                findings.retain(|finding| finding.check != Check::UnexpectedStatus);
                if findings.is_empty() { undecided() } else { Self::Violates(findings) }
            }
            Self::Undecided(reason) => Self::Undecided(reason),
        }
    }
}

/// A way in which an answer departs from the document. What a check made of an answer may hold secrets; what is reported
/// is a `Finding<Redacted>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<Text = Unredacted> {
    /// The check that found it.
    pub check: Check,
    /// What is wrong, for people.
    pub message: Text,
    /// The rule that the server does not keep.
    pub rule: Option<Rule>,
    /// Whether the value that breaks it is null.
    pub is_null: bool,
}

impl Finding {
    /// A finding of a check.
    #[must_use]
    pub fn new(check: Check, message: impl Into<String>, rule: Option<Rule>) -> Self {
        Self { check, message: Unredacted(message.into()), rule, is_null: false }
    }

    /// The same, of a value that is null or is not.
    #[must_use]
    pub(crate) fn of_null(self, is_null: bool) -> Self {
        Self { is_null, ..self }
    }
}

/// Whether two findings of an operation are one: the same check and rule.
pub(crate) fn is_same(one: &Finding, other: &Finding) -> bool {
    (one.check, &one.rule) == (other.check, &other.rule)
}

/// What is left of the findings of one answer without those that only follow from others: an answer to what ought to have been
/// refused is not what the document says of answers, and a wrong status need not be declared.
pub(crate) fn without_consequences(mut findings: Vec<Finding>) -> Vec<Finding> {
    let has = |check| findings.iter().any(|finding: &Finding| finding.check == check);
    if has(Check::InvalidAccepted) {
        findings.retain(|finding| finding.check == Check::InvalidAccepted);
    } else if has(Check::UnexpectedStatus) || has(Check::ValidRefused) {
        findings.retain(|finding| finding.check != Check::UndeclaredStatus);
    }
    findings
}

/// Text that may hold what a server repeated of a request's secrets. It has no way to a report but the redactor.
#[derive(Clone, PartialEq, Eq)]
pub struct Unredacted(pub(crate) String);

impl fmt::Debug for Unredacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}
