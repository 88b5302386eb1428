//! The judge of values: the `jsonschema` crate over the model's schemas, `regress` for patterns, and the formats that
//! OpenAPI registers. It shares nothing with the strategies that generate values, so that neither can hide the other's
//! mistakes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::paths::Location;
use jsonschema::{Keyword, PatternOptions, ValidationError};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value, json};
use trueline_spec::Direction;
use trueline_spec::model::{Api, MediaType, OperationId, Parameter, SchemaId};

use super::{
    EcmaPattern, Patterns, Rule, Undecided, format,
    judgement::{self, Judged, STEP_KEYWORD, STEPS_KEYWORD, StepKeyword, StepsKeyword, WHOLE_KEYWORD, WholeKeyword},
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

/// A validator of a schema and of all that it leads to.
struct Built {
    root: SchemaId,
    validator: Result<jsonschema::Validator, Undecided>,
    /// The schemas that it has.
    schemas: Vec<SchemaId>,
    /// How much it holds.
    weight: usize,
    /// How deep the schemas that a schema leads to combine schemas.
    depths: FxHashMap<SchemaId, usize>,
}

impl Built {
    fn depth(&self, schema: SchemaId) -> usize {
        self.depths.get(&schema).copied().unwrap_or(1)
    }

    /// The steps that building it counts as.
    fn work(&self) -> u64 {
        let weight = u64::try_from(self.weight).unwrap_or(u64::MAX);
        weight.saturating_mul(STEPS_OF_BUILDING).saturating_add(STEPS_OF_ANY_BUILDING)
    }
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

/// A rule of a schema that a value breaks.
#[derive(Clone, PartialEq, Eq)]
pub struct Violation {
    /// The schema whose rule it is.
    pub schema: SchemaId,
    /// The keyword, `minLength` for instance.
    pub keyword: String,
    /// JSON Pointer (RFC 6901) of the wrong value, within the value that was judged.
    pub instance: String,
    /// What is wrong, for people; without the value, which may be a secret or long.
    pub message: String,
}

impl std::fmt::Debug for Violation {
    /// Without names of the value that was judged.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Violation {{ schema: {:?}, keyword: {:?} }}", self.schema, self.keyword)
    }
}

impl Violation {
    /// The rule that is broken.
    #[must_use]
    pub fn rule(&self, api: &Api) -> Rule {
        Rule::new(api.schemas[self.schema].origin, &self.keyword)
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
    /// Nobody can tell: the validator refuses the schema, or judging the value takes more than a limit.
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
        Ok(self.within_bounds(&built, schema, direction, value, |validator, value, steps| {
            let (found, listing) = listed(api, schema, validator, value, (most, steps), built.root == schema);
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
        self.within_bounds(&built, schema, direction, value, |validator, value, steps| {
            let is_whole = built.root == schema;
            let first = judgement::within(steps, is_whole, true, || validator.is_valid(value));
            work.charge(first.steps.saturating_mul(work_of_step).saturating_add(self.patterns.take_steps()));
            if first.is_exhausted {
                return Err(Undecided::TooManySteps { steps });
            }
            let Some(pattern) = first.given_up else { return Ok(first.result) };
            // Whether the text matches may make no difference.
            let second = judgement::within(steps, is_whole, false, || validator.is_valid(value));
            work.charge(second.steps.saturating_mul(work_of_step).saturating_add(self.patterns.take_steps()));
            if second.result == first.result && !second.is_exhausted {
                return Ok(first.result);
            }
            Err(Undecided::Pattern { pattern })
        })
    }

    /// Judges a value as one of a schema: with the stack that the schemas' depth needs, within the steps that the value's
    /// size allows.
    fn within_bounds<T: Send + FromReason>(
        &self,
        built: &Built,
        schema: SchemaId,
        direction: Direction,
        value: &Value,
        judge: impl FnOnce(&jsonschema::Validator, &Value, u64) -> T + Send,
    ) -> T {
        let validator = match &built.validator {
            Ok(validator) => validator,
            Err(reason) => return T::from_reason(reason.clone()),
        };
        let parts = value_parts(value);
        let levels = built.depth(schema).saturating_mul(value_depth(value));
        self.work_for(direction).charge(parts.saturating_add(cost::steps_of_stack(levels)));
        let steps = limits::JUDGE_STEPS.saturating_add(parts.saturating_mul(limits::JUDGE_STEPS_OF_PART));
        let wrapped = (built.root != schema).then(|| json!({ property_of(schema): value }));
        let value = wrapped.as_ref().unwrap_or(value);
        cost::with_stack_for(levels, || judge(validator, value, steps))
            .unwrap_or_else(|error| T::from_reason(error.into()))
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

/// Definitions that are built together, beside those that one schema leads to.
const TOGETHER: usize = 4000;
/// What a step of judging counts as, beside those of making values.
const WORK_OF_STEP: u64 = 2;
/// The same where schemas are combined so deep that the stack is in no cache.
const WORK_OF_DEEP_STEP: u64 = 12;
/// What a step of listing violations counts as: each violation has places that are written.
const WORK_OF_LISTING: u64 = 10;
/// Steps that building a validator counts as, for each unit of its weight.
const STEPS_OF_BUILDING: u64 = 80;
/// The same, whatever its weight.
const STEPS_OF_ANY_BUILDING: u64 = 5000;

/// What is returned where nobody can tell.
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
    is_whole: bool,
) -> (Vec<Violation>, u64) {
    let wrapper = if is_whole { String::new() } else { format!("/{}", property_of(schema)) };
    let of = |error: &ValidationError<'_>| violation(api, schema, error, &wrapper);
    let all = judgement::within(most, is_whole, true, || {
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
        let first =
            judgement::within(steps, is_whole, true, || validator.validate(value).err().map(|error| of(&error)));
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

/// The member that holds a value which is judged by another schema than the validator's own.
fn property_of(schema: SchemaId) -> String {
    format!("s{}", schema.index())
}

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

fn build(
    api: &Api,
    schema: SchemaId,
    others: impl Iterator<Item = SchemaId>,
    direction: Direction,
    patterns: &Arc<Patterns>,
) -> Built {
    let mut written = api.schemas.to_json_schema_with(schema, others, TOGETHER, direction);
    let mut schemas: Vec<SchemaId> = Vec::new();
    let mut uses: Vec<Vec<SchemaId>> = Vec::new();
    let mut weight = 0;
    if let Some(definitions) = written["$defs"].as_object_mut() {
        for (name, definition) in definitions.iter_mut() {
            schemas.extend(api.schemas.of_json_schema_place(&format!("/$defs/{name}")).map(|(id, _)| id));
            let own = std::mem::take(definition);
            weight += cost::weight(&own);
            uses.push(cost::uses(api, &own));
            *definition = counted(own);
        }
    }
    let properties: Map<String, Value> =
        schemas.iter().map(|id| (property_of(*id), json!({ "$ref": format!("#/$defs/s{}", id.index()) }))).collect();
    let root = std::mem::take(&mut written["$ref"]);
    if let Value::Object(members) = &mut written {
        members.shift_remove("$ref");
        members.insert("if".to_owned(), json!({ WHOLE_KEYWORD: true }));
        members.insert("then".to_owned(), json!({ "$ref": root }));
        members.insert("else".to_owned(), json!({ "properties": properties }));
    }
    let depths = cost::depths(api, &schemas, &uses);
    let deepest = depths.values().copied().max().unwrap_or(1);
    if weight > limits::SCHEMA_SIZE {
        return Built { root: schema, validator: Err(Undecided::TooLarge), schemas, weight, depths };
    }
    let build = || options(patterns).build(&written).map_err(|error| Undecided::Refused { reason: shown(&error) });
    let validator = cost::with_stack_for(deepest, build).unwrap_or_else(|error| Err(error.into()));
    Built { root: schema, validator, schemas, weight, depths }
}

/// A schema whose judging counts its steps, and is not judged by once there are none left, unless that costs no more.
fn counted(mut schema: Value) -> Value {
    if let Value::Object(keywords) = &mut schema
        && keywords.keys().all(|keyword| OF_SCALARS.contains(&keyword.as_str()))
    {
        keywords.insert(STEP_KEYWORD.to_owned(), true.into());
        return schema;
    }
    json!({ "if": { STEPS_KEYWORD: cost::steps(&schema) }, "then": schema })
}

/// Keywords that cost a step together, whatever the value.
const OF_SCALARS: [&str; 10] = [
    "type",
    "format",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];

/// The reason of a validator that refuses a schema, cut: it may hold the schema.
fn shown(error: &ValidationError<'_>) -> String {
    cut(error.masked_with("the value").to_string())
}

fn options(patterns: &Arc<Patterns>) -> jsonschema::ValidationOptions<'static> {
    let patterns = Arc::clone(patterns);
    let mut options = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .offline()
        .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(limits::PATTERN_STEPS))
        .with_keyword("pattern", move |_, pattern, _| Ok(pattern_keyword(&patterns, pattern)))
        .with_keyword(STEPS_KEYWORD, |_, steps, _| Ok(Box::new(StepsKeyword::new(steps))))
        .with_keyword(STEP_KEYWORD, |_, _, _| Ok(Box::new(StepKeyword)))
        .with_keyword(WHOLE_KEYWORD, |_, _, _| Ok(Box::new(WholeKeyword)))
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true);
    for (name, check) in format::CHECKS {
        options = options.with_format(*name, *check);
    }
    options
}

/// `pattern` as ECMA-262 means it (JSON Schema 2020-12 Core section 6.4).
struct PatternKeyword(Option<Arc<EcmaPattern>>);

fn pattern_keyword(patterns: &Patterns, pattern: &Value) -> Box<dyn for<'i> Keyword<'i>> {
    Box::new(PatternKeyword(pattern.as_str().and_then(|pattern| patterns.get(pattern))))
}

impl<'i> Keyword<'i> for PatternKeyword {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) {
            Ok(())
        } else {
            Err(ValidationError::custom("the text does not match the pattern"))
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        match (&self.0, instance) {
            (Some(pattern), Value::String(text)) => {
                pattern.decide(text).unwrap_or_else(|| judgement::give_up(pattern.text()))
            }
            _ => true,
        }
    }
}

fn violation(api: &Api, root: SchemaId, error: &ValidationError<'_>, wrapper: &str) -> Violation {
    let (schema, keyword) = place(api, error.schema_path(), error.evaluation_path()).unwrap_or((root, String::new()));
    let instance = error.instance_path().as_str();
    Violation {
        schema,
        keyword,
        instance: cut(instance.strip_prefix(wrapper).unwrap_or(instance).to_owned()),
        message: cut(error.masked_with("the value").to_string()),
    }
}

/// No message holds a whole value.
fn cut(text: String) -> String {
    const LONGEST: usize = 500;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text,
    }
}

fn place(api: &Api, canonical: &Location, evaluated: &Location) -> Option<(SchemaId, String)> {
    [canonical, evaluated]
        .into_iter()
        .find_map(|location| api.schemas.of_json_schema_place(&without_gate(location.as_str())))
}

/// The place in a definition, without the `then` that counting steps put it below.
fn without_gate(place: &str) -> String {
    const DEFINITION: &str = "/$defs/s";
    let Some(start) = place.rfind(DEFINITION).map(|start| start + DEFINITION.len()) else { return place.to_owned() };
    let end = place[start..].find('/').map_or(place.len(), |length| start + length);
    let (head, rest) = place.split_at(end);
    format!("{head}{}", rest.strip_prefix("/then").unwrap_or(rest))
}
