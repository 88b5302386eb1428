//! The judge of values: the `jsonschema` crate over the model's schemas, `regress` for patterns, and the formats that
//! OpenAPI registers. It shares nothing with the strategies that generate values, so that neither can hide the other's
//! mistakes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::ValidationError;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, MediaType, OperationId, Parameter, SchemaId};

use super::{
    Patterns, Undecided, Violation,
    built::{Built, build},
    judgement::{self, Judged},
    violation::violation,
    work::Work,
};
use crate::limits;
use crate::schema::cost::{self, value_depth, value_parts};

/// Judges values against the schemas of one document. Validators are built when they are first needed.
#[derive(Default)]
pub struct Validators {
    /// The schemas of requests, and of responses, that are likely to be needed together.
    roots: (Vec<SchemaId>, Vec<SchemaId>),
    requests: Mutex<Cache>,
    responses: Mutex<Cache>,
    pub(crate) patterns: Arc<Patterns>,
    /// What making requests may cost, and has cost.
    pub(crate) work: Work,
    /// The same of judging answers.
    pub(crate) work_of_answers: Work,
}

/// The validators that were built last. A validator judges values of every schema that its own leads to, so that those
/// of one operation are mostly one. Together they hold no more than a bound: in large documents a schema leads to a good
/// part of all others.
#[derive(Default)]
struct Cache {
    /// The validator for the values of a schema.
    of: FxHashMap<SchemaId, Arc<Built>>,
    /// In the order of building.
    order: VecDeque<Arc<Built>>,
    held: usize,
    /// The first of the roots that was not built yet with another schema.
    next_root: usize,
}

impl Cache {
    fn insert(&mut self, built: &Arc<Built>) {
        while self.held + built.weight > limits::HELD_WEIGHT
            && let Some(oldest) = self.order.pop_front()
        {
            self.held -= oldest.weight;
            self.of.retain(|_, other| !Arc::ptr_eq(other, &oldest));
        }
        self.of.insert(built.root, Arc::clone(built));
        if built.validator.is_ok() {
            for schema in &built.schemas {
                self.of.entry(*schema).or_insert_with(|| Arc::clone(built));
            }
        }
        self.order.push_back(Arc::clone(built));
        self.held += built.weight;
    }
}

impl Validators {
    /// Validators that are built together for the schemas of these operations, in their order: schemas of many operations
    /// lead to the same ones, which are not built again for each.
    pub(crate) fn of_operations(api: &Api, operations: &[OperationId]) -> Self {
        let of = |direction| roots(api, operations, direction);
        Self { roots: (of(Direction::Request), of(Direction::Response)), ..Self::default() }
    }

    /// The rules that a value breaks, a bounded number of them; none where it is valid.
    ///
    /// # Errors
    ///
    /// It cannot be decided: the validator refuses the schema, or judging the value takes more than a limit.
    pub fn violations(
        &self,
        api: &Api,
        schema: SchemaId,
        direction: Direction,
        value: &Value,
    ) -> Result<Vec<Violation>, Undecided> {
        if self.is_valid(api, schema, direction, value)? {
            return Ok(Vec::new());
        }
        // References of many places to one schema are one.
        let schema = api.schemas.resolve(schema);
        let built = self.built(api, schema, direction);
        let most = limits::LISTING_STEPS / (1 + u64::try_from(built.depth(schema) / 100).unwrap_or(u64::MAX));
        Ok(self.within_bounds(&built, schema, direction, value, |validator, steps| {
            let (found, listing) = listed(api, schema, validator, value, (most, steps));
            self.work_for(direction).charge(listing.saturating_mul(WORK_OF_LISTING));
            found
        }))
    }

