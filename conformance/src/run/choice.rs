//! What of a plan is tested.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;
use trueline_spec::did_you_mean::similar;
use trueline_spec::model::OperationId;

use super::RunError;
use super::making::classes;
use crate::check::{Check, Verdict};
use crate::judge::EcmaPattern;
use crate::laws::Law;
use crate::request::CaseBuilder;

/// What of a plan is tested; by default all of it.
///
/// # Examples
/// ```
/// use trueline_conformance::{Choice, Settings};
///
/// let choice = Choice { classes: vec!["^query\\.limit/".parse()?], ..Choice::default() };
/// let settings = Settings { choice, ..Settings::default() };
/// # Ok::<(), trueline_conformance::InvalidClassPattern>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Only these operations.
    pub operations: Option<BTreeSet<OperationId>>,
    /// Operations that are tested at an address although they would end the test of it: they reset it, shut it down, rotate
    /// keys, or delete everything.
    pub allowed: BTreeSet<OperationId>,
    /// Only classes and laws whose names any of these finds; every one where there is none. Valid requests are sent of each
    /// operation that has one of them, for without these a refusal proves nothing.
    pub classes: Vec<ClassPattern>,
    /// Only findings of these checks; of every one where there is none.
    pub checks: Vec<Check>,
}

/// A regular expression of ECMA-262 that is searched in the names of classes.
#[derive(Clone)]
pub struct ClassPattern(Arc<EcmaPattern>);

/// A text that is no regular expression.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no regular expression of ECMA-262")]
pub struct InvalidClassPattern(pub String);

impl FromStr for ClassPattern {
    type Err = InvalidClassPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        EcmaPattern::new(text)
            .map(|pattern| Self(Arc::new(pattern)))
            .ok_or_else(|| InvalidClassPattern(text.to_owned()))
    }
}

impl fmt::Debug for ClassPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.text().fmt(f)
    }
}

impl Choice {
    /// Whether everything is tested.
    pub(super) fn is_whole(&self) -> bool {
        self.operations.is_none() && self.classes.is_empty() && self.checks.is_empty()
    }

    pub(super) fn takes(&self, id: OperationId) -> bool {
        self.operations.as_ref().is_none_or(|operations| operations.contains(&id))
    }

    pub(super) fn takes_class(&self, name: &str) -> bool {
        self.classes.is_empty() || self.classes.iter().any(|pattern| pattern.0.matches(name))
    }

    pub(super) fn takes_check(&self, check: Check) -> bool {
        self.checks.is_empty() || self.checks.contains(&check)
    }

    /// What is left of a verdict.
    pub(super) fn judged(&self, verdict: Verdict) -> Verdict {
        match verdict {
            Verdict::Violates(mut findings) => {
                findings.retain(|finding| self.takes_check(finding.check));
                if findings.is_empty() { Verdict::Conforms } else { Verdict::Violates(findings) }
            }
            other => other,
        }
    }

    /// The operations that have a class or a law of those that are chosen.
    ///
    /// # Errors
    ///
    /// None has; the error names what is near.
    pub(super) fn with_classes<'d>(
        &self,
        chosen: Vec<OperationId>,
        builder: impl Fn(OperationId) -> CaseBuilder<'d>,
    ) -> Result<Vec<OperationId>, RunError> {
        if self.classes.is_empty() {
            return Ok(chosen);
        }
        let mut others: BTreeSet<String> = BTreeSet::new();
        let has_one = |id: &OperationId| {
            let builder = builder(*id);
            let laws = Law::ALL.into_iter().filter(|law| law.applies(&builder)).map(|law| law.class().to_owned());
            let names: Vec<String> =
                classes(&builder).into_iter().map(|class| class.name.clone()).chain(laws).collect();
            let is_taken = names.iter().any(|name| self.takes_class(name));
            others.extend(names);
            is_taken
        };
        let taken: Vec<OperationId> = chosen.into_iter().filter(has_one).collect();
        if taken.is_empty() {
            let patterns: Vec<&str> = self.classes.iter().map(|pattern| pattern.0.text()).collect();
            // Of a class's name, what stands behind its place is what people know.
            let ends = || others.iter().filter_map(|name| name.rsplit_once('/')).map(|(_, end)| end);
            let words =
                patterns.iter().flat_map(|pattern| similar(pattern, others.iter().map(String::as_str).chain(ends())));
            let near = words.map(str::to_owned).collect::<BTreeSet<String>>().into_iter().collect();
            return Err(RunError::NoSuchClass { patterns: patterns.into_iter().map(str::to_owned).collect(), near });
        }
        Ok(taken)
    }
}
