//! The judge of values: the `jsonschema` crate over the model's schemas, `regress` for patterns, and the formats that
//! OpenAPI registers. It shares nothing with the strategies that generate values, so that neither can hide the other's
//! mistakes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::paths::Location;
use jsonschema::{Keyword, PatternOptions, ValidationError};
use rustc_hash::FxHashMap;
use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, SchemaId};

use crate::format;
use crate::pattern::{EcmaPattern, Patterns};
use crate::rule::Rule;

/// Judges values against the schemas of one document. Validators are built when they are first needed.
#[derive(Default)]
pub struct Validators {
    built: Mutex<Cache>,
    pub(crate) patterns: Patterns,
}

/// Schemas that all validators together may hold. A validator holds every schema that its own leads to, which in large
/// documents is a good part of all: without a bound, memory grows with the square of the document.
const HELD_SCHEMAS: usize = 60_000;

/// The validators that were built last.
#[derive(Default)]
struct Cache {
    built: FxHashMap<Key, Arc<Built>>,
    /// In the order of building, with the number of schemas that each holds.
    order: VecDeque<(Key, usize)>,
    held: usize,
}

type Key = (SchemaId, Direction);

impl Cache {
    fn insert(&mut self, key: Key, validator: Arc<Built>, size: usize) {
        while self.held + size > HELD_SCHEMAS
            && let Some((oldest, its_size)) = self.order.pop_front()
        {
            self.built.remove(&oldest);
            self.held -= its_size;
        }
        self.built.insert(key, validator);
        self.order.push_back((key, size));
        self.held += size;
    }
}

type Built = Result<jsonschema::Validator, String>;

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
    /// Every rule that a value breaks; none where it is valid.
    ///
    /// # Errors
    ///
    /// The validator refuses the schema; with the reason.
    pub fn violations(
        &self,
        api: &Api,
        schema: SchemaId,
        direction: Direction,
        value: &Value,
    ) -> Result<Vec<Violation>, String> {
        let built = self.built(api, schema, direction);
        let validator = built.as_ref().as_ref().map_err(Clone::clone)?;
        if validator.is_valid(value) {
            return Ok(Vec::new());
        }
        Ok(validator.iter_errors(value).map(|error| violation(api, schema, &error)).collect())
    }

    /// Whether a value is valid.
    ///
    /// # Errors
    ///
    /// The validator refuses the schema; with the reason.
    pub fn is_valid(&self, api: &Api, schema: SchemaId, direction: Direction, value: &Value) -> Result<bool, String> {
        let built = self.built(api, schema, direction);
        built.as_ref().as_ref().map(|validator| validator.is_valid(value)).map_err(Clone::clone)
    }

    fn built(&self, api: &Api, schema: SchemaId, direction: Direction) -> Arc<Built> {
        let mut cache = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = cache.built.get(&(schema, direction)) {
            return Arc::clone(found);
        }
        let (built, size) = build(api, schema, direction);
        let built = Arc::new(built);
        cache.insert((schema, direction), Arc::clone(&built), size);
        built
    }
}

/// The validator, and how many schemas it holds.
fn build(api: &Api, schema: SchemaId, direction: Direction) -> (Built, usize) {
    let mut options = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .offline()
        .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(100_000))
        .with_keyword("pattern", |_, pattern, _| Ok(pattern_keyword(pattern)))
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true);
    for (name, check) in format::CHECKS {
        options = options.with_format(*name, *check);
    }
    let written = api.schemas.to_json_schema(schema, direction);
    let size = written["$defs"].as_object().map_or(0, serde_json::Map::len);
    (options.build(&written).map_err(|error| error.to_string()), size)
}

/// `pattern` as ECMA-262 means it (JSON Schema 2020-12 Core section 6.4).
struct PatternKeyword(Option<EcmaPattern>);

fn pattern_keyword(pattern: &Value) -> Box<dyn for<'i> Keyword<'i>> {
    Box::new(PatternKeyword(pattern.as_str().and_then(EcmaPattern::new)))
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
            (Some(pattern), Value::String(text)) => pattern.matches(text),
            _ => true,
        }
    }
}

fn violation(api: &Api, root: SchemaId, error: &ValidationError<'_>) -> Violation {
    let (schema, keyword) = place(api, error.schema_path(), error.evaluation_path()).unwrap_or((root, String::new()));
    Violation {
        schema,
        keyword,
        instance: error.instance_path().as_str().to_owned(),
        message: error.masked_with("the value").to_string(),
    }
}

fn place(api: &Api, canonical: &Location, evaluated: &Location) -> Option<(SchemaId, String)> {
    [canonical, evaluated].into_iter().find_map(|location| api.schemas.of_json_schema_place(location.as_str()))
}