    /// Whether a value is valid.
    ///
    /// # Errors
    ///
    /// As for [`violations`](Self::violations).
    pub fn is_valid(
        &self,
        api: &Api,
        schema: SchemaId,
        direction: Direction,
        value: &Value,
    ) -> Result<bool, Undecided> {
        let schema = api.schemas.resolve(schema);
        if direction == Direction::Response {
            // Nothing is built either that is not used.
            self.work_of_answers.check()?;
        }
        let built = self.built(api, schema, direction);
        if let Err(reason) = &built.validator {
            return Err(reason.clone());
        }
        let work = self.work_for(direction);
        let levels = built.depth(schema).saturating_mul(value_depth(value));
        if levels > limits::SCHEMA_DEPTH {
            return Err(Undecided::TooDeep);
        }
        let work_of_step = if cost::is_deep(levels) { WORK_OF_DEEP_STEP } else { WORK_OF_STEP };
        self.within_bounds(&built, schema, direction, value, |validator, steps| {
            let first = judgement::within(steps, schema, true, || validator.is_valid(value));
            work.charge(first.steps.saturating_mul(work_of_step).saturating_add(self.patterns.take_steps()));
            if first.is_exhausted {
                return Err(Undecided::TooManySteps { steps });
            }
            let Some(pattern) = first.given_up else { return Ok(first.result) };
            // Whether the text matches may make no difference.
            let second = judgement::within(steps, schema, false, || validator.is_valid(value));
            work.charge(second.steps.saturating_mul(work_of_step).saturating_add(self.patterns.take_steps()));
            if second.result == first.result && !second.is_exhausted {
                return Ok(first.result);
            }
            Err(Undecided::Pattern { pattern })
        })
    }

    /// Whether a value is valid, as far as that can be decided, and the steps of judging it, which count nowhere: for what has
    /// no part in making requests and judging answers.
    pub(crate) fn is_valid_uncounted(
        &self,
        api: &Api,
        schema: SchemaId,
        direction: Direction,
        value: &Value,
    ) -> (bool, u64) {
        let before = self.work_for(direction).done();
        let is_valid = self.is_valid(api, schema, direction, value) == Ok(true);
        let steps = self.work_for(direction).take_back(before);
        (is_valid, steps)
    }

    /// Judges a value as one of a schema: with the stack that the schemas' depth needs, within the steps that the value's
    /// size allows.
    fn within_bounds<T: Send + FromReason>(
        &self,
        built: &Built,
        schema: SchemaId,
        direction: Direction,
        value: &Value,
        judge: impl FnOnce(&jsonschema::Validator, u64) -> T + Send,
    ) -> T {
        let validator = match &built.validator {
            Ok(validator) => validator,
            Err(reason) => return T::from_reason(reason.clone()),
        };
        let parts = value_parts(value);
        let levels = built.depth(schema).saturating_mul(value_depth(value));
        self.work_for(direction).charge(parts.saturating_add(cost::steps_of_stack(levels)));
        let steps = limits::JUDGE_STEPS.saturating_add(parts.saturating_mul(limits::JUDGE_STEPS_OF_PART));
        cost::with_stack_for(levels, || judge(validator, steps)).unwrap_or_else(|error| T::from_reason(error.into()))
    }

    /// Builds the validator of a schema, which judges values of all schemas that it leads to.
    pub(crate) fn prepare(&self, api: &Api, schema: SchemaId, direction: Direction) {
        if self.work_for(direction).check().is_ok() {
            drop(self.built(api, api.schemas.resolve(schema), direction));
        }
    }

    /// How deep a schema, or one that it leads to, combines schemas.
    pub(crate) fn depth(&self, api: &Api, schema: SchemaId, direction: Direction) -> usize {
        let schema = api.schemas.resolve(schema);
        self.built(api, schema, direction).depth(schema)
    }

    /// The steps of all that was made and judged.
    pub(crate) fn all_work(&self) -> u64 {
        self.work.done().saturating_add(self.work_of_answers.done())
    }

    fn work_for(&self, direction: Direction) -> &Work {
        if direction == Direction::Request { &self.work } else { &self.work_of_answers }
    }

