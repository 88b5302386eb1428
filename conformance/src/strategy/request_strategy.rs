//! The requests of an operation as a strategy of `proptest`.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use proptest::prelude::Rng as _;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::{Reason, TestRunner};
use trueline_spec::model::{Api, Checked};

use super::error::names_like;
use super::subject::Subject;
use super::{Request, StrategyError};
use crate::case::{CaseStrategy, CaseTree, Class, Intent, Lender};
use crate::mutation;
use crate::target::Target;

/// Requests that obey the document.
///
/// They have no credentials and know nobody's session unless [`RequestStrategy::at`] says of which target.
///
/// # Errors
///
/// The document has no such operation. An operation without an `operationId` is named by its method and path:
/// `GET /pets/{id}`.
pub fn request(api: &Arc<Checked<Api>>, operation: &str) -> Result<RequestStrategy, StrategyError> {
    RequestStrategy::new(api, operation, Kind::Valid)
}

/// Requests that break exactly one rule of the document, of any class that the operation has.
///
/// # Errors
///
/// The document has no such operation.
pub fn invalid_request(api: &Arc<Checked<Api>>, operation: &str) -> Result<RequestStrategy, StrategyError> {
    RequestStrategy::new(api, operation, Kind::Invalid)
}

/// The requests of an operation.
#[derive(Clone)]
pub struct RequestStrategy {
    subject: Subject,
    kind: Kind,
    /// The classes that are drawn from.
    classes: Arc<[Arc<Class>]>,
    /// Whether a target says which credentials there are.
    has_target: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Valid,
    Invalid,
}

impl RequestStrategy {
    fn new(api: &Arc<Checked<Api>>, operation: &str, kind: Kind) -> Result<Self, StrategyError> {
        let Some((id, _)) = api.operation_by_key(operation) else {
            let near = names_like(operation, api.operations().map(|(_, operation)| operation.key.as_str()));
            return Err(StrategyError::UnknownOperation { name: operation.to_owned(), near });
        };
        Ok(Self::of(Subject::new(Arc::clone(api), id, Target::default()), kind, false))
    }

    fn of(subject: Subject, kind: Kind, has_target: bool) -> Self {
        let classes = match kind {
            Kind::Valid => Arc::from([Arc::new(Class::valid())]),
            Kind::Invalid => invalid_classes(&subject),
        };
        Self { subject, kind, classes, has_target }
    }

    /// The same for a target: with its credentials, its owner's headers and what is promised there. `Debug` of a request, which
    /// is what `proptest` shows of one that fails, has none of its secrets.
    #[must_use]
    pub fn at(self, target: Target) -> Self {
        Self::of(self.subject.at(target), self.kind, true)
    }

    /// The names of the classes that are drawn from: `valid`, or `query.limit/above-maximum` and the like.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.classes.iter().map(|class| class.name.as_str())
    }

    /// Requests of one class alone.
    ///
    /// # Errors
    ///
    /// It is none of [`classes`](Self::classes).
    pub fn of_class(self, name: &str) -> Result<Self, StrategyError> {
        let Some(class) = self.classes.iter().find(|class| class.name == name) else {
            let operation = self.subject.builder().operation.key.clone();
            let near = names_like(name, self.classes());
            return Err(StrategyError::UnknownClass { operation, name: name.to_owned(), near });
        };
        Ok(Self { classes: Arc::from([Arc::clone(class)]), ..self })
    }

    fn case(&self, class: &Arc<Class>, runner: &mut TestRunner) -> Result<CaseTree<Subject>, Reason> {
        // Number 0 is the plainest, to which every other one shrinks.
        let number = 1 + (runner.rng().next_u32() >> 8) as usize;
        CaseStrategy {
            lender: self.subject.clone(),
            class: Arc::clone(class),
            number,
            presents_credentials: self.has_target,
            base: None,
        }
        .new_tree(runner)
    }
}

/// The classes of requests that break a rule, of two with one name the first.
fn invalid_classes(subject: &Subject) -> Arc<[Arc<Class>]> {
    let mut names = BTreeSet::new();
    let classes = mutation::mutations(&subject.builder()).into_iter().map(Class::of);
    let is_invalid = |class: &Class| matches!(class.intent, Intent::Violates { .. });
    classes.filter(is_invalid).filter(|class| names.insert(class.name.clone())).map(Arc::new).collect()
}

impl fmt::Debug for RequestStrategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestStrategy")
            .field("operation", &self.subject.builder().operation.key)
            .field("classes", &self.classes().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl Strategy for RequestStrategy {
    type Tree = RequestTree;
    type Value = Request;

    /// What cannot be confirmed is drawn anew, of another class where there are several.
    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let mut failure = Reason::from("the operation has no class of invalid requests");
        let mut waiting: Vec<&Arc<Class>> = self.classes.iter().collect();
        while !waiting.is_empty() {
            let drawn = runner.rng().next_u32() as usize % waiting.len();
            let class = waiting.swap_remove(drawn);
            for _ in 0..CaseStrategy::<Subject>::ATTEMPTS {
                match self.case(class, runner) {
                    Ok(case) => return Ok(RequestTree { case, subject: self.subject.clone() }),
                    Err(reason) => failure = reason,
                }
            }
        }
        Err(failure)
    }
}

/// A request that shrinks: whatever is current is confirmed to be of its class.
#[derive(Clone)]
pub struct RequestTree {
    case: CaseTree<Subject>,
    subject: Subject,
}

impl fmt::Debug for RequestTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequestTree").field(&self.current()).finish()
    }
}

impl ValueTree for RequestTree {
    type Value = Request;

    fn current(&self) -> Request {
        Request::new(self.case.current(), self.subject.clone())
    }

    fn simplify(&mut self) -> bool {
        self.case.simplify()
    }

    fn complicate(&mut self) -> bool {
        self.case.complicate()
    }
}
