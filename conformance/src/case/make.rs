//! A request with its reason, and what confirms that it is what it is meant to be.

use std::sync::Arc;

use proptest::test_runner::{Config, TestRunner};
use trueline_spec::model::OperationId;

use super::class::Class;
use super::strategy::CaseStrategy;
use super::tree::CaseTree;
use super::unconfirmed::Unconfirmed;
use crate::generate::SeededRng;
use crate::judge::RequestViolation;
use crate::mutation::{RequestEdit, is_meant};
use crate::request::{CaseBuilder, RequestTemplate, WireRequest};

/// A request with its reason.
#[derive(Debug, Clone)]
pub struct Case {
    /// The operation.
    pub operation: OperationId,
    /// The class.
    pub class: Arc<Class>,
    /// The number within its class; 0 is the plainest, and the same for every seed.
    pub number: usize,
    /// The bytes.
    pub request: Arc<WireRequest>,
    /// The valid request that it was made from.
    pub(crate) base: RequestTemplate,
    /// The number of the valid case whose request that is, where the target accepted it and refuses others.
    pub(crate) base_number: Option<usize>,
    pub(crate) rng: SeededRng,
}

/// A valid request that the target accepted.
#[derive(Clone, Copy)]
pub(crate) struct Base<'b> {
    /// The number of its case.
    pub number: usize,
    /// The request.
    pub template: &'b RequestTemplate,
}

/// What a case is made from.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'b> {
    /// The valid request; without one it is drawn.
    pub base: Option<Base<'b>>,
    /// Whether a request that is drawn has credentials.
    pub presents_credentials: bool,
}

impl Default for Ground<'_> {
    fn default() -> Self {
        Self { base: None, presents_credentials: true }
    }
}

/// Makes a case of a run from any valid request. It depends on the seed, the operation, the class and the number alone: each attempt has a runner
/// of its own, whose randomness begins with these names.
///
/// # Errors
///
/// Why there is none.
pub(crate) fn make<'a>(
    builder: &CaseBuilder<'a>,
    class: &Arc<Class>,
    number: usize,
    seed: u64,
) -> Result<CaseTree<CaseBuilder<'a>>, Unconfirmed> {
    make_from(builder, class, number, seed, Ground::default())
}

/// The same, from what is given.
///
/// # Errors
///
/// Why there is none.
pub(crate) fn make_from<'a>(
    builder: &CaseBuilder<'a>,
    class: &Arc<Class>,
    number: usize,
    seed: u64,
    ground: Ground<'_>,
) -> Result<CaseTree<CaseBuilder<'a>>, Unconfirmed> {
    let Ground { base, presents_credentials } = ground;
    let base = base.filter(|_| !class.is_valid()).map(|base| (base.number, base.template.clone()));
    let strategy = CaseStrategy { lender: *builder, class: Arc::clone(class), number, presents_credentials, base };
    // The plainest case is the same for every seed, so that snapshots do not depend on it.
    let (attempts, seed) = if number == 0 { (1, 0) } else { (CaseStrategy::<CaseBuilder<'_>>::ATTEMPTS, seed) };
    let tree = |attempt: usize| {
        let names = [builder.operation.key.as_str(), &class.name, &number.to_string(), &attempt.to_string()];
        let config = Config { failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, SeededRng::of(seed, &names).into_rng());
        strategy.tree(&mut runner)
    };
    let mut made = tree(0);
    for attempt in 1..attempts {
        if made.is_ok() {
            break;
        }
        made = tree(attempt);
    }
    made
}

/// The bytes of a request that breaks no rule.
fn valid(builder: &CaseBuilder<'_>, base: &RequestTemplate) -> Result<WireRequest, Unconfirmed> {
    let (request, reading) = builder.judge(base)?;
    match reading.violations.into_iter().next() {
        None => Ok(request),
        Some(violation) => Err(Unconfirmed::NotValid(Box::new(violation))),
    }
}

/// The bytes of a class's request made from a valid one, judged by the document's own reading: a valid request breaks
/// no rule, an invalid one does, and only where it is meant to.
pub(crate) fn confirmed(
    builder: &CaseBuilder<'_>,
    class: &Class,
    base: &RequestTemplate,
    rng: &SeededRng,
) -> Result<WireRequest, Unconfirmed> {
    let Some(mutation) = &class.mutation else { return valid(builder, base) };
    if mutation.location.is_none() {
        // Where the mistake is not one of values, nothing else shows that these are valid.
        valid(builder, base)?;
    }
    let mut template = base.clone();
    mutation.change.apply(builder, &mut template, &mut rng.clone())?;
    // What is drawn without credentials lacks them already.
    let is_missing = matches!(&mutation.change, RequestEdit::Credentials(none) if none.is_empty());
    if template == *base && !is_missing {
        return Err(Unconfirmed::Unchanged);
    }
    let (request, reading) = builder.judge(&template)?;
    let Some(location) = &mutation.location else { return Ok(request) };
    if reading.violations.is_empty() {
        return Err(Unconfirmed::StillValid);
    }
    let is_other = |violation: &RequestViolation| {
        !is_meant(&mutation.rule.keyword, location, &violation.rule.keyword, &violation.location)
    };
    match reading.violations.into_iter().find(is_other) {
        Some(other) => Err(Unconfirmed::BreaksMore(Box::new(other))),
        None => Ok(request),
    }
}