    fn built(&self, api: &Api, schema: SchemaId, direction: Direction) -> Arc<Built> {
        // What answers need does not change what making requests costs.
        let cache = if direction == Direction::Request { &self.requests } else { &self.responses };
        let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = cache.of.get(&schema) {
            return Arc::clone(found);
        }
        let roots = if direction == Direction::Request { &self.roots.0 } else { &self.roots.1 };
        let mut taken = 0;
        let others = roots[cache.next_root..].iter().copied().inspect(|_| taken += 1);
        let others = others.filter(|root| !cache.of.contains_key(root));
        let work = self.work_for(direction);
        let mut built = build(api, schema, others, direction, &self.patterns);
        work.charge(built.work());
        cache.next_root += taken;
        if built.validator.is_err() && taken > 0 {
            // One schema that the validator refuses is no reason to judge nothing by the others.
            cache.next_root = roots.len();
            built = build(api, schema, std::iter::empty(), direction, &self.patterns);
            work.charge(built.work());
        }
        let built = Arc::new(built);
        cache.insert(&built);
        built
    }
}

/// What a step of judging counts as, beside those of making values.
const WORK_OF_STEP: u64 = 2;
/// The same where schemas are combined so deep that the stack is in no cache.
const WORK_OF_DEEP_STEP: u64 = 12;
/// What a step of listing violations counts as: each violation has places that are written.
const WORK_OF_LISTING: u64 = 10;
/// What is returned where it cannot be decided.
trait FromReason {
    fn from_reason(reason: Undecided) -> Self;
}

impl<T> FromReason for Result<T, Undecided> {
    fn from_reason(reason: Undecided) -> Self {
        Err(reason)
    }
}

impl FromReason for Vec<Violation> {
    fn from_reason(_: Undecided) -> Self {
        Vec::new()
    }
}

/// The violations of a value that is not valid: as many as are listed within `most` steps, else the first, else that
/// there are any; and the steps of listing them.
fn listed(
    api: &Api,
    schema: SchemaId,
    validator: &jsonschema::Validator,
    value: &Value,
    (most, steps): (u64, u64),
) -> (Vec<Violation>, u64) {
    let of = |error: &ValidationError<'_>| violation(api, schema, error);
    let all = judgement::within(most, schema, true, || {
        let mut errors = validator.iter_errors(value);
        let listed: Vec<Violation> = errors.by_ref().take(limits::VIOLATIONS).map(|error| of(&error)).collect();
        (listed, errors.next().is_some())
    });
    let Judged { result: (mut found, mut has_more), is_exhausted, steps: listing, .. } = all;
    if is_exhausted {
        // What has no steps left counts as valid, which is a violation of these.
        found.retain(|violation| !NEGATIVE.contains(&violation.keyword.as_str()));
        has_more = true;
    }
    if found.is_empty() {
        let first = judgement::within(steps, schema, true, || validator.validate(value).err().map(|error| of(&error)));
        found.extend(first.result.filter(|_| !first.is_exhausted));
    }
    if found.is_empty() {
        found.push(Violation {
            schema,
            keyword: String::new(),
            instance: String::new(),
            message: "the value is not valid".to_owned(),
        });
    }
    if has_more && let Some(last) = found.last_mut() {
        last.message.push_str(" (and there is more, which is not listed)");
    }
    (found, listing)
}

/// Keywords that a valid part can break.
const NEGATIVE: [&str; 6] = ["not", "oneOf", "contains", "maxContains", "unevaluatedProperties", "unevaluatedItems"];

/// The schemas of the bodies and parameters of operations, or of their responses and headers.
fn roots(api: &Api, operations: &[OperationId], direction: Direction) -> Vec<SchemaId> {
    let mut known: FxHashSet<SchemaId> = FxHashSet::default();
    let mut roots = Vec::new();
    for operation in operations.iter().map(|id| api.operation(*id)) {
        let mut found: Vec<SchemaId> = Vec::new();
        let of_contents = |content: &[MediaType]| content.iter().filter_map(|one| one.schema).collect::<Vec<_>>();
        if direction == Direction::Request {
            found.extend(operation.body.iter().flat_map(|body| of_contents(&body.content)));
            found.extend(operation.parameters.iter().filter_map(Parameter::schema));
        } else {
            for response in &operation.responses {
                found.extend(of_contents(&response.content));
                found.extend(response.headers.iter().filter_map(|header| header.encoding.schema()));
            }
        }
        roots
            .extend(found.into_iter().map(|schema| api.schemas.resolve(schema)).filter(|schema| known.insert(*schema)));
    }
    roots
}
