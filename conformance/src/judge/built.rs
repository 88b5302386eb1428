//! Validators of a schema and of all that it leads to, built so that judging counts its steps.

use std::sync::Arc;

use jsonschema::{Keyword, PatternOptions, ValidationError};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};
use trueline_spec::Direction;
use trueline_spec::model::{Api, SchemaId};

use super::judgement::{self, BELOW_KEYWORD, BelowKeyword, STEP_KEYWORD, STEPS_KEYWORD, StepKeyword, StepsKeyword};
use super::violation::cut;
use super::{EcmaPattern, Patterns, Undecided, format};
use crate::limits;
use crate::schema::cost;

/// Definitions that are built together, beside those that one schema leads to.
const TOGETHER: usize = 4000;
/// Steps that building a validator counts as, for each unit of its weight.
const STEPS_OF_BUILDING: u64 = 80;
/// The same, whatever its weight.
const STEPS_OF_ANY_BUILDING: u64 = 5000;

/// A validator of a schema and of all that it leads to.
pub(super) struct Built {
    pub(super) root: SchemaId,
    pub(super) validator: Result<jsonschema::Validator, Undecided>,
    /// The schemas that it has.
    pub(super) schemas: Vec<SchemaId>,
    /// How much it holds.
    pub(super) weight: usize,
    /// How deep the schemas that a schema leads to combine schemas.
    depths: FxHashMap<SchemaId, usize>,
}

impl Built {
    pub(super) fn depth(&self, schema: SchemaId) -> usize {
        self.depths.get(&schema).copied().unwrap_or(1)
    }

    /// The steps that building it counts as.
    pub(super) fn work(&self) -> u64 {
        let weight = u64::try_from(self.weight).unwrap_or(u64::MAX);
        weight.saturating_mul(STEPS_OF_BUILDING).saturating_add(STEPS_OF_ANY_BUILDING)
    }
}

pub(super) fn build(
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
    if let Value::Object(members) = &mut written {
        members.shift_remove("$ref");
        let mut numbers: Vec<usize> = schemas.iter().map(|id| id.index()).collect();
        numbers.sort_unstable();
        members.extend(chosen(&numbers));
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
/// A schema that is the one which judges, of several by their numbers in order: half of them are left at each step.
fn chosen(numbers: &[usize]) -> Map<String, Value> {
    let mut schema = Map::new();
    match numbers {
        [] => {}
        [only] => drop(schema.insert("$ref".to_owned(), format!("#/$defs/s{only}").into())),
        _ => {
            let (low, high) = numbers.split_at(numbers.len() / 2);
            schema.insert("if".to_owned(), json!({ BELOW_KEYWORD: high[0] }));
            schema.insert("then".to_owned(), chosen(low).into());
            schema.insert("else".to_owned(), chosen(high).into());
        }
    }
    schema
}

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
        .with_keyword(BELOW_KEYWORD, |_, number, _| Ok(Box::new(BelowKeyword(below(number)))))
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true);
    for (name, check) in format::CHECKS {
        options = options.with_format(*name, *check);
    }
    options
}

fn below(number: &Value) -> usize {
    number.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(usize::MAX)
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
